// Independent servers that share the channels.
#include "streams/redis_servers.hpp"

#include "unit/streams/redis_listener.hpp"

namespace ourplace::streams {
namespace {

// Every node of a programme, also one of another version, must come to the same numbers.
TEST(RendezvousHashing, NeverChanges) {
    EXPECT_EQ(rendezvous_weight("redis-1:6379", "c.abc"), 15705328939530682583u);
    EXPECT_EQ(rendezvous_weight("redis-2:6379", "c.abc"), 15361773144634909458u);
    EXPECT_EQ(rendezvous_weight("", ""), 2737183428366584608u);
}

TEST(RendezvousHashing, SharesEvenly) {
    int of_first = 0;
    for (int number = 0; number < 10'000; ++number) {
        const auto channel = "c." + std::to_string(number);
        if (rendezvous_weight("redis-1:6379", channel) > rendezvous_weight("redis-2:6379", channel)) ++of_first;
    }
    EXPECT_NEAR(of_first, 5'000, 200);
}

class TwoRedisServers : public RedisTest {
  protected:
    // The first channel that the server alone is in charge of.
    [[nodiscard]] std::string channel_of(const RedisProcess& mine, const RedisProcess& other) const {
        for (int number = 0;; ++number) {
            auto channel = "c." + std::to_string(number);
            if (rendezvous_weight(mine.address(), channel) > rendezvous_weight(other.address(), channel))
                return channel;
        }
    }
    RedisProcess first;
    RedisProcess second;
    const std::string of_first = channel_of(first, second);
    const std::string of_second = channel_of(second, first);
};

TEST_F(TwoRedisServers, AreChosenAlikeWhateverTheirOrder) {
    auto& one = listen(first.url() + "," + second.url());
    auto& other = listen(second.url() + "," + first.url());
    ASSERT_TRUE(follow(one, of_first));
    ASSERT_TRUE(follow(one, of_second));
    ASSERT_TRUE(come_up(other, of_first));
    ASSERT_TRUE(come_up(other, of_second));
    other.channels->publish(of_first, "by the first");
    other.channels->publish(of_second, "by the second");
    EXPECT_TRUE(run_until([&] { return one.has_heard(of_first, "by the first"); }));
    EXPECT_TRUE(run_until([&] { return one.has_heard(of_second, "by the second"); }));
    EXPECT_EQ(first.ask("PUBSUB NUMSUB " + of_first), of_first + "\n1\n");
    EXPECT_EQ(first.ask("PUBSUB NUMSUB " + of_second), of_second + "\n0\n");
    EXPECT_EQ(second.ask("PUBSUB NUMSUB " + of_second), of_second + "\n1\n");
}

TEST_F(TwoRedisServers, OneThatGoesAwayLeavesTheOtherAsItIs) {
    auto& listener = listen(first.url() + "," + second.url());
    ASSERT_TRUE(follow(listener, of_first));
    ASSERT_TRUE(follow(listener, of_second));
    first.kill();
    ASSERT_TRUE(run_until([&] { return !listener.channels->is_up(of_first); }));
    EXPECT_TRUE(listener.channels->is_up(of_second));
    listener.channels->publish(of_second, "heard");
    EXPECT_TRUE(run_until([&] { return listener.has_heard(of_second, "heard"); }));
    first.start();
    EXPECT_TRUE(run_until([&] { return listener.subscribed[of_first] == 2; }));
    EXPECT_EQ(listener.subscribed[of_second], 1);
}

}  // namespace
}  // namespace ourplace::streams
