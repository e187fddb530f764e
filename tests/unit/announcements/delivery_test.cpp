// The arithmetic: whom it reached, also while it is on its way and after a server has died.
#include <algorithm>
#include <set>

#include "announcements/delivery_tables.hpp"
#include "unit/announcements/announcement_programme.hpp"

namespace ourplace::announcements {
namespace {

using Delivery = AHub;
using Correction = AHub;
using Nudge = AHub;

TEST_F(Delivery, EachRecipientIsNotReachedReachedOrConfirmed) {
    const auto id = programme.announce(ana, hub).announcement_id();
    EXPECT_EQ(figures(id), "3 + 0 + 0 of 3");
    programme.deliver_all();
    EXPECT_EQ(figures(id), "3 + 0 + 0 of 3") << "sent is not reached: a device has to say so";
    ASSERT_TRUE(programme.reach(ben, id));
    EXPECT_EQ(figures(id), "2 + 1 + 0 of 3");
    ASSERT_TRUE(programme.reach(ben, id));
    EXPECT_EQ(figures(id), "2 + 1 + 0 of 3");
    ASSERT_TRUE(programme.confirm(ben, id));
    ASSERT_TRUE(programme.confirm(cai, id)) << "who confirms has it, whether their device said so or not";
    EXPECT_EQ(figures(id), "1 + 0 + 2 of 3");
    ASSERT_TRUE(programme.confirm(ben, id));
    EXPECT_EQ(programme.told(ben.member_id), (Names{"arrived 1", "acknowledged 1"})) << "twice is once";
    EXPECT_EQ(programme.faults(), Names{});
}

TEST_F(Delivery, AThousandPeopleAHundredOfflineAndAServerThatDiesTwice) {
    const auto crowd = programme.crowd(hub, 997);
    const auto id = programme.announce(ana, hub).announcement_id();
    const auto check = [&] {
        const auto now = programme.tracking(ana, id);
        EXPECT_EQ(now.audience(), 1000u);
        EXPECT_EQ(now.not_reached() + now.reached() + now.acknowledged(), 1000u);
        EXPECT_EQ(programme.faults(), Names{});
        return now;
    };
    check();
    std::size_t seen = 0;
    std::size_t rounds = 0;
    // Everybody but the first hundred reports what their stream has brought, every third confirms it.
    const auto devices_answer = [&] {
        for (; seen < crowd.size() && !programme.told(crowd[seen]).empty(); ++seen) {
            if (seen < 100) continue;
            ASSERT_TRUE(programme.reach(programme.as(crowd[seen]), id));
            if (seen % 3 == 0) ASSERT_TRUE(programme.confirm(programme.as(crowd[seen]), id));
        }
    };
    for (auto done = programme.round(); done > 0; done = programme.round()) {
        EXPECT_EQ(check().sent_to(), std::min<std::size_t>(1000, recipients_per_piece * ++rounds));
        devices_answer();
        check();
    }
    devices_answer();
    for (const auto& member_id : crowd) {
        const auto told = programme.told(member_id);
        EXPECT_EQ(std::ranges::count(told, "arrived 1"), 1) << "once each";
    }
    const auto end = check();
    EXPECT_EQ(end.not_reached(), 103u) << "the hundred and the three whose devices said nothing";
    EXPECT_EQ(end.acknowledged(), 299u);
}

TEST_F(Delivery, APieceThatWasNotCommittedIsDoneAgainAndNobodyGetsItTwice) {
    const auto crowd = programme.crowd(hub, 250);
    const auto id = programme.announce(ana, hub).announcement_id();
    const jobs::Job job{.kind = deliver_job, .key = id};
    for (int attempt = 0; attempt < 2; ++attempt) {
        const auto died = programme.database->write_now([&](store::Transaction& tx) -> Result<int> {
            static_cast<void>(deliver_piece(tx, job, programme.clock.now()));
            return std::unexpected(Error::internal("the server died before the commit"));
        });
        EXPECT_FALSE(died);
        EXPECT_EQ(programme.round(), 1u);
    }
    EXPECT_EQ(programme.tracking(ana, id).sent_to(), 2 * recipients_per_piece);
    // Another server goes on where that one was.
    jobs::JobRunner next{*programme.database, programme.clock};
    programme.service.add_jobs(next);
    while (programme.round(next) > 0) {
    }
    for (const auto& member_id : crowd) EXPECT_EQ(programme.told(member_id), Names{"arrived 1"});
    EXPECT_EQ(programme.tracking(ana, id).sent_to(), 253u);
}

TEST_F(Delivery, WhoLeavesStaysInTheAudienceAndWhoJoinsIsNotInIt) {
    const auto id = programme.announce(ana, hub).announcement_id();
    ASSERT_TRUE(programme.leave(ben, hub));
    ASSERT_TRUE(programme.remove(ana, hub, cai));
    programme.write([&](store::Transaction& tx) {
        hubs::join_hub(tx, hub, stranger.member_id, hubs::Role::member, programme.clock.now());
    });
    programme.deliver_all();
    EXPECT_EQ(programme.told(ben.member_id), Names{"arrived 1"});
    EXPECT_EQ(programme.told(stranger.member_id), Names{});
    EXPECT_TRUE(programme.confirm(ben, id)) << "who has it may confirm it";
    EXPECT_EQ(figures(id), "2 + 0 + 1 of 3");
    EXPECT_EQ(code_of(programme.confirm(stranger, id)), Code::not_found);
    EXPECT_TRUE(programme.reach(stranger, id)) << "ignored";
    EXPECT_EQ(figures(id), "2 + 0 + 1 of 3");
    const auto who = programme.recipients(ana, id);
    EXPECT_TRUE(who->recipients(1).has_left());
    EXPECT_FALSE(who->recipients(0).has_left());
}

TEST_F(Delivery, WhoCannotSignInAnyMoreStillCounts) {
    const auto id = programme.announce(ana, hub).announcement_id();
    programme.deliver_all();
    ASSERT_TRUE(programme.reach(ben, id));
    programme.write([&](store::Transaction& tx) {
        accounts::end_sessions(tx, ben.member_id, {}, programme.clock.now());
        accounts::end_sessions(tx, cai.member_id, {}, programme.clock.now());
    });
    EXPECT_EQ(figures(id), "2 + 1 + 0 of 3");
    EXPECT_EQ(programme.recipients(ana, id)->recipients(1).last_seen_at_us(), 0);
}

TEST_F(Delivery, AVersionThatDoesNotExistIsNeitherReachedNorConfirmed) {
    const auto id = programme.announce(ana, hub).announcement_id();
    ASSERT_TRUE(programme.reach(ben, id, 2));
    EXPECT_EQ(figures(id), "3 + 0 + 0 of 3");
    EXPECT_EQ(field_of(programme.confirm(ben, id, 2)), "version");
    EXPECT_EQ(field_of(programme.confirm(ben, id, 0)), "version");
    EXPECT_EQ(field_of(programme.confirm(ben, "nothing")), "announcement_id");
    EXPECT_EQ(field_of(programme.call(ben, &AnnouncementService::report_reached, v1::ReportReachedRequest())),
              "reached");
}

TEST_F(Correction, SupersedesKeepsHistoryAndAsksAgain) {
    const auto sent = programme.announce(ana, hub);
    const auto id = sent.announcement_id();
    programme.deliver_all();
    ASSERT_TRUE(programme.confirm(ben, id));
    ASSERT_TRUE(programme.reach(cai, id));
    programme.clock.advance(std::chrono::hours(3));
    const auto corrected = programme.correct(ana, sent, "Pumps: another number")->announcement();
    EXPECT_EQ(corrected.version(), 2u);
    EXPECT_EQ(corrected.corrected_at_us(), programme.clock.now());
    EXPECT_EQ(figures(id), "3 + 0 + 0 of 3") << "nobody has this version";
    EXPECT_EQ(programme.pinned_for(ben), Names{"Pumps: another number"});
    programme.deliver_all();
    EXPECT_EQ(programme.told(ben.member_id), (Names{"arrived 1", "acknowledged 1", "arrived 2"}));
    const auto arrived = programme.updates("m." + ben.member_id).back().announcement_arrived().announcement();
    EXPECT_EQ(arrived.acknowledged_version(), 1u) << "so that a device can say that it was confirmed before";
    ASSERT_TRUE(programme.confirm(ben, id, 2));
    EXPECT_EQ(figures(id), "2 + 0 + 1 of 3");

    v1::ListAnnouncementVersionsRequest request;
    request.set_announcement_id(id);
    const auto history = programme.call(ben, &AnnouncementService::list_announcement_versions, request);
    ASSERT_EQ(history->versions_size(), 2);
    EXPECT_EQ(history->versions(0).english().title(), "Pumps");
    EXPECT_EQ(history->versions(1).author_name(), "Ana");
    EXPECT_EQ(code_of(programme.call(stranger, &AnnouncementService::list_announcement_versions, request)),
              Code::not_found);
    EXPECT_EQ(programme.faults(), Names{});
}

TEST_F(Correction, AConfirmationOfWhatItSaidBeforeDoesNotCountForWhatItSaysNow) {
    const auto sent = programme.announce(ana, hub);
    ASSERT_TRUE(programme.correct(ana, sent, "Better"));
    const auto late = programme.confirm(ben, sent.announcement_id(), 1);
    ASSERT_TRUE(late) << "an old phone that was offline has not done anything wrong";
    EXPECT_EQ(late->announcement().version(), 2u);
    EXPECT_EQ(late->announcement().acknowledged_version(), 1u);
    EXPECT_EQ(figures(sent.announcement_id()), "3 + 0 + 0 of 3");
}

TEST_F(Correction, OfWhatIsOnItsWayGoesToEverybodyAndToNobodyTwice) {
    const auto crowd = programme.crowd(hub, 250);
    const auto sent = programme.announce(ana, hub);
    EXPECT_EQ(programme.round(), 1u);
    ASSERT_TRUE(programme.correct(ana, sent, "Better"));
    programme.deliver_all();
    std::set<Names> kinds;
    for (const auto& member_id : crowd) kinds.insert(programme.told(member_id));
    EXPECT_EQ(kinds, (std::set<Names>{{"arrived 1", "arrived 2"}, {"arrived 2"}}));
    EXPECT_EQ(programme.tracking(ana, sent.announcement_id()).sent_to(), 253u);
    EXPECT_EQ(programme.faults(), Names{});
}

TEST_F(Correction, IsMadeOnceAlsoIfItIsSentTwice) {
    const auto sent = programme.announce(ana, hub);
    ASSERT_TRUE(programme.correct(ana, sent, "Better"));
    EXPECT_EQ(programme.correct(ana, sent, "Better")->announcement().version(), 2u);
    EXPECT_EQ(field_of(programme.correct(ana, sent, "Other")), "version") << "somebody was first";
    const auto now = programme.get(ana, sent.announcement_id())->announcement();
    EXPECT_EQ(code_of(programme.correct(ana, now, "Better")), Code::failed_precondition) << "it says so already";
    EXPECT_EQ(code_of(programme.correct(ben, now, "Mine")), Code::permission_denied);
    EXPECT_EQ(code_of(programme.correct(stranger, now, "Mine")), Code::not_found);
    programme.clock.advance(std::chrono::hours(24 * 31));
    EXPECT_EQ(code_of(programme.correct(ana, now, "Late")), Code::failed_precondition) << "it has ended";
}

TEST_F(Nudge, GoesOnceAndOnlyToThoseWhoHaveNotConfirmed) {
    const auto crowd = programme.crowd(hub, 250);
    const auto sent = programme.announce(ana, hub);
    const auto id = sent.announcement_id();
    programme.deliver_all();
    for (std::size_t person = 0; person < crowd.size(); person += 2)
        ASSERT_TRUE(programme.confirm(programme.as(crowd[person]), id));
    programme.clock.advance(std::chrono::hours(1));
    EXPECT_EQ(programme.nudge(ana, sent)->announcement().tracking().nudged_at_us(), programme.clock.now());
    const auto pressed_at = programme.clock.now();
    EXPECT_EQ(programme.round(), 1u);
    EXPECT_EQ(programme.tracking(ana, id).nudged(), recipients_per_piece);
    // Whoever confirms before it is their turn is not bothered.
    ASSERT_TRUE(programme.confirm(ben, id));
    programme.clock.advance(std::chrono::hours(1));
    EXPECT_EQ(programme.nudge(ana, sent)->announcement().tracking().nudged_at_us(), pressed_at) << "once";
    programme.deliver_all();
    for (std::size_t person = 0; person < crowd.size(); ++person) {
        const auto told = programme.told(crowd[person]);
        EXPECT_EQ(std::ranges::count(told, "nudged 1"), person % 2 == 0 ? 0 : 1);
    }
    EXPECT_EQ(programme.get(cai, id)->announcement().nudged_at_us(), pressed_at);
    EXPECT_EQ(programme.get(programme.as(crowd[0]), id)->announcement().nudged_at_us(), 0);
    EXPECT_EQ(programme.faults(), Names{});
}

TEST_F(Nudge, WaitsUntilEverybodyHasWhatTheyAreNudgedAbout) {
    programme.crowd(hub, 150);
    const auto sent = programme.announce(ana, hub);
    ASSERT_TRUE(programme.nudge(ana, sent));
    programme.deliver_all();
    EXPECT_EQ(programme.told(ben.member_id), Names{"arrived 1"});
    programme.clock.advance(std::chrono::seconds(1));
    programme.deliver_all();
    EXPECT_EQ(programme.told(ben.member_id), (Names{"arrived 1", "nudged 1"}));
}

TEST_F(Nudge, ACorrectionAsksAgainAndMayBeNudgedAgain) {
    const auto sent = programme.announce(ana, hub);
    programme.deliver_all();
    ASSERT_TRUE(programme.nudge(ana, sent));
    const auto corrected = programme.correct(ana, sent, "Better")->announcement();
    EXPECT_EQ(corrected.tracking().nudged_at_us(), 0);
    programme.deliver_all();
    EXPECT_EQ(programme.told(ben.member_id), (Names{"arrived 1", "arrived 2"}))
        << "nobody is nudged about what was superseded";
    EXPECT_EQ(field_of(programme.nudge(ana, sent)), "version");
    ASSERT_TRUE(programme.nudge(ana, corrected));
    programme.deliver_all();
    EXPECT_EQ(programme.told(ben.member_id), (Names{"arrived 1", "arrived 2", "nudged 2"}));
}

TEST_F(Nudge, IsForThoseWhoMayTrackItAndForWhatIsToBeConfirmed) {
    const auto sent = programme.announce(ana, hub);
    EXPECT_EQ(code_of(programme.nudge(ben, sent)), Code::permission_denied);
    EXPECT_EQ(code_of(programme.nudge(stranger, sent)), Code::not_found);
    auto request = programme.draft(hub);
    request.set_asks_acknowledgement(false);
    EXPECT_EQ(code_of(programme.nudge(ana, programme.announce(ana, request))), Code::failed_precondition);
    programme.clock.advance(std::chrono::hours(24 * 31));
    EXPECT_EQ(code_of(programme.nudge(ana, sent)), Code::failed_precondition) << "it has ended";
}

}  // namespace
}  // namespace ourplace::announcements
