// Lossy publish/subscribe through Redis: one server, several independent ones, a Redis Cluster, or the primary that
// sentinels know. Everything on one executor unless said otherwise. What is published while a server is away is lost.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/metrics.hpp"
#include "base/result.hpp"
#include "streams/redis_options.hpp"

namespace ourplace::streams {

// On the executor, never from within a call of ours and never after stop().
struct RedisEvents {
    // What the views show is there during the call only.
    std::function<void(std::string_view channel, std::string_view payload)> message;
    // The server has confirmed the subscription, again after each reconnection or move: what is published from now on
    // arrives.
    std::function<void(const std::string& channel)> subscribed;
    // Some server went away or came back: ask is_up() of what you care for.
    std::function<void()> changed;
};

class RedisChannels {
  public:
    // Connects in the background and again whenever it must, and tells the log why it cannot. Fails at once on a URL
    // or a file of authorities that cannot be used; the error names the field. The metrics outlive the executor's work.
    [[nodiscard]] static Result<std::unique_ptr<RedisChannels>> open(const boost::asio::any_io_executor& executor,
                                                                     RedisOptions options, RedisEvents events,
                                                                     Metrics& metrics);

    RedisChannels() = default;
    RedisChannels(const RedisChannels&) = delete;
    RedisChannels& operator=(const RedisChannels&) = delete;
    // stop() first; nobody publishes any more.
    virtual ~RedisChannels() = default;

    // Kept over reconnections. Asking twice changes nothing.
    virtual void subscribe(const std::string& channel) = 0;
    virtual void unsubscribe(const std::string& channel) = 0;
    // Any thread; does not block. Dropped and counted when the server is away or its queue is full. In order for each
    // publishing thread and channel.
    virtual void publish(std::string_view channel, std::string_view payload) = 0;
    // Any thread: whether the server in charge of the channel can be reached, which is known deaf_after late at most.
    [[nodiscard]] virtual bool is_up(std::string_view channel) const = 0;
    virtual void stop() = 0;
};

}  // namespace ourplace::streams
