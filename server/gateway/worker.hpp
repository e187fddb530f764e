// What the connections of one shard share. One shard's thread, except where it says otherwise.
#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>

#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "base/task.hpp"
#include "gateway/address_limits.hpp"
#include "gateway/options.hpp"
#include "gateway/outbox.hpp"
#include "gateway/static_files.hpp"
#include "rpc/context.hpp"
#include "rpc/router.hpp"
#include "streams/bus.hpp"
#include "streams/shard.hpp"

namespace ourplace::gateway {

// As whom a member is known in a channel: their own id and name, or their persona's.
struct KnownAs {
    std::string member_id;
    std::string name;
};

// The rest of the server, as the gateway sees it. Everything outlives the gateway.
struct Services {
    const rpc::Router* router = nullptr;
    rpc::Authenticate authenticate;
    streams::Bus* bus = nullptr;
    const Clock* clock = nullptr;
    Metrics* metrics = nullptr;
    // Names the life of the store, for Hello.
    std::string epoch;
    std::string version;
    // Composed in main from the tables that know. Without it nobody is told who types.
    std::function<Task<KnownAs>(std::string member_id, std::string channel_id)> known_as = {};
};

// A connection as its shard sees it: looked at once a second, so that no connection needs a timer of its own.
class Connection {
  public:
    using Time = std::chrono::steady_clock::time_point;
    virtual ~Connection() = default;
    virtual void each_second(Time now) = 0;
    // The server is about to stop: come back after this long.
    virtual void go_away(std::chrono::milliseconds reconnect_in) = 0;
    virtual void close_now() = 0;
};

// What all shards share; made before the threads start and changed only where it says so.
struct Common {
    Options options;
    Services services;
    StaticFiles files;
    AddressLimits addresses;
    // Any thread: swapped when the certificate is reloaded; null without TLS.
    std::atomic<std::shared_ptr<boost::asio::ssl::context>> tls;
    std::atomic<bool> draining = false;
};

class Worker {
  public:
    Worker(boost::asio::any_io_executor executor, streams::Shard& shard, ShardMetrics& metrics, Common& common);
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    boost::asio::any_io_executor executor;
    streams::Shard& shard;
    ShardMetrics& metrics;
    Common& common;
    Flusher flusher;

    [[nodiscard]] const Options& options() const { return common.options; }
    [[nodiscard]] const Services& services() const { return common.services; }

    void add(Connection& connection) { connections_.insert(&connection); }
    void remove(Connection& connection) { connections_.erase(&connection); }
    [[nodiscard]] std::size_t connections() const { return connections_.size(); }
    // For each connection there is now; it may go while this runs.
    void for_each(const std::function<void(Connection&)>& visit);

    // The payload as a WebSocket frame. Fan-out asks for the same payload many times over, so the last is remembered.
    [[nodiscard]] const std::shared_ptr<const std::string>& frame(const std::shared_ptr<const std::string>& payload);

    void start();
    void stop();

  private:
    void each_second();

    boost::asio::steady_timer second_;
    std::unordered_set<Connection*> connections_;
    std::shared_ptr<const std::string> last_payload_;
    std::shared_ptr<const std::string> last_frame_;
};

}  // namespace ourplace::gateway
