// The occurrences of events: planned ahead, moved, looked up.
#include <algorithm>
#include <limits>
#include <map>
#include <utility>

#include "base/id.hpp"
#include "events/calendar_library.hpp"
#include "events/event_tables.hpp"
#include "events/reminder_tables.hpp"
#include "streams/stream_log.hpp"

namespace ourplace::events {
namespace {

constexpr std::string_view occurrence_columns = R"sql(
    SELECT occurrence.occurrence_id, occurrence.event_id, occurrence.hub_id, occurrence.start_wall, occurrence.end_wall,
           occurrence.starts_at_us, occurrence.ends_at_us, occurrence.planned_wall, occurrence.moved,
           occurrence.cancelled, occurrence.cancel_reason, event.cancelled, event.cancel_reason, occurrence.going_count,
           occurrence.maybe_count, occurrence.waiting_count, mine.answer, mine.guests, mine.waiting_number,
           mine.answered_at_us,
           (SELECT count(*) FROM event_rsvp AS ahead
            WHERE ahead.occurrence_id = occurrence.occurrence_id AND ahead.waiting_number > 0
              AND ahead.waiting_number <= mine.waiting_number)
    FROM event_occurrence AS occurrence
    JOIN event ON event.event_id = occurrence.event_id
    LEFT JOIN event_rsvp AS mine ON mine.occurrence_id = occurrence.occurrence_id AND mine.attendee_id = $1
)sql";

v1::Occurrence to_occurrence(const store::Row& row) {
    v1::Occurrence occurrence;
    occurrence.set_occurrence_id(row.text(0));
    occurrence.set_event_id(row.text(1));
    occurrence.set_hub_id(row.text(2));
    occurrence.set_start(to_text(WallTime{row.integer(3)}));
    occurrence.set_end(to_text(WallTime{row.integer(4)}));
    occurrence.set_starts_at_us(row.integer(5));
    occurrence.set_ends_at_us(row.integer(6));
    occurrence.set_planned_start(to_text(WallTime{row.integer(7)}));
    occurrence.set_moved(row.boolean(8));
    const bool event_cancelled = row.boolean(11);
    occurrence.set_cancelled(row.boolean(9) || event_cancelled);
    occurrence.set_cancel_reason(event_cancelled ? row.text(12) : row.text(10));
    occurrence.set_going_count(static_cast<std::uint32_t>(row.integer(13)));
    occurrence.set_maybe_count(static_cast<std::uint32_t>(row.integer(14)));
    occurrence.set_waiting_count(static_cast<std::uint32_t>(row.integer(15)));
    if (!row.is_null(16)) {
        auto& mine = *occurrence.mutable_mine();
        mine.set_answer(static_cast<v1::Answer>(row.integer(16)));
        mine.set_guests(static_cast<std::uint32_t>(row.integer(17)));
        mine.set_waiting(row.integer(18) > 0);
        if (mine.waiting()) mine.set_waiting_place(static_cast<std::uint32_t>(row.integer(20)));
        mine.set_answered_at_us(row.integer(19));
    }
    return occurrence;
}

struct Kept {
    std::string occurrence_id;
    WallTime planned;
    WallTime start;
    WallTime end;
    Timestamp starts_at = 0;
    Timestamp ends_at = 0;
    bool moved = false;
};
std::vector<Kept> kept_occurrences(store::Transaction& tx, std::string_view event_id) {
    std::vector<Kept> kept;
    for (const auto& row : tx.query(R"sql(
             SELECT occurrence_id, planned_wall, start_wall, end_wall, starts_at_us, ends_at_us, moved
             FROM event_occurrence WHERE event_id = $1 ORDER BY planned_wall)sql",
                                    event_id)) {
        kept.push_back({.occurrence_id = row.text(0),
                        .planned = {row.integer(1)},
                        .start = {row.integer(2)},
                        .end = {row.integer(3)},
                        .starts_at = row.integer(4),
                        .ends_at = row.integer(5),
                        .moved = row.boolean(6)});
    }
    return kept;
}

void drop(store::Transaction& tx, const std::string& occurrence_id) {
    for (const auto* table : {"event_reminder", "event_rsvp", "event_guest", "event_occurrence"})
        tx.execute("DELETE FROM " + std::string(table) + " WHERE occurrence_id = $1", occurrence_id);
}

void insert(store::Transaction& tx, const Event& event, const Planned& wanted, Timestamp now) {
    const auto occurrence_id = new_id();
    tx.execute(R"sql(
        INSERT INTO event_occurrence (occurrence_id, event_id, hub_id, planned_wall, start_wall, end_wall, starts_at_us,
            ends_at_us)
        VALUES ($1, $2, $3, $4, $4, $5, $6, $7))sql",
               occurrence_id, event.event_id, event.hub_id, wanted.start.minutes, wanted.end.minutes,
               wanted.starts_at_us, wanted.ends_at_us);
    plan_reminders(tx, occurrence_id, now);
}

// Where the event has it now; one that was moved stays where it was moved to, whatever its UTC is now.
void update(store::Transaction& tx, const Event& event, const Kept& kept, const Planned& wanted, Timestamp now) {
    auto start = wanted.start;
    auto end = wanted.end;
    auto starts_at = wanted.starts_at_us;
    auto ends_at = wanted.ends_at_us;
    if (kept.moved) {
        start = kept.start;
        end = kept.end;
        starts_at = to_utc(start, event.details.schedule.zone);
        ends_at = to_utc(end, event.details.schedule.zone);
    }
    if (kept.planned == wanted.start && kept.start == start && kept.end == end && kept.starts_at == starts_at &&
        kept.ends_at == ends_at)
        return;
    tx.execute(R"sql(
        UPDATE event_occurrence SET planned_wall = $2, start_wall = $3, end_wall = $4, starts_at_us = $5, ends_at_us = $6
        WHERE occurrence_id = $1)sql",
               kept.occurrence_id, wanted.start.minutes, start.minutes, end.minutes, starts_at, ends_at);
    plan_reminders(tx, kept.occurrence_id, now);
}

}  // namespace

bool plan_occurrences(store::Transaction& tx, const Event& event, Timestamp now) {
    const auto& schedule = event.details.schedule;
    const bool once = schedule.recurrence.empty();
    const auto from = now - kept_behind_us;
    const auto wanted =
        once ? planned(schedule, std::numeric_limits<Timestamp>::min(), std::numeric_limits<Timestamp>::max())
             : planned(schedule, from, now + planned_ahead_us);
    std::map<std::int64_t, Kept> by_day;
    for (auto& kept : kept_occurrences(tx, event.event_id)) by_day.emplace(day_of(kept.planned), std::move(kept));
    for (const auto& one : wanted) {
        // That of the same day, and the only one of an event that does not recur.
        auto found = by_day.find(day_of(one.start));
        if (found == by_day.end() && once && by_day.size() == 1) found = by_day.begin();
        if (found == by_day.end()) {
            insert(tx, event, one, now);
            continue;
        }
        update(tx, event, found->second, one, now);
        by_day.erase(found);
    }
    // What is over stays as it was, and so does what has only been moved into the days that are planned.
    const auto planned_from = to_wall(from, schedule.zone);
    for (const auto& [day, kept] : by_day) {
        const bool is_old = kept.moved && !once && kept.planned < planned_from;
        if (kept.ends_at > now && !is_old) drop(tx, kept.occurrence_id);
    }
    const auto row = tx.query_one("SELECT 1 FROM event_occurrence WHERE event_id = $1 AND ends_at_us > $2 LIMIT 1",
                                  event.event_id, now);
    return row.has_value();
}

std::optional<Timestamp> run_horizon(store::Transaction& tx, std::string_view event_id, Timestamp now) {
    const auto event = find_event(tx, event_id);
    if (!event || event->cancelled || !plan_occurrences(tx, *event, now)) return std::nullopt;
    return now + microseconds_per_day;
}

std::optional<v1::Occurrence> find_occurrence(store::Transaction& tx, std::string_view occurrence_id,
                                              std::string_view attendee_id) {
    const auto row = tx.query_one(std::string(occurrence_columns) + "WHERE occurrence.occurrence_id = $2", attendee_id,
                                  occurrence_id);
    if (!row) return std::nullopt;
    return to_occurrence(*row);
}

std::vector<v1::Occurrence> list_occurrences(store::Transaction& tx, const OccurrenceSearch& search,
                                             std::string_view attendee_id) {
    std::vector<store::Value> values{store::to_value(attendee_id)};
    const auto parameter = [&](const auto& value) {
        values.push_back(store::to_value(value));
        return '$' + std::to_string(values.size());
    };
    std::string sql(occurrence_columns);
    if (search.event_id.empty()) {
        std::string hubs;
        for (const auto& hub_id : search.hub_ids) hubs += (hubs.empty() ? "" : ", ") + parameter(hub_id);
        if (hubs.empty()) return {};
        sql += "WHERE occurrence.hub_id IN (" + hubs + ") ";
    } else {
        sql += "WHERE occurrence.event_id = " + parameter(search.event_id) + ' ';
    }
    sql += "AND occurrence.ends_at_us > " + parameter(search.ends_after) + ' ';
    if (search.starts_before != 0) sql += "AND occurrence.starts_at_us < " + parameter(search.starts_before) + ' ';
    if (!search.after_id.empty()) {
        const auto start = parameter(search.after_start);
        sql += "AND (occurrence.starts_at_us > " + start + " OR (occurrence.starts_at_us = " + start +
               " AND occurrence.occurrence_id > " + parameter(search.after_id) + ")) ";
    }
    sql += "ORDER BY occurrence.starts_at_us, occurrence.occurrence_id LIMIT " + parameter(search.at_most);
    std::vector<v1::Occurrence> found;
    for (const auto& row : tx.query_with(sql, values)) found.push_back(to_occurrence(row));
    return found;
}

std::optional<v1::Occurrence> current_occurrence(store::Transaction& tx, std::string_view event_id,
                                                 std::string_view attendee_id, Timestamp now) {
    const auto coming = tx.query_one(
        std::string(occurrence_columns) +
            "WHERE occurrence.event_id = $2 AND occurrence.ends_at_us > $3 ORDER BY occurrence.starts_at_us LIMIT 1",
        attendee_id, event_id, now);
    if (coming) return to_occurrence(*coming);
    const auto last = tx.query_one(std::string(occurrence_columns) +
                                       "WHERE occurrence.event_id = $2 ORDER BY occurrence.starts_at_us DESC LIMIT 1",
                                   attendee_id, event_id);
    if (last) return to_occurrence(*last);
    return std::nullopt;
}

std::optional<std::string> find_planned(store::Transaction& tx, std::string_view event_id, WallTime planned) {
    const auto row =
        tx.query_one("SELECT occurrence_id FROM event_occurrence WHERE event_id = $1 AND planned_wall = $2", event_id,
                     planned.minutes);
    if (!row) return std::nullopt;
    return row->text(0);
}

std::vector<Exception> exceptions_of(store::Transaction& tx, std::string_view event_id) {
    std::vector<Exception> found;
    for (const auto& row : tx.query(R"sql(
             SELECT planned_wall, start_wall, end_wall, moved, cancelled FROM event_occurrence
             WHERE event_id = $1 AND (moved = 1 OR cancelled = 1) ORDER BY planned_wall)sql",
                                    event_id)) {
        found.push_back({.planned = {row.integer(0)},
                         .start = {row.integer(1)},
                         .end = {row.integer(2)},
                         .moved = row.boolean(3),
                         .cancelled = row.boolean(4)});
    }
    return found;
}

void announce_occurrence(store::Transaction& tx, const std::string& occurrence_id, Timestamp now) {
    auto occurrence = find_occurrence(tx, occurrence_id, {});
    if (!occurrence) return;
    const auto stream = streams::hub_stream(occurrence->hub_id());
    v1::Update update;
    *update.mutable_occurrence_changed()->mutable_occurrence() = std::move(*occurrence);
    streams::append(tx, stream, now, std::move(update));
}

}  // namespace ourplace::events
