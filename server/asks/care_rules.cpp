#include "asks/care_rules.hpp"

namespace ourplace::asks {
namespace {

constexpr unsigned most_days = 4;
constexpr unsigned every_day = 6;
// One busy week is life; it is the next that wears people out.
constexpr unsigned weeks_in_a_row = 2;

}  // namespace

bool is_heavy(const Week& week, unsigned cap) {
    return week.asks > cap || (week.asks == cap && week.active_days >= most_days) || week.active_days >= every_day;
}

std::optional<HeavyWeeks> needs_rest(std::span<const Week> weeks, const Availability& availability,
                                     Timestamp answered_at, Timestamp now) {
    if (availability.paused_until > now) return std::nullopt;
    if (answered_at != 0 && now < answered_at + rest_again_after_us) return std::nullopt;
    HeavyWeeks found;
    for (const auto& week : weeks) {
        if (!is_heavy(week, availability.cap)) break;
        ++found.weeks;
        found.active_days += week.active_days;
    }
    if (found.weeks < weeks_in_a_row) return std::nullopt;
    return found;
}

}  // namespace ourplace::asks
