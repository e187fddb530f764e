// Which channels a member has joined, and since when. Store threads only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "store/transaction.hpp"

namespace ourplace::hubs {

struct JoinedChannel {
    std::string channel_id;
    // The channel's newest number then.
    std::uint64_t joined_seq = 0;
};
// Direct conversations among them, by id.
[[nodiscard]] std::vector<JoinedChannel> joined_since(store::Transaction& tx, std::string_view member_id);

}  // namespace ourplace::hubs
