#include "insights/insights_rules.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include "accounts/accounts_rules.hpp"
#include "base/statistics.hpp"
#include "base/wall_time.hpp"
#include "events/zone_rules.hpp"

namespace ourplace::insights {
namespace {

constexpr int months_per_year = 12;
constexpr unsigned minutes_per_hour = 60;
constexpr unsigned minutes_of_day = 24 * minutes_per_hour;
constexpr unsigned minutes_of_week = 7 * minutes_of_day;

// Up to two weeks, then in whole weeks.
constexpr std::array<unsigned, 16> steps{15,
                                         30,
                                         60,
                                         2 * 60,
                                         3 * 60,
                                         4 * 60,
                                         6 * 60,
                                         8 * 60,
                                         12 * 60,
                                         minutes_of_day,
                                         2 * minutes_of_day,
                                         3 * minutes_of_day,
                                         4 * minutes_of_day,
                                         5 * minutes_of_day,
                                         7 * minutes_of_day,
                                         10 * minutes_of_day};

constexpr std::array all_bands{Band{0, 4}, Band{5, 9}, Band{10, 19}, Band{20, 49}, Band{50, 0}};

Quarter next(Quarter quarter) { return {quarter.number + 1}; }

Error no_figures(std::string_view field, const Quarters& there_are) {
    return Error::invalid(std::string(field), "There are figures from " + to_text(there_are.first.first_month()) +
                                                  " to " + to_text(there_are.last.last_month()) + ".");
}

enum class Edge : std::uint8_t { first, last };
Result<Quarter> quarter_at(std::string_view field, std::string_view text, Edge edge) {
    const auto month = month_of_text(text);
    const auto quarter = month ? quarter_of(*month) : Quarter{};
    if (month && *month == (edge == Edge::first ? quarter.first_month() : quarter.last_month())) return quarter;
    return std::unexpected(Error::invalid(
        std::string(field), edge == Edge::first ? "The first month of a quarter: 01, 04, 07 or 10, like 2026-07."
                                                : "The last month of a quarter: 03, 06, 09 or 12, like 2026-09."));
}

}  // namespace

std::string to_text(Month month) {
    const auto first = day_to_text(day_of(events::to_wall(beginning(month), std::string(calendar_zone))));
    return first.substr(0, first.rfind('-'));
}

std::optional<Month> month_of_text(std::string_view text) {
    const auto first = day(std::string(text) + "-01");
    if (!first) return std::nullopt;
    int year = 0;
    int month = 0;
    std::from_chars(text.data(), text.data() + 4, year);
    std::from_chars(text.data() + 5, text.data() + text.size(), month);
    return Month{year * months_per_year + month - 1};
}

Month month_at(Timestamp at) {
    const auto text = day_to_text(day_of(events::to_wall(at, std::string(calendar_zone))));
    return *month_of_text(std::string_view(text).substr(0, text.rfind('-')));
}

Timestamp beginning(Month month) {
    const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    const auto text =
        std::to_string(month.number / months_per_year) + '-' + two(month.number % months_per_year + 1) + "-01";
    return events::to_utc(WallTime{day(text).value_or(0) * minutes_per_day}, std::string(calendar_zone));
}

Timestamp beginning(Quarter quarter) { return beginning(quarter.first_month()); }
Timestamp end(Quarter quarter) { return beginning(next(quarter)); }
Timestamp settled_at(Quarter quarter) { return end(quarter) + time_to_settle_us; }

Quarters with_figures(std::optional<Timestamp> first_ask, Timestamp now) {
    Quarters there_are{.first = {1}, .last = {0}};
    if (!first_ask) return there_are;
    there_are.last = quarter_of(month_at(now));
    while (settled_at(there_are.last) > now) --there_are.last.number;
    there_are.first = std::max(quarter_of(month_at(*first_ask)), Quarter{there_are.last.number - most_quarters + 1});
    return there_are;
}

Timestamp next_figures_at(Timestamp now) {
    auto quarter = quarter_of(month_at(now));
    while (settled_at({quarter.number - 1}) > now) --quarter.number;
    return settled_at(quarter);
}

Result<Quarters> wanted(std::string_view from_month, std::string_view to_month, const Quarters& there_are) {
    Quarters wanted{.first = {there_are.last.number - default_quarters + 1}, .last = there_are.last};
    if (!from_month.empty()) {
        const auto first = quarter_at("from_month", from_month, Edge::first);
        if (!first) return std::unexpected(first.error());
        wanted.first = *first;
    }
    if (!to_month.empty()) {
        const auto last = quarter_at("to_month", to_month, Edge::last);
        if (!last) return std::unexpected(last.error());
        wanted.last = *last;
        if (from_month.empty()) wanted.first = {last->number - default_quarters + 1};
    }
    if (!from_month.empty() && !to_month.empty() && wanted.empty())
        return std::unexpected(Error::invalid("to_month", "It ends before it begins."));
    if (there_are.empty()) return there_are;
    if (from_month.empty()) wanted.first = std::max(wanted.first, there_are.first);
    if (wanted.first < there_are.first || wanted.first > there_are.last)
        return std::unexpected(no_figures("from_month", there_are));
    if (wanted.last > there_are.last || wanted.empty()) return std::unexpected(no_figures("to_month", there_are));
    return wanted;
}

Result<By> by(int given, std::string_view theme) {
    if (given == 0) return By::quarter;
    if (given < static_cast<int>(By::hub) || given > static_cast<int>(By::quarter))
        return std::unexpected(Error::invalid("by", "Hub, place, theme, month or quarter."));
    const auto by = static_cast<By>(given);
    if (!theme.empty() && (by == By::month || by == By::theme)) {
        return std::unexpected(
            Error::invalid("by", "One theme is counted by hub, place or quarter: by more than that, too few remain."));
    }
    return by;
}

Result<std::optional<std::size_t>> theme(std::string_view given) {
    if (given.empty()) return std::nullopt;
    const auto found = std::ranges::find(accounts::programme_themes, given);
    if (found != accounts::programme_themes.end())
        return static_cast<std::size_t>(found - accounts::programme_themes.begin());
    return std::unexpected(Error::invalid("theme", "One of the programme's themes, or none."));
}

unsigned minutes_within(std::int64_t duration_us) {
    const auto minute_us = 60 * microseconds_per_second;
    const auto minutes = static_cast<unsigned>((std::max<std::int64_t>(duration_us, 0) + minute_us - 1) / minute_us);
    const auto step = std::ranges::lower_bound(steps, minutes);
    if (step != steps.end()) return *step;
    return (minutes + minutes_of_week - 1) / minutes_of_week * minutes_of_week;
}

unsigned rounded_percent(double percent) {
    constexpr double step = 5;
    return static_cast<unsigned>(std::lround(percent / step) * std::lround(step));
}
unsigned gini_percent(std::span<const std::int64_t> loads) {
    return rounded_percent(gini({loads.begin(), loads.end()}) * 100);
}

std::span<const Band> bands() { return all_bands; }

Band band_of(std::size_t count) {
    return *std::ranges::find_if(all_bands, [&](const Band& band) { return band.most == 0 || count <= band.most; });
}

Band plus(const Band& left, const Band& right) {
    return {.least = left.least + right.least, .most = left.most == 0 || right.most == 0 ? 0 : left.most + right.most};
}

std::string in_words(const Band& band) {
    if (band.least == 0) return "fewer than " + std::to_string(band.most + 1);
    if (band.most == 0) return std::to_string(band.least) + " or more";
    return std::to_string(band.least) + " to " + std::to_string(band.most);
}

std::string in_words_minutes(unsigned minutes) {
    if (minutes == 0) return {};
    const auto say = [](unsigned count, std::string_view unit) {
        return std::to_string(count) + ' ' + std::string(unit) + (count == 1 ? "" : "s");
    };
    if (minutes < minutes_per_hour) return say(minutes, "minute");
    if (minutes < minutes_of_day) return say(minutes / minutes_per_hour, "hour");
    return say(minutes / minutes_of_day, "day");
}

}  // namespace ourplace::insights
