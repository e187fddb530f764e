#include "events/rsvp_tables.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "base/id.hpp"
#include "events/reminder_tables.hpp"
#include "streams/stream_log.hpp"

namespace ourplace::events {
namespace {

constexpr std::int64_t most_guest_links = 500;

struct Standing {
    Reply reply = Reply::none;
    unsigned guests = 0;
    std::int64_t waiting_number = 0;
    bool operator==(const Standing&) const = default;
    [[nodiscard]] bool has_place() const { return reply == Reply::going && waiting_number == 0; }
};

std::optional<Standing> standing(store::Transaction& tx, std::string_view occurrence_id, std::string_view attendee_id) {
    const auto row = tx.query_one(
        "SELECT answer, guests, waiting_number FROM event_rsvp WHERE occurrence_id = $1 AND attendee_id = $2",
        occurrence_id, attendee_id);
    if (!row) return std::nullopt;
    return Standing{.reply = static_cast<Reply>(row->integer(0)),
                    .guests = static_cast<unsigned>(row->integer(1)),
                    .waiting_number = row->integer(2)};
}

void save(store::Transaction& tx, std::string_view occurrence_id, const Attendee& attendee, const Standing& stands,
          Timestamp now) {
    tx.execute(R"sql(
        INSERT INTO event_rsvp (occurrence_id, attendee_id, is_guest, answer, guests, waiting_number, answered_at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (occurrence_id, attendee_id) DO UPDATE SET answer = excluded.answer, guests = excluded.guests,
            waiting_number = excluded.waiting_number, answered_at_us = excluded.answered_at_us)sql",
               occurrence_id, attendee.id, attendee.kind == Attendee::Kind::guest, stands.reply, stands.guests,
               stands.waiting_number, now);
}

// What an occurrence counts (events.proto): people who have a place, who may come, and who wait.
struct Counts {
    std::int64_t going = 0;
    std::int64_t maybe = 0;
    std::int64_t waiting = 0;
    Counts operator-(const Counts& other) const {
        return {.going = going - other.going, .maybe = maybe - other.maybe, .waiting = waiting - other.waiting};
    }
};
Counts counts(const std::optional<Standing>& stands) {
    if (!stands) return {};
    if (stands->reply == Reply::maybe) return {.maybe = 1};
    if (stands->reply != Reply::going) return {};
    const std::int64_t party = 1 + stands->guests;
    return stands->has_place() ? Counts{.going = party} : Counts{.waiting = party};
}

// Counting anew would take everybody longer the more come; event_check.cpp does.
void add(store::Transaction& tx, std::string_view occurrence_id, const Counts& change) {
    tx.execute(R"sql(
        UPDATE event_occurrence SET going_count = going_count + $2, maybe_count = maybe_count + $3,
            waiting_count = waiting_count + $4
        WHERE occurrence_id = $1)sql",
               occurrence_id, change.going, change.maybe, change.waiting);
}

// Members whose answer is another than before, and whether they got a place.
using News = std::map<std::string, bool>;

void tell(store::Transaction& tx, const std::string& occurrence_id, const News& news, Timestamp now) {
    announce_occurrence(tx, occurrence_id, now);
    for (const auto& [member_id, got_place] : news) {
        const auto occurrence = find_occurrence(tx, occurrence_id, member_id);
        v1::Update update;
        auto& changed = *update.mutable_my_rsvp_changed();
        changed.set_occurrence_id(occurrence_id);
        changed.set_event_id(occurrence->event_id());
        if (occurrence->has_mine()) *changed.mutable_rsvp() = occurrence->mine();
        changed.set_got_place(got_place);
        streams::append(tx, streams::member_stream(member_id), now, std::move(update));
    }
}

// Gives what is free to those who have waited longest; adds the members among them to the news.
void promote(store::Transaction& tx, const Event& event, const std::string& occurrence_id, News& news, Timestamp now) {
    const auto occurrence = find_occurrence(tx, occurrence_id, {});
    if (occurrence->waiting_count() == 0 || occurrence->cancelled() || occurrence->starts_at_us() <= now) return;
    const auto waiting = tx.query(R"sql(
        SELECT attendee_id, is_guest, guests FROM event_rsvp
        WHERE occurrence_id = $1 AND waiting_number > 0 ORDER BY waiting_number)sql",
                                  occurrence_id);
    std::vector<unsigned> parties;
    parties.reserve(waiting.size());
    for (const auto& one : waiting) parties.push_back(1 + static_cast<unsigned>(one.integer(2)));
    const auto count = promoted(event.details.capacity, occurrence->going_count(), parties);
    std::int64_t places = 0;
    for (std::size_t index = 0; index < count; ++index) {
        const auto& attendee_id = waiting[index].text(0);
        tx.execute("UPDATE event_rsvp SET waiting_number = 0 WHERE occurrence_id = $1 AND attendee_id = $2",
                   occurrence_id, attendee_id);
        places += parties[index];
        if (!waiting[index].boolean(1)) news[attendee_id] = true;
    }
    if (places > 0) add(tx, occurrence_id, {.going = places, .waiting = -places});
}

// After any change of answers.
void settle(store::Transaction& tx, const Event& event, const std::string& occurrence_id, const Counts& change,
            News news, Timestamp now) {
    add(tx, occurrence_id, change);
    promote(tx, event, occurrence_id, news, now);
    for (const auto& [member_id, got_place] : news) plan_reminders_for(tx, occurrence_id, member_id, now);
    tell(tx, occurrence_id, news, now);
}

Places places_for(const Event& event, const v1::Occurrence& occurrence, const std::optional<Standing>& before) {
    const auto mine = counts(before);
    return {.capacity = event.details.capacity,
            .taken = static_cast<unsigned>(occurrence.going_count() - mine.going),
            .others_wait = occurrence.waiting_count() > mine.waiting,
            .mine = static_cast<unsigned>(mine.going)};
}

std::int64_t next_turn_to_wait(store::Transaction& tx, std::string_view occurrence_id) {
    return tx
        .query_one(R"sql(
            SELECT COALESCE(MAX(waiting_number), 0) + 1 FROM event_rsvp
            WHERE occurrence_id = $1 AND waiting_number > 0)sql",
                   occurrence_id)
        ->integer(0);
}

}  // namespace

Result<void> answer(store::Transaction& tx, const Event& event, const std::string& occurrence_id,
                    const Attendee& attendee, Reply reply, unsigned guests, Timestamp now) {
    const auto occurrence = find_occurrence(tx, occurrence_id, attendee.id);
    if (!occurrence || occurrence->cancelled())
        return std::unexpected(Error::failed_precondition("occurrence_id", "This was cancelled."));
    if (occurrence->starts_at_us() <= now)
        return std::unexpected(Error::failed_precondition("occurrence_id", "This has begun already."));
    const auto before = standing(tx, occurrence_id, attendee.id);
    Standing after{.reply = reply, .guests = guests};
    if (reply == Reply::going) {
        const auto seat = seat_for(1 + guests, places_for(event, *occurrence, before));
        if (!seat) return std::unexpected(seat.error());
        if (*seat == Seat::wait) {
            // Who waits already keeps their turn.
            const bool waits = before && before->waiting_number > 0;
            after.waiting_number = waits ? before->waiting_number : next_turn_to_wait(tx, occurrence_id);
        }
    }
    if (before && *before == after) return {};
    save(tx, occurrence_id, attendee, after, now);
    News news;
    if (attendee.kind == Attendee::Kind::member) news[attendee.id] = false;
    settle(tx, event, occurrence_id, counts(after) - counts(before), std::move(news), now);
    return {};
}

void fill_places(store::Transaction& tx, const Event& event, const std::string& occurrence_id, Timestamp now) {
    const auto occurrence = find_occurrence(tx, occurrence_id, {});
    if (!occurrence || occurrence->waiting_count() == 0) return;
    settle(tx, event, occurrence_id, {}, {}, now);
}

void fill_places_of(store::Transaction& tx, const Event& event, Timestamp now) {
    for (
        const auto& row : tx.query(
            "SELECT occurrence_id FROM event_occurrence WHERE event_id = $1 AND starts_at_us > $2 AND waiting_count > 0",
            event.event_id, now)) {
        fill_places(tx, event, row.text(0), now);
    }
}

std::vector<v1::Attendee> list_attendees(store::Transaction& tx, std::string_view occurrence_id, Shown shown) {
    const std::string_view condition = shown == Shown::to_organisers ? "1 = 1" : "is_guest = 0 AND answer <> 3";
    std::vector<v1::Attendee> attendees;
    std::uint32_t waiting = 0;
    const auto rows = tx.query(R"sql(
        SELECT all_of.attendee_id, all_of.is_guest, all_of.name, all_of.answer, all_of.guests, all_of.waiting_number,
               all_of.answered_at_us
        FROM (SELECT event_rsvp.attendee_id, event_rsvp.is_guest, member.name, event_rsvp.answer, event_rsvp.guests,
                     event_rsvp.waiting_number, event_rsvp.answered_at_us
              FROM event_rsvp JOIN member ON member.member_id = event_rsvp.attendee_id
              WHERE event_rsvp.occurrence_id = $1 AND event_rsvp.is_guest = 0
              UNION ALL
              SELECT event_guest.guest_id, 1, event_guest.name, COALESCE(event_rsvp.answer, 0),
                     COALESCE(event_rsvp.guests, 0), COALESCE(event_rsvp.waiting_number, 0),
                     COALESCE(event_rsvp.answered_at_us, event_guest.created_at_us)
              FROM event_guest
              LEFT JOIN event_rsvp ON event_rsvp.occurrence_id = event_guest.occurrence_id
                                  AND event_rsvp.attendee_id = event_guest.guest_id
              WHERE event_guest.occurrence_id = $1) AS all_of
        WHERE )sql" + std::string(condition) +
                                   R"sql(
        ORDER BY all_of.waiting_number, all_of.answered_at_us, all_of.attendee_id LIMIT 1000)sql",
                               occurrence_id);
    for (const auto& row : rows) {
        auto& attendee = attendees.emplace_back();
        (row.boolean(1) ? *attendee.mutable_guest_id() : *attendee.mutable_member_id()) = row.text(0);
        attendee.set_name(row.text(2));
        if (row.integer(3) == 0) continue;
        auto& rsvp = *attendee.mutable_rsvp();
        rsvp.set_answer(static_cast<v1::Answer>(row.integer(3)));
        rsvp.set_guests(static_cast<std::uint32_t>(row.integer(4)));
        rsvp.set_answered_at_us(row.integer(6));
        if (row.integer(5) == 0) continue;
        rsvp.set_waiting(true);
        rsvp.set_waiting_place(++waiting);
    }
    return attendees;
}

Result<CreatedGuest> create_guest(store::Transaction& tx, const std::string& occurrence_id, const std::string& name,
                                  const std::string& created_by, Timestamp now) {
    const auto row = tx.query_one("SELECT count(*) FROM event_guest WHERE occurrence_id = $1", occurrence_id);
    if (row->integer(0) >= most_guest_links) {
        return std::unexpected(Error{.code = Code::resource_exhausted,
                                     .message = "At most 500 guests can be invited to one occurrence.",
                                     .field = "occurrence_id"});
    }
    CreatedGuest created{.guest_id = new_id(), .secret = new_secret()};
    tx.execute(R"sql(
        INSERT INTO event_guest (guest_id, secret_hash, occurrence_id, name, created_by, created_at_us)
        VALUES ($1, $2, $3, $4, $5, $6))sql",
               created.guest_id, store::Blob{hash_secret(created.secret)}, occurrence_id, name, created_by, now);
    return created;
}

std::optional<Guest> find_guest(store::Transaction& tx, std::string_view guest_id) {
    const auto row =
        tx.query_one("SELECT guest_id, occurrence_id, name FROM event_guest WHERE guest_id = $1", guest_id);
    if (!row) return std::nullopt;
    return Guest{.guest_id = row->text(0), .occurrence_id = row->text(1), .name = row->text(2)};
}

Result<Guest> find_guest_by_secret(store::Transaction& tx, std::string_view secret) {
    const auto row = tx.query_one("SELECT guest_id, occurrence_id, name FROM event_guest WHERE secret_hash = $1",
                                  store::Blob{hash_secret(secret)});
    if (!row)
        return std::unexpected(Error::not_found("guest_token", "This invitation is not valid any more, or never was."));
    return Guest{.guest_id = row->text(0), .occurrence_id = row->text(1), .name = row->text(2)};
}

void remove_guest(store::Transaction& tx, const Event& event, const Guest& guest, Timestamp now) {
    const auto before = standing(tx, guest.occurrence_id, guest.guest_id);
    tx.execute("DELETE FROM event_rsvp WHERE occurrence_id = $1 AND attendee_id = $2", guest.occurrence_id,
               guest.guest_id);
    tx.execute("DELETE FROM event_guest WHERE guest_id = $1", guest.guest_id);
    if (before) settle(tx, event, guest.occurrence_id, Counts() - counts(before), {}, now);
}

void forget_answers(store::Transaction& tx, const std::string& hub_id, const std::string& member_id, Timestamp now) {
    for (const auto& row : tx.query(R"sql(
             SELECT event_rsvp.occurrence_id FROM event_rsvp
             JOIN event_occurrence ON event_occurrence.occurrence_id = event_rsvp.occurrence_id
             WHERE attendee_id = $1 AND hub_id = $2 AND starts_at_us > $3)sql",
                                    member_id, hub_id, now)) {
        const auto& occurrence_id = row.text(0);
        const auto event = find_event_of(tx, occurrence_id);
        const auto before = standing(tx, occurrence_id, member_id);
        tx.execute("DELETE FROM event_rsvp WHERE occurrence_id = $1 AND attendee_id = $2", occurrence_id, member_id);
        tx.execute("DELETE FROM event_reminder WHERE occurrence_id = $1 AND member_id = $2 AND state = 0",
                   occurrence_id, member_id);
        settle(tx, *event, occurrence_id, Counts() - counts(before), {}, now);
    }
}

}  // namespace ourplace::events
