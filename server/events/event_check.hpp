// Whether what is kept about events holds together.
#pragma once

#include <string>
#include <vector>

#include "store/transaction.hpp"

namespace ourplace::events {

// One line for each fault; none: all is well.
[[nodiscard]] std::vector<std::string> check_events(store::Transaction& tx);

}  // namespace ourplace::events
