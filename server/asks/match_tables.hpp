// To whom an Ask was offered, and who has it. Store threads only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "asks/ask_rules.hpp"
#include "asks/widening_rules.hpp"
#include "base/clock.hpp"
#include "ourplace/v1/asks.pb.h"
#include "store/transaction.hpp"

namespace ourplace::asks {

struct Match {
    std::string member_id;
    MatchState state = MatchState::proposed;
    std::vector<Reason> reasons;
    std::string note;
    Timestamp offered_at = 0;
    Timestamp answer_by = 0;
    Timestamp answered_at = 0;
};

struct Proposal {
    std::string member_id;
    Circle circle = Circle::hub;
    double score = 0;
    std::vector<Reason> reasons;
    std::string note;
    Timestamp answer_by = 0;
};
// Again, to somebody to whom it was offered before.
void propose(store::Transaction& tx, std::string_view ask_id, const Proposal& proposal, Timestamp now);
// Somebody has it from now on, with or without an offer; nobody else may.
void take(store::Transaction& tx, std::string_view ask_id, std::string_view member_id,
          const std::vector<Reason>& reasons_without_offer, Timestamp now);
// Declined, expired or ended.
void settle(store::Transaction& tx, std::string_view ask_id, std::string_view member_id, MatchState state,
            Timestamp now);

[[nodiscard]] std::optional<Match> find_match(store::Transaction& tx, std::string_view ask_id,
                                              std::string_view member_id);
// Whoever has it.
[[nodiscard]] std::optional<Match> live_match(store::Transaction& tx, std::string_view ask_id);
// Offers that can be answered, the first to expire first.
[[nodiscard]] std::vector<Match> proposals(store::Transaction& tx, std::string_view ask_id);
[[nodiscard]] v1::OfferTally tally(store::Transaction& tx, std::string_view ask_id);

// Live Asks that somebody has or is offered: of this hub, or of all if it is empty.
[[nodiscard]] std::vector<std::string> asks_with(store::Transaction& tx, std::string_view member_id,
                                                 std::string_view hub_id);

}  // namespace ourplace::asks
