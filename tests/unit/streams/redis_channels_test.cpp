// One Redis server that comes and goes.
#include "streams/redis_channels.hpp"

#include <stdexcept>
#include <thread>

#include "unit/streams/redis_listener.hpp"

namespace ourplace::streams {
namespace {

TEST_F(RedisTest, WhatIsPublishedArrivesInOrderAndOnlyWhereItIsFollowed) {
    RedisProcess redis;
    auto& one = listen(redis.url());
    auto& other = listen(redis.url());
    ASSERT_TRUE(follow(one, "c.1"));
    ASSERT_TRUE(follow(other, "c.1"));
    ASSERT_TRUE(follow(other, "c.2"));
    std::vector<std::pair<std::string, std::string>> expected;
    for (int number = 0; number < 1000; ++number) {
        one.channels->publish("c.1", std::to_string(number));
        expected.emplace_back("c.1", std::to_string(number));
    }
    one.channels->publish("c.2", std::string("\0\r\n$5\r\n", 7));
    ASSERT_TRUE(run_until([&] { return other.messages.size() == 1001 && one.messages.size() == 1000; }));
    EXPECT_EQ(one.messages, expected);
    expected.emplace_back("c.2", std::string("\0\r\n$5\r\n", 7));
    EXPECT_EQ(other.messages, expected);
    ASSERT_TRUE(run_until([&] { return one.count(redis.address(), &RedisMetrics::published) == 1001; }));
    EXPECT_EQ(one.count(redis.address(), &RedisMetrics::dropped), 0);
    EXPECT_EQ(one.count(redis.address(), &RedisMetrics::waiting_bytes), 0);
    EXPECT_EQ(other.count(redis.address(), &RedisMetrics::received), 1001);
}

TEST_F(RedisTest, ManyThreadsPublishAndEachKeepsItsOrder) {
    RedisProcess redis;
    auto& listener = listen(redis.url());
    ASSERT_TRUE(follow(listener, "c.1"));
    std::vector<std::thread> publishers;
    for (int publisher = 0; publisher < 4; ++publisher) {
        publishers.emplace_back([&, publisher] {
            for (int number = 0; number < 500; ++number)
                listener.channels->publish("c.1", std::to_string(number * 4 + publisher));
        });
    }
    EXPECT_TRUE(run_until([&] { return listener.messages.size() == 2000; }));
    for (auto& publisher : publishers) publisher.join();
    std::vector<int> last(4, -1);
    for (const auto& [channel, payload] : listener.messages) {
        const auto number = std::stoi(payload);
        auto& before = last.at(static_cast<std::size_t>(number % 4));
        EXPECT_LT(before, number);
        before = number;
    }
}

TEST_F(RedisTest, WhoHasStoppedFollowingHearsNothing) {
    RedisProcess redis;
    auto& listener = listen(redis.url());
    ASSERT_TRUE(follow(listener, "c.1"));
    listener.channels->unsubscribe("c.1");
    ASSERT_TRUE(follow(listener, "c.2"));
    listener.channels->publish("c.1", "unheard");
    listener.channels->publish("c.2", "heard");
    ASSERT_TRUE(run_until([&] { return listener.has_heard("c.2", "heard"); }));
    EXPECT_EQ(listener.messages.size(), 1u);
    EXPECT_EQ(redis.ask("PUBSUB NUMSUB c.1"), "c.1\n0\n");
    // Followed again, it is confirmed anew.
    ASSERT_TRUE(follow(listener, "c.1"));
    listener.channels->publish("c.1", "again");
    EXPECT_TRUE(run_until([&] { return listener.has_heard("c.1", "again"); }));
}

TEST_F(RedisTest, AChangeOfMindIsConfirmedOnceAndForWhatWasWantedLast) {
    RedisProcess redis;
    auto& listener = listen(redis.url());
    ASSERT_TRUE(come_up(listener));
    listener.channels->subscribe("c.1");
    listener.channels->subscribe("c.1");
    listener.channels->unsubscribe("c.1");
    listener.channels->subscribe("c.1");
    listener.channels->subscribe("c.2");
    listener.channels->unsubscribe("c.2");
    ASSERT_TRUE(follow(listener, "c.3"));
    EXPECT_EQ(listener.subscribed, (std::map<std::string, int>{{"c.1", 1}, {"c.3", 1}}));
}

TEST_F(RedisTest, SubscriptionsOutliveAServerThatIsKilled) {
    RedisProcess redis;
    auto& listener = listen(redis.url());
    ASSERT_TRUE(follow(listener, "c.1"));
    const auto changes = listener.changes;
    redis.kill();
    ASSERT_TRUE(run_until([&] { return !listener.channels->is_up("c.1"); }));
    EXPECT_EQ(listener.changes, changes + 1);
    listener.channels->publish("c.1", "lost");
    listener.channels->subscribe("c.2");
    EXPECT_EQ(listener.count(redis.address(), &RedisMetrics::dropped), 1);
    EXPECT_EQ(listener.count(redis.address(), &RedisMetrics::up), 0);
    redis.start();
    ASSERT_TRUE(run_until([&] { return listener.subscribed["c.1"] == 2 && listener.subscribed["c.2"] == 1; }));
    EXPECT_TRUE(listener.channels->is_up("c.1"));
    EXPECT_EQ(listener.changes, changes + 2);
    listener.channels->publish("c.2", "heard");
    EXPECT_TRUE(run_until([&] { return listener.has_heard("c.2", "heard"); }));
    EXPECT_EQ(listener.messages.size(), 1u);
    EXPECT_EQ(listener.count(redis.address(), &RedisMetrics::reconnects), 1);
    EXPECT_EQ(listener.count(redis.address(), &RedisMetrics::up), 1);
}

TEST_F(RedisTest, AServerThatOnlyLooksAliveIsLeftAndComeBackTo) {
    RedisProcess redis;
    auto& listener = listen(redis.url());
    ASSERT_TRUE(follow(listener, "c.1"));
    redis.pause();
    ASSERT_TRUE(run_until([&] { return !listener.channels->is_up("c.1"); }));
    redis.resume();
    ASSERT_TRUE(run_until([&] { return listener.subscribed["c.1"] == 2; }));
    listener.channels->publish("c.1", "heard");
    EXPECT_TRUE(run_until([&] { return listener.has_heard("c.1", "heard"); }));
}

TEST_F(RedisTest, AServerThatComesLaterIsFound) {
    RedisProcess redis;
    redis.kill();
    auto& listener = listen(redis.url());
    listener.channels->subscribe("c.1");
    EXPECT_FALSE(listener.channels->is_up("c.1"));
    redis.start();
    EXPECT_TRUE(run_until([&] { return listener.subscribed["c.1"] == 1; }));
}

TEST_F(RedisTest, AFaultInWhoListensIsSurvived) {
    RedisProcess redis;
    Metrics metrics;
    int confirmed = 0;
    std::string heard;
    auto opened = RedisChannels::open(context.get_executor(), quick_options(redis.url()),
                                      {.message =
                                           [&](std::string_view, std::string_view payload) {
                                               if (payload == "fault") throw std::runtime_error("a bug");
                                               heard = payload;
                                           },
                                       .subscribed = [&](const std::string&) { ++confirmed; },
                                       .changed = [] {}},
                                      metrics);
    ASSERT_TRUE(opened);
    auto& channels = **opened;
    channels.subscribe("c.1");
    ASSERT_TRUE(run_until([&] { return confirmed == 1; }));
    channels.publish("c.1", "fault");
    ASSERT_TRUE(run_until([&] { return confirmed == 2; }));
    channels.publish("c.1", "heard");
    EXPECT_TRUE(run_until([&] { return heard == "heard"; }));
    EXPECT_EQ(metrics.add_redis(redis.address()).reconnects.value(), 1);
    channels.stop();
    ASSERT_TRUE(run_until([&] { return metrics.add_redis(redis.address()).up.value() == 0; }));
}

TEST_F(RedisTest, NothingIsHeardOnceStopped) {
    RedisProcess redis;
    auto& publisher = listen(redis.url());
    auto& listener = listen(redis.url());
    ASSERT_TRUE(come_up(publisher));
    ASSERT_TRUE(follow(listener, "c.1"));
    const auto changes = listener.changes;
    listener.channels->stop();
    listener.channels->publish("c.1", "dropped");
    publisher.channels->publish("c.1", "unheard");
    ASSERT_TRUE(run_until([&] { return listener.count(redis.address(), &RedisMetrics::up) == 0; }));
    EXPECT_FALSE(listener.channels->is_up("c.1"));
    EXPECT_TRUE(run_until([&] { return redis.ask("PUBSUB NUMSUB c.1") == "c.1\n0\n"; }));
    EXPECT_TRUE(listener.messages.empty());
    EXPECT_EQ(listener.changes, changes);
    EXPECT_EQ(listener.count(redis.address(), &RedisMetrics::dropped), 1);
}

TEST_F(RedisTest, OnlyOneConnectionLostMeansBothAnew) {
    RedisProcess redis;
    auto& listener = listen(redis.url());
    ASSERT_TRUE(follow(listener, "c.1"));
    EXPECT_EQ(redis.ask("CLIENT KILL TYPE pubsub"), "1\n");
    ASSERT_TRUE(run_until([&] { return listener.subscribed["c.1"] == 2; }));
    // The publishing one is a normal client, as is redis-cli itself.
    EXPECT_EQ(redis.ask("CLIENT KILL TYPE normal SKIPME yes"), "1\n");
    ASSERT_TRUE(run_until([&] { return listener.subscribed["c.1"] == 3; }));
    listener.channels->publish("c.1", "heard");
    EXPECT_TRUE(run_until([&] { return listener.has_heard("c.1", "heard"); }));
}

}  // namespace
}  // namespace ourplace::streams
