// What the clock on the wall shows, without saying where: to the minute. Pure functions.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace ourplace {

struct WallTime {
    // Since 1970-01-01 00:00 on the same wall.
    std::int64_t minutes = 0;
    auto operator<=>(const WallTime&) const = default;
};

inline constexpr std::int64_t minutes_per_day = 24 * 60;

// Days since 1970-01-01, rounded down; and the minute of that day.
[[nodiscard]] std::int64_t day_of(WallTime at);
[[nodiscard]] std::int64_t minute_of_day(WallTime at);
[[nodiscard]] int year_of(WallTime at);

// "2026-10-29T19:00", and nothing else; years 1900 to 2200.
[[nodiscard]] std::optional<WallTime> wall_time(std::string_view text);
[[nodiscard]] std::string to_text(WallTime at);

// As iCalendar has it: "20261029T190000", with seconds that are dropped.
[[nodiscard]] std::optional<WallTime> wall_time_of_calendar(std::string_view text);
[[nodiscard]] std::string to_calendar(WallTime at);

// A day: "2026-10-29" or, for iCalendar, "20261029".
[[nodiscard]] std::optional<std::int64_t> day(std::string_view text);
[[nodiscard]] std::string day_to_text(std::int64_t day);
[[nodiscard]] std::optional<std::int64_t> day_of_calendar(std::string_view text);
[[nodiscard]] std::string day_to_calendar(std::int64_t day);

// A minute of the day: "22:00".
[[nodiscard]] std::optional<int> clock_time(std::string_view text);
[[nodiscard]] std::string clock_to_text(int minute);

}  // namespace ourplace
