// A Redis Cluster: each channel is published and followed at the node that holds its slot (sharded publish/subscribe),
// and moves with it.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "streams/redis_channels.hpp"
#include "streams/redis_server.hpp"
#include "streams/redis_topology.hpp"

namespace ourplace::streams {

class RedisCluster final : public RedisChannels {
  public:
    RedisCluster(const boost::asio::any_io_executor& executor, const std::shared_ptr<const RedisOptions>& options,
                 const RedisUrl& url, const std::shared_ptr<boost::asio::ssl::context>& tls, RedisEvents events,
                 Metrics& metrics);
    ~RedisCluster() override;

    void subscribe(const std::string& channel) override;
    void unsubscribe(const std::string& channel) override;
    void publish(std::string_view channel, std::string_view payload) override;
    [[nodiscard]] bool is_up(std::string_view channel) const override;
    void stop() override;

  private:
    using Node = std::shared_ptr<RedisServer>;
    using Slots = std::vector<Node>;  // nullptr: nobody is in charge

    void apply(const std::vector<RedisSlotRange>& ranges);
    [[nodiscard]] Node start_node(const RedisAddress& address);
    // Follows the channel where it is now.
    void move(const std::string& channel, Node& followed_at);
    // Any thread.
    [[nodiscard]] Node in_charge_of(std::string_view channel) const;

    const boost::asio::any_io_executor executor_;
    const std::shared_ptr<const RedisOptions> options_;
    const RedisLogin login_;
    const std::shared_ptr<boost::asio::ssl::context> tls_;
    const RedisEvents events_;
    Metrics& metrics_;
    // Of the cluster as a whole: whether all slots have a node, and what was dropped for those that have none.
    RedisMetrics& whole_;
    std::shared_ptr<RedisTopology> topology_;
    std::map<std::string, Node> nodes_;
    std::unordered_map<std::string, Node> channels_;

    mutable std::mutex mutex_;
    std::shared_ptr<const Slots> slots_;
};

}  // namespace ourplace::streams
