#include "streams/shard.hpp"

#include <numeric>

#include "unit/streams/shard_fixture.hpp"

namespace ourplace::streams {
namespace {

using Numbers = std::vector<std::uint64_t>;

Numbers from_to(std::uint64_t first, std::uint64_t last) {
    Numbers numbers(last - first + 1);
    std::iota(numbers.begin(), numbers.end(), first);
    return numbers;
}

class Following : public ShardTest {
  protected:
    Following() {
        make_shard({.max_replayed_updates = 20, .newest_page_updates = 5});
        grant("ana", "c.tea");
        grant("bea", "c.tea");
        hand_on();
        ana = connect("ana", "phone");
    }
    ~Following() override { ana = {}; }
    Connection ana;
};

TEST_F(Following, BeginsWithWhatTheCursorMissesAndGoesOnLive) {
    for (int message = 0; message < 3; ++message) post("c.tea");
    subscribe(ana, "c.tea", 1);
    EXPECT_EQ(ana.peer->numbers("c.tea"), (Numbers{2, 3}));
    EXPECT_EQ(ana.peer->subscribed, std::vector<std::uint32_t>{1});
    post_live("c.tea");
    EXPECT_EQ(ana.peer->numbers("c.tea"), (Numbers{2, 3, 4}));
    EXPECT_TRUE(ana.peer->states.empty());
}

TEST_F(Following, NothingNewIsOneSmallFrame) {
    post("c.tea");
    subscribe(ana, "c.tea", 1);
    EXPECT_EQ(ana.peer->frames, 1u);
    EXPECT_TRUE(ana.peer->updates.empty());
}

TEST_F(Following, NothingArrivesBeforeTheAnswer) {
    post("c.tea");
    ask(ana, 9, {{"c.tea", 0}});
    hand_on();
    EXPECT_EQ(ana.peer->frames, 0u);
    settle();
    EXPECT_EQ(ana.peer->numbers("c.tea"), Numbers{1});
    EXPECT_EQ(ana.peer->subscribed, std::vector<std::uint32_t>{9});
}

TEST_F(Following, AnUpdateThatOvertakesTheReadIsNotLost) {
    hold_next_reading();
    ask(ana, 1, {{"c.tea", 0}});
    context.poll();
    wait_until_reading_is_held();
    post_live("c.tea");
    post_live("c.tea");
    let_reading_go();
    settle();
    EXPECT_EQ(ana.peer->numbers("c.tea"), (Numbers{1, 2}));
}

TEST_F(Following, ADoubledOrLateNoticeIsDropped) {
    subscribe(ana, "c.tea");
    post("c.tea");
    const auto notices = bus.take();
    shard->receive(notices);
    shard->receive(notices);
    EXPECT_EQ(ana.peer->numbers("c.tea"), Numbers{1});
}

TEST_F(Following, AJumpIsCuredFromTheLog) {
    subscribe(ana, "c.tea");
    post("c.tea");
    bus.take();
    post_live("c.tea");
    EXPECT_TRUE(ana.peer->updates.empty());
    settle();
    EXPECT_EQ(ana.peer->numbers("c.tea"), (Numbers{1, 2}));
    post_live("c.tea");
    EXPECT_EQ(ana.peer->numbers("c.tea"), (Numbers{1, 2, 3}));
}

TEST_F(Following, ALostTailIsFoundByLookingAgain) {
    subscribe(ana, "c.tea");
    post("c.tea");
    bus.take();
    shard->look_again();
    settle();
    EXPECT_EQ(ana.peer->numbers("c.tea"), Numbers{1});
}

TEST_F(Following, ANoticeOfLossMakesEverybodyLookAgain) {
    subscribe(ana, "c.tea");
    post("c.tea");
    bus.take();
    const store::Notice lost{.kind = store::Notice::Kind::lost, .key = {}, .number = 0, .bytes = nullptr};
    shard->receive(std::span(&lost, 1));
    settle();
    EXPECT_EQ(ana.peer->numbers("c.tea"), Numbers{1});
}

TEST_F(Following, TooMuchMissingIsTheNewestPageWithAMarkedGap) {
    for (int message = 0; message < 30; ++message) post("c.tea");
    subscribe(ana, "c.tea", 2);
    ASSERT_EQ(ana.peer->states.size(), 1u);
    EXPECT_EQ(ana.peer->states[0].kind(), v1::StreamState::KIND_GAP);
    EXPECT_EQ(ana.peer->states[0].next_seq(), 26u);
    EXPECT_EQ(ana.peer->numbers("c.tea"), from_to(26, 30));
    post_live("c.tea");
    EXPECT_EQ(ana.peer->last("c.tea"), 31u);
}

TEST_F(Following, WhoWantsAllOfItGetsAllHoweverMuchIsMissing) {
    for (int message = 0; message < 95; ++message) post("c.tea");
    ana.peer->missed_now = Missed::all;
    subscribe(ana, "c.tea", 2);
    EXPECT_TRUE(ana.peer->states.empty());
    EXPECT_EQ(ana.peer->numbers("c.tea"), from_to(3, 95));
    EXPECT_EQ(ana.peer->subscribed.size(), 1u);
    post_live("c.tea");
    EXPECT_EQ(ana.peer->last("c.tea"), 96u);
}

TEST_F(Following, WhoWantsAllOfItGetsAllAfterLaggingForLong) {
    ana.peer->missed_now = Missed::all;
    subscribe(ana, "c.tea");
    ana.peer->pressure_now = Pressure::lagging;
    for (int message = 0; message < 50; ++message) post_live("c.tea");
    settle();
    ana.peer->pressure_now = Pressure::free;
    ana.subscriber->drained();
    settle();
    EXPECT_TRUE(ana.peer->states.empty());
    EXPECT_EQ(ana.peer->numbers("c.tea"), from_to(1, 50));
}

TEST_F(Following, TooManyBytesMissingAreAGapAsWell) {
    make_shard({.max_replayed_bytes = 5000, .newest_page_updates = 5});
    ana = connect("ana");
    for (int message = 0; message < 10; ++message) post("c.tea", 1000);
    subscribe(ana, "c.tea", 0);
    ASSERT_EQ(ana.peer->states.size(), 1u);
    EXPECT_EQ(ana.peer->states[0].kind(), v1::StreamState::KIND_GAP);
    EXPECT_EQ(ana.peer->last("c.tea"), 10u);
}

TEST_F(Following, ManyMissedUpdatesAreJoinedToFewFrames) {
    for (int message = 0; message < 20; ++message) post("c.tea");
    subscribe(ana, "c.tea");
    EXPECT_EQ(ana.peer->numbers("c.tea"), from_to(1, 20));
    EXPECT_EQ(ana.peer->frames, 2u);
}

TEST_F(Following, ACursorOfAnotherLifeIsReset) {
    for (int message = 0; message < 3; ++message) post("c.tea");
    subscribe(ana, "c.tea", 2, "another life");
    ASSERT_EQ(ana.peer->states.size(), 1u);
    EXPECT_EQ(ana.peer->states[0].kind(), v1::StreamState::KIND_RESET);
    EXPECT_EQ(ana.peer->states[0].next_seq(), 4u);
    EXPECT_TRUE(ana.peer->updates.empty());
    post_live("c.tea");
    EXPECT_EQ(ana.peer->numbers("c.tea"), Numbers{4});
}

TEST_F(Following, ACursorOfThisLifeContinues) {
    for (int message = 0; message < 3; ++message) post("c.tea");
    subscribe(ana, "c.tea", 2, epoch_now());
    EXPECT_TRUE(ana.peer->states.empty());
    EXPECT_EQ(ana.peer->numbers("c.tea"), Numbers{3});
}

TEST_F(Following, ACursorBeyondTheHeadIsReset) {
    post("c.tea");
    subscribe(ana, "c.tea", 7);
    ASSERT_EQ(ana.peer->states.size(), 1u);
    EXPECT_EQ(ana.peer->states[0].kind(), v1::StreamState::KIND_RESET);
    EXPECT_EQ(ana.peer->states[0].next_seq(), 2u);
}

TEST_F(Following, WithoutAccessItIsRefusedAndNothingIsReceived) {
    post("c.secret");
    subscribe(ana, "c.secret");
    EXPECT_TRUE(ana.peer->was_refused("c.secret"));
    EXPECT_FALSE(ana.subscriber->follows("c.secret"));
    post_live("c.secret");
    EXPECT_TRUE(ana.peer->updates.empty());
    EXPECT_EQ(ana.peer->subscribed.size(), 1u);
}

TEST_F(Following, ARemovedMemberReceivesNothingThatCameAfter) {
    subscribe(ana, "c.tea");
    post("c.tea");
    revoke("ana", "c.tea");
    post("c.tea");
    hand_on();
    settle();
    EXPECT_EQ(ana.peer->numbers("c.tea"), Numbers{1});
    EXPECT_TRUE(ana.peer->was_refused("c.tea"));
    post_live("c.tea");
    EXPECT_EQ(ana.peer->numbers("c.tea"), Numbers{1});
}

TEST_F(Following, AReadThatBeganBeforeTheRemovalIsNotTrusted) {
    post("c.tea");
    bus.take();
    hold_next_reading();
    ask(ana, 1, {{"c.tea", 0}});
    context.poll();
    // It has seen that she has access, and its answer comes after the removal.
    wait_until_reading_is_held();
    revoke("ana", "c.tea");
    post("c.tea");
    hand_on();
    let_reading_go();
    settle();
    EXPECT_TRUE(ana.peer->updates.empty());
    EXPECT_TRUE(ana.peer->was_refused("c.tea"));
    EXPECT_EQ(ana.peer->subscribed.size(), 1u);
}

TEST_F(Following, WhoKeepsAccessMissesNothingWhileItIsReadAgain) {
    subscribe(ana, "c.tea");
    grant("ana", "c.other");
    post("c.tea");
    hand_on();
    EXPECT_TRUE(ana.peer->updates.empty());
    EXPECT_FALSE(ana.subscriber->follows("c.tea"));
    settle();
    EXPECT_EQ(ana.peer->numbers("c.tea"), Numbers{1});
    EXPECT_TRUE(ana.subscriber->follows("c.tea"));
}

TEST_F(Following, ARemovalNobodyAnnouncedIsFoundByLookingAgain) {
    subscribe(ana, "c.tea");
    revoke("ana", "c.tea");
    bus.take();
    shard->look_again();
    settle();
    EXPECT_TRUE(ana.peer->was_refused("c.tea"));
}

TEST_F(Following, AnEndedSessionIsClosedAtOnceAndNoOther) {
    auto bea = connect("bea", "laptop");
    subscribe(ana, "c.tea");
    subscribe(bea, "c.tea");
    end_session("phone");
    post("c.tea");
    hand_on();
    EXPECT_EQ(ana.peer->closed, CloseCode::session_ended);
    EXPECT_FALSE(bea.peer->closed);
    EXPECT_TRUE(ana.peer->updates.empty());
    EXPECT_EQ(bea.peer->numbers("c.tea"), Numbers{1});
}

TEST_F(ShardTest, ASessionThatEndedWhileItsConnectionWasOnTheWayIsClosedAsWell) {
    make_shard();
    end_session("phone");
    hand_on();
    auto ana = connect("ana", "phone");
    auto bea = connect("bea", "tablet");
    EXPECT_FALSE(ana.peer->closed) << "not before whoever connects is ready for it";
    settle();
    EXPECT_EQ(ana.peer->closed, CloseCode::session_ended);
    EXPECT_FALSE(bea.peer->closed);
}

TEST_F(Following, ALaggingPeerIsReplayedOnceItHasDrained) {
    subscribe(ana, "c.tea");
    post_live("c.tea");
    ana.peer->pressure_now = Pressure::lagging;
    post_live("c.tea");
    post_live("c.tea");
    settle();
    EXPECT_EQ(ana.peer->numbers("c.tea"), Numbers{1});
    ana.peer->pressure_now = Pressure::free;
    ana.subscriber->drained();
    settle();
    EXPECT_EQ(ana.peer->numbers("c.tea"), (Numbers{1, 2, 3}));
    post_live("c.tea");
    EXPECT_EQ(ana.peer->last("c.tea"), 4u);
}

TEST_F(Following, SubscribingWhileLaggingIsAnsweredAfterDraining) {
    post("c.tea");
    ana.peer->pressure_now = Pressure::lagging;
    subscribe(ana, "c.tea");
    EXPECT_EQ(ana.peer->frames, 0u);
    ana.peer->pressure_now = Pressure::free;
    ana.subscriber->drained();
    settle();
    EXPECT_EQ(ana.peer->numbers("c.tea"), Numbers{1});
    EXPECT_EQ(ana.peer->subscribed.size(), 1u);
}

TEST_F(Following, ALaggingPeerThatLosesAccessIsRefused) {
    subscribe(ana, "c.tea");
    ana.peer->pressure_now = Pressure::lagging;
    post_live("c.tea");
    revoke("ana", "c.tea");
    hand_on();
    settle();
    EXPECT_TRUE(ana.peer->was_refused("c.tea"));
    ana.peer->pressure_now = Pressure::free;
    ana.subscriber->drained();
    settle();
    EXPECT_TRUE(ana.peer->updates.empty());
}

TEST_F(Following, EphemeralsGoOnlyToThoseWhoAreLiveAndNotBusy) {
    auto bea = connect("bea");
    auto eve = connect("eve");
    subscribe(ana, "c.tea");
    subscribe(bea, "c.tea");
    ask(eve, 1, {{"c.tea", 0}});
    bea.peer->pressure_now = Pressure::busy;
    v1::ServerFrame frame;
    frame.add_items()->mutable_member_typing()->set_channel_id("tea");
    const store::Notice typing{.kind = store::Notice::Kind::ephemeral,
                               .key = "c.tea",
                               .number = 0,
                               .bytes = std::make_shared<const std::string>(frame.SerializeAsString())};
    shard->receive(std::span(&typing, 1));
    EXPECT_EQ(ana.peer->ephemerals.size(), 1u);
    EXPECT_TRUE(bea.peer->ephemerals.empty());
    EXPECT_TRUE(eve.peer->ephemerals.empty());
}

TEST_F(Following, AfterUnsubscribingNothingMoreArrives) {
    subscribe(ana, "c.tea");
    v1::Unsubscribe request;
    request.add_stream_ids("c.tea");
    request.add_stream_ids("c.never");
    ana.subscriber->unsubscribe(request);
    post_live("c.tea");
    EXPECT_TRUE(ana.peer->updates.empty());
    EXPECT_FALSE(ana.subscriber->follows("c.tea"));
}

TEST_F(Following, SubscribingAgainStartsAgainFromTheNewCursor) {
    for (int message = 0; message < 3; ++message) post("c.tea");
    subscribe(ana, "c.tea", 0);
    ana.peer->updates.clear();
    subscribe(ana, "c.tea", 1);
    EXPECT_EQ(ana.peer->numbers("c.tea"), (Numbers{2, 3}));
}

TEST_F(Following, AConnectionMayEndWhileItsReadIsUnderWay) {
    post("c.tea");
    hold_next_reading();
    ask(ana, 1, {{"c.tea", 0}});
    context.poll();
    wait_until_reading_is_held();
    ana = {};
    let_reading_go();
    settle();
    post_live("c.tea");
}

TEST_F(Following, MoreStreamsThanAllowedAreRefused) {
    make_shard({.max_streams_per_connection = 2});
    ana = connect("ana");
    for (const auto* stream : {"c.1", "c.2", "c.3"}) grant("ana", stream);
    ask(ana, 1, {{"c.1", 0}, {"c.2", 0}, {"c.3", 0}, {std::string(65, 'c'), 0}, {"", 0}});
    settle();
    EXPECT_TRUE(ana.subscriber->follows("c.2"));
    EXPECT_FALSE(ana.subscriber->follows("c.3"));
    EXPECT_EQ(ana.peer->states.size(), 3u);
    EXPECT_EQ(ana.peer->subscribed.size(), 1u);
}

TEST_F(Following, AStoreThatFailsIsAskedAgainAndNothingIsLost) {
    post("c.tea");
    const auto broken = database->write_now([](store::Transaction& tx) -> Result<int> {
        tx.execute("ALTER TABLE test_access RENAME TO gone");
        return 0;
    });
    ASSERT_TRUE(broken);
    ask(ana, 1, {{"c.tea", 0}});
    context.restart();
    context.run_one_for(std::chrono::seconds(5));
    context.run_one_for(std::chrono::seconds(5));
    EXPECT_EQ(ana.peer->frames, 0u);
    const auto repaired = database->write_now([](store::Transaction& tx) -> Result<int> {
        tx.execute("ALTER TABLE gone RENAME TO test_access");
        return 0;
    });
    ASSERT_TRUE(repaired);
    settle();
    EXPECT_EQ(ana.peer->numbers("c.tea"), Numbers{1});
}

TEST_F(Following, AThousandReceiveEveryUpdateOnce) {
    std::vector<Connection> crowd;
    for (int each = 0; each < 1000; ++each) {
        crowd.push_back(connect("bea", "s" + std::to_string(each)));
        ask(crowd.back(), 1, {{"c.tea", 0}});
    }
    settle();
    for (int message = 0; message < 10; ++message) post("c.tea");
    // Every third leaves, in the middle of the vector.
    for (std::size_t each = 0; each < crowd.size(); each += 3) crowd[each].subscriber.reset();
    hand_on();
    for (std::size_t each = 0; each < crowd.size(); ++each) {
        EXPECT_EQ(crowd[each].peer->updates.size(), each % 3 == 0 ? 0u : 10u);
    }
}

TEST_F(Following, AMemberOfManyStreamsCatchesUpInSeveralRounds) {
    make_shard({.max_replayed_bytes = 3000});
    ana = connect("ana");
    std::vector<std::pair<std::string, std::uint64_t>> cursors;
    for (int number = 0; number < 20; ++number) {
        const auto stream = "c." + std::to_string(number);
        grant("ana", stream);
        post(stream, 1000);
        cursors.emplace_back(stream, 0);
    }
    ask(ana, 4, cursors);
    while (ana.peer->subscribed.empty()) settle();
    EXPECT_EQ(ana.peer->updates.size(), 20u);
    EXPECT_EQ(ana.peer->subscribed, std::vector<std::uint32_t>{4});
}

}  // namespace
}  // namespace ourplace::streams
