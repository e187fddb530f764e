#include "events/event_tables.hpp"

#include <utility>

#include "base/id.hpp"
#include "events/calendar_library.hpp"
#include "events/reminder_tables.hpp"
#include "events/rsvp_tables.hpp"
#include "events/thread_tables.hpp"
#include "jobs/job_tables.hpp"
#include "streams/stream_log.hpp"

namespace ourplace::events {
namespace {

constexpr std::string_view event_columns = R"sql(
    SELECT event.event_id, event.hub_id, event.uid, event.title_en, event.title_cy, event.description_en,
           event.description_cy, event.place, event.online_link, event.access_en, event.access_cy, event.start_wall,
           event.end_wall, event.zone, event.recurrence, event.excluded_days, event.capacity, event.most_guests,
           event.reminder_channel_id, event.asks_for_answers, event.cancelled, event.cancel_reason, event.revision,
           event.changed_at_us
    FROM event
)sql";

std::string days_to_text(const std::vector<std::int64_t>& days) {
    std::string text;
    for (const auto excluded : days) text += (text.empty() ? "" : ",") + day_to_text(excluded);
    return text;
}
std::vector<std::int64_t> days_of_text(std::string_view text) {
    constexpr std::size_t length = 10;
    std::vector<std::int64_t> days;
    for (std::size_t at = 0; at + length <= text.size(); at += length + 1) {
        if (const auto excluded = day(text.substr(at, length))) days.push_back(*excluded);
    }
    return days;
}

Event to_event(const store::Row& row) {
    Event event;
    event.event_id = row.text(0);
    event.hub_id = row.text(1);
    event.uid = row.text(2);
    auto& details = event.details;
    details.title = {.en = row.text(3), .cy = row.text(4)};
    details.description = {.en = row.text(5), .cy = row.text(6)};
    details.place = row.text(7);
    details.online_link = row.text(8);
    details.access_needs = {.en = row.text(9), .cy = row.text(10)};
    details.schedule = {.start = {row.integer(11)},
                        .end = {row.integer(12)},
                        .zone = row.text(13),
                        .recurrence = row.text(14),
                        .excluded_days = days_of_text(row.text(15))};
    details.capacity = static_cast<unsigned>(row.integer(16));
    details.most_guests = static_cast<unsigned>(row.integer(17));
    details.reminder_channel_id = row.text(18);
    details.asks_for_answers = row.boolean(19);
    event.cancelled = row.boolean(20);
    event.cancel_reason = row.text(21);
    event.revision = static_cast<unsigned>(row.integer(22));
    event.changed_at = row.integer(23);
    return event;
}

void write_words(v1::EventText& to, const Words& from) {
    to.set_en(from.en);
    to.set_cy(from.cy);
}

// Everything but what says which event it is.
void save(store::Transaction& tx, const Event& event) {
    const auto& details = event.details;
    const auto& schedule = details.schedule;
    tx.execute(R"sql(
        UPDATE event SET title_en = $2, title_cy = $3, description_en = $4, description_cy = $5, place = $6,
            online_link = $7, access_en = $8, access_cy = $9, start_wall = $10, end_wall = $11, zone = $12,
            recurrence = $13, excluded_days = $14, capacity = $15, most_guests = $16, reminder_channel_id = $17,
            asks_for_answers = $18, cancelled = $19, cancel_reason = $20, revision = $21, changed_at_us = $22
        WHERE event_id = $1)sql",
               event.event_id, details.title.en, details.title.cy, details.description.en, details.description.cy,
               details.place, details.online_link, details.access_needs.en, details.access_needs.cy,
               schedule.start.minutes, schedule.end.minutes, schedule.zone, schedule.recurrence,
               days_to_text(schedule.excluded_days), details.capacity, details.most_guests, details.reminder_channel_id,
               details.asks_for_answers, event.cancelled, event.cancel_reason, event.revision, event.changed_at);
}

void announce(store::Transaction& tx, const Event& event, Timestamp now) {
    v1::Update update;
    *update.mutable_event_changed()->mutable_event() = to_wire(event);
    streams::append(tx, streams::hub_stream(event.hub_id), now, std::move(update));
}

// As news: the next revision.
void save_change(store::Transaction& tx, Event& event, Timestamp now) {
    ++event.revision;
    event.changed_at = now;
    save(tx, event);
}

}  // namespace

v1::Event to_wire(const Event& event) {
    v1::Event wire;
    wire.set_event_id(event.event_id);
    wire.set_hub_id(event.hub_id);
    wire.set_cancelled(event.cancelled);
    wire.set_cancel_reason(event.cancel_reason);
    wire.set_revision(event.revision);
    wire.set_changed_at_us(event.changed_at);
    auto& details = *wire.mutable_details();
    const auto& kept = event.details;
    write_words(*details.mutable_title(), kept.title);
    write_words(*details.mutable_description(), kept.description);
    details.set_place(kept.place);
    details.set_online_link(kept.online_link);
    write_words(*details.mutable_access_needs(), kept.access_needs);
    details.set_start(to_text(kept.schedule.start));
    details.set_end(to_text(kept.schedule.end));
    details.set_zone(kept.schedule.zone);
    details.set_recurrence(kept.schedule.recurrence);
    for (const auto excluded : kept.schedule.excluded_days) details.add_excluded_days(day_to_text(excluded));
    details.set_capacity(kept.capacity);
    details.set_most_guests(kept.most_guests);
    details.set_reminder_channel_id(kept.reminder_channel_id);
    details.set_asks_for_answers(kept.asks_for_answers);
    return wire;
}

Result<Event> create_event(store::Transaction& tx, const NewEvent& wanted, Timestamp now) {
    Event event{.event_id = new_id(),
                .hub_id = wanted.hub_id,
                .uid = wanted.uid,
                .details = wanted.details,
                .cancelled = false,
                .cancel_reason = {},
                .revision = 0,
                .changed_at = now};
    if (event.uid.empty()) event.uid = event.event_id + "@ourplace";
    if (tx.query_one("SELECT 1 FROM event WHERE hub_id = $1 AND uid = $2", event.hub_id, event.uid))
        return std::unexpected(Error::already_exists("uid", "The hub has this event already."));
    tx.execute(R"sql(
        INSERT INTO event (event_id, hub_id, uid, title_en, title_cy, description_en, description_cy, place, online_link,
            access_en, access_cy, start_wall, end_wall, zone, recurrence, excluded_days, capacity, most_guests,
            reminder_channel_id, asks_for_answers, created_by, created_at_us, changed_at_us)
        VALUES ($1, $2, $3, '', '', '', '', '', '', '', '', 0, 0, '', '', '', 0, 0, '', 0, $4, $5, $5))sql",
               event.event_id, event.hub_id, event.uid, wanted.created_by, now);
    save(tx, event);
    announce(tx, event, now);
    if (plan_occurrences(tx, event, now)) {
        jobs::schedule(
            tx, {.kind = std::string(horizon_job), .key = event.event_id, .due_at_us = now + microseconds_per_day});
    }
    return event;
}

Event change_event(store::Transaction& tx, Event event, Details details, Timestamp now) {
    const auto before = to_wire(event).SerializeAsString();
    const bool has_capacity_changed = event.details.capacity != details.capacity;
    event.details = std::move(details);
    if (to_wire(event).SerializeAsString() == before) return event;
    save_change(tx, event, now);
    announce(tx, event, now);
    rename_thread(tx, event, now);
    if (plan_occurrences(tx, event, now)) {
        jobs::schedule(
            tx, {.kind = std::string(horizon_job), .key = event.event_id, .due_at_us = now + microseconds_per_day});
    }
    if (has_capacity_changed) fill_places_of(tx, event, now);
    return event;
}

Event cancel_event(store::Transaction& tx, Event event, const std::string& reason, Timestamp now) {
    if (event.cancelled && event.cancel_reason == reason) return event;
    event.cancelled = true;
    event.cancel_reason = reason;
    save_change(tx, event, now);
    announce(tx, event, now);
    plan_reminders_of(tx, event.event_id, now);
    return event;
}

std::optional<Event> find_event(store::Transaction& tx, std::string_view event_id) {
    const auto row = tx.query_one(std::string(event_columns) + "WHERE event_id = $1", event_id);
    if (!row) return std::nullopt;
    return to_event(*row);
}

std::optional<Event> find_event_of(store::Transaction& tx, std::string_view occurrence_id) {
    const auto row =
        tx.query_one(std::string(event_columns) +
                         "JOIN event_occurrence ON event_occurrence.event_id = event.event_id WHERE occurrence_id = $1",
                     occurrence_id);
    if (!row) return std::nullopt;
    return to_event(*row);
}

std::vector<Event> events_of_hub(store::Transaction& tx, std::string_view hub_id, Timestamp ends_after) {
    std::vector<Event> events;
    for (const auto& row : tx.query(std::string(event_columns) + R"sql(
             WHERE hub_id = $1 AND EXISTS (
                 SELECT 1 FROM event_occurrence
                 WHERE event_occurrence.event_id = event.event_id AND ends_at_us > $2)
             ORDER BY start_wall, event_id)sql",
                                    hub_id, ends_after)) {
        events.push_back(to_event(row));
    }
    return events;
}

void change_occurrence(store::Transaction& tx, const Event& event, const std::string& occurrence_id,
                       const OccurrenceChange& change, Timestamp now) {
    auto changed = event;
    save_change(tx, changed, now);
    const auto& zone = event.details.schedule.zone;
    using What = OccurrenceChange::What;
    switch (change.what) {
        case What::move:
            tx.execute(R"sql(
                UPDATE event_occurrence SET start_wall = $2, end_wall = $3, starts_at_us = $4, ends_at_us = $5,
                    moved = 1, cancelled = 0, cancel_reason = ''
                WHERE occurrence_id = $1)sql",
                       occurrence_id, change.times.start.minutes, change.times.end.minutes,
                       to_utc(change.times.start, zone), to_utc(change.times.end, zone));
            break;
        case What::cancel:
            tx.execute("UPDATE event_occurrence SET cancelled = 1, cancel_reason = $2 WHERE occurrence_id = $1",
                       occurrence_id, change.reason);
            break;
        case What::restore:
            tx.execute(
                "UPDATE event_occurrence SET moved = 0, cancelled = 0, cancel_reason = '' WHERE occurrence_id = $1",
                occurrence_id);
            break;
    }
    if (plan_occurrences(tx, changed, now)) {
        jobs::schedule(
            tx, {.kind = std::string(horizon_job), .key = event.event_id, .due_at_us = now + microseconds_per_day});
    }
    plan_reminders(tx, occurrence_id, now);
    announce_occurrence(tx, occurrence_id, now);
    fill_places(tx, changed, occurrence_id, now);
}

}  // namespace ourplace::events
