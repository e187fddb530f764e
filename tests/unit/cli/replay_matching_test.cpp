// The weeks that a simulated life leaves behind in a store, played again with other settings.
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>
#include <optional>

#include "base/wall_time.hpp"
#include "cli/composition.hpp"
#include "cli/simulate_matching.hpp"
#include "events/zone_rules.hpp"
#include "unit/cli/simulated_life.hpp"
#include "unit/store/temporary_folder.hpp"

namespace ourplace::cli {
namespace {

constexpr unsigned asks = 80;
constexpr double steps_of_one_life = 1e12;

class ReplayMatching : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        life.emplace();
        LifeOptions options;
        options.people.begins_at = begins();
        options.people.champions = 24;
        options.people.asks = asks;
        options.steps_per_life = steps_of_one_life;
        lived = live(options, life->path());
    }
    static void TearDownTestSuite() { life.reset(); }

    static Timestamp begins() {
        return events::to_utc(WallTime{*day("2026-10-12") * minutes_per_day}, "Europe/London");
    }
    static std::unique_ptr<store::Database> look() {
        Settings settings;
        settings.data = life->path();
        return std::move(*look_into_store(settings));
    }
    static Result<boost::json::object> replay(const Texts& more) {
        Texts options{{"history", "true"}};
        options.insert(more.begin(), more.end());
        const auto database = look();
        return replay_matching(options, *database, begins() + 90 * microseconds_per_day);
    }
    static std::string refused(const Texts& more) {
        const auto figures = replay(more);
        return figures ? std::string() : figures.error().message;
    }
    static double figure(const boost::json::object& figures, const char* way, const char* name) {
        return figures.at(way).as_object().at(name).to_number<double>();
    }

    static std::optional<TemporaryFolder> life;
    static LifeFigures lived;
};
std::optional<TemporaryFolder> ReplayMatching::life;
LifeFigures ReplayMatching::lived;

TEST_F(ReplayMatching, PutsWhatReallyHappenedBesideWhatWouldHave) {
    const auto figures = replay({});
    ASSERT_TRUE(figures) << figures.error().message;
    EXPECT_EQ(figure(*figures, "asItWas", "asks"), asks);
    EXPECT_NEAR(figure(*figures, "asItWas", "answeredPercent"), 100.0 * lived.asks.answered / asks, 0.1);
    EXPECT_NEAR(figure(*figures, "asItWas", "medianHoursToAcceptance"),
                static_cast<double>(lived.asks.median_acceptance_us) / microseconds_per_hour, 0.1);
    EXPECT_TRUE(figures->at("asItWas").as_object().at("offersInQuietHours").is_null());
    EXPECT_EQ(figure(*figures, "ranked", "silentPercent"), 0);
    EXPECT_EQ(figure(*figures, "ranked", "offersInQuietHours"), 0);
    EXPECT_EQ(figure(*figures, "ranked", "offersOverCap"), 0);
    const auto table = simulation_table(*figures);
    EXPECT_NE(table.find("   as it was     matching  first available\n"), std::string::npos) << table;
    std::cout << table;
}

TEST_F(ReplayMatching, WithTheSettingsOfThenIsMuchAsItWas) {
    const auto figures = replay({});
    ASSERT_TRUE(figures);
    for (const auto* const part : {"answeredPercent", "escalatedPercent", "withdrawnPercent", "handedOverPercent"})
        EXPECT_NEAR(figure(*figures, "ranked", part), figure(*figures, "asItWas", part), 20) << part;
    const auto was = figure(*figures, "asItWas", "medianHoursToAcceptance");
    EXPECT_GT(figure(*figures, "ranked", "medianHoursToAcceptance"), was / 3);
    EXPECT_LT(figure(*figures, "ranked", "medianHoursToAcceptance"), was * 3);
    EXPECT_NEAR(figure(*figures, "ranked", "giniOfLoad"), figure(*figures, "asItWas", "giniOfLoad"), 0.25);
}

TEST_F(ReplayMatching, IsTheSameForOneSeedAndAnotherForOtherSettings) {
    EXPECT_EQ(*replay({{"seed", "5"}}), *replay({{"seed", "5"}}));
    EXPECT_NE(*replay({{"seed", "5"}}), *replay({{"seed", "6"}}));
    const auto one_by_one = replay({{"settings", "offers_at_once=1"}});
    const auto own = replay({});
    EXPECT_EQ(one_by_one->at("asItWas"), own->at("asItWas"));
    EXPECT_LT(figure(*one_by_one, "ranked", "offers"), figure(*own, "ranked", "offers"));
}

TEST_F(ReplayMatching, TellsCountsAndNothingOfAnybody) {
    const auto figures = *replay({});
    for (const auto& column : figures) {
        if (column.value().is_number()) continue;
        for (const auto& figure : column.value().as_object())
            EXPECT_TRUE(figure.value().is_number() || figure.value().is_null()) << figure.key();
    }
}

TEST_F(ReplayMatching, SaysWhatIsAllowedAndWhatIsMissing) {
    EXPECT_EQ(refused({{"champions", "40"}}), "--champions: of history there are as many as there were; leave it out.");
    EXPECT_EQ(refused({{"days", "0"}}), "--days: a whole number from 1 to 366.");
    EXPECT_EQ(refused({{"settings", "load=heavy"}}), "--settings: load can be 0 to 100.");
    EXPECT_EQ(
        refused({{"days", "1"}}),
        "There is too little history to learn from: 20 Asks are needed that somebody has or that have ended, and 20 "
        "offers that were answered or expired; there are 0 and 0.");
}

TEST_F(ReplayMatching, MakesNoStoreWhereThereIsNone) {
    const TemporaryFolder empty;
    Settings settings;
    settings.data = empty.path();
    EXPECT_EQ(look_into_store(settings).error().message, "There is no store in " + empty.path().string() + ".");
    EXPECT_TRUE(std::filesystem::is_empty(empty.path()));
}

}  // namespace
}  // namespace ourplace::cli
