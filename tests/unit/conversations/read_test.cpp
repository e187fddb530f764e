// Pages of history, read markers, the overview, and who is here.
#include "unit/conversations/conversation_programme.hpp"

namespace ourplace::conversations {
namespace {

using Numbers = std::vector<std::uint64_t>;

Numbers numbers_of(const v1::ListMessagesResponse& page) {
    Numbers numbers;
    for (const auto& message : page.messages()) numbers.push_back(message.seq());
    return numbers;
}

using MarkRead = AChannel;
using Overview = AChannel;
using Present = AChannel;

// Messages 1 to 10, of which 5 is a reaction: a number, but no message.
class Pages : public AChannel {
  protected:
    Pages() {
        for (int i = 1; i <= 10; ++i) {
            if (i == 5) {
                static_cast<void>(programme.react(ana, first));
            } else {
                const auto said = programme.say(ben, channel, "Message " + std::to_string(i));
                if (i == 1) first = said;
            }
        }
    }
    Result<v1::ListMessagesResponse> page(unsigned size, auto position) {
        v1::ListMessagesRequest request;
        request.set_channel_id(channel);
        request.set_page_size(size);
        position(request);
        return programme.call(ana, &ConversationService::list_messages, request);
    }
    v1::ListMessagesResponse newest(unsigned size) {
        return *page(size, [](auto&) {});
    }
    v1::ListMessagesResponse before(std::uint64_t seq, unsigned size) {
        return *page(size, [&](auto& request) { request.set_before_seq(seq); });
    }
    v1::ListMessagesResponse after(std::uint64_t seq, unsigned size) {
        return *page(size, [&](auto& request) { request.set_after_seq(seq); });
    }
    v1::ListMessagesResponse around(std::uint64_t seq, unsigned size) {
        return *page(size, [&](auto& request) { request.set_around_seq(seq); });
    }
    v1::Message first;
};

TEST_F(Pages, BeginWithTheNewest) {
    const auto page = newest(3);
    EXPECT_EQ(numbers_of(page), (Numbers{8, 9, 10}));
    EXPECT_TRUE(page.has_older());
    EXPECT_FALSE(page.has_newer());
    EXPECT_EQ(page.as_of_seq(), 10u);
    EXPECT_FALSE(newest(9).has_older());
}

TEST_F(Pages, GoBackInTimeToTheFirst) {
    EXPECT_EQ(numbers_of(before(8, 3)), (Numbers{4, 6, 7}));
    EXPECT_TRUE(before(8, 3).has_newer());
    EXPECT_TRUE(before(8, 3).has_older());
    EXPECT_EQ(numbers_of(before(4, 3)), (Numbers{1, 2, 3}));
    EXPECT_FALSE(before(4, 3).has_older());
    EXPECT_EQ(numbers_of(before(1, 3)), Numbers{});
    EXPECT_TRUE(before(0, 3).has_newer());
    EXPECT_EQ(numbers_of(before(~std::uint64_t{0}, 2)), (Numbers{9, 10}));
    EXPECT_TRUE(before(10, 3).has_newer()) << "the tenth itself";
    EXPECT_FALSE(before(11, 3).has_newer());
}

TEST_F(Pages, GoForwardToTheNewest) {
    EXPECT_EQ(numbers_of(after(0, 3)), (Numbers{1, 2, 3}));
    EXPECT_FALSE(after(0, 3).has_older());
    EXPECT_TRUE(after(0, 3).has_newer());
    EXPECT_EQ(numbers_of(after(3, 3)), (Numbers{4, 6, 7}));
    EXPECT_TRUE(after(3, 3).has_older());
    EXPECT_EQ(numbers_of(after(7, 3)), (Numbers{8, 9, 10}));
    EXPECT_FALSE(after(7, 3).has_newer());
    EXPECT_EQ(numbers_of(after(10, 3)), Numbers{});
    EXPECT_TRUE(after(~std::uint64_t{0}, 3).has_older());
}

TEST_F(Pages, LieAroundANumberThatNeedNotBeAMessage) {
    EXPECT_EQ(numbers_of(around(6, 4)), (Numbers{4, 6, 7, 8}));
    EXPECT_TRUE(around(6, 4).has_older());
    EXPECT_TRUE(around(6, 4).has_newer());
    EXPECT_EQ(numbers_of(around(5, 4)), (Numbers{3, 4, 6, 7}));
    EXPECT_EQ(numbers_of(around(1, 4)), (Numbers{1, 2, 3}));
    EXPECT_FALSE(around(1, 4).has_older());
    EXPECT_EQ(numbers_of(around(10, 1)), Numbers{10});
    EXPECT_FALSE(around(10, 1).has_newer());
    EXPECT_TRUE(around(7, 1).has_newer());
    EXPECT_EQ(numbers_of(around(~std::uint64_t{0}, 4)), (Numbers{9, 10}));
}

TEST_F(Pages, JoinWithoutHolesOrDoublesInBothDirections) {
    Numbers backwards;
    for (auto page = newest(2);; page = before(page.messages(0).seq(), 2)) {
        const auto numbers = numbers_of(page);
        backwards.insert(backwards.begin(), numbers.begin(), numbers.end());
        if (!page.has_older()) break;
    }
    Numbers forwards;
    for (auto page = after(0, 2);; page = after(forwards.back(), 2)) {
        const auto numbers = numbers_of(page);
        forwards.insert(forwards.end(), numbers.begin(), numbers.end());
        if (!page.has_newer()) break;
    }
    const Numbers all{1, 2, 3, 4, 6, 7, 8, 9, 10};
    EXPECT_EQ(backwards, all);
    EXPECT_EQ(forwards, all);
}

TEST_F(Pages, BringAlongWhatIsQuotedFromElsewhere) {
    const auto near = programme.say(ana, channel, "Near");
    programme.reply(ben, first, "One");
    programme.reply(mod, first, "Two");
    programme.reply(mod, near, "Three");
    const auto page = newest(4);
    ASSERT_EQ(page.quoted_size(), 1) << "once, and nothing that the page has anyway";
    EXPECT_EQ(page.quoted(0).body(), "Message 1");
    EXPECT_EQ(page.quoted(0).reactions_size(), 1);
}

TEST_F(Pages, SayWhichUpdatesTheyContain) {
    ASSERT_TRUE(programme.react(mod, first));
    EXPECT_EQ(newest(1).as_of_seq(), 11u);
    EXPECT_EQ(before(3, 1).as_of_seq(), 11u);
}

TEST_F(Pages, HaveTheReactionsAndMentionsOfEachMessage) {
    auto request = programme.draft(channel, "@Ana @Mod");
    request.add_mentioned_member_ids(ana.member_id);
    request.add_mentioned_member_ids(mod.member_id);
    ASSERT_TRUE(programme.post(ben, request));
    const auto page = newest(10);
    EXPECT_EQ(page.messages(0).reactions_size(), 1);
    EXPECT_EQ(page.messages(1).reactions_size(), 0);
    EXPECT_EQ(page.messages(8).mentions_size(), 0);
    EXPECT_EQ(page.messages(9).mentions_size(), 2);
}

TEST_F(Pages, AreForThoseWhoMayReadAndHaveALimit) {
    EXPECT_EQ(code_of(programme.history(stranger, channel)), Code::permission_denied);
    EXPECT_EQ(code_of(programme.history(ana, "nowhere")), Code::not_found);
    EXPECT_EQ(field_of(page(201, [](auto&) {})), "page_size");
    ASSERT_TRUE(programme.leave_channel(mod, channel));
    EXPECT_TRUE(programme.history(mod, channel)) << "who has left a channel of their hub may still look in";
}

TEST_F(MarkRead, MovesForwardOnlyAndNotBeyondTheNewest) {
    for (int i = 0; i < 3; ++i) programme.say(ben, channel, "Message");
    EXPECT_EQ(programme.mark_read(ana, channel, 2)->read_seq(), 2u);
    EXPECT_EQ(programme.mark_read(ana, channel, 2)->unread(), 1u);
    EXPECT_EQ(programme.mark_read(ana, channel, 1)->read_seq(), 2u);
    EXPECT_EQ(programme.mark_read(ana, channel, 0)->read_seq(), 2u);
    EXPECT_EQ(programme.mark_read(ana, channel, ~std::uint64_t{0})->read_seq(), 3u);
    programme.say(ben, channel, "Message");
    EXPECT_EQ(programme.state_of(ana, channel)->unread(), 1u) << "nobody has read what is not yet said";
    EXPECT_EQ(code_of(programme.mark_read(stranger, channel, 1)), Code::permission_denied);
}

TEST_F(MarkRead, OtherDevicesFollowAndNobodyElseLearnsOfIt) {
    programme.say(ben, channel, "One");
    programme.say(ben, channel, "Two");
    const auto other_device = programme.on_device(ana.member_id, "Old phone");
    ASSERT_TRUE(programme.mark_read(ana, channel, 1));
    const auto told = programme.updates("m." + ana.member_id).back();
    EXPECT_EQ(told.read_marker_moved().channel_id(), channel);
    EXPECT_EQ(told.read_marker_moved().read_seq(), 1u);
    EXPECT_EQ(told.read_marker_moved().unread(), 1u);
    EXPECT_EQ(programme.state_of(other_device, channel)->read_seq(), 1u);
    EXPECT_EQ(programme.updates("c." + channel).size(), 2u);
    ASSERT_TRUE(programme.mark_read(other_device, channel, 1));
    EXPECT_EQ(programme.updates("m." + ana.member_id).back().seq(), told.seq()) << "no move, no news";
}

TEST_F(Overview, CountsWhatOthersSaidSinceTheMarker) {
    programme.say(ana, channel, "Mine");
    const auto bens = programme.say(ben, channel, "His");
    programme.say(ben, channel, "His too");
    const auto deleted = programme.say(ben, channel, "Gone");
    ASSERT_TRUE(programme.erase(ben, deleted));
    ASSERT_TRUE(programme.react(ben, bens));
    EXPECT_EQ(programme.state_of(ana, channel)->unread(), 2u);
    EXPECT_EQ(programme.state_of(ben, channel)->unread(), 1u);
    ASSERT_TRUE(programme.mark_read(ana, channel, bens.seq()));
    EXPECT_EQ(programme.state_of(ana, channel)->unread(), 1u);
    EXPECT_EQ(programme.state_of(ana, channel)->read_seq(), bens.seq());
}

TEST_F(Overview, CountsMentionsOfTheCallerAndOfEverybody) {
    const auto mention = [&](const Caller& who, const Caller& whom) {
        auto request = programme.draft(channel, "@" + whom.name);
        request.add_mentioned_member_ids(whom.member_id);
        return programme.post(who, request)->message();
    };
    const auto first = mention(ana, ben);
    mention(ana, mod);
    mention(ben, ben);
    auto everybody = programme.draft(channel, "@channel and @Ben");
    everybody.set_mentions_channel(true);
    everybody.add_mentioned_member_ids(ben.member_id);
    ASSERT_TRUE(programme.post(ana, everybody));
    EXPECT_EQ(programme.state_of(ben, channel)->unread_mentions(), 2u) << "his own does not count, and none twice";
    EXPECT_EQ(programme.state_of(mod, channel)->unread_mentions(), 2u);
    EXPECT_EQ(programme.state_of(ana, channel)->unread_mentions(), 0u);
    ASSERT_TRUE(programme.edit(ana, first, "Never mind"));
    EXPECT_EQ(programme.state_of(ben, channel)->unread_mentions(), 1u);
    ASSERT_TRUE(programme.mark_read(ben, channel, 99));
    EXPECT_EQ(programme.state_of(ben, channel)->unread_mentions(), 0u);
}

TEST_F(Overview, CountsStopAtAHundred) {
    for (int i = 0; i < 103; ++i) {
        auto request = programme.draft(channel, "@channel");
        request.set_mentions_channel(true);
        ASSERT_TRUE(programme.post(ana, request));
    }
    const auto state = programme.state_of(ben, channel);
    EXPECT_EQ(state->unread(), 100u);
    EXPECT_EQ(state->unread_mentions(), 100u);
}

TEST_F(Overview, CountsAlsoWhatOnesOwnWordsCameAfter) {
    programme.say(ana, channel, "Who is coming?");
    for (int i = 0; i < 250; ++i) programme.say(ben, channel, "Message");
    EXPECT_EQ(programme.state_of(ben, channel)->unread(), 1u);
}

TEST_F(Overview, WhatWasSaidBeforeSomebodyJoinedIsNotUnread) {
    programme.say(ben, channel, "Before");
    programme.write(
        [&](auto& tx) { hubs::join_hub(tx, hub, stranger.member_id, hubs::Role::member, programme.clock.now()); });
    EXPECT_EQ(programme.state_of(stranger, channel)->unread(), 0u);
    programme.say(ben, channel, "At the same instant, but after");
    EXPECT_EQ(programme.state_of(stranger, channel)->unread(), 1u) << "numbers decide, not clocks";
    const auto state = programme.state_of(stranger, channel);
    EXPECT_EQ(state->last_message().body(), "At the same instant, but after");
}

TEST_F(Overview, HasEveryHubAndJoinedChannelWithTheCursorsOfTheirStreams) {
    const auto secret = programme.channel(ana, hub, v1::CHANNEL_VISIBILITY_PRIVATE, "Secret");
    const auto open = programme.channel(ana, programme.hub("Elsewhere", {ana}), v1::CHANNEL_VISIBILITY_OPEN, "Open");
    ASSERT_TRUE(programme.join_channel(ben, open));
    const auto left = programme.channel(ana, hub, v1::CHANNEL_VISIBILITY_HUB, "Left");
    ASSERT_TRUE(programme.leave_channel(ben, left));
    programme.say(ana, channel, "Hello");
    programme.say(ana, channel, "Again");

    const auto overview = programme.overview(ben);
    EXPECT_EQ(overview.me().member().name(), "Ben");
    EXPECT_EQ(overview.me().session_id(), ben.session_id);
    ASSERT_EQ(overview.hubs_size(), 1);
    EXPECT_EQ(overview.hubs(0).my_role(), v1::HUB_ROLE_MEMBER);
    ASSERT_EQ(overview.channels_size(), 2);
    EXPECT_EQ(overview.channels(0).channel().name(), "Open");
    EXPECT_FALSE(overview.channels(0).has_last_message());
    EXPECT_EQ(overview.channels(1).channel().name(), "Talk");
    EXPECT_EQ(overview.channels(1).last_message().body(), "Again");

    std::set<std::string> streams;
    for (const auto& cursor : overview.cursors()) {
        streams.insert(cursor.stream_id());
        EXPECT_EQ(cursor.seq(), programme.updates(cursor.stream_id()).size()) << cursor.stream_id();
        EXPECT_TRUE(programme.may_follow(ben, cursor.stream_id()));
    }
    EXPECT_EQ(streams, (std::set<std::string>{"m." + ben.member_id, "h." + hub, "c." + open, "c." + channel}));
    EXPECT_FALSE(overview.epoch().empty());
    EXPECT_EQ(overview.SerializeAsString().find(secret), std::string::npos);
}

TEST_F(Present, AreToldToMembersOfTheHub) {
    programme.present = {ana.member_id, ben.member_id, stranger.member_id};
    v1::ListPresentRequest request;
    request.set_hub_id(hub);
    const auto here = programme.call(mod, &ConversationService::list_present, request);
    ASSERT_TRUE(here);
    EXPECT_EQ((std::set<std::string>{here->member_ids().begin(), here->member_ids().end()}),
              (std::set<std::string>{ana.member_id, ben.member_id}));
    for (const auto& refused : {stranger, programme.admin})
        EXPECT_EQ(code_of(programme.call(refused, &ConversationService::list_present, request)),
                  Code::permission_denied);
    request.set_hub_id("nowhere");
    EXPECT_EQ(code_of(programme.call(ana, &ConversationService::list_present, request)), Code::not_found);
}

}  // namespace
}  // namespace ourplace::conversations
