// All that libical does for us, and the only one whose source includes it: the zones of the system's tz database
// (zone_rules.hpp), recurrence, and the parsing of iCalendar text. Any thread; libical itself is asked by one at a time,
// since it fills its zones as they are first used.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "base/wall_time.hpp"
#include "events/zone_rules.hpp"

namespace ourplace::events {

// The wall times of a rule (recurrence_rules.hpp) from `start` on and before `before`, in order; at most so many, and none
// for a rule that libical does not understand or that never occurs.
[[nodiscard]] std::vector<WallTime> expand(const std::string& rule, WallTime start, WallTime before,
                                           std::size_t at_most);

// VTIMEZONE of a zone from the year before that one on, for many years. Each change of clocks is listed: rules with an end,
// as libical would write them, are not understood by all (Debian's python3-icalendar refuses them).
[[nodiscard]] std::string zone_component(const std::string& zone, int from_year);

// Of a DURATION ("PT1H30M"); none if it is no duration, or longer than a year.
[[nodiscard]] std::optional<std::int64_t> duration_minutes(const std::string& text);

struct CalendarProperty {
    std::string name;
    // Text without escapes; anything else as it stands there.
    std::string value;
    std::vector<std::pair<std::string, std::string>> parameters;
    // Empty if it has none of that name.
    [[nodiscard]] std::string parameter(std::string_view wanted) const;
};
struct CalendarComponent {
    std::string name;
    std::vector<CalendarProperty> properties;
    std::vector<CalendarComponent> parts;
};
// A whole text; `invalid_argument` on `field` if there is no VCALENDAR in it. What could not be parsed is a property named
// "X-LIC-ERROR".
[[nodiscard]] Result<CalendarComponent> parse_calendar(std::string_view field, std::string_view text);

}  // namespace ourplace::events
