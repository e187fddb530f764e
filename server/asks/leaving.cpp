// ask_changes.hpp: somebody goes, and what they had passes on.
#include <utility>

#include "asks/ask_changes.hpp"
#include "asks/match_tables.hpp"
#include "asks/moves.hpp"
#include "asks/safeguarding_tables.hpp"

namespace ourplace::asks {
namespace {

using store::Transaction;

// Those of somebody who will not read an answer. Whoever has one is told, and free again.
void withdraw_all(Transaction& tx, const std::string& member_id, Timestamp now) {
    for (auto& ask : live_asks_by(tx, member_id)) {
        if (const auto moved = move(tx, ask, {Actor::programme, {}}, Action::withdraw, now); !moved) continue;
        end_withdrawn(tx, ask, now);
    }
}

// They come to whoever is left or, where nobody is, to the administrators, who are told at once.
void come_to_others(Transaction& tx, const std::string& hub_id, Timestamp now) {
    for (const auto& ask : live_asks_in(tx, hub_id)) {
        tell_changed(tx, ask, now);
        if (ask.state != State::escalated) continue;
        for (const auto& organiser : organisers_for(tx, ask)) remind(tx, ask, organiser, now);
    }
}

}  // namespace

void release_all(Transaction& tx, const std::string& member_id, const std::string& hub_id, Timestamp now) {
    for (const auto& ask_id : asks_with(tx, member_id, hub_id)) {
        auto ask = *find(tx, ask_id);
        const auto match = find_match(tx, ask_id, member_id);
        const auto action = match->state == MatchState::accepted ? Action::release : Action::lapse;
        if (match->state == MatchState::accepted) {
            release(tx, ask, member_id, now);
            ask.handover = {};
        } else {
            settle(tx, ask_id, member_id, MatchState::ended, now);
            tell_offer_ended(tx, ask, member_id, now);
            if (!proposals(tx, ask_id).empty()) continue;
        }
        if (const auto moved = move(tx, ask, {Actor::programme, {}}, action, now); !moved) continue;
        if (ask.state == State::open) ask.progress = {.circle = Circle::hub, .offered = 0, .since = now};
        save(tx, ask);
        tell_changed(tx, ask, now);
        plan(tx, ask, now);
    }
}

void leave_programme(Transaction& tx, const std::string& member_id, std::span<const std::string> hub_ids,
                     Timestamp now) {
    withdraw_all(tx, member_id, now);
    release_all(tx, member_id, {}, now);
    for (const auto& hub_id : hub_ids) come_to_others(tx, hub_id, now);
    leave_concerns(tx, member_id, now);
}

}  // namespace ourplace::asks
