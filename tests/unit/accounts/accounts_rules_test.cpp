#include "accounts/accounts_rules.hpp"

#include <algorithm>
#include <gtest/gtest.h>

#include "accounts/common_passphrases.hpp"

namespace ourplace::accounts {
namespace {

TEST(MemberName, IsTheSameForCaseAccentFormAndSpaces) {
    const auto name = member_name("name", "  Siân   Rees ");
    ASSERT_TRUE(name);
    EXPECT_EQ(name->text(), "Siân Rees");
    EXPECT_EQ(name->key(), name_key("SIA\u0302N rees"));
    EXPECT_NE(name->key(), name_key("Sian Rees"));
}

TEST(MemberName, AWordThatAddressesEverybodyIsRefused) {
    for (const auto* word : {"channel", "Channel", "EVERYONE", "he\u200Bre"}) {
        const auto name = member_name("name", word);
        ASSERT_FALSE(name) << word;
        EXPECT_EQ(name.error().field, "name");
    }
    EXPECT_TRUE(member_name("name", "Channelle"));
}

TEST(MemberName, NothingVisibleControlsAndTooLongAreRefused) {
    for (const auto& text : {std::string(), std::string("\u200B"), std::string("Ana\u202E"), std::string(81, 'a')})
        EXPECT_FALSE(member_name("name", text)) << text;
    EXPECT_TRUE(member_name("name", std::string(80, 'a')));
}

TEST(Passphrase, HasEightToAHundredAndTwentyEightCharacters) {
    EXPECT_FALSE(new_passphrase("passphrase", "kingfis", "Ana"));
    EXPECT_TRUE(new_passphrase("passphrase", "kingfisb", "Ana"));
    std::string most;
    for (int i = 0; i < 32; ++i) most += "sŵtk";
    EXPECT_TRUE(new_passphrase("passphrase", most, "Ana"));
    const auto longer = new_passphrase("passphrase", most + "x", "Ana");
    ASSERT_FALSE(longer);
    EXPECT_EQ(longer.error().field, "passphrase");
    EXPECT_EQ(longer.error().message, "A passphrase has 8 to 128 characters; this one has 129.");
}

TEST(Passphrase, TheFormOfAccentsDoesNotMatter) {
    EXPECT_EQ(new_passphrase("passphrase", "cadair ddŵr goch", "Ana").value(),
              typed_passphrase("cadair ddw\u0302r goch"));
}

TEST(Passphrase, CommonOnesAreRefusedAlsoDressedUp) {
    for (const auto* common :
         {"password",         "PassWord",      "password1",    "Password2024!",  "P4$$w0rd",     "p@ssw0rd123",
          "passwordpassword", "12345678",      "87654321",     "00000000",       "aaaaaaaa",     "abababab",
          "abcdefgh",         "qwertyui",      "qwerty123",    "07700900123",    "1q2w3e4r",     "iloveyou!",
          "liverpoolfc",      "Liverpool1892", "letmein99",    "pass word",      "  sunshine  ", "!sunshine!",
          "ourplace",         "OurPlace2024",  "peersupport1", "Neighbourhood!", "cyfrinair",    "пароль123",
          "abc12345",         "!!!!!!!!"})
        EXPECT_FALSE(new_passphrase("passphrase", common, "Ana")) << common;
}

TEST(Passphrase, UncommonOnesAreAccepted) {
    for (const auto* good : {"three wet herons", "7291a8834b", "x7f9k2m4", "correct pony bucket", "mynydd mawr glas",
                             "kettle-on-the-landing", "pa55ing clouds over Dudley", "Zq8!mN2v", "我喜欢在公园散步吃饭"})
        EXPECT_TRUE(new_passphrase("passphrase", good, "Ana")) << good;
}

TEST(Passphrase, OnesOwnNameIsRefused) {
    EXPECT_FALSE(new_passphrase("passphrase", "oluwaseun adeyemi", "Oluwaseun Adeyemi"));
    EXPECT_TRUE(new_passphrase("passphrase", "oluwaseun adeyemi", "Ana"));
}

TEST(Passphrase, EveryWordOfTheListIsFoundCommon) {
    EXPECT_GT(common_passphrase_words.size(), 1500u);
    for (const auto word : common_passphrase_words) EXPECT_TRUE(is_common(word)) << word;
}

TEST(Passphrase, WhatIsFarTooLongIsNobodysAndIsNotEvenHashed) {
    EXPECT_EQ(typed_passphrase(std::string(60'000, 'x')), "");
}

TEST(ChampionProfile, HasOnlyThemesOfTheProgrammeEachOnce) {
    const auto champion = champion_profile("champion", {"youth", "housing", "youth"}, " Ran a youth club. ");
    ASSERT_TRUE(champion);
    EXPECT_EQ(champion->themes, (std::vector<std::string>{"housing", "youth"}));
    EXPECT_EQ(champion->about, "Ran a youth club.");

    const auto unknown = champion_profile("champion", {"knitting"}, "");
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().field, "champion.themes");
    EXPECT_NE(unknown.error().message.find("planning, assets, housing"), std::string::npos);
    EXPECT_EQ(champion_profile("champion", {}, std::string(281, 'x')).error().field, "champion.about");
}

TEST(DeviceLabel, IsAtMostEightyCharactersAndNeverEmpty) {
    EXPECT_EQ(device_label("device_label", " Firefox on Android ").value(), "Firefox on Android");
    EXPECT_EQ(device_label("device_label", "").value(), "Unnamed device");
    EXPECT_FALSE(device_label("device_label", std::string(81, 'x')));
}

}  // namespace
}  // namespace ourplace::accounts
