// How an event recurs: the part of RFC 5545's RRULE that we keep, and on which days an event is. Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/wall_time.hpp"

namespace ourplace::events {

// How long a series may be, and how sparse.
inline constexpr int max_count = 1000;
inline constexpr int max_interval = 99;
// Far enough for a rule that occurs in leap years only.
inline constexpr int max_years_between = 9;

// A rule in one form: its parts in one order, UNTIL as a day. "UNTIL=20261231T235959Z" becomes the day it is on the wall in
// the zone, or the one before if an occurrence at the time of `start` would come after it. Empty for one that is empty.
// `invalid_argument` names what is not understood, also if the rule does not occur on the day of `start`.
[[nodiscard]] Result<std::string> recurrence(std::string_view field, std::string_view text, WallTime start,
                                             const std::string& zone);

// When an event is to be, by its own plan.
struct Schedule {
    WallTime start;
    WallTime end;
    std::string zone;
    // Empty: once.
    std::string recurrence;
    // Days on which it does not occur, ascending.
    std::vector<std::int64_t> excluded_days;
};

struct Planned {
    WallTime start;
    WallTime end;
    std::int64_t starts_at_us = 0;
    std::int64_t ends_at_us = 0;
};
// Those that are not over at `from_us` and begin before `until_us`, by start; all last exactly as long (RFC 5545, 3.6.1).
[[nodiscard]] std::vector<Planned> planned(const Schedule& schedule, std::int64_t from_us, std::int64_t until_us);

}  // namespace ourplace::events
