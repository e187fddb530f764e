#include "hubs/hub_rules.hpp"

#include <gtest/gtest.h>

namespace ourplace::hubs {
namespace {

TEST(HubNames, AreTrimmedAndHaveOneToEightyCharacters) {
    EXPECT_EQ(*name("name", "  Youth   council \n"), "Youth council");
    EXPECT_TRUE(name("name", std::string(80, 'a')));
    for (const auto& bad : {std::string(), std::string("  "), std::string("\u200b"), std::string(81, 'a'),
                            std::string("a\x01") + "b", std::string("\u202egnol")}) {
        const auto result = name("name", bad);
        ASSERT_FALSE(result) << bad;
        EXPECT_EQ(result.error().code, Code::invalid_argument);
        EXPECT_EQ(result.error().field, "name");
    }
}

TEST(HubPurposes, MayBeEmptyOrHaveSeveralLinesButAreShort) {
    EXPECT_EQ(*purpose("purpose", ""), "");
    EXPECT_EQ(*purpose("purpose", "Skills\nand jobs"), "Skills\nand jobs");
    EXPECT_TRUE(purpose("purpose", std::string(280, 'a')));
    EXPECT_EQ(purpose("purpose", std::string(281, 'a')).error().field, "purpose");
}

TEST(HubChoices, UnspecifiedAndUnknownOnesAreRefusedWithWhatIsAllowed) {
    for (const int bad : {0, -1, 99}) {
        EXPECT_EQ(role("role", bad).error().field, "role");
        EXPECT_EQ(visibility("visibility", bad).error().field, "visibility");
        EXPECT_EQ(join_policy("join_policy", bad).error().field, "join_policy");
        EXPECT_EQ(paint("paint", bad).error().field, "paint");
    }
    EXPECT_NE(role("role", 0).error().message.find("HUB_ROLE_ORGANISER"), std::string::npos);
    EXPECT_EQ(*role("role", 3), Role::organiser);
    EXPECT_EQ(*visibility("visibility", 3), Visibility::restricted);
    EXPECT_EQ(*join_policy("join_policy", 2), JoinPolicy::invitation);
    EXPECT_EQ(*paint("paint", 8), 8);
    EXPECT_FALSE(paint("paint", 9));
}

TEST(InviteTerms, HaveDefaultsAndLimits) {
    const auto usual = invite_terms(1, 0, 0);
    ASSERT_TRUE(usual);
    EXPECT_EQ(usual->uses, 1u);
    EXPECT_EQ(usual->days_valid, 14u);
    EXPECT_TRUE(invite_terms(3, 1000, 90));
    EXPECT_EQ(invite_terms(0, 1, 1).error().field, "role");
    EXPECT_EQ(invite_terms(1, 1001, 1).error().field, "uses");
    EXPECT_EQ(invite_terms(1, 1, 91).error().field, "days_valid");
}

TEST(PageSizes, AreTheDefaultOrAsWantedUpToTheMost) {
    EXPECT_EQ(*page_size(0, 50, 100), 50u);
    EXPECT_EQ(*page_size(1, 50, 100), 1u);
    EXPECT_EQ(*page_size(100, 50, 100), 100u);
    EXPECT_EQ(page_size(101, 50, 100).error().field, "page_size");
}

TEST(PageTokens, LeadBackToTheirPosition) {
    for (const auto& key : {"", "youth council", "plas-y-môr 🏠"}) {
        const auto position = page_position(page_token({.name_key = key, .id = "abc234"}));
        ASSERT_TRUE(position);
        EXPECT_EQ(position->name_key, key);
        EXPECT_EQ(position->id, "abc234");
    }
    EXPECT_EQ(page_position("")->id, "");
}

TEST(PageTokens, OfSomebodysOwnMakingAreRefused) {
    const auto of_bytes = [](std::string_view bytes) {
        std::string token;
        for (const char byte : bytes) {
            token += "0123456789abcdef"[static_cast<unsigned char>(byte) >> 4U];
            token += "0123456789abcdef"[static_cast<unsigned char>(byte) & 0xfU];
        }
        return token;
    };
    for (const auto& bad : {std::string("a"), std::string("zz"), std::string("AA1F"), of_bytes("no separator"),
                            of_bytes("two\x1f separators\x1f here"), of_bytes("\xff\x1fid"),
                            of_bytes(std::string_view("nul\0\x1fid", 7)), std::string(2002, '6')}) {
        const auto position = page_position(bad);
        ASSERT_FALSE(position) << bad;
        EXPECT_EQ(position.error().field, "page_token");
    }
    EXPECT_TRUE(page_position(of_bytes("name\x1fid")));
}

TEST(SearchWords, AreFoldedAndWithoutAccents) {
    using Words = std::vector<std::string>;
    EXPECT_EQ(*search_words("query", "  SIÂN  o'Llŷn "), (Words{"sian", "o'llyn"}));
    EXPECT_EQ(*search_words("query", "Si\u0302an"), *search_words("query", "sîan"));
    EXPECT_EQ(*search_words("query", " \n "), Words{});
    EXPECT_EQ(search_words("query", "a b c d e f")->size(), max_search_words);
}

TEST(SearchWords, OfALongTextAreRefused) {
    EXPECT_TRUE(search_words("query", std::string(200, 'a')));
    EXPECT_EQ(search_words("query", std::string(201, 'a')).error().field, "query");
}

TEST(LikePatterns, TakeWhatHasAMeaningThereLiterally) {
    EXPECT_EQ(like_pattern("100%"), "%100\\%%");
    EXPECT_EQ(like_pattern("a_b\\c"), "%a\\_b\\\\c%");
    EXPECT_EQ(like_patterns({"a"}), (LikePatterns{"%a%", "%%", "%%", "%%"}));
}

}  // namespace
}  // namespace ourplace::hubs
