#include "events/reminder_rules.hpp"

#include <algorithm>
#include <charconv>
#include <functional>

#include "base/wall_time.hpp"
#include "events/calendar_library.hpp"

namespace ourplace::events {
namespace {

constexpr unsigned least_minutes_before = 10;
constexpr unsigned most_minutes_before = 30 * 24 * 60;
constexpr Timestamp microseconds_per_minute = 60 * microseconds_per_second;
constexpr std::int64_t minutes_to_get_there = 60;
constexpr std::int64_t minutes_before_quiet = 10;

Result<std::optional<QuietHours>> quiet_hours(const GivenChoice& given) {
    if (given.quiet_from.empty() && given.quiet_to.empty()) return std::nullopt;
    const auto from = clock_time(given.quiet_from);
    if (!from) return std::unexpected(Error::invalid("quiet_from", "A time of the day, such as 22:00."));
    const auto to = clock_time(given.quiet_to);
    if (!to) return std::unexpected(Error::invalid("quiet_to", "A time of the day, such as 07:00."));
    if (*from == *to)
        return std::unexpected(Error::invalid("quiet_to", "Quiet hours end at another time than they begin."));
    QuietHours quiet{.from = *from, .to = *to};
    if (!given.zone.empty()) quiet.zone = given.zone;
    if (!knows_zone(quiet.zone))
        return std::unexpected(Error::invalid("zone", "A zone of the IANA database, such as Europe/London."));
    return quiet;
}

}  // namespace

Result<ReminderChoice> reminder_choice(const GivenChoice& given) {
    if (given.minutes_before.size() > max_reminders)
        return std::unexpected(Error::invalid("minutes_before", "At most 8 reminders for each event."));
    for (const auto minutes : given.minutes_before) {
        if (minutes < least_minutes_before || minutes > most_minutes_before)
            return std::unexpected(Error::invalid("minutes_before", "A reminder comes 10 to 43,200 minutes before."));
    }
    auto quiet = quiet_hours(given);
    if (!quiet) return std::unexpected(quiet.error());
    ReminderChoice choice{
        .minutes_before = given.minutes_before, .quiet = std::move(*quiet), .asks_for_answers = given.asks_for_answers};
    std::ranges::sort(choice.minutes_before, std::greater());
    const auto doubles = std::ranges::unique(choice.minutes_before);
    choice.minutes_before.erase(doubles.begin(), doubles.end());
    return choice;
}

std::string offsets_to_text(const std::vector<unsigned>& minutes_before) {
    std::string text;
    for (const auto minutes : minutes_before) {
        if (!text.empty()) text += ',';
        text += std::to_string(minutes);
    }
    return text;
}

std::vector<unsigned> offsets_of_text(std::string_view text) {
    std::vector<unsigned> found;
    while (!text.empty()) {
        const auto comma = std::min(text.find(','), text.size());
        unsigned minutes = 0;
        std::from_chars(text.data(), text.data() + comma, minutes);
        found.push_back(minutes);
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return found;
}

Timestamp due_at(const Start& start, unsigned minutes_before, const std::optional<QuietHours>& quiet) {
    const auto minutes = std::int64_t{minutes_before};
    const auto days = minutes - minutes % minutes_per_day;
    const auto begins = to_wall(start.at, start.zone);
    // Without whole days nothing is read off the wall, which may show the same time twice.
    const auto days_before = days == 0 ? start.at : to_utc(WallTime{begins.minutes - days}, start.zone);
    const auto wanted = days_before - (minutes - days) * microseconds_per_minute;
    if (!quiet) return wanted;
    const auto wall = to_wall(wanted, quiet->zone);
    const auto minute = minute_of_day(wall);
    const bool over_midnight = quiet->from > quiet->to;
    const bool is_quiet =
        over_midnight ? minute >= quiet->from || minute < quiet->to : minute >= quiet->from && minute < quiet->to;
    if (!is_quiet) return wanted;
    const auto today = day_of(wall) * minutes_per_day;
    const auto began_on = over_midnight && minute < quiet->to ? today - minutes_per_day : today;
    const auto ends_on = over_midnight ? began_on + minutes_per_day : began_on;
    const auto ends = to_utc(WallTime{ends_on + quiet->to}, quiet->zone);
    const auto needed = std::min<std::int64_t>(minutes_before, minutes_to_get_there) * microseconds_per_minute;
    if (ends <= start.at - needed) return ends;
    return to_utc(WallTime{began_on + quiet->from}, quiet->zone) - minutes_before_quiet * microseconds_per_minute;
}

Judgement judge(const ReminderFacts& facts, Timestamp now) {
    using What = Judgement::What;
    if (facts.cancelled || now >= facts.start.at) return {.what = What::drop};
    if (!facts.to_channel) {
        const bool comes = (facts.reply == Reply::going && !facts.waits) || facts.reply == Reply::maybe;
        const bool wanted = facts.kind == ReminderKind::question
                                ? facts.reply == Reply::none && facts.choice.asks_for_answers
                                : comes && std::ranges::count(facts.choice.minutes_before, facts.minutes_before) > 0;
        if (!facts.still_belongs || !wanted) return {.what = What::drop};
    }
    const auto due = due_at(facts.start, facts.minutes_before, facts.to_channel ? std::nullopt : facts.choice.quiet);
    if (due > now) return {.what = What::later, .due_at = due};
    return {.what = What::send};
}

}  // namespace ourplace::events
