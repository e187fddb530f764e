// The private channel of a hub's Champions: who is in it follows who is one.
#include "hubs/channel_tables.hpp"
#include "unit/hubs/hub_programme.hpp"

namespace ourplace::hubs {
namespace {

class TheChannelOfChampions : public ::testing::Test {
  protected:
    v1::CreateChannelRequest request(v1::ChannelVisibility visibility = v1::CHANNEL_VISIBILITY_PRIVATE) {
        v1::CreateChannelRequest request;
        request.set_hub_id(hub);
        request.set_name("Among Champions");
        request.set_visibility(visibility);
        request.set_for_champions(true);
        return request;
    }
    std::string make() {
        return programme.must(programme.call(ana, &HubService::create_channel, request())).channel().channel_id();
    }
    void set_champion(const Caller& whom, bool is_one) {
        v1::SetChampionRequest request;
        request.set_member_id(whom.member_id);
        if (is_one) request.mutable_champion()->add_themes("assets");
        EXPECT_TRUE(programme.call(ana, &HubService::set_champion, request));
    }
    bool reads(const Caller& caller, const std::string& channel) {
        const auto may_open = static_cast<bool>(programme.open(caller, channel));
        EXPECT_EQ(programme.may_follow(caller, "c." + channel), may_open);
        return may_open;
    }

    HubProgramme programme;
    Caller ana = programme.person("Ana");
    Caller ben = programme.person("Ben");
    Caller cai = programme.person("Cai");
    std::string hub = programme.hub("Youth council", {ana, ben, cai});
};

TEST_F(TheChannelOfChampions, IsReadByThemAndByNobodyElse) {
    set_champion(ben, true);
    const auto channel = make();
    EXPECT_TRUE(reads(ben, channel));
    EXPECT_TRUE(programme.open(ben, channel)->channel().for_champions());
    EXPECT_EQ(programme.open(ben, channel)->channel().member_count(), 1U);
    for (const auto& other : {ana, cai, programme.admin}) EXPECT_FALSE(reads(other, channel)) << other.name;
    EXPECT_TRUE(programme.sees(ana, hub).empty());
}

TEST_F(TheChannelOfChampions, FollowsWhoBecomesOneAndWhoNoLongerIs) {
    const auto channel = make();
    set_champion(ben, true);
    EXPECT_TRUE(reads(ben, channel));
    set_champion(ben, false);
    EXPECT_FALSE(reads(ben, channel)) << "at once";
    set_champion(ben, true);
    ASSERT_TRUE(programme.leave(ben, hub));
    EXPECT_FALSE(reads(ben, channel));
    programme.write(
        [&](store::Transaction& tx) { join_hub(tx, hub, ben.member_id, Role::member, programme.clock.now()); });
    EXPECT_TRUE(reads(ben, channel));
}

TEST_F(TheChannelOfChampions, IsNoBusinessOfOtherHubs) {
    const auto channel = make();
    const auto dilys = programme.person("Dilys");
    const auto other = programme.hub("Allotments", {dilys});
    programme.write([&](store::Transaction& tx) {
        accounts::set_champion(tx, dilys.member_id, accounts::Champion{.themes = {"assets"}, .about = {}});
        follow_champion(tx, dilys.member_id, programme.clock.now());
    });
    EXPECT_FALSE(reads(dilys, channel));
}

TEST_F(TheChannelOfChampions, IsNotEnteredLeftOrEmptiedByHand) {
    set_champion(ben, true);
    const auto channel = make();
    v1::AddChannelMemberRequest add;
    add.set_channel_id(channel);
    add.set_member_id(cai.member_id);
    EXPECT_EQ(code_of(programme.call(ana, &HubService::add_channel_member, add)), Code::not_found);
    set_champion(ana, true);
    EXPECT_EQ(code_of(programme.call(ana, &HubService::add_channel_member, add)), Code::failed_precondition);
    v1::RemoveChannelMemberRequest remove;
    remove.set_channel_id(channel);
    remove.set_member_id(ben.member_id);
    EXPECT_EQ(code_of(programme.call(ana, &HubService::remove_channel_member, remove)), Code::failed_precondition);
    v1::LeaveChannelRequest leave;
    leave.set_channel_id(channel);
    EXPECT_EQ(code_of(programme.call(ben, &HubService::leave_channel, leave)), Code::failed_precondition);
    EXPECT_TRUE(reads(ben, channel));
}

TEST_F(TheChannelOfChampions, IsPrivateAndThereIsOneForEachHub) {
    EXPECT_EQ(field_of(programme.call(ana, &HubService::create_channel, request(v1::CHANNEL_VISIBILITY_HUB))),
              "for_champions");
    static_cast<void>(make());
    EXPECT_EQ(code_of(programme.call(ana, &HubService::create_channel, request())), Code::already_exists);
    EXPECT_EQ(code_of(programme.call(ben, &HubService::create_channel, request())), Code::permission_denied);
}

}  // namespace
}  // namespace ourplace::hubs
