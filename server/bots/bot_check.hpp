// Whether what is kept of bots fits together. Store threads only.
#pragma once

#include <string>
#include <vector>

#include "store/transaction.hpp"

namespace ourplace::bots {

// A line for each bot of a hub that there is not, each hook, command or cursor of somebody who is no bot of a hub, and each
// delivery that is said to be further than its stream.
[[nodiscard]] std::vector<std::string> check_bots(store::Transaction& tx);

}  // namespace ourplace::bots
