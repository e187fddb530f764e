// Whether announcements and their recipients agree. Store threads only; reads everything.
#pragma once

#include <string>
#include <vector>

#include "store/transaction.hpp"

namespace ourplace::announcements {

// A line for each announcement whose audience is not what was frozen, that has gone to another number of people than it
// says, that lacks its words, or that somebody is said to have in a version that does not exist.
[[nodiscard]] std::vector<std::string> check_announcements(store::Transaction& tx);

}  // namespace ourplace::announcements
