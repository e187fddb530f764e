// Updates that come together: one frame for everybody who is live, and still each number once.
#include <span>

#include "unit/streams/shard_fixture.hpp"

namespace ourplace::streams {
namespace {

using Numbers = std::vector<std::uint64_t>;

class Together : public ShardTest {
  protected:
    Together() {
        make_shard();
        for (const auto* member : {"ana", "bea"}) {
            grant(member, "c.tea");
            grant(member, "c.walks");
        }
        hand_on();
        ana = connect("ana");
        bea = connect("bea");
        subscribe(ana, "c.tea");
    }
    ~Together() override {
        ana = {};
        bea = {};
    }
    Connection ana;
    Connection bea;
};

TEST_F(Together, WhatCameTogetherIsOneFrameForEverybodyWhoIsLive) {
    subscribe(bea, "c.tea");
    const auto before = ana.peer->frames;
    for (int each = 0; each < 5; ++each) post("c.tea");
    hand_on();
    EXPECT_EQ(ana.peer->frames, before + 1);
    EXPECT_EQ(ana.peer->numbers("c.tea"), (Numbers{1, 2, 3, 4, 5}));
    EXPECT_EQ(bea.peer->numbers("c.tea"), (Numbers{1, 2, 3, 4, 5}));
}

TEST_F(Together, WhoHasAPartAlreadyGetsOnlyTheRest) {
    for (int each = 0; each < 4; ++each) post("c.tea");
    const auto all = bus.take();
    shard->receive(std::span(all).first(2));
    shard->receive(std::span(all).subspan(1));
    EXPECT_EQ(ana.peer->numbers("c.tea"), (Numbers{1, 2, 3, 4}));
}

TEST_F(Together, UpdatesOfSeveralStreamsStayApart) {
    subscribe(bea, "c.walks");
    post("c.tea");
    post("c.walks");
    post("c.walks");
    post("c.tea");
    hand_on();
    EXPECT_EQ(ana.peer->numbers("c.tea"), (Numbers{1, 2}));
    EXPECT_TRUE(ana.peer->numbers("c.walks").empty());
    EXPECT_EQ(bea.peer->numbers("c.walks"), (Numbers{1, 2}));
}

TEST_F(Together, ARemovalInBetweenIsRespected) {
    post("c.tea");
    revoke("ana", "c.tea");
    post("c.tea");
    hand_on();
    settle();
    EXPECT_EQ(ana.peer->numbers("c.tea"), (Numbers{1}));
    EXPECT_TRUE(ana.peer->was_refused("c.tea"));
}

TEST_F(Together, ABurstIsJoinedIntoFramesOfBoundedSize) {
    const auto before = ana.peer->frames;
    for (int each = 0; each < 10; ++each) post("c.tea", 10'000);
    hand_on();
    EXPECT_EQ(ana.peer->numbers("c.tea").size(), 10u);
    EXPECT_EQ(ana.peer->frames, before + 4);
}

}  // namespace
}  // namespace ourplace::streams
