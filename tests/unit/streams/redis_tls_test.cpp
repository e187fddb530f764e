// Redis over TLS: who vouches for it, and for which name.
#include "unit/streams/redis_listener.hpp"

namespace ourplace::streams {
namespace {

class RedisTls : public RedisTest {
  protected:
    RedisTls() {
        make_authority("authority");
        run_command(in_folder +
                    "openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout server.key"
                    " -out server.csr -subj /CN=redis && printf subjectAltName=DNS:localhost > names &&"
                    " openssl x509 -req -in server.csr -CA authority.pem -CAkey authority.key"
                    " -CAcreateserial -days 2 -extfile names -out server.pem");
    }
    void make_authority(const std::string& name) {
        run_command(in_folder +
                    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=" + name +
                    " -keyout " + name + ".key -out " + name + ".pem");
    }
    [[nodiscard]] RedisOptions options(const std::string& host, const RedisProcess& redis,
                                       const std::string& authority) const {
        auto made = quick_options("rediss://" + host + ":" + std::to_string(redis.port()));
        made.ca_file = folder / (authority + ".pem");
        return made;
    }
    [[nodiscard]] std::vector<std::string> with_tls() const {
        return {"--tls-port",
                "PORT",
                "--port",
                "0",
                "--tls-cert-file",
                folder / "server.pem",
                "--tls-key-file",
                folder / "server.key",
                "--tls-auth-clients",
                "no"};
    }
    void expect_refused(const RedisOptions& options, const std::string& server) {
        testing::internal::CaptureStderr();
        auto& listener = listen(options);
        EXPECT_TRUE(run_until([&] { return listener.count(server, &RedisMetrics::failures) == 3; }));
        EXPECT_FALSE(listener.channels->is_up("c.1"));
        listener.channels->stop();
        const auto log = testing::internal::GetCapturedStderr();
        EXPECT_TRUE(
            log.contains("redis cannot be used server=" + server + " reason=\"TLS failed: certificate verify failed"))
            << log;
        EXPECT_EQ(std::ranges::count(log, '\n'), 1) << log;
    }

    TemporaryFolder folder;
    const std::string in_folder = "cd " + folder.path().string() + " && ";
};

TEST_F(RedisTls, IsUsedWhenItsNameIsVouchedFor) {
    RedisProcess redis(with_tls());
    auto& listener = listen(options("localhost", redis, "authority"));
    ASSERT_TRUE(follow(listener, "c.1"));
    const std::string large(500'000, 'x');
    listener.channels->publish("c.1", large);
    EXPECT_TRUE(run_until([&] { return listener.has_heard("c.1", large); }));
    redis.kill();
    redis.start();
    EXPECT_TRUE(run_until([&] { return listener.subscribed["c.1"] == 2; }));
}

TEST_F(RedisTls, IsRefusedUnderAnotherName) {
    RedisProcess redis(with_tls());
    expect_refused(options("127.0.0.1", redis, "authority"), redis.address());
}

TEST_F(RedisTls, IsRefusedWhenNobodyThatWeTrustVouchesForIt) {
    RedisProcess redis(with_tls());
    make_authority("stranger");
    expect_refused(options("localhost", redis, "stranger"), "localhost:" + std::to_string(redis.port()));
    auto of_the_system = options("localhost", redis, "");
    of_the_system.ca_file.clear();
    expect_refused(of_the_system, "localhost:" + std::to_string(redis.port()));
}

}  // namespace
}  // namespace ourplace::streams
