// Champions as matching sees them, with what they have done, from one consistent state: a few queries, however many there
// are. Store threads only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "asks/matching_rules.hpp"
#include "asks/widening_rules.hpp"
#include "base/clock.hpp"
#include "store/transaction.hpp"

namespace ourplace::asks {

// Champions who belong to the hub.
[[nodiscard]] std::vector<Candidate> candidates(store::Transaction& tx, std::string_view hub_id, Timestamp now);
// Champions who do not, of hubs in its Place and near it; where there are none, of all hubs.
[[nodiscard]] std::vector<Candidate> neighbour_candidates(store::Transaction& tx, std::string_view hub_id,
                                                          Timestamp now);
// For next_step().
[[nodiscard]] CandidatesOf candidates_of(store::Transaction& tx, std::string hub_id, Timestamp now);
// Somebody who need not belong to either; none for who is no Champion.
[[nodiscard]] std::optional<Candidate> find_candidate(store::Transaction& tx, std::string_view member_id,
                                                      Timestamp now);

// What the Place lies in, what lies in it, and what lies beside it.
[[nodiscard]] std::vector<std::string> near_places(store::Transaction& tx, std::string_view place_id);

}  // namespace ourplace::asks
