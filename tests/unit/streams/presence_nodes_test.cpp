// Two nodes tell each other who is with them.
#include <deque>

#include "ourplace/v1/nodes.pb.h"
#include "streams/presence.hpp"
#include "unit/streams/shard_fixture.hpp"

namespace ourplace::streams {
namespace {

using std::chrono::seconds;
using Changes = std::vector<std::string>;

class PresenceOfNodes : public testing::Test {
  protected:
    PresenceOfNodes() {
        here.hears_others(true);
        there.hears_others(true);
        turn();
        turn();
    }
    // A tick of both, and what they say of it arrives.
    void turn() {
        here.tick();
        there.tick();
        for (auto& said : std::exchange(said_here, {})) {
            if (line_is_up) there.heard("here", said);
        }
        for (auto& said : std::exchange(said_there, {})) {
            if (line_is_up) here.heard("there", said);
        }
    }
    // What the hub's people here were told since the last time: "ana+", "ana-", or "ana?" for unknown.
    Changes told() {
        turn();
        turn();
        here.tick();
        Changes changes;
        for (const auto& notice : bus.take()) {
            v1::ServerFrame frame;
            EXPECT_TRUE(frame.ParseFromString(*notice.bytes));
            for (const auto& item : frame.items()) {
                const auto& changed = item.presence_changed();
                EXPECT_FALSE(changed.present() && changed.unknown());
                changes.push_back(changed.member_id() + (changed.unknown() ? "?" : changed.present() ? "+" : "-"));
            }
        }
        return changes;
    }
    static void come(Presence& presence, const std::string& member) {
        presence.arrived(member);
        presence.follows(member, "h.1");
    }

    ManualClock clock;
    HeldBus bus;
    HeldBus bus_there;
    std::deque<v1::NodePresence> said_here;
    std::deque<v1::NodePresence> said_there;
    bool line_is_up = true;
    Presence here{clock, bus, [this](const v1::NodePresence& said) { said_here.push_back(said); }};
    Presence there{clock, bus_there, [this](const v1::NodePresence& said) { said_there.push_back(said); }};
};

TEST_F(PresenceOfNodes, WhoIsWithAnotherNodeIsPresent) {
    come(there, "ana");
    EXPECT_EQ(told(), Changes{"ana+"});
    EXPECT_TRUE(here.is_present("ana"));
    there.left("ana");
    clock.advance(seconds(10));
    EXPECT_EQ(told(), Changes{"ana-"});
    EXPECT_FALSE(here.is_present("ana"));
}

TEST_F(PresenceOfNodes, WhoChangesNodesDoesNotFlicker) {
    come(there, "ana");
    told();
    there.left("ana");
    come(here, "ana");
    EXPECT_EQ(told(), Changes{});
    clock.advance(seconds(10));
    EXPECT_EQ(told(), Changes{});
    here.left("ana");
    clock.advance(seconds(10));
    EXPECT_EQ(told(), Changes{"ana-"});
}

TEST_F(PresenceOfNodes, OneWhoIsOnBothIsGoneOnlyWhenBothSaySo) {
    come(there, "ana");
    come(here, "ana");
    EXPECT_EQ(told(), Changes{"ana+"});
    here.left("ana");
    clock.advance(seconds(10));
    EXPECT_EQ(told(), Changes{});
    there.lost("ana", "h.1");
    EXPECT_EQ(told(), Changes{"ana-"});
}

TEST_F(PresenceOfNodes, ANodeThatDiesTakesItsPeopleWithItAfterAMinute) {
    come(there, "ana");
    told();
    line_is_up = false;
    clock.advance(seconds(59));
    EXPECT_EQ(told(), Changes{});
    clock.advance(seconds(1));
    EXPECT_EQ(told(), Changes{"ana-"});
}

TEST_F(PresenceOfNodes, ANodeThatSaysNothingNewIsStillThere) {
    come(there, "ana");
    told();
    for (int round = 0; round < 10; ++round) {
        clock.advance(seconds(25));
        EXPECT_EQ(told(), Changes{});
    }
    EXPECT_TRUE(here.is_present("ana"));
}

TEST_F(PresenceOfNodes, WhileOthersCannotBeHeardTheirPeopleAreUnknown) {
    come(there, "ana");
    come(here, "bea");
    told();
    line_is_up = false;
    here.hears_others(false);
    there.hears_others(false);
    EXPECT_FALSE(here.knows_everybody());
    EXPECT_EQ(told(), Changes{"ana?"});
    EXPECT_TRUE(here.is_present("bea"));
    clock.advance(seconds(300));
    EXPECT_EQ(told(), Changes{});
    line_is_up = true;
    there.hears_others(true);
    here.hears_others(true);
    EXPECT_EQ(told(), Changes{"ana+"});
    EXPECT_TRUE(here.knows_everybody());
}

TEST_F(PresenceOfNodes, WhoseLeavingWasNotHeardIsCorrectedByTheNextSaying) {
    come(there, "ana");
    come(there, "bea");
    EXPECT_EQ(told(), (Changes{"ana+", "bea+"}));
    line_is_up = false;
    there.left("ana");
    clock.advance(seconds(10));
    EXPECT_EQ(told(), Changes{});
    line_is_up = true;
    clock.advance(seconds(25));
    EXPECT_EQ(told(), Changes{"ana-"});
    EXPECT_TRUE(here.is_present("bea"));
}

TEST_F(PresenceOfNodes, ACrowdIsSaidInParts) {
    for (int each = 0; each < 1200; ++each) come(there, "m" + std::to_string(each));
    turn();
    clock.advance(seconds(25));
    there.tick();
    ASSERT_EQ(said_there.size(), 3u);
    EXPECT_EQ(said_there[2].part(), 3u);
    EXPECT_EQ(said_there[2].parts(), 3u);
    // Without one of the parts nobody is taken for gone.
    here.heard("there", said_there[0]);
    here.heard("there", said_there[2]);
    EXPECT_TRUE(here.is_present("m1199"));
    EXPECT_TRUE(here.is_present("m600"));
}

TEST_F(PresenceOfNodes, WithoutOtherNodesEverybodyIsKnown) {
    const Presence alone(clock, bus);
    EXPECT_TRUE(alone.knows_everybody());
}

}  // namespace
}  // namespace ourplace::streams
