// Carries Notices to every shard that follows their stream. Lossy by contract: subscribers cure any loss from the log.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "store/notice.hpp"

namespace ourplace::streams {

class Bus {
  public:
    // Called on the listener's own executor, in the order of publishing per publisher.
    using Listener = std::function<void(std::span<const store::Notice>)>;

    Bus() = default;
    Bus(const Bus&) = delete;
    Bus& operator=(const Bus&) = delete;
    virtual ~Bus() = default;

    // Listens for as long as the returned handle is kept; let go of it on the executor.
    [[nodiscard]] virtual std::shared_ptr<void> listen(boost::asio::any_io_executor executor, Listener listener) = 0;
    // Any thread; does not block.
    virtual void publish(std::span<const store::Notice> notices) = 0;
    // Notices of a stream come from follow() to unfollow(); counted, so each shard asks for itself. Any thread.
    virtual void follow(const std::string& /*stream_id*/) {}
    virtual void unfollow(const std::string& /*stream_id*/) {}
};

}  // namespace ourplace::streams
