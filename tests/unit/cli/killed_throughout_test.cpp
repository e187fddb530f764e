// Nobody goes unanswered also where the server dies all the time: the real services over a real store on disk, for thirty
// days of a manual clock and for as long after as anything is left to do. Half a minute of one core in all. With a sanitizer all
// takes ten times as long, and there are fewer Asks.
#include <gtest/gtest.h>
#include <iostream>

#include "base/wall_time.hpp"
#include "events/zone_rules.hpp"
#include "unit/cli/simulated_life.hpp"
#include "unit/store/temporary_folder.hpp"

namespace ourplace::cli {
namespace {

#if defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define OURPLACE_SANITIZED
#endif
#endif
#ifdef OURPLACE_SANITIZED
constexpr unsigned asks_of_thirty_days = 60;
constexpr unsigned asks_of_a_small_programme = 12;
#else
constexpr unsigned asks_of_thirty_days = 500;
constexpr unsigned asks_of_a_small_programme = 60;
#endif

LifeOptions beginning(std::string_view date, unsigned seed) {
    LifeOptions options;
    options.people.begins_at = events::to_utc(WallTime{*day(date) * minutes_per_day}, "Europe/London");
    options.people.seed = seed;
    options.people.asks = asks_of_thirty_days;
    return options;
}

LifeFigures expect_nobody_goes_unanswered(const LifeOptions& options) {
    const TemporaryFolder folder;
    auto lived = live(options, folder.path());
    std::cout << lived << '\n';
    const auto count = options.people.asks;
    EXPECT_EQ(lived.asks.answered + lived.asks.handed_over + lived.asks.escalated + lived.asks.withdrawn, count);
    EXPECT_EQ(lived.asks.silent, 0U);
    EXPECT_EQ(lived.asks.over_cap, 0U);
    EXPECT_EQ(lived.asks.in_quiet_hours, 0U);
    EXPECT_EQ(lived.asks.on_pause, 0U);
    EXPECT_EQ(lived.most_matches, 1U);
    EXPECT_EQ(lived.asks_kept, count) << "each was asked once";
    EXPECT_EQ(lived.messages_kept, lived.messages_sent) << "each was said once";
    EXPECT_EQ(lived.faults, std::vector<std::string>());
    EXPECT_GT(lived.kills, count / 4);
    return lived;
}

TEST(KilledThroughout, ThirtyDaysOverTheEndOfSummerTimeGoAsTheRulesAloneWouldHaveThem) {
    const auto options = beginning("2026-10-12", 1);
    const auto lived = expect_nobody_goes_unanswered(options).asks;
    if (options.people.asks < 500) return;  // Of fewer, chance decides more.
    // There an Ask ends when it comes to the Organiser, and no Champion forgets one.
    const auto by_rules = asks::simulate(asks::made_up_programme(options.people), {}, asks::Way::ranked);
    EXPECT_GT(lived.answered, by_rules.answered * 2 / 3);
    EXPECT_LT(lived.answered, by_rules.answered * 4 / 3);
    EXPECT_LT(lived.median_acceptance_us, 2 * by_rules.median_acceptance_us);
    EXPECT_GT(lived.median_acceptance_us, by_rules.median_acceptance_us / 2);
    EXPECT_NEAR(lived.gini, by_rules.gini, 0.15);
}

struct Season {
    const char* begins;
    unsigned seed;
};
class KilledAllTheTime : public testing::TestWithParam<Season> {};
TEST_P(KilledAllTheTime, NobodyGoesUnanswered) {
    auto options = beginning(GetParam().begins, GetParam().seed);
    options.people.champions = 24;
    options.people.asks = asks_of_a_small_programme;
    options.steps_per_life = 60;
    static_cast<void>(expect_nobody_goes_unanswered(options));
}
INSTANTIATE_TEST_SUITE_P(Seasons, KilledAllTheTime,
                         testing::Values(Season{.begins = "2026-03-14", .seed = 2},
                                         Season{.begins = "2026-10-12", .seed = 3},
                                         Season{.begins = "2026-03-14", .seed = 4}));

}  // namespace
}  // namespace ourplace::cli
