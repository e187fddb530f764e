// The single steps of which everything that happens to an Ask is made. Store threads only.
#pragma once

#include <string>
#include <string_view>

#include "asks/ask_rules.hpp"
#include "asks/ask_tables.hpp"
#include "asks/match_tables.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "store/transaction.hpp"

namespace ourplace::asks {

struct Doer {
    Actor who = Actor::programme;
    // As others know them; empty for the programme.
    std::string member_id;
};
// As the rules allow, and keeps an entry. The Ask is yet to be saved.
[[nodiscard]] Result<void> move(store::Transaction& tx, Ask& ask, const Doer& by, Action action, Timestamp now);
// Keeps an entry of what moves it nowhere.
void stay(store::Transaction& tx, const Ask& ask, const Doer& by, Action action, Timestamp now);

// When it goes on by itself; one that has ended never does.
void plan(store::Transaction& tx, const Ask& ask, Timestamp due);

void make_offer(store::Transaction& tx, const Ask& ask, const Proposal& proposal, Timestamp now);
// Those that can still be answered no longer can.
void end_offers(store::Transaction& tx, const Ask& ask, Timestamp now);
// Whoever has it no longer does; their view of the Thread closes at once.
void release(store::Transaction& tx, const Ask& ask, const std::string& member_id, Timestamp now);
// One that was moved to withdrawn: what goes with it.
void end_withdrawn(store::Transaction& tx, Ask& ask, Timestamp now);

// The asker, whoever has it, and the organisers.
void tell_changed(store::Transaction& tx, const Ask& ask, Timestamp now);
void tell_offer_ended(store::Transaction& tx, const Ask& ask, const std::string& member_id, Timestamp now);
void remind(store::Transaction& tx, const Ask& ask, const std::string& member_id, Timestamp now);

}  // namespace ourplace::asks
