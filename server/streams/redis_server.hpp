// Publish/subscribe through one Redis server, for as long as it takes: a connection that publishes and one that
// subscribes, both opened anew whenever one of them is lost or only looks alive. On one executor unless said otherwise.
#pragma once

#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

#include "base/metrics.hpp"
#include "base/task.hpp"
#include "base/task_group.hpp"
#include "streams/redis_connection.hpp"
#include "streams/redis_subscriptions.hpp"

namespace ourplace::streams {

class RedisServer : public std::enable_shared_from_this<RedisServer> {
  public:
    struct Events {
        std::function<void(std::string_view channel, std::string_view payload)> message;
        std::function<void(const std::string& channel)> subscribed;
        // It went away or came back.
        std::function<void()> changed;
        // It could not be reached, or is not in charge of a channel that we asked it for.
        std::function<void()> doubted;
    };
    struct Setup {
        std::string name;  // for the log and the metrics
        RedisChannelKind kind = RedisChannelKind::plain;
        RedisLogin login;
        std::shared_ptr<boost::asio::ssl::context> tls;  // none: plain
        // Where it is now. Asked before each attempt.
        std::function<Task<RedisAddress>()> find;
    };

    RedisServer(const boost::asio::any_io_executor& executor, std::shared_ptr<const RedisOptions> options, Setup setup,
                Events events, RedisMetrics& metrics);

    void start();
    // No event after this.
    void stop();

    [[nodiscard]] RedisSubscriptions& subscriptions() { return subscriptions_; }
    // Any thread; dropped and counted when the server is away or its queue is full.
    void publish(std::string_view channel, std::string_view payload);
    // Any thread.
    [[nodiscard]] bool is_up() const { return up_.load(std::memory_order_relaxed); }
    [[nodiscard]] const std::string& name() const { return setup_.name; }

  private:
    using Time = std::chrono::steady_clock::time_point;

    [[nodiscard]] boost::asio::awaitable<void> run();
    // Serves until the connections are lost, and says why they were.
    [[nodiscard]] boost::asio::awaitable<Error> serve();
    [[nodiscard]] Task<void> open();
    [[nodiscard]] boost::asio::awaitable<void> receive();
    [[nodiscard]] boost::asio::awaitable<void> count_replies();
    [[nodiscard]] boost::asio::awaitable<void> wait_before_retry();
    void come_up();
    void go_down();
    void give_up(Error reason);
    void close();

    bool send(std::string_view command, std::string_view channel, std::string_view payload);
    void pulse();
    void hear_pulse(std::string_view payload);
    void take(const redisReply& reply);
    void take_publish_reply(const redisReply& reply);
    void report(const Error& reason);
    void report_refusal(std::string_view command, std::string_view kind);

    const boost::asio::any_io_executor executor_;
    const std::shared_ptr<const RedisOptions> options_;
    const Setup setup_;
    const Events events_;
    RedisMetrics& metrics_;
    RedisSubscriptions subscriptions_;
    TaskGroup tasks_;
    boost::asio::steady_timer retry_timer_;
    boost::asio::steady_timer pulse_timer_;
    std::chrono::milliseconds retry_after_;
    bool stopped_ = false;
    bool was_up_ = false;
    std::set<std::string, std::less<>> reported_;  // since it was last up
    std::string pulse_channel_;
    std::uint64_t pulse_number_ = 0;
    std::deque<std::int64_t> pulses_unanswered_;  // as positions among what was sent
    Time pulsed_at_;
    Time heard_at_;
    Time up_since_;
    Error why_lost_;
    std::shared_ptr<RedisConnection> publishing_;
    std::shared_ptr<RedisConnection> subscribing_;
    std::int64_t answered_ = 0;

    std::atomic<bool> up_{false};
    std::mutex mutex_;
    std::shared_ptr<RedisConnection> open_for_publishing_;
    std::int64_t sent_ = 0;
};

}  // namespace ourplace::streams
