#include "base/metrics.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>
#include <vector>

namespace ourplace {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

MetricFamily family(std::string name, std::string help, MetricType type) {
    MetricFamily made;
    made.name = std::move(name);
    made.help = std::move(help);
    made.type = type;
    return made;
}

MetricFamily single(std::string name, std::string help, MetricType type, std::int64_t value) {
    auto made = family(std::move(name), std::move(help), type);
    ClientMetric metric;
    (type == MetricType::Gauge ? metric.gauge.value : metric.counter.value) = static_cast<double>(value);
    made.metric.push_back(std::move(metric));
    return made;
}

// Several threads' histograms of the same bounds as one.
ClientMetric sum_of(const std::vector<const Distribution*>& parts) {
    ClientMetric metric;
    std::uint64_t below = 0;
    for (std::size_t bucket = 0; bucket <= Distribution::buckets; ++bucket) {
        double bound = std::numeric_limits<double>::infinity();
        for (const auto* part : parts) {
            below += static_cast<std::uint64_t>(part->count(bucket));
            if (bucket < Distribution::buckets) bound = part->bound(bucket);
        }
        metric.histogram.bucket.push_back({.cumulative_count = below, .upper_bound = bound});
    }
    metric.histogram.sample_count = below;
    for (const auto* part : parts) metric.histogram.sample_sum += part->sum();
    return metric;
}

MetricFamily histogram(std::string name, std::string help, const std::vector<const Distribution*>& parts) {
    auto made = family(std::move(name), std::move(help), MetricType::Histogram);
    made.metric.push_back(sum_of(parts));
    return made;
}

// One of the numbers that a part of the server keeps.
template <class Kept>
struct TallyFamily {
    const char* name;
    const char* help;
    MetricType type;
    Tally Kept::* tally;
};
using ShardFamily = TallyFamily<ShardMetrics>;
using RedisFamily = TallyFamily<RedisMetrics>;
using StoreFamily = TallyFamily<StoreMetrics>;
using BusFamily = TallyFamily<BusMetrics>;

template <class Kept, std::size_t count>
void add_tallies(std::vector<MetricFamily>& families, const std::array<TallyFamily<Kept>, count>& table,
                 const Kept& kept) {
    for (const auto& each : table)
        families.push_back(single(each.name, each.help, each.type, (kept.*each.tally).value()));
}

constexpr std::array shard_families{
    ShardFamily{"ourplace_connections", "Open connections that receive Updates.", MetricType::Gauge,
                &ShardMetrics::connections},
    ShardFamily{"ourplace_connections_opened_total", "Connections opened since the start.", MetricType::Counter,
                &ShardMetrics::connections_opened},
    ShardFamily{"ourplace_subscriptions", "Streams followed, counted once for each connection.", MetricType::Gauge,
                &ShardMetrics::subscriptions},
    ShardFamily{"ourplace_updates_delivered_total", "Updates queued to connections.", MetricType::Counter,
                &ShardMetrics::updates_delivered},
    ShardFamily{"ourplace_updates_replayed_total", "Of the delivered Updates, those read from the log.",
                MetricType::Counter, &ShardMetrics::updates_replayed},
    ShardFamily{"ourplace_queue_bytes", "Bytes waiting in the outboxes of connections.", MetricType::Gauge,
                &ShardMetrics::queue_bytes},
    ShardFamily{"ourplace_connections_lagging_total", "Times that a connection began to lag.", MetricType::Counter,
                &ShardMetrics::connections_lagging},
    ShardFamily{"ourplace_connections_too_slow_total", "Connections closed for being too slow.", MetricType::Counter,
                &ShardMetrics::connections_too_slow},
};

constexpr std::array redis_families{
    RedisFamily{"ourplace_redis_up", "Whether the Redis server can be used.", MetricType::Gauge, &RedisMetrics::up},
    RedisFamily{"ourplace_redis_reconnects_total", "Times that it was lost and found again.", MetricType::Counter,
                &RedisMetrics::reconnects},
    RedisFamily{"ourplace_redis_failures_total", "Times that it was lost or could not be used.", MetricType::Counter,
                &RedisMetrics::failures},
    RedisFamily{"ourplace_redis_received_total", "Messages received.", MetricType::Counter, &RedisMetrics::received},
    RedisFamily{"ourplace_redis_published_total", "Messages that it has taken.", MetricType::Counter,
                &RedisMetrics::published},
    RedisFamily{"ourplace_redis_refused_total", "Messages that it has refused.", MetricType::Counter,
                &RedisMetrics::refused},
    RedisFamily{"ourplace_redis_dropped_total", "Messages lost on our side: it was away or too slow.",
                MetricType::Counter, &RedisMetrics::dropped},
    RedisFamily{"ourplace_redis_waiting_bytes", "Bytes published and not yet sent.", MetricType::Gauge,
                &RedisMetrics::waiting_bytes},
};

void add_redis_servers(std::vector<MetricFamily>& families, const std::map<std::string, RedisMetrics>& servers) {
    if (servers.empty()) return;
    for (const auto& each : redis_families) {
        auto made = family(each.name, each.help, each.type);
        for (const auto& [server, counted] : servers) {
            ClientMetric metric;
            metric.label = {{"server", server}};
            const auto value = static_cast<double>((counted.*each.tally).value());
            (each.type == MetricType::Gauge ? metric.gauge.value : metric.counter.value) = value;
            made.metric.push_back(std::move(metric));
        }
        families.push_back(std::move(made));
    }
    auto pulses = family("ourplace_redis_pulse_seconds", "From saying something to ourselves through it to hearing it.",
                         MetricType::Histogram);
    for (const auto& [server, counted] : servers) {
        auto metric = sum_of({&counted.pulse_seconds});
        metric.label = {{"server", server}};
        pulses.metric.push_back(std::move(metric));
    }
    families.push_back(std::move(pulses));
}

constexpr std::array pool_families{
    StoreFamily{"ourplace_store_pool_size", "Connections to the database that there should be.", MetricType::Gauge,
                &StoreMetrics::pool_size},
    StoreFamily{"ourplace_store_pool_connections", "Open connections to the database; 0: it is away.",
                MetricType::Gauge, &StoreMetrics::pool_connections},
    StoreFamily{"ourplace_store_pool_busy", "Of those, in use.", MetricType::Gauge, &StoreMetrics::pool_busy},
    StoreFamily{"ourplace_store_pool_waiting", "Reads and writes that wait for a connection.", MetricType::Gauge,
                &StoreMetrics::pool_waiting},
    StoreFamily{"ourplace_store_connects_total", "Connections made since the start; grows when they break.",
                MetricType::Counter, &StoreMetrics::pool_connected},
};

void add_pool(std::vector<MetricFamily>& families, const StoreMetrics& store) {
    add_tallies(families, pool_families, store);
    families.push_back(single("ourplace_store_up", "1 while the database can be reached.", MetricType::Gauge,
                              store.pool_connections.value() > 0 ? 1 : 0));
}

constexpr std::array bus_families{
    BusFamily{"ourplace_bus_heads_compared_total", "Streams whose newest number was looked up.", MetricType::Counter,
              &BusMetrics::heads_compared},
    BusFamily{"ourplace_bus_gaps_total",
              "Times that a later Update came and a missing one had to be read from the log.", MetricType::Counter,
              &BusMetrics::gaps},
    BusFamily{"ourplace_bus_silent_losses_total",
              "Times that only comparing numbers with the log showed that Updates were missing.", MetricType::Counter,
              &BusMetrics::silent_losses},
    BusFamily{"ourplace_bus_heard_total", "What other nodes have said: Updates, typing, access.", MetricType::Counter,
              &BusMetrics::heard},
    BusFamily{"ourplace_bus_foreign_messages_total",
              "Messages on our Redis channels that this programme did not send; ignored.", MetricType::Counter,
              &BusMetrics::foreign},
    BusFamily{"ourplace_bus_updates_repaired_total", "Updates that were read from the log for it.", MetricType::Counter,
              &BusMetrics::updates_repaired},
};

constexpr std::array store_families{
    StoreFamily{"ourplace_commits_total", "Commits of the store.", MetricType::Counter, &StoreMetrics::commits},
    StoreFamily{"ourplace_commits_failed_total", "Commits that failed: full disk, input/output error.",
                MetricType::Counter, &StoreMetrics::commits_failed},
    StoreFamily{"ourplace_writes_total", "Write transactions that were committed.", MetricType::Counter,
                &StoreMetrics::writes},
    StoreFamily{"ourplace_writes_rolled_back_total", "Write transactions that ended with an error.",
                MetricType::Counter, &StoreMetrics::writes_rolled_back},
};

void add_store(std::vector<MetricFamily>& families, const StoreMetrics& store) {
    add_tallies(families, store_families, store);
    families.push_back(histogram("ourplace_commit_seconds", "From asking for a write to its durable commit.",
                                 {&store.commit_seconds}));
    families.push_back(histogram("ourplace_commit_batch_size", "Writes that shared one commit.", {&store.batch_size}));
    if (store.pool_size.value() > 0) add_pool(families, store);
}

}  // namespace

void Distribution::observe(double value, std::int64_t times) {
    const double steps = value <= first_bound_ ? 0 : std::ceil(std::log2(value / first_bound_));
    const auto bucket = static_cast<std::size_t>(std::clamp(steps, 0.0, static_cast<double>(buckets)));
    counts_.at(bucket).add(times);
    sum_.store(sum_.load(std::memory_order_relaxed) + value * static_cast<double>(times), std::memory_order_relaxed);
}

double Distribution::bound(std::size_t bucket) const { return std::ldexp(first_bound_, static_cast<int>(bucket)); }

ShardMetrics& Metrics::add_shard() {
    const std::lock_guard lock(mutex_);
    return shards_.emplace_back();
}

RedisMetrics& Metrics::add_redis(const std::string& server) {
    const std::lock_guard lock(mutex_);
    return redis_[server];
}

void Metrics::count_call(std::string_view method, std::string_view code, std::chrono::nanoseconds took) {
    const std::lock_guard lock(mutex_);
    auto& calls = calls_[{std::string(method), std::string(code)}];
    ++calls.count;
    calls.seconds += std::chrono::duration<double>(took).count();
}

std::string Metrics::render() const {
    std::vector<MetricFamily> families;
    const std::lock_guard lock(mutex_);
    for (const auto& each : shard_families) {
        std::int64_t total = 0;
        for (const auto& shard : shards_) total += (shard.*each.tally).value();
        families.push_back(single(each.name, each.help, each.type, total));
    }
    std::vector<const Distribution*> deliveries;
    for (const auto& shard : shards_) deliveries.push_back(&shard.delivery_seconds);
    families.push_back(histogram("ourplace_delivery_seconds", "From commit to the outboxes of a shard.", deliveries));
    add_store(families, store);
    add_redis_servers(families, redis_);
    add_tallies(families, bus_families, bus);

    auto count = family("ourplace_calls_total", "Calls by method and outcome.", MetricType::Counter);
    auto seconds =
        family("ourplace_call_seconds_total", "Time spent in calls by method and outcome.", MetricType::Counter);
    for (const auto& [name, calls] : calls_) {
        ClientMetric metric;
        metric.label = {{"method", name.first}, {"code", name.second}};
        metric.counter.value = static_cast<double>(calls.count);
        count.metric.push_back(metric);
        metric.counter.value = calls.seconds;
        seconds.metric.push_back(metric);
    }
    families.push_back(std::move(count));
    families.push_back(std::move(seconds));
    return prometheus::TextSerializer().Serialize(families);
}

}  // namespace ourplace
