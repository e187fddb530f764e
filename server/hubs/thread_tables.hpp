// The Thread of an Ask, as a channel: nobody is in it but those whom the Ask lets in. Store threads only.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "store/transaction.hpp"

namespace ourplace::hubs {

// Nobody is in it yet. The hub is the Ask's.
[[nodiscard]] std::string create_thread(store::Transaction& tx, const std::string& hub_id, std::string_view title,
                                        Timestamp now);
// For good: it can be read as before and nothing is posted.
void archive_thread(store::Transaction& tx, const std::string& channel_id, Timestamp now);

}  // namespace ourplace::hubs
