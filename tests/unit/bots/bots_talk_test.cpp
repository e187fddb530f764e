// Bots among people who talk: what they may do there, and what not.
#include <gtest/gtest.h>
#include <map>

#include "unit/bots/bot_programme.hpp"

namespace ourplace::bots {
namespace {

using ABotThatTalks = ABot;

TEST_F(ABotThatTalks, PostsEditsAndDeletesItsOwnWithoutReading) {
    const auto kettle = programme.bot(ana, hub, {v1::BOT_SCOPE_POST}, {talk});
    const auto anas = programme.say(ana, talk, "Is there tea?");
    const auto said = programme.say(kettle, talk, "The kettle is on.");
    EXPECT_TRUE(said.author().is_bot());
    EXPECT_EQ(said.author().role(), v1::HUB_ROLE_UNSPECIFIED);
    EXPECT_TRUE(programme.read(ben, said).author().is_bot());

    EXPECT_EQ(code_of(programme.history(kettle, talk)), Code::permission_denied);
    EXPECT_FALSE(programme.may_follow(kettle, "c." + talk));
    EXPECT_EQ(code_of(programme.edit(kettle, anas, "Is there gin?")), Code::permission_denied);
    EXPECT_EQ(code_of(programme.erase(kettle, anas, "Because")), Code::permission_denied);

    EXPECT_EQ(programme.must(programme.edit(kettle, said, "The kettle is off.")).message().body(),
              "The kettle is off.");
    EXPECT_TRUE(programme.must(programme.erase(kettle, said)).message().has_tombstone());
}

TEST_F(ABotThatTalks, IsOnlyWhereItWasInvited) {
    const auto kettle = programme.bot(ana, hub, {v1::BOT_SCOPE_POST, v1::BOT_SCOPE_READ}, {talk});
    // A channel that every member of the programme may read, and one made afterwards, which everybody in the hub joins.
    const auto later = programme.channel(ana, hub, v1::CHANNEL_VISIBILITY_HUB, "Later");
    for (const auto& channel : {open, later}) {
        EXPECT_EQ(code_of(programme.history(kettle, channel)), Code::not_found);
        EXPECT_EQ(code_of(programme.post(kettle, programme.draft(channel, "Hello"))), Code::not_found);
        EXPECT_EQ(code_of(programme.open(kettle, channel)), Code::not_found);
        EXPECT_EQ(code_of(programme.channel_members(kettle, channel)), Code::not_found);
        EXPECT_FALSE(programme.may_follow(kettle, "c." + channel));
    }
    EXPECT_TRUE(programme.history(kettle, talk));
    EXPECT_TRUE(programme.may_follow(kettle, "c." + talk));
}

TEST_F(ABotThatTalks, FollowsItsHubIfItMayRead) {
    const auto reader = programme.bot(ana, hub, {v1::BOT_SCOPE_READ}, {}, "Reader");
    const auto poster = programme.bot(ana, hub, {v1::BOT_SCOPE_POST}, {talk}, "Poster");
    const auto other = programme.hub("Allotments", {ana});
    EXPECT_TRUE(programme.may_follow(reader, "h." + hub));
    EXPECT_FALSE(programme.may_follow(poster, "h." + hub));
    EXPECT_FALSE(programme.may_follow(reader, "h." + other));
    EXPECT_FALSE(programme.may_follow(reader, "m." + ana.member_id));
}

TEST_F(ABotThatTalks, SeesInItsOverviewWhatItMayRead) {
    static_cast<void>(programme.say(ana, talk, "Is there tea?"));
    const auto poster = programme.bot(ana, hub, {v1::BOT_SCOPE_POST}, {talk}, "Poster");
    const auto for_poster = programme.overview(poster);
    ASSERT_EQ(for_poster.channels_size(), 2);
    EXPECT_FALSE(for_poster.channels(1).has_last_message());
    ASSERT_EQ(for_poster.cursors_size(), 1);
    EXPECT_EQ(for_poster.cursors(0).stream_id(), "m." + poster.member_id);
    EXPECT_EQ(for_poster.hubs(0).hub_id(), hub);
    EXPECT_TRUE(for_poster.me().member().is_bot());

    const auto reader = programme.bot(ana, hub, {v1::BOT_SCOPE_READ}, {talk}, "Reader");
    const auto for_reader = programme.overview(reader);
    EXPECT_EQ(for_reader.channels(1).last_message().body(), "Is there tea?");
    EXPECT_EQ(for_reader.cursors_size(), 4);
}

TEST_F(ABotThatTalks, MentionsPeopleButNeverEverybody) {
    const auto kettle = programme.bot(ana, hub, {v1::BOT_SCOPE_POST}, {talk});
    auto draft = programme.draft(talk, "Tea, @Ben");
    draft.add_mentioned_member_ids(ben.member_id);
    EXPECT_EQ(programme.must(programme.post(kettle, draft)).message().mentions(0).name(), "Ben");
    auto everybody = programme.draft(talk, "Tea, @channel");
    everybody.set_mentions_channel(true);
    EXPECT_EQ(field_of(programme.post(kettle, everybody)), "mentions_channel");
}

TEST_F(ABotThatTalks, WritesToPeopleOfItsHubDirectly) {
    const auto kettle = programme.bot(ana, hub, {v1::BOT_SCOPE_POST}, {});
    const auto mug = programme.bot(ana, hub, {}, {}, "Mug");
    const auto direct = [&](const Caller& caller, const Caller& with) {
        v1::OpenDirectRequest request;
        request.set_member_id(with.member_id);
        return programme.call(caller, &conversations::ConversationService::open_direct, request);
    };
    const auto channel = programme.must(direct(kettle, ben)).channel();
    EXPECT_EQ(programme.say(kettle, channel.channel_id(), "Your tea is ready.").author().is_bot(), true);
    EXPECT_EQ(programme.must(direct(ben, kettle)).channel().name(), "Kettle");
    EXPECT_EQ(programme.state_of(ben, channel.channel_id())->unread(), 1U);
    EXPECT_EQ(code_of(direct(kettle, stranger)), Code::not_found);
    EXPECT_EQ(code_of(direct(stranger, kettle)), Code::not_found);
    EXPECT_EQ(code_of(direct(kettle, mug)), Code::not_found);
    EXPECT_EQ(code_of(direct(mug, ben)), Code::permission_denied);
    // It is no channel that an organiser takes a bot out of, or finds by asking for bots.
    programme.must(programme.invite(ana, kettle, {}));
    EXPECT_TRUE(programme.post(kettle, programme.draft(channel.channel_id(), "Still warm.")));
    EXPECT_EQ(programme.must(programme.list(ana, hub)).bots(0).channel_ids_size(), 1);
}

TEST_F(ABotThatTalks, OffersButtonsThatPeopleCannot) {
    const auto kettle = programme.bot(ana, hub, {v1::BOT_SCOPE_POST}, {talk});
    auto draft = programme.draft(talk, "Tea?");
    const auto offer = [&](auto& request, std::string_view id, std::string_view label) {
        auto& button = *request.add_buttons();
        button.set_button_id(std::string(id));
        button.set_label(std::string(label));
    };
    offer(draft, "yes", "Yes, please");
    offer(draft, "no", "Na, dim diolch");
    const auto said = programme.must(programme.post(kettle, draft)).message();
    EXPECT_EQ(said.buttons_size(), 2);
    EXPECT_EQ(programme.must(programme.post(kettle, draft)).message().seq(), said.seq());
    EXPECT_EQ(programme.read(ben, said).buttons(1).label(), "Na, dim diolch");
    EXPECT_EQ(programme.updates("c." + talk).back().message_posted().message().buttons_size(), 2);
    auto other = draft;
    other.mutable_buttons(0)->set_label("Sugar?");
    EXPECT_EQ(code_of(programme.post(kettle, other)), Code::already_exists);

    v1::EditMessageRequest answered;
    answered.set_channel_id(talk);
    answered.set_seq(said.seq());
    answered.set_body("Tea?");
    offer(answered, "again", "Again");
    const auto edited =
        programme.must(programme.call(kettle, &conversations::ConversationService::edit_message, answered));
    EXPECT_EQ(edited.message().buttons(0).button_id(), "again");
    EXPECT_EQ(programme.updates("c." + talk).back().message_edited().buttons_size(), 1);
    EXPECT_EQ(programme.read(ben, said).buttons_size(), 1);
    programme.must(programme.erase(kettle, said));
    EXPECT_EQ(programme.read(ben, said).buttons_size(), 0);

    auto anas = programme.draft(talk, "Tea?");
    offer(anas, "yes", "Yes");
    EXPECT_EQ(field_of(programme.post(ana, anas)), "buttons");
    for (int more = 0; more < 4; ++more) offer(draft, "more" + std::to_string(more), "More");
    EXPECT_EQ(field_of(programme.post(kettle, draft)), "buttons");
    auto unclear = programme.draft(talk, "Tea?");
    offer(unclear, "yes", "Yes");
    offer(unclear, "yes", "No");
    EXPECT_EQ(field_of(programme.post(kettle, unclear)), "buttons");
    unclear.clear_buttons();
    offer(unclear, "yes", std::string(41, 'y'));
    EXPECT_EQ(field_of(programme.post(kettle, unclear)), "buttons");
}

TEST(ABotsBudget, IsToldWithEachPostAndRunsOut) {
    BotProgramme programme({.burst = 3, .per_second = 0.5});
    const auto ana = programme.person("Ana");
    const auto hub = programme.hub("Youth council", {ana});
    const auto talk = programme.channel(ana, hub, v1::CHANNEL_VISIBILITY_HUB, "Talk");
    const auto kettle = programme.bot(ana, hub, {v1::BOT_SCOPE_POST}, {talk});
    const auto post = [&](rpc::Context& context) {
        return programme.run(programme.talk.post_message(context, programme.draft(talk, "Tea")));
    };
    for (const unsigned left : {2U, 1U, 0U}) {
        auto context = TestProgramme::context(kettle);
        EXPECT_TRUE(post(context));
        ASSERT_TRUE(context.budget);
        EXPECT_EQ(context.budget->limit, 3U);
        EXPECT_EQ(context.budget->remaining, left);
        EXPECT_EQ(context.budget->reset.count(), 2 * (3 - left));
    }
    auto context = TestProgramme::context(kettle);
    const auto refused = post(context);
    EXPECT_EQ(code_of(refused), Code::resource_exhausted);
    EXPECT_EQ(error_of(refused).retry_after, std::chrono::seconds(2));
    EXPECT_EQ(context.budget->remaining, 0U);
    programme.clock.advance(std::chrono::seconds(2));
    EXPECT_TRUE(post(context));
    auto of_a_person = TestProgramme::context(ana);
    EXPECT_TRUE(post(of_a_person));
    EXPECT_FALSE(of_a_person.budget);
}

TEST(ABotsBudget, IsForEachConversationWhereTheBotReminds) {
    BotProgramme programme({.burst = 1, .per_second = 0.5}, {.burst = 4, .per_second = 1});
    const auto ana = programme.person("Ana");
    const auto hub = programme.hub("Youth council", {ana});
    std::vector<std::string> channels;
    for (const auto* name : {"Talk", "Walks", "Teas", "Sales"})
        channels.push_back(programme.channel(ana, hub, v1::CHANNEL_VISIBILITY_HUB, name));
    const auto kettle = programme.bot(ana, hub, {v1::BOT_SCOPE_POST, v1::BOT_SCOPE_REMIND}, channels);
    const auto post = [&](const std::string& channel) {
        return programme.post(kettle, programme.draft(channel, "Tea"));
    };
    for (const auto& channel : {channels[0], channels[1], channels[2]}) EXPECT_TRUE(post(channel));
    const auto again = post(channels[0]);
    EXPECT_EQ(error_of(again).retry_after, std::chrono::seconds(2)) << "what any bot may say there";
    const auto beyond = post(channels[3]);
    EXPECT_EQ(error_of(beyond).retry_after, std::chrono::seconds(1)) << "what it may say in all";
    programme.clock.advance(std::chrono::seconds(1));
    EXPECT_TRUE(post(channels[3]));
}

}  // namespace
}  // namespace ourplace::bots
