#include "unit/gateway/line.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cctype>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace ourplace::gateway {
namespace {

constexpr timeval patience{.tv_sec = 20, .tv_usec = 0};

sockaddr_in endpoint(const std::string& address, std::uint16_t port) {
    sockaddr_in made{};
    made.sin_family = AF_INET;
    made.sin_port = htons(port);
    EXPECT_EQ(::inet_pton(AF_INET, address.c_str(), &made.sin_addr), 1);
    return made;
}

std::string lower(std::string_view text) {
    std::string made(text);
    std::ranges::transform(made, made.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return made;
}

}  // namespace

Line::Line(std::uint16_t port) : Line(port, Options()) {}

Line::Line(std::uint16_t port, const Options& options) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    constexpr int yes = 1;
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    // A port is taken for this one destination only, so that thousands of connections do not use them up.
    ::setsockopt(socket_, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &yes, sizeof yes);
    if (options.receive_buffer_bytes > 0) {
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &options.receive_buffer_bytes,
                     sizeof options.receive_buffer_bytes);
    }
    const auto here = endpoint(options.from, 0);
    const auto there = endpoint("127.0.0.1", port);
    EXPECT_EQ(::bind(socket_, reinterpret_cast<const sockaddr*>(&here), sizeof here), 0);
    // A signal breaks off a call that has a time-out: the fuzzer's clock is one.
    EXPECT_EQ(TEMP_FAILURE_RETRY(::connect(socket_, reinterpret_cast<const sockaddr*>(&there), sizeof there)), 0);
}

Line::~Line() {
    tls_.reset();
    ::close(socket_);
}

bool Line::start_tls(int highest_version) {
    context_.reset(SSL_CTX_new(TLS_client_method()));
    // The oldest versions need a lower level of security on the client's side as well.
    if (highest_version < TLS1_2_VERSION) SSL_CTX_set_cipher_list(context_.get(), "ALL:@SECLEVEL=0");
    SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(context_.get(), highest_version);
    tls_.reset(SSL_new(context_.get()));
    SSL_set_fd(tls_.get(), socket_);
    return SSL_connect(tls_.get()) == 1;
}

std::string Line::certificate() const {
    const std::unique_ptr<X509, decltype(&X509_free)> shown(SSL_get1_peer_certificate(tls_.get()), &X509_free);
    std::array<char, 256> name{};
    X509_NAME_oneline(X509_get_subject_name(shown.get()), name.data(), name.size());
    return name.data();
}

bool Line::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = tls_ ? SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size()))
                               : TEMP_FAILURE_RETRY(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

bool Line::fill() {
    std::array<char, 16 * 1024> some{};
    const auto got = tls_ ? SSL_read(tls_.get(), some.data(), static_cast<int>(some.size()))
                          : TEMP_FAILURE_RETRY(::recv(socket_, some.data(), some.size(), 0));
    if (got > 0) received_.append(some.data(), static_cast<std::size_t>(got));
    EXPECT_FALSE(got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) << "the server says nothing";
    return got > 0;
}

std::string Line::read_until(std::string_view mark) {
    auto end = received_.find(mark);
    while (end == std::string::npos) {
        if (!fill()) return std::exchange(received_, {});
        end = received_.find(mark);
    }
    auto read = received_.substr(0, end + mark.size());
    received_.erase(0, end + mark.size());
    return read;
}

std::string Line::read(std::size_t bytes) {
    while (received_.size() < bytes && fill()) continue;
    auto read = received_.substr(0, bytes);
    received_.erase(0, bytes);
    return read;
}

std::string Line::read_all() {
    while (fill()) continue;
    return std::exchange(received_, {});
}

bool Line::has_something(std::chrono::milliseconds within) const {
    pollfd ready{.fd = socket_, .events = POLLIN, .revents = 0};
    return !received_.empty() || TEMP_FAILURE_RETRY(::poll(&ready, 1, static_cast<int>(within.count()))) == 1;
}

void Line::stop_sending() const { ::shutdown(socket_, SHUT_WR); }

std::string Received::header(const std::string& name) const {
    EXPECT_LE(headers.count(name), 1u) << name;
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
}

std::string Sent::text() const {
    std::string text = method + ' ' + target + " HTTP/1.1\r\nHost: talk.example\r\n";
    for (const auto& [name, value] : headers) text += name + ": " + value + "\r\n";
    if (!body.empty()) text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    return text + "\r\n" + body;
}

Received read_reply(Line& line, Body body) {
    Received reply;
    auto head = line.read_until("\r\n\r\n");
    if (!head.starts_with("HTTP/1.1 ") || !head.ends_with("\r\n\r\n")) return reply;
    reply.status = std::stoi(head.substr(9, 3));
    for (auto at = head.find("\r\n") + 2; at < head.size() - 2;) {
        const auto end = head.find("\r\n", at);
        const auto colon = head.find(": ", at);
        reply.headers.emplace(lower(head.substr(at, colon - at)), head.substr(colon + 2, end - colon - 2));
        at = end + 2;
    }
    if (body == Body::left_out || reply.headers.count("content-length") == 0) return reply;
    const auto length = static_cast<std::size_t>(std::stoul(reply.header("content-length")));
    reply.body = line.read(length);
    EXPECT_EQ(reply.body.size(), length) << "the body is cut off";
    return reply;
}

Received ask(Line& line, const Sent& request) {
    EXPECT_TRUE(line.send(request.text()));
    return read_reply(line, request.method == "HEAD" ? Body::left_out : Body::expected);
}

Received ask(std::uint16_t port, const Sent& request) {
    Line line(port);
    return ask(line, request);
}

}  // namespace ourplace::gateway
