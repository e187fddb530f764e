// Champions as matching sees them, from one consistent state. Store threads only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "asks/ask_tables.hpp"
#include "asks/matching_rules.hpp"
#include "asks/widening_rules.hpp"
#include "base/clock.hpp"
#include "store/transaction.hpp"

namespace ourplace::asks {

// The Ask, with the person behind it and everybody to whom it was offered.
[[nodiscard]] MatchingAsk matching_ask(store::Transaction& tx, const Ask& ask);

// Champions of its hub, or of those in its place and the places around that.
[[nodiscard]] std::vector<Candidate> champions_in(store::Transaction& tx, const Ask& ask, Circle circle, Timestamp now);
// Somebody who need not belong to either; none for who is no Champion.
[[nodiscard]] std::optional<Candidate> find_candidate(store::Transaction& tx, std::string_view member_id,
                                                      Timestamp now);

}  // namespace ourplace::asks
