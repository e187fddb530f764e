// A primary, its replica and the sentinel that watches them.
#include "unit/streams/redis_listener.hpp"

namespace ourplace::streams {
namespace {

std::string watching(const RedisProcess& primary) {
    return "sentinel monitor ours 127.0.0.1 " + std::to_string(primary.port()) +
           " 1\nsentinel down-after-milliseconds ours 500\nsentinel failover-timeout ours 3000\n";
}

TEST_F(RedisTest, APrimaryIsFoundAndFollowedWhenAnotherTakesOver) {
    RedisProcess primary;
    RedisProcess replica({"--replicaof", "127.0.0.1 " + std::to_string(primary.port())});
    ASSERT_TRUE(run_until([&] { return primary.ask("INFO replication").contains("state=online"); }));
    RedisProcess sentinel({"--sentinel"}, watching(primary));
    ASSERT_TRUE(
        run_until([&] { return sentinel.ask("SENTINEL replicas ours").contains(std::to_string(replica.port())); }));

    // The first of the sentinels is away.
    auto& listener =
        listen("redis-sentinel://127.0.0.1:" + std::to_string(free_port()) + "," + sentinel.address() + "/ours");
    ASSERT_TRUE(follow(listener, "c.1"));
    EXPECT_EQ(primary.ask("PUBSUB NUMSUB c.1"), "c.1\n1\n");
    primary.kill();
    ASSERT_TRUE(run_until([&] { return listener.subscribed["c.1"] == 2; }));
    EXPECT_EQ(replica.ask("PUBSUB NUMSUB c.1"), "c.1\n1\n");
    listener.channels->publish("c.1", "heard");
    EXPECT_TRUE(run_until([&] { return listener.has_heard("c.1", "heard"); }));
}

TEST_F(RedisTest, APrimaryThatTheSentinelsDoNotKnowIsNamed) {
    RedisProcess primary;
    RedisProcess sentinel({"--sentinel"}, watching(primary));
    testing::internal::CaptureStderr();
    auto& listener = listen("redis-sentinel://" + sentinel.address() + "/theirs");
    EXPECT_TRUE(run_until([&] { return listener.count("theirs", &RedisMetrics::failures) == 3; }));
    listener.channels->stop();
    const auto log = testing::internal::GetCapturedStderr();
    EXPECT_TRUE(log.contains("the sentinel " + sentinel.address() + ": it knows no primary by the name of theirs"))
        << log;
    EXPECT_EQ(std::ranges::count(log, '\n'), 1) << log;
}

TEST_F(RedisTest, ASentinelThatWantsAPasswordGetsThatOfThePrimary) {
    RedisProcess primary({"--requirepass", "hunter2"});
    RedisProcess sentinel({"--sentinel"}, watching(primary) + "sentinel auth-pass ours hunter2\nrequirepass hunter2\n");
    auto& listener = listen("redis-sentinel://:hunter2@" + sentinel.address() + "/ours");
    EXPECT_TRUE(follow(listener, "c.1"));
}

}  // namespace
}  // namespace ourplace::streams
