// Who is to be reminded of what, and when: rows that are written as soon as it is known, and become Updates for the hub's bot
// when their time has come. Each occurrence, recipient, kind and time before has one row for ever, so nothing comes twice.
// Store threads only.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "events/reminder_rules.hpp"
#include "ourplace/v1/events.pb.h"
#include "store/transaction.hpp"

namespace ourplace::events {

[[nodiscard]] v1::ReminderChoice to_wire(const ReminderChoice& choice);
[[nodiscard]] ReminderChoice find_choice(store::Transaction& tx, std::string_view member_id);
// Also plans afresh what the member has answered to. Tells their devices.
void save_choice(store::Transaction& tx, const std::string& member_id, const ReminderChoice& choice, Timestamp now);

// Plans what has not come yet afresh: of an occurrence, of all of an event, or what one member gets of an occurrence. What
// would have had to come before now is left out; what is overdue is judged when the job comes to it.
void plan_reminders(store::Transaction& tx, const std::string& occurrence_id, Timestamp now);
void plan_reminders_of(store::Transaction& tx, const std::string& event_id, Timestamp now);
void plan_reminders_for(store::Transaction& tx, const std::string& occurrence_id, const std::string& member_id,
                        Timestamp now);

struct ReminderOptions {
    // Where people open the programme, without a slash at the end.
    std::string public_url;
    // The member that reminds in this hub: its bot. None: nobody does, and what is due waits until the event begins.
    std::function<std::optional<std::string>(store::Transaction&, const std::string& hub_id)> reminding_bot;
};
// The kind of job that sends what is due; its key is empty.
inline constexpr std::string_view reminders_job = "event_reminders";
// Tells the bots what is due, and returns when to look again, if ever.
[[nodiscard]] std::optional<Timestamp> send_due_reminders(store::Transaction& tx, const ReminderOptions& options,
                                                          Timestamp now);

}  // namespace ourplace::events
