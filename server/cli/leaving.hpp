// Somebody leaves the programme: what they had in any room passes on, in the transaction that deactivates them.
#pragma once

#include <string>

#include "base/clock.hpp"
#include "store/transaction.hpp"

namespace ourplace::cli {

void pass_everything_on(store::Transaction& tx, const std::string& member_id, Timestamp now);

}  // namespace ourplace::cli
