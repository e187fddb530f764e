// A real cluster of three nodes: channels live on the node that holds their slot, and move with it.
#include "streams/redis_cluster.hpp"

#include "unit/streams/redis_listener.hpp"

namespace ourplace::streams {
namespace {

TEST(RedisSlots, AreThoseOfTheSpecification) {
    EXPECT_EQ(redis_slot("123456789"), 0x31c3u);
    EXPECT_EQ(redis_slot("foo"), 12182u);
    EXPECT_EQ(redis_slot("{foo}.bar"), redis_slot("foo"));
    EXPECT_EQ(redis_slot("a{foo}{bar}"), redis_slot("foo"));
    EXPECT_EQ(redis_slot("{}foo"), 9500u) << "empty braces mean nothing";
    EXPECT_NE(redis_slot("foo}{bar"), redis_slot("foo"));
}

std::vector<std::string> as_node() {
    return {"--cluster-enabled",      "yes",  "--cluster-port", std::to_string(free_port()),
            "--cluster-node-timeout", "1000", "--loglevel",     "notice"};
}

class RedisClusterTest : public RedisTest {
  protected:
    RedisClusterTest() {
        run_command("redis-cli --cluster create " + nodes[0].address() + " " + nodes[1].address() + " " +
                    nodes[2].address() + " --cluster-yes");
        EXPECT_TRUE(run_until([&] {
            return std::ranges::all_of(nodes, [](auto& node) { return node.ask("CLUSTER INFO").contains("state:ok"); });
        }));
    }
    // As they are shared out at first, in order.
    static std::size_t node_of(const std::string& channel) { return redis_slot(channel) * 3 / redis_slots; }
    static std::string channel_of(std::size_t node) {
        for (int number = 0;; ++number) {
            auto channel = "c." + std::to_string(number);
            if (node_of(channel) == node) return channel;
        }
    }
    [[nodiscard]] std::string url() const { return "redis-cluster://" + nodes[0].address() + "," + nodes[1].address(); }
    std::string id_of(std::size_t node) {
        auto id = nodes.at(node).ask("CLUSTER MYID");
        id.pop_back();
        return id;
    }
    [[nodiscard]] std::string followers(std::size_t node, const std::string& channel) {
        return nodes.at(node).ask("PUBSUB SHARDNUMSUB " + channel);
    }

    std::array<RedisProcess, 3> nodes{RedisProcess(as_node()), RedisProcess(as_node()), RedisProcess(as_node())};
};

TEST_F(RedisClusterTest, WhatIsPublishedArrivesWhicheverNodeItGoesThrough) {
    auto& one = listen(url());
    auto& other = listen(url());
    for (std::size_t node = 0; node < 3; ++node) {
        const auto channel = channel_of(node);
        ASSERT_TRUE(follow(one, channel));
        ASSERT_TRUE(come_up(other, channel));
        other.channels->publish(channel, "heard");
        EXPECT_TRUE(run_until([&] { return one.has_heard(channel, "heard"); }));
        EXPECT_EQ(followers(node, channel), channel + "\n1\n");
    }
    EXPECT_EQ(one.messages.size(), 3u);
    one.channels->unsubscribe(channel_of(0));
    EXPECT_TRUE(run_until([&] { return followers(0, channel_of(0)) == channel_of(0) + "\n0\n"; }));
}

TEST_F(RedisClusterTest, AChannelMovesWithItsSlot) {
    auto& listener = listen(url());
    const auto channel = channel_of(0);
    ASSERT_TRUE(follow(listener, channel));
    const auto slot = std::to_string(redis_slot(channel));
    nodes[2].ask("CLUSTER SETSLOT " + slot + " IMPORTING " + id_of(0));
    nodes[0].ask("CLUSTER SETSLOT " + slot + " MIGRATING " + id_of(2));
    nodes[2].ask("CLUSTER SETSLOT " + slot + " NODE " + id_of(2));
    nodes[0].ask("CLUSTER SETSLOT " + slot + " NODE " + id_of(2));
    ASSERT_TRUE(run_until([&] { return listener.subscribed[channel] == 2; }));
    EXPECT_EQ(followers(2, channel), channel + "\n1\n");
    // At the old node until the move is known, then at the new one.
    EXPECT_TRUE(run_until([&] {
        listener.channels->publish(channel, "heard");
        return listener.has_heard(channel, "heard");
    }));
}

TEST_F(RedisClusterTest, ANodeThatIsKilledLeavesTheOthersAndComesBack) {
    auto& listener = listen(url());
    const auto of_killed = channel_of(1);
    ASSERT_TRUE(follow(listener, of_killed));
    ASSERT_TRUE(come_up(listener, channel_of(2)));
    nodes[1].kill();
    ASSERT_TRUE(run_until([&] { return !listener.channels->is_up(of_killed); }));
    EXPECT_TRUE(listener.channels->is_up(channel_of(2)));
    nodes[1].start();
    ASSERT_TRUE(run_until([&] { return listener.subscribed[of_killed] >= 2; }));
    EXPECT_TRUE(run_until([&] {
        listener.channels->publish(of_killed, "heard");
        return listener.has_heard(of_killed, "heard");
    }));
}

TEST_F(RedisClusterTest, AReplicaThatTakesOverIsFollowed) {
    RedisProcess replica(as_node());
    run_command("redis-cli --cluster add-node " + replica.address() + " " + nodes[0].address() +
                " --cluster-slave --cluster-master-id " + id_of(0));
    ASSERT_TRUE(run_until([&] { return replica.ask("INFO replication").contains("master_link_status:up"); }));
    // Only the first node was told of it, and it alone tells the others, who vote for nobody they have not heard of.
    const auto replicas_of_first = "CLUSTER REPLICAS " + id_of(0);
    ASSERT_TRUE(run_until([&] {
        return replica.ask("CLUSTER INFO").contains("state:ok") && std::ranges::all_of(nodes, [&](auto& node) {
                   return node.ask(replicas_of_first).contains(replica.address());
               });
    }));
    auto& listener = listen(url());
    const auto channel = channel_of(0);
    ASSERT_TRUE(follow(listener, channel));
    nodes[0].kill();
    ASSERT_TRUE(run_until([&] { return listener.subscribed[channel] == 2; }));
    listener.channels->publish(channel, "heard");
    EXPECT_TRUE(run_until([&] { return listener.has_heard(channel, "heard"); }));
    EXPECT_EQ(replica.ask("PUBSUB SHARDNUMSUB " + channel), channel + "\n1\n");
}

TEST_F(RedisClusterTest, IsAskedNowAndThenThoughNothingSeemsToHaveChanged) {
    auto options = quick_options("redis-cluster://" + nodes[0].address());
    options.topology_every = std::chrono::milliseconds(100);
    auto& listener = listen(options);
    ASSERT_TRUE(come_up(listener));
    const auto has_been_asked = [](const RedisProcess& node) {
        return node.ask("INFO commandstats").contains("cmdstat_cluster|slots:");
    };
    // First by redis-cli, which made the cluster.
    for (const auto& node : nodes) node.ask("CONFIG RESETSTAT");
    EXPECT_TRUE(run_until([&] { return std::ranges::all_of(nodes, has_been_asked); }));
}

TEST_F(RedisTest, AServerThatIsNoPartOfAClusterIsNamed) {
    RedisProcess redis;
    testing::internal::CaptureStderr();
    auto& listener = listen("redis-cluster://" + redis.address());
    listener.channels->subscribe("c.1");
    EXPECT_TRUE(run_until([&] { return redis.ask("INFO commandstats").contains("cmdstat_cluster|slots:calls=3"); }));
    listener.channels->publish("c.1", "unheard");
    EXPECT_EQ(listener.count("cluster", &RedisMetrics::dropped), 1);
    const auto log = testing::internal::GetCapturedStderr();
    EXPECT_TRUE(log.contains("is it part of a cluster?")) << log;
    EXPECT_EQ(std::ranges::count(log, '\n'), 1) << log;
}

}  // namespace
}  // namespace ourplace::streams
