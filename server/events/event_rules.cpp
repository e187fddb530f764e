#include "events/event_rules.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "events/calendar_library.hpp"
#include "events/reminder_rules.hpp"

namespace ourplace::events {
namespace {

constexpr std::size_t max_title_characters = 120;
constexpr std::size_t max_description_characters = 4000;
constexpr std::size_t max_place_characters = 280;
constexpr std::size_t max_link_characters = 1000;
constexpr std::size_t max_access_characters = 1000;
constexpr std::size_t max_name_characters = 80;
constexpr std::size_t max_excluded_days = 200;
constexpr std::int64_t most_days = 14;
constexpr Timestamp ten_years_us = 3653 * microseconds_per_day;

Result<Words> words(const std::string& field, const Words& given, TextLimits limits) {
    auto en = validated_text(field + ".en", given.en, limits);
    if (!en) return std::unexpected(en.error());
    auto cy = validated_text(field + ".cy", given.cy, limits);
    if (!cy) return std::unexpected(cy.error());
    return Words{.en = std::move(*en), .cy = std::move(*cy)};
}

Result<std::string> link(const std::string& field, const std::string& given) {
    auto text = validated_text(field, given, {.most = max_link_characters});
    if (!text || text->empty()) return text;
    const auto colon = text->find("://");
    const auto scheme = text->substr(0, colon == std::string::npos ? 0 : colon);
    if ((scheme != "https" && scheme != "http") || text->size() <= colon + 3 || text->contains(' '))
        return std::unexpected(Error::invalid(field, "A whole address that begins with https:// or http://."));
    return text;
}

Result<std::vector<std::int64_t>> excluded_days(const std::vector<std::string>& given) {
    const auto refused = [](const char* why) { return std::unexpected(Error::invalid("details.excluded_days", why)); };
    if (given.size() > max_excluded_days) return refused("At most 200 days.");
    std::vector<std::int64_t> days;
    for (const auto& text : given) {
        const auto excluded = day(text);
        if (!excluded) return refused("Days such as 2026-12-25.");
        days.push_back(*excluded);
    }
    std::ranges::sort(days);
    const auto doubles = std::ranges::unique(days);
    days.erase(doubles.begin(), doubles.end());
    return days;
}

Result<Schedule> schedule(const GivenDetails& given, Timestamp now) {
    Schedule made;
    made.zone = given.zone.empty() ? std::string(home_zone) : given.zone;
    if (!knows_zone(made.zone))
        return std::unexpected(Error::invalid("details.zone", "A zone of the IANA database, such as Europe/London."));
    const auto both = times("details.start", given.start, "details.end", given.end, made.zone);
    if (!both) return std::unexpected(both.error());
    made.start = both->start;
    made.end = both->end;
    const auto starts_at = to_utc(made.start, made.zone);
    if (starts_at < now - ten_years_us || starts_at > now + ten_years_us)
        return std::unexpected(Error::invalid("details.start", "At most ten years from now."));
    auto rule = recurrence("details.recurrence", given.recurrence, made.start, made.zone);
    if (!rule) return std::unexpected(rule.error());
    made.recurrence = std::move(*rule);
    auto excluded = excluded_days(given.excluded_days);
    if (!excluded) return std::unexpected(excluded.error());
    made.excluded_days = std::move(*excluded);
    if (made.recurrence.empty() && !made.excluded_days.empty())
        return std::unexpected(Error::invalid("details.excluded_days", "Only of an event that recurs."));
    return made;
}

}  // namespace

Result<Times> times(std::string_view start_field, std::string_view start, std::string_view end_field,
                    std::string_view end, const std::string& zone) {
    const auto from = wall_time(start);
    if (!from) return std::unexpected(Error::invalid(std::string(start_field), "A time such as 2026-10-29T19:00."));
    const auto to = wall_time(end);
    if (!to) return std::unexpected(Error::invalid(std::string(end_field), "A time such as 2026-10-29T21:00."));
    const auto lasts_us = to_utc(*to, zone) - to_utc(*from, zone);
    if (lasts_us <= 0 || lasts_us > most_days * microseconds_per_day)
        return std::unexpected(Error::invalid(std::string(end_field), "After the start, and at most 14 days later."));
    return Times{.start = *from, .end = *to};
}

Result<std::string> reason(std::string_view field, std::string_view text) {
    return validated_text(field, text, {.most = max_reason_characters, .lines = Lines::many});
}

Result<std::string> guest_name(std::string_view field, std::string_view text) {
    return validated_text(field, text, {.least = 1, .most = max_name_characters});
}

Result<Details> details(const GivenDetails& given, Timestamp now) {
    Details made;
    auto title = words("details.title", given.title, {.most = max_title_characters});
    if (!title) return std::unexpected(title.error());
    if (title->en.empty() && title->cy.empty())
        return std::unexpected(
            Error::invalid("details.title", "A title in English or in Welsh, of 1 to 120 characters."));
    made.title = std::move(*title);
    auto description =
        words("details.description", given.description, {.most = max_description_characters, .lines = Lines::many});
    if (!description) return std::unexpected(description.error());
    made.description = std::move(*description);
    auto place = validated_text("details.place", given.place, {.most = max_place_characters, .lines = Lines::many});
    if (!place) return std::unexpected(place.error());
    made.place = std::move(*place);
    auto online = link("details.online_link", given.online_link);
    if (!online) return std::unexpected(online.error());
    made.online_link = std::move(*online);
    auto access =
        words("details.access_needs", given.access_needs, {.most = max_access_characters, .lines = Lines::many});
    if (!access) return std::unexpected(access.error());
    made.access_needs = std::move(*access);
    auto planned_for = schedule(given, now);
    if (!planned_for) return std::unexpected(planned_for.error());
    made.schedule = std::move(*planned_for);
    if (given.capacity > max_capacity)
        return std::unexpected(Error::invalid("details.capacity", "At most 100,000; 0 for as many as like."));
    made.capacity = given.capacity;
    if (given.most_guests > max_guests) return std::unexpected(Error::invalid("details.most_guests", "At most 20."));
    made.most_guests = given.most_guests;
    made.reminder_channel_id = given.reminder_channel_id;
    made.asks_for_answers = given.asks_for_answers;
    return made;
}

Result<Seat> seat_for(unsigned wanted, const Places& places) {
    if (places.capacity == 0 || wanted <= places.mine) return Seat::free;
    if (wanted > places.capacity) {
        return std::unexpected(Error::failed_precondition(
            "guests", "There are only " + std::to_string(places.capacity) + " places for everybody together."));
    }
    if (!places.others_wait && places.taken + wanted <= places.capacity) return Seat::free;
    if (places.mine == 0) return Seat::wait;
    return std::unexpected(
        Error::failed_precondition("guests", "There are not so many places left. You keep those that you have."));
}

std::size_t promoted(unsigned capacity, unsigned taken, std::span<const unsigned> waiting) {
    std::size_t count = 0;
    for (const auto party : waiting) {
        if (capacity != 0 && taken + party > capacity) break;
        taken += party;
        ++count;
    }
    return count;
}

}  // namespace ourplace::events
