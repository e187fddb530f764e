// Whom one may tell something, and what is refused.
#include "accounts/bot_tables.hpp"
#include "unit/announcements/announcement_programme.hpp"

namespace ourplace::announcements {
namespace {

using CountAudience = AHub;
using SendAnnouncement = AHub;
using ScheduledAnnouncement = AHub;

Result<v1::CountAudienceResponse> count(AnnouncementProgramme& programme, const Caller& caller,
                                        const std::vector<std::string>& hub_ids,
                                        const std::vector<std::string>& place_ids = {},
                                        const std::vector<v1::HubRole>& roles = {},
                                        const std::vector<std::string>& themes = {}) {
    v1::CountAudienceRequest request;
    request.mutable_audience()->mutable_hub_ids()->Add(hub_ids.begin(), hub_ids.end());
    request.mutable_audience()->mutable_place_ids()->Add(place_ids.begin(), place_ids.end());
    for (const auto role : roles) request.mutable_audience()->add_roles(role);
    request.mutable_audience()->mutable_themes()->Add(themes.begin(), themes.end());
    return programme.call(caller, &AnnouncementService::count_audience, request);
}

TEST_F(CountAudience, CountsEachPersonOnceWhicheverHubsTheyAreIn) {
    const auto other = programme.hub("Village halls", {ana, ben, stranger});
    EXPECT_EQ(count(programme, ana, {hub})->people(), 3u);
    const auto both = count(programme, ana, {hub, other, hub});
    EXPECT_EQ(both->people(), 4u);
    EXPECT_EQ(both->hubs(), 2u);
}

TEST_F(CountAudience, IsNarrowedByRoles) {
    ASSERT_TRUE(programme.set_role(ana, hub, ben, v1::HUB_ROLE_MODERATOR));
    EXPECT_EQ(count(programme, ana, {hub}, {}, {v1::HUB_ROLE_MODERATOR})->people(), 1u);
    EXPECT_EQ(count(programme, ana, {hub}, {}, {v1::HUB_ROLE_MODERATOR, v1::HUB_ROLE_ORGANISER})->people(), 2u);
    EXPECT_EQ(field_of(count(programme, ana, {hub}, {}, {v1::HUB_ROLE_UNSPECIFIED})), "audience.roles");
}

TEST_F(CountAudience, IsNarrowedToChampionsOfAnyOfTheThemes) {
    programme.champion(ben, {"housing", "health"});
    programme.champion(cai, {"arts"});
    programme.champion(stranger, {"housing"});
    const auto of = [&](const std::vector<std::string>& themes, const std::vector<v1::HubRole>& roles = {}) {
        return count(programme, ana, {hub}, {}, roles, themes)->people();
    };
    EXPECT_EQ(of({}), 3u);
    EXPECT_EQ(of({"housing"}), 1u) << "the stranger does not belong";
    EXPECT_EQ(of({"housing", "health"}), 1u) << "once, with two of them";
    EXPECT_EQ(of({"health", "arts"}), 2u);
    EXPECT_EQ(of({"youth"}), 0u);
    EXPECT_EQ(of({"arts"}, {v1::HUB_ROLE_ORGANISER}), 0u) << "both narrow";
    const auto refused = count(programme, ana, {hub}, {}, {}, {"housing", "gardens"});
    EXPECT_EQ(code_of(refused), Code::invalid_argument);
    EXPECT_EQ(field_of(refused), "audience.themes");
}

TEST_F(CountAudience, OfAPlaceIncludesThePlacesInside) {
    const auto town = programme.place("Camden");
    const auto ward = programme.place("Somers Town", town.place_id());
    programme.hub("One", {ana, ben}, v1::JOIN_POLICY_OPEN, town.place_id());
    programme.hub("Two", {ana, cai}, v1::JOIN_POLICY_OPEN, ward.place_id());
    EXPECT_EQ(count(programme, ana, {}, {town.place_id()})->people(), 3u);
    EXPECT_EQ(count(programme, ana, {}, {ward.place_id()})->people(), 2u);
    EXPECT_EQ(count(programme, ana, {hub}, {town.place_id()})->hubs(), 3u);
    programme.hub("Three", {cai}, v1::JOIN_POLICY_OPEN, ward.place_id());
    const auto refused = count(programme, ana, {}, {town.place_id()});
    EXPECT_EQ(code_of(refused), Code::permission_denied) << "one of the hubs is not Ana's";
    EXPECT_EQ(field_of(refused), "audience.place_ids[0]");
    EXPECT_EQ(count(programme, programme.admin, {}, {town.place_id()})->hubs(), 3u);
}

TEST_F(CountAudience, IsForOrganisersOfEachHubAndAdministrators) {
    const auto other = programme.hub("Village halls", {stranger});
    EXPECT_EQ(code_of(count(programme, ben, {hub})), Code::permission_denied);
    ASSERT_TRUE(programme.set_role(ana, hub, ben, v1::HUB_ROLE_MODERATOR));
    EXPECT_EQ(code_of(count(programme, ben, {hub})), Code::permission_denied);
    EXPECT_EQ(code_of(count(programme, stranger, {hub})), Code::permission_denied);
    EXPECT_EQ(field_of(count(programme, ana, {hub, other})), "audience.hub_ids[1]");
    EXPECT_EQ(count(programme, programme.admin, {hub, other})->people(), 4u);
}

TEST_F(CountAudience, NamesWhatDoesNotExist) {
    EXPECT_EQ(field_of(count(programme, ana, {})), "audience.hub_ids");
    EXPECT_EQ(code_of(count(programme, ana, {hub, "nowhere"})), Code::not_found);
    EXPECT_EQ(field_of(count(programme, ana, {hub, "nowhere"})), "audience.hub_ids[1]");
    EXPECT_EQ(field_of(count(programme, ana, {}, {"nowhere"})), "audience.place_ids[0]");
    EXPECT_EQ(field_of(count(programme, ana, {}, {programme.place("Empty").place_id()})), "audience.place_ids[0]");
}

TEST_F(SendAnnouncement, ArrivesAtEachPersonOnce) {
    const auto other = programme.hub("Village halls", {ana, ben, stranger});
    auto request = programme.draft(hub);
    request.mutable_audience()->add_hub_ids(other);
    const auto sent = programme.announce(ana, request);
    EXPECT_EQ(sent.tracking().audience(), 4u);
    EXPECT_EQ(sent.hub_count(), 2u);
    EXPECT_EQ(programme.told(ben.member_id), Names{}) << "the audience is frozen, nobody has it yet";
    EXPECT_EQ(programme.woken, 1) << "but soon";
    programme.deliver_all();
    for (const auto& person : {ana, ben, cai, stranger})
        EXPECT_EQ(programme.told(person.member_id), Names{"arrived 1"});
    const auto arrived = programme.updates("m." + stranger.member_id).back().announcement_arrived().announcement();
    EXPECT_EQ(arrived.hub().name(), "Village halls") << "the hub through which it came to them";
    EXPECT_TRUE(arrived.for_me());
    EXPECT_FALSE(arrived.may_manage());
    EXPECT_FALSE(arrived.has_tracking());
    EXPECT_EQ(arrived.english().body(), "The number changes at 18:00 tonight.");
    EXPECT_FALSE(arrived.has_welsh());
}

TEST_F(SendAnnouncement, IsForOrganisersAndAdministratorsOnly) {
    EXPECT_EQ(code_of(programme.send(ben, programme.draft(hub))), Code::permission_denied);
    EXPECT_EQ(code_of(programme.send(stranger, programme.draft(hub))), Code::permission_denied);
    EXPECT_TRUE(programme.send(programme.admin, programme.draft(hub)));
    programme.deliver_all();
    EXPECT_EQ(programme.told(programme.admin.member_id), Names{}) << "who does not belong is not told";
}

TEST_F(SendAnnouncement, IsForBotsOfTheHubThatWereGivenTheScope) {
    const auto other = programme.hub("Village halls", {stranger});
    const auto bot = [&](std::string_view name, accounts::BotScopes scopes) {
        return programme.write([&](store::Transaction& tx) {
            const accounts::NewBot wanted{.name = *accounts::member_name("name", name),
                                          .hub_id = hub,
                                          .purpose = "Says what is new.",
                                          .scopes = scopes};
            const auto bot_id = *accounts::create_bot(tx, wanted, programme.clock.now());
            const auto token = accounts::new_bot_token(tx, bot_id, programme.clock.now());
            return accounts::find_access(tx, token, programme.clock.now())->caller;
        });
    };
    const auto crier = bot("Crier", {accounts::BotScope::announce});
    const auto sent = programme.announce(crier, hub);
    EXPECT_EQ(sent.author_name(), "Crier");
    EXPECT_EQ(count(programme, crier, {hub})->people(), 3u);
    EXPECT_EQ(code_of(programme.send(crier, programme.draft(other))), Code::permission_denied);
    EXPECT_EQ(code_of(programme.send(bot("Poster", {accounts::BotScope::post}), programme.draft(hub))),
              Code::permission_denied);
}

TEST_F(SendAnnouncement, ARetryReturnsTheFirstResult) {
    auto request = programme.draft(hub);
    request.set_acknowledge_by_us(programme.clock.now() + 2 * microseconds_per_hour);
    const auto first = programme.announce(ana, request);
    programme.clock.advance(std::chrono::hours(3));
    EXPECT_EQ(programme.announce(ana, request).announcement_id(), first.announcement_id())
        << "also when its times have passed";
    programme.deliver_all();
    EXPECT_EQ(programme.told(ben.member_id), Names{"arrived 1"});
    request.mutable_english()->set_title("Another");
    EXPECT_EQ(code_of(programme.send(ana, request)), Code::already_exists);
    EXPECT_EQ(field_of(programme.send(ana, request)), "client_announcement_id");
}

TEST_F(SendAnnouncement, BadInputNamesItsField) {
    const auto refused = [&](auto change) {
        auto request = programme.draft(hub);
        change(request);
        return field_of(programme.send(ana, request));
    };
    EXPECT_EQ(refused([](auto& r) { r.set_client_announcement_id("short"); }), "client_announcement_id");
    EXPECT_EQ(refused([](auto& r) { r.clear_audience(); }), "audience.hub_ids");
    EXPECT_EQ(refused([](auto& r) { r.clear_importance(); }), "importance");
    EXPECT_EQ(refused([](auto& r) { r.clear_english(); }), "english.title");
    EXPECT_EQ(refused([](auto& r) { r.mutable_english()->clear_body(); }), "english.body");
    EXPECT_EQ(refused([](auto& r) { r.mutable_welsh()->set_title("Pympiau"); }), "welsh.body");
    EXPECT_EQ(refused([](auto& r) { r.set_acknowledge_by_us(1); }), "acknowledge_by_us");
    EXPECT_EQ(refused([](auto& r) { r.set_expires_at_us(1); }), "expires_at_us");
    EXPECT_EQ(refused([](auto& r) { r.set_send_at_us(4'000'000'000'000'000); }), "send_at_us");
    EXPECT_EQ(refused([](auto& r) { r.set_reply_channel_id("nowhere"); }), "reply_channel_id");
    EXPECT_EQ(refused([](auto& r) { r.mutable_audience()->add_roles(v1::HUB_ROLE_MODERATOR); }), "audience.roles")
        << "nobody has it";
    programme.deliver_all();
    EXPECT_EQ(programme.told(ben.member_id), Names{});
}

TEST_F(SendAnnouncement, AHubThatWantsBothLanguagesGetsBoth) {
    hubs::HubProgramme& hubs = programme;
    v1::UpdateHubRequest setting;
    setting.set_hub_id(hub);
    setting.set_requires_both_languages(true);
    ASSERT_TRUE(hubs.call(ana, &hubs::HubService::update_hub, setting));
    EXPECT_TRUE(count(programme, ana, {hub})->requires_both_languages());
    auto request = programme.draft(hub);
    EXPECT_EQ(field_of(programme.send(ana, request)), "welsh.title");
    request.mutable_welsh()->set_title("Pympiau");
    request.mutable_welsh()->set_body("Mae'r rhif yn newid am 18:00 heno.");
    const auto sent = programme.announce(ana, request);
    EXPECT_EQ(sent.welsh().title(), "Pympiau");
    EXPECT_EQ(field_of(programme.correct(ana, sent, "Corrected")), "welsh.title") << "a correction as well";
    request = programme.draft(programme.hub("Village halls", {ana}));
    request.mutable_audience()->add_hub_ids(hub);
    EXPECT_EQ(field_of(programme.send(ana, request)), "welsh.title") << "one of several hubs is enough";
}

TEST_F(SendAnnouncement, ToThemesReachesTheirChampionsAndAddsUp) {
    programme.champion(ben, {"housing"});
    programme.champion(cai, {"arts"});
    auto request = programme.draft(hub);
    request.mutable_audience()->add_themes("housing");
    request.mutable_audience()->add_themes("planning");
    const auto sent = programme.announce(ana, request);
    const auto& id = sent.announcement_id();
    EXPECT_EQ(Names(sent.themes().begin(), sent.themes().end()), (Names{"housing", "planning"}));
    EXPECT_EQ(figures(id), "1 + 0 + 0 of 1");
    programme.champion(cai, {"housing"});
    programme.champion(ben, {});
    programme.deliver_all();
    EXPECT_EQ(programme.told(ben.member_id), Names{"arrived 1"}) << "frozen at sending";
    EXPECT_EQ(programme.updates("m." + ben.member_id).back().announcement_arrived().announcement().themes_size(), 2);
    EXPECT_EQ(programme.told(cai.member_id), Names{});
    EXPECT_EQ(code_of(programme.get(cai, id)), Code::not_found);
    ASSERT_TRUE(programme.confirm(ben, id));
    EXPECT_EQ(figures(id), "0 + 0 + 1 of 1");
    request.set_client_announcement_id(std::string(client_announcement_id_bytes, 'n'));
    request.mutable_audience()->clear_themes();
    request.mutable_audience()->add_themes("youth");
    EXPECT_EQ(field_of(programme.send(ana, request)), "audience.themes") << "nobody carries it";
}

TEST_F(ScheduledAnnouncement, GoesToWhoIsAChampionOfItsThemesThen) {
    auto request = programme.draft(hub);
    request.set_send_at_us(programme.clock.now() + microseconds_per_hour);
    request.mutable_audience()->add_themes("housing");
    programme.champion(ben, {"housing"});
    const auto planned = programme.announce(ana, request);
    programme.champion(ben, {"arts"});
    programme.champion(cai, {"arts", "housing"});
    programme.clock.advance(std::chrono::hours(1));
    programme.deliver_all();
    EXPECT_EQ(programme.told(ben.member_id), Names{});
    EXPECT_EQ(programme.told(cai.member_id), Names{"arrived 1"});
    EXPECT_EQ(figures(planned.announcement_id()), "1 + 0 + 0 of 1");
}

TEST_F(SendAnnouncement, RepliesGoToAChannelThatEverybodyCanUse) {
    const auto reply_to = [&](const std::string& channel_id, const std::string& second_hub = {}) {
        auto request = programme.draft(hub);
        if (!second_hub.empty()) request.mutable_audience()->add_hub_ids(second_hub);
        request.set_reply_channel_id(channel_id);
        return programme.send(ana, request);
    };
    const auto talk = programme.channel(ana, hub, v1::CHANNEL_VISIBILITY_HUB, "Talk");
    const auto open = programme.channel(ana, hub, v1::CHANNEL_VISIBILITY_OPEN, "Open");
    const auto hidden = programme.channel(ana, hub, v1::CHANNEL_VISIBILITY_PRIVATE, "Hidden");
    const auto old = programme.channel(ana, hub, v1::CHANNEL_VISIBILITY_HUB, "Old");
    ASSERT_TRUE(programme.archive(ana, old));
    const auto elsewhere = programme.hub("Village halls", {ana});
    const auto theirs = programme.channel(ana, elsewhere, v1::CHANNEL_VISIBILITY_OPEN, "Theirs");
    EXPECT_EQ(reply_to(talk)->announcement().reply_channel().name(), "Talk");
    for (const auto& refused : {hidden, old, theirs}) EXPECT_EQ(field_of(reply_to(refused)), "reply_channel_id");
    EXPECT_EQ(field_of(reply_to(talk, elsewhere)), "reply_channel_id") << "not everybody could reply there";
    EXPECT_TRUE(reply_to(open, elsewhere));
    EXPECT_FALSE(programme.announce(ana, hub).has_reply_channel()) << "replies are closed";
}

TEST_F(ScheduledAnnouncement, GoesOutAtItsTimeToWhoBelongsThen) {
    auto request = programme.draft(hub);
    request.set_send_at_us(programme.clock.now() + microseconds_per_hour);
    const auto planned = programme.announce(ana, request);
    EXPECT_EQ(planned.state(), v1::ANNOUNCEMENT_STATE_SCHEDULED);
    EXPECT_FALSE(planned.has_tracking());
    EXPECT_EQ(programme.round(), 0u);
    EXPECT_EQ(code_of(programme.get(ben, planned.announcement_id())), Code::not_found) << "nobody knows of it yet";
    EXPECT_EQ(programme.list(ben, hub)->announcements_size(), 0);
    EXPECT_EQ(programme.list(ana, hub)->announcements_size(), 1);
    ASSERT_TRUE(programme.leave(cai, hub));
    programme.clock.advance(std::chrono::hours(1));
    programme.deliver_all();
    EXPECT_EQ(programme.told(ben.member_id), Names{"arrived 1"});
    EXPECT_EQ(programme.told(cai.member_id), Names{});
    EXPECT_EQ(figures(planned.announcement_id()), "2 + 0 + 0 of 2");
    EXPECT_EQ(programme.get(ben, planned.announcement_id())->announcement().sent_at_us(), programme.clock.now());
}

TEST_F(ScheduledAnnouncement, CanBeCancelledUntilThen) {
    auto request = programme.draft(hub);
    request.set_send_at_us(programme.clock.now() + microseconds_per_hour);
    const auto planned = programme.announce(ana, request);
    EXPECT_EQ(code_of(programme.cancel(ben, planned)), Code::not_found);
    EXPECT_EQ(programme.cancel(ana, planned)->announcement().state(), v1::ANNOUNCEMENT_STATE_CANCELLED);
    EXPECT_TRUE(programme.cancel(ana, planned)) << "twice is once";
    EXPECT_EQ(code_of(programme.correct(ana, planned, "Late")), Code::failed_precondition);
    programme.clock.advance(std::chrono::hours(2));
    programme.deliver_all();
    EXPECT_EQ(programme.told(ben.member_id), Names{});
    const auto sent = programme.announce(ana, hub);
    EXPECT_EQ(code_of(programme.cancel(ana, sent)), Code::failed_precondition);
}

TEST_F(ScheduledAnnouncement, IsCorrectedWithoutAnybodyBeingTold) {
    auto request = programme.draft(hub);
    request.set_send_at_us(programme.clock.now() + microseconds_per_hour);
    const auto planned = programme.announce(ana, request);
    EXPECT_EQ(programme.correct(ana, planned, "Better")->announcement().version(), 1u);
    EXPECT_EQ(code_of(programme.nudge(ana, planned)), Code::failed_precondition);
    programme.clock.advance(std::chrono::hours(1));
    programme.deliver_all();
    const auto arrived = programme.updates("m." + ben.member_id).back().announcement_arrived().announcement();
    EXPECT_EQ(arrived.english().title(), "Better");
    EXPECT_EQ(arrived.corrected_at_us(), 0);
    EXPECT_EQ(programme.told(ben.member_id), Names{"arrived 1"});
}

TEST_F(ScheduledAnnouncement, BelongsToItsHubAndGoesOutAlsoWhenItsAuthorHasLeft) {
    auto request = programme.draft(hub);
    request.set_send_at_us(programme.clock.now() + microseconds_per_hour);
    const auto planned = programme.announce(ana, request);
    ASSERT_TRUE(programme.set_role(ana, hub, ben, v1::HUB_ROLE_ORGANISER));
    ASSERT_TRUE(programme.leave(ana, hub));
    EXPECT_TRUE(programme.get(ben, planned.announcement_id())->announcement().may_manage());
    programme.clock.advance(std::chrono::hours(1));
    programme.deliver_all();
    EXPECT_EQ(programme.told(ben.member_id), Names{"arrived 1"});
    EXPECT_EQ(programme.told(ana.member_id), Names{});
}

}  // namespace
}  // namespace ourplace::announcements
