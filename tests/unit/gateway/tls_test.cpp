// TLS from PEM files, and certificates that are renewed while the server runs.
#include <cstdio>
#include <fstream>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "unit/gateway/talker.hpp"

namespace ourplace::gateway {
namespace {

class Tls : public testing::Test {
  protected:
    // A key and a certificate for it, in the name of `host`.
    void make_certificate(const std::string& host) {
        const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
        const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), &X509_free);
        X509_set_version(certificate.get(), 2);
        ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
        X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
        X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
        X509_set_pubkey(certificate.get(), key.get());
        X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                                   reinterpret_cast<const unsigned char*>(host.data()), -1, -1, 0);
        X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get()));
        X509_sign(certificate.get(), key.get(), EVP_sha256());
        const auto write = [&](const std::filesystem::path& path, auto put) {
            auto* file = std::fopen(path.c_str(), "w");
            put(file);
            std::fclose(file);
        };
        write(options.tls_certificate, [&](FILE* file) { PEM_write_X509(file, certificate.get()); });
        write(options.tls_key,
              [&](FILE* file) { PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
    }
    void SetUp() override {
        options.tls_certificate = folder / "certificate.pem";
        options.tls_key = folder / "key.pem";
        make_certificate("talk.example");
    }
    void serve() {
        programme = std::make_unique<ServedProgramme>(options);
        cai = programme->person("Cai");
    }
    [[nodiscard]] std::string shown_certificate() const {
        Line line(programme->port());
        return line.start_tls() ? line.certificate() : "refused";
    }

    TemporaryFolder folder;
    Options options;
    std::unique_ptr<ServedProgramme> programme;
    Person cai;
};

TEST_F(Tls, CarriesHttpAndRemembersToBeAskedFor) {
    serve();
    Line line(programme->port());
    ASSERT_TRUE(line.start_tls());
    for (int each = 0; each < 3; ++each) {
        const auto reply = ask(line, {.target = "/healthz"});
        EXPECT_EQ(reply.body, "alive\n");
        EXPECT_EQ(reply.header("strict-transport-security"), "max-age=31536000");
    }
    line.send(Sent{.target = "/healthz"}.text() + Sent{.target = "/readyz"}.text());
    EXPECT_EQ(read_reply(line).body, "alive\n");
    EXPECT_EQ(read_reply(line).body, "ready\n");
    const auto signed_out = ask(
        line, {.method = "POST",
               .target = "/ourplace.v1.AccountService/SignOut",
               .headers = {{"Content-Type", "application/json"}, {"Cookie", "__Host-ourplace=" + cai.session_secret}},
               .body = "{}"});
    EXPECT_TRUE(signed_out.header("set-cookie").ends_with("; Secure"));
}

TEST_F(Tls, CarriesALongConversation) {
    serve();
    Line line(programme->port());
    ASSERT_TRUE(line.start_tls());
    ASSERT_EQ(ask(line, upgrade(cai.token)).status, 101);
    v1::ClientFrame frame;
    frame.set_id(7);
    frame.mutable_subscribe()->add_cursors()->set_stream_id(programme->channel());
    line.send(frame_bytes(Opcode::binary, frame.SerializeAsString()));
    // Once it follows, and not before: more at once than a subscription is sent from the log would be a gap.
    v1::ServerItem subscribed;
    subscribed.mutable_subscribed()->set_id(7);
    ASSERT_FALSE(line.read_until(subscribed.SerializeAsString()).empty());
    const std::string body(20'000, 'x');
    for (int each = 0; each < 30; ++each) programme->post(body + std::to_string(each));
    for (int each = 0; each < 30; ++each) EXPECT_FALSE(line.read_until(body + std::to_string(each)).empty());
    line.send(frame_bytes(Opcode::close, "\x03\xe8"));
    EXPECT_TRUE(line.read_all().ends_with("\x88\x02\x03\xe8"));
}

TEST_F(Tls, OnlyItsNewerVersionsAreSpoken) {
    serve();
    EXPECT_TRUE(Line(programme->port()).start_tls(TLS1_3_VERSION));
    EXPECT_TRUE(Line(programme->port()).start_tls(TLS1_2_VERSION));
    EXPECT_FALSE(Line(programme->port()).start_tls(TLS1_1_VERSION));
    EXPECT_FALSE(Line(programme->port()).start_tls(TLS1_VERSION));
}

TEST_F(Tls, PlainHttpIsNotAnswered) {
    serve();
    Line line(programme->port());
    line.send(Sent{.target = "/healthz"}.text());
    EXPECT_FALSE(line.read_all().starts_with("HTTP"));
    EXPECT_EQ(shown_certificate(), "/CN=talk.example");
}

TEST_F(Tls, ARenewedCertificateIsForNewConnectionsAndOldOnesGoOn) {
    serve();
    Line old(programme->port());
    ASSERT_TRUE(old.start_tls());
    make_certificate("renewed.example");
    EXPECT_EQ(shown_certificate(), "/CN=talk.example");
    ASSERT_TRUE(programme->gateway().reload_tls());
    EXPECT_EQ(shown_certificate(), "/CN=renewed.example");
    EXPECT_EQ(ask(old, {.target = "/healthz"}).status, 200);
}

TEST_F(Tls, ABadCertificateIsNamedAndTheOldOneStays) {
    serve();
    const auto refused = [&] {
        const auto reloaded = programme->gateway().reload_tls();
        return reloaded ? "" : reloaded.error().field;
    };
    std::ofstream(options.tls_certificate) << "nonsense";
    EXPECT_EQ(refused(), "tls_certificate");
    make_certificate("talk.example");
    const auto other = folder / "other.pem";
    std::filesystem::copy_file(options.tls_key, other);
    make_certificate("other.example");
    std::filesystem::rename(other, options.tls_key);
    EXPECT_EQ(refused(), "tls_key") << "it belongs to another certificate";
    std::filesystem::remove(options.tls_key);
    EXPECT_EQ(refused(), "tls_key");
    EXPECT_EQ(shown_certificate(), "/CN=talk.example");
}

TEST_F(Tls, IdleConnectionsDoNotHoldUpTheEnd) {
    serve();
    Line idle(programme->port());
    ASSERT_TRUE(idle.start_tls());
    EXPECT_EQ(ask(idle, {.target = "/healthz"}).status, 200);
    const auto begun = std::chrono::steady_clock::now();
    programme->gateway().drain({.at_most = std::chrono::seconds(10)});
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(5));
}

}  // namespace
}  // namespace ourplace::gateway
