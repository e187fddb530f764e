// What has been read, and the overview that clients start from. Store threads only.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "accounts/caller.hpp"
#include "base/clock.hpp"
#include "hubs/membership_tables.hpp"
#include "ourplace/v1/conversations.pb.h"
#include "store/transaction.hpp"

namespace ourplace::conversations {

// Moves the marker forward, never back and never beyond the newest number, and tells the member's other devices.
[[nodiscard]] v1::MarkReadResponse mark_read(store::Transaction& tx, const hubs::ChannelMembership& reader,
                                             std::uint64_t seq, Timestamp now);

// How many messages stand in a channel.
[[nodiscard]] std::uint32_t count_messages(store::Transaction& tx, std::string_view channel_id);

// All of GetOverview, from one consistent state.
[[nodiscard]] v1::GetOverviewResponse overview(store::Transaction& tx, const accounts::Caller& caller);

}  // namespace ourplace::conversations
