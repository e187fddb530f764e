// Independent Redis servers that share the channels, or the one primary that sentinels know.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "streams/redis_channels.hpp"
#include "streams/redis_server.hpp"
#include "streams/redis_url.hpp"

namespace ourplace::streams {

// Rendezvous hashing: of all servers, the one whose name ("host:port", as in the URL) weighs most together with the
// channel is in charge. Every node of a programme comes to the same answer, whatever order its URL has, and a server
// that is added or removed moves only the channels that are its own. Part of what nodes must agree on: it never changes.
[[nodiscard]] std::uint64_t rendezvous_weight(std::string_view server, std::string_view channel);

class RedisServers final : public RedisChannels {
  public:
    RedisServers(const boost::asio::any_io_executor& executor, const std::shared_ptr<const RedisOptions>& options,
                 const RedisUrl& url, const std::shared_ptr<boost::asio::ssl::context>& tls, const RedisEvents& events,
                 Metrics& metrics);
    ~RedisServers() override;

    void subscribe(const std::string& channel) override;
    void unsubscribe(const std::string& channel) override;
    void publish(std::string_view channel, std::string_view payload) override;
    [[nodiscard]] bool is_up(std::string_view channel) const override;
    void stop() override;

  private:
    [[nodiscard]] RedisServer& in_charge_of(std::string_view channel) const;

    std::vector<std::shared_ptr<RedisServer>> servers_;
};

}  // namespace ourplace::streams
