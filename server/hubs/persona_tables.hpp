// Whose a persona is: the other name under which somebody speaks in one channel. Store threads only.
//
// Whatever these return is for the server and the person themselves. What others may see takes the persona's id, which is
// what ChannelMembership::member_id() is.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "ourplace/v1/accounts.pb.h"
#include "store/transaction.hpp"

namespace ourplace::hubs {

// Makes the member's persona in a channel that has none. Returns its id.
[[nodiscard]] std::string give_persona(store::Transaction& tx, const std::string& member_id,
                                       const std::string& channel_id, std::string_view pseudonym, v1::Language language,
                                       Timestamp now);

// Under which id the member speaks in the channel: their persona's or their own.
[[nodiscard]] std::string speaks_as(store::Transaction& tx, std::string_view member_id, std::string_view channel_id);

// Who it is; the id itself for somebody who is no persona.
[[nodiscard]] std::string behind(store::Transaction& tx, std::string_view member_id);

// Whether the member speaks under another name in a conversation that goes on.
[[nodiscard]] bool speaks_under_another_name(store::Transaction& tx, std::string_view member_id);

}  // namespace ourplace::hubs
