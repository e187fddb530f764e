#include "base/id.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>

namespace ourplace {
namespace {

TEST(Ids, AreThirteenCharactersThatAreSafeInAUrl) {
    for (int i = 0; i < 100; ++i) {
        const auto id = new_id();
        EXPECT_EQ(id.size(), 13u);
        EXPECT_TRUE(std::ranges::all_of(id, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '2' && c <= '7'); }));
    }
}

TEST(Ids, AreNeverTheSameAndUseTheirWholeAlphabet) {
    std::set<std::string> ids;
    std::set<char> characters;
    for (int i = 0; i < 10'000; ++i) {
        const auto id = new_id();
        characters.insert(id.begin(), id.end());
        ids.insert(id);
    }
    EXPECT_EQ(ids.size(), 10'000u);
    EXPECT_EQ(characters.size(), 32u);
}

TEST(Secrets, HaveTwoHundredAndFiftySixBitsForAUrlsFragment) {
    std::set<std::string> secrets;
    for (int i = 0; i < 1000; ++i) {
        const auto secret = new_secret();
        EXPECT_EQ(secret.size(), 43u);
        EXPECT_EQ(secret.find_first_of(std::string("+/=\0", 4)), std::string::npos);
        secrets.insert(secret);
    }
    EXPECT_EQ(secrets.size(), 1000u);
}

TEST(Secrets, AreKeptAsBlake2bOfThirtyTwoBytes) {
    // RFC 7693 gives "abc" for 64 bytes; this is BLAKE2b-256 of the same, as `b2sum -l 256` prints it.
    std::string hex;
    for (const char byte : hash_secret("abc")) {
        hex += "0123456789abcdef"[static_cast<unsigned char>(byte) >> 4U];
        hex += "0123456789abcdef"[static_cast<unsigned char>(byte) & 15U];
    }
    EXPECT_EQ(hex, "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319");
    EXPECT_NE(hash_secret("abc"), hash_secret("abd"));
    EXPECT_EQ(hash_secret("").size(), 32u);
}

}  // namespace
}  // namespace ourplace
