#include "accounts/accounts_tables.hpp"

#include <array>
#include <gtest/gtest.h>

#include "unit/test_programme.hpp"

namespace ourplace::accounts {
namespace {

using store::Transaction;

TEST(Members, AreFoundByTheNameHoweverItIsTyped) {
    TestProgramme programme;
    const auto id = programme.member("Siân Rees");
    programme.write([&](Transaction& tx) {
        EXPECT_EQ(find_member_by_name(tx, " sia\u0302n  REES ")->member_id, id);
        EXPECT_FALSE(find_member_by_name(tx, "Sian Rees"));
        EXPECT_FALSE(find_member(tx, "nobody"));
    });
}

TEST(Members, ANameIsGivenOnce) {
    TestProgramme programme;
    programme.member("Siân Rees");
    programme.write([&](Transaction& tx) {
        const auto twin = create_member(tx, {.name = *member_name("name", "SIÂN REES"), .passphrase_hash = {}}, 1);
        ASSERT_FALSE(twin);
        EXPECT_EQ(twin.error().code, Code::already_exists);
        EXPECT_EQ(twin.error().field, "name");
        EXPECT_EQ(twin.error().message.find("Rees"), std::string::npos) << "an error repeats nothing personal";
    });
}

TEST(Members, MayChangeTheWritingOfTheirOwnNameButNotTakeAnothers) {
    TestProgramme programme;
    const auto ana = programme.member("ana");
    programme.member("Ben");
    programme.write([&](Transaction& tx) {
        EXPECT_TRUE(rename_member(tx, ana, *member_name("name", "Ana")));
        EXPECT_EQ(rename_member(tx, ana, *member_name("name", "BEN")).error().code, Code::already_exists);
        EXPECT_EQ(find_member(tx, ana)->name, "Ana");
    });
}

TEST(Members, AChampionsProfileComesAndGoes) {
    TestProgramme programme;
    const auto ana = programme.member("Ana");
    programme.write([&](Transaction& tx) {
        set_champion(tx, ana, Champion{.themes = {"housing", "youth"}, .about = "Ran a youth club."});
        const auto wire = to_wire(*find_member(tx, ana));
        ASSERT_EQ(wire.champion().themes_size(), 2);
        EXPECT_EQ(wire.champion().themes(1), "youth");
        EXPECT_EQ(wire.champion().about(), "Ran a youth club.");
        set_champion(tx, ana, Champion{.themes = {}, .about = ""});
        EXPECT_TRUE(to_wire(*find_member(tx, ana)).has_champion()) << "a Champion without themes is one";
        set_champion(tx, ana, std::nullopt);
        EXPECT_FALSE(to_wire(*find_member(tx, ana)).has_champion());
    });
}

TEST(Members, NamesOfManyLeaveOutWhoDoesNotExist) {
    TestProgramme programme;
    const auto ana = programme.member("Ana");
    const auto ben = programme.member("Ben");
    programme.write([&](Transaction& tx) {
        const std::array<std::string, 4> ids{ana, "nobody", ben, ana};
        EXPECT_EQ(names_of(tx, ids), (std::unordered_map<std::string, std::string>{{ana, "Ana"}, {ben, "Ben"}}));
        EXPECT_EQ(find_members(tx, ids).size(), 2u);
    });
}

TEST(Members, AChangedProfileIsAnUpdateInTheirOwnStreamOnly) {
    TestProgramme programme;
    const auto ana = programme.member("Ana");
    programme.write([&](Transaction& tx) {
        set_about(tx, ana, "Here since 1987.");
        announce_profile_changed(tx, ana, 5);
    });
    const auto updates = programme.updates("m." + ana);
    ASSERT_EQ(updates.size(), 1u);
    EXPECT_EQ(updates[0].profile_changed().me().member().about(), "Here since 1987.");
    EXPECT_EQ(updates[0].profile_changed().me().programme_name(), "Our Place");
    EXPECT_EQ(updates[0].profile_changed().me().session_id(), "");
}

}  // namespace
}  // namespace ourplace::accounts
