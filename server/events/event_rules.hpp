// What may be said about an event, and who gets a place. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "events/recurrence_rules.hpp"

namespace ourplace::events {

inline constexpr Timestamp kept_behind_us = 31 * microseconds_per_day;
inline constexpr Timestamp planned_ahead_us = 400 * microseconds_per_day;
inline constexpr unsigned max_capacity = 100'000;
inline constexpr unsigned max_guests = 20;
inline constexpr std::size_t max_reason_characters = 280;

// English and Welsh side by side.
struct Words {
    std::string en;
    std::string cy;
    bool operator==(const Words&) const = default;
};

// All that organisers say about an event, as it is kept.
struct Details {
    Words title;
    Words description;
    std::string place;
    std::string online_link;
    Words access_needs;
    Schedule schedule;
    unsigned capacity = 0;
    unsigned most_guests = 0;
    std::string reminder_channel_id;
    bool asks_for_answers = false;
};

struct Event {
    std::string event_id;
    std::string hub_id;
    // iCalendar's, kept for ever.
    std::string uid;
    Details details;
    bool cancelled = false;
    std::string cancel_reason;
    unsigned revision = 0;
    Timestamp changed_at = 0;
};

// What an occurrence has been made instead of what its event says, for calendars.
struct Exception {
    WallTime planned;
    WallTime start;
    WallTime end;
    bool moved = false;
    bool cancelled = false;
};

// The same as it comes from outside.
struct GivenDetails {
    Words title;
    Words description;
    std::string place;
    std::string online_link;
    Words access_needs;
    std::string start;
    std::string end;
    std::string zone;
    std::string recurrence;
    std::vector<std::string> excluded_days;
    unsigned capacity = 0;
    unsigned most_guests = 0;
    std::string reminder_channel_id;
    bool asks_for_answers = false;
};
// Errors name "details.start" and so on.
[[nodiscard]] Result<Details> details(const GivenDetails& given, Timestamp now);

struct Times {
    WallTime start;
    WallTime end;
};
// Two wall times of which the second comes after the first, at most 14 days.
[[nodiscard]] Result<Times> times(std::string_view start_field, std::string_view start, std::string_view end_field,
                                  std::string_view end, const std::string& zone);
[[nodiscard]] Result<std::string> reason(std::string_view field, std::string_view text);
[[nodiscard]] Result<std::string> guest_name(std::string_view field, std::string_view text);

// The places of one occurrence, as somebody finds them who asks for some.
struct Places {
    // 0: as many as like.
    unsigned capacity = 0;
    // By others.
    unsigned taken = 0;
    // Whether others wait.
    bool others_wait = false;
    // How many the asker has already.
    unsigned mine = 0;
};
enum class Seat : std::uint8_t { free, wait };
// Whoever has places keeps them; who wants more of them than are free is refused (`failed_precondition` on "guests"), who has
// none waits. Nobody overtakes those who wait.
[[nodiscard]] Result<Seat> seat_for(unsigned wanted, const Places& places);

// How many of those who wait, in their order, get their places now. The first must fit: nobody overtakes.
[[nodiscard]] std::size_t promoted(unsigned capacity, unsigned taken, std::span<const unsigned> waiting);

}  // namespace ourplace::events
