#include <gtest/gtest.h>
#include <map>
#include <set>
#include <thread>

#include "events/calendar_library.hpp"
#include "unit/events/event_programme.hpp"

namespace ourplace::events {
namespace {

std::string on_wall(Timestamp at, const std::string& zone = "Europe/London") { return to_text(to_wall(at, zone)); }

class Reminders : public testing::Test {
  protected:
    void TearDown() override { EXPECT_EQ(programme.faults(), std::vector<std::string>()); }

    Reminders() { programme.bot = robot.member_id; }

    std::string make(const v1::EventDetails& details) {
        return programme.must(programme.create(ana, hub_id, details)).next().occurrence_id();
    }
    std::string make(std::string_view start, std::string_view end, std::string_view recurrence = {}) {
        return make(EventProgramme::details("Walk", start, end, recurrence));
    }
    void go_to(std::string_view wall) { programme.at(to_utc(*wall_time(wall), "Europe/London")); }
    // Lets time pass hour by hour, with a round of the jobs in each.
    void pass_until(std::string_view wall) {
        const auto end = to_utc(*wall_time(wall), "Europe/London");
        while (programme.clock.now() < end) {
            programme.at(std::min(end, programme.clock.now() + microseconds_per_hour));
            programme.run_jobs();
        }
    }
    // "10080 Ben", in the order in which the bot was told.
    std::vector<std::string> told() {
        std::vector<std::string> found;
        for (const auto& one : programme.reminders()) {
            found.push_back((one.kind() == v1::ReminderDue::KIND_QUESTION ? "? " : "") +
                            std::to_string(one.minutes_before()) + ' ' +
                            (one.has_channel_id() ? "channel" : one.recipient_name()));
        }
        return found;
    }
    using Told = std::vector<std::string>;

    EventProgramme programme;
    Caller ana = programme.person("Ana");
    Caller ben = programme.person("Ben");
    Caller robot = programme.person("Robot");
    std::string hub_id = programme.hub("Allotments", {ana, ben});
};

TEST_F(Reminders, AWeekADayAndTwoHoursBeforeToWhoeverComesOrMight) {
    const auto id = make("2026-10-29T19:00", "2026-10-29T21:00");
    programme.must(programme.answer(ben, id, v1::ANSWER_MAYBE));
    programme.must(programme.answer(ana, id, v1::ANSWER_NO));
    pass_until("2026-10-30T12:00");
    EXPECT_EQ(told(), (Told{"10080 Ben", "1440 Ben", "120 Ben"}));
    const auto last = programme.reminders().back();
    EXPECT_EQ(last.reminder_id().size(), 16u);
    EXPECT_EQ(last.title().en(), "Walk");
    EXPECT_EQ(last.start(), "2026-10-29T19:00");
    EXPECT_EQ(last.zone(), "Europe/London");
    EXPECT_EQ(last.hub_name(), "Allotments");
    EXPECT_EQ(last.member_id(), ben.member_id);
    EXPECT_EQ(last.language(), v1::LANGUAGE_EN);
    EXPECT_EQ(last.answer(), v1::ANSWER_MAYBE);
    EXPECT_EQ(last.minutes_left(), 120u);
    EXPECT_EQ(last.url(), "https://talk.example/events/" + id);
}

TEST_F(Reminders, WhoeverAnswersLateGetsOnlyWhatIsStillToCome) {
    const auto id = make("2026-10-29T19:00", "2026-10-29T21:00");
    go_to("2026-10-28T20:00");
    programme.must(programme.answer(ben, id, v1::ANSWER_GOING));
    pass_until("2026-10-30T12:00");
    EXPECT_EQ(told(), Told{"120 Ben"});
}

TEST_F(Reminders, OnesOwnTimesAndQuietHours) {
    const auto id = make("2026-10-29T07:30", "2026-10-29T09:00");
    v1::ReminderChoice choice;
    choice.add_minutes_before(90);
    choice.add_minutes_before(3000);
    choice.set_quiet_from("22:00");
    choice.set_quiet_to("07:00");
    programme.must(programme.choose(ben, choice));
    programme.must(programme.answer(ben, id, v1::ANSWER_GOING));
    std::vector<std::string> times;
    pass_until("2026-10-30T12:00");
    for (const auto& update : programme.updates(streams::member_stream(robot.member_id))) {
        if (update.has_reminder_due()) times.push_back(on_wall(update.at_us()));
    }
    // 3,000 minutes before is half past five in the morning; half an hour before the start is too late for the other.
    EXPECT_EQ(told(), (Told{"3000 Ben", "90 Ben"}));
    EXPECT_EQ(times, (std::vector<std::string>{"2026-10-27T07:00", "2026-10-28T22:00"}));
}

TEST_F(Reminders, AnotherChoiceHoldsForWhatWasAnsweredBefore) {
    const auto id = make("2026-10-29T19:00", "2026-10-29T21:00");
    programme.must(programme.answer(ben, id, v1::ANSWER_GOING));
    v1::ReminderChoice none;
    programme.must(programme.choose(ben, none));
    pass_until("2026-10-30T12:00");
    EXPECT_EQ(told(), Told{});
}

TEST_F(Reminders, ToTheChannelInsteadOfEachWhereTheEventSaysSo) {
    auto details = EventProgramme::details("Walk", "2026-10-29T19:00", "2026-10-29T21:00");
    const auto channel_id = programme.channel(ana, hub_id, v1::CHANNEL_VISIBILITY_HUB);
    details.set_reminder_channel_id(channel_id);
    const auto id = make(details);
    programme.must(programme.answer(ben, id, v1::ANSWER_GOING));
    pass_until("2026-10-30T12:00");
    EXPECT_EQ(told(), (Told{"10080 channel", "1440 channel", "120 channel"}));
    EXPECT_EQ(programme.reminders()[0].channel_id(), channel_id);
}

TEST_F(Reminders, WhoHasNotAnsweredIsAskedTwoDaysBefore) {
    auto details = EventProgramme::details("Walk", "2026-10-29T19:00", "2026-10-29T21:00");
    details.set_asks_for_answers(true);
    const auto id = make(details);
    const auto cai = programme.person("Cai");
    const auto dilys = programme.person("Dilys");
    programme.write([&](store::Transaction& tx) {
        for (const auto& one : {cai, dilys})
            hubs::join_hub(tx, hub_id, one.member_id, hubs::Role::member, programme.clock.now());
    });
    v1::ReminderChoice choice;
    choice.set_asks_for_answers(false);
    programme.must(programme.choose(dilys, choice));
    choice.set_asks_for_answers(true);
    choice.set_quiet_from("18:00");
    choice.set_quiet_to("21:30");
    programme.must(programme.choose(cai, choice));
    programme.must(programme.answer(ana, id, v1::ANSWER_NO));
    pass_until("2026-10-27T20:00");
    EXPECT_EQ(told(), Told{"? 2880 Ben"});
    // Cai's comes after his quiet hours, unless he has answered by then.
    pass_until("2026-10-27T22:00");
    EXPECT_EQ(told(), (Told{"? 2880 Ben", "? 2880 Cai"}));
    pass_until("2026-10-28T22:00");
    EXPECT_EQ(told().size(), 2u);
}

TEST_F(Reminders, OfAMovedOccurrenceWhatWasNotSentComesAtItsNewTime) {
    const auto id = make("2026-10-29T19:00", "2026-10-29T21:00", "FREQ=WEEKLY;COUNT=2");
    programme.must(programme.answer(ben, id, v1::ANSWER_GOING));
    pass_until("2026-10-23T12:00");
    EXPECT_EQ(told(), Told{"10080 Ben"});
    programme.must(programme.move(ana, id, "2026-11-02T10:00", "2026-11-02T12:00"));
    pass_until("2026-10-31T12:00");
    EXPECT_EQ(told(), Told{"10080 Ben"});
    pass_until("2026-11-03T12:00");
    EXPECT_EQ(told(), (Told{"10080 Ben", "1440 Ben", "120 Ben"}));
}

TEST_F(Reminders, OfWhatWasCancelledNoneComes) {
    const auto id = make("2026-10-29T19:00", "2026-10-29T21:00", "FREQ=WEEKLY;COUNT=2");
    const auto event_id = programme.look(ana, id).event_id();
    const auto other = programme.coming(ben, event_id)[1].occurrence_id();
    programme.must(programme.answer(ben, id, v1::ANSWER_GOING));
    programme.must(programme.answer(ben, other, v1::ANSWER_GOING));
    programme.must(programme.cancel_occurrence(ana, id));
    pass_until("2026-10-30T12:00");
    EXPECT_EQ(told(), Told{"10080 Ben"});
    EXPECT_EQ(programme.reminders()[0].occurrence_id(), other);
    programme.must(programme.cancel(ana, event_id));
    pass_until("2026-11-06T12:00");
    EXPECT_EQ(told().size(), 1u);
}

TEST_F(Reminders, AfterAPauseOnlyTheNearestIsSentAndNothingOfWhatHasBegun) {
    const auto id = make("2026-10-29T19:00", "2026-10-29T21:00");
    const auto over = make("2026-10-20T19:00", "2026-10-20T21:00");
    programme.must(programme.answer(ben, id, v1::ANSWER_GOING));
    programme.must(programme.answer(ben, over, v1::ANSWER_GOING));
    go_to("2026-10-29T06:00");
    programme.run_jobs();
    EXPECT_EQ(told(), Told{"1440 Ben"});
    EXPECT_EQ(programme.reminders()[0].minutes_left(), 13u * 60);
    pass_until("2026-10-30T06:00");
    EXPECT_EQ(told(), (Told{"1440 Ben", "120 Ben"}));
}

TEST_F(Reminders, WhatWasMovedDuringAPauseIsJudgedByItsNewTime) {
    const auto id = make("2026-10-29T19:00", "2026-10-29T21:00", "FREQ=WEEKLY;COUNT=2");
    programme.must(programme.answer(ben, id, v1::ANSWER_GOING));
    // No job has run when the first is overdue and the occurrence is put off.
    go_to("2026-10-23T12:00");
    programme.must(programme.move(ana, id, "2026-11-02T10:00", "2026-11-02T12:00"));
    programme.run_jobs();
    EXPECT_EQ(told(), Told{});
    pass_until("2026-11-03T12:00");
    EXPECT_EQ(told(), (Told{"10080 Ben", "1440 Ben", "120 Ben"}));
}

TEST_F(Reminders, WaitUntilTheHubHasABot) {
    const auto id = make("2026-10-29T19:00", "2026-10-29T21:00");
    programme.must(programme.answer(ben, id, v1::ANSWER_GOING));
    programme.bot.reset();
    pass_until("2026-10-27T12:00");
    programme.bot = robot.member_id;
    EXPECT_EQ(told(), Told{});
    pass_until("2026-10-27T14:00");
    EXPECT_EQ(told(), Told{"10080 Ben"});
}

TEST_F(Reminders, WhoeverLeftTheHubGetsNone) {
    const auto id = make("2026-10-29T19:00", "2026-10-29T21:00");
    programme.must(programme.answer(ben, id, v1::ANSWER_GOING));
    programme.must(programme.leave(ben, hub_id));
    pass_until("2026-10-30T12:00");
    EXPECT_EQ(told(), Told{});
}

TEST_F(Reminders, MoreThanOneRoundHoldsAllComeAtOnce) {
    const auto id = make("2026-10-29T19:00", "2026-10-29T21:00");
    std::vector<Caller> people;
    for (int number = 0; number < 1100; ++number)
        people.push_back(programme.person("Person " + std::to_string(number)));
    programme.write([&](store::Transaction& tx) {
        for (const auto& one : people)
            hubs::join_hub(tx, hub_id, one.member_id, hubs::Role::member, programme.clock.now());
    });
    for (const auto& one : people) programme.must(programme.answer(one, id, v1::ANSWER_GOING));
    go_to("2026-10-22T19:00");
    programme.run_jobs();
    std::set<std::string> ids;
    for (const auto& one : programme.reminders()) ids.insert(one.reminder_id());
    EXPECT_EQ(ids.size(), 1100u);
    EXPECT_EQ(told().size(), 1100u);
}

}  // namespace
}  // namespace ourplace::events
