#include "asks/matching_tables.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "accounts/accounts_tables.hpp"
#include "asks/candidate_tables.hpp"
#include "asks/champion_tables.hpp"
#include "hubs/persona_tables.hpp"
#include "stories/library_tables.hpp"

namespace ourplace::asks {
namespace {

using store::Transaction;

constexpr Timestamp lately = 28 * microseconds_per_day;

using ById = std::map<std::string, Candidate*, std::less<>>;

void add_load(Transaction& tx, const ById& candidates, Timestamp now) {
    for (const auto& row : tx.query(R"sql(
             SELECT ask_match.member_id,
                    SUM(CASE WHEN ask_match.state = 2 AND ask.state < 6 THEN 1 ELSE 0 END),
                    SUM(CASE WHEN ask_match.state = 1 AND ask.state < 6 THEN 1 ELSE 0 END),
                    SUM(CASE WHEN ask_match.offered_at_us > $1 THEN 1 ELSE 0 END),
                    SUM(CASE WHEN ask_match.offered_at_us > $1 AND ask_match.answered_at_us > 0 THEN 1 ELSE 0 END),
                    SUM(CASE WHEN ask_match.offered_at_us > $1 AND ask_match.state = 4 THEN 1 ELSE 0 END),
                    MAX(ask_match.offered_at_us)
             FROM ask_match JOIN ask ON ask.ask_id = ask_match.ask_id
             WHERE ask_match.offered_at_us > $1 OR (ask_match.state IN (1, 2) AND ask.state < 6)
             GROUP BY ask_match.member_id)sql",
                                    now - lately)) {
        const auto known = candidates.find(row.text(0));
        if (known == candidates.end()) continue;
        auto& candidate = *known->second;
        candidate.live_matches = static_cast<unsigned>(row.integer(1));
        candidate.open_offers = static_cast<unsigned>(row.integer(2));
        candidate.offered_lately = static_cast<unsigned>(row.integer(3));
        candidate.accepted_lately = static_cast<unsigned>(row.integer(4));
        candidate.silent_lately = static_cast<unsigned>(row.integer(5));
        candidate.last_offered_at = row.integer(6);
    }
}

void add_experience(Transaction& tx, const ById& candidates) {
    std::map<std::pair<std::string, std::string>, Experience> all;
    for (auto& told : stories::told_by_theme(tx)) all[{told.member_id, told.theme}].stories = told.stories;
    for (const auto& row : tx.query(R"sql(
             SELECT ask_match.member_id, ask.theme, COUNT(*)
             FROM ask JOIN ask_match ON ask_match.ask_id = ask.ask_id AND ask_match.state = 2
             WHERE ask.state = 6 AND ask.helped IN (1, 2) AND ask.theme <> ''
             GROUP BY ask_match.member_id, ask.theme)sql"))
        all[{row.text(0), row.text(1)}].resolved = static_cast<unsigned>(row.integer(2));
    for (auto& [whose, experience] : all) {
        const auto known = candidates.find(whose.first);
        if (known == candidates.end()) continue;
        experience.theme = whose.second;
        known->second->experience.push_back(std::move(experience));
    }
}

void add_what_they_have_done(Transaction& tx, std::vector<Candidate>& candidates, Timestamp now) {
    ById by_id;
    for (auto& candidate : candidates) by_id.emplace(candidate.member_id, &candidate);
    add_load(tx, by_id, now);
    add_experience(tx, by_id);
}

std::vector<std::string> texts(const store::Rows& rows) {
    std::vector<std::string> found;
    for (const auto& row : rows) found.push_back(row.text(0));
    return found;
}

}  // namespace

MatchingAsk matching_ask(Transaction& tx, const Ask& ask) {
    auto asker = hubs::behind(tx, ask.asker_id);
    auto never = never_offered(tx, asker);
    return {.ask_id = ask.ask_id,
            .asker_id = std::move(asker),
            .theme = ask.theme,
            .place_id = ask.place_id,
            .near_place_ids = near_places(tx, ask.place_id),
            .languages = {ask.language == v1::LANGUAGE_CY ? "cy" : "en"},
            .urgency = ask.urgency,
            .words = words_of(text_of(tx, ask)),
            .preferred_id = ask.preferred_id,
            .blocked_ids = std::move(never.blocked_ids),
            .conflict_ids = std::move(never.conflict_ids),
            // Whose offer ended because somebody else was quicker said nothing, and may be asked again.
            .asked_ids = texts(tx.query(R"sql(
                SELECT member_id FROM ask_match WHERE ask_id = $1 AND NOT (state = $2 AND answered_at_us = 0)
                ORDER BY member_id)sql",
                                        ask.ask_id, MatchState::ended))};
}

std::vector<Candidate> champions_in(Transaction& tx, const Ask& ask, Circle circle, Timestamp now) {
    auto found = candidates_of(tx, ask.hub_id, now)(circle);
    add_what_they_have_done(tx, found, now);
    return found;
}

std::optional<Candidate> find_candidate(Transaction& tx, std::string_view member_id, Timestamp now) {
    const auto member = accounts::find_member(tx, member_id);
    auto champion = find_champion(tx, member_id);
    if (!member || !champion) return std::nullopt;
    std::vector<Candidate> one(1);
    one.front().member_id = member_id;
    one.front().availability = std::move(champion->availability);
    one.front().languages = std::move(champion->profile.languages);
    one.front().themes = member->champion->themes;
    one.front().place_ids = std::move(champion->profile.place_ids);
    one.front().words = word_keys(member->champion->about + '\n' + champion->profile.can_help_with);
    add_what_they_have_done(tx, one, now);
    return std::move(one.front());
}

}  // namespace ourplace::asks
