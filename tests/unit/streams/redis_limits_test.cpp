// Servers that are slow, or are none: what they can cost us is bounded.
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include "unit/streams/redis_listener.hpp"

namespace ourplace::streams {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

TEST_F(RedisTest, AFullQueueDropsAndCountsAndNothingElseIsLost) {
    RedisProcess redis;
    auto options = quick_options(redis.url());
    options.max_unsent_bytes = 64 * 1024;
    auto& listener = listen(options);
    ASSERT_TRUE(follow(listener, "c.1"));
    // The executor does not run meanwhile, so nothing is sent.
    for (int number = 0; number < 100; ++number) listener.channels->publish("c.1", std::string(1024, 'x'));
    const auto dropped = listener.count(redis.address(), &RedisMetrics::dropped);
    EXPECT_GT(dropped, 35);
    EXPECT_LT(dropped, 45);
    EXPECT_GT(listener.count(redis.address(), &RedisMetrics::waiting_bytes), 60 * 1024);
    EXPECT_LE(listener.count(redis.address(), &RedisMetrics::waiting_bytes), 64 * 1024);
    ASSERT_TRUE(run_until([&] { return listener.messages.size() == static_cast<std::size_t>(100 - dropped); }));
    EXPECT_EQ(listener.count(redis.address(), &RedisMetrics::waiting_bytes), 0);
    listener.channels->publish("c.1", "heard");
    EXPECT_TRUE(run_until([&] { return listener.has_heard("c.1", "heard"); }));
}

TEST_F(RedisTest, AServerThatTakesNothingIsLeft) {
    RedisProcess redis;
    auto options = quick_options(redis.url());
    options.max_unsent_bytes = 64 * 1024 * 1024;
    options.deaf_after = std::chrono::minutes(5);
    auto& listener = listen(options);
    ASSERT_TRUE(follow(listener, "c.1"));
    redis.pause();
    testing::internal::CaptureStderr();
    for (int number = 0; number < 48; ++number) listener.channels->publish("c.1", std::string(1024 * 1024, 'x'));
    ASSERT_TRUE(run_until([&] { return !listener.channels->is_up("c.1"); }));
    EXPECT_EQ(listener.count(redis.address(), &RedisMetrics::dropped), 48);
    EXPECT_EQ(listener.count(redis.address(), &RedisMetrics::waiting_bytes), 0);
    redis.resume();
    EXPECT_TRUE(run_until([&] { return listener.subscribed["c.1"] == 2; }));
    EXPECT_TRUE(testing::internal::GetCapturedStderr().contains("no answer in time"));
}

TEST_F(RedisTest, AMessageThatIsTooLargeIsNotTaken) {
    RedisProcess redis;
    auto& publisher = listen(redis.url());
    auto options = quick_options(redis.url());
    options.max_message_bytes = 64 * 1024;
    auto& listener = listen(options);
    ASSERT_TRUE(come_up(publisher));
    ASSERT_TRUE(follow(listener, "c.1"));
    publisher.channels->publish("c.1", std::string(200 * 1024, 'x'));
    ASSERT_TRUE(run_until([&] { return listener.subscribed["c.1"] == 2; }));
    EXPECT_TRUE(listener.messages.empty());
    publisher.channels->publish("c.1", "heard");
    EXPECT_TRUE(run_until([&] { return listener.has_heard("c.1", "heard"); }));
}

// Answers the greeting as Redis does, and then says what it likes to whoever subscribes.
class ForeignServer : public std::enable_shared_from_this<ForeignServer> {
  public:
    ForeignServer(boost::asio::io_context& context, std::string to_greeting, std::string after)
        : acceptor_(context, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)),
          to_greeting_(std::move(to_greeting)),
          after_(std::move(after)) {}
    void accept() {
        acceptor_.async_accept([self = shared_from_this()](const error_code& failed, tcp::socket socket) {
            if (failed) return;
            std::make_shared<Line>(std::move(socket), self->to_greeting_, self->after_)->listen();
            self->accept();
        });
    }
    void close() { acceptor_.close(); }
    [[nodiscard]] std::string address() const {
        return "127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
    }

  private:
    struct Line : std::enable_shared_from_this<Line> {
        Line(tcp::socket given, std::string info, std::string last)
            : socket(std::move(given)), to_greeting(std::move(info)), after(std::move(last)) {}
        void listen() {
            socket.async_read_some(boost::asio::buffer(read),
                                   [self = shared_from_this()](const error_code& failed, std::size_t size) {
                                       if (!failed) self->answer(std::string_view(self->read.data(), size));
                                   });
        }
        void answer(std::string_view asked) {
            reply.clear();
            if (asked.contains("\r\nSUBSCRIBE")) {
                reply = "*3\r\n$9\r\nsubscribe\r\n$1\r\nx\r\n:1\r\n" + after;
            } else if (asked.contains("PUBLISH")) {
                reply = ":1\r\n";
            } else if (asked.contains("ROLE")) {
                reply = "*1\r\n$6\r\nmaster\r\n";
            } else if (asked.contains("INFO")) {
                reply = to_greeting;
            }
            boost::asio::async_write(socket, boost::asio::buffer(reply),
                                     [self = shared_from_this()](const error_code& failed, std::size_t) {
                                         if (!failed) self->listen();
                                     });
        }
        tcp::socket socket;
        std::string to_greeting;
        std::string after;
        std::array<char, 4096> read{};
        std::string reply;
    };

    tcp::acceptor acceptor_;
    std::string to_greeting_;
    std::string after_;
};

class ForeignRedis : public RedisTest {
  protected:
    // What the log says when it has been tried several times.
    std::string log_of(const std::string& to_greeting, const std::string& after,
                       std::chrono::milliseconds greet_within) {
        const auto server = std::make_shared<ForeignServer>(context, to_greeting, after);
        server->accept();
        auto options = quick_options("redis://" + server->address());
        options.greet_within = greet_within;
        options.deaf_after = std::chrono::milliseconds(300);
        testing::internal::CaptureStderr();
        auto& listener = listen(options);
        listener.channels->subscribe("c.1");
        EXPECT_TRUE(run_until([&] { return listener.count(server->address(), &RedisMetrics::failures) >= 3; }));
        EXPECT_TRUE(listener.messages.empty());
        listener.channels->stop();
        server->close();
        return testing::internal::GetCapturedStderr();
    }
    static inline const std::string good_info = "$20\r\nredis_version:7.0.15\r\n";
};

TEST_F(ForeignRedis, WhatItSendsAfterTheGreetingCannotHarm) {
    std::string deep;
    for (int level = 0; level < 50; ++level) deep += "*1\r\n";
    const std::string huge = "$2000000\r\n" + std::string(2'000'000, 'x');
    const std::string message = "*3\r\n$7\r\nmessage\r\n";
    for (const auto& [after, says] : {
             std::pair<std::string, std::string>{"garbage\r\n", "does not speak Redis' protocol"},
             {"*2000000000\r\n", "does not speak Redis' protocol"},
             {deep, "does not speak Redis' protocol"},
             {"$-5\r\n", "does not speak Redis' protocol"},
             {huge, "it sent more than 1048576 bytes"},
             {"*2\r\n" + huge, "it sent more than 1048576 bytes"},
             // These can be read, mean nothing, and do not make up for the missing pulse.
             {"-ERR nobody asked\r\n-MOVED 1 a:1\r\n-\r\n", "no longer comes back"},
             {message + ":1\r\n*-1\r\n" + message + "$-1\r\n$-1\r\n*0\r\n*-1\r\n:7\r\n+OK\r\n", "no longer comes back"},
             {message + "$3\r\nc.2\r\n$7\r\nunasked\r\n", "no longer comes back"},
             {"*3\r\n$11\r\nunsubscribe\r\n$3\r\nc.1\r\n:0\r\n*3\r\n$9\r\nsubscribe\r\n$3\r\nc.9\r\n:0\r\n",
              "no longer comes back"},
         }) {
        const auto log = log_of(good_info, after, std::chrono::seconds(5));
        EXPECT_TRUE(log.contains(says)) << after.substr(0, 40) << ": " << log;
    }
}

TEST_F(ForeignRedis, IsNotUsedWhenItsGreetingIsOfNoUse) {
    for (const auto& [greeting, says] : {
             std::pair<std::string, std::string>{"garbage\r\n", "does not speak Redis' protocol"},
             {"$19\r\nredis_version:6.0.9\r\n", "its version is below 6.2"},
             {"$3\r\nabc\r\n", "its version is below 6.2"},
             {"*-1\r\n", "its version is below 6.2"},
             {"-LOADING Redis is loading the dataset in memory\r\n", "it refused INFO with LOADING"},
             {"", "no answer in time"},
         }) {
        const auto log = log_of(greeting, "", std::chrono::milliseconds(greeting.empty() ? 100 : 5'000));
        EXPECT_TRUE(log.contains(says)) << greeting << ": " << log;
        EXPECT_EQ(std::ranges::count(log, '\n'), 1) << log;
    }
}

}  // namespace
}  // namespace ourplace::streams
