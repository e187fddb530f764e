// Who comes to an occurrence: members and invited guests, and who waits for a place. Store threads only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "events/event_tables.hpp"
#include "events/reminder_rules.hpp"
#include "ourplace/v1/events.pb.h"
#include "store/transaction.hpp"

namespace ourplace::events {

struct Attendee {
    enum class Kind : std::uint8_t { member, guest };
    // A member's or an invited guest's.
    std::string id;
    Kind kind = Kind::member;
};
// Their answer to an occurrence of the event, in place of any earlier one. Tells them and the hub, and gives what becomes
// free to those who wait. `failed_precondition` if it was cancelled, has begun, or has not so many places.
[[nodiscard]] Result<void> answer(store::Transaction& tx, const Event& event, const std::string& occurrence_id,
                                  const Attendee& attendee, Reply reply, unsigned guests, Timestamp now);

// Gives what is free to those who wait, where an occurrence or a capacity has changed.
void fill_places(store::Transaction& tx, const Event& event, const std::string& occurrence_id, Timestamp now);
void fill_places_of(store::Transaction& tx, const Event& event, Timestamp now);

enum class Shown : std::uint8_t { to_members, to_organisers };
// In the order in which they answered; at most 1,000.
[[nodiscard]] std::vector<v1::Attendee> list_attendees(store::Transaction& tx, std::string_view occurrence_id,
                                                       Shown shown);

struct Guest {
    std::string guest_id;
    std::string occurrence_id;
    std::string name;
};
struct CreatedGuest {
    std::string guest_id;
    // For the link; stored hashed.
    std::string secret;
};
// `resource_exhausted` beyond 500 of one occurrence.
[[nodiscard]] Result<CreatedGuest> create_guest(store::Transaction& tx, const std::string& occurrence_id,
                                                const std::string& name, const std::string& created_by, Timestamp now);
[[nodiscard]] std::optional<Guest> find_guest(store::Transaction& tx, std::string_view guest_id);
// `not_found` on "guest_token".
[[nodiscard]] Result<Guest> find_guest_by_secret(store::Transaction& tx, std::string_view secret);
void remove_guest(store::Transaction& tx, const Event& event, const Guest& guest, Timestamp now);

// Takes back all that a member answered to what has not begun in a hub, as they no longer belong to it.
void forget_answers(store::Transaction& tx, const std::string& hub_id, const std::string& member_id, Timestamp now);

}  // namespace ourplace::events
