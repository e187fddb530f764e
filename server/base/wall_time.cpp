#include "base/wall_time.hpp"

#include <chrono>

namespace ourplace {
namespace {

constexpr int first_year = 1900;
constexpr int last_year = 2200;

// Digits and nothing else.
std::optional<int> number(std::string_view digits) {
    int value = 0;
    for (const char digit : digits) {
        if (digit < '0' || digit > '9') return std::nullopt;
        value = value * 10 + (digit - '0');
    }
    return value;
}

std::optional<std::int64_t> day_from(std::string_view year, std::string_view month, std::string_view of_month) {
    const auto y = number(year);
    const auto m = number(month);
    const auto d = number(of_month);
    if (!y || !m || !d || *y < first_year || *y > last_year) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(*y), std::chrono::month(static_cast<unsigned>(*m)),
                                           std::chrono::day(static_cast<unsigned>(*d))};
    if (!date.ok()) return std::nullopt;
    return std::chrono::sys_days(date).time_since_epoch().count();
}

std::optional<int> minute_from(std::string_view hour, std::string_view minute) {
    const auto h = number(hour);
    const auto m = number(minute);
    if (!h || !m || *h > 23 || *m > 59) return std::nullopt;
    return *h * 60 + *m;
}

std::optional<WallTime> at(std::optional<std::int64_t> day, std::optional<int> minute) {
    if (!day || !minute) return std::nullopt;
    return WallTime{*day * minutes_per_day + *minute};
}

std::chrono::year_month_day date_of(std::int64_t day) {
    return std::chrono::year_month_day(std::chrono::sys_days(std::chrono::days(day)));
}

std::string two_digits(std::int64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); }

std::string date_text(std::int64_t day, const std::string& separator) {
    const auto date = date_of(day);
    return std::to_string(static_cast<int>(date.year())) + separator + two_digits(static_cast<unsigned>(date.month())) +
           separator + two_digits(static_cast<unsigned>(date.day()));
}

}  // namespace

std::int64_t day_of(WallTime at) {
    return std::chrono::floor<std::chrono::days>(std::chrono::minutes(at.minutes)).count();
}
std::int64_t minute_of_day(WallTime at) { return at.minutes - day_of(at) * minutes_per_day; }
int year_of(WallTime at) { return static_cast<int>(date_of(day_of(at)).year()); }

std::optional<WallTime> wall_time(std::string_view text) {
    if (text.size() != 16 || text[10] != 'T') return std::nullopt;
    return at(day(text.substr(0, 10)), clock_time(text.substr(11)));
}
std::string to_text(WallTime at) {
    return day_to_text(day_of(at)) + 'T' + clock_to_text(static_cast<int>(minute_of_day(at)));
}

std::optional<WallTime> wall_time_of_calendar(std::string_view text) {
    if (text.size() != 15 || text[8] != 'T' || !number(text.substr(13))) return std::nullopt;
    return at(day_of_calendar(text.substr(0, 8)), minute_from(text.substr(9, 2), text.substr(11, 2)));
}
std::string to_calendar(WallTime at) {
    const auto minute = minute_of_day(at);
    return day_to_calendar(day_of(at)) + 'T' + two_digits(minute / 60) + two_digits(minute % 60) + "00";
}

std::optional<std::int64_t> day(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    return day_from(text.substr(0, 4), text.substr(5, 2), text.substr(8));
}
std::string day_to_text(std::int64_t day) { return date_text(day, "-"); }
std::optional<std::int64_t> day_of_calendar(std::string_view text) {
    if (text.size() != 8) return std::nullopt;
    return day_from(text.substr(0, 4), text.substr(4, 2), text.substr(6));
}
std::string day_to_calendar(std::int64_t day) { return date_text(day, ""); }

std::optional<int> clock_time(std::string_view text) {
    if (text.size() != 5 || text[2] != ':') return std::nullopt;
    return minute_from(text.substr(0, 2), text.substr(3));
}
std::string clock_to_text(int minute) { return two_digits(minute / 60) + ':' + two_digits(minute % 60); }

}  // namespace ourplace
