#include "bots/bot_service.hpp"

#include <gtest/gtest.h>

#include "unit/bots/bot_programme.hpp"

namespace ourplace::bots {
namespace {

using BotsOfAHub = ABot;

TEST_F(BotsOfAHub, AreMadeByOrganisersWithATokenShownOnce) {
    const auto made = programme.create(ana, hub, "Kettle", {v1::BOT_SCOPE_POST}, {talk});
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(made->bot().name(), "Kettle");
    EXPECT_EQ(made->bot().hub_id(), hub);
    EXPECT_EQ(made->token().size(), 46U);
    EXPECT_EQ(made->token().substr(0, 3), "op_");
    EXPECT_EQ(programme.with_token(made->token()).kind, Caller::Kind::bot);
    EXPECT_EQ(programme.must(programme.list(ana, hub)).SerializeAsString().find(made->token()), std::string::npos);

    EXPECT_EQ(code_of(programme.create(ben, hub, "Mug", {}, {})), Code::permission_denied);
    EXPECT_EQ(code_of(programme.create(stranger, hub, "Mug", {}, {})), Code::permission_denied);
}

TEST_F(BotsOfAHub, OutliveWhoeverMadeThem) {
    const auto kettle = programme.bot(ana, hub, {v1::BOT_SCOPE_POST}, {talk});
    programme.must(programme.set_role(ana, hub, ben, v1::HUB_ROLE_ORGANISER));
    programme.must(programme.leave(ana, hub));
    EXPECT_EQ(programme.say(kettle, talk, "The kettle is on.").author().name(), "Kettle");
    EXPECT_TRUE(programme.pause(ben, kettle));
    EXPECT_EQ(code_of(programme.pause(ana, kettle, false)), Code::permission_denied);
}

TEST_F(BotsOfAHub, HaveNamesOfTheirOwnWithinTheHub) {
    const auto kettle = programme.bot(ana, hub, {}, {});
    EXPECT_EQ(field_of(programme.create(ana, hub, "  KETTLE ", {}, {})), "name");
    EXPECT_EQ(code_of(programme.create(ana, hub, "Ben", {}, {})), Code::already_exists);
    EXPECT_EQ(code_of(programme.create(ana, hub, "channel", {}, {})), Code::invalid_argument);
    const auto other = programme.hub("Allotments", {ana});
    EXPECT_TRUE(programme.create(ana, other, "Kettle", {}, {}));
    // A person is not kept from a name by a bot, and nobody finds a bot by typing its name.
    EXPECT_FALSE(programme.person("Kettle").member_id.empty());
    programme.must(programme.remove_bot(ana, kettle));
    EXPECT_EQ(code_of(programme.create(ana, hub, "Kettle", {}, {})), Code::already_exists);

    const auto mug = programme.bot(ana, hub, {}, {}, "Mug");
    auto renamed = programme.change(mug);
    renamed.set_name("Teapot");
    EXPECT_EQ(programme.must(programme.update(ana, renamed)).bot().name(), "Teapot");
    EXPECT_TRUE(programme.create(ana, hub, "Mug", {}, {}));
    renamed.set_name("Mug");
    EXPECT_EQ(code_of(programme.update(ana, renamed)), Code::already_exists);
}

TEST_F(BotsOfAHub, AreNotCountedAsPeopleAndAreNoMembersOfIt) {
    const auto before = programme.must(programme.look_at(ben, hub));
    const auto kettle = programme.bot(ana, hub, {v1::BOT_SCOPE_POST, v1::BOT_SCOPE_READ}, {talk});
    const auto after = programme.must(programme.look_at(ben, hub));
    EXPECT_EQ(after.hub().member_count(), before.hub().member_count());
    EXPECT_EQ(after.channels(1).member_count(), before.channels(1).member_count());
    EXPECT_EQ(programme.must(programme.members_of(ben, hub)).members_size(), 2);
    // Whoever reads with it sees it, marked.
    const auto readers = programme.must(programme.channel_members(ben, talk));
    ASSERT_EQ(readers.members_size(), 3);
    EXPECT_TRUE(readers.members(2).member().is_bot());
    EXPECT_FALSE(readers.members(1).member().is_bot());

    programme.must(programme.remove_bot(ana, kettle));
    EXPECT_EQ(programme.must(programme.look_at(ben, hub)).channels(1).member_count(),
              before.channels(1).member_count());
}

TEST_F(BotsOfAHub, AreShownToMembersWithTheChannelsTheyMayReadThemselves) {
    const auto hidden = programme.channel(ana, hub, v1::CHANNEL_VISIBILITY_PRIVATE, "Committee");
    static_cast<void>(programme.bot(ana, hub, {v1::BOT_SCOPE_POST}, {talk, hidden}));
    const auto for_ben = programme.must(programme.list(ben, hub));
    ASSERT_EQ(for_ben.bots_size(), 1);
    EXPECT_EQ(for_ben.bots(0).purpose(), "Looks after the kettle.");
    ASSERT_EQ(for_ben.bots(0).channel_ids_size(), 1);
    EXPECT_EQ(for_ben.bots(0).channel_ids(0), talk);
    // Committee, Talk and the sandbox.
    EXPECT_EQ(programme.must(programme.list(ana, hub)).bots(0).channel_ids_size(), 3);
    EXPECT_EQ(code_of(programme.list(stranger, hub)), Code::permission_denied);
}

TEST_F(BotsOfAHub, AreInvitedOnlyWhereTheOrganiserCanSee) {
    const auto other = programme.hub("Allotments", {stranger});
    const auto elsewhere = programme.channel(stranger, other, v1::CHANNEL_VISIBILITY_OPEN, "Seeds");
    EXPECT_EQ(field_of(programme.create(ana, hub, "Kettle", {}, {elsewhere})), "channel_ids");

    programme.must(programme.set_role(ana, hub, ben, v1::HUB_ROLE_ORGANISER));
    const auto hidden = programme.channel(ana, hub, v1::CHANNEL_VISIBILITY_PRIVATE, "Committee");
    const auto kettle = programme.bot(ana, hub, {v1::BOT_SCOPE_POST}, {hidden});
    EXPECT_EQ(field_of(programme.invite(ben, kettle, {hidden})), "channels.channel_ids");
    // What Ben does not know of he does not take away either.
    programme.must(programme.invite(ben, kettle, {talk}));
    EXPECT_EQ(programme.must(programme.list(ana, hub)).bots(0).channel_ids_size(), 3);
    EXPECT_EQ(programme.say(kettle, hidden, "Hello").author().is_bot(), true);
}

TEST_F(BotsOfAHub, LearnWhatTheyMayAndLoseItAtOnce) {
    const auto kettle = programme.bot(ana, hub, {v1::BOT_SCOPE_POST, v1::BOT_SCOPE_READ}, {talk});
    EXPECT_TRUE(programme.may_follow(kettle, "c." + talk));
    programme.must(programme.invite(ana, kettle, {open}));
    EXPECT_FALSE(programme.may_follow(kettle, "c." + talk));
    EXPECT_TRUE(programme.may_follow(kettle, "c." + open));
    programme.must(programme.grant(ana, kettle, {v1::BOT_SCOPE_READ}));
    EXPECT_EQ(code_of(programme.post(kettle, programme.draft(open, "Hello"))), Code::permission_denied);

    const auto told = programme.updates("m." + kettle.member_id);
    ASSERT_TRUE(told.back().has_bot_changed());
    EXPECT_EQ(told.back().bot_changed().bot().scopes_size(), 1);
    EXPECT_EQ(programme.noticed(store::Notice::Kind::access_changed).back(), kettle.member_id);
    EXPECT_TRUE(programme.updates("h." + hub).back().has_hub_bots_changed());
    // Saying the same again is no news.
    programme.must(programme.grant(ana, kettle, {v1::BOT_SCOPE_READ}));
    EXPECT_EQ(programme.updates("m." + kettle.member_id).size(), told.size());
}

TEST_F(BotsOfAHub, DoNothingWhilePausedAndKnowWhy) {
    const auto kettle = programme.bot(ana, hub, {v1::BOT_SCOPE_POST, v1::BOT_SCOPE_READ}, {talk});
    programme.must(programme.pause(ana, kettle));
    for (const auto& refused : {error_of(programme.post(kettle, programme.draft(talk, "Hello"))),
                                error_of(programme.history(kettle, talk))}) {
        EXPECT_EQ(refused.code, Code::failed_precondition);
        EXPECT_TRUE(refused.retry_can_help);
        EXPECT_NE(refused.message.find("paused"), std::string::npos);
    }
    EXPECT_FALSE(programme.may_follow(kettle, "c." + talk));
    EXPECT_TRUE(programme.may_follow(kettle, "m." + kettle.member_id));
    programme.must(programme.pause(ana, kettle, false));
    EXPECT_TRUE(programme.post(kettle, programme.draft(talk, "Hello")));
}

TEST_F(BotsOfAHub, LoseTheirTokenWhenItIsRotatedOrTheyAreRemoved) {
    const auto made = programme.must(programme.create(ana, hub, "Kettle", {v1::BOT_SCOPE_POST}, {talk}));
    const auto kettle = programme.with_token(made.token());
    const auto said = programme.say(kettle, talk, "The kettle is on.");
    const auto fresh = programme.must(programme.rotate(ana, kettle)).token();
    EXPECT_THROW(programme.with_token(made.token()), std::runtime_error);
    EXPECT_EQ(programme.noticed(store::Notice::Kind::session_ended).back(), kettle.session_id);
    EXPECT_EQ(programme.with_token(fresh).member_id, kettle.member_id);

    programme.must(programme.remove_bot(ana, kettle));
    EXPECT_THROW(programme.with_token(fresh), std::runtime_error);
    EXPECT_EQ(programme.must(programme.list(ana, hub)).bots_size(), 0);
    EXPECT_EQ(code_of(programme.pause(ana, kettle)), Code::not_found);
    EXPECT_TRUE(programme.read(ben, said).author().is_bot());
    EXPECT_EQ(programme.read(ben, said).author().name(), "Kettle");
    EXPECT_FALSE(programme.may_follow(kettle, "c." + talk));
    EXPECT_FALSE(programme.may_follow(kettle, "h." + hub));
}

TEST_F(BotsOfAHub, PassRemindersOnOneAtATime) {
    const auto first = programme.bot(ana, hub, {v1::BOT_SCOPE_REMIND}, {}, "First");
    EXPECT_EQ(field_of(programme.create(ana, hub, "Second", {v1::BOT_SCOPE_REMIND}, {})), "scopes");
    const auto second = programme.bot(ana, hub, {}, {}, "Second");
    EXPECT_EQ(code_of(programme.grant(ana, second, {v1::BOT_SCOPE_REMIND})), Code::failed_precondition);
    EXPECT_TRUE(programme.grant(ana, first, {v1::BOT_SCOPE_REMIND, v1::BOT_SCOPE_POST}));
    const auto reminding = [&] {
        return programme.write(
            [&](store::Transaction& tx) { return accounts::bots_that_may(tx, hub, accounts::BotScope::remind); });
    };
    EXPECT_EQ(reminding(), std::vector{first.member_id});
    programme.must(programme.pause(ana, first));
    EXPECT_TRUE(reminding().empty());
}

TEST_F(BotsOfAHub, RefuseScopesThatThereAreNot) {
    EXPECT_EQ(field_of(programme.create(ana, hub, "Kettle", {static_cast<v1::BotScope>(9)}, {})), "scopes");
    EXPECT_EQ(field_of(programme.create(ana, hub, "Kettle", {v1::BOT_SCOPE_UNSPECIFIED}, {})), "scopes");
}

using ASandbox = ABot;

TEST_F(ASandbox, ComesWithTheFirstBotAndIsTheOrganisersAlone) {
    EXPECT_EQ(programme.sandbox(ana, hub), "");
    const auto kettle = programme.bot(ana, hub, {v1::BOT_SCOPE_POST}, {});
    const auto sandbox = programme.sandbox(ana, hub);
    ASSERT_NE(sandbox, "");
    static_cast<void>(programme.bot(ana, hub, {}, {}, "Mug"));
    EXPECT_EQ(programme.sandbox(ana, hub), sandbox);
    EXPECT_EQ(programme.sandbox(ben, hub), "");
    EXPECT_TRUE(programme.post(kettle, programme.draft(sandbox, "One, two")));

    programme.must(programme.set_role(ana, hub, ben, v1::HUB_ROLE_ORGANISER));
    EXPECT_EQ(programme.sandbox(ben, hub), sandbox);
    programme.must(programme.set_role(ana, hub, ben, v1::HUB_ROLE_MEMBER));
    EXPECT_EQ(programme.sandbox(ben, hub), "");
    EXPECT_EQ(code_of(programme.history(ben, sandbox)), Code::not_found);
}

TEST_F(ASandbox, NeverCountsAsUnread) {
    const auto kettle = programme.bot(ana, hub, {v1::BOT_SCOPE_POST}, {talk});
    const auto sandbox = programme.sandbox(ana, hub);
    auto mentioning = programme.draft(sandbox, "Wake up, @Ana");
    mentioning.add_mentioned_member_ids(ana.member_id);
    programme.must(programme.post(kettle, mentioning));
    EXPECT_EQ(programme.state_of(ana, sandbox)->unread(), 0U);
    EXPECT_EQ(programme.state_of(ana, sandbox)->unread_mentions(), 0U);
    static_cast<void>(programme.say(kettle, talk, "Tea"));
    EXPECT_EQ(programme.state_of(ana, talk)->unread(), 1U);
}

}  // namespace
}  // namespace ourplace::bots
