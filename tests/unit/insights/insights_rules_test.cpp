#include "insights/insights_rules.hpp"

#include <gtest/gtest.h>

namespace ourplace::insights {
namespace {

constexpr Timestamp hour = 60 * 60 * microseconds_per_second;
// 2026-04-01 00:00 in London, where the clocks went forward three days before.
constexpr Timestamp april = 1'774'998'000 * microseconds_per_second;
// 2026-11-01 00:00, a week after they went back.
constexpr Timestamp november = 1'793'491'200 * microseconds_per_second;
// 2027-01-15 00:00, two weeks after the year.
constexpr Timestamp settled = 1'799'971'200 * microseconds_per_second;

std::string month_text(Timestamp at) { return to_text(month_at(at)); }

TEST(Months, BeginAtMidnightInLondonWhateverTheClocksDid) {
    EXPECT_EQ(beginning(*month_of_text("2026-04")), april);
    EXPECT_EQ(month_text(april - 1), "2026-03");
    EXPECT_EQ(month_text(april), "2026-04");
    EXPECT_EQ(beginning(*month_of_text("2026-11")), november);
    EXPECT_EQ(month_text(november - 1), "2026-10");
    EXPECT_EQ(month_text(november), "2026-11");
    EXPECT_EQ(month_text(beginning(*month_of_text("2027-01"))), "2027-01");
    EXPECT_FALSE(month_of_text("2026-13"));
    EXPECT_FALSE(month_of_text("2026-4"));
    EXPECT_FALSE(month_of_text(""));
}

TEST(Quarters, HaveFiguresTwoWeeksAfterTheirEnd) {
    EXPECT_TRUE(with_figures(std::nullopt, settled).empty());
    EXPECT_TRUE(with_figures(november, settled - 1).empty());
    const auto one = with_figures(november, settled);
    EXPECT_EQ(one.first, one.last);
    EXPECT_EQ(to_text(one.first.first_month()), "2026-10");
    EXPECT_EQ(next_figures_at(settled - 1), settled);
    EXPECT_GT(next_figures_at(settled), settled + 80 * 24 * hour);
    const auto many = with_figures(april - 20 * 365 * 24 * hour, settled);
    EXPECT_EQ(many.last.number - many.first.number + 1, most_quarters);
}

std::string field_of(const Result<Quarters>& result) { return result ? "" : result.error().field; }

TEST(Quarters, AreWholeAndThoseThatThereAre) {
    const auto there_are = with_figures(april, settled);
    const auto all = wanted("", "", there_are);
    ASSERT_TRUE(all);
    EXPECT_EQ(to_text(all->first.first_month()), "2026-04");
    EXPECT_EQ(to_text(all->last.last_month()), "2026-12");
    const auto one = wanted("2026-07", "2026-09", there_are);
    ASSERT_TRUE(one);
    EXPECT_EQ(one->first, one->last);
    EXPECT_EQ(field_of(wanted("2026-08", "2026-12", there_are)), "from_month")
        << "a month less would tell of that month";
    EXPECT_EQ(field_of(wanted("2026-07", "2026-11", there_are)), "to_month");
    EXPECT_EQ(field_of(wanted("soon", "", there_are)), "from_month");
    EXPECT_EQ(field_of(wanted("2026-01", "2026-12", there_are)), "from_month");
    EXPECT_EQ(field_of(wanted("2026-04", "2027-03", there_are)), "to_month");
    EXPECT_EQ(field_of(wanted("2026-10", "2026-06", there_are)), "to_month");
    EXPECT_TRUE(wanted("", "", with_figures(std::nullopt, settled))->empty());
}

TEST(Breakdowns, AreOneAtATime) {
    EXPECT_EQ(*by(0, ""), By::quarter);
    EXPECT_EQ(*by(4, ""), By::month);
    EXPECT_EQ(*by(1, "housing"), By::hub);
    EXPECT_EQ(by(4, "housing").error().field, "by");
    EXPECT_EQ(by(3, "housing").error().field, "by");
    EXPECT_EQ(by(6, "").error().field, "by");
    EXPECT_EQ(theme("gardens").error().field, "theme");
    EXPECT_EQ(*theme("planning"), 0U);
    EXPECT_EQ(*theme(""), std::nullopt);
}

TEST(Waits, AreRoundedUpToAFewSteps) {
    EXPECT_EQ(minutes_within(0), 15U);
    EXPECT_EQ(minutes_within(hour / 4 + 1), 30U);
    EXPECT_EQ(minutes_within(3 * hour), 180U);
    EXPECT_EQ(minutes_within(25 * hour), 2U * 24 * 60);
    EXPECT_EQ(minutes_within(15 * 24 * hour), 21U * 24 * 60);
    EXPECT_EQ(in_words_minutes(180), "3 hours");
    EXPECT_EQ(in_words_minutes(1440), "1 day");
    EXPECT_EQ(in_words_minutes(0), "");
}

TEST(Fairness, IsTheGiniOfWhatEachTookUp) {
    const std::vector<std::int64_t> loads{1, 2, 3, 4, 5};
    EXPECT_EQ(gini_percent(loads), 25U) << "26.7, in steps of five";
}

TEST(Bands, BeginWithFewerThanFive) {
    EXPECT_EQ(band_of(0), band_of(4));
    EXPECT_EQ(in_words(band_of(0)), "fewer than 5");
    EXPECT_EQ(in_words(band_of(9)), "5 to 9");
    EXPECT_EQ(in_words(band_of(5000)), "50 or more");
}

}  // namespace
}  // namespace ourplace::insights
