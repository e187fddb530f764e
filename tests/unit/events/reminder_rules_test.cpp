#include "events/reminder_rules.hpp"

#include <gtest/gtest.h>

#include "events/calendar_library.hpp"

namespace ourplace::events {
namespace {

Timestamp london(std::string_view text) { return to_utc(*wall_time(text), "Europe/London"); }
std::string london(Timestamp at) { return to_text(to_wall(at, "Europe/London")); }

const QuietHours night{.from = 22 * 60, .to = 7 * 60};

std::string due(std::string_view start, unsigned minutes_before, const std::optional<QuietHours>& quiet = night) {
    return london(due_at({.at = london(start)}, minutes_before, quiet));
}

TEST(DueAt, IsSoLongBeforeTheStart) { EXPECT_EQ(due("2026-10-29T19:00", 120), "2026-10-29T17:00"); }

TEST(DueAt, ADayBeforeIsTheSameHourOverAChangeOfClocks) {
    EXPECT_EQ(due("2026-10-25T12:00", 24 * 60), "2026-10-24T12:00");
    EXPECT_EQ(due("2026-03-29T19:00", 7 * 24 * 60), "2026-03-22T19:00");
    // Hours are hours.
    EXPECT_EQ(due("2026-10-25T09:00", 10 * 60, std::nullopt), "2026-10-25T00:00");
    // The hour on the wall of the event's zone, wherever the person is.
    const Start in_new_york{.at = to_utc(*wall_time("2026-11-01T12:00"), "America/New_York"),
                            .zone = "America/New_York"};
    EXPECT_EQ(to_text(to_wall(due_at(in_new_york, 24 * 60, std::nullopt), "America/New_York")), "2026-10-31T12:00");
}

TEST(DueAt, WhatFallsIntoQuietHoursComesAsTheyEnd) {
    EXPECT_EQ(due("2026-10-29T08:30", 120), "2026-10-29T07:00");
    EXPECT_EQ(due("2026-10-29T23:30", 24 * 60), "2026-10-29T07:00");
    EXPECT_EQ(due("2026-10-29T22:00", 24 * 60), "2026-10-29T07:00");
}

TEST(DueAt, ButBeforeTheyBeginWhereThatIsTooLate) {
    EXPECT_EQ(due("2026-10-29T07:30", 120), "2026-10-28T21:50");
    EXPECT_EQ(due("2026-10-29T07:59", 60), "2026-10-28T21:50");
    EXPECT_EQ(due("2026-10-29T07:10", 15), "2026-10-28T21:50");
    EXPECT_EQ(due("2026-10-29T07:15", 15), "2026-10-29T07:00");
}

TEST(DueAt, QuietHoursMayLieWithinADayAndInAnotherZone) {
    const QuietHours siesta{.from = 13 * 60, .to = 15 * 60, .zone = "Europe/Madrid"};
    EXPECT_EQ(due("2026-10-29T15:00", 120, siesta), "2026-10-29T14:00");
    EXPECT_EQ(due("2026-10-29T16:30", 120, siesta), "2026-10-29T14:30");
}

TEST(Choice, IsCheckedAndPutInOrder) {
    GivenChoice given{.minutes_before = {120, 10, 120, 10080}, .quiet_from = "22:00", .quiet_to = "07:00", .zone = {}};
    const auto choice = reminder_choice(given);
    ASSERT_TRUE(choice);
    EXPECT_EQ(choice->minutes_before, (std::vector<unsigned>{10080, 120, 10}));
    EXPECT_EQ(choice->quiet, night);
    EXPECT_EQ(offsets_of_text(offsets_to_text(choice->minutes_before)), choice->minutes_before);
    const auto field = [&](auto change) {
        auto wrong = given;
        change(wrong);
        const auto refused = reminder_choice(wrong);
        return refused ? "accepted" : refused.error().field;
    };
    EXPECT_EQ(field([](GivenChoice& one) { one.minutes_before = {9}; }), "minutes_before");
    EXPECT_EQ(field([](GivenChoice& one) { one.minutes_before = {43'201}; }), "minutes_before");
    EXPECT_EQ(field([](GivenChoice& one) { one.minutes_before.assign(9, 60); }), "minutes_before");
    EXPECT_EQ(field([](GivenChoice& one) { one.quiet_from = "late"; }), "quiet_from");
    EXPECT_EQ(field([](GivenChoice& one) { one.quiet_to = ""; }), "quiet_to");
    EXPECT_EQ(field([](GivenChoice& one) { one.quiet_to = "22:00"; }), "quiet_to");
    EXPECT_EQ(field([](GivenChoice& one) { one.zone = "Europe/Camelot"; }), "zone");
}

class Judging : public testing::Test {
  protected:
    [[nodiscard]] Judgement::What what(Timestamp now) const { return judge(facts, now).what; }
    Timestamp start = london("2026-10-29T19:00");
    Timestamp due_then = start - 120LL * 60 * microseconds_per_second;
    ReminderFacts facts{.minutes_before = 120, .start = {.at = start}, .reply = Reply::going, .choice = {}};
    using What = Judgement::What;
};

TEST_F(Judging, SendsWhatIsDueUntilItBegins) {
    EXPECT_EQ(what(due_then), What::send);
    EXPECT_EQ(what(start - 1), What::send);
    EXPECT_EQ(what(start), What::drop);
    EXPECT_EQ(judge(facts, due_then - 1), (Judgement{.what = What::later, .due_at = due_then}));
}

TEST_F(Judging, DropsWhatIsNotWantedAnyMore) {
    for (const auto reply : {Reply::none, Reply::no}) {
        facts.reply = reply;
        EXPECT_EQ(what(due_then), What::drop);
    }
    facts.reply = Reply::maybe;
    EXPECT_EQ(what(due_then), What::send);
    facts.reply = Reply::going;
    facts.waits = true;
    EXPECT_EQ(what(due_then), What::drop);
    facts.waits = false;
    facts.choice.minutes_before = {60};
    EXPECT_EQ(what(due_then), What::drop);
    facts.choice.minutes_before = {120};
    facts.still_belongs = false;
    EXPECT_EQ(what(due_then), What::drop);
    facts.still_belongs = true;
    facts.cancelled = true;
    EXPECT_EQ(what(due_then), What::drop);
}

TEST_F(Judging, AsksOnlyWhoHasNotAnsweredAndWantsToBeAsked) {
    facts.kind = ReminderKind::question;
    EXPECT_EQ(what(due_then), What::drop);
    facts.reply = Reply::none;
    EXPECT_EQ(what(due_then), What::send);
    facts.choice.asks_for_answers = false;
    EXPECT_EQ(what(due_then), What::drop);
}

}  // namespace
}  // namespace ourplace::events
