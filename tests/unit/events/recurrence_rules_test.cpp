#include "events/recurrence_rules.hpp"

#include <gtest/gtest.h>
#include <limits>
#include <random>

#include "events/calendar_library.hpp"
#include "unit/events/independent.hpp"

namespace ourplace::events {
namespace {

constexpr std::array<const char*, 4> zones{"Europe/London", "America/New_York", "Australia/Lord_Howe",
                                           "Asia/Kathmandu"};

WallTime wall(std::string_view text) { return *wall_time(text); }
Timestamp utc(std::string_view text) { return to_utc(wall(text), "UTC"); }

std::string rule_or_field(std::string_view text, std::string_view start = "2026-10-29T19:00") {
    const auto rule = recurrence("recurrence", text, wall(start), "Europe/London");
    return rule ? *rule : "refused: " + rule.error().field;
}

TEST(WallTimes, AreReadStrictlyAndWrittenBack) {
    EXPECT_EQ(to_text(wall("2026-02-28T23:59")), "2026-02-28T23:59");
    EXPECT_EQ(to_calendar(wall("1969-12-31T07:05")), "19691231T070500");
    for (const auto* text : {"", "2026-02-29T10:00", "2026-2-28T10:00", "2026-02-28 10:00", "2026-02-28T24:00",
                             "2026-02-28T10:60", "2026-02-28T10:00Z", "1899-01-01T00:00", "2026-02-28T1a:00"})
        EXPECT_FALSE(wall_time(text)) << text;
}

TEST(Zones, AreNamesOfTheDatabaseAndNoPaths) {
    for (const auto* zone : {"Europe/London", "UTC", "America/Argentina/Buenos_Aires", "Europe/Belfast"})
        EXPECT_TRUE(knows_zone(zone)) << zone;
    for (const auto* zone : {"", "Europe/Camelot", "../../../etc/passwd", "/etc/localtime", "europe london"})
        EXPECT_FALSE(knows_zone(zone)) << zone;
}

TEST(Zones, AWallTimeThatIsSkippedCountsAsIfTheClocksHadNotChanged) {
    EXPECT_EQ(to_utc(wall("2026-03-29T01:30"), "Europe/London"), utc("2026-03-29T01:30"));
    EXPECT_EQ(to_utc(wall("2026-03-08T02:30"), "America/New_York"), utc("2026-03-08T07:30"));
}

TEST(Zones, OfAWallTimeThatComesTwiceTheFirstIsMeant) {
    EXPECT_EQ(to_utc(wall("2026-10-25T01:30"), "Europe/London"), utc("2026-10-25T00:30"));
    EXPECT_EQ(to_utc(wall("2026-11-01T01:30"), "America/New_York"), utc("2026-11-01T05:30"));
}

// Every half hour around every change of clocks in four zones for twelve years, and Python's zoneinfo on the same.
TEST(Zones, AgreeWithAnIndependentLibraryAroundEveryChange) {
    boost::json::array walls;
    std::vector<Timestamp> ours;
    for (const auto* zone : zones) {
        for (auto day = day_of(wall("2024-01-01T00:00")); day < day_of(wall("2036-01-01T00:00")); ++day) {
            const WallTime noon{day * minutes_per_day + 720};
            const WallTime next{noon.minutes + minutes_per_day};
            if (to_utc(next, zone) - to_utc(noon, zone) == microseconds_per_day && day % 61 != 0) continue;
            for (auto at = noon; at < next; at.minutes += 30) {
                walls.push_back({{"at", to_text(at)}, {"zone", zone}});
                ours.push_back(to_utc(at, zone) / microseconds_per_second);
            }
        }
    }
    const auto theirs = ask_independent(boost::json::object{{"walls", walls}}).as_array();
    ASSERT_EQ(theirs.size(), ours.size());
    ASSERT_GT(ours.size(), 5000u);
    for (std::size_t index = 0; index < ours.size(); ++index)
        EXPECT_EQ(theirs[index].to_number<Timestamp>(), ours[index]) << boost::json::serialize(walls[index]);
}

TEST(Recurrence, IsKeptInOneForm) {
    EXPECT_EQ(rule_or_field("byday=th;freq=weekly"), "FREQ=WEEKLY;BYDAY=TH");
    EXPECT_EQ(rule_or_field("FREQ=MONTHLY;BYDAY=-1TH;COUNT=6"), "FREQ=MONTHLY;COUNT=6;BYDAY=-1TH");
    EXPECT_EQ(rule_or_field("FREQ=WEEKLY;BYDAY=TH,FR,TH"), "FREQ=WEEKLY;BYDAY=TH,FR");
    EXPECT_EQ(rule_or_field(""), "");
}

TEST(Recurrence, WhatIsNotUnderstoodIsRefused) {
    for (const auto* text : {"WEEKLY", "FREQ=HOURLY", "FREQ=WEEKLY;BYHOUR=3", "FREQ=WEEKLY;INTERVAL=0",
                             "FREQ=WEEKLY;COUNT=3;UNTIL=20271231", "FREQ=WEEKLY;BYDAY=1TH", "FREQ=WEEKLY;BYDAY=XX",
                             "FREQ=WEEKLY;FREQ=DAILY", "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=MONTHLY;BYSETPOS=1",
                             "FREQ=WEEKLY;UNTIL=soon", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=WEEKLY;"})
        EXPECT_EQ(rule_or_field(text), "refused: recurrence") << text;
}

TEST(Recurrence, BeginsOnADayOnWhichItOccurs) {
    EXPECT_EQ(rule_or_field("FREQ=WEEKLY;BYDAY=FR"), "refused: recurrence");
    EXPECT_EQ(rule_or_field("FREQ=WEEKLY;BYDAY=FR,TH"), "FREQ=WEEKLY;BYDAY=FR,TH");
}

TEST(Recurrence, UntilIsTheLastDayOnTheWall) {
    EXPECT_EQ(rule_or_field("FREQ=WEEKLY;UNTIL=20261231T235959Z"), "FREQ=WEEKLY;UNTIL=20261231");
    // 18:00 on the wall of that day, an hour before it would occur.
    EXPECT_EQ(rule_or_field("FREQ=WEEKLY;UNTIL=20261231T180000Z"), "FREQ=WEEKLY;UNTIL=20261230");
    const Schedule schedule{.start = wall("2026-10-29T19:00"),
                            .end = wall("2026-10-29T21:00"),
                            .zone = "Europe/London",
                            .recurrence = "FREQ=WEEKLY;UNTIL=20261112",
                            .excluded_days = {}};
    EXPECT_EQ(planned(schedule, 0, utc("2030-01-01T00:00")).size(), 3u);
}

TEST(Planned, KeepsItsHourOnTheWallAndItsLengthOverAChangeOfClocks) {
    const Schedule schedule{.start = wall("2026-10-17T22:00"),
                            .end = wall("2026-10-18T03:00"),
                            .zone = "Europe/London",
                            .recurrence = "FREQ=WEEKLY;COUNT=3",
                            .excluded_days = {}};
    const auto found = planned(schedule, 0, utc("2030-01-01T00:00"));
    ASSERT_EQ(found.size(), 3u);
    EXPECT_EQ(found[0].starts_at_us, utc("2026-10-17T21:00"));
    EXPECT_EQ(found[2].starts_at_us, utc("2026-10-31T22:00"));
    // The night with an hour more: five hours are over at two.
    EXPECT_EQ(to_text(found[1].end), "2026-10-25T02:00");
}

TEST(Planned, LeavesOutExcludedDaysAndWhatIsOver) {
    const Schedule schedule{.start = wall("2026-10-01T10:00"),
                            .end = wall("2026-10-01T11:00"),
                            .zone = "Europe/London",
                            .recurrence = "FREQ=DAILY",
                            .excluded_days = {day_of(wall("2026-10-03T00:00"))}};
    const auto found = planned(schedule, utc("2026-10-01T10:30"), utc("2026-10-05T00:00"));
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(to_text(found[0].start), "2026-10-02T10:00");
    EXPECT_EQ(to_text(found[1].start), "2026-10-04T10:00");
}

std::string random_rule(std::mt19937& random) {
    const auto one_of = [&](int least, int most) { return std::uniform_int_distribution(least, most)(random); };
    const std::array<const char*, 7> days{"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
    const auto day = [&] { return std::string(days[static_cast<std::size_t>(one_of(0, 6))]); };
    std::string rule;
    switch (one_of(0, 6)) {
        case 0: rule = "FREQ=DAILY;INTERVAL=" + std::to_string(one_of(1, 9)); break;
        case 1: rule = "FREQ=WEEKLY;INTERVAL=" + std::to_string(one_of(1, 4)) + ";BYDAY=" + day() + ',' + day(); break;
        case 2: rule = "FREQ=MONTHLY;BYDAY=" + std::to_string(one_of(1, 5)) + day(); break;
        case 3: rule = "FREQ=MONTHLY;INTERVAL=2;BYDAY=-" + std::to_string(one_of(1, 4)) + day(); break;
        case 4:
            rule = "FREQ=MONTHLY;BYMONTHDAY=" + std::to_string(one_of(1, 31)) + ",-" + std::to_string(one_of(1, 31));
            break;
        case 5: rule = "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=" + std::to_string(one_of(1, 3)); break;
        default:
            rule = "FREQ=YEARLY;BYMONTH=" + std::to_string(one_of(1, 12)) + ";BYDAY=" + std::to_string(one_of(1, 4)) +
                   day();
    }
    if (one_of(0, 3) == 0)
        rule += ";COUNT=" + std::to_string(one_of(1, 60));
    else if (one_of(0, 2) == 0)
        rule += ";UNTIL=" + std::to_string(one_of(2026, 2028)) + "0" + std::to_string(one_of(1, 9)) + "15";
    if (one_of(0, 3) == 0) rule += ";WKST=" + day();
    return rule;
}

// Rules by chance over three years, in zones that change their clocks by an hour, by half an hour, and not at all.
TEST(Recurrence, AgreesWithAnIndependentLibrary) {
    std::mt19937 random(20261126);
    const auto until = utc("2029-02-01T00:00");
    boost::json::array rules;
    std::vector<std::vector<Timestamp>> ours;
    while (ours.size() < 400) {
        const auto* zone = zones[random() % zones.size()];
        const WallTime about{wall("2026-01-01T00:00").minutes + static_cast<std::int64_t>(random() % (366 * 48)) * 30};
        auto rule = random_rule(random);
        const auto first = expand(rule, about, wall("2036-01-01T00:00"), 1);
        if (first.empty()) continue;
        const auto kept = recurrence("recurrence", rule, first.front(), zone);
        // A count or an interval may be another from there.
        if (!kept) continue;
        const Schedule schedule{.start = first.front(),
                                .end = {first.front().minutes + 90},
                                .zone = zone,
                                .recurrence = *kept,
                                .excluded_days = {}};
        auto& times = ours.emplace_back();
        for (const auto& one : planned(schedule, std::numeric_limits<Timestamp>::min() / 2, until))
            times.push_back(one.starts_at_us / microseconds_per_second);
        rules.push_back({{"rule", *kept},
                         {"start", to_text(first.front())},
                         {"zone", zone},
                         {"until", until / microseconds_per_second}});
    }
    const auto theirs = ask_independent(boost::json::object{{"rules", rules}}).as_array();
    ASSERT_EQ(theirs.size(), ours.size());
    for (std::size_t index = 0; index < ours.size(); ++index) {
        EXPECT_EQ(boost::json::value_to<std::vector<Timestamp>>(theirs[index]), ours[index])
            << boost::json::serialize(rules[index]);
    }
}

}  // namespace
}  // namespace ourplace::events
