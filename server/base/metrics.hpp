// What /metrics shows. Counting on the hot path costs one plain addition: every thread has counters of its own, which
// only it writes, and they are added up when somebody asks.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>

namespace ourplace {

// A number with one writing thread and any readers. Not an atomic addition: nobody else writes.
class Tally {
  public:
    void add(std::int64_t amount) {
        value_.store(value_.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
    }
    [[nodiscard]] std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

  private:
    std::atomic<std::int64_t> value_{0};
};

// A histogram with one writing thread. Bucket i counts what is at most first · 2^i; the last bucket takes the rest.
class Distribution {
  public:
    static constexpr std::size_t buckets = 20;

    explicit Distribution(double first_bound) : first_bound_(first_bound) {}
    void observe(double value, std::int64_t times = 1);

    [[nodiscard]] double bound(std::size_t bucket) const;
    [[nodiscard]] std::int64_t count(std::size_t bucket) const { return counts_.at(bucket).value(); }
    [[nodiscard]] double sum() const { return sum_.load(std::memory_order_relaxed); }

  private:
    double first_bound_;
    std::array<Tally, buckets + 1> counts_{};
    std::atomic<double> sum_{0};
};

// Of one shard; written on its thread only.
struct ShardMetrics {
    Tally connections;           // open now
    Tally connections_opened;    // since the start
    Tally subscriptions;         // open now
    Tally updates_delivered;     // one for each receiving connection
    Tally updates_replayed;      // of those, read from the log
    Tally queue_bytes;           // waiting in outboxes now
    Tally connections_lagging;   // times that a connection began to lag
    Tally connections_too_slow;  // closed for it
    // Seconds from commit to the outboxes of the shard.
    Distribution delivery_seconds{1e-5};
};

// Of the store; written by one thread at a time.
struct StoreMetrics {
    Tally commits;
    Tally commits_failed;
    Tally writes;
    Tally writes_rolled_back;
    // Seconds from asking for a write to its durable commit.
    Distribution commit_seconds{1e-5};
    Distribution batch_size{1};
    // Of a store with a pool of connections (PostgreSQL).
    Tally pool_size;         // how many connections there should be; 0: the store has no pool
    Tally pool_connections;  // open now
    Tally pool_busy;         // of those, carrying something out
    Tally pool_waiting;      // jobs that wait for one
    Tally pool_connected;    // times that a connection was made
};

// Of one Redis server, our own pulse not counted. Each number has one writer at a time.
struct RedisMetrics {
    Tally up;             // 1 or 0
    Tally reconnects;     // up again after having been up before
    Tally failures;       // attempts that did not bring it up, and times that it was lost
    Tally received;       // messages
    Tally published;      // that the server has taken
    Tally refused;        // that it has not
    Tally dropped;        // by us: it was away, its queue was full, or it went away without an answer
    Tally waiting_bytes;  // published and not yet sent
    // Seconds from saying something to ourselves through the server to hearing it.
    Distribution pulse_seconds{1e-5};
};

// Of the bus between nodes; written under its lock only.
struct BusMetrics {
    Tally heads_compared;    // streams whose newest number was looked up
    Tally gaps;              // times that a later Update came and the missing one had to be read
    Tally silent_losses;     // times that only the comparison showed that something was missing
    Tally updates_repaired;  // Updates that were read from the log for it
    Tally heard;             // notices of other nodes
    Tally foreign;           // messages that this programme did not send
};

class Metrics {
  public:
    // One for each shard, before its thread starts; lives as long as this.
    [[nodiscard]] ShardMetrics& add_shard();
    // Any thread. The same for the same server, as "host:port"; lives as long as this.
    [[nodiscard]] RedisMetrics& add_redis(const std::string& server);
    StoreMetrics store;
    BusMetrics bus;

    // Any thread. `code` is Connect's name of the outcome: "ok", "not_found".
    void count_call(std::string_view method, std::string_view code, std::chrono::nanoseconds took);

    // Any thread: everything in Prometheus' text format.
    [[nodiscard]] std::string render() const;

  private:
    struct Calls {
        std::int64_t count = 0;
        double seconds = 0;
    };
    mutable std::mutex mutex_;
    std::deque<ShardMetrics> shards_;
    std::map<std::string, RedisMetrics> redis_;
    std::map<std::pair<std::string, std::string>, Calls, std::less<>> calls_;
};

}  // namespace ourplace
