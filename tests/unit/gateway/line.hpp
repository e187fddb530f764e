// A client's end of a connection, byte for byte, so that a test can say what no library would. Blocks; what does not
// come within 20 s fails the test.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <openssl/ssl.h>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ourplace::gateway {

class Line {
  public:
    struct Options {
        // An address of this machine: each is another client to the server.
        std::string from = "127.0.0.1";
        // 0: as much as the system likes. A small one makes a client that takes little.
        int receive_buffer_bytes = 0;
    };
    explicit Line(std::uint16_t port);
    Line(std::uint16_t port, const Options& options);
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;
    ~Line();

    // From here on TLS, at most of this version. False: the server refused.
    [[nodiscard]] bool start_tls(int highest_version = TLS1_3_VERSION);
    // The subject of the server's certificate.
    [[nodiscard]] std::string certificate() const;

    // False once the server has closed.
    bool send(std::string_view bytes);
    // What comes up to the mark and with it; what came before the end if the mark never comes.
    std::string read_until(std::string_view mark);
    std::string read(std::size_t bytes);
    // Everything up to the end of the connection.
    std::string read_all();
    // Nothing is to come any more, and nothing came.
    [[nodiscard]] bool has_ended() { return read_all().empty(); }
    // Whether something, the end included, has come or comes within this time.
    [[nodiscard]] bool has_something(std::chrono::milliseconds within = std::chrono::milliseconds(0)) const;
    // Says nothing more, as a client that has hung up half way.
    void stop_sending() const;

  private:
    bool fill();

    int socket_ = -1;
    std::string received_;
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_{nullptr, &SSL_CTX_free};
    std::unique_ptr<SSL, decltype(&SSL_free)> tls_{nullptr, &SSL_free};
};

// One HTTP reply.
struct Received {
    int status = 0;
    // Names in lower case.
    std::multimap<std::string, std::string> headers;
    std::string body;

    // The only one of that name; empty if there is none.
    [[nodiscard]] std::string header(const std::string& name) const;
};

struct Sent {
    std::string method = "GET";
    std::string target = "/";
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::string body = {};

    [[nodiscard]] std::string text() const;
};

// The reply's body is not there after HEAD.
enum class Body : std::uint8_t { expected, left_out };
Received read_reply(Line& line, Body body = Body::expected);
Received ask(Line& line, const Sent& request);
// On a connection of its own.
Received ask(std::uint16_t port, const Sent& request);

}  // namespace ourplace::gateway
