// Who belongs to a hub: roles, leaving, removing, and what a person who was removed can still see.
#include "unit/hubs/hub_programme.hpp"

namespace ourplace::hubs {
namespace {

using Names = std::vector<std::string>;
using Kind = store::Notice::Kind;

Names names_in(const v1::ListHubMembersResponse& response) {
    Names names;
    for (const auto& member : response.members()) names.push_back(member.member().name());
    return names;
}

class AHub : public ::testing::Test {
  protected:
    HubProgramme programme;
    Caller ana = programme.person("Ana");
    Caller ben = programme.person("Ben");
    Caller cai = programme.person("Cai");
    std::string hub = programme.hub("Youth council", {ana, ben});
};

using HubMembers = AHub;
using HubRoles = AHub;
using Leaving = AHub;
using Removing = AHub;
using Champions = AHub;

TEST_F(HubMembers, AreListedByNameToThoseWhoBelong) {
    ASSERT_TRUE(programme.set_role(ana, hub, ben, v1::HUB_ROLE_MODERATOR));
    const auto listed = programme.members_of(ben, hub);
    ASSERT_TRUE(listed);
    EXPECT_EQ(names_in(*listed), (Names{"Ana", "Ben"}));
    EXPECT_EQ(listed->members(0).role(), v1::HUB_ROLE_ORGANISER);
    EXPECT_EQ(listed->members(1).role(), v1::HUB_ROLE_MODERATOR);
    EXPECT_EQ(code_of(programme.members_of(cai, hub)), Code::permission_denied);
    EXPECT_TRUE(programme.members_of(programme.admin, hub));
    EXPECT_EQ(code_of(programme.members_of(ana, "nowhere")), Code::not_found);
}

TEST_F(HubMembers, AreFoundByPartsOfTheirNameHoweverItIsAccented) {
    const auto sian = programme.person("Siân Ó Sé");
    programme.write([&](auto& tx) { join_hub(tx, hub, sian.member_id, Role::member, 1); });
    EXPECT_EQ(names_in(*programme.members_of(ana, hub, "sian")), Names{"Siân Ó Sé"});
    EXPECT_EQ(names_in(*programme.members_of(ana, hub, "se SIA\u0302N")), Names{"Siân Ó Sé"});
    EXPECT_EQ(names_in(*programme.members_of(ana, hub, "ana sian")), Names{});
    EXPECT_EQ(names_in(*programme.members_of(ana, hub, "%")), Names{});
    EXPECT_EQ(field_of(programme.members_of(ana, hub, std::string(201, 'a'))), "query");
}

TEST_F(HubMembers, AreFoundByTheirNewNameAndNoLongerByTheOldOne) {
    programme.write([&](auto& tx) {
        ASSERT_TRUE(accounts::rename_member(tx, ben.member_id, *accounts::member_name("name", "Ffion")));
    });
    EXPECT_EQ(names_in(*programme.members_of(ana, hub, "ffion")), Names{"Ffion"});
    EXPECT_EQ(names_in(*programme.members_of(ana, hub, "ben")), Names{});
}

TEST_F(HubMembers, PagesAreCompleteAndHaveNobodyTwice) {
    for (const auto* name : {"Dai", "Eve", "Fay"}) {
        const auto id = programme.member(name);
        programme.write([&](auto& tx) { join_hub(tx, hub, id, Role::member, 1); });
    }
    Names names;
    v1::ListHubMembersRequest request;
    request.set_hub_id(hub);
    request.set_page_size(2);
    do {
        const auto page = programme.call(ana, &HubService::list_hub_members, request);
        ASSERT_TRUE(page);
        for (const auto& name : names_in(*page)) names.push_back(name);
        request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    EXPECT_EQ(names, (Names{"Ana", "Ben", "Dai", "Eve", "Fay"}));
}

TEST_F(HubMembers, OfAnotherNameOrProfileAreToldToTheirHubs) {
    programme.write([&](auto& tx) {
        ASSERT_TRUE(accounts::rename_member(tx, ben.member_id, *accounts::member_name("name", "Benjamin")));
        announce_member_changed(tx, ben.member_id, 5);
    });
    EXPECT_EQ(programme.updates("h." + hub).back().hub_member_changed().member().member().name(), "Benjamin");
}

TEST_F(HubRoles, AreGivenByOrganisersAndAdministrators) {
    EXPECT_EQ(code_of(programme.set_role(ben, hub, ben, v1::HUB_ROLE_ORGANISER)), Code::permission_denied);
    EXPECT_EQ(code_of(programme.set_role(cai, hub, ben, v1::HUB_ROLE_MODERATOR)), Code::permission_denied);
    EXPECT_EQ(field_of(programme.set_role(ana, hub, ben, v1::HUB_ROLE_UNSPECIFIED)), "role");
    EXPECT_EQ(field_of(programme.set_role(ana, hub, cai, v1::HUB_ROLE_MEMBER)), "member_id");
    ASSERT_TRUE(programme.set_role(ana, hub, ben, v1::HUB_ROLE_MODERATOR));
    EXPECT_EQ(programme.role_in(hub, ben), v1::HUB_ROLE_MODERATOR);
    ASSERT_TRUE(programme.set_role(programme.admin, hub, ben, v1::HUB_ROLE_ORGANISER));
    EXPECT_EQ(programme.role_in(hub, ben), v1::HUB_ROLE_ORGANISER);
}

TEST_F(HubRoles, AreToldToTheHubAndToTheMember) {
    ASSERT_TRUE(programme.set_role(ana, hub, ben, v1::HUB_ROLE_MODERATOR));
    EXPECT_EQ(programme.updates("h." + hub).back().hub_member_changed().member().role(), v1::HUB_ROLE_MODERATOR);
    const auto told = programme.updates("m." + ben.member_id).back();
    EXPECT_EQ(told.my_hub_changed().hub().my_role(), v1::HUB_ROLE_MODERATOR);
    ASSERT_TRUE(programme.set_role(ana, hub, ben, v1::HUB_ROLE_MODERATOR));
    EXPECT_EQ(programme.updates("m." + ben.member_id).back().seq(), told.seq()) << "the same role again is no news";
}

TEST_F(HubRoles, TheLastOrganiserStaysOne) {
    EXPECT_EQ(code_of(programme.set_role(ana, hub, ana, v1::HUB_ROLE_MODERATOR)), Code::failed_precondition);
    EXPECT_EQ(code_of(programme.set_role(programme.admin, hub, ana, v1::HUB_ROLE_MEMBER)), Code::failed_precondition);
    EXPECT_TRUE(programme.set_role(ana, hub, ana, v1::HUB_ROLE_ORGANISER));
    ASSERT_TRUE(programme.set_role(ana, hub, ben, v1::HUB_ROLE_ORGANISER));
    EXPECT_TRUE(programme.set_role(ana, hub, ana, v1::HUB_ROLE_MEMBER));
    EXPECT_EQ(programme.role_in(hub, ana), v1::HUB_ROLE_MEMBER);
    EXPECT_EQ(code_of(programme.set_role(ben, hub, ben, v1::HUB_ROLE_MEMBER)), Code::failed_precondition);
}

TEST_F(Leaving, TheLastOrganiserCannotLeaveAndNothingChanges) {
    programme.channel(ana, hub, v1::CHANNEL_VISIBILITY_PRIVATE, "Organisers");
    const auto before = programme.updates("h." + hub).size();
    const auto refused = programme.leave(ana, hub);
    EXPECT_EQ(code_of(refused), Code::failed_precondition);
    EXPECT_EQ(programme.updates("h." + hub).size(), before);
    EXPECT_EQ(programme.sees(ana, hub), Names{"Organisers"});
    EXPECT_EQ(code_of(programme.remove(programme.admin, hub, ana)), Code::failed_precondition);
    ASSERT_TRUE(programme.set_role(ana, hub, ben, v1::HUB_ROLE_ORGANISER));
    EXPECT_TRUE(programme.leave(ana, hub));
}

TEST_F(Leaving, IsToldToTheHubItsPrivateChannelsAndTheMembersOwnDevices) {
    const auto secret = programme.channel(ana, hub, v1::CHANNEL_VISIBILITY_PRIVATE);
    ASSERT_TRUE(programme.add(ana, secret, ben));
    ASSERT_TRUE(programme.leave(ben, hub));
    EXPECT_EQ(programme.updates("h." + hub).back().hub_member_left().member_id(), ben.member_id);
    EXPECT_EQ(programme.updates("c." + secret).back().channel_member_removed().member_id(), ben.member_id);
    EXPECT_EQ(programme.updates("m." + ben.member_id).back().my_hub_left().hub_id(), hub);
    EXPECT_TRUE(programme.leave(ben, hub)) << "who has left has left";
}

TEST_F(Leaving, EndsWithTheChannelsToo) {
    const auto open = programme.channel(ana, hub, v1::CHANNEL_VISIBILITY_OPEN, "Open");
    ASSERT_TRUE(programme.leave(ben, hub));
    EXPECT_FALSE(programme.look_at(ben, hub)->channels(0).joined());
    EXPECT_EQ(programme.open(ana, open)->channel().member_count(), 1u);
}

TEST_F(Removing, IsForOrganisersAndAdministrators) {
    EXPECT_EQ(code_of(programme.remove(ben, hub, ana)), Code::permission_denied);
    EXPECT_EQ(code_of(programme.remove(cai, hub, ben)), Code::permission_denied);
    EXPECT_EQ(field_of(programme.remove(ana, hub, cai)), "member_id");
    EXPECT_TRUE(programme.remove(ana, hub, ben));
    EXPECT_EQ(code_of(programme.remove(programme.admin, hub, ben)), Code::not_found);
}

TEST_F(Removing, ClosesTheViewInTheSameCommit) {
    const auto secret = programme.channel(ana, hub, v1::CHANNEL_VISIBILITY_PRIVATE, "Secret");
    const auto talk = programme.channel(ana, hub, v1::CHANNEL_VISIBILITY_HUB, "Talk");
    const auto open = programme.channel(ana, hub, v1::CHANNEL_VISIBILITY_OPEN, "Open");
    ASSERT_TRUE(programme.add(ana, secret, ben));
    for (const auto& stream : {"h." + hub, "c." + secret, "c." + talk, "c." + open})
        EXPECT_TRUE(programme.may_follow(ben, stream)) << stream;

    const auto noticed_before = programme.noticed(Kind::access_changed);
    ASSERT_TRUE(programme.remove(ana, hub, ben));
    auto noticed = programme.noticed(Kind::access_changed);
    noticed.erase(noticed.begin(), noticed.begin() + static_cast<std::ptrdiff_t>(noticed_before.size()));
    EXPECT_EQ(noticed, std::vector<std::string>{ben.member_id}) << "his connections look again at what he may read";

    for (const auto& stream : {"h." + hub, "c." + secret, "c." + talk})
        EXPECT_FALSE(programme.may_follow(ben, stream)) << stream;
    EXPECT_TRUE(programme.may_follow(ben, "c." + open)) << "like every member of the programme";
    EXPECT_TRUE(programme.may_follow(ben, "m." + ben.member_id));
    EXPECT_EQ(programme.sees(ben, hub), Names{"Open"});
    EXPECT_EQ(code_of(programme.members_of(ben, hub)), Code::permission_denied);
    EXPECT_EQ(code_of(programme.open(ben, secret)), Code::not_found);
    EXPECT_EQ(code_of(programme.open(ben, talk)), Code::permission_denied);
    EXPECT_EQ(code_of(programme.channel_members(ben, secret)), Code::not_found);
    EXPECT_EQ(code_of(programme.channel_members(ben, talk)), Code::permission_denied);
}

TEST_F(Removing, DoesNotComeBackIntoPrivateChannelsByJoiningAgain) {
    const auto secret = programme.channel(ana, hub, v1::CHANNEL_VISIBILITY_PRIVATE, "Secret");
    ASSERT_TRUE(programme.add(ana, secret, ben));
    ASSERT_TRUE(programme.remove(ana, hub, ben));
    programme.write([&](auto& tx) { join_hub(tx, hub, ben.member_id, Role::member, 1); });
    EXPECT_EQ(code_of(programme.open(ben, secret)), Code::not_found);
}

TEST_F(Champions, AreMadeByAnOrganiserOfOneOfTheirHubs) {
    v1::SetChampionRequest request;
    request.set_member_id(ben.member_id);
    request.mutable_champion()->add_themes("housing");
    request.mutable_champion()->set_about("Ran a youth club.");
    for (const auto& refused : {ben, cai})
        EXPECT_EQ(code_of(programme.call(refused, &HubService::set_champion, request)), Code::permission_denied);
    programme.hub("Elsewhere", {cai});
    EXPECT_EQ(code_of(programme.call(cai, &HubService::set_champion, request)), Code::permission_denied)
        << "an organiser of another hub";
    const auto made = programme.call(ana, &HubService::set_champion, request);
    ASSERT_TRUE(made);
    EXPECT_EQ(made->member().champion().themes(0), "housing");
    EXPECT_EQ(programme.updates("h." + hub).back().hub_member_changed().member().member().champion().about(),
              "Ran a youth club.");
    EXPECT_TRUE(programme.updates("m." + ben.member_id).back().profile_changed().me().member().has_champion());
}

TEST_F(Champions, CanBeMadeByAdministratorsAndCanEnd) {
    v1::SetChampionRequest request;
    request.set_member_id(cai.member_id);
    request.mutable_champion();
    EXPECT_TRUE(programme.call(programme.admin, &HubService::set_champion, request)->member().has_champion());
    request.clear_champion();
    EXPECT_FALSE(programme.call(programme.admin, &HubService::set_champion, request)->member().has_champion());
    request.set_member_id("nobody");
    EXPECT_EQ(field_of(programme.call(programme.admin, &HubService::set_champion, request)), "member_id");
    request.mutable_champion()->add_themes("astrology");
    EXPECT_EQ(field_of(programme.call(programme.admin, &HubService::set_champion, request)), "champion.themes");
}

}  // namespace
}  // namespace ourplace::hubs
