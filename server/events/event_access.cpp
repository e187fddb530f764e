#include "events/event_access.hpp"

#include <string>
#include <utility>

#include "hubs/membership_tables.hpp"

namespace ourplace::events {
namespace {

Result<Event> judged(store::Transaction& tx, const accounts::Caller& caller, std::optional<Event> event, Right right,
                     const char* field) {
    if (!event || !may(tx, caller, event->hub_id, Right::see))
        return std::unexpected(Error::not_found(field, "There is no such event, or it is not open to you."));
    if (right == Right::organise && !may(tx, caller, event->hub_id, right))
        return std::unexpected(Error::permission_denied(field, "Only organisers of its hub may do this."));
    return std::move(*event);
}

}  // namespace

bool may(store::Transaction& tx, const accounts::Caller& caller, std::string_view hub_id, Right right) {
    const auto membership = hubs::in_hub(tx, caller, hub_id);
    return membership && (membership->may_organise() || (right == Right::see && membership->belongs()));
}

Result<void> check_right(store::Transaction& tx, const accounts::Caller& caller, std::string_view hub_id, Right right) {
    const auto membership = hubs::in_hub(tx, caller, hub_id);
    if (!membership) return std::unexpected(membership.error());
    if (membership->may_organise() || (right == Right::see && membership->belongs())) return {};
    return std::unexpected(Error::permission_denied("hub_id", right == Right::see
                                                                  ? "Only members of this hub see its events."
                                                                  : "Only organisers of this hub may do this."));
}

Result<Event> with_right(store::Transaction& tx, const accounts::Caller& caller, std::string_view event_id,
                         Right right) {
    return judged(tx, caller, find_event(tx, event_id), right, "event_id");
}

Result<Event> with_right_by_occurrence(store::Transaction& tx, const accounts::Caller& caller,
                                       std::string_view occurrence_id, Right right) {
    return judged(tx, caller, find_event_of(tx, occurrence_id), right, "occurrence_id");
}

}  // namespace ourplace::events
