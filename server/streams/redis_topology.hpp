// Who is in charge of what in a Redis Cluster: its slots, and somebody who asks for them again and again. Executor only.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/task.hpp"
#include "base/task_group.hpp"
#include "streams/redis_codec.hpp"
#include "streams/redis_options.hpp"
#include "streams/redis_url.hpp"

namespace ourplace::streams {

inline constexpr std::size_t redis_slots = 16'384;

// The slot of a channel: CRC16 of its name, or of what stands between the first { and the next } if that is not empty.
[[nodiscard]] std::size_t redis_slot(std::string_view channel);

// The slots from first to last are those of the primary at this address.
struct RedisSlotRange {
    std::size_t first = 0;
    std::size_t last = 0;
    RedisAddress primary;
    friend bool operator==(const RedisSlotRange&, const RedisSlotRange&) = default;
};

// The reply to CLUSTER SLOTS. A node that does not know its own address is at the host that was asked.
[[nodiscard]] Result<std::vector<RedisSlotRange>> parse_cluster_slots(const redisReply& reply,
                                                                      const std::string& asked_host);

class RedisTopology : public std::enable_shared_from_this<RedisTopology> {
  public:
    using Tell = std::function<void(const std::vector<RedisSlotRange>&)>;

    RedisTopology(const boost::asio::any_io_executor& executor, std::shared_ptr<const RedisOptions> options,
                  RedisUrl url, std::shared_ptr<boost::asio::ssl::context> tls);

    // Tells each answer, also one that is as the last.
    void start(Tell tell);
    // Something seems to have changed: asks soon.
    void doubt();
    void stop();

  private:
    [[nodiscard]] boost::asio::awaitable<void> run();
    [[nodiscard]] Task<std::vector<RedisSlotRange>> ask_somebody();
    [[nodiscard]] Task<std::vector<RedisSlotRange>> ask(RedisAddress node);
    [[nodiscard]] boost::asio::awaitable<void> wait_for_doubt();
    [[nodiscard]] boost::asio::awaitable<void> wait(std::chrono::milliseconds duration);

    const boost::asio::any_io_executor executor_;
    const std::shared_ptr<const RedisOptions> options_;
    const RedisUrl url_;
    const std::shared_ptr<boost::asio::ssl::context> tls_;
    Tell tell_;
    TaskGroup tasks_;
    boost::asio::steady_timer timer_;
    // Those of the URL and those that an answer named.
    std::vector<RedisAddress> nodes_;
    // Another one each time: one that is cut off from the rest does not know that it is wrong.
    std::size_t next_ = 0;
    bool doubted_ = false;
    bool stopped_ = false;
    std::string reported_;
};

}  // namespace ourplace::streams
