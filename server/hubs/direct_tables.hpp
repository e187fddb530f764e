// Direct conversations: a channel for each two people, kept for good. Store threads only.
#pragma once

#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "store/transaction.hpp"

namespace ourplace::hubs {

// The channel of the two, made when there is none. To make one they must share a hub; `not_found` for somebody who does
// not exist and, in the same words, for somebody whom the caller shares none with.
[[nodiscard]] Result<std::string> open_direct(store::Transaction& tx, const std::string& caller_id,
                                              const std::string& member_id, Timestamp now);

}  // namespace ourplace::hubs
