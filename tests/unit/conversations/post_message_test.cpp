#include <thread>

#include "unit/conversations/conversation_programme.hpp"

namespace ourplace::conversations {
namespace {

using PostMessage = AChannel;
using Mentions = AChannel;
using Quotes = AChannel;

TEST_F(PostMessage, IsNumberedAndToldToEverybodyInTheSameBytes) {
    const auto posted = programme.say(ben, channel, "  made it through today ");
    EXPECT_EQ(posted.seq(), 1u);
    EXPECT_EQ(posted.channel_id(), channel);
    EXPECT_EQ(posted.body(), "made it through today");
    EXPECT_EQ(posted.author().member_id(), ben.member_id);
    EXPECT_EQ(posted.author().name(), "Ben");
    EXPECT_EQ(posted.author().role(), v1::HUB_ROLE_MEMBER);
    EXPECT_EQ(posted.sent_at_us(), programme.clock.now());
    const auto told = programme.updates("c." + channel).back();
    EXPECT_EQ(told.seq(), posted.seq());
    EXPECT_EQ(told.message_posted().message().SerializeAsString(), posted.SerializeAsString());
    EXPECT_EQ(programme.say(ana, channel, "Well done!").seq(), 2u);
}

TEST_F(PostMessage, KeepsTheAuthorAsTheyWereWhenItWasSent) {
    const auto posted = programme.say(mod, channel, "Before");
    ASSERT_TRUE(programme.set_role(ana, hub, mod, v1::HUB_ROLE_MEMBER));
    programme.write([&](auto& tx) {
        ASSERT_TRUE(accounts::rename_member(tx, mod.member_id, *accounts::member_name("name", "Morgan")));
        accounts::set_champion(tx, mod.member_id, accounts::Champion());
    });
    EXPECT_EQ(programme.read(ben, posted).author().name(), "Mod");
    EXPECT_EQ(programme.read(ben, posted).author().role(), v1::HUB_ROLE_MODERATOR);
    const auto later = programme.say(mod, channel, "After");
    EXPECT_EQ(later.author().name(), "Morgan");
    EXPECT_TRUE(later.author().is_champion());
}

TEST_F(PostMessage, RetryReturnsTheFirstResult) {
    const auto request = programme.draft(channel, "made it through today");
    const auto first = programme.post(ben, request);
    programme.clock.advance(std::chrono::hours(24 * 365));
    const auto retry = programme.post(ben, request);
    ASSERT_TRUE(retry);
    EXPECT_EQ(retry->SerializeAsString(), first->SerializeAsString());
    EXPECT_EQ(programme.updates("c." + channel).size(), 1u);
}

TEST_F(PostMessage, RetriesAtTheSameTimeArePostedOnce) {
    const auto request = programme.draft(channel, "made it through today");
    std::atomic<std::uint64_t> numbers = 0;
    {
        std::vector<std::jthread> devices;
        for (int i = 0; i < 8; ++i)
            devices.emplace_back([&] { numbers += programme.post(ben, request)->message().seq(); });
    }
    EXPECT_EQ(numbers, 8u);
    EXPECT_EQ(programme.history(ana, channel)->messages_size(), 1);
}

TEST_F(PostMessage, RetryAfterAnEditOrDeletionReturnsTheMessageAsItStandsNow) {
    const auto request = programme.draft(channel, "helo");
    const auto posted = programme.post(ben, request)->message();
    ASSERT_TRUE(programme.edit(ben, posted, "hello"));
    EXPECT_EQ(programme.post(ben, request)->message().body(), "hello");
    ASSERT_TRUE(programme.erase(ben, posted));
    const auto retry = programme.post(ben, request);
    ASSERT_TRUE(retry);
    EXPECT_EQ(retry->message().seq(), posted.seq());
    EXPECT_TRUE(retry->message().has_tombstone());
    EXPECT_EQ(programme.history(ana, channel)->messages_size(), 1);
}

TEST_F(PostMessage, RetryIsAnsweredAlsoWhenTheChannelWasArchivedMeanwhile) {
    const auto request = programme.draft(channel, "made it");
    const auto first = programme.post(ben, request);
    ASSERT_TRUE(programme.archive(ana, channel));
    EXPECT_EQ(programme.post(ben, request)->message().seq(), first->message().seq());
}

TEST_F(PostMessage, RetryBySomebodyWhoWasRemovedSaysThatItWasSentAndNothingThatCameOfIt) {
    const auto request = programme.draft(channel, "made it");
    const auto first = programme.post(ben, request);
    ASSERT_TRUE(programme.remove(ana, hub, ben));
    ASSERT_TRUE(programme.react(ana, first->message()));
    EXPECT_EQ(programme.post(ben, request)->SerializeAsString(), first->SerializeAsString());
    ASSERT_TRUE(programme.erase(mod, first->message(), "Names a child."));
    EXPECT_EQ(programme.post(ben, request)->SerializeAsString(), first->SerializeAsString());
    EXPECT_EQ(code_of(programme.post(ben, programme.draft(channel, "And more"))), Code::permission_denied);
}

TEST_F(PostMessage, AnotherMessageUnderTheSameIdIsRefused) {
    const auto request = programme.draft(channel, "made it");
    ASSERT_TRUE(programme.post(ben, request));
    auto other = request;
    other.set_body("never made it");
    const auto refused = programme.post(ben, other);
    EXPECT_EQ(code_of(refused), Code::already_exists);
    EXPECT_EQ(field_of(refused), "client_message_id");
    auto elsewhere = request;
    elsewhere.set_channel_id(programme.channel(ana, hub, v1::CHANNEL_VISIBILITY_HUB));
    EXPECT_EQ(code_of(programme.post(ben, elsewhere)), Code::already_exists);
    EXPECT_EQ(programme.post(mod, request)->message().seq(), 2u) << "ids are each sender's own";
}

TEST_F(PostMessage, IsForThoseWhoHaveJoined) {
    EXPECT_EQ(code_of(programme.post(stranger, programme.draft(channel, "Hi"))), Code::permission_denied);
    EXPECT_EQ(code_of(programme.post(stranger, programme.draft("nowhere", "Hi"))), Code::not_found);
    ASSERT_TRUE(programme.leave_channel(ben, channel));
    const auto refused = programme.post(ben, programme.draft(channel, "Hi"));
    EXPECT_EQ(code_of(refused), Code::permission_denied);
    EXPECT_EQ(field_of(refused), "channel_id");
    EXPECT_TRUE(programme.updates("c." + channel).empty()) << "what is refused takes no number";
    const auto open = programme.channel(ana, hub, v1::CHANNEL_VISIBILITY_OPEN);
    EXPECT_EQ(code_of(programme.post(stranger, programme.draft(open, "Hi"))), Code::permission_denied);
    ASSERT_TRUE(programme.join_channel(stranger, open));
    EXPECT_EQ(programme.say(stranger, open, "Hi").author().role(), v1::HUB_ROLE_UNSPECIFIED);
}

TEST_F(PostMessage, NamesTheFieldAtFault) {
    auto request = programme.draft(channel, " ");
    EXPECT_EQ(field_of(programme.post(ben, request)), "body");
    request = programme.draft(channel, "Hi");
    request.set_client_message_id("short");
    EXPECT_EQ(field_of(programme.post(ben, request)), "client_message_id");
}

TEST_F(PostMessage, KeepsEmojiRightToLeftAndCombiningTextByteForByte) {
    for (const std::string text :
         {"👩🏽‍🚒🏴󠁧󠁢󠁷󠁬󠁳󠁿", "\u202bשלום\u202c", "e\u0301 \u00e9 Llŷn", "नमस्ते\nدنیا"}) {
        const auto posted = programme.say(ben, channel, text);
        EXPECT_EQ(posted.body(), text);
        EXPECT_EQ(programme.read(ana, posted).body(), text);
        EXPECT_EQ(programme.updates("c." + channel).back().message_posted().message().body(), text);
    }
    const auto longest = std::string(7999, 'a') + "🏠";
    EXPECT_EQ(programme.read(ana, programme.say(ben, channel, longest)).body(), longest);
}

TEST_F(PostMessage, InvalidUtf8IsRefusedBeforeItReachesTheRoom) {
    rpc::Router router(programme.metrics);
    programme.talk.add_methods(router);
    auto request = programme.draft(channel, "caf\u00e9");
    auto bytes = request.SerializeAsString();
    const auto accent = bytes.find("\u00e9");
    ASSERT_NE(accent, std::string::npos);
    bytes[accent + 1] = 'x';
    const auto code = [&](rpc::Codec codec, const std::string& body) {
        auto context = TestProgramme::context(ben);
        return code_of(programme.run(router.call(context, "ourplace.v1.ConversationService/PostMessage", codec, body)));
    };
    EXPECT_EQ(code(rpc::Codec::proto, bytes), Code::invalid_argument);
    EXPECT_EQ(code(rpc::Codec::json, R"({"channelId":")" + channel + "\",\"body\":\"caf\xc3x\"}"),
              Code::invalid_argument);
    EXPECT_TRUE(programme.updates("c." + channel).empty());
    EXPECT_EQ(code(rpc::Codec::proto, request.SerializeAsString()), Code{});
}

TEST(PostMessageLimits, HoldForPostsEditsAndReactionsTogether) {
    ConversationProgramme programme({.burst = 4, .per_second = 1});
    const auto ana = programme.person("Ana");
    const auto channel = programme.channel(ana, programme.hub("Hub", {ana}), v1::CHANNEL_VISIBILITY_HUB);
    const auto posted = programme.say(ana, channel, "one");
    ASSERT_TRUE(programme.edit(ana, posted, "two"));
    ASSERT_TRUE(programme.react(ana, posted));
    const auto request = programme.draft(channel, "three");
    ASSERT_TRUE(programme.post(ana, request));
    const auto refused = programme.post(ana, programme.draft(channel, "four"));
    EXPECT_EQ(code_of(refused), Code::resource_exhausted);
    EXPECT_GT(refused.error().retry_after.count(), 0);
    EXPECT_EQ(code_of(programme.edit(ana, posted, "five")), Code::resource_exhausted);
    EXPECT_EQ(code_of(programme.react(ana, posted, v1::REACTION_WELL_DONE)), Code::resource_exhausted);
    EXPECT_TRUE(programme.erase(ana, posted)) << "taking something back does not wait";
    programme.clock.advance(std::chrono::seconds(1));
    EXPECT_TRUE(programme.post(ana, request));
}

TEST_F(Mentions, AreOfPeopleWhoCanReadTheChannelAndWhoseNameStandsThere) {
    auto request = programme.draft(channel, "@Ben and @Ana, look");
    request.add_mentioned_member_ids(ben.member_id);
    request.add_mentioned_member_ids(ana.member_id);
    request.add_mentioned_member_ids(ben.member_id);
    const auto posted = programme.post(mod, request);
    ASSERT_TRUE(posted);
    EXPECT_EQ(posted->message().mentions_size(), 2) << "each once";
    EXPECT_EQ(programme.read(ben, posted->message()).SerializeAsString(), posted->message().SerializeAsString());
    const auto refusal = [&](std::string_view body, const std::string& member_id) {
        auto bad = programme.draft(channel, body);
        bad.add_mentioned_member_ids(member_id);
        const auto refused = programme.post(mod, bad);
        EXPECT_EQ(field_of(refused), "mentioned_member_ids");
        return refused ? "" : refused.error().message;
    };
    const auto why = refusal("@Stranger", stranger.member_id);
    EXPECT_EQ(refusal("Ben without a sign", ben.member_id), why);
    EXPECT_EQ(refusal("@nobody", "nobody"), why) << "the same words, so that nobody learns who exists";
}

TEST_F(Mentions, OfEverybodyAreForOrganisers) {
    auto request = programme.draft(channel, "Tonight at six, @channel");
    request.set_mentions_channel(true);
    for (const auto& refused : {ben, mod}) {
        EXPECT_EQ(code_of(programme.post(refused, request)), Code::permission_denied);
        EXPECT_EQ(field_of(programme.post(refused, request)), "mentions_channel");
    }
    EXPECT_TRUE(programme.post(ana, request)->message().mentions_channel());
    request = programme.draft(channel, "Tonight at six");
    request.set_mentions_channel(true);
    EXPECT_EQ(field_of(programme.post(ana, request)), "mentions_channel");
    EXPECT_FALSE(programme.say(ben, channel, "what does @channel do?").mentions_channel()) << "words alone are words";
}

TEST_F(Quotes, AreOfMessagesInTheSameChannelThatAreNotDeleted) {
    const auto posted = programme.say(ben, channel, "Who can help?");
    EXPECT_EQ(programme.reply(ana, posted, "I can").quoted_seq(), posted.seq());
    auto request = programme.draft(channel, "Me too");
    request.set_quoted_seq(99);
    EXPECT_EQ(code_of(programme.post(mod, request)), Code::not_found);
    request.set_quoted_seq(~std::uint64_t{0});
    EXPECT_EQ(field_of(programme.post(mod, request)), "quoted_seq");
    const auto elsewhere = programme.channel(ana, hub, v1::CHANNEL_VISIBILITY_HUB);
    auto across = programme.draft(elsewhere, "Look at this");
    across.set_quoted_seq(posted.seq());
    EXPECT_EQ(code_of(programme.post(mod, across)), Code::not_found);
    ASSERT_TRUE(programme.erase(ben, posted));
    request.set_quoted_seq(posted.seq());
    EXPECT_EQ(code_of(programme.post(mod, request)), Code::failed_precondition);
    EXPECT_EQ(field_of(programme.post(mod, request)), "quoted_seq");
}

TEST_F(Quotes, AreNotOfReactionsOrOtherUpdatesThatAreNoMessages) {
    const auto posted = programme.say(ben, channel, "Who can help?");
    ASSERT_TRUE(programme.react(ana, posted));
    auto request = programme.draft(channel, "Me too");
    request.set_quoted_seq(posted.seq() + 1);
    EXPECT_EQ(code_of(programme.post(mod, request)), Code::not_found);
}

}  // namespace
}  // namespace ourplace::conversations
