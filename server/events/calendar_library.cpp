#include "events/calendar_library.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <libical/ical.h>
#include <map>
#include <memory>
#include <mutex>
#include <span>

namespace ourplace::events {
namespace {

// Steps of an iterator: every day of forty years.
constexpr std::size_t max_steps = 15'000;
constexpr int max_depth = 4;
// How far a VTIMEZONE lists the changes of clocks.
constexpr int zone_years = 15;
constexpr int zone_until = 2040;

std::mutex library_mutex;

struct FreeText {
    void operator()(char* text) const { icalmemory_free_buffer(text); }
};
using Text = std::unique_ptr<char, FreeText>;
struct FreeComponent {
    void operator()(icalcomponent* component) const { icalcomponent_free(component); }
};
using Component = std::unique_ptr<icalcomponent, FreeComponent>;
struct FreeIterator {
    void operator()(icalrecur_iterator* iterator) const { icalrecur_iterator_free(iterator); }
};
using Iterator = std::unique_ptr<icalrecur_iterator, FreeIterator>;

std::string to_string(Text text) { return text ? std::string(text.get()) : std::string(); }

// Where to ask libical: alone, and without its habit of ending the process when it is handed nonsense.
class Turn {
  public:
    Turn() : lock_(library_mutex) { icalerror_set_errors_are_fatal(0); }

  private:
    std::scoped_lock<std::mutex> lock_;
};

// A name, not a path that leads out of the tz database.
bool may_be_a_zone(std::string_view zone) {
    constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/";
    return !zone.empty() && zone.size() <= 64 && zone.front() != '/' &&
           zone.find_first_not_of(allowed) == std::string_view::npos;
}

icaltimezone* find_zone(std::string_view zone) {
    static std::map<std::string, icaltimezone*, std::less<>> found;
    if (const auto known = found.find(zone); known != found.end()) return known->second;
    if (!may_be_a_zone(zone)) return nullptr;
    const std::string name(zone);
    auto* made = icaltimezone_get_builtin_timezone(name.c_str());
    if (made != nullptr && made != icaltimezone_get_utc_timezone() && icaltimezone_get_component(made) == nullptr)
        made = nullptr;
    if (made != nullptr) found.emplace(name, made);
    return made;
}

icaltimetype to_ical(WallTime at) {
    const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(day_of(at)))};
    const auto minute = static_cast<int>(minute_of_day(at));
    auto made = icaltime_null_time();
    made.year = static_cast<int>(date.year());
    made.month = static_cast<int>(static_cast<unsigned>(date.month()));
    made.day = static_cast<int>(static_cast<unsigned>(date.day()));
    made.hour = minute / 60;
    made.minute = minute % 60;
    return made;
}

WallTime from_ical(const icaltimetype& at) {
    const std::chrono::year_month_day date{std::chrono::year(at.year),
                                           std::chrono::month(static_cast<unsigned>(at.month)),
                                           std::chrono::day(static_cast<unsigned>(at.day))};
    return WallTime{std::chrono::sys_days(date).time_since_epoch().count() * minutes_per_day +
                    std::int64_t{at.hour} * 60 + at.minute};
}

// Seconds that the zone is ahead of UTC, at a UTC time given as if it were on a wall.
std::int64_t ahead(icaltimezone* zone, WallTime utc) {
    if (zone == nullptr || zone == icaltimezone_get_utc_timezone()) return 0;
    auto at = to_ical(utc);
    int is_daylight = 0;
    return icaltimezone_get_utc_offset_of_utc_time(zone, &at, &is_daylight);
}

constexpr std::int64_t microseconds_per_minute = 60 * microseconds_per_second;

WallTime floor_minute(Timestamp at) {
    return WallTime{std::chrono::floor<std::chrono::minutes>(std::chrono::microseconds(at)).count()};
}

// "+0100", and with seconds where there are any.
std::string offset_text(std::int64_t seconds) {
    const auto two = [](std::int64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    const auto length = std::abs(seconds);
    const auto text = (seconds < 0 ? '-' : '+') + two(length / 3600) + two(length / 60 % 60);
    return length % 60 == 0 ? text : text + two(length % 60);
}

// The first minute of UTC at which an offset holds that does not hold yet at `before`, and does at `after`.
WallTime first_minute(icaltimezone* zone, WallTime before, WallTime after) {
    const auto old = ahead(zone, before);
    while (after.minutes - before.minutes > 1) {
        const WallTime middle{before.minutes + (after.minutes - before.minutes) / 2};
        (ahead(zone, middle) == old ? before : after) = middle;
    }
    return after;
}

// What a zone changes from and to, and the walls, as they were before, at which it does.
using Observances = std::map<std::pair<std::int64_t, std::int64_t>, std::vector<WallTime>>;

Observances observances(icaltimezone* zone, WallTime from, WallTime until) {
    Observances found;
    for (auto day = from; day < until; day.minutes += minutes_per_day) {
        const WallTime next{day.minutes + minutes_per_day};
        const auto old = ahead(zone, day);
        const auto now = ahead(zone, next);
        if (old == now) continue;
        found[{old, now}].push_back({first_minute(zone, day, next).minutes + old / 60});
    }
    return found;
}

std::string value_of(icalproperty* property) {
    const auto* value = icalproperty_get_value(property);
    if (value == nullptr) return {};
    if (icalvalue_isa(value) == ICAL_TEXT_VALUE) {
        const auto* text = icalvalue_get_text(value);
        return text == nullptr ? std::string() : std::string(text);
    }
    return to_string(Text(icalvalue_as_ical_string_r(value)));
}

CalendarProperty read_property(icalproperty* property) {
    CalendarProperty read;
    read.name = to_string(Text(icalproperty_get_property_name_r(property)));
    read.value = value_of(property);
    for (auto* parameter = icalproperty_get_first_parameter(property, ICAL_ANY_PARAMETER); parameter != nullptr;
         parameter = icalproperty_get_next_parameter(property, ICAL_ANY_PARAMETER)) {
        const auto text = to_string(Text(icalparameter_as_ical_string_r(parameter)));
        const auto equals = text.find('=');
        if (equals == std::string::npos) continue;
        auto value = text.substr(equals + 1);
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
        read.parameters.emplace_back(text.substr(0, equals), std::move(value));
    }
    return read;
}

// No deeper than max_depth.
CalendarComponent read_component(icalcomponent* component, int depth) {
    CalendarComponent read;
    const auto kind = icalcomponent_isa(component);
    const auto* name = kind == ICAL_X_COMPONENT ? nullptr : icalcomponent_kind_to_string(kind);
    read.name = name == nullptr ? "X-COMPONENT" : name;
    for (auto* property = icalcomponent_get_first_property(component, ICAL_ANY_PROPERTY); property != nullptr;
         property = icalcomponent_get_next_property(component, ICAL_ANY_PROPERTY)) {
        read.properties.push_back(read_property(property));
    }
    if (depth == max_depth) return read;
    for (auto* part = icalcomponent_get_first_component(component, ICAL_ANY_COMPONENT); part != nullptr;
         part = icalcomponent_get_next_component(component, ICAL_ANY_COMPONENT)) {
        read.parts.push_back(read_component(part, depth + 1));
    }
    return read;
}

}  // namespace

bool knows_zone(std::string_view zone) {
    const Turn turn;
    return find_zone(zone) != nullptr;
}

Timestamp to_utc(WallTime at, const std::string& zone) {
    const Turn turn;
    auto* found = find_zone(zone);
    const auto wall_s = at.minutes * 60;
    const auto minus = [&](std::int64_t offset_s) { return wall_s - offset_s; };
    const auto holds = [&](std::int64_t offset_s) {
        return ahead(found, floor_minute(minus(offset_s) * microseconds_per_second)) == offset_s;
    };
    // The offsets on either side of any change of clocks that may be near.
    const auto before = ahead(found, WallTime{at.minutes - minutes_per_day});
    const auto after = ahead(found, WallTime{at.minutes + minutes_per_day});
    const auto offset = holds(before) || !holds(after) ? before : after;
    return minus(offset) * microseconds_per_second;
}

WallTime to_wall(Timestamp at, const std::string& zone) {
    const Turn turn;
    const auto utc = floor_minute(at);
    return floor_minute(utc.minutes * microseconds_per_minute + ahead(find_zone(zone), utc) * microseconds_per_second);
}

std::vector<WallTime> expand(const std::string& rule, WallTime start, WallTime before, std::size_t at_most) {
    const Turn turn;
    // UNTIL is the last day; for libical, that day's last second.
    auto whole = rule;
    if (const auto until = whole.find("UNTIL="); until != std::string::npos) whole.insert(until + 14, "T235959");
    auto parsed = icalrecurrencetype_from_string(whole.c_str());
    if (parsed.freq == ICAL_NO_RECURRENCE) return {};
    const Iterator iterator(icalrecur_iterator_new(parsed, to_ical(start)));
    std::vector<WallTime> found;
    if (!iterator) return found;
    for (std::size_t step = 0; step < max_steps && found.size() < at_most; ++step) {
        const auto next = icalrecur_iterator_next(iterator.get());
        if (icaltime_is_null_time(next) || from_ical(next) >= before) break;
        if (found.empty() || found.back() != from_ical(next)) found.push_back(from_ical(next));
    }
    return found;
}

std::string zone_component(const std::string& zone, int from_year) {
    const Turn turn;
    auto* found = find_zone(zone);
    if (found == nullptr || found == icaltimezone_get_utc_timezone()) return {};
    const auto new_year = [](int year) {
        const std::chrono::sys_days day{
            std::chrono::year_month_day(std::chrono::year(year), std::chrono::January, std::chrono::day(1))};
        return WallTime{day.time_since_epoch().count() * minutes_per_day};
    };
    const auto from = new_year(from_year - 1);
    const auto at_first = ahead(found, from);
    auto all = observances(found, from, new_year(std::max(from_year + zone_years, zone_until)));
    all[{at_first, at_first}].push_back(from);
    std::string text = "BEGIN:VTIMEZONE\r\nTZID:" + zone + "\r\n";
    for (const auto& [offsets, onsets] : all) {
        const std::string kind = offsets.second > offsets.first ? "DAYLIGHT" : "STANDARD";
        text += "BEGIN:" + kind + "\r\nDTSTART:" + to_calendar(onsets.front()) + "\r\n";
        for (const auto onset : std::span(onsets).subspan(1)) text += "RDATE:" + to_calendar(onset) + "\r\n";
        text += "TZOFFSETFROM:" + offset_text(offsets.first) + "\r\nTZOFFSETTO:" + offset_text(offsets.second) +
                "\r\nEND:" + kind + "\r\n";
    }
    return text + "END:VTIMEZONE\r\n";
}

std::optional<std::int64_t> duration_minutes(const std::string& text) {
    const Turn turn;
    constexpr std::int64_t longest = 366 * minutes_per_day;
    const auto parsed = icaldurationtype_from_string(text.c_str());
    if (icaldurationtype_is_bad_duration(parsed) != 0 || parsed.is_neg != 0) return std::nullopt;
    // Each part by itself, since they may be as large as an unsigned number holds.
    const auto days = std::int64_t{parsed.weeks} * 7 + std::int64_t{parsed.days};
    const auto minutes = days * minutes_per_day + std::int64_t{parsed.hours} * 60 + std::int64_t{parsed.minutes};
    if (minutes > longest) return std::nullopt;
    return minutes;
}

std::string CalendarProperty::parameter(std::string_view wanted) const {
    const auto found = std::ranges::find(parameters, wanted, &std::pair<std::string, std::string>::first);
    return found == parameters.end() ? std::string() : found->second;
}

Result<CalendarComponent> parse_calendar(std::string_view field, std::string_view text) {
    const auto none = [&] {
        return std::unexpected(
            Error::invalid(std::string(field),
                           "There is no calendar in this: it must begin with BEGIN:VCALENDAR (iCalendar, RFC 5545)."));
    };
    if (text.find("BEGIN:VCALENDAR") == std::string_view::npos) return none();
    const Turn turn;
    const std::string whole(text);
    const Component parsed(icalparser_parse_string(whole.c_str()));
    if (!parsed) return none();
    auto read = read_component(parsed.get(), 0);
    if (read.name == "VCALENDAR") return read;
    // Several one after the other.
    CalendarComponent all{.name = "VCALENDAR", .properties = {}, .parts = {}};
    for (auto& part : read.parts) {
        if (part.name != "VCALENDAR") continue;
        all.properties.insert(all.properties.end(), part.properties.begin(), part.properties.end());
        all.parts.insert(all.parts.end(), part.parts.begin(), part.parts.end());
    }
    if (all.properties.empty() && all.parts.empty()) return none();
    return all;
}

}  // namespace ourplace::events
