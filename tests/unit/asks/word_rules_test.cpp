#include "asks/word_rules.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace ourplace::asks {
namespace {

std::vector<std::string> shown(std::string_view text) {
    std::vector<std::string> words;
    for (const auto& word : words_of(text)) words.push_back(word.shown);
    return words;
}
bool same(std::string_view one, std::string_view other) { return word_keys(one) == word_keys(other); }

TEST(Words, AreThoseThatSayWhatItIsAbout) {
    EXPECT_EQ(shown("How did you get the lease for your allotment?"), (std::vector<std::string>{"lease", "allotment"}));
    EXPECT_EQ(shown("Mae angen help gyda'r ganolfan gymunedol"),
              (std::vector<std::string>{"gyda", "ganolfan", "gymunedol"}));
    EXPECT_TRUE(words_of("").empty());
    EXPECT_TRUE(words_of("?! 2026 -- 7").empty());
}

TEST(Words, CountOnceInAllTheirForms) {
    EXPECT_EQ(shown("Allotments: an allotment is an ALLOTMENT"), (std::vector<std::string>{"allotments"}));
    EXPECT_TRUE(same("plan", "planning"));
    EXPECT_TRUE(same("charity", "charities"));
    EXPECT_TRUE(same("lease", "leases"));
    EXPECT_TRUE(same("evicted", "evict"));
    EXPECT_TRUE(same("Siân", "sian"));
    EXPECT_FALSE(same("bus", "business"));
}

TEST(Words, ComeInOrderForComparing) {
    const auto keys = word_keys("youth club, allotment, lease and the youth");
    EXPECT_EQ(keys.size(), 4U);
    EXPECT_TRUE(std::ranges::is_sorted(keys));
}

}  // namespace
}  // namespace ourplace::asks
