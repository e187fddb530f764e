#include "announcements/announcement_rules.hpp"

#include <gtest/gtest.h>
#include <limits>

namespace ourplace::announcements {
namespace {

constexpr Timestamp now = 1'700'000'000 * microseconds_per_second;
constexpr Timestamp hour = microseconds_per_hour;
constexpr Timestamp day = microseconds_per_day;

template <class T>
std::string field_of(const Result<T>& result) {
    return result ? "accepted" : result.error().field;
}

TEST(Text, IsInOneLanguageOrBoth) {
    const Wording english{.title = " Pumps ", .body = "Tonight"};
    const Wording welsh{.title = "Pympiau", .body = "Heno"};
    EXPECT_EQ(text(english, {})->english, (Wording{.title = "Pumps", .body = "Tonight"}));
    EXPECT_FALSE(text(english, {})->welsh);
    EXPECT_FALSE(text({.title = " ", .body = "\n"}, welsh)->english);
    EXPECT_TRUE(text(english, welsh)->welsh);
    EXPECT_EQ(field_of(text({}, {})), "english.title");
}

TEST(Text, OfALanguageThatIsBegunBothPartsAreNeeded) {
    EXPECT_EQ(field_of(text({.title = "Pumps", .body = ""}, {})), "english.body");
    EXPECT_EQ(field_of(text({.title = "", .body = "Tonight"}, {})), "english.title");
    EXPECT_EQ(field_of(text({.title = "Pumps", .body = "Tonight"}, {.title = "Pympiau", .body = ""})), "welsh.body");
}

TEST(Text, HasItsLimits) {
    EXPECT_TRUE(text({.title = std::string(120, 'a'), .body = std::string(4000, 'b')}, {}));
    EXPECT_EQ(field_of(text({.title = std::string(121, 'a'), .body = "b"}, {})), "english.title");
    EXPECT_EQ(field_of(text({}, {.title = "a", .body = std::string(4001, 'b')})), "welsh.body");
    EXPECT_EQ(field_of(text({.title = "a", .body = std::string("b\x01", 2)}, {})), "english.body");
}

TEST(MissingLanguage, IsNamedOnlyWhereBothAreRequired) {
    const auto english = *text({.title = "Pumps", .body = "Tonight"}, {});
    const auto welsh = *text({}, {.title = "Pympiau", .body = "Heno"});
    EXPECT_FALSE(missing_language(english, false));
    EXPECT_EQ(missing_language(english, true)->field, "welsh.title");
    EXPECT_EQ(missing_language(welsh, true)->field, "english.title");
    EXPECT_FALSE(missing_language({.english = english.english, .welsh = welsh.welsh}, true));
}

TEST(Schedule, IsNowAndForThirtyDaysUnlessSaid) {
    const auto plain = schedule({}, now);
    ASSERT_TRUE(plain);
    EXPECT_EQ(plain->sent_at_us, now);
    EXPECT_FALSE(plain->is_later);
    EXPECT_EQ(plain->expires_at_us, now + 30 * day);
    EXPECT_FALSE(schedule({.send_at_us = now - day}, now)->is_later) << "a time that has passed is now";
    const auto later = schedule({.send_at_us = now + day}, now);
    EXPECT_TRUE(later->is_later);
    EXPECT_EQ(later->expires_at_us, now + 31 * day);
}

TEST(Schedule, StaysLongEnoughToBeConfirmed) {
    const auto late = schedule({.asks_acknowledgement = true, .acknowledge_by_us = now + 60 * day}, now);
    EXPECT_EQ(late->expires_at_us, now + 60 * day);
}

TEST(Schedule, RefusesTimesInTheWrongOrder) {
    EXPECT_EQ(field_of(schedule({.send_at_us = now + 367 * day}, now)), "send_at_us");
    EXPECT_EQ(field_of(schedule({.acknowledge_by_us = now + day}, now)), "acknowledge_by_us") << "nobody is asked";
    const auto by = [](Timestamp acknowledge_by, Timestamp expires, Timestamp send = 0) {
        return field_of(schedule({.send_at_us = send,
                                  .asks_acknowledgement = true,
                                  .acknowledge_by_us = acknowledge_by,
                                  .expires_at_us = expires},
                                 now));
    };
    EXPECT_EQ(by(now, 0), "acknowledge_by_us");
    EXPECT_EQ(by(now + day, 0, now + 2 * day), "acknowledge_by_us");
    EXPECT_EQ(by(-5, 0), "acknowledge_by_us");
    EXPECT_EQ(by(now + 2 * day, now + day), "acknowledge_by_us");
    EXPECT_EQ(by(now + 400 * day, 0), "acknowledge_by_us");
    EXPECT_EQ(by(0, now + hour - 1), "expires_at_us");
    EXPECT_EQ(by(0, now + 367 * day), "expires_at_us");
    EXPECT_EQ(by(0, -1), "expires_at_us");
    EXPECT_EQ(by(now + hour, now + hour), "accepted");
}

TEST(Schedule, SurvivesAnyNumbers) {
    for (const auto extreme : {std::numeric_limits<Timestamp>::min(), std::numeric_limits<Timestamp>::max()}) {
        static_cast<void>(schedule({.send_at_us = extreme,
                                    .asks_acknowledgement = true,
                                    .acknowledge_by_us = extreme,
                                    .expires_at_us = extreme},
                                   now));
    }
}

TEST(Roles, AreAllUnlessChosen) {
    EXPECT_TRUE(roles({})->contains(hubs::Role::member));
    const auto some = roles({2, 3, 3});
    EXPECT_FALSE(some->contains(hubs::Role::member));
    EXPECT_TRUE(some->contains(hubs::Role::moderator));
    EXPECT_TRUE(Roles(some->bits()).contains(hubs::Role::organiser));
    EXPECT_EQ(field_of(roles({0})), "audience.roles");
    EXPECT_EQ(field_of(roles({4})), "audience.roles");
}

TEST(Narrowing, IsByRolesAndByThemesOfTheProgrammesList) {
    const auto nobody_left_out = narrowing({.hub_ids = {"h"}, .place_ids = {}, .roles = {}, .themes = {}});
    EXPECT_TRUE(nobody_left_out->themes.empty());
    const auto some =
        narrowing({.hub_ids = {"h"}, .place_ids = {}, .roles = {3}, .themes = {"housing", "arts", "housing"}});
    EXPECT_EQ(some->themes, (std::vector<std::string>{"arts", "housing"}));
    EXPECT_FALSE(some->roles.contains(hubs::Role::member));
    const auto unknown = narrowing({.hub_ids = {"h"}, .place_ids = {}, .roles = {}, .themes = {"Housing"}});
    EXPECT_EQ(field_of(unknown), "audience.themes");
    EXPECT_NE(unknown.error().message.find("planning, assets, housing"), std::string::npos) << "says what is allowed";
    EXPECT_EQ(field_of(narrowing({.hub_ids = {"h"}, .place_ids = {}, .roles = {9}, .themes = {}})), "audience.roles");
}

TEST(Themes, AreKeptAsText) {
    using Themes = std::vector<std::string>;
    EXPECT_EQ(themes_to_text({"arts", "housing"}), ",arts,housing,");
    for (const auto& themes : {Themes{}, Themes{"arts"}, Themes{"arts", "housing", "youth"}})
        EXPECT_EQ(themes_of_text(themes_to_text(themes)), themes);
}

TEST(AudienceChoice, NamesAHubOrPlaceAndNotTooMany) {
    EXPECT_EQ(field_of(check(AudienceChoice{})), "audience.hub_ids");
    EXPECT_EQ(
        field_of(check({.hub_ids = std::vector<std::string>(101, "h"), .place_ids = {}, .roles = {}, .themes = {}})),
        "audience.hub_ids");
    EXPECT_EQ(
        field_of(check({.hub_ids = {}, .place_ids = std::vector<std::string>(21, "p"), .roles = {}, .themes = {}})),
        "audience.place_ids");
    EXPECT_TRUE(check({.hub_ids = {}, .place_ids = {"p"}, .roles = {}, .themes = {}}));
}

TEST(StateOf, IsOneOfThreeAndOfThePresentVersion) {
    EXPECT_EQ(state_of(1, 0, 0), RecipientState::not_reached);
    EXPECT_EQ(state_of(1, 1, 0), RecipientState::reached);
    EXPECT_EQ(state_of(1, 1, 1), RecipientState::acknowledged);
    EXPECT_EQ(state_of(2, 1, 1), RecipientState::not_reached) << "a correction asks again";
    EXPECT_EQ(state_of(2, 2, 1), RecipientState::reached);
}

TEST(CsvField, IsNeverAFormula) {
    EXPECT_EQ(csv_field("Ana"), "Ana");
    EXPECT_EQ(csv_field("=1+1"), "'=1+1");
    EXPECT_EQ(csv_field("+44"), "'+44");
    EXPECT_EQ(csv_field("-2"), "'-2");
    EXPECT_EQ(csv_field("@SUM(A1)"), "'@SUM(A1)");
    EXPECT_EQ(csv_field("\t=1"), "\"'\t=1\"");
    EXPECT_EQ(csv_field("＝1"), "'＝1");
    EXPECT_EQ(csv_field("=HYPERLINK(\"http://x\",\"y\")"), "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
}

TEST(CsvField, IsQuotedWhereItMustBe) {
    EXPECT_EQ(csv_field("Siân, Llŷn"), "\"Siân, Llŷn\"");
    EXPECT_EQ(csv_field("Ann \"Nan\" Jones"), "\"Ann \"\"Nan\"\" Jones\"");
    EXPECT_EQ(csv_field("a\r\nb"), "\"a\r\nb\"");
    EXPECT_EQ(csv_field(""), "");
}

TEST(CsvTime, IsInUtc) {
    EXPECT_EQ(csv_time(0), "");
    EXPECT_EQ(csv_time(1'700'000'000 * microseconds_per_second), "2023-11-14 22:13:20");
    EXPECT_EQ(csv_time(1'767'225'599 * microseconds_per_second + 999'999), "2025-12-31 23:59:59");
}

}  // namespace
}  // namespace ourplace::announcements
