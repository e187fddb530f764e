#include "asks/settings_rules.hpp"

#include <gtest/gtest.h>

namespace ourplace::asks {
namespace {

std::string refused(std::string_view changes) {
    const auto changed = changed_settings("settings", {}, changes);
    return changed ? std::string() : changed.error().message;
}

TEST(MatchingSettings, AreChangedByName) {
    const auto changed = changed_settings("settings", {}, "theme=2.5,today_open_minutes=50,offers_at_once=4");
    ASSERT_TRUE(changed);
    MatchingSettings expected;
    expected.theme = 2.5;
    expected.times[0].open_time_us = 50 * 60 * microseconds_per_second;
    expected.offers_at_once = 4;
    EXPECT_EQ(*changed, expected);
    EXPECT_EQ(*changed_settings("settings", {}, ""), MatchingSettings());
}

TEST(MatchingSettings, AreReadBackByName) {
    const MatchingSettings settings;
    std::string all;
    for (const auto& named : named_settings(settings))
        all += (all.empty() ? "" : ",") + named.name + '=' + std::to_string(named.value);
    EXPECT_EQ(*changed_settings("settings", {.theme = 50, .silence = 0}, all), settings);
}

TEST(MatchingSettings, SayWhatIsAllowed) {
    EXPECT_EQ(refused("themes=2"), "There is no setting \"themes\". Did you mean theme?");
    EXPECT_EQ(refused("theme"), "theme can be 0 to 100.");
    EXPECT_EQ(refused("theme=2x"), "theme can be 0 to 100.");
    EXPECT_EQ(refused("theme=-1"), "theme can be 0 to 100.");
    EXPECT_EQ(refused("theme=nan"), "theme can be 0 to 100.");
    EXPECT_EQ(refused("offers_at_once=2.5"), "offers_at_once can be 1 to 50, a whole number.");
    EXPECT_EQ(refused("today_open_minutes=0"), "today_open_minutes can be 1 to 40320, a whole number.");
    EXPECT_EQ(refused("today_patience_minutes=0"), "today_patience_minutes can be 1 to 86400, a whole number.");
}

}  // namespace
}  // namespace ourplace::asks
