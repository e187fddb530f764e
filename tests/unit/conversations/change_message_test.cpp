// Editing, deleting and reacting; and that what was taken back is nowhere to be found.
#include "unit/conversations/conversation_programme.hpp"

namespace ourplace::conversations {
namespace {

using EditMessage = AChannel;
using DeleteMessage = AChannel;
using Reactions = AChannel;
using ArchivedChannel = AChannel;

TEST_F(EditMessage, ChangesTheBodyAndMarksIt) {
    const auto posted = programme.say(ben, channel, "helo");
    programme.clock.advance(std::chrono::minutes(1));
    const auto edited = programme.edit(ben, posted, " hello ");
    ASSERT_TRUE(edited);
    EXPECT_EQ(edited->message().body(), "hello");
    EXPECT_EQ(edited->message().edited_at_us(), programme.clock.now());
    EXPECT_EQ(edited->message().sent_at_us(), posted.sent_at_us());
    EXPECT_EQ(programme.read(ana, posted).SerializeAsString(), edited->message().SerializeAsString());
    const auto told = programme.updates("c." + channel).back().message_edited();
    EXPECT_EQ(told.message_seq(), posted.seq());
    EXPECT_EQ(told.body(), "hello");
    EXPECT_EQ(told.edited_at_us(), programme.clock.now());
}

TEST_F(EditMessage, IsForItsAuthorOnly) {
    const auto posted = programme.say(ben, channel, "helo");
    for (const auto& refused : {ana, mod})
        EXPECT_EQ(code_of(programme.edit(refused, posted, "hello")), Code::permission_denied);
    EXPECT_EQ(code_of(programme.edit(stranger, posted, "hello")), Code::permission_denied);
    ASSERT_TRUE(programme.leave_channel(ben, channel));
    EXPECT_EQ(field_of(programme.edit(ben, posted, "hello")), "channel_id");
    auto nothing = posted;
    nothing.set_seq(99);
    EXPECT_EQ(field_of(programme.edit(ana, nothing, "hello")), "seq");
    EXPECT_EQ(field_of(programme.edit(ana, posted, " ")), "body");
}

TEST_F(EditMessage, ToTheSameWordsIsNoNews) {
    const auto posted = programme.say(ben, channel, "hello");
    const auto edited = programme.edit(ben, posted, "hello ");
    EXPECT_EQ(edited->message().edited_at_us(), 0);
    EXPECT_EQ(programme.updates("c." + channel).size(), 1u);
}

TEST_F(EditMessage, EarlierWordsAreInNoReplayWhateverNumberItBeginsWith) {
    const auto posted = programme.say(ben, channel, "first words");
    ASSERT_TRUE(programme.edit(ben, posted, "second words"));
    EXPECT_FALSE(programme.log_holds(channel, "first words"));
    ASSERT_TRUE(programme.edit(ben, posted, "third words"));
    EXPECT_FALSE(programme.log_holds(channel, "second words"));
    EXPECT_TRUE(programme.log_has_no_holes(channel));
    const auto log = programme.updates("c." + channel);
    ASSERT_EQ(log.size(), 3u);
    EXPECT_EQ(log[0].message_posted().message().body(), "third words");
    EXPECT_NE(log[0].message_posted().message().edited_at_us(), 0) << "replayed, it is marked like in a page";
    EXPECT_EQ(log[1].change_case(), v1::Update::CHANGE_NOT_SET);
    EXPECT_EQ(log[2].message_edited().body(), "third words");
}

TEST_F(EditMessage, HistoryIsForModeratorsAndOrganisers) {
    const auto posted = programme.say(ben, channel, "first words");
    const auto sent_at = programme.clock.now();
    programme.clock.advance(std::chrono::minutes(1));
    ASSERT_TRUE(programme.edit(ben, posted, "second words"));
    programme.clock.advance(std::chrono::minutes(1));
    ASSERT_TRUE(programme.edit(ben, posted, "third words"));
    for (const auto& reader : {ana, mod}) {
        const auto versions = programme.versions(reader, posted);
        ASSERT_TRUE(versions);
        ASSERT_EQ(versions->versions_size(), 3);
        EXPECT_EQ(versions->versions(0).body(), "first words");
        EXPECT_EQ(versions->versions(0).at_us(), sent_at);
        EXPECT_EQ(versions->versions(1).at_us(), sent_at + 60 * microseconds_per_second);
        EXPECT_EQ(versions->versions(2).body(), "third words");
    }
    for (const auto& refused : {ben, stranger, programme.admin})
        EXPECT_EQ(code_of(programme.versions(refused, posted)), Code::permission_denied);
}

TEST_F(EditMessage, MentionsOtherPeopleAlsoWhenTheyAreJustAsMany) {
    auto request = programme.draft(channel, "@Ana or @Mod, please");
    request.add_mentioned_member_ids(ana.member_id);
    const auto posted = programme.post(ben, request)->message();
    ASSERT_TRUE(programme.edit(ben, posted, request.body(), {mod.member_id}));
    const auto now = programme.read(ben, posted);
    ASSERT_EQ(now.mentions_size(), 1);
    EXPECT_EQ(now.mentions(0).member_id(), mod.member_id);
    EXPECT_EQ(field_of(programme.edit(ben, posted, "@Stranger", {stranger.member_id})), "mentioned_member_ids");
    ASSERT_TRUE(programme.edit(ben, posted, "Never mind"));
    EXPECT_EQ(programme.read(ben, posted).mentions_size(), 0);
}

TEST_F(EditMessage, KeepsMentionsOfThoseWhoHaveLeftOrHaveAnotherNameSince) {
    auto request = programme.draft(channel, "@Ana and @Mod, pleas");
    request.add_mentioned_member_ids(ana.member_id);
    request.add_mentioned_member_ids(mod.member_id);
    const auto posted = programme.post(ben, request)->message();
    ASSERT_TRUE(programme.remove(ana, hub, mod));
    programme.write([&](auto& tx) {
        ASSERT_TRUE(accounts::rename_member(tx, ana.member_id, *accounts::member_name("name", "Anna")));
    });
    const auto edited = programme.edit(ben, posted, "@Ana and @Mod, please", {mod.member_id, ana.member_id});
    ASSERT_TRUE(edited) << edited.error().message;
    EXPECT_EQ(edited->message().mentions_size(), 2);
    EXPECT_EQ(programme.read(ben, posted).SerializeAsString(), edited->message().SerializeAsString());
}

TEST_F(DeleteMessage, LeavesATombstoneAndNoHole) {
    const auto posted = programme.say(ben, channel, "I regret this");
    programme.say(ana, channel, "next");
    programme.clock.advance(std::chrono::minutes(1));
    const auto deleted = programme.erase(ben, posted, "a reason that authors need not give");
    ASSERT_TRUE(deleted);
    EXPECT_EQ(deleted->message().body(), "");
    EXPECT_EQ(deleted->message().tombstone().deleted_at_us(), programme.clock.now());
    EXPECT_EQ(deleted->message().tombstone().deleted_by_name(), "Ben");
    EXPECT_EQ(deleted->message().tombstone().reason(), "");
    EXPECT_EQ(deleted->message().author().name(), "Ben");
    EXPECT_TRUE(programme.log_has_no_holes(channel));
    const auto told = programme.updates("c." + channel).back().message_deleted();
    EXPECT_EQ(told.message_seq(), posted.seq());
    EXPECT_EQ(told.tombstone().deleted_by_member_id(), ben.member_id);
    const auto page = programme.history(ana, channel);
    ASSERT_EQ(page->messages_size(), 2);
    EXPECT_EQ(page->messages(0).SerializeAsString(), deleted->message().SerializeAsString());
}

TEST_F(DeleteMessage, ItsWordsAreGoneFromTheLogThePagesAndQuotes) {
    const auto posted = programme.say(ben, channel, "first secret");
    auto request = programme.draft(channel, "@Ana other");
    ASSERT_TRUE(programme.edit(ben, posted, "second secret"));
    ASSERT_TRUE(programme.edit(ben, posted, "third secret @Ana", {ana.member_id}));
    const auto quoting = programme.reply(ana, posted, "Really?");
    ASSERT_TRUE(programme.react(mod, posted));
    ASSERT_TRUE(programme.erase(ben, posted));
    EXPECT_FALSE(programme.log_holds(channel, "secret"));
    EXPECT_TRUE(programme.log_has_no_holes(channel));
    v1::ListMessagesRequest page;
    page.set_channel_id(channel);
    page.set_after_seq(posted.seq());
    const auto read = programme.call(mod, &ConversationService::list_messages, page);
    ASSERT_EQ(read->quoted_size(), 1);
    EXPECT_EQ(read->quoted(0).body(), "");
    EXPECT_TRUE(read->quoted(0).has_tombstone());
    EXPECT_EQ(read->quoted(0).reactions_size(), 0);
    EXPECT_EQ(read->quoted(0).mentions_size(), 0);
    EXPECT_EQ(read->SerializeAsString().find("secret"), std::string::npos);
    const auto replayed = programme.updates("c." + channel).front().message_posted().message();
    EXPECT_TRUE(replayed.has_tombstone());
    EXPECT_EQ(replayed.mentions_size(), 0);
    EXPECT_EQ(programme.read(mod, quoting).quoted_seq(), posted.seq());
}

TEST_F(DeleteMessage, OfEverybodyNoLongerAddressesEverybody) {
    auto request = programme.draft(channel, "@channel tonight");
    request.set_mentions_channel(true);
    const auto posted = programme.post(ana, request)->message();
    ASSERT_TRUE(programme.erase(ana, posted));
    EXPECT_FALSE(programme.read(ben, posted).mentions_channel());
    EXPECT_FALSE(programme.updates("c." + channel).front().message_posted().message().mentions_channel());
}

TEST_F(DeleteMessage, IsForModeratorsWithAReasonThatEverybodySees) {
    const auto posted = programme.say(ben, channel, "Her number is 01632 960001");
    EXPECT_EQ(field_of(programme.erase(mod, posted)), "reason");
    EXPECT_EQ(field_of(programme.erase(mod, posted, std::string(281, 'a'))), "reason");
    const auto deleted = programme.erase(mod, posted, " Somebody's telephone number. ");
    ASSERT_TRUE(deleted);
    EXPECT_EQ(deleted->message().tombstone().reason(), "Somebody's telephone number.");
    EXPECT_EQ(deleted->message().tombstone().deleted_by_name(), "Mod");
    EXPECT_EQ(programme.read(ben, posted).tombstone().reason(), "Somebody's telephone number.");
    const auto versions = programme.versions(ana, posted);
    ASSERT_EQ(versions->versions_size(), 1) << "moderators can still see what it was about";
    EXPECT_EQ(versions->versions(0).body(), "Her number is 01632 960001");
}

TEST_F(DeleteMessage, IsNotForOthers) {
    const auto posted = programme.say(ana, channel, "Mine");
    EXPECT_EQ(code_of(programme.erase(ben, posted, "Because")), Code::permission_denied);
    EXPECT_EQ(code_of(programme.erase(stranger, posted, "Because")), Code::permission_denied);
    EXPECT_EQ(code_of(programme.erase(programme.admin, posted, "Because")), Code::permission_denied)
        << "an administrator who does not read the channel";
    EXPECT_EQ(programme.read(ben, posted).body(), "Mine");
}

TEST_F(DeleteMessage, TwiceIsOnceAndWhatIsDeletedStaysSo) {
    const auto posted = programme.say(ben, channel, "I regret this");
    const auto first = programme.erase(ben, posted);
    programme.clock.advance(std::chrono::minutes(1));
    const auto again = programme.erase(mod, posted, "Because");
    ASSERT_TRUE(again);
    EXPECT_EQ(again->SerializeAsString(), first->SerializeAsString());
    EXPECT_EQ(programme.updates("c." + channel).size(), 2u);
    EXPECT_EQ(code_of(programme.edit(ben, posted, "Back again")), Code::failed_precondition);
    EXPECT_EQ(code_of(programme.react(ana, posted)), Code::failed_precondition);
}

TEST_F(Reactions, AreCountedOnceEachInTheOrderInWhichTheyCame) {
    const auto posted = programme.say(ben, channel, "Made it");
    ASSERT_TRUE(programme.react(mod, posted));
    programme.clock.advance(std::chrono::seconds(1));
    ASSERT_TRUE(programme.react(ana, posted));
    ASSERT_TRUE(programme.react(ana, posted));
    ASSERT_TRUE(programme.react(ana, posted, v1::REACTION_WELL_DONE));
    const auto read = programme.read(ben, posted);
    ASSERT_EQ(read.reactions_size(), 2);
    EXPECT_EQ(read.reactions(0).reaction(), v1::REACTION_THANKS);
    ASSERT_EQ(read.reactions(0).member_ids_size(), 2);
    EXPECT_EQ(read.reactions(0).member_ids(0), mod.member_id);
    EXPECT_EQ(read.reactions(0).member_ids(1), ana.member_id);
    EXPECT_EQ(read.reactions(1).member_ids(0), ana.member_id);
    EXPECT_EQ(programme.updates("c." + channel).size(), 4u) << "setting it twice changes nothing";
    const auto told = programme.updates("c." + channel)[1].reaction_changed();
    EXPECT_EQ(told.message_seq(), posted.seq());
    EXPECT_EQ(told.member_id(), mod.member_id);
    EXPECT_TRUE(told.on());
}

TEST_F(Reactions, AreTakenBack) {
    const auto posted = programme.say(ben, channel, "Made it");
    ASSERT_TRUE(programme.react(ana, posted));
    ASSERT_TRUE(programme.react(ana, posted, v1::REACTION_THANKS, false));
    ASSERT_TRUE(programme.react(ana, posted, v1::REACTION_THANKS, false));
    EXPECT_EQ(programme.read(ben, posted).reactions_size(), 0);
    const auto log = programme.updates("c." + channel);
    ASSERT_EQ(log.size(), 3u);
    EXPECT_FALSE(log[2].reaction_changed().on());
}

TEST_F(Reactions, AreForThoseWhoHaveJoinedAndOfTheKnownKinds) {
    const auto posted = programme.say(ben, channel, "Made it");
    EXPECT_EQ(field_of(programme.react(ana, posted, v1::REACTION_UNSPECIFIED)), "reaction");
    EXPECT_EQ(field_of(programme.react(ana, posted, static_cast<v1::Reaction>(99))), "reaction");
    EXPECT_EQ(code_of(programme.react(stranger, posted)), Code::permission_denied);
    ASSERT_TRUE(programme.leave_channel(mod, channel));
    EXPECT_EQ(field_of(programme.react(mod, posted)), "channel_id");
    auto nothing = posted;
    nothing.set_seq(99);
    EXPECT_EQ(field_of(programme.react(ana, nothing)), "seq");
}

TEST_F(ArchivedChannel, IsReadButNothingIsPostedEditedOrReactedTo) {
    const auto posted = programme.say(ben, channel, "Before");
    ASSERT_TRUE(programme.archive(ana, channel));
    const auto refused = programme.post(ben, programme.draft(channel, "After"));
    EXPECT_EQ(code_of(refused), Code::permission_denied);
    EXPECT_NE(refused.error().message.find("archived"), std::string::npos);
    EXPECT_EQ(code_of(programme.edit(ben, posted, "Changed")), Code::permission_denied);
    EXPECT_EQ(code_of(programme.react(ana, posted)), Code::permission_denied);
    EXPECT_EQ(programme.read(ana, posted).body(), "Before");
    EXPECT_TRUE(programme.mark_read(ana, channel, posted.seq()));
    ASSERT_TRUE(programme.archive(ana, channel, false));
    EXPECT_TRUE(programme.post(ben, programme.draft(channel, "After")));
}

TEST_F(ArchivedChannel, WhatShouldNotBeThereCanStillBeTakenOut) {
    const auto one = programme.say(ben, channel, "Her number");
    const auto other = programme.say(ben, channel, "My number");
    ASSERT_TRUE(programme.archive(ana, channel));
    EXPECT_TRUE(programme.erase(mod, one, "Telephone number."));
    EXPECT_TRUE(programme.erase(ben, other));
}

}  // namespace
}  // namespace ourplace::conversations
