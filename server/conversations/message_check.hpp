// Whether messages and the log say the same. Store threads only; reads everything.
#pragma once

#include <string>
#include <vector>

#include "store/transaction.hpp"

namespace ourplace::conversations {

// A line for each message that the log does not have under its number, or has otherwise, and for each channel whose log
// has posted more messages than there are.
[[nodiscard]] std::vector<std::string> check_messages(store::Transaction& tx);

}  // namespace ourplace::conversations
