#include "asks/simulation.hpp"

#include <gtest/gtest.h>

#include "asks/simulated_people.hpp"
#include "base/wall_time.hpp"
#include "events/zone_rules.hpp"
#include "unit/asks/random_schedules.hpp"

namespace ourplace::asks {
namespace {

SimulationOptions beginning(std::string_view day, unsigned seed) {
    SimulationOptions options;
    options.begins_at = events::to_utc(*wall_time(std::string(day) + "T00:00"), "Europe/London");
    options.seed = seed;
    return options;
}

// No Ask goes silent; supporters are protected. Over both changes of clocks, in Europe, America and Australia.
TEST(Simulation, EveryAskEndsAndNobodyIsAskedWhenTheyShouldNotBe) {
    for (const auto* const day : {"2026-03-16", "2026-10-12"}) {
        for (unsigned seed = 1; seed <= 6; ++seed) {
            SCOPED_TRACE(std::string(day) + " seed " + std::to_string(seed));
            unsigned watched = 0;
            const auto watch = [&](const Candidate& to, Timestamp now) {
                ++watched;
                EXPECT_TRUE(is_open_by_the_book(to.availability, now)) << to.member_id << " at " << now;
                EXPECT_LT(to.live_matches + to.open_offers, to.availability.cap);
            };
            const auto ranked = simulate(made_up_programme(beginning(day, seed)), {}, Way::ranked, watch);
            EXPECT_EQ(ranked.asks, 500U);
            EXPECT_EQ(ranked.answered + ranked.handed_over + ranked.escalated + ranked.withdrawn, 500U);
            EXPECT_EQ(ranked.silent, 0U);
            EXPECT_EQ(ranked.offers, watched);
            EXPECT_EQ(ranked.over_cap + ranked.in_quiet_hours + ranked.on_pause, 0U);
            EXPECT_GT(ranked.handed_over, 0U);
            EXPECT_GT(ranked.escalated, 0U);
            EXPECT_GT(ranked.withdrawn, 0U);
            EXPECT_LE(ranked.median_acceptance_us, ranked.p90_acceptance_us);
        }
    }
}

TEST(Simulation, IsFairerThanWhoeverComesFirstAndFindsThoseWhoKnow) {
    for (unsigned seed = 1; seed <= 6; ++seed) {
        SCOPED_TRACE(seed);
        const auto options = beginning("2026-10-12", seed);
        const auto ranked = simulate(made_up_programme(options), {}, Way::ranked);
        const auto first = simulate(made_up_programme(options), {}, Way::first_available);
        EXPECT_EQ(first.silent, 0U);
        EXPECT_LT(ranked.gini, first.gini);
        EXPECT_GT(ranked.knows_theme, first.knows_theme);
        EXPECT_LE(ranked.escalated, first.escalated);
    }
}

TEST(Simulation, OfOneSeedIsAlwaysTheSame) {
    const auto options = beginning("2026-10-12", 9);
    const auto one = simulate(made_up_programme(options), {}, Way::ranked);
    const auto other = simulate(made_up_programme(options), {}, Way::ranked);
    EXPECT_EQ(one.offers, other.offers);
    EXPECT_EQ(one.answered, other.answered);
    EXPECT_EQ(one.median_acceptance_us, other.median_acceptance_us);
    EXPECT_EQ(one.gini, other.gini);
}

TEST(Simulation, WhereEverybodyIgnoresEverythingTheOrganiserHasItAll) {
    auto options = beginning("2026-10-12", 2);
    options.ignoring_percent = 100;
    const auto figures = simulate(made_up_programme(options), {}, Way::ranked);
    EXPECT_EQ(figures.escalated + figures.withdrawn, 500U);
    EXPECT_EQ(figures.in_quiet_hours + figures.over_cap + figures.on_pause, 0U);
}

}  // namespace
}  // namespace ourplace::asks
