// Direct conversations: two people, whoever they are elsewhere, and nobody else.
#include "unit/conversations/conversation_programme.hpp"

namespace ourplace::conversations {
namespace {

class Direct : public AChannel {
  protected:
    Result<v1::OpenDirectResponse> open(const Caller& caller, const std::string& member_id) {
        v1::OpenDirectRequest request;
        request.set_member_id(member_id);
        return programme.call(caller, &ConversationService::open_direct, request);
    }
    v1::Channel between(const Caller& caller, const Caller& other) {
        return programme.must(open(caller, other.member_id)).channel();
    }
};

TEST_F(Direct, BothHaveItUnderTheOthersName) {
    const auto mine = between(ana, ben);
    EXPECT_EQ(mine.visibility(), v1::CHANNEL_VISIBILITY_DIRECT);
    EXPECT_EQ(mine.name(), "Ben");
    EXPECT_EQ(mine.direct_member_id(), ben.member_id);
    EXPECT_EQ(mine.hub_id(), "");
    EXPECT_TRUE(mine.joined());
    const auto theirs = programme.state_of(ben, mine.channel_id());
    ASSERT_TRUE(theirs);
    EXPECT_EQ(theirs->channel().name(), "Ana");
    EXPECT_EQ(theirs->channel().direct_member_id(), ana.member_id);
    const auto told = programme.updates("m." + ben.member_id).back();
    EXPECT_EQ(told.my_channel_joined().channel().name(), "Ana");
}

TEST_F(Direct, IsTheSameWhoeverAsksAndHoweverOften) {
    const auto first = between(ana, ben).channel_id();
    EXPECT_EQ(between(ana, ben).channel_id(), first);
    EXPECT_EQ(between(ben, ana).channel_id(), first);
    EXPECT_NE(between(ana, mod).channel_id(), first);
}

TEST_F(Direct, CarriesMessagesThatTheOtherHasNotRead) {
    const auto channel_id = between(ana, ben).channel_id();
    const auto message = programme.say(ana, channel_id, "between us");
    EXPECT_EQ(message.author().role(), v1::HUB_ROLE_UNSPECIFIED);
    EXPECT_EQ(programme.state_of(ben, channel_id)->unread(), 1U);
    EXPECT_EQ(programme.must(programme.history(ben, channel_id)).messages(0).body(), "between us");
}

TEST_F(Direct, NobodyElseLearnsOfItNotEvenAnAdministrator) {
    const auto channel_id = between(ben, mod).channel_id();
    static_cast<void>(programme.say(ben, channel_id, "between us"));
    for (const auto& outsider : {ana, stranger, programme.admin}) {
        EXPECT_EQ(code_of(programme.history(outsider, channel_id)), Code::not_found);
        EXPECT_FALSE(programme.state_of(outsider, channel_id));
    }
    v1::GetHubRequest request;
    request.set_hub_id(hub);
    const auto hub_page = programme.must(programme.call(ben, &hubs::HubService::get_hub, request));
    EXPECT_EQ(hub_page.channels_size(), 1) << "it is not one of the hub's channels";
}

TEST_F(Direct, NeitherIsAboveTheOther) {
    const auto channel_id = between(ana, ben).channel_id();
    const auto message = programme.say(ben, channel_id, "mine");
    EXPECT_EQ(code_of(programme.erase(ana, message, "an organiser elsewhere")), Code::permission_denied);
    EXPECT_EQ(code_of(programme.add(ana, channel_id, mod)), Code::permission_denied);
    v1::LeaveChannelRequest leave;
    leave.set_channel_id(channel_id);
    EXPECT_EQ(code_of(programme.call(ana, &hubs::HubService::leave_channel, leave)), Code::failed_precondition);
}

TEST_F(Direct, NeedsAHubThatBothBelongTo) {
    const auto refused = open(stranger, ana.member_id);
    EXPECT_EQ(code_of(refused), Code::not_found);
    EXPECT_EQ(field_of(refused), "member_id");
    EXPECT_EQ(error_of(refused).message, error_of(open(stranger, "nobody")).message) << "nobody is found by guessing";
    EXPECT_EQ(code_of(open(ana, ana.member_id)), Code::invalid_argument);
}

TEST_F(Direct, StaysWhenOneLeavesTheHub) {
    const auto channel_id = between(ana, ben).channel_id();
    static_cast<void>(programme.say(ben, channel_id, "before"));
    v1::LeaveHubRequest leave;
    leave.set_hub_id(hub);
    ASSERT_TRUE(programme.call(ben, &hubs::HubService::leave_hub, leave));
    static_cast<void>(programme.say(ben, channel_id, "after"));
    EXPECT_EQ(between(ana, ben).channel_id(), channel_id);
    EXPECT_EQ(programme.state_of(ana, channel_id)->unread(), 2U);
    EXPECT_EQ(programme.state_of(ana, channel_id)->channel().member_count(), 2U);
}

TEST_F(Direct, WhoJoinsTheHubLaterIsNotInIt) {
    const auto channel_id = between(ana, ben).channel_id();
    programme.write([&](store::Transaction& tx) {
        hubs::join_hub(tx, hub, stranger.member_id, hubs::Role::organiser, programme.clock.now());
        return 0;
    });
    EXPECT_FALSE(programme.state_of(stranger, channel_id));
    EXPECT_EQ(code_of(programme.history(stranger, channel_id)), Code::not_found);
}

TEST_F(Direct, NoChannelIsMadeOne) {
    v1::CreateChannelRequest request;
    request.set_hub_id(hub);
    request.set_name("Secret");
    request.set_visibility(v1::CHANNEL_VISIBILITY_DIRECT);
    const auto refused = programme.call(ana, &hubs::HubService::create_channel, request);
    EXPECT_EQ(code_of(refused), Code::invalid_argument);
    EXPECT_EQ(field_of(refused), "visibility");
}

}  // namespace
}  // namespace ourplace::conversations
