#include "asks/availability_rules.hpp"

#include <algorithm>
#include <charconv>

#include "events/zone_rules.hpp"

namespace ourplace::asks {
namespace {

constexpr Timestamp microseconds_per_minute = 60 * microseconds_per_second;
constexpr int day_minutes = static_cast<int>(minutes_per_day);
constexpr std::string_view path = "availability.";

std::unexpected<Error> refused(std::string_view field, std::string_view why) {
    return std::unexpected(Error::invalid(std::string(path) + std::string(field), std::string(why)));
}

bool holds(const QuietHours& quiet, int minute) {
    return quiet.from > quiet.to ? minute >= quiet.from || minute < quiet.to
                                 : minute >= quiet.from && minute < quiet.to;
}

// The day 1970-01-01 was a Thursday.
int minute_of_week(WallTime wall) {
    const auto day = day_of(wall);
    const auto weekday = ((day + 3) % 7 + 7) % 7;
    return static_cast<int>(weekday * minutes_per_day + minute_of_day(wall));
}

bool holds(const std::vector<WeeklyHours>& hours, int minute) {
    return hours.empty() ||
           std::ranges::any_of(hours, [&](const WeeklyHours& part) { return minute >= part.from && minute < part.to; });
}

// What touches or overlaps becomes one.
std::vector<WeeklyHours> joined(std::vector<WeeklyHours> hours) {
    std::ranges::sort(hours, {}, &WeeklyHours::from);
    std::vector<WeeklyHours> apart;
    for (const auto& part : hours) {
        if (!apart.empty() && part.from <= apart.back().to)
            apart.back().to = std::max(apart.back().to, part.to);
        else
            apart.push_back(part);
    }
    return apart;
}

Result<std::vector<WeeklyHours>> weekly_hours(const std::vector<GivenHours>& given) {
    if (given.size() > max_weekly_hours) return refused("hours", "At most 28 in a week.");
    std::vector<WeeklyHours> hours;
    for (const auto& part : given) {
        if (part.weekday < 1 || part.weekday > 7)
            return refused("hours.weekday", "1 to 7, of which 1 is Monday and 7 is Sunday.");
        const auto from = clock_time(part.from);
        if (!from) return refused("hours.from", "A time of the day, such as 09:00.");
        const auto to = clock_time(part.to);
        if (!to) return refused("hours.to", "A time of the day, such as 17:00.");
        const auto begins = static_cast<int>(part.weekday - 1) * day_minutes + *from;
        const auto ends = begins + (*to > *from ? *to - *from : day_minutes + *to - *from);
        hours.push_back({.from = begins, .to = std::min(ends, minutes_per_week)});
        if (ends > minutes_per_week) hours.push_back({.from = 0, .to = ends - minutes_per_week});
    }
    return joined(std::move(hours));
}

Result<std::optional<QuietHours>> quiet_hours(const GivenAvailability& given) {
    if (given.quiet_from.empty() && given.quiet_to.empty()) return std::nullopt;
    const auto from = clock_time(given.quiet_from);
    if (!from) return refused("quiet_from", "A time of the day, such as 22:00.");
    const auto to = clock_time(given.quiet_to);
    if (!to) return refused("quiet_to", "A time of the day, such as 07:00.");
    if (*from == *to) return refused("quiet_to", "Quiet hours end at another time than they begin.");
    return QuietHours{.from = *from, .to = *to};
}

bool ever_open(const Availability& availability) {
    if (!availability.quiet) return true;
    for (int minute = 0; minute < minutes_per_week; ++minute) {
        if (holds(availability.hours, minute) && !holds(*availability.quiet, minute % day_minutes)) return true;
    }
    return false;
}

// Minutes until the wall shows a time at which hours or quiet hours begin or end; a day at most.
std::int64_t minutes_to_boundary(const Availability& availability, WallTime wall) {
    std::int64_t least = minutes_per_day;
    const auto consider = [&](int boundary, int now, int length) {
        const auto ahead = boundary > now ? boundary - now : boundary - now + length;
        least = std::min<std::int64_t>(least, ahead);
    };
    const auto of_week = minute_of_week(wall);
    for (const auto& part : availability.hours) {
        consider(part.from, of_week, minutes_per_week);
        consider(part.to, of_week, minutes_per_week);
    }
    if (availability.quiet) {
        consider(availability.quiet->from, of_week % day_minutes, day_minutes);
        consider(availability.quiet->to, of_week % day_minutes, day_minutes);
    }
    return least;
}

// The next time at which it may change whether they can be asked. Where the clocks change before the wall shows that time,
// it is the minute of their change.
Timestamp next_change(const Availability& availability, Timestamp from) {
    const auto minute = from - from % microseconds_per_minute;
    const auto wall = events::to_wall(minute, availability.zone);
    const auto unchanged = [&](std::int64_t after) {
        return events::to_wall(minute + after * microseconds_per_minute, availability.zone).minutes ==
               wall.minutes + after;
    };
    auto next = minutes_to_boundary(availability, wall);
    if (!unchanged(next)) {
        std::int64_t before = 0;
        while (next - before > 1) {
            const auto middle = before + (next - before) / 2;
            (unchanged(middle) ? before : next) = middle;
        }
    }
    const auto changes = minute + next * microseconds_per_minute;
    return availability.paused_until > from ? std::min(changes, availability.paused_until) : changes;
}

}  // namespace

Result<Availability> availability(const GivenAvailability& given, Timestamp now) {
    Availability made;
    if (!given.zone.empty()) made.zone = given.zone;
    if (!events::knows_zone(made.zone)) return refused("zone", "A zone of the IANA database, such as Europe/London.");
    auto hours = weekly_hours(given.hours);
    if (!hours) return std::unexpected(hours.error());
    made.hours = std::move(*hours);
    const auto quiet = quiet_hours(given);
    if (!quiet) return std::unexpected(quiet.error());
    made.quiet = *quiet;
    if (!ever_open(made)) return refused("hours", "All of these are quiet hours. Change one or the other.");
    if (given.paused_until < 0 || given.paused_until > now + longest_pause_us)
        return refused("paused_until_us", "A pause ends within a year.");
    if (given.paused_until > now) made.paused_until = given.paused_until;
    if (given.cap > max_cap) return refused("cap", "1 to 20 Asks at the same time.");
    if (given.cap > 0) made.cap = given.cap;
    return made;
}

std::vector<GivenHours> by_day(const std::vector<WeeklyHours>& hours) {
    std::vector<GivenHours> days;
    for (const auto& part : hours) {
        for (auto from = part.from; from < part.to;) {
            const auto weekday = from / day_minutes;
            const auto to = std::min(part.to, (weekday + 1) * day_minutes);
            days.push_back({.weekday = static_cast<unsigned>(weekday + 1),
                            .from = clock_to_text(from % day_minutes),
                            .to = clock_to_text(to % day_minutes)});
            from = to;
        }
    }
    return days;
}

std::string hours_to_text(const std::vector<WeeklyHours>& hours) {
    std::string text;
    for (const auto& part : hours)
        text += (text.empty() ? "" : ",") + std::to_string(part.from) + '-' + std::to_string(part.to);
    return text;
}

std::vector<WeeklyHours> hours_of_text(std::string_view text) {
    std::vector<WeeklyHours> hours;
    const auto* at = text.data();
    const auto* const end = at + text.size();
    const auto number = [&](int& into) {
        at = std::from_chars(at, end, into).ptr;
        if (at != end) ++at;
    };
    while (at != end) {
        WeeklyHours part;
        number(part.from);
        number(part.to);
        hours.push_back(part);
    }
    return hours;
}

std::optional<NotNow> not_now(const Availability& availability, Timestamp now, WallTime wall) {
    if (now < availability.paused_until) return NotNow::paused;
    const auto minute = minute_of_week(wall);
    if (availability.quiet && holds(*availability.quiet, minute % day_minutes)) return NotNow::quiet_hours;
    if (!holds(availability.hours, minute)) return NotNow::outside_hours;
    return std::nullopt;
}

std::optional<NotNow> not_now(const Availability& availability, Timestamp now) {
    return not_now(availability, now, events::to_wall(now, availability.zone));
}

std::optional<Timestamp> next_opening(const Availability& availability, Timestamp from, Timestamp until) {
    for (auto at = std::max(from, availability.paused_until); at < until; at = next_change(availability, at)) {
        if (!not_now(availability, at)) return at;
    }
    return std::nullopt;
}

Timestamp after_open_time(const Availability& availability, Timestamp from, Timestamp open_time_us, Timestamp latest) {
    auto left = open_time_us;
    for (auto at = from; at < latest;) {
        const auto next = next_change(availability, at);
        if (!not_now(availability, at)) {
            if (left <= next - at) return std::min(at + left, latest);
            left -= next - at;
        }
        at = next;
    }
    return latest;
}

Timestamp open_time_between(const Availability& availability, Timestamp from, Timestamp to) {
    Timestamp open_time_us = 0;
    for (auto at = from; at < to;) {
        const auto next = std::min(next_change(availability, at), to);
        if (!not_now(availability, at)) open_time_us += next - at;
        at = next;
    }
    return open_time_us;
}

}  // namespace ourplace::asks
