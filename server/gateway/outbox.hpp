// What waits to be written on one connection, and when it is written.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <sys/uio.h>
#include <vector>

#include "base/metrics.hpp"
#include "streams/peer.hpp"

namespace ourplace::gateway {

// A queue of shared chunks. Bounded by its users through pressure().
class Outbox {
  public:
    static constexpr std::size_t max_bytes = 1024 * 1024;
    static constexpr std::size_t busy_bytes = max_bytes / 4;
    static constexpr std::size_t lagging_bytes = max_bytes / 2;
    static constexpr std::size_t max_buffers = 64;

    void push(std::shared_ptr<const std::string> chunk);
    // At most max_buffers views of what comes next.
    [[nodiscard]] std::size_t gather(std::span<iovec, max_buffers> into) const;
    // Bytes from the front have been written. True if that emptied a queue that had been lagging.
    bool consume(std::size_t bytes);
    void clear();

    [[nodiscard]] bool empty() const { return bytes_ == 0; }
    [[nodiscard]] std::size_t bytes() const { return bytes_; }
    // Lagging lasts until the queue is empty.
    [[nodiscard]] streams::Pressure pressure() const {
        if (lagging_) return streams::Pressure::lagging;
        return bytes_ >= busy_bytes ? streams::Pressure::busy : streams::Pressure::free;
    }

  private:
    // A ring of power-of-two size: no allocation in the steady state, and none at all for a connection that is idle.
    [[nodiscard]] const std::shared_ptr<const std::string>& at(std::size_t index) const {
        return ring_[(first_ + index) & (ring_.size() - 1)];
    }
    void grow();

    std::vector<std::shared_ptr<const std::string>> ring_;
    std::size_t first_ = 0;
    std::size_t count_ = 0;
    std::size_t front_written_ = 0;
    std::size_t bytes_ = 0;
    bool lagging_ = false;
};

class ByteStream;

// Where a connection stands with its shard's flusher.
struct FlushState {
    enum class Kind : std::uint8_t { clean, now, later } kind = Kind::clean;
    std::chrono::steady_clock::time_point flushed_at{};
};

// One per shard. Connections that have something to write are flushed together at the end of the tick; one that was
// flushed less than a millisecond ago waits for a timer, so that a quiet channel pays no delay and a busy one is batched.
// The timer takes as long as the last flush did: with a thousand subscribers that is what makes room for a batch.
class Flusher {
  public:
    static constexpr std::chrono::milliseconds batching_time{1};
    static constexpr std::chrono::milliseconds longest_batching{20};

    Flusher(boost::asio::any_io_executor executor, ShardMetrics& metrics);

    void mark_dirty(ByteStream& stream);
    ShardMetrics& metrics() { return metrics_; }

  private:
    void flush_now();
    // Those in flushing_.
    void flush();

    boost::asio::any_io_executor executor_;
    boost::asio::steady_timer timer_;
    ShardMetrics& metrics_;
    std::vector<std::shared_ptr<ByteStream>> now_;
    std::vector<std::shared_ptr<ByteStream>> later_;
    std::vector<std::shared_ptr<ByteStream>> flushing_;
    std::chrono::steady_clock::duration last_took_{};
    bool posted_ = false;
    bool timing_ = false;
};

// A server's WebSocket frame: header and payload in one piece.
[[nodiscard]] std::string websocket_frame(std::string_view payload);

}  // namespace ourplace::gateway
