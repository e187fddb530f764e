#include "events/recurrence_rules.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <optional>

#include "events/calendar_library.hpp"

namespace ourplace::events {
namespace {

constexpr std::array<std::string_view, 9> known_parts{"FREQ",       "INTERVAL", "COUNT",    "UNTIL", "BYMONTH",
                                                      "BYMONTHDAY", "BYDAY",    "BYSETPOS", "WKST"};
constexpr std::array<std::string_view, 4> frequencies{"DAILY", "WEEKLY", "MONTHLY", "YEARLY"};
constexpr std::array<std::string_view, 7> weekdays{"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
constexpr std::size_t max_list = 31;

template <class List>
bool has(const List& list, std::string_view wanted) {
    return std::ranges::find(list, wanted) != list.end();
}

using Parts = std::map<std::string, std::string, std::less<>>;

std::string upper(std::string_view text) {
    std::string made(text);
    for (char& letter : made) {
        if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    }
    return made;
}

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> found;
    while (true) {
        const auto at = text.find(separator);
        found.emplace_back(text.substr(0, at));
        if (at == std::string_view::npos) return found;
        text.remove_prefix(at + 1);
    }
}

std::optional<int> whole_number(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    int value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || failure != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

bool is_one_of(std::string_view text, int least, int most) {
    const auto value = whole_number(text);
    return value && *value >= least && *value <= most;
}

bool is_list(std::string_view text, int most, bool from_the_end) {
    const auto items = split(text, ',');
    return items.size() <= max_list && std::ranges::all_of(items, [&](const std::string& item) {
               return is_one_of(item, 1, most) || (from_the_end && is_one_of(item, -most, -1));
           });
}

bool is_day_list(std::string_view text, bool may_count) {
    const auto items = split(text, ',');
    return items.size() <= max_list && std::ranges::all_of(items, [&](const std::string& item) {
               if (item.size() < 2 || !has(weekdays, std::string_view(item).substr(item.size() - 2))) return false;
               const auto count = item.substr(0, item.size() - 2);
               return count.empty() || (may_count && (is_one_of(count, 1, 53) || is_one_of(count, -53, -1)));
           });
}

Result<Parts> parts_of(std::string_view field, std::string_view text) {
    Parts parts;
    for (const auto& part : split(text, ';')) {
        const auto equals = part.find('=');
        const auto name = part.substr(0, equals);
        if (equals == std::string::npos || !has(known_parts, name)) {
            return std::unexpected(Error::invalid(
                std::string(field),
                "A recurrence has FREQ, INTERVAL, COUNT or UNTIL, BYDAY, BYMONTHDAY, BYMONTH, BYSETPOS and WKST, each "
                "with a value and parted by semicolons."));
        }
        if (!parts.emplace(name, part.substr(equals + 1)).second)
            return std::unexpected(Error::invalid(std::string(field), name + " stands there twice."));
    }
    return parts;
}

// Each item of a list once and in one form: libical would let an event occur twice at the same time.
std::string without_doubles(std::string_view list) {
    std::vector<std::string> kept;
    for (auto item : split(list, ',')) {
        if (item.starts_with('+')) item.erase(0, 1);
        if (!has(kept, item)) kept.push_back(std::move(item));
    }
    std::string made;
    for (const auto& item : kept) made += (made.empty() ? "" : ",") + item;
    return made;
}

// What is wrong with the values; empty if nothing is.
std::string fault_in(const Parts& parts) {
    const auto value = [&](std::string_view name) {
        const auto found = parts.find(name);
        return found == parts.end() ? std::string() : found->second;
    };
    const auto frequency = value("FREQ");
    if (!has(frequencies, frequency)) return "FREQ is DAILY, WEEKLY, MONTHLY or YEARLY.";
    const bool counts_days = frequency == "MONTHLY" || frequency == "YEARLY";
    if (parts.contains("INTERVAL") && !is_one_of(value("INTERVAL"), 1, max_interval)) return "INTERVAL is 1 to 99.";
    if (parts.contains("COUNT") && !is_one_of(value("COUNT"), 1, max_count)) return "COUNT is 1 to 1,000.";
    if (parts.contains("COUNT") && parts.contains("UNTIL")) return "COUNT and UNTIL exclude each other.";
    if (parts.contains("BYMONTH") && !is_list(value("BYMONTH"), 12, false)) return "BYMONTH is 1 to 12.";
    if (parts.contains("BYMONTHDAY") && (frequency == "WEEKLY" || !is_list(value("BYMONTHDAY"), 31, true)))
        return "BYMONTHDAY is 1 to 31 or -1 to -31, and not with FREQ=WEEKLY.";
    if (parts.contains("BYDAY") && !is_day_list(value("BYDAY"), counts_days))
        return "BYDAY is MO, TU, WE, TH, FR, SA, SU; with MONTHLY and YEARLY also the first (1MO) or last (-1FR) of them.";
    const bool selects = parts.contains("BYDAY") || parts.contains("BYMONTHDAY") || parts.contains("BYMONTH");
    if (parts.contains("BYSETPOS") && (!selects || !is_list(value("BYSETPOS"), 366, true)))
        return "BYSETPOS is 1 to 366 or -1 to -366, and chooses from BYDAY, BYMONTHDAY or BYMONTH.";
    if (parts.contains("WKST") && !has(weekdays, value("WKST"))) return "WKST is MO, TU, WE, TH, FR, SA or SU.";
    return {};
}

// The last day on which it may occur; none if the text is no UNTIL.
std::optional<std::int64_t> until_day(std::string_view text, WallTime start, const std::string& zone) {
    if (const auto day = day_of_calendar(text)) return day;
    const bool is_utc = text.ends_with('Z');
    auto at = wall_time_of_calendar(is_utc ? text.substr(0, text.size() - 1) : text);
    if (!at) return std::nullopt;
    if (is_utc) at = to_wall(at->minutes * 60 * microseconds_per_second, zone);
    return minute_of_day(*at) < minute_of_day(start) ? day_of(*at) - 1 : day_of(*at);
}

WallTime years_after(WallTime at, int years) { return {at.minutes + std::int64_t{366} * years * minutes_per_day}; }

}  // namespace

Result<std::string> recurrence(std::string_view field, std::string_view text, WallTime start, const std::string& zone) {
    if (text.empty()) return std::string();
    const auto refused = [&](std::string why) {
        return std::unexpected(Error::invalid(std::string(field), std::move(why)));
    };
    if (text.size() > 500) return refused("A recurrence has at most 500 characters.");
    auto parts = parts_of(field, upper(text));
    if (!parts) return std::unexpected(parts.error());
    if (auto fault = fault_in(*parts); !fault.empty()) return refused(std::move(fault));
    if (const auto until = parts->find("UNTIL"); until != parts->end()) {
        const auto day = until_day(until->second, start, zone);
        if (!day) return refused("UNTIL is a day, such as 20261231.");
        until->second = day_to_calendar(*day);
    }
    std::string rule;
    for (const auto name : known_parts) {
        const auto part = parts->find(name);
        if (part == parts->end()) continue;
        if (!rule.empty()) rule += ';';
        rule += std::string(name) + '=' + without_doubles(part->second);
    }
    const auto first = expand(rule, start, years_after(start, max_years_between * max_interval), 1);
    if (first.empty()) return refused("This recurrence never occurs.");
    if (first.front() != start) return refused("The event must start on a day on which it recurs.");
    return rule;
}

std::vector<Planned> planned(const Schedule& schedule, std::int64_t from_us, std::int64_t until_us) {
    const auto lasts_us = to_utc(schedule.end, schedule.zone) - to_utc(schedule.start, schedule.zone);
    std::vector<WallTime> starts{schedule.start};
    if (!schedule.recurrence.empty()) {
        // A day more: on the wall it may be later than in UTC.
        const WallTime before{to_wall(until_us, schedule.zone).minutes + minutes_per_day};
        starts = expand(schedule.recurrence, schedule.start, before, static_cast<std::size_t>(-1));
    }
    std::vector<Planned> found;
    for (const auto start : starts) {
        if (std::ranges::binary_search(schedule.excluded_days, day_of(start))) continue;
        const auto starts_at_us = to_utc(start, schedule.zone);
        const auto ends_at_us = starts_at_us + lasts_us;
        if (ends_at_us <= from_us || starts_at_us >= until_us) continue;
        found.push_back({.start = start,
                         .end = to_wall(ends_at_us, schedule.zone),
                         .starts_at_us = starts_at_us,
                         .ends_at_us = ends_at_us});
    }
    return found;
}

}  // namespace ourplace::events
