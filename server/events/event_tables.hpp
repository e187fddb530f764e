// Events and their occurrences. Store threads only. What changes what somebody sees also writes the Updates that say so;
// where several streams are written the order is hubs, members (their ids' order).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "events/event_rules.hpp"
#include "ourplace/v1/events.pb.h"
#include "store/migrations.hpp"
#include "store/transaction.hpp"

namespace ourplace::events {

// All tables of this room.
[[nodiscard]] std::span<const store::Migration> migrations();

[[nodiscard]] v1::Event to_wire(const Event& event);

struct NewEvent {
    std::string hub_id;
    // Empty: one is made.
    std::string uid;
    Details details;
    std::string created_by;
};
// With its occurrences, and tells the hub. `already_exists` on "uid" if the hub has one with this.
[[nodiscard]] Result<Event> create_event(store::Transaction& tx, const NewEvent& event, Timestamp now);
// Everything that is said about it, and its occurrences again. Saying the same again is no news.
[[nodiscard]] Event change_event(store::Transaction& tx, Event event, Details details, Timestamp now);
[[nodiscard]] Event cancel_event(store::Transaction& tx, Event event, const std::string& reason, Timestamp now);

[[nodiscard]] std::optional<Event> find_event(store::Transaction& tx, std::string_view event_id);
[[nodiscard]] std::optional<Event> find_event_of(store::Transaction& tx, std::string_view occurrence_id);
// Those of a hub with an occurrence that ends after this, by start.
[[nodiscard]] std::vector<Event> events_of_hub(store::Transaction& tx, std::string_view hub_id, Timestamp ends_after);

// Makes the occurrences that the event is to have from now on, drops those of the future that it is not to have any more,
// and makes UTC of walls afresh. Returns whether it will have to be done again, some day.
bool plan_occurrences(store::Transaction& tx, const Event& event, Timestamp now);
// The kind of job that does so every day, with the event's id as its key.
inline constexpr std::string_view horizon_job = "event_horizon";
[[nodiscard]] std::optional<Timestamp> run_horizon(store::Transaction& tx, std::string_view event_id, Timestamp now);

struct OccurrenceChange {
    enum class What : std::uint8_t { move, cancel, restore };
    What what = What::restore;
    Times times;
    std::string reason;
};
// Of an event's occurrence. Tells the hub.
void change_occurrence(store::Transaction& tx, const Event& event, const std::string& occurrence_id,
                       const OccurrenceChange& change, Timestamp now);

// An occurrence as the attendee (a member or an invited guest) sees it.
[[nodiscard]] std::optional<v1::Occurrence> find_occurrence(store::Transaction& tx, std::string_view occurrence_id,
                                                            std::string_view attendee_id);

struct OccurrenceSearch {
    // Of these hubs, or of the one event.
    std::vector<std::string> hub_ids;
    std::string event_id;
    Timestamp ends_after = 0;
    // 0: no end.
    Timestamp starts_before = 0;
    // Behind this one.
    Timestamp after_start = 0;
    std::string after_id;
    std::size_t at_most = 50;
};
[[nodiscard]] std::vector<v1::Occurrence> list_occurrences(store::Transaction& tx, const OccurrenceSearch& search,
                                                           std::string_view attendee_id);
// The next that is not over or, if all are, the last.
[[nodiscard]] std::optional<v1::Occurrence> current_occurrence(store::Transaction& tx, std::string_view event_id,
                                                               std::string_view attendee_id, Timestamp now);

// The id of the one that the event itself has at this time.
[[nodiscard]] std::optional<std::string> find_planned(store::Transaction& tx, std::string_view event_id,
                                                      WallTime planned);

// Those that were moved or cancelled, in the order of the plan.
[[nodiscard]] std::vector<Exception> exceptions_of(store::Transaction& tx, std::string_view event_id);

// Tells the hub how the occurrence stands now.
void announce_occurrence(store::Transaction& tx, const std::string& occurrence_id, Timestamp now);

}  // namespace ourplace::events
