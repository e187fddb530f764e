// When a Champion is asked to rest. Pure functions.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "asks/availability_rules.hpp"
#include "base/clock.hpp"

namespace ourplace::asks {

inline constexpr Timestamp microseconds_per_week = 7 * microseconds_per_day;
inline constexpr std::size_t weeks_looked_at = 6;
// Nobody who has answered is asked again before.
inline constexpr Timestamp rest_again_after_us = 4 * microseconds_per_week;
inline constexpr Timestamp rest_us = microseconds_per_week;

// Seven days in a row of a Champion.
struct Week {
    // That they had at one moment of it or another.
    unsigned asks = 0;
    // On which they wrote to somebody who asked.
    unsigned active_days = 0;
};
// As much as they said they can carry and at it on most days, or beyond it, or at it every day.
[[nodiscard]] bool is_heavy(const Week& week, unsigned cap);

// The weeks in a row, up to now, that were heavy, and what was in them.
struct HeavyWeeks {
    unsigned weeks = 0;
    unsigned active_days = 0;
};
// The newest week first. None: there is no need, they rest already, or answered lately (0: never).
[[nodiscard]] std::optional<HeavyWeeks> needs_rest(std::span<const Week> weeks, const Availability& availability,
                                                   Timestamp answered_at, Timestamp now);

}  // namespace ourplace::asks
