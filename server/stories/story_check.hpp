// Whether Stories and consents agree. Store threads only; reads everything.
#pragma once

#include <string>
#include <vector>

#include "store/transaction.hpp"

namespace ourplace::stories {

// A line for each Story that is in the library without the consent of everybody named on it, or that lacks a wording.
[[nodiscard]] std::vector<std::string> check_stories(store::Transaction& tx);

}  // namespace ourplace::stories
