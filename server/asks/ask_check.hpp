// Whether what is kept about Asks holds together, and none of them has gone silent.
#pragma once

#include <string>
#include <vector>

#include "store/transaction.hpp"

namespace ourplace::asks {

// One line for each fault; none: all is well.
[[nodiscard]] std::vector<std::string> check_asks(store::Transaction& tx);

}  // namespace ourplace::asks
