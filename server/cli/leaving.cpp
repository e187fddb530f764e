#include "cli/leaving.hpp"

#include <vector>

#include "asks/ask_changes.hpp"
#include "events/rsvp_tables.hpp"
#include "hubs/hub_tables.hpp"

namespace ourplace::cli {

void pass_everything_on(store::Transaction& tx, const std::string& member_id, Timestamp now) {
    std::vector<std::string> organised;
    for (const auto& hub : hubs::hubs_of(tx, member_id))
        if (hub.my_role() == v1::HUB_ROLE_ORGANISER) organised.push_back(hub.hub_id());
    for (const auto& hub_id : hubs::leave_all_hubs(tx, member_id, now))
        events::forget_answers(tx, hub_id, member_id, now);
    asks::leave_programme(tx, member_id, organised, now);
}

}  // namespace ourplace::cli
