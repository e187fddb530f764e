// Whether the numbered log is what it must be. Store threads only; reads everything, so it takes as long as the log is.
#pragma once

#include <string>
#include <vector>

#include "store/transaction.hpp"

namespace ourplace::streams {

// A line for each stream or Update that is wrong: numbers with a hole or beyond the head, Updates that cannot be read or
// that say they are another.
[[nodiscard]] std::vector<std::string> check_log(store::Transaction& tx);

}  // namespace ourplace::streams
