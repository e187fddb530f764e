#include "asks/availability_rules.hpp"

#include <gtest/gtest.h>

#include "events/zone_rules.hpp"
#include "unit/asks/random_schedules.hpp"

namespace ourplace::asks {
namespace {

constexpr Timestamp minute_us = 60 * microseconds_per_second;

Timestamp london(std::string_view text) { return events::to_utc(*wall_time(text), "Europe/London"); }
std::string london(Timestamp at) { return to_text(events::to_wall(at, "Europe/London")); }

Availability office_hours() {
    GivenAvailability given{.zone = {}, .hours = {}, .quiet_from = "21:00", .quiet_to = "08:00"};
    for (unsigned weekday = 1; weekday <= 5; ++weekday) given.hours.push_back({weekday, "09:00", "17:00"});
    return *availability(given, 0);
}

std::string refused_field(const GivenAvailability& given) {
    const auto made = availability(given, 0);
    return made ? "" : made.error().field;
}

TEST(Availability, OfSomebodyWhoHasNotSaidIsAnyDayButNotAtNight) {
    const Availability unsaid;
    EXPECT_FALSE(not_now(unsaid, london("2026-11-28T21:59")));
    EXPECT_EQ(not_now(unsaid, london("2026-11-28T22:00")), NotNow::quiet_hours);
    EXPECT_EQ(not_now(unsaid, london("2026-11-28T06:59")), NotNow::quiet_hours);
    EXPECT_FALSE(not_now(unsaid, london("2026-11-28T07:00")));
}

TEST(Availability, HoldsOnTheWallOfItsZone) {
    auto availability = office_hours();
    // Thursday.
    EXPECT_EQ(not_now(availability, london("2026-11-26T08:59")), NotNow::outside_hours);
    EXPECT_FALSE(not_now(availability, london("2026-11-26T09:00")));
    EXPECT_FALSE(not_now(availability, london("2026-11-26T16:59")));
    EXPECT_EQ(not_now(availability, london("2026-11-26T17:00")), NotNow::outside_hours);
    EXPECT_EQ(not_now(availability, london("2026-11-28T12:00")), NotNow::outside_hours);
    availability.zone = "America/New_York";
    EXPECT_EQ(not_now(availability, london("2026-11-26T09:00")), NotNow::quiet_hours);
    EXPECT_FALSE(not_now(availability, london("2026-11-26T20:00")));
}

TEST(Availability, APauseEndsByItself) {
    auto availability = office_hours();
    availability.paused_until = london("2026-11-27T10:30");
    EXPECT_EQ(not_now(availability, london("2026-11-26T10:00")), NotNow::paused);
    EXPECT_FALSE(not_now(availability, london("2026-11-27T10:30")));
    EXPECT_EQ(next_opening(availability, london("2026-11-26T10:00"), london("2026-12-26T10:00")),
              london("2026-11-27T10:30"));
}

TEST(Availability, IsChecked) {
    const GivenAvailability good{.zone = "Europe/London",
                                 .hours = {{5, "18:00", "02:00"}, {5, "17:00", "19:00"}, {7, "23:00", "01:00"}},
                                 .quiet_from = "03:00",
                                 .quiet_to = "07:00",
                                 .paused_until = 5,
                                 .cap = 7};
    const auto made = availability(good, 10);
    ASSERT_TRUE(made);
    // What overlaps is one; what goes over the end of the week comes back at its beginning; a pause that is over is none.
    EXPECT_EQ(hours_to_text(made->hours), "0-60,6780-7320,10020-10080");
    EXPECT_EQ(hours_of_text("0-60,6780-7320,10020-10080"), made->hours);
    EXPECT_TRUE(hours_of_text("").empty());
    EXPECT_EQ(made->paused_until, 0);
    EXPECT_EQ(made->cap, 7U);
    const auto days = by_day(made->hours);
    ASSERT_EQ(days.size(), 4U);
    EXPECT_EQ(days[1].weekday, 5U);
    EXPECT_EQ(days[1].from + '-' + days[1].to, "17:00-00:00");
    EXPECT_EQ(days[2].weekday, 6U);
    EXPECT_EQ(days[2].from + '-' + days[2].to, "00:00-02:00");
    const auto field = [&](auto change) {
        auto wrong = good;
        change(wrong);
        return refused_field(wrong);
    };
    EXPECT_EQ(field([](auto& given) { given.zone = "Europe/Llanelli"; }), "availability.zone");
    EXPECT_EQ(field([](auto& given) { given.hours[0].weekday = 8; }), "availability.hours.weekday");
    EXPECT_EQ(field([](auto& given) { given.hours[0].from = "9"; }), "availability.hours.from");
    EXPECT_EQ(field([](auto& given) { given.hours[0].to = "24:00"; }), "availability.hours.to");
    EXPECT_EQ(field([](auto& given) { given.quiet_from.clear(); }), "availability.quiet_from");
    EXPECT_EQ(field([](auto& given) { given.quiet_to = "03:00"; }), "availability.quiet_to");
    EXPECT_EQ(field([](auto& given) { given.paused_until = 2 * longest_pause_us; }), "availability.paused_until_us");
    EXPECT_EQ(field([](auto& given) { given.cap = 21; }), "availability.cap");
    EXPECT_EQ(field([](auto& given) { given.hours = {{1, "04:00", "05:00"}}; }), "availability.hours");
}

TEST(OpenTime, CountsOnlyTheHoursInWhichTheyCanBeAsked) {
    const auto availability = office_hours();
    const auto never = london("2027-12-31T00:00");
    const auto hours = [](int count) { return count * microseconds_per_hour; };
    EXPECT_EQ(london(after_open_time(availability, london("2026-11-26T10:00"), hours(4), never)), "2026-11-26T14:00");
    // Over the night, over the weekend.
    EXPECT_EQ(london(after_open_time(availability, london("2026-11-26T15:00"), hours(4), never)), "2026-11-27T11:00");
    EXPECT_EQ(london(after_open_time(availability, london("2026-11-27T15:00"), hours(4), never)), "2026-11-30T11:00");
    EXPECT_EQ(london(after_open_time(availability, london("2026-11-27T15:00"), hours(4), london("2026-11-28T15:00"))),
              "2026-11-28T15:00");
}

TEST(OpenTime, BetweenTwoTimesIsWhatPassesUntilThen) {
    const auto availability = *asks::availability({.zone = "Europe/London",
                                                   .hours = {{1, "09:00", "17:00"}, {5, "09:00", "17:00"}},
                                                   .quiet_from = {},
                                                   .quiet_to = {}},
                                                  0);
    EXPECT_EQ(open_time_between(availability, london("2026-11-27T15:00"), london("2026-11-30T11:00")),
              4 * microseconds_per_hour);
    EXPECT_EQ(open_time_between(availability, london("2026-11-28T15:00"), london("2026-11-29T11:00")), 0);
    EXPECT_EQ(open_time_between(availability, london("2026-11-27T15:00"), london("2026-11-27T15:00")), 0);
}

TEST(OpenTime, IsExactOverAChangeOfClocks) {
    auto availability = office_hours();
    availability.hours.clear();
    availability.quiet = QuietHours{.from = 5 * 60, .to = 6 * 60};
    const auto never = london("2027-12-31T00:00");
    // The hour from one to two comes twice, or not at all.
    EXPECT_EQ(london(after_open_time(availability, london("2026-10-25T00:00"), 4 * microseconds_per_hour + 1, never)),
              "2026-10-25T03:00");
    EXPECT_EQ(london(after_open_time(availability, london("2026-03-29T00:00"), 3 * microseconds_per_hour + 1, never)),
              "2026-03-29T04:00");
    availability.quiet = QuietHours{.from = 22 * 60, .to = 90};
    // 01:30 comes twice; between the two it is quiet again from 01:00 on.
    const auto first = next_opening(availability, london("2026-10-24T23:00"), never);
    ASSERT_TRUE(first);
    EXPECT_EQ(*first, london("2026-10-25T01:30"));
    EXPECT_EQ(next_opening(availability, *first + microseconds_per_hour / 2, never), *first + microseconds_per_hour);
}

TEST(Availability, OpensAtTheHourOnTheWallAfterAChangeOfClocks) {
    const Availability unsaid;
    const auto opens = [&](std::string_view from) {
        return london(*next_opening(unsaid, london(from), london("2027-12-31T00:00")));
    };
    EXPECT_EQ(opens("2026-03-28T23:00"), "2026-03-29T07:00");
    EXPECT_EQ(opens("2026-10-24T23:00"), "2026-10-25T07:00");
}

// Minute by minute, which is slow and cannot be wrong in the same way.
TEST(Availability, FindsWhatLookingAtEveryMinuteFinds) {
    RandomSchedules random(20261126);
    for (int round = 0; round < 150; ++round) {
        const auto availability = random.availability();
        const auto from = random.moment_near_a_clock_change();
        const auto until = from + 36 * microseconds_per_hour;
        std::optional<Timestamp> opening;
        auto open_time = 90 * minute_us;
        auto passed = until;
        for (auto at = from; at < until; at += minute_us) {
            if (!is_open_by_the_book(availability, at)) continue;
            if (!opening) opening = at;
            if (open_time == 0 && passed == until) passed = at;
            open_time -= std::min(open_time, minute_us);
            if (open_time == 0 && passed == until) passed = at + minute_us;
        }
        SCOPED_TRACE(availability.zone + " " + hours_to_text(availability.hours) + " " + std::to_string(from));
        EXPECT_EQ(next_opening(availability, from, until), opening);
        EXPECT_EQ(after_open_time(availability, from, 90 * minute_us, until), passed);
        for (auto at = from; at < until; at += 7 * minute_us)
            ASSERT_EQ(!not_now(availability, at), is_open_by_the_book(availability, at));
    }
}

}  // namespace
}  // namespace ourplace::asks
