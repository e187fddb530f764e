#include <array>

#include "events/event_tables.hpp"

namespace ourplace::events {
namespace {

// Walls are minutes since 1970 on the wall of the event's zone (wall_time.hpp); their UTC is made of them again every day.
// planned_wall: where the event itself has the occurrence. waiting_number: 0, or the turn of somebody who waits.
// A reminder without member and channel is the question to all who have not answered; it becomes one row for each.
#define OURPLACE_EVENTS(BYTES) \
    R"sql(
    CREATE TABLE event (
        event_id TEXT PRIMARY KEY,
        hub_id TEXT NOT NULL REFERENCES hub (hub_id),
        uid TEXT NOT NULL,
        title_en TEXT NOT NULL,
        title_cy TEXT NOT NULL,
        description_en TEXT NOT NULL,
        description_cy TEXT NOT NULL,
        place TEXT NOT NULL,
        online_link TEXT NOT NULL,
        access_en TEXT NOT NULL,
        access_cy TEXT NOT NULL,
        start_wall BIGINT NOT NULL,
        end_wall BIGINT NOT NULL,
        zone TEXT NOT NULL,
        recurrence TEXT NOT NULL,
        excluded_days TEXT NOT NULL,
        capacity BIGINT NOT NULL,
        most_guests BIGINT NOT NULL,
        reminder_channel_id TEXT NOT NULL,
        asks_for_answers BIGINT NOT NULL,
        cancelled BIGINT NOT NULL DEFAULT 0,
        cancel_reason TEXT NOT NULL DEFAULT '',
        revision BIGINT NOT NULL DEFAULT 0,
        created_by TEXT NOT NULL REFERENCES member (member_id),
        created_at_us BIGINT NOT NULL,
        changed_at_us BIGINT NOT NULL,
        UNIQUE (hub_id, uid)
    );
    CREATE TABLE event_occurrence (
        occurrence_id TEXT PRIMARY KEY,
        event_id TEXT NOT NULL REFERENCES event (event_id),
        hub_id TEXT NOT NULL REFERENCES hub (hub_id),
        planned_wall BIGINT NOT NULL,
        start_wall BIGINT NOT NULL,
        end_wall BIGINT NOT NULL,
        starts_at_us BIGINT NOT NULL,
        ends_at_us BIGINT NOT NULL,
        moved BIGINT NOT NULL DEFAULT 0,
        cancelled BIGINT NOT NULL DEFAULT 0,
        cancel_reason TEXT NOT NULL DEFAULT '',
        going_count BIGINT NOT NULL DEFAULT 0,
        maybe_count BIGINT NOT NULL DEFAULT 0,
        waiting_count BIGINT NOT NULL DEFAULT 0
    );
    CREATE INDEX event_occurrence_by_event ON event_occurrence (event_id, planned_wall);
    CREATE INDEX event_occurrence_by_start ON event_occurrence (hub_id, starts_at_us);
    CREATE TABLE event_guest (
        guest_id TEXT PRIMARY KEY,
        secret_hash )sql" BYTES R"sql( NOT NULL UNIQUE,
        occurrence_id TEXT NOT NULL REFERENCES event_occurrence (occurrence_id),
        name TEXT NOT NULL,
        created_by TEXT NOT NULL REFERENCES member (member_id),
        created_at_us BIGINT NOT NULL
    );
    CREATE INDEX event_guest_by_occurrence ON event_guest (occurrence_id);
    CREATE TABLE event_rsvp (
        occurrence_id TEXT NOT NULL REFERENCES event_occurrence (occurrence_id),
        attendee_id TEXT NOT NULL,
        is_guest BIGINT NOT NULL,
        answer BIGINT NOT NULL,
        guests BIGINT NOT NULL,
        waiting_number BIGINT NOT NULL,
        answered_at_us BIGINT NOT NULL,
        PRIMARY KEY (occurrence_id, attendee_id)
    );
    CREATE INDEX event_rsvp_by_attendee ON event_rsvp (attendee_id);
    CREATE TABLE reminder_choice (
        member_id TEXT PRIMARY KEY REFERENCES member (member_id),
        minutes_before TEXT NOT NULL,
        quiet_from BIGINT,
        quiet_to BIGINT,
        quiet_zone TEXT NOT NULL,
        asks_for_answers BIGINT NOT NULL
    );
    CREATE TABLE event_reminder (
        occurrence_id TEXT NOT NULL REFERENCES event_occurrence (occurrence_id),
        kind BIGINT NOT NULL,
        minutes_before BIGINT NOT NULL,
        member_id TEXT NOT NULL,
        channel_id TEXT NOT NULL,
        due_at_us BIGINT NOT NULL,
        state BIGINT NOT NULL DEFAULT 0,
        done_at_us BIGINT NOT NULL DEFAULT 0,
        PRIMARY KEY (occurrence_id, kind, minutes_before, member_id, channel_id)
    );
    CREATE INDEX event_reminder_by_due ON event_reminder (state, due_at_us);
    CREATE TABLE calendar_feed (
        feed_id TEXT PRIMARY KEY,
        secret_hash )sql" BYTES R"sql( NOT NULL UNIQUE,
        member_id TEXT NOT NULL REFERENCES member (member_id),
        hub_id TEXT NOT NULL,
        created_at_us BIGINT NOT NULL,
        UNIQUE (member_id, hub_id)
    );
)sql"

constexpr std::array all_migrations{
    store::Migration{.name = "events: events, answers, reminders, feeds",
                     .sqlite = OURPLACE_EVENTS("BLOB"),
                     .postgres = OURPLACE_EVENTS("BYTEA")},
    // So that an answer takes as long whether ten come or ten thousand.
    store::Migration{.name = "events: who waits, and somebody's reminders, are found at once",
                     .sqlite = "CREATE INDEX event_rsvp_waiting ON event_rsvp (occurrence_id, waiting_number)"
                               " WHERE waiting_number > 0;"
                               "CREATE INDEX event_reminder_by_member ON event_reminder (member_id, occurrence_id);",
                     .postgres = {}},
};
#undef OURPLACE_EVENTS

}  // namespace

std::span<const store::Migration> migrations() { return all_migrations; }

}  // namespace ourplace::events
