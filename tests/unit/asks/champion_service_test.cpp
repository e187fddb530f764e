#include "asks/champion_service.hpp"

#include <algorithm>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include "hubs/persona_tables.hpp"
#include "unit/asks/champion_programme.hpp"

namespace ourplace::asks {
namespace {

using google::protobuf::util::MessageDifferencer;

class Champions : public testing::Test {
  protected:
    ChampionProgramme programme;
    Caller dilys = programme.champion("Dilys", {"housing", "assets"}, "We took over the library.");
    Caller ana = programme.person("Ana");
};

TEST_F(Champions, WhoHasNotSaidAnythingHasGoodDefaults) {
    const auto said = programme.must(programme.get(dilys));
    EXPECT_EQ(said.availability().zone(), "Europe/London");
    EXPECT_TRUE(said.availability().hours().empty());
    EXPECT_EQ(said.availability().quiet_from(), "22:00");
    EXPECT_EQ(said.availability().quiet_to(), "07:00");
    EXPECT_EQ(said.availability().cap(), 3U);
    ASSERT_EQ(said.profile().languages_size(), 1);
    EXPECT_EQ(said.profile().languages(0), "en");
}

TEST_F(Champions, SayWhenTheyMayBeAskedAndReadItBack) {
    // Tuesday, 14 November 2023, 22:13.
    const auto set = programme.must(programme.set(dilys, ChampionProgramme::office_hours()));
    EXPECT_TRUE(MessageDifferencer::Equals(set.availability(), ChampionProgramme::office_hours().availability()));
    EXPECT_FALSE(set.open_now());
    EXPECT_EQ(set.opens_at_us(), 1'700'038'800 * microseconds_per_second);
    const auto got = programme.must(programme.get(dilys));
    EXPECT_TRUE(MessageDifferencer::Equals(got.availability(), set.availability()));
    EXPECT_TRUE(MessageDifferencer::Equals(got.profile(), set.profile()));
    EXPECT_TRUE(programme.updates(streams::member_stream(dilys.member_id)).back().has_my_availability_changed());
    // Another time it replaces all of it.
    v1::SetAvailabilityRequest changed;
    changed.mutable_profile()->add_languages("pl");
    EXPECT_TRUE(programme.must(programme.set(dilys, changed)).open_now());
    EXPECT_TRUE(programme.must(programme.get(dilys)).availability().hours().empty());
}

TEST_F(Champions, AreRefusedWithTheFieldAtFault) {
    const auto field = [&](auto change) {
        auto request = ChampionProgramme::office_hours();
        change(request);
        return field_of(programme.set(dilys, request));
    };
    EXPECT_EQ(field([](auto& request) { request.mutable_availability()->set_zone("Mars"); }), "availability.zone");
    EXPECT_EQ(field([](auto& request) { request.mutable_profile()->clear_languages(); }), "profile.languages");
    EXPECT_EQ(field([](auto& request) { request.mutable_profile()->add_languages("Welsh"); }), "profile.languages");
    EXPECT_EQ(field([](auto& request) { request.mutable_profile()->add_place_ids("nowhere"); }), "profile.place_ids");
    EXPECT_EQ(field([](auto& request) {
                  request.mutable_profile()->set_cannot_help_with(std::string(max_help_characters + 1, 'x'));
              }),
              "profile.cannot_help_with");
    EXPECT_EQ(field([](auto&) {}), "accepted");
    EXPECT_EQ(code_of(programme.set(ana, ChampionProgramme::office_hours())), Code::failed_precondition);
    EXPECT_EQ(code_of(programme.get(ana)), Code::failed_precondition);
}

TEST_F(Champions, PeersSeeWhatTheyKnowAndNothingOfTheirHours) {
    static_cast<void>(programme.must(programme.set(dilys, ChampionProgramme::office_hours())));
    v1::GetChampionRequest request;
    request.set_member_id(dilys.member_id);
    const auto seen = programme.must(programme.call(ana, &ChampionService::get_champion, request));
    EXPECT_EQ(seen.profile().can_help_with(), "Leases of allotments");
    EXPECT_EQ(seen.GetDescriptor()->field_count(), 1);
    request.set_member_id(ana.member_id);
    EXPECT_EQ(code_of(programme.call(dilys, &ChampionService::get_champion, request)), Code::not_found);
}

TEST_F(Champions, AreNeverOfferedAnAskOfSomebodyWhoBlockedThemOrWhomTheyBlocked) {
    const auto cai = programme.champion("Cai");
    EXPECT_TRUE(programme.block(ana, dilys.member_id));
    EXPECT_TRUE(programme.block(ana, dilys.member_id));
    EXPECT_TRUE(programme.block(cai, ana.member_id));
    EXPECT_TRUE(programme.declare_conflict(dilys, ana.member_id));
    auto never = programme.never_offered(ana);
    std::ranges::sort(never.blocked_ids);
    auto both = std::vector{dilys.member_id, cai.member_id};
    std::ranges::sort(both);
    EXPECT_EQ(never.blocked_ids, both);
    EXPECT_EQ(never.conflict_ids, std::vector{dilys.member_id});
    EXPECT_TRUE(programme.never_offered(programme.person("Eve")).blocked_ids.empty());

    // Whoever said it sees it; the other does not.
    const auto listed = [&](const Caller& caller) {
        return programme.must(programme.call(caller, &ChampionService::list_kept_apart, v1::ListKeptApartRequest()));
    };
    ASSERT_EQ(listed(ana).kept_apart_size(), 1);
    EXPECT_EQ(listed(ana).kept_apart(0).name(), "Dilys");
    EXPECT_TRUE(listed(ana).kept_apart(0).blocked());
    EXPECT_FALSE(listed(ana).kept_apart(0).conflict());
    ASSERT_EQ(listed(dilys).kept_apart_size(), 1);
    EXPECT_FALSE(listed(dilys).kept_apart(0).blocked());
    // Told once, to whoever said it.
    EXPECT_EQ(std::ranges::count_if(programme.updates(streams::member_stream(ana.member_id)),
                                    [](const v1::Update& update) { return update.has_my_kept_apart_changed(); }),
              1);

    v1::UnblockMemberRequest unblock;
    unblock.set_member_id(dilys.member_id);
    EXPECT_TRUE(programme.call(ana, &ChampionService::unblock_member, unblock));
    EXPECT_EQ(programme.never_offered(ana).blocked_ids, std::vector{cai.member_id});
    EXPECT_EQ(field_of(programme.block(ana, ana.member_id)), "member_id");
    EXPECT_EQ(code_of(programme.block(ana, "nobody")), Code::not_found);
}

// Whoever keeps their name private is known by another id; that they are kept apart must follow the person all the same.
TEST_F(Champions, AreKeptApartFromThePersonBehindAPseudonym) {
    const auto hub = programme.hub("Pencoed", {dilys, ana});
    const auto speaks_privately = [&](const Caller& whose) {
        const auto channel = programme.channel(dilys, hub, v1::CHANNEL_VISIBILITY_PRIVATE, whose.member_id);
        return programme.write([&](store::Transaction& tx) {
            return hubs::give_persona(tx, whose.member_id, channel, "Blue Heron", v1::LANGUAGE_EN,
                                      programme.clock.now());
        });
    };
    const auto persona = speaks_privately(ana);
    EXPECT_TRUE(programme.block(dilys, persona));
    EXPECT_EQ(programme.never_offered(ana).blocked_ids, std::vector{dilys.member_id});
    // And the other way round.
    EXPECT_EQ(programme.never_offered(dilys).blocked_ids, std::vector{ana.member_id});
    // What they see is the name that they know.
    const auto listed =
        programme.must(programme.call(dilys, &ChampionService::list_kept_apart, v1::ListKeptApartRequest()));
    ASSERT_EQ(listed.kept_apart_size(), 1);
    EXPECT_EQ(listed.kept_apart(0).member_id(), persona);
    EXPECT_EQ(listed.kept_apart(0).name(), "Blue Heron");
}

TEST_F(Champions, CandidatesAreThoseOfTheHubThenThoseNearby) {
    const auto wales = programme.place("Wales").place_id();
    const auto pencoed = programme.place("Pencoed", wales).place_id();
    const auto heol = programme.place("Heol-y-Cyw", wales).place_id();
    const auto leeds = programme.place("Leeds").place_id();
    const auto near = programme.champion("Near");
    const auto both = programme.champion("Both");
    const auto far = programme.champion("Far");
    const auto loose = programme.champion("Loose");
    const auto hub = programme.hub("Pencoed", {ana, dilys, both}, v1::JOIN_POLICY_OPEN, pencoed);
    const auto lonely = programme.hub("Leeds", {far}, v1::JOIN_POLICY_OPEN, leeds);
    static_cast<void>(programme.hub("Heol", {both, near}, v1::JOIN_POLICY_OPEN, heol));
    auto request = ChampionProgramme::office_hours();
    request.mutable_profile()->add_place_ids(heol);
    static_cast<void>(programme.must(programme.set(dilys, request)));

    const auto ids = [&](const std::vector<Candidate>& candidates) {
        std::vector<std::string> found;
        for (const auto& candidate : candidates) found.push_back(candidate.member_id);
        return found;
    };
    const auto sorted = [](std::vector<std::string> all) {
        std::ranges::sort(all);
        return all;
    };
    programme.write([&](store::Transaction& tx) {
        const auto now = programme.clock.now();
        const auto own = candidates(tx, hub, now);
        EXPECT_EQ(ids(own), sorted({dilys.member_id, both.member_id}));
        EXPECT_EQ(ids(neighbour_candidates(tx, hub, now)), sorted({near.member_id}));
        // Where nobody is near, everybody is, but for somebody who belongs nowhere.
        EXPECT_EQ(ids(neighbour_candidates(tx, lonely, now)),
                  sorted({dilys.member_id, both.member_id, near.member_id}));
        EXPECT_EQ(near_places(tx, pencoed), sorted({wales, heol}));
        EXPECT_TRUE(near_places(tx, leeds).empty());

        const auto whose = std::ranges::find(own, dilys.member_id, &Candidate::member_id);
        EXPECT_EQ(whose->themes, (std::vector<std::string>{"housing", "assets"}));
        EXPECT_EQ(whose->languages, (std::vector<std::string>{"cy", "en"}));
        EXPECT_EQ(whose->place_ids, std::vector{heol});
        EXPECT_EQ(whose->availability.cap, 2U);
        EXPECT_EQ(whose->availability.hours.size(), 5U);
        EXPECT_EQ(whose->words, word_keys("We took over the library. Leases of allotments"));
    });
}

}  // namespace
}  // namespace ourplace::asks
