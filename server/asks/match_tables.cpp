#include "asks/match_tables.hpp"

#include <cmath>

namespace ourplace::asks {
namespace {

using store::Transaction;

constexpr std::string_view match_columns = R"sql(
    SELECT member_id, state, reasons, note, offered_at_us, answer_by_us, answered_at_us FROM ask_match )sql";

Match to_match(const store::Row& row) {
    return {.member_id = row.text(0),
            .state = static_cast<MatchState>(row.integer(1)),
            .reasons = reasons_of_text(row.text(2)),
            .note = row.text(3),
            .offered_at = row.integer(4),
            .answer_by = row.integer(5),
            .answered_at = row.integer(6)};
}

std::optional<Match> first(const store::Rows& rows) {
    if (rows.empty()) return std::nullopt;
    return to_match(rows.front());
}

}  // namespace

void propose(Transaction& tx, std::string_view ask_id, const Proposal& proposal, Timestamp now) {
    tx.execute(R"sql(
        INSERT INTO ask_match (ask_id, member_id, state, circle, score_millis, reasons, note, offered_at_us, answer_by_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (ask_id, member_id) DO UPDATE SET state = excluded.state, circle = excluded.circle,
            score_millis = excluded.score_millis, reasons = excluded.reasons, note = excluded.note,
            offered_at_us = excluded.offered_at_us, answer_by_us = excluded.answer_by_us, answered_at_us = 0,
            ended_at_us = 0)sql",
               ask_id, proposal.member_id, MatchState::proposed, proposal.circle,
               static_cast<std::int64_t>(std::lround(proposal.score * 1000)), reasons_to_text(proposal.reasons),
               proposal.note, now, proposal.answer_by);
}

void take(Transaction& tx, std::string_view ask_id, std::string_view member_id,
          const std::vector<Reason>& reasons_without_offer, Timestamp now) {
    const auto changed = tx.execute(R"sql(
        UPDATE ask_match SET state = $3, answered_at_us = $4 WHERE ask_id = $1 AND member_id = $2 AND state = $5)sql",
                                    ask_id, member_id, MatchState::accepted, now, MatchState::proposed);
    if (changed > 0) return;
    propose(tx, ask_id,
            {.member_id = std::string(member_id),
             .circle = Circle::organiser,
             .score = 0,
             .reasons = reasons_without_offer,
             .note = {},
             .answer_by = now},
            now);
    take(tx, ask_id, member_id, {}, now);
}

void settle(Transaction& tx, std::string_view ask_id, std::string_view member_id, MatchState state, Timestamp now) {
    tx.execute("UPDATE ask_match SET state = $3, ended_at_us = $4 WHERE ask_id = $1 AND member_id = $2", ask_id,
               member_id, state, now);
}

std::optional<Match> find_match(Transaction& tx, std::string_view ask_id, std::string_view member_id) {
    return first(tx.query(std::string(match_columns) + "WHERE ask_id = $1 AND member_id = $2", ask_id, member_id));
}

std::optional<Match> live_match(Transaction& tx, std::string_view ask_id) {
    return first(tx.query(std::string(match_columns) + "WHERE ask_id = $1 AND state = 2", ask_id));
}

std::vector<Match> proposals(Transaction& tx, std::string_view ask_id) {
    std::vector<Match> found;
    for (const auto& row : tx.query(
             std::string(match_columns) + "WHERE ask_id = $1 AND state = 1 ORDER BY answer_by_us, member_id", ask_id))
        found.push_back(to_match(row));
    return found;
}

v1::OfferTally tally(Transaction& tx, std::string_view ask_id) {
    v1::OfferTally offers;
    for (const auto& row : tx.query(
             "SELECT state, circle, COUNT(*) FROM ask_match WHERE ask_id = $1 AND circle <> $2 GROUP BY state, circle",
             ask_id, Circle::organiser)) {
        const auto count = static_cast<std::uint32_t>(row.integer(2));
        offers.set_offered(offers.offered() + count);
        switch (static_cast<MatchState>(row.integer(0))) {
            case MatchState::proposed: offers.set_waiting(offers.waiting() + count); break;
            case MatchState::declined: offers.set_declined(offers.declined() + count); break;
            case MatchState::expired: offers.set_expired(offers.expired() + count); break;
            case MatchState::accepted:
            case MatchState::ended: break;
        }
        if (static_cast<Circle>(row.integer(1)) == Circle::neighbours) offers.set_widened(true);
    }
    return offers;
}

std::vector<std::string> asks_with(Transaction& tx, std::string_view member_id, std::string_view hub_id) {
    std::vector<std::string> ids;
    for (const auto& row : tx.query(R"sql(
             SELECT ask.ask_id FROM ask_match JOIN ask ON ask.ask_id = ask_match.ask_id
             WHERE ask_match.member_id = $1 AND ask_match.state IN (1, 2) AND ask.state < 6
               AND ($2 = '' OR ask.hub_id = $2)
             ORDER BY ask.ask_id)sql",
                                    member_id, hub_id))
        ids.push_back(row.text(0));
    return ids;
}

}  // namespace ourplace::asks
