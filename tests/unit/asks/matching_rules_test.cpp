#include "asks/matching_rules.hpp"

#include <algorithm>
#include <gtest/gtest.h>

#include "events/zone_rules.hpp"
#include "unit/asks/random_schedules.hpp"

namespace ourplace::asks {
namespace {

Timestamp london(std::string_view text) { return events::to_utc(*wall_time(text), "Europe/London"); }
const Timestamp noon = london("2026-11-26T12:00");

MatchingAsk an_ask() {
    MatchingAsk ask;
    ask.ask_id = "ask";
    ask.asker_id = "ana";
    ask.theme = "housing";
    ask.place_id = "pencoed";
    ask.near_place_ids = {"heol", "bridgend"};
    ask.languages = {"en"};
    ask.words = words_of("How did you get a lease for the allotments from the council?");
    return ask;
}

Candidate champion(std::string member_id) {
    Candidate made;
    made.member_id = std::move(member_id);
    made.languages = {"en"};
    return made;
}

std::vector<std::string> order(const MatchingAsk& ask, const std::vector<Candidate>& candidates) {
    std::vector<std::string> ids;
    for (const auto& ranked : rank(ask, candidates, {}, noon)) ids.push_back(ranked.member_id);
    return ids;
}

// Whether the second comes before the first once they have been changed.
bool prefers(const MatchingAsk& ask, auto change) {
    auto better = champion("better");
    change(better);
    auto other = champion("other");
    return order(ask, {other, better}) == std::vector<std::string>{"better", "other"} &&
           order(ask, {better, other}) == std::vector<std::string>{"better", "other"};
}

std::optional<Unavailable> why_not(auto change) {
    auto ask = an_ask();
    auto candidate = champion("cai");
    change(ask, candidate);
    const auto why = unavailable(candidate, ask, noon);
    EXPECT_EQ(rank(ask, {candidate}, {}, noon).empty(), why.has_value());
    return why;
}

TEST(Unavailable, SaysWhy) {
    EXPECT_EQ(why_not([](auto&, auto&) {}), std::nullopt);
    EXPECT_EQ(why_not([](auto& ask, auto&) { ask.asker_id = "cai"; }), Unavailable::asker);
    EXPECT_EQ(why_not([](auto& ask, auto&) { ask.asked_ids = {"dai", "cai"}; }), Unavailable::asked_before);
    EXPECT_EQ(why_not([](auto& ask, auto&) { ask.blocked_ids = {"cai"}; }), Unavailable::blocked);
    EXPECT_EQ(why_not([](auto& ask, auto&) { ask.conflict_ids = {"cai"}; }), Unavailable::conflict);
    EXPECT_EQ(why_not([](auto& ask, auto&) { ask.languages = {"cy"}; }), Unavailable::language);
    EXPECT_EQ(why_not([](auto& ask, auto&) { ask.languages = {"cy", "en"}; }), std::nullopt);
    EXPECT_EQ(why_not([](auto& ask, auto&) { ask.languages.clear(); }), std::nullopt);
    EXPECT_EQ(why_not([](auto&, auto& cai) { cai.live_matches = 3; }), Unavailable::at_cap);
    // Somebody who accepts all that was offered is not over the cap.
    EXPECT_EQ(why_not([](auto&, auto& cai) { cai.live_matches = 1, cai.open_offers = 2; }), Unavailable::at_cap);
    EXPECT_EQ(why_not([](auto&, auto& cai) { cai.availability.paused_until = noon + 1; }), Unavailable::paused);
    EXPECT_EQ(why_not([](auto&, auto& cai) { cai.availability.quiet = QuietHours{11 * 60, 13 * 60}; }),
              Unavailable::quiet_hours);
    EXPECT_EQ(why_not([](auto&, auto& cai) { cai.availability.hours = {{0, 60}}; }), Unavailable::outside_hours);
}

TEST(Rank, PrefersThoseWhoHaveBeenThroughIt) {
    EXPECT_TRUE(prefers(an_ask(), [](auto& better) { better.themes = {"housing"}; }));
    EXPECT_TRUE(prefers(an_ask(), [](auto& better) { better.experience = {{"housing", 0, 2}}; }));
    EXPECT_TRUE(prefers(an_ask(), [](auto& better) { better.experience = {{"housing", 1, 0}}; }));
    EXPECT_FALSE(
        prefers(an_ask(), [](auto& better) { better.experience = {{"youth", 5, 5}}, better.offered_lately = 1; }));
    EXPECT_TRUE(prefers(an_ask(), [](auto& better) { better.words = word_keys("our allotment"); }));
    EXPECT_TRUE(prefers(an_ask(), [](auto& better) { better.place_ids = {"pencoed"}; }));
    EXPECT_TRUE(prefers(an_ask(), [](auto& better) { better.place_ids = {"heol"}; }));
}

TEST(Rank, TheAskersWishOutweighsAll) {
    auto ask = an_ask();
    ask.preferred_id = "wished";
    auto expert = champion("expert");
    expert.themes = {"housing"};
    expert.place_ids = {"pencoed"};
    expert.words = word_keys("lease allotment council");
    EXPECT_EQ(order(ask, {expert, champion("wished")}), (std::vector<std::string>{"wished", "expert"}));
}

TEST(Rank, SparesThoseWhoHaveMuchToDo) {
    EXPECT_FALSE(prefers(an_ask(), [](auto& worse) { worse.live_matches = 1; }));
    EXPECT_FALSE(prefers(an_ask(), [](auto& worse) { worse.accepted_lately = 1; }));
    EXPECT_FALSE(prefers(an_ask(), [](auto& worse) { worse.silent_lately = 1; }));
    EXPECT_FALSE(prefers(an_ask(), [](auto& worse) { worse.last_offered_at = noon - microseconds_per_day; }));
    EXPECT_FALSE(prefers(an_ask(), [](auto& worse) { worse.offered_lately = 1; }));
}

TEST(Rank, AWordThatFewHaveSaysMore) {
    std::vector<Candidate> candidates;
    for (int one = 0; one < 20; ++one) {
        candidates.push_back(champion("c" + std::to_string(one)));
        candidates.back().words = word_keys("council");
    }
    candidates.push_back(champion("gardener"));
    candidates.back().words = word_keys("allotment");
    EXPECT_EQ(order(an_ask(), candidates).front(), "gardener");
}

TEST(Rank, SaysWhyInOrderOfWeight) {
    auto cai = champion("cai");
    cai.themes = {"housing", "youth"};
    cai.experience = {{"housing", 1, 3}};
    cai.words = word_keys("We leased our allotments together");
    cai.place_ids = {"elsewhere", "bridgend"};
    const auto ranked = rank(an_ask(), {cai}, {}, noon);
    ASSERT_EQ(ranked.size(), 1U);
    const std::vector<Reason> expected{{.code = ReasonCode::theme, .subject = "housing"},
                                       {.code = ReasonCode::words, .subject = "lease, allotments"},
                                       {.code = ReasonCode::resolved, .subject = "housing", .count = 3},
                                       {.code = ReasonCode::near_place, .subject = "bridgend"},
                                       {.code = ReasonCode::stories, .subject = "housing", .count = 1},
                                       {.code = ReasonCode::language, .subject = "en"},
                                       {.code = ReasonCode::free, .subject = {}}};
    EXPECT_EQ(ranked.front().reasons, expected);
}

TEST(Rank, TheSameQuestionHasTheSameAnswerInWhateverOrder) {
    RandomSchedules random(1);
    std::vector<Candidate> candidates;
    for (int one = 0; one < 600; ++one) candidates.push_back(random.candidate("c" + std::to_string(one)));
    const auto first = order(an_ask(), candidates);
    ASSERT_GT(first.size(), 20U);
    std::ranges::shuffle(candidates, random.engine());
    EXPECT_EQ(order(an_ask(), candidates), first);
    const auto few = rank(an_ask(), candidates, {}, noon, 3);
    ASSERT_EQ(few.size(), 3U);
    for (std::size_t place = 0; place < few.size(); ++place) EXPECT_EQ(few[place].member_id, first[place]);
}

TEST(Rank, AmongEqualsItIsNotAlwaysTheSame) {
    std::vector<Candidate> candidates;
    for (int one = 0; one < 10; ++one) candidates.push_back(champion("c" + std::to_string(one)));
    std::vector<std::string> firsts;
    for (int one = 0; one < 40; ++one) {
        auto ask = an_ask();
        ask.ask_id = "ask" + std::to_string(one);
        firsts.push_back(order(ask, candidates).front());
    }
    std::ranges::sort(firsts);
    const auto twice = std::ranges::unique(firsts);
    firsts.erase(twice.begin(), twice.end());
    EXPECT_GT(firsts.size(), 6U);
}

// Supporters are protected: whatever their hours, zone, pause and cap, on any day of the year.
TEST(Rank, NobodyIsOfferedAnAskOverTheirCapInQuietHoursOrOnPause) {
    RandomSchedules random(7);
    std::size_t offered = 0;
    for (int round = 0; round < 400; ++round) {
        std::vector<Candidate> candidates;
        for (int one = 0; one < 30; ++one) candidates.push_back(random.candidate("c" + std::to_string(one)));
        const auto now = random.moment_near_a_clock_change();
        auto ask = an_ask();
        ask.asked_ids = {"c1", "c2"};
        ask.blocked_ids = {"c3"};
        ask.conflict_ids = {"c4"};
        ask.asker_id = "c5";
        const auto ranked = rank(ask, candidates, {}, now);
        for (const auto& candidate : candidates) {
            const bool is_offered = std::ranges::count(ranked, candidate.member_id, &Ranked::member_id) == 1;
            const auto& id = candidate.member_id;
            const bool may_be = is_open_by_the_book(candidate.availability, now) &&
                                candidate.live_matches + candidate.open_offers < candidate.availability.cap &&
                                candidate.languages.front() != "pl" &&
                                !(id.size() == 2 && id[1] >= '1' && id[1] <= '5');
            ASSERT_EQ(is_offered, may_be) << id << " of " << candidate.availability.zone << " at " << now;
            offered += is_offered ? 1 : 0;
        }
    }
    EXPECT_GT(offered, 500U);
}

TEST(OfferExpires, AfterTheirOwnHoursAndSoonerWhereItPresses) {
    const MatchingSettings settings;
    const Availability any_day;
    const auto evening = london("2026-11-26T21:30");
    const auto expires = [&](Urgency urgency) {
        return to_text(events::to_wall(offer_expires_at(any_day, urgency, settings, evening), any_day.zone));
    };
    EXPECT_EQ(expires(Urgency::today), "2026-11-26T23:00");
    EXPECT_EQ(expires(Urgency::this_week), "2026-11-27T09:30");
    EXPECT_EQ(expires(Urgency::whenever), "2026-11-27T12:30");
}

}  // namespace
}  // namespace ourplace::asks
