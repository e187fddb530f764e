// Channels: open to the programme, for the hub, private.
#include "hubs/channel_tables.hpp"
#include "unit/hubs/hub_programme.hpp"

namespace ourplace::hubs {
namespace {

using Names = std::vector<std::string>;
using Kind = store::Notice::Kind;

class AHubWithChannels : public ::testing::Test {
  protected:
    HubProgramme programme;
    Caller ana = programme.person("Ana");
    Caller ben = programme.person("Ben");
    Caller stranger = programme.person("Stranger");
    std::string hub = programme.hub("Youth council", {ana, ben});
    std::string open = programme.channel(ana, hub, v1::CHANNEL_VISIBILITY_OPEN, "Open");
    std::string talk = programme.channel(ana, hub, v1::CHANNEL_VISIBILITY_HUB, "Talk");
    std::string secret = programme.channel(ana, hub, v1::CHANNEL_VISIBILITY_PRIVATE, "Secret");
};

using Channels = AHubWithChannels;
using OpenChannels = AHubWithChannels;
using HubChannels = AHubWithChannels;
using PrivateChannels = AHubWithChannels;
using ArchivedChannels = AHubWithChannels;

TEST_F(Channels, AreMadeByOrganisersAndEverybodyInTheHubJoinsAtOnce) {
    v1::CreateChannelRequest request;
    request.set_hub_id(hub);
    request.set_name("Events");
    request.set_visibility(v1::CHANNEL_VISIBILITY_HUB);
    for (const auto& refused : {ben, stranger})
        EXPECT_EQ(code_of(programme.call(refused, &HubService::create_channel, request)), Code::permission_denied);
    const auto made = programme.call(ana, &HubService::create_channel, request);
    ASSERT_TRUE(made);
    EXPECT_TRUE(made->channel().joined());
    EXPECT_EQ(made->channel().member_count(), 2u);
    EXPECT_TRUE(programme.open(ben, made->channel().channel_id())->channel().joined());
    const auto told = programme.updates("h." + hub).back().channel_created().channel();
    EXPECT_EQ(told.name(), "Events");
    EXPECT_TRUE(told.joined());
}

TEST_F(Channels, NameTheFieldAtFault) {
    const auto field_at_fault = [&](auto change) {
        v1::CreateChannelRequest request;
        request.set_hub_id(hub);
        request.set_name("Events");
        request.set_visibility(v1::CHANNEL_VISIBILITY_HUB);
        change(request);
        return field_of(programme.call(ana, &HubService::create_channel, request));
    };
    EXPECT_EQ(field_at_fault([](auto& request) { request.set_name("\n"); }), "name");
    EXPECT_EQ(field_at_fault([](auto& request) { request.set_purpose(std::string(281, 'a')); }), "purpose");
    EXPECT_EQ(field_at_fault([](auto& request) { request.clear_visibility(); }), "visibility");
    EXPECT_EQ(field_at_fault([](auto& request) { request.set_hub_id("nowhere"); }), "hub_id");
}

TEST_F(Channels, AreRenamedByOrganisersAndTellWhoeverReadsThem) {
    v1::UpdateChannelRequest request;
    request.set_channel_id(talk);
    request.set_name("Sgwrs");
    EXPECT_EQ(code_of(programme.call(ben, &HubService::update_channel, request)), Code::permission_denied);
    const auto changed = programme.call(ana, &HubService::update_channel, request);
    ASSERT_TRUE(changed);
    EXPECT_EQ(changed->channel().name(), "Sgwrs");
    EXPECT_FALSE(changed->channel().archived());
    const auto told = programme.updates("c." + talk).back();
    EXPECT_EQ(told.channel_changed().channel().name(), "Sgwrs");
    EXPECT_FALSE(told.channel_changed().channel().joined()) << "everybody gets the same bytes";
    ASSERT_TRUE(programme.call(ana, &HubService::update_channel, request));
    EXPECT_EQ(programme.updates("c." + talk).back().seq(), told.seq()) << "saying the same again is no news";
}

TEST_F(Channels, AreListedByNameWithTheArchivedOnesLast) {
    ASSERT_TRUE(programme.archive(ana, open));
    EXPECT_EQ(programme.sees(ana, hub), (Names{"Secret", "Talk", "Open"}));
}

TEST_F(OpenChannels, AreReadJoinedAndLeftByAnyMemberOfTheProgramme) {
    EXPECT_EQ(programme.sees(stranger, hub), Names{"Open"});
    EXPECT_TRUE(programme.may_follow(stranger, "c." + open));
    EXPECT_TRUE(programme.channel_members(stranger, open));
    const auto opened = programme.open(stranger, open);
    ASSERT_TRUE(opened);
    EXPECT_FALSE(opened->channel().joined());
    EXPECT_EQ(opened->hub().name(), "Youth council");
    EXPECT_TRUE(programme.join_channel(stranger, open)->channel().joined());
    EXPECT_EQ(programme.updates("m." + stranger.member_id).back().my_channel_joined().channel().name(), "Open");
    EXPECT_TRUE(programme.leave_channel(stranger, open));
    EXPECT_EQ(programme.updates("m." + stranger.member_id).back().my_channel_left().channel_id(), open);
    EXPECT_FALSE(programme.open(stranger, open)->channel().joined());
}

TEST_F(OpenChannels, ListPeopleFromElsewhereWithoutARole) {
    ASSERT_TRUE(programme.join_channel(stranger, open));
    const auto listed = programme.channel_members(ben, open);
    ASSERT_EQ(listed->members_size(), 3);
    EXPECT_EQ(listed->members(0).role(), v1::HUB_ROLE_ORGANISER);
    EXPECT_EQ(listed->members(2).member().name(), "Stranger");
    EXPECT_EQ(listed->members(2).role(), v1::HUB_ROLE_UNSPECIFIED);
}

TEST_F(HubChannels, AreForThoseWhoBelongToTheHub) {
    EXPECT_TRUE(programme.may_follow(ben, "c." + talk));
    EXPECT_FALSE(programme.may_follow(stranger, "c." + talk));
    EXPECT_EQ(code_of(programme.open(stranger, talk)), Code::permission_denied);
    EXPECT_EQ(code_of(programme.join_channel(stranger, talk)), Code::permission_denied);
    EXPECT_EQ(code_of(programme.channel_members(stranger, talk)), Code::permission_denied);
    EXPECT_EQ(code_of(programme.add(ana, talk, stranger)), Code::failed_precondition);
}

TEST_F(HubChannels, ThatSomebodyLeftAreStillThereToReadAndToJoin) {
    ASSERT_TRUE(programme.leave_channel(ben, talk));
    EXPECT_FALSE(programme.open(ben, talk)->channel().joined());
    EXPECT_TRUE(programme.may_follow(ben, "c." + talk));
    const auto before = programme.updates("m." + ben.member_id).size();
    EXPECT_TRUE(programme.join_channel(ben, talk)->channel().joined());
    EXPECT_TRUE(programme.join_channel(ben, talk)) << "twice is once";
    EXPECT_EQ(programme.updates("m." + ben.member_id).size(), before + 1);
}

TEST_F(HubChannels, SomebodyIsAddedToAndRemovedFromByOrganisers) {
    EXPECT_EQ(code_of(programme.remove_from_channel(ben, talk, ana)), Code::permission_denied);
    EXPECT_TRUE(programme.remove_from_channel(ana, talk, ben));
    EXPECT_EQ(field_of(programme.remove_from_channel(ana, talk, ben)), "member_id");
    EXPECT_EQ(code_of(programme.add(ben, talk, ben)), Code::permission_denied);
    EXPECT_TRUE(programme.add(ana, talk, ben));
    EXPECT_TRUE(programme.open(ben, talk)->channel().joined());
}

TEST_F(PrivateChannels, DoNotExistForThoseWhoWereNotAdded) {
    ASSERT_TRUE(programme.set_role(ana, hub, ben, v1::HUB_ROLE_ORGANISER));
    const auto nowhere = programme.open(ben, "nowhere");
    ASSERT_FALSE(nowhere);
    v1::UpdateChannelRequest rename;
    rename.set_channel_id(secret);
    rename.set_name("Found");
    for (const auto& outsider : {ben, stranger, programme.admin}) {
        const std::vector<Error> answers{error_of(programme.open(outsider, secret)),
                                         error_of(programme.join_channel(outsider, secret)),
                                         error_of(programme.leave_channel(outsider, secret)),
                                         error_of(programme.channel_members(outsider, secret)),
                                         error_of(programme.add(outsider, secret, outsider)),
                                         error_of(programme.remove_from_channel(outsider, secret, ana)),
                                         error_of(programme.call(outsider, &HubService::update_channel, rename))};
        for (const auto& answer : answers) {
            EXPECT_EQ(answer.code, Code::not_found);
            EXPECT_EQ(answer.message, nowhere.error().message);
            EXPECT_EQ(answer.field, nowhere.error().field);
        }
        EXPECT_FALSE(programme.may_follow(outsider, "c." + secret));
    }
    EXPECT_EQ(programme.sees(ben, hub), (Names{"Open", "Talk"})) << "not even the hub's other organisers see it";
    EXPECT_EQ(programme.sees(stranger, hub), Names{"Open"});
    EXPECT_EQ(programme.sees(programme.admin, hub), Names{"Open"});
}

TEST_F(PrivateChannels, AreNotSpokenOfInTheHubsStream) {
    ASSERT_TRUE(programme.add(ana, secret, ben));
    ASSERT_TRUE(programme.archive(ana, secret));
    ASSERT_TRUE(programme.remove_from_channel(ana, secret, ben));
    for (const auto& update : programme.updates("h." + hub)) {
        EXPECT_EQ(update.DebugString().find(secret), std::string::npos);
        EXPECT_EQ(update.DebugString().find("Secret"), std::string::npos);
    }
}

TEST_F(PrivateChannels, AreOpenedToWhomTheOrganiserAdds) {
    const auto noticed_before = programme.noticed(Kind::access_changed).size();
    ASSERT_TRUE(programme.add(ana, secret, ben));
    EXPECT_TRUE(programme.may_follow(ben, "c." + secret));
    EXPECT_EQ(programme.sees(ben, hub), (Names{"Open", "Secret", "Talk"}));
    EXPECT_EQ(programme.channel_members(ben, secret)->members_size(), 2);
    EXPECT_EQ(programme.updates("c." + secret).back().channel_member_added().member().member().name(), "Ben");
    EXPECT_EQ(programme.updates("m." + ben.member_id).back().my_channel_joined().channel().name(), "Secret");
    ASSERT_EQ(programme.noticed(Kind::access_changed).size(), noticed_before + 1);
    EXPECT_EQ(programme.noticed(Kind::access_changed).back(), ben.member_id);
    EXPECT_EQ(code_of(programme.add(ana, secret, stranger)), Code::failed_precondition) << "who must be in the hub";
    EXPECT_EQ(code_of(programme.add(ben, secret, ben)), Code::permission_denied);
}

TEST_F(PrivateChannels, CloseAtOnceForWhomTheOrganiserRemoves) {
    ASSERT_TRUE(programme.add(ana, secret, ben));
    const auto noticed_before = programme.noticed(Kind::access_changed).size();
    ASSERT_TRUE(programme.remove_from_channel(ana, secret, ben));
    EXPECT_EQ(programme.noticed(Kind::access_changed).size(), noticed_before + 1);
    EXPECT_EQ(programme.noticed(Kind::access_changed).back(), ben.member_id);
    EXPECT_FALSE(programme.may_follow(ben, "c." + secret));
    EXPECT_EQ(code_of(programme.open(ben, secret)), Code::not_found);
    EXPECT_EQ(programme.updates("c." + secret).back().channel_member_removed().member_id(), ben.member_id);
    EXPECT_EQ(programme.updates("m." + ben.member_id).back().my_channel_left().channel_id(), secret);
}

TEST_F(PrivateChannels, CanBeLeft) {
    ASSERT_TRUE(programme.add(ana, secret, ben));
    ASSERT_TRUE(programme.leave_channel(ben, secret));
    EXPECT_EQ(code_of(programme.open(ben, secret)), Code::not_found);
    EXPECT_EQ(code_of(programme.join_channel(ben, secret)), Code::not_found) << "and not be joined again";
}

TEST_F(PrivateChannels, AreNotMadeByAdministratorsWhoCouldNotBeInThem) {
    v1::CreateChannelRequest request;
    request.set_hub_id(hub);
    request.set_name("Admins");
    request.set_visibility(v1::CHANNEL_VISIBILITY_PRIVATE);
    EXPECT_EQ(code_of(programme.call(programme.admin, &HubService::create_channel, request)),
              Code::failed_precondition);
    request.set_visibility(v1::CHANNEL_VISIBILITY_HUB);
    const auto made = programme.call(programme.admin, &HubService::create_channel, request);
    ASSERT_TRUE(made);
    EXPECT_FALSE(made->channel().joined());
    EXPECT_TRUE(programme.updates("h." + hub).back().channel_created().channel().joined());
}

TEST_F(ArchivedChannels, AreReadAsBeforeAndCanBeOpenedAgain) {
    EXPECT_EQ(code_of(programme.archive(ben, talk)), Code::permission_denied);
    ASSERT_TRUE(programme.archive(ana, talk));
    EXPECT_TRUE(programme.updates("c." + talk).back().channel_changed().channel().archived());
    EXPECT_TRUE(programme.open(ben, talk)->channel().archived());
    const auto may_post = [&] {
        return programme.write([&](auto& tx) { return in_channel(tx, ben, talk)->may_post(); });
    };
    EXPECT_FALSE(may_post());
    ASSERT_TRUE(programme.archive(ana, talk, false));
    EXPECT_TRUE(may_post());
}

TEST(Streams, AreFollowedByWhomTheyAreFor) {
    HubProgramme programme;
    const auto ana = programme.person("Ana");
    const auto ben = programme.person("Ben");
    const auto hub = programme.hub("Youth council", {ana});
    EXPECT_TRUE(programme.may_follow(ana, "m." + ana.member_id));
    EXPECT_FALSE(programme.may_follow(ben, "m." + ana.member_id));
    EXPECT_FALSE(programme.may_follow(programme.admin, "m." + ana.member_id)) << "not even administrators";
    EXPECT_TRUE(programme.may_follow(ana, "h." + hub));
    EXPECT_FALSE(programme.may_follow(ben, "h." + hub));
    const Names unknown{"", ".", "m", "m.", "h.", "c.", "x." + ana.member_id, "m-" + ana.member_id};
    for (const auto& nothing : unknown) EXPECT_FALSE(programme.may_follow(ana, nothing)) << nothing;
    Caller nobody;
    EXPECT_FALSE(programme.may_follow(nobody, "m."));
}

}  // namespace
}  // namespace ourplace::hubs
