#include "accounts/programme_rules.hpp"

#include <gtest/gtest.h>

namespace ourplace::accounts {
namespace {

// What the text is kept as; "!" and the complaint where it is refused.
std::string taken(std::string_view name, std::string_view text) {
    ProgrammeSettings settings;
    if (const auto changed = change_setting(settings, name, text); !changed) {
        EXPECT_EQ(changed.error().field, name);
        EXPECT_EQ(settings, ProgrammeSettings());
        return "!" + changed.error().message;
    }
    return setting_text(settings, name);
}

TEST(ProgrammeSettings, WhatIsUsualReadsBackAsItself) {
    for (const auto name : programme_setting_names) {
        const auto usual = setting_text({}, name);
        EXPECT_EQ(taken(name, usual), usual);
        EXPECT_EQ(taken(name, ""), usual);
        EXPECT_EQ(taken(name, " \n"), usual);
    }
    EXPECT_EQ(setting_text({}, "suggestion_response_days"), "28");
    EXPECT_EQ(setting_text({}, "emergency_number"), "999");
}

TEST(ProgrammeSettings, ANumberIsDigitsAndSpaces) {
    for (const auto* good : {"112", "+44 20 7946 0000", "0800 1111"}) EXPECT_EQ(taken("emergency_number", good), good);
    EXPECT_EQ(taken("emergency_number", " 112 "), "112");
    for (const auto* bad : {"1", "+", "+ 44", "112;113", "tel:112", "1 800 FLOWERS", "123456789012345678901"}) {
        EXPECT_EQ(taken("emergency_number", bad),
                  "!A number has 2 to 20 characters: digits and spaces, perhaps a + before them.")
            << bad;
    }
}

TEST(ProgrammeSettings, SignpostsAreNumbersWithALabelInOneLanguageOrTwo) {
    ProgrammeSettings settings;
    ASSERT_TRUE(change_setting(settings, "signposts", " 116 123 | Samaritans |Y Samariaid;\n 111|NHS, choose 2 ;"));
    EXPECT_EQ(settings.signposts, (std::vector<SignpostNumber>{
                                      {.label_en = "Samaritans", .label_cy = "Y Samariaid", .number = "116 123"},
                                      {.label_en = "NHS, choose 2", .label_cy = "", .number = "111"},
                                  }));
    EXPECT_EQ(setting_text(settings, "signposts"), "116 123|Samaritans|Y Samariaid; 111|NHS, choose 2");
}

TEST(ProgrammeSettings, SignpostsThatNobodyCouldUseAreRefused) {
    const std::string shape =
        "!Each is \"number|who it is\" or \"number|in English|in Welsh\"; a ; stands between them.";
    EXPECT_EQ(taken("signposts", "116 123"), shape);
    EXPECT_EQ(taken("signposts", "1|2|3|4"), shape);
    EXPECT_EQ(taken("signposts", ";"), "!There are 1 to 8 of them.");
    std::string nine;
    for (int count = 0; count < 9; ++count) nine += "111|NHS;";
    EXPECT_EQ(taken("signposts", nine), "!There are 1 to 8 of them.");
    EXPECT_EQ(taken("signposts", "call us|NHS"),
              "!A number has 2 to 20 characters: digits and spaces, perhaps a + before them.");
    EXPECT_TRUE(taken("signposts", "111|").starts_with('!'));
    EXPECT_TRUE(taken("signposts", "111|" + std::string(81, 'a')).starts_with('!'));
    EXPECT_TRUE(taken("signposts", "111|NHS|" + std::string(81, 'a')).starts_with('!'));
}

TEST(ProgrammeSettings, TheExitPageIsOnePageForAllOrOneForEachLanguage) {
    ProgrammeSettings settings;
    ASSERT_TRUE(change_setting(settings, "exit_page", "https://weather.example.org/"));
    EXPECT_EQ(settings.exit_page_en, "https://weather.example.org/");
    EXPECT_EQ(settings.exit_page_cy, "https://weather.example.org/");
    ASSERT_TRUE(change_setting(settings, "exit_page", "https://a.example:8443/x?y=1#z  https://b.example"));
    EXPECT_EQ(settings.exit_page_en, "https://a.example:8443/x?y=1#z");
    EXPECT_EQ(settings.exit_page_cy, "https://b.example");
}

TEST(ProgrammeSettings, TheExitPageIsAWholeAddressThatABrowserTakesAsItIs) {
    const std::string why =
        "!Give the whole address of a page that many people have open, https://…, or two, in English and in Welsh, with a "
        "space between them; each of at most 300 characters.";
    for (const auto* bad :
         {"http://a.example", "javascript:alert(1)", "https://", "https://.example", "https://a.example.", "a.example",
          "https://user@a.example", "https://a.example:", "https://a.example:x", "https://a.example/\"",
          "https://ŵ.example", "https://a.example https://b.example https://c.example",
          "https://a.example http://b.example"})
        EXPECT_EQ(taken("exit_page", bad), why) << bad;
    EXPECT_EQ(taken("exit_page", "https://a.example/" + std::string(300, 'a')), why);
}

TEST(ProgrammeSettings, AResponseIsDueWithinAYear) {
    EXPECT_EQ(taken("suggestion_response_days", "1"), "1");
    EXPECT_EQ(taken("suggestion_response_days", "365"), "365");
    for (const auto* bad : {"0", "366", "-1", "28.5", "28 days", "99999999999999"})
        EXPECT_EQ(taken("suggestion_response_days", bad), "!This can be 1 to 365, a whole number of days.") << bad;
}

}  // namespace
}  // namespace ourplace::accounts
