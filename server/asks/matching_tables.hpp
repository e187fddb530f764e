// An Ask as matching sees it, from one consistent state. Store threads only.
#pragma once

#include "asks/ask_tables.hpp"
#include "asks/matching_rules.hpp"
#include "store/transaction.hpp"

namespace ourplace::asks {

// The Ask, with the person behind it and everybody to whom it was offered.
[[nodiscard]] MatchingAsk matching_ask(store::Transaction& tx, const Ask& ask);

}  // namespace ourplace::asks
