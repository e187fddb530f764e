#include "streams/presence.hpp"

#include "unit/streams/shard_fixture.hpp"

namespace ourplace::streams {
namespace {

using std::chrono::seconds;

class WhoIsPresent : public testing::Test {
  protected:
    // What the next tick tells of a hub, as "ana+" and "bea-".
    std::vector<std::string> told(const std::string& hub = "h.1") {
        presence.tick();
        std::vector<std::string> changes;
        for (const auto& notice : bus.take()) {
            EXPECT_EQ(notice.kind, store::Notice::Kind::ephemeral);
            if (notice.key != hub) continue;
            v1::ServerFrame frame;
            EXPECT_TRUE(frame.ParseFromString(*notice.bytes));
            for (const auto& item : frame.items()) {
                changes.push_back(item.presence_changed().member_id() +
                                  (item.presence_changed().present() ? "+" : "-"));
            }
        }
        return changes;
    }

    using Changes = std::vector<std::string>;
    ManualClock clock;
    HeldBus bus;
    Presence presence{clock, bus};
};

TEST_F(WhoIsPresent, ComingIsToldToTheHubThatIsFollowed) {
    presence.arrived("ana");
    EXPECT_FALSE(presence.is_present("ana")) << "it is told to nobody";
    EXPECT_EQ(told(), Changes{});
    presence.follows("ana", "h.1");
    EXPECT_TRUE(presence.is_present("ana"));
    EXPECT_EQ(told(), Changes{"ana+"});
    EXPECT_EQ(told(), Changes{});
}

TEST_F(WhoIsPresent, LeavingIsToldAfterTenSeconds) {
    presence.arrived("ana");
    presence.follows("ana", "h.1");
    told();
    presence.left("ana");
    clock.advance(seconds(9));
    EXPECT_EQ(told(), Changes{});
    EXPECT_TRUE(presence.is_present("ana"));
    clock.advance(seconds(1));
    EXPECT_EQ(told(), Changes{"ana-"});
    EXPECT_FALSE(presence.is_present("ana"));
}

TEST_F(WhoIsPresent, AShortBreakIsNotTold) {
    presence.arrived("ana");
    presence.follows("ana", "h.1");
    told();
    presence.left("ana");
    clock.advance(seconds(5));
    presence.arrived("ana");
    presence.follows("ana", "h.1");
    clock.advance(seconds(60));
    EXPECT_EQ(told(), Changes{});
    EXPECT_TRUE(presence.is_present("ana"));
}

TEST_F(WhoIsPresent, TheLastOfTwoDevicesCounts) {
    presence.arrived("ana");
    presence.arrived("ana");
    presence.follows("ana", "h.1");
    told();
    presence.left("ana");
    clock.advance(seconds(60));
    EXPECT_EQ(told(), Changes{});
    presence.left("ana");
    clock.advance(seconds(10));
    EXPECT_EQ(told(), Changes{"ana-"});
}

TEST_F(WhoIsPresent, LeavingTwiceStartsTheTenSecondsAfresh) {
    presence.arrived("ana");
    presence.follows("ana", "h.1");
    told();
    presence.left("ana");
    clock.advance(seconds(6));
    presence.arrived("ana");
    presence.left("ana");
    clock.advance(seconds(6));
    EXPECT_EQ(told(), Changes{});
    clock.advance(seconds(4));
    EXPECT_EQ(told(), Changes{"ana-"});
}

TEST_F(WhoIsPresent, AHubThatTheMemberMayNoLongerFollowHearsNoMore) {
    presence.arrived("ana");
    presence.follows("ana", "h.1");
    told();
    presence.lost("ana", "h.1");
    EXPECT_EQ(told(), Changes{"ana-"});
    presence.left("ana");
    clock.advance(seconds(10));
    EXPECT_EQ(told(), Changes{});
}

TEST_F(WhoIsPresent, ACrowdIsToldBitByBit) {
    for (int each = 0; each < 250; ++each) {
        const auto name = "m" + std::to_string(each);
        presence.arrived(name);
        presence.follows(name, "h.1");
    }
    EXPECT_EQ(told().size(), 100u);
    EXPECT_EQ(told().size(), 100u);
    EXPECT_EQ(told().size(), 50u);
    EXPECT_EQ(told().size(), 0u);
}

TEST_F(WhoIsPresent, NobodyIsPresentWhoNeverCame) { EXPECT_FALSE(presence.is_present("eve")); }

class PresenceOfConnections : public ShardTest {
  protected:
    ManualClock clock;
    Presence presence{clock, bus};
};

TEST_F(PresenceOfConnections, FollowsWhatTheirConnectionsDo) {
    make_shard({.presence = &presence});
    grant("ana", "h.1");
    grant("bea", "h.1");
    hand_on();
    auto ana = connect("ana");
    auto bea = connect("bea");
    subscribe(ana, "h.1");
    subscribe(bea, "h.1");
    presence.tick();
    hand_on();
    EXPECT_EQ(ana.peer->ephemerals.size(), 2u);

    bea.subscriber.reset();
    clock.advance(seconds(10));
    presence.tick();
    hand_on();
    ASSERT_EQ(ana.peer->ephemerals.size(), 3u);
    EXPECT_EQ(ana.peer->ephemerals[2].presence_changed().member_id(), "bea");
    EXPECT_FALSE(ana.peer->ephemerals[2].presence_changed().present());

    revoke("ana", "h.1");
    hand_on();
    settle();
    EXPECT_TRUE(ana.peer->was_refused("h.1"));
    probe = {};
    shard.reset();
}

TEST_F(PresenceOfConnections, WhoIsToBeUnseenIsAwayFromTheirNextConnectionOn) {
    bool hides = false;
    ShardOptions options{.presence = &presence};
    options.is_unseen = [&](store::Transaction& /*tx*/, const std::string& member) { return hides && member == "bea"; };
    make_shard(std::move(options));
    grant("ana", "h.1");
    grant("bea", "h.1");
    hand_on();
    const auto told = [&](Connection& to) {
        presence.tick();
        hand_on();
        std::string changes;
        for (const auto& item : std::exchange(to.peer->ephemerals, {})) {
            if (item.presence_changed().member_id() == "bea") changes += item.presence_changed().present() ? '+' : '-';
        }
        return changes;
    };
    auto ana = connect("ana");
    auto bea = connect("bea");
    subscribe(ana, "h.1");
    subscribe(bea, "h.1");
    EXPECT_EQ(told(ana), "+");
    hides = true;
    EXPECT_EQ(told(ana), "") << "the moment of hiding would tell";
    bea.subscriber.reset();
    bea = connect("bea");
    subscribe(bea, "h.1");
    EXPECT_EQ(told(ana), "-");
    EXPECT_FALSE(presence.is_present("bea"));
    EXPECT_TRUE(presence.is_present("ana"));
    hides = false;
    bea.subscriber.reset();
    bea = connect("bea");
    subscribe(bea, "h.1");
    EXPECT_EQ(told(ana), "+");
    ana.subscriber.reset();
    bea.subscriber.reset();
    probe = {};
    shard.reset();
}

}  // namespace
}  // namespace ourplace::streams
