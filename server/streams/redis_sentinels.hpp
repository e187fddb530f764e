// Asks sentinels who is the primary. Executor only.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ssl/context.hpp>
#include <cstddef>
#include <memory>

#include "base/task.hpp"
#include "streams/redis_connection.hpp"
#include "streams/redis_options.hpp"
#include "streams/redis_url.hpp"

namespace ourplace::streams {

class RedisSentinels : public std::enable_shared_from_this<RedisSentinels> {
  public:
    RedisSentinels(boost::asio::any_io_executor executor, std::shared_ptr<const RedisOptions> options, RedisUrl url,
                   std::shared_ptr<boost::asio::ssl::context> tls);

    // The first sentinel that answers is believed; whether its primary is one is for whoever connects to it to check.
    [[nodiscard]] Task<RedisAddress> find_primary();

  private:
    [[nodiscard]] Task<RedisAddress> ask(RedisUrl::Server sentinel);

    boost::asio::any_io_executor executor_;
    std::shared_ptr<const RedisOptions> options_;
    RedisUrl url_;
    std::shared_ptr<boost::asio::ssl::context> tls_;
    std::size_t first_ = 0;  // who answered last
};

}  // namespace ourplace::streams
