#include "cli/demo_events.hpp"

#include <utility>

#include "base/wall_time.hpp"
#include "events/calendar_library.hpp"
#include "events/event_tables.hpp"
#include "events/rsvp_tables.hpp"

namespace ourplace::cli {

Result<void> plan_demo_event(store::Transaction& tx, const ScriptEvent& event, const std::string& hub_id,
                             const std::string& organiser, const MemberOfKey& member_of, Timestamp now) {
    const auto today = day_of(events::to_wall(now, std::string(events::home_zone)));
    const auto day = day_to_text(today + event.starts.days_ago);
    events::GivenDetails given;
    given.title = event.title;
    given.description = event.description;
    given.place = event.place;
    given.start = day + 'T' + clock_to_text(event.starts.minute_of_day);
    given.end = day + 'T' + event.until;
    given.recurrence = event.recurrence;
    given.capacity = event.capacity;
    given.most_guests = 2;
    given.asks_for_answers = true;
    auto valid = events::details(given, now);
    if (!valid) return std::unexpected(valid.error());
    const auto made = events::create_event(
        tx, {.hub_id = hub_id, .uid = {}, .details = std::move(*valid), .created_by = member_of(organiser)}, now);
    if (!made) return std::unexpected(made.error());
    const auto next = events::current_occurrence(tx, made->event_id, {}, now);
    for (const auto& [people, reply] :
         {std::pair(&event.going, events::Reply::going), std::pair(&event.maybe, events::Reply::maybe)}) {
        for (const auto& person : *people) {
            const auto member_id = member_of(person);
            if (member_id.empty())
                return std::unexpected(Error::not_found("going", "nobody is called \"" + person + "\"."));
            if (auto done = events::answer(tx, *made, next->occurrence_id(), {.id = member_id}, reply, 0, now); !done)
                return done;
        }
    }
    return {};
}

}  // namespace ourplace::cli
