// What Champions and askers of this programme have done, for history_rules.hpp. Store threads only.
#pragma once

#include "asks/history_rules.hpp"
#include "base/clock.hpp"
#include "store/transaction.hpp"

namespace ourplace::asks {

// Of the Asks that were asked from then on, until now.
[[nodiscard]] History history_since(store::Transaction& tx, Timestamp from, Timestamp now);

}  // namespace ourplace::asks
