#include "asks/matching_tables.hpp"

#include <string>
#include <utility>
#include <vector>

#include "asks/candidate_tables.hpp"
#include "asks/champion_tables.hpp"
#include "hubs/persona_tables.hpp"

namespace ourplace::asks {
namespace {

using store::Transaction;

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

}  // namespace ourplace::asks
