#include "base/metrics.hpp"

#include <gtest/gtest.h>
#include <thread>
#include <vector>

namespace ourplace {
namespace {

// Whether a line of Prometheus' text format is there, whole.
bool has_line(const std::string& text, const std::string& line) {
    return ("\n" + text).find("\n" + line + "\n") != std::string::npos;
}

TEST(Metrics, AddUpWhatTheShardsCounted) {
    Metrics metrics;
    auto& one = metrics.add_shard();
    auto& other = metrics.add_shard();
    one.connections.add(3);
    one.connections.add(-1);
    other.connections.add(5);
    other.updates_delivered.add(1000);
    const auto text = metrics.render();
    EXPECT_TRUE(has_line(text, "# TYPE ourplace_connections gauge")) << text;
    EXPECT_TRUE(has_line(text, "ourplace_connections 7"));
    EXPECT_TRUE(has_line(text, "# TYPE ourplace_updates_delivered_total counter"));
    EXPECT_TRUE(has_line(text, "ourplace_updates_delivered_total 1000"));
    EXPECT_TRUE(has_line(text, "ourplace_queue_bytes 0")) << "what has not happened is there too";
}

TEST(Metrics, CountCallsByMethodAndOutcome) {
    Metrics metrics;
    metrics.count_call("PostMessage", "ok", std::chrono::milliseconds(250));
    metrics.count_call("PostMessage", "ok", std::chrono::milliseconds(500));
    metrics.count_call("PostMessage", "not_found", std::chrono::milliseconds(1));
    const auto text = metrics.render();
    EXPECT_TRUE(has_line(text, R"(ourplace_calls_total{method="PostMessage",code="ok"} 2)")) << text;
    EXPECT_TRUE(has_line(text, R"(ourplace_calls_total{method="PostMessage",code="not_found"} 1)"));
    EXPECT_TRUE(has_line(text, R"(ourplace_call_seconds_total{method="PostMessage",code="ok"} 0.75)"));
}

TEST(Metrics, TellRedisServersApart) {
    Metrics metrics;
    EXPECT_FALSE(metrics.render().contains("redis")) << "a server without Redis does not speak of it";
    metrics.add_redis("a:6379").up.add(1);
    metrics.add_redis("b:6379").dropped.add(3);
    metrics.add_redis("a:6379").pulse_seconds.observe(1e-5);
    const auto text = metrics.render();
    EXPECT_TRUE(has_line(text, R"(ourplace_redis_up{server="a:6379"} 1)")) << text;
    EXPECT_TRUE(has_line(text, R"(ourplace_redis_up{server="b:6379"} 0)"));
    EXPECT_TRUE(has_line(text, R"(ourplace_redis_dropped_total{server="b:6379"} 3)"));
    EXPECT_TRUE(has_line(text, R"(ourplace_redis_pulse_seconds_count{server="a:6379"} 1)"));
    EXPECT_TRUE(has_line(text, R"(ourplace_redis_pulse_seconds_count{server="b:6379"} 0)"));
}

TEST(Metrics, HistogramsCountWhatIsAtMostEachBound) {
    Metrics metrics;
    metrics.store.batch_size.observe(1);
    metrics.store.batch_size.observe(2);
    metrics.store.batch_size.observe(3);
    metrics.store.batch_size.observe(4, 2);
    metrics.store.batch_size.observe(1e12);
    const auto text = metrics.render();
    EXPECT_TRUE(has_line(text, R"(ourplace_commit_batch_size_bucket{le="1"} 1)")) << text;
    EXPECT_TRUE(has_line(text, R"(ourplace_commit_batch_size_bucket{le="2"} 2)"));
    EXPECT_TRUE(has_line(text, R"(ourplace_commit_batch_size_bucket{le="4"} 5)"));
    EXPECT_TRUE(has_line(text, R"(ourplace_commit_batch_size_bucket{le="524288"} 5)"));
    EXPECT_TRUE(has_line(text, R"(ourplace_commit_batch_size_bucket{le="+Inf"} 6)"));
    EXPECT_TRUE(has_line(text, "ourplace_commit_batch_size_count 6"));
}

TEST(Metrics, HistogramsOfAllShardsAreOne) {
    Metrics metrics;
    metrics.add_shard().delivery_seconds.observe(1e-5, 3);
    metrics.add_shard().delivery_seconds.observe(1, 4);
    const auto text = metrics.render();
    EXPECT_TRUE(has_line(text, "ourplace_delivery_seconds_count 7")) << text;
    EXPECT_NE(text.find("ourplace_delivery_seconds_sum 4.0000"), std::string::npos);
}

TEST(Distributions, TakeZeroAndLessIntoTheFirstBucket) {
    Distribution distribution(1);
    distribution.observe(0);
    distribution.observe(-1);
    EXPECT_EQ(distribution.count(0), 2);
    EXPECT_EQ(distribution.bound(0), 1);
    EXPECT_EQ(distribution.bound(10), 1024);
}

TEST(Metrics, AreReadWhileOthersCount) {
    Metrics metrics;
    constexpr int each = 20'000;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 2; ++i) {
            threads.emplace_back([&shard = metrics.add_shard()] {
                for (int n = 0; n < each; ++n) shard.updates_delivered.add(1);
            });
            threads.emplace_back([&metrics] {
                for (int n = 0; n < each / 100; ++n) metrics.count_call("M", "ok", {});
            });
        }
        for (int i = 0; i < 20; ++i) EXPECT_FALSE(metrics.render().empty());
    }
    EXPECT_TRUE(has_line(metrics.render(), "ourplace_updates_delivered_total 40000"));
    EXPECT_TRUE(has_line(metrics.render(), R"(ourplace_calls_total{method="M",code="ok"} 400)"));
}

}  // namespace
}  // namespace ourplace
