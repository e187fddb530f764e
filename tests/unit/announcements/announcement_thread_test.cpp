// Where replies to an announcement go: who is in its Thread, and who is not.
#include <thread>

#include "accounts/bot_tables.hpp"
#include "hubs/channel_tables.hpp"
#include "hubs/thread_tables.hpp"
#include "unit/announcements/announcement_programme.hpp"

namespace ourplace::announcements {
namespace {

class AnnouncementThread : public AHub {
  protected:
    v1::SendAnnouncementRequest with_thread(const std::vector<std::string>& more_hubs = {}) {
        auto request = programme.draft(hub);
        request.mutable_audience()->mutable_hub_ids()->Add(more_hubs.begin(), more_hubs.end());
        request.set_replies_in_thread(true);
        return request;
    }
    // Of one that Ana sends; its id.
    std::string announced(const std::vector<std::string>& more_hubs = {}) {
        return programme.announce(ana, with_thread(more_hubs)).announcement_id();
    }
    std::string opened(const Caller& caller, const std::string& announcement_id) {
        return programme.must(programme.open_thread(caller, announcement_id)).channel().channel_id();
    }
    v1::Thread seen_by(const Caller& caller, const std::string& announcement_id) {
        return programme.must(programme.get(caller, announcement_id)).announcement().thread();
    }
    bool is_in(const Caller& caller, const std::string& channel_id) {
        const bool follows = programme.may_follow(caller, "c." + channel_id);
        EXPECT_EQ(follows, programme.state_of(caller, channel_id).has_value());
        EXPECT_EQ(follows, programme.history(caller, channel_id).has_value());
        return follows;
    }
    std::vector<std::string> faults() {
        auto found = programme.write([](store::Transaction& tx) { return hubs::check_threads(tx); });
        for (auto& fault : programme.faults()) found.push_back(std::move(fault));
        return found;
    }
};

TEST_F(AnnouncementThread, IsMadeByWhoeverOpensItFirst) {
    const auto id = announced();
    EXPECT_TRUE(seen_by(ben, id).may_open());
    EXPECT_EQ(seen_by(ben, id).channel_id(), "");
    const auto opened_by_ben = programme.open_thread(ben, id);
    const auto& channel = opened_by_ben->channel();
    EXPECT_EQ(channel.visibility(), v1::CHANNEL_VISIBILITY_THREAD);
    EXPECT_EQ(channel.name(), "Pumps");
    EXPECT_EQ(channel.hub_id(), hub);
    EXPECT_EQ(channel.announcement_id(), id);
    EXPECT_TRUE(channel.joined());
    const auto& thread = channel.channel_id();
    EXPECT_TRUE(is_in(ben, thread));
    EXPECT_TRUE(is_in(ana, thread)) << "whoever sent it hears of replies";
    EXPECT_FALSE(is_in(cai, thread)) << "has not opened it";

    programme.say(ben, thread, "Which pumps?");
    EXPECT_EQ(programme.state_of(ana, thread)->unread(), 1u);
    EXPECT_EQ(seen_by(cai, id).message_count(), 1u);
    EXPECT_EQ(seen_by(cai, id).channel_id(), "");
    EXPECT_EQ(opened(cai, id), thread);
    EXPECT_EQ(opened(cai, id), thread) << "again is the same";
    EXPECT_EQ(seen_by(cai, id).channel_id(), thread);
    EXPECT_EQ(programme.open(cai, thread)->hub().hub_id(), hub);
    programme.say(cai, thread, "All three.");
    EXPECT_EQ(programme.state_of(ben, thread)->unread(), 1u);
    EXPECT_EQ(programme.open(ben, thread)->channel().member_count(), 3u);
    EXPECT_EQ(faults(), Names{});
}

TEST_F(AnnouncementThread, IsListedNowhere) {
    const auto thread = opened(ben, announced());
    EXPECT_EQ(programme.sees(ben, hub), Names{});
    EXPECT_EQ(programme.sees(programme.admin, hub), Names{});
    EXPECT_EQ(code_of(programme.join_channel(cai, thread)), Code::not_found);
    EXPECT_EQ(code_of(programme.open(programme.admin, thread)), Code::not_found);
    for (const auto& update : programme.updates("h." + hub)) EXPECT_FALSE(update.has_channel_created());
    const auto dee = programme.person("Dee");
    programme.write([&](store::Transaction& tx) {
        hubs::join_hub(tx, hub, dee.member_id, hubs::Role::member, programme.clock.now());
    });
    EXPECT_FALSE(is_in(dee, thread)) << "joining the hub does not join its Threads";
}

TEST_F(AnnouncementThread, IsForThoseItWentToAndThoseWhoManageIt) {
    const auto dee = programme.person("Dee");
    const auto other = programme.hub("Village halls", {dee, ben});
    auto request = with_thread({other});
    request.mutable_audience()->add_roles(v1::HUB_ROLE_MEMBER);
    const auto id = programme.announce(programme.admin, request).announcement_id();
    EXPECT_EQ(code_of(programme.open_thread(stranger, id)), Code::not_found);
    EXPECT_TRUE(programme.get(dee, id)) << "reads it, as one of its hubs is theirs";
    EXPECT_EQ(code_of(programme.open_thread(dee, id)), Code::permission_denied);
    EXPECT_FALSE(seen_by(dee, id).may_open());
    EXPECT_TRUE(programme.open_thread(ben, id));
    const auto thread = opened(programme.admin, id);
    EXPECT_TRUE(is_in(programme.admin, thread)) << "belongs to neither hub, and sent it";
    EXPECT_TRUE(is_in(ben, thread));
    EXPECT_EQ(faults(), Names{});
}

TEST_F(AnnouncementThread, IsOneThingOrTheOther) {
    EXPECT_EQ(code_of(programme.open_thread(ben, programme.announce(ana, hub).announcement_id())),
              Code::failed_precondition)
        << "replies are closed";
    EXPECT_FALSE(programme.announce(ana, hub).has_thread());
    auto both = with_thread();
    both.set_reply_channel_id(programme.channel(ana, hub, v1::CHANNEL_VISIBILITY_HUB, "Talk"));
    EXPECT_EQ(field_of(programme.send(ana, both)), "replies_in_thread");
    auto later = with_thread();
    later.set_send_at_us(programme.clock.now() + microseconds_per_hour);
    const auto waits = programme.announce(ana, later);
    EXPECT_TRUE(waits.has_thread());
    EXPECT_FALSE(waits.thread().may_open());
    EXPECT_EQ(code_of(programme.open_thread(ana, waits.announcement_id())), Code::failed_precondition);
    EXPECT_EQ(code_of(programme.open_thread(ana, "nothing")), Code::not_found);
}

TEST_F(AnnouncementThread, TwoWhoOpenItAtOnceAreInTheSame) {
    const auto id = announced();
    std::string bens;
    std::string cais;
    {
        const std::jthread one([&] { bens = opened(ben, id); });
        const std::jthread two([&] { cais = opened(cai, id); });
    }
    EXPECT_EQ(bens, cais);
    EXPECT_EQ(programme.open(ben, bens)->channel().member_count(), 3u);
    EXPECT_EQ(faults(), Names{});
}

TEST_F(AnnouncementThread, WhoIsRemovedFromTheHubIsOutOfItAtOnce) {
    const auto id = announced();
    const auto thread = opened(ben, id);
    programme.say(ben, thread, "Which pumps?");
    ASSERT_TRUE(programme.remove(ana, hub, ben));
    EXPECT_FALSE(is_in(ben, thread));
    EXPECT_EQ(code_of(programme.post(ben, programme.ConversationProgramme::draft(thread, "Hello?"))), Code::not_found);
    const auto last = programme.updates("m." + ben.member_id).back();
    EXPECT_EQ(last.my_channel_left().channel_id(), thread);
    EXPECT_EQ(programme.noticed(store::Notice::Kind::access_changed).back(), ben.member_id);
    EXPECT_TRUE(programme.get(ben, id)) << "what it said stays theirs to read";
    EXPECT_FALSE(seen_by(ben, id).may_open());
    EXPECT_EQ(seen_by(ben, id).message_count(), 0u);
    EXPECT_EQ(code_of(programme.open_thread(ben, id)), Code::permission_denied);
    EXPECT_EQ(programme.open(ana, thread)->channel().member_count(), 1u);
    EXPECT_EQ(faults(), Names{});
    programme.write([&](store::Transaction& tx) {
        hubs::join_hub(tx, hub, ben.member_id, hubs::Role::member, programme.clock.now());
    });
    EXPECT_FALSE(is_in(ben, thread));
    EXPECT_EQ(opened(ben, id), thread) << "back in the hub, it is for them again";
}

TEST_F(AnnouncementThread, WhoStaysInAnotherOfItsHubsStaysInIt) {
    const auto other = programme.hub("Village halls", {ana, ben});
    const auto thread = opened(ben, announced({other}));
    const auto first = programme.state_of(ben, thread)->channel().hub_id();
    ASSERT_TRUE(programme.leave(ben, first));
    EXPECT_TRUE(is_in(ben, thread));
    EXPECT_EQ(programme.state_of(ben, thread)->channel().hub_id(), first == hub ? other : hub);
    EXPECT_EQ(programme.updates("m." + ben.member_id).back().my_channel_joined().channel().channel_id(), thread)
        << "their devices hear whose it is now";
    ASSERT_TRUE(programme.leave(ben, first == hub ? other : hub));
    EXPECT_FALSE(is_in(ben, thread));
    EXPECT_EQ(faults(), Names{});
}

TEST_F(AnnouncementThread, ModeratorsOfAnyOfItsHubsModerate) {
    const auto dee = programme.person("Dee");
    const auto other = programme.hub("Village halls", {ana, dee});
    ASSERT_TRUE(programme.set_role(ana, other, dee, v1::HUB_ROLE_MODERATOR));
    const auto id = announced({other});
    const auto thread = opened(ben, id);
    const auto rude = programme.say(ben, thread, "Nobody asked you.");
    ASSERT_EQ(code_of(programme.erase(dee, rude, "Be kind.")), Code::not_found) << "not in it yet";
    ASSERT_EQ(opened(dee, id), thread);
    ASSERT_EQ(opened(cai, id), thread);
    EXPECT_EQ(programme.state_of(dee, thread)->channel().hub_id(), other) << "where they have most to say";
    EXPECT_EQ(code_of(programme.erase(cai, rude, "Be kind.")), Code::permission_denied);
    EXPECT_EQ(programme.must(programme.erase(dee, rude, "Be kind.")).message().tombstone().reason(), "Be kind.");
    EXPECT_EQ(seen_by(cai, id).message_count(), 0u);
}

TEST_F(AnnouncementThread, IsCalledAfterTheAnnouncement) {
    const auto announcement = programme.announce(ana, with_thread());
    const auto thread = opened(ben, announcement.announcement_id());
    const auto long_title =
        "The pumps in the lower pavilion of the recreation ground do not run before Saturday morning";
    ASSERT_TRUE(programme.correct(ana, announcement, long_title));
    const auto name = programme.open(ben, thread)->channel().name();
    EXPECT_EQ(name, "The pumps in the lower pavilion of the recreation ground do not run before…");
    EXPECT_EQ(programme.updates("c." + thread).back().channel_changed().channel().name(), name);
    hubs::HubProgramme& hubs = programme;
    v1::UpdateChannelRequest rename;
    rename.set_channel_id(thread);
    rename.set_name("Something else");
    EXPECT_EQ(field_of(hubs.call(ana, &hubs::HubService::update_channel, rename)), "name");
    EXPECT_EQ(code_of(programme.archive(ben, thread)), Code::permission_denied);
    EXPECT_TRUE(programme.archive(ana, thread)) << "its Organisers close it";
    EXPECT_EQ(code_of(programme.post(ben, programme.ConversationProgramme::draft(thread, "One more"))),
              Code::permission_denied);
}

TEST_F(AnnouncementThread, IsJoinedByOpeningAndLeftAtWill) {
    const auto id = announced();
    const auto thread = opened(ana, id);
    EXPECT_EQ(field_of(programme.add(ana, thread, ben)), "channel_id") << "nobody is added";
    ASSERT_EQ(opened(ben, id), thread);
    EXPECT_EQ(field_of(programme.remove_from_channel(ana, thread, ben)), "channel_id") << "nor removed from it alone";
    EXPECT_TRUE(programme.leave_channel(ben, thread));
    EXPECT_FALSE(is_in(ben, thread));
    EXPECT_TRUE(seen_by(ben, id).may_open());
    EXPECT_EQ(opened(ben, id), thread);
}

TEST_F(AnnouncementThread, IsNotForBots) {
    const auto bot = programme.write([&](store::Transaction& tx) {
        const accounts::NewBot wanted{.name = *accounts::member_name("name", "Crier"),
                                      .hub_id = hub,
                                      .purpose = "Says what is new.",
                                      .scopes = {accounts::BotScope::announce, accounts::BotScope::read}};
        const auto bot_id = *accounts::create_bot(tx, wanted, programme.clock.now());
        const auto token = accounts::new_bot_token(tx, bot_id, programme.clock.now());
        return accounts::find_access(tx, token, programme.clock.now())->caller;
    });
    const auto id = programme.announce(bot, with_thread()).announcement_id();
    EXPECT_EQ(code_of(programme.open_thread(bot, id)), Code::permission_denied);
    const auto thread = opened(ben, id);
    EXPECT_FALSE(programme.may_follow(bot, "c." + thread)) << "although it sent it";
    ASSERT_EQ(opened(ana, id), thread);
    EXPECT_EQ(code_of(programme.add(ana, thread, bot)), Code::failed_precondition);
}

TEST_F(AnnouncementThread, ACheckFindsWhoDoesNotBelong) {
    const auto id = announced();
    const auto thread = opened(ben, id);
    programme.write(
        [&](store::Transaction& tx) { hubs::enter_channel(tx, thread, stranger.member_id, programme.clock.now()); });
    EXPECT_EQ(faults(), Names{"Thread " + thread + " has somebody in it who belongs to none of its hubs"});
    EXPECT_FALSE(programme.may_follow(stranger, "c." + thread)) << "and reads nothing of it";
    programme.write([&](store::Transaction& tx) {
        tx.execute("DELETE FROM channel_member WHERE member_id = $1", stranger.member_id);
        tx.execute("UPDATE announcement SET replies_in_thread = 0 WHERE announcement_id = $1", id);
    });
    EXPECT_EQ(faults(), Names{"announcement " + id + " has a Thread that is not its own: " + thread});
}

}  // namespace
}  // namespace ourplace::announcements
