#include "base/text.hpp"

#include <gtest/gtest.h>

namespace ourplace {
namespace {

constexpr TextLimits name_limits{.least = 1, .most = 80};

std::string accepted(std::string_view text, TextLimits limits = name_limits) {
    const auto result = validated_text("name", text, limits);
    return result ? *result : "refused: " + result.error().message;
}
bool refused(std::string_view text, TextLimits limits = name_limits) {
    const auto result = validated_text("name", text, limits);
    return !result && result.error().code == Code::invalid_argument && result.error().field == "name";
}

TEST(Text, OnlyShortestFormsOfRealCharactersAreValidUtf8) {
    EXPECT_TRUE(is_valid_utf8(""));
    EXPECT_TRUE(is_valid_utf8("Siân 👩🏽‍🌾 שלום"));
    EXPECT_FALSE(is_valid_utf8("\xFF"));
    EXPECT_FALSE(is_valid_utf8("cut off \xF0\x9F\x8C"));
    EXPECT_FALSE(is_valid_utf8("\xC0\xAF")) << "overlong";
    EXPECT_FALSE(is_valid_utf8("\xED\xA0\x80")) << "surrogate";
    EXPECT_FALSE(is_valid_utf8("\xF4\x90\x80\x80")) << "above U+10FFFF";
}

TEST(Text, CharactersAreCountedNotBytes) {
    EXPECT_EQ(count_characters("Siân"), 4u);
    EXPECT_EQ(count_characters("🌻🌻"), 2u);
}

TEST(Text, TrimmingKnowsUnicodeSpaces) {
    EXPECT_EQ(trimmed(" \t\u00A0\u3000Ana Maria\u2003\n"), "Ana Maria");
    EXPECT_EQ(trimmed(" \n "), "");
    // A header of a request may hold any bytes.
    EXPECT_EQ(trimmed(" \xff text/plain\xd2 "), "\xff text/plain\xd2");
}

TEST(Text, FoldingIgnoresCaseAccentFormWidthSpacesAndInvisibleCharacters) {
    EXPECT_EQ(folded("SIÂN  Rees"), folded("sia\u0302n rees"));
    EXPECT_EQ(folded("Ａｎａ"), folded("ana"));
    EXPECT_EQ(folded("An\u200Ba\u00AD"), folded("ana"));
    EXPECT_EQ(folded("Straße"), folded("STRASSE"));
    EXPECT_NE(folded("Sian"), folded("Siân")) << "an accent makes another name";
}

TEST(Text, ALineIsTrimmedComposedAndSingleSpaced) {
    EXPECT_EQ(accepted("  Sia\u0302n \t Rees\u00A0"), "Siân Rees");
    EXPECT_EQ(accepted("👩🏽‍🌾"), "👩🏽‍🌾") << "joiners inside emoji stay";
    EXPECT_EQ(accepted("שרה\u200F"), "שרה\u200F");
}

TEST(Text, ALineWithNothingVisibleIsRefused) {
    EXPECT_TRUE(refused(""));
    EXPECT_TRUE(refused(" \n\t "));
    EXPECT_TRUE(refused("\u200B\u2060"));
    EXPECT_TRUE(refused("\u3164")) << "Hangul filler";
    EXPECT_TRUE(refused("\u2800")) << "blank Braille";
    EXPECT_TRUE(refused("\u0301\u0301")) << "accents on nothing";
}

TEST(Text, ControlAndDirectionCharactersAreRefused) {
    EXPECT_TRUE(refused(std::string_view("A\0na", 4)));
    EXPECT_TRUE(refused("Ana\x1B[31m"));
    EXPECT_TRUE(refused("Ana\u202Eanimda"));
    EXPECT_TRUE(refused("\u2066Ana"));
    EXPECT_TRUE(refused("Ana \uE000"));
}

TEST(Text, LimitsCountCharactersAfterTrimming) {
    std::string eighty;
    for (int i = 0; i < 80; ++i) eighty += "ŵ";
    EXPECT_EQ(accepted("  " + eighty + "  "), eighty);
    EXPECT_TRUE(refused(eighty + "ŵ"));
    EXPECT_EQ(validated_text("name", eighty + "ŵ", name_limits).error().message,
              "This has 81 characters; allowed are 1 to 80 characters.");
}

TEST(Text, SeveralLinesAreKeptWhereAllowed) {
    EXPECT_EQ(accepted("one\ntwo", {.most = 280, .lines = Lines::many}), "one\ntwo");
    EXPECT_EQ(accepted("one\ntwo", {.most = 280}), "one two");
    EXPECT_EQ(accepted("", {.most = 280}), "");
}

TEST(Shortened, EndsAtAWholeWordThatLeavesRoom) {
    EXPECT_EQ(shortened(" Which\npumps? ", 20), "Which pumps?");
    EXPECT_EQ(shortened("Which pumps do not run?", 15), "Which pumps…");
    EXPECT_EQ(shortened("Llanfairpwllgwyngyll", 6), "Llanf…");
    EXPECT_EQ(count_characters(shortened(std::string("ŵŵŵŵŵŵŵŵ"), 5)), 5u);
}

TEST(Searchable, IsFoldedAndWithoutAccents) {
    EXPECT_EQ(searchable(" Siân  LLŶN "), "sian llyn");
    EXPECT_EQ(searchable("si\u0302an"), searchable("sîan"));
    EXPECT_EQ(searchable("Ａna"), "ana");
    EXPECT_EQ(searchable("naïve 🏠"), "naive 🏠");
}

}  // namespace
}  // namespace ourplace
