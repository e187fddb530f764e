// When a Champion may be asked, on the wall of their own zone. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/wall_time.hpp"

namespace ourplace::asks {

inline constexpr std::string_view home_zone = "Europe/London";
inline constexpr int minutes_per_week = 7 * 24 * 60;
inline constexpr std::size_t max_weekly_hours = 28;
inline constexpr unsigned default_cap = 3;
inline constexpr unsigned max_cap = 20;
inline constexpr Timestamp longest_pause_us = 366 * microseconds_per_day;

// Part of a week, in minutes since Monday 00:00.
struct WeeklyHours {
    int from = 0;
    int to = 0;
    bool operator==(const WeeklyHours&) const = default;
};
// Part of every day, in minutes; may go over midnight.
struct QuietHours {
    int from = 0;
    int to = 0;
    bool operator==(const QuietHours&) const = default;
};

// Of somebody who has not said anything: any day, but not at night.
struct Availability {
    std::string zone{home_zone};
    // Ascending and apart, none beyond the end of the week; empty: all the week.
    std::vector<WeeklyHours> hours;
    std::optional<QuietHours> quiet = QuietHours{.from = 22 * 60, .to = 7 * 60};
    // 0: not paused.
    Timestamp paused_until = 0;
    // Asks at the same time, offers among them.
    unsigned cap = default_cap;
    bool operator==(const Availability&) const = default;
};

// As it comes from outside.
struct GivenHours {
    // 1: Monday, 7: Sunday.
    unsigned weekday = 0;
    // "09:00". An end that is not after the beginning is on the next day.
    std::string from;
    std::string to;
};
struct GivenAvailability {
    std::string zone;
    std::vector<GivenHours> hours;
    // Both empty: none.
    std::string quiet_from;
    std::string quiet_to;
    Timestamp paused_until = 0;
    // 0: the default.
    unsigned cap = 0;
};
// Errors name "availability.zone" and so on.
[[nodiscard]] Result<Availability> availability(const GivenAvailability& given, Timestamp now);
// Day by day, for people: what goes over midnight is two.
[[nodiscard]] std::vector<GivenHours> by_day(const std::vector<WeeklyHours>& hours);

// "540-1020,1980-2460", for the store.
[[nodiscard]] std::string hours_to_text(const std::vector<WeeklyHours>& hours);
[[nodiscard]] std::vector<WeeklyHours> hours_of_text(std::string_view text);

enum class NotNow : std::uint8_t { paused = 1, quiet_hours = 2, outside_hours = 3 };
// Why nothing may come now, or none. `wall` is the time in the Champion's zone.
[[nodiscard]] std::optional<NotNow> not_now(const Availability& availability, Timestamp now, WallTime wall);
[[nodiscard]] std::optional<NotNow> not_now(const Availability& availability, Timestamp now);

// The first moment from `from` on at which they may be asked, if it comes before `until`.
[[nodiscard]] std::optional<Timestamp> next_opening(const Availability& availability, Timestamp from, Timestamp until);
// When so much time has passed in which they could be asked; `latest` at the latest.
[[nodiscard]] Timestamp after_open_time(const Availability& availability, Timestamp from, Timestamp open_time_us,
                                        Timestamp latest);
// How much of this time they could have been asked.
[[nodiscard]] Timestamp open_time_between(const Availability& availability, Timestamp from, Timestamp to);

}  // namespace ourplace::asks
