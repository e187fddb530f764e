// The network side of a server: listens on every shard, serves HTTP, WebSockets and event streams, and drains.
#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <span>

#include "base/metrics.hpp"
#include "base/result.hpp"
#include "gateway/options.hpp"
#include "gateway/worker.hpp"
#include "streams/shard.hpp"

namespace ourplace::gateway {

struct ShardPart {
    boost::asio::io_context& context;
    streams::Shard& shard;
    ShardMetrics& metrics;
};

class Gateway {
  public:
    // Loads certificate and pages and binds the port, so that what is wrong with them is known before anything starts.
    // Call it before the shards' threads run. Errors are for the operator.
    [[nodiscard]] static Result<std::unique_ptr<Gateway>> open(Options options, Services services,
                                                               std::span<const ShardPart> shards);
    Gateway(const Gateway&) = delete;
    Gateway& operator=(const Gateway&) = delete;
    // After the shards' threads have ended.
    ~Gateway();

    // The port that is bound. Connections are accepted as soon as the threads run.
    [[nodiscard]] std::uint16_t port() const;

    // Any thread. Reads certificate and key again for new connections; on an error the old ones stay.
    [[nodiscard]] Result<void> reload_tls();

    struct Drain {
        // GoAway goes to everybody in batches over this time …
        std::chrono::milliseconds spread{};
        // … and asks each to come back after a while of their own, at most so long.
        std::chrono::milliseconds reconnect_within{};
        std::chrono::milliseconds at_most{};
    };
    // Any thread, blocking: not ready, no new connections, then GoAway; returns when all connections have gone or the time is
    // over.
    void drain(const Drain& drain);

  private:
    struct Parts;
    explicit Gateway(std::unique_ptr<Parts> parts);

    std::unique_ptr<Parts> parts_;
};

}  // namespace ourplace::gateway
