#include "cli/simulate_matching.hpp"

#include <gtest/gtest.h>

namespace ourplace::cli {
namespace {

std::string refused(const Texts& options) {
    const auto figures = simulate_matching(options);
    return figures ? std::string() : figures.error().message;
}

TEST(SimulateMatching, PrintsBothWaysBesideEachOther) {
    const auto figures = simulate_matching({{"asks", "40"}, {"champions", "20"}, {"settings", "offers_at_once=1"}});
    ASSERT_TRUE(figures);
    for (const auto* const way : {"ranked", "firstAvailable"}) {
        EXPECT_EQ(figures->at(way).as_object().at("silentPercent"), 0.0);
        EXPECT_EQ(figures->at(way).as_object().at("offersInQuietHours"), 0U);
    }
    const auto table = simulation_table(*figures);
    EXPECT_NE(table.find("matching  first available\n"), std::string::npos);
    EXPECT_NE(table.find("  gone silent, %                                        0.0              0.0\n"),
              std::string::npos);
}

TEST(SimulateMatching, SettingsChangeWhatHappens) {
    EXPECT_NE(*simulate_matching({{"settings", "offers_at_once=1"}}), *simulate_matching({}));
    EXPECT_EQ(*simulate_matching({{"seed", "5"}}), *simulate_matching({{"seed", "5"}}));
    EXPECT_NE(*simulate_matching({{"seed", "5"}}), *simulate_matching({{"seed", "6"}}));
}

TEST(SimulateMatching, SaysWhatIsAllowed) {
    EXPECT_EQ(refused({{"asks", "many"}}), "--asks: a whole number from 1 to 100000.");
    EXPECT_EQ(refused({{"ignoring", "101"}}), "--ignoring: a whole number from 0 to 100.");
    EXPECT_EQ(refused({{"begins", "yesterday"}}), "--begins: a day, such as 2026-10-12.");
    EXPECT_EQ(refused({{"settings", "load=heavy"}}), "--settings: load can be 0 to 100.");
}

}  // namespace
}  // namespace ourplace::cli
