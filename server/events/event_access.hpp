// Who may see and who may change an event. Store threads only.
#pragma once

#include <string_view>

#include "accounts/caller.hpp"
#include "base/result.hpp"
#include "events/event_tables.hpp"
#include "store/transaction.hpp"

namespace ourplace::events {

enum class Right : std::uint8_t { see, organise };

// Members of the hub see its events, its organisers change them. For everybody else there is no such event: `not_found`, in
// the same words as for one that does not exist. Somebody who may see but not change: `permission_denied`.
[[nodiscard]] Result<Event> with_right(store::Transaction& tx, const accounts::Caller& caller,
                                       std::string_view event_id, Right right);
[[nodiscard]] Result<Event> with_right_by_occurrence(store::Transaction& tx, const accounts::Caller& caller,
                                                     std::string_view occurrence_id, Right right);
// The same for the hub itself.
[[nodiscard]] Result<void> check_right(store::Transaction& tx, const accounts::Caller& caller, std::string_view hub_id,
                                       Right right);
[[nodiscard]] bool may(store::Transaction& tx, const accounts::Caller& caller, std::string_view hub_id, Right right);

}  // namespace ourplace::events
