// What can be asked of insights, when figures are made, and how numbers are said. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace ourplace::insights {

// The programme's calendar.
inline constexpr std::string_view calendar_zone = "Europe/London";
inline constexpr Timestamp time_to_settle_us = 14 * microseconds_per_day;
inline constexpr int most_quarters = 20;
inline constexpr int default_quarters = 4;
inline constexpr int months_of_quarter = 3;

// A month of the calendar, counted from January of the year 0.
struct Month {
    int number = 0;
    auto operator<=>(const Month&) const = default;
};
// "2026-07".
[[nodiscard]] std::string to_text(Month month);
[[nodiscard]] std::optional<Month> month_of_text(std::string_view text);
[[nodiscard]] Month month_at(Timestamp at);
[[nodiscard]] Timestamp beginning(Month month);

struct Quarter {
    // January is in 4 * year.
    int number = 0;
    auto operator<=>(const Quarter&) const = default;
    [[nodiscard]] Month first_month() const { return {number * months_of_quarter}; }
    [[nodiscard]] Month last_month() const { return {number * months_of_quarter + 2}; }
};
[[nodiscard]] constexpr Quarter quarter_of(Month month) { return {month.number / months_of_quarter}; }
[[nodiscard]] Timestamp beginning(Quarter quarter);
[[nodiscard]] Timestamp end(Quarter quarter);
// What became of its Asks is taken as it stood then.
[[nodiscard]] Timestamp settled_at(Quarter quarter);

struct Quarters {
    // None if first > last.
    Quarter first;
    Quarter last;
    [[nodiscard]] bool empty() const { return first > last; }
};
// Those that have figures, if the first Ask was at this time.
[[nodiscard]] Quarters with_figures(std::optional<Timestamp> first_ask, Timestamp now);
// When the next one has.
[[nodiscard]] Timestamp next_figures_at(Timestamp now);
// What was wanted of those; errors name from_month or to_month.
[[nodiscard]] Result<Quarters> wanted(std::string_view from_month, std::string_view to_month,
                                      const Quarters& there_are);

enum class By : std::uint8_t { hub = 1, place = 2, theme = 3, month = 4, quarter = 5 };
// 0: quarter. `invalid_argument` for what is not counted together.
[[nodiscard]] Result<By> by(int given, std::string_view theme);
// Its number among the programme's; none: all.
[[nodiscard]] Result<std::optional<std::size_t>> theme(std::string_view given);

// Minutes, rounded up to one of a few steps: an exact time would be somebody's.
[[nodiscard]] unsigned minutes_within(std::int64_t duration_us);

// Of loads, in steps of five.
[[nodiscard]] unsigned gini_percent(std::span<const std::int64_t> loads);
[[nodiscard]] unsigned rounded_percent(double percent);

// most: 0 where there is no limit.
struct Band {
    unsigned least = 0;
    unsigned most = 0;
    bool operator==(const Band&) const = default;
};
[[nodiscard]] std::span<const Band> bands();
[[nodiscard]] Band band_of(std::size_t count);
[[nodiscard]] Band plus(const Band& left, const Band& right);

// "fewer than 5", "5 to 9", "50 or more".
[[nodiscard]] std::string in_words(const Band& band);
// "3 hours", "2 days"; empty for 0.
[[nodiscard]] std::string in_words_minutes(unsigned minutes);

}  // namespace ourplace::insights
