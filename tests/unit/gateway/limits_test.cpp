// Those who ask for too much, or take too long over it, and everybody else.
#include <deque>
#include <thread>

#include "gateway/address_limits.hpp"
#include "unit/gateway/talker.hpp"

namespace ourplace::gateway {
namespace {

class WithLimits : public WhileOthersTalk {
  protected:
    [[nodiscard]] int status_from(const std::string& address) const {
        Line line(port(), {.from = address});
        return ask(line, {.target = "/healthz"}).status;
    }
    Options options;
};

TEST_F(WithLimits, TenThousandAttemptsFromOneAddressLeaveTheOthersTalking) {
    options.limits.max_connections_per_address = 20;
    serve(options);
    std::deque<Line> held;
    std::thread attempts([&] {
        for (int each = 0; each < 20; ++each) {
            auto& line = held.emplace_back(port(), Line::Options{.from = "127.0.0.2"});
            EXPECT_EQ(ask(line, {.target = "/healthz"}).status, 200);
        }
        for (int each = 0; each < 10'000; ++each) Line(port(), {.from = "127.0.0.2"});
    });
    for (int each = 0; each < 50; ++each) others->expect_to_go_on();
    attempts.join();
    const auto turned_away = Line(port(), {.from = "127.0.0.2"}).read_all();
    EXPECT_TRUE(turned_away.starts_with("HTTP/1.1 429 Too Many Requests\r\nRetry-After: ")) << turned_away;
    EXPECT_EQ(status_from("127.0.0.3"), 200);
    // A place is free again once somebody has left it.
    held.clear();
    int status = 0;
    for (int attempt = 0; attempt < 1000 && status != 200; ++attempt) {
        Line line(port(), {.from = "127.0.0.2"});
        line.send(Sent{.target = "/healthz"}.text());
        status = read_reply(line).status;
    }
    EXPECT_EQ(status, 200);
}

TEST_F(WithLimits, ThereAreSoManyConnectionsInAll) {
    options.limits.max_connections = 4;
    serve(options);  // Ana's and Bea's are two.
    Line third(port(), {.from = "127.0.0.3"});
    Line fourth(port(), {.from = "127.0.0.4"});
    EXPECT_EQ(ask(third, {.target = "/healthz"}).status, 200);
    EXPECT_EQ(ask(fourth, {.target = "/healthz"}).status, 200);
    EXPECT_TRUE(Line(port(), {.from = "127.0.0.5"}).read_all().starts_with("HTTP/1.1 429 "));
}

TEST_F(WithLimits, AProxyThatIsTrustedMayHaveMore) {
    options.limits.max_connections_per_address = 2;
    options.trusted_proxies = {"127.0.0.9"};
    serve(options);
    std::deque<Line> lines;
    for (int each = 0; each < 5; ++each) {
        auto& line = lines.emplace_back(port(), Line::Options{.from = "127.0.0.9"});
        EXPECT_EQ(ask(line, {.target = "/healthz"}).status, 200);
    }
}

TEST(AddressLimits, ANetworkOfIpv6CountsAsOneAddress) {
    Options options;
    options.limits.max_connections_per_address = 1;
    AddressLimits limits(options);
    const auto first = limits.enter("2001:db8:1:2::1");
    EXPECT_TRUE(first);
    EXPECT_FALSE(limits.enter("2001:db8:1:2:ffff::7"));
    EXPECT_TRUE(limits.enter("2001:db8:1:3::1"));
    EXPECT_TRUE(limits.enter("192.0.2.1"));
}

// Attempts to sign in are limited by address: whom the server takes a client for shows there.
class Forwarded : public WithLimits {
  protected:
    // How many attempts to sign in the address has before it must wait.
    int attempts(const std::function<std::vector<std::pair<std::string, std::string>>(int)>& headers,
                 const std::string& from = "127.0.0.9") {
        for (int attempt = 0; attempt < 100; ++attempt) {
            Line line(port(), {.from = from});
            auto sent = headers(attempt);
            sent.emplace_back("Content-Type", "application/json");
            const auto reply = ask(line, {.method = "POST",
                                          .target = "/ourplace.v1.AccountService/SignIn",
                                          .headers = std::move(sent),
                                          .body = R"({"name": "Nobody)" + std::to_string(attempt) +
                                                  R"(", "passphrase": "three wet herons"})"});
            if (reply.status == 429) {
                EXPECT_NE(reply.header("retry-after"), "");
                return attempt;
            }
            EXPECT_EQ(reply.status, 401) << reply.body;
        }
        return 100;
    }
    static std::string some_address(int number) { return "198.51.100." + std::to_string(number); }
};

TEST_F(Forwarded, AnybodysWordForTheirAddressIsNotBelieved) {
    options.trusted_proxies = {"127.0.0.8"};
    serve(options);
    EXPECT_LT(attempts([](int attempt) {
                  return std::vector<std::pair<std::string, std::string>>{{"X-Forwarded-For", some_address(attempt)}};
              }),
              100);
}

TEST_F(Forwarded, AProxysWordIsBelieved) {
    options.trusted_proxies = {"127.0.0.9"};
    serve(options);
    EXPECT_EQ(attempts([](int attempt) {
                  return std::vector<std::pair<std::string, std::string>>{{"X-Forwarded-For", some_address(attempt)}};
              }),
              100);
}

TEST_F(Forwarded, OfSeveralAddressesTheProxysCounts) {
    options.trusted_proxies = {"127.0.0.9"};
    serve(options);
    EXPECT_LT(attempts([](int attempt) {
                  return std::vector<std::pair<std::string, std::string>>{
                      {"X-Forwarded-For", some_address(attempt) + ", 192.0.2.7"}};
              }),
              100);
    EXPECT_LT(attempts([](int attempt) {
                  return std::vector<std::pair<std::string, std::string>>{{"X-Forwarded-For", some_address(attempt)},
                                                                          {"X-Forwarded-For", "192.0.2.8"}};
              }),
              100);
    EXPECT_LT(attempts([](int attempt) {
                  return std::vector<std::pair<std::string, std::string>>{
                      {"X-Forwarded-For", "no address " + std::to_string(attempt)}};
              }),
              100);
}

class TakingLong : public WithLimits {
  protected:
    TakingLong() {
        options.limits.header_time = std::chrono::seconds(1);
        options.limits.request_time = std::chrono::seconds(1);
        options.limits.keep_alive_time = std::chrono::seconds(1);
    }
};

TEST_F(TakingLong, WhoeverStopsAnywhereInARequestIsHungUpOn) {
    serve(options);
    Line silent(port());
    Line slow_headers(port());
    slow_headers.send("GET /healthz HTTP/1.1\r\nHost: ");
    Line slow_body(port());
    slow_body.send("POST /ourplace.v1.AccountService/GetMe HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{");
    Line idle(port());
    EXPECT_EQ(ask(idle, {.target = "/healthz"}).status, 200);
    Line stops_shaking_hands(port());
    stops_shaking_hands.send("GET /connect HTTP/1.1\r\nHost: talk.example\r\nUpgrade: ");
    for (auto* line : {&silent, &slow_headers, &slow_body, &idle, &stops_shaking_hands}) EXPECT_TRUE(line->has_ended());
}

TEST_F(TakingLong, SendingAByteNowAndThenGainsNothing) {
    serve(options);
    Line line(port());
    const auto begun = std::chrono::steady_clock::now();
    for (const char byte : "GET /healthz HTTP/1.1\r\nHost: talk.example\r\nX-Slow: " + std::string(1000, 'x')) {
        if (!line.send({&byte, 1}) || line.has_something(std::chrono::milliseconds(20))) break;
    }
    EXPECT_TRUE(line.has_ended());
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(10));
}

TEST(Listening, APortInUseIsToldWhoeverUsesIt) {
    ServedProgramme programme;
    Options options;
    options.port = programme.port();
    const auto opened = Gateway::open(options, {}, {});
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().field, "port");
    EXPECT_TRUE(opened.error().message.contains("in use")) << opened.error().message;
}

TEST(Listening, AnAddressThatIsNoneIsNamed) {
    Options options;
    options.address = "talk.example";
    EXPECT_EQ(Gateway::open(options, {}, {}).error().field, "address");
    options.address = "192.0.2.1";
    EXPECT_EQ(Gateway::open(options, {}, {}).error().field, "address");
}

}  // namespace
}  // namespace ourplace::gateway
