#include "insights/report_rules.hpp"

#include <gtest/gtest.h>

namespace ourplace::insights {
namespace {

const Geography village{.place_in = {std::nullopt}, .place_of_hub = {0}};
constexpr std::int64_t hour = 60 * 60 * microseconds_per_second;
constexpr Quarter first{8104};
constexpr Quarter second{8105};

// So many Asks of a hub, each by somebody else, of which the last are not answered; the others after one hour, two, three …
QuarterFacts quarter_of_asks(Quarter quarter, std::size_t asks, std::size_t unanswered = 0) {
    std::vector<AskFact> facts;
    for (std::size_t ask = 0; ask < asks; ++ask) {
        AskFact fact{.hub = 0, .asker = ask};
        const bool is_answered = ask + unanswered < asks;
        fact.column.at(static_cast<std::size_t>(Attribute::answer)) = static_cast<std::uint8_t>(is_answered ? yes : no);
        if (is_answered) fact.answered_after_us = static_cast<std::int64_t>(ask + 1) * hour;
        facts.push_back(fact);
    }
    Release release(village, facts);
    return {.quarter = quarter, .facts = std::move(facts), .release = std::move(release)};
}

Slice both() {
    return {.scope = whole_programme(village), .theme = {}, .month = {}, .quarters = {.first = first, .last = second}};
}

Figure at_least(std::size_t count) { return {.kind = Figure::Kind::at_least, .count = count}; }

TEST(ARow, OfQuartersOfWhichOneIsHiddenSaysAtLeast) {
    const std::vector quarters{quarter_of_asks(first, 12), quarter_of_asks(second, 3)};
    const auto row = row_of(both(), quarters, {});
    EXPECT_EQ(row.asked, at_least(12));
    EXPECT_EQ(row.answered, at_least(12));
    EXPECT_EQ(row.half_within_minutes, 6U * 60) << "of the first alone";
    EXPECT_EQ(row.nine_of_ten_within_minutes, 12U * 60);
}

TEST(ARow, SaysHowManyWereSurelyAnsweredWhereFewWereNot) {
    const std::vector quarters{quarter_of_asks(first, 20, 3), quarter_of_asks(second, 10)};
    const auto row = row_of(both(), quarters, {});
    EXPECT_EQ(row.answered, at_least(16 + 10));
    EXPECT_EQ(row.unanswered, Figure{}) << "the second adds none";
    EXPECT_FALSE(row.goes_unmet);
}

TEST(ARow, GoesUnmetByOneQuarterAndNotByTwoTogether) {
    const std::vector few{quarter_of_asks(first, 20, 4), quarter_of_asks(second, 20, 4)};
    EXPECT_FALSE(row_of(both(), few, {}).goes_unmet);
    const std::vector five{quarter_of_asks(first, 20, 5), quarter_of_asks(second, 20)};
    EXPECT_TRUE(row_of(both(), five, {}).goes_unmet);
}

TEST(ARow, HasTimesOfQuartersInWhichFiveWereAnswered) {
    const std::vector quarters{quarter_of_asks(first, 8, 5), quarter_of_asks(second, 7, 5)};
    EXPECT_EQ(row_of(both(), quarters, {}).half_within_minutes, 0U);
}

TEST(ARow, OfAThemeTellsOfRepliesWhereThatLeavesOpenHowManyThereWere) {
    auto slice = both();
    slice.theme = 0;
    const std::vector ten{quarter_of_asks(first, 10)};
    EXPECT_EQ(row_of(slice, ten, {}).half_within_minutes, 0U);
    const std::vector ten_unmet{quarter_of_asks(first, 10, 5)};
    EXPECT_FALSE(row_of(slice, ten_unmet, {}).goes_unmet) << "with the times, five of ten would be known";
    const std::vector eleven{quarter_of_asks(first, 11, 5)};
    EXPECT_TRUE(row_of(slice, eleven, {}).goes_unmet);
    EXPECT_EQ(row_of(slice, eleven, {}).half_within_minutes, 180U);
    EXPECT_FALSE(row_of(slice, eleven, {}).answered);
}

std::vector<TakenUp> took(Quarter quarter, std::string_view member_id, std::size_t asks) {
    return std::vector<TakenUp>(asks, {.hub = 0, .quarter = quarter, .member_id = std::string(member_id)});
}

void append(std::vector<TakenUp>& taken, const std::vector<TakenUp>& more) {
    taken.insert(taken.end(), more.begin(), more.end());
}

TEST(Loads, ArePutTogetherOfTheBandsOfShownQuarters) {
    const std::vector quarters{quarter_of_asks(first, 9), quarter_of_asks(second, 11)};
    auto taken = took(first, "denise", 9);
    append(taken, took(second, "denise", 2));
    append(taken, took(second, "kofi", 9));
    const auto load = load_of(both(), quarters, taken, {"gwyn"});
    ASSERT_EQ(load.bands.size(), 3U);
    EXPECT_EQ(load.bands.at("denise"), (Band{5, 13})) << "not 10 to 19, which would tell that 2 were more than none";
    EXPECT_EQ(load.bands.at("kofi"), (Band{5, 13}));
    EXPECT_EQ(load.bands.at("gwyn"), (Band{0, 8}));
    EXPECT_FALSE(load.gini_percent);
}

TEST(Loads, OfHiddenQuartersAreNotCounted) {
    const std::vector quarters{quarter_of_asks(first, 9), quarter_of_asks(second, 3)};
    auto taken = took(first, "denise", 9);
    append(taken, took(second, "denise", 3));
    EXPECT_EQ(load_of(both(), quarters, taken, {}).bands.at("denise"), (Band{5, 9}));
    const std::vector hidden{quarter_of_asks(first, 3)};
    EXPECT_TRUE(load_of(both(), hidden, took(first, "denise", 3), {"gwyn"}).bands.empty());
}

TEST(Loads, OfFiveAreComparedForEachQuarter) {
    const std::vector quarters{quarter_of_asks(first, 10), quarter_of_asks(second, 10)};
    auto taken = took(first, "denise", 10);
    for (const auto* member_id : {"denise", "gwyn", "kofi", "jasmeet", "wei"})
        append(taken, took(second, member_id, 2));
    const auto load = load_of(both(), quarters, taken, {"denise", "gwyn", "kofi", "jasmeet", "wei"});
    EXPECT_EQ(load.gini_percent, 40U) << "80 and 0";
}

}  // namespace
}  // namespace ourplace::insights
