#include "events/reminder_tables.hpp"

#include <utility>

#include "events/event_tables.hpp"
#include "jobs/job_tables.hpp"
#include "ourplace/v1/events.pb.h"
#include "streams/stream_log.hpp"

namespace ourplace::events {
namespace {

// To whom something goes, of what kind; both ids empty: the question, to all who have not answered.
struct Address {
    ReminderKind kind = ReminderKind::reminder;
    std::string member_id;
    std::string channel_id;
};

void plan(store::Transaction& tx, const std::string& occurrence_id, const Address& address, unsigned minutes_before,
          Timestamp due_at, Timestamp now) {
    if (due_at <= now) return;
    tx.execute(R"sql(
        INSERT INTO event_reminder (occurrence_id, kind, minutes_before, member_id, channel_id, due_at_us)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (occurrence_id, kind, minutes_before, member_id, channel_id) DO NOTHING)sql",
               occurrence_id, address.kind, minutes_before, address.member_id, address.channel_id, due_at);
    jobs::bring_forward(tx, {.kind = std::string(reminders_job), .key = {}, .due_at_us = due_at});
}

struct PlannedFor {
    Start start;
    bool cancelled = false;
    std::string channel_id;
    bool asks_for_answers = false;
};
std::optional<PlannedFor> find_planned_for(store::Transaction& tx, std::string_view occurrence_id) {
    const auto row = tx.query_one(R"sql(
        SELECT starts_at_us, event_occurrence.cancelled, event.cancelled, reminder_channel_id, asks_for_answers,
               event.zone
        FROM event_occurrence JOIN event ON event.event_id = event_occurrence.event_id
        WHERE occurrence_id = $1)sql",
                                  occurrence_id);
    if (!row) return std::nullopt;
    return PlannedFor{.start = {.at = row->integer(0), .zone = row->text(5)},
                      .cancelled = row->boolean(1) || row->boolean(2),
                      .channel_id = row->text(3),
                      .asks_for_answers = row->boolean(4)};
}

void plan_member(store::Transaction& tx, const std::string& occurrence_id, const PlannedFor& what,
                 const std::string& member_id, Timestamp now) {
    const auto choice = find_choice(tx, member_id);
    for (const auto minutes : choice.minutes_before) {
        plan(tx, occurrence_id, {.kind = ReminderKind::reminder, .member_id = member_id, .channel_id = {}}, minutes,
             due_at(what.start, minutes, choice.quiet), now);
    }
}

}  // namespace

v1::ReminderChoice to_wire(const ReminderChoice& choice) {
    v1::ReminderChoice wire;
    for (const auto minutes : choice.minutes_before) wire.add_minutes_before(minutes);
    wire.set_zone(choice.quiet ? choice.quiet->zone : std::string(home_zone));
    if (choice.quiet) {
        wire.set_quiet_from(clock_to_text(choice.quiet->from));
        wire.set_quiet_to(clock_to_text(choice.quiet->to));
    }
    wire.set_asks_for_answers(choice.asks_for_answers);
    return wire;
}

ReminderChoice find_choice(store::Transaction& tx, std::string_view member_id) {
    const auto row = tx.query_one(R"sql(
        SELECT minutes_before, quiet_from, quiet_to, quiet_zone, asks_for_answers FROM reminder_choice
        WHERE member_id = $1)sql",
                                  member_id);
    ReminderChoice choice;
    if (!row) return choice;
    choice.minutes_before = offsets_of_text(row->text(0));
    if (!row->is_null(1)) {
        choice.quiet = QuietHours{
            .from = static_cast<int>(row->integer(1)), .to = static_cast<int>(row->integer(2)), .zone = row->text(3)};
    }
    choice.asks_for_answers = row->boolean(4);
    return choice;
}

void save_choice(store::Transaction& tx, const std::string& member_id, const ReminderChoice& choice, Timestamp now) {
    std::optional<int> from;
    std::optional<int> to;
    if (choice.quiet) {
        from = choice.quiet->from;
        to = choice.quiet->to;
    }
    tx.execute(R"sql(
        INSERT INTO reminder_choice (member_id, minutes_before, quiet_from, quiet_to, quiet_zone, asks_for_answers)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (member_id) DO UPDATE SET minutes_before = excluded.minutes_before,
            quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, quiet_zone = excluded.quiet_zone,
            asks_for_answers = excluded.asks_for_answers)sql",
               member_id, offsets_to_text(choice.minutes_before), from, to,
               choice.quiet ? choice.quiet->zone : std::string(home_zone), choice.asks_for_answers);
    for (const auto& row : tx.query(R"sql(
             SELECT event_occurrence.occurrence_id FROM event_rsvp
             JOIN event_occurrence ON event_occurrence.occurrence_id = event_rsvp.occurrence_id
             WHERE attendee_id = $1 AND starts_at_us > $2)sql",
                                    member_id, now)) {
        plan_reminders_for(tx, row.text(0), member_id, now);
    }
    v1::Update update;
    *update.mutable_my_reminder_choice_changed()->mutable_choice() = to_wire(choice);
    streams::append(tx, streams::member_stream(member_id), now, std::move(update));
}

void plan_reminders(store::Transaction& tx, const std::string& occurrence_id, Timestamp now) {
    // A question that waits for somebody's quiet hours to end stands there once; it is judged when it is due.
    tx.execute(R"sql(
        DELETE FROM event_reminder
        WHERE occurrence_id = $1 AND state = 0 AND due_at_us > $2 AND (kind = 1 OR member_id = ''))sql",
               occurrence_id, now);
    const auto what = find_planned_for(tx, occurrence_id);
    if (!what || what->cancelled || what->start.at <= now) return;
    if (what->asks_for_answers) {
        plan(tx, occurrence_id, {.kind = ReminderKind::question, .member_id = {}, .channel_id = {}},
             question_minutes_before, due_at(what->start, question_minutes_before, std::nullopt), now);
    }
    if (!what->channel_id.empty()) {
        for (const auto minutes : ReminderChoice().minutes_before) {
            plan(tx, occurrence_id, {.kind = ReminderKind::reminder, .member_id = {}, .channel_id = what->channel_id},
                 minutes, due_at(what->start, minutes, std::nullopt), now);
        }
        return;
    }
    for (const auto& row : tx.query(R"sql(
             SELECT attendee_id FROM event_rsvp
             WHERE occurrence_id = $1 AND is_guest = 0 AND answer IN (1, 2) AND waiting_number = 0)sql",
                                    occurrence_id)) {
        plan_member(tx, occurrence_id, *what, row.text(0), now);
    }
}

void plan_reminders_of(store::Transaction& tx, const std::string& event_id, Timestamp now) {
    for (const auto& row : tx.query(
             "SELECT occurrence_id FROM event_occurrence WHERE event_id = $1 AND starts_at_us > $2", event_id, now)) {
        plan_reminders(tx, row.text(0), now);
    }
}

void plan_reminders_for(store::Transaction& tx, const std::string& occurrence_id, const std::string& member_id,
                        Timestamp now) {
    tx.execute(R"sql(
        DELETE FROM event_reminder
        WHERE occurrence_id = $1 AND member_id = $2 AND kind = 1 AND state = 0 AND due_at_us > $3)sql",
               occurrence_id, member_id, now);
    const auto what = find_planned_for(tx, occurrence_id);
    const auto mine = find_occurrence(tx, occurrence_id, member_id);
    if (!what || what->cancelled || !what->channel_id.empty() || !mine->has_mine()) return;
    const bool comes = mine->mine().answer() == v1::ANSWER_GOING || mine->mine().answer() == v1::ANSWER_MAYBE;
    if (comes && !mine->mine().waiting()) plan_member(tx, occurrence_id, *what, member_id, now);
}

}  // namespace ourplace::events
