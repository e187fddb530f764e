// Reminders whose time has come.
#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "accounts/accounts_tables.hpp"
#include "base/id.hpp"
#include "events/event_tables.hpp"
#include "events/reminder_tables.hpp"
#include "hubs/hub_tables.hpp"
#include "ourplace/v1/events.pb.h"
#include "streams/stream_log.hpp"

namespace ourplace::events {
namespace {

// How often to look whether a hub has got a bot.
constexpr Timestamp until_a_bot_comes_us = 600 * microseconds_per_second;
constexpr Timestamp microseconds_per_minute = 60 * microseconds_per_second;
constexpr std::size_t most_at_once = 1000;
constexpr std::size_t id_bytes = 16;

enum class State : std::uint8_t { planned = 0, sent = 1, dropped = 2 };

struct Due {
    std::string occurrence_id;
    std::string member_id;
    std::string channel_id;
    std::string hub_id;
    std::string event_id;
    ReminderFacts facts;
    bool is_for_all = false;
    // One that is nearer to the start is due as well: after a pause of the server people get only that.
    bool is_outdone = false;
};

// Each look-up names the whole key: a range would go through everybody's reminders of the occurrence.
bool is_outdone(store::Transaction& tx, const Due& due, Timestamp now) {
    return std::ranges::any_of(due.facts.choice.minutes_before, [&](unsigned minutes) {
        return minutes < due.facts.minutes_before &&
               tx.query_one(R"sql(
                   SELECT 1 FROM event_reminder
                   WHERE occurrence_id = $1 AND kind = $2 AND minutes_before = $3 AND member_id = $4
                     AND channel_id = $5 AND state = 0 AND due_at_us <= $6)sql",
                            due.occurrence_id, due.facts.kind, minutes, due.member_id, due.channel_id, now)
                   .has_value();
    });
}

std::vector<Due> find_due(store::Transaction& tx, Timestamp now) {
    std::vector<Due> found;
    for (const auto& row : tx.query(R"sql(
             SELECT reminder.occurrence_id, reminder.kind, reminder.minutes_before, reminder.member_id,
                    reminder.channel_id, occurrence.starts_at_us, occurrence.cancelled, event.cancelled, event.hub_id,
                    event.event_id, event.reminder_channel_id, event.asks_for_answers, hub_member.member_id IS NOT NULL,
                    COALESCE(event_rsvp.answer, 0), COALESCE(event_rsvp.waiting_number, 0),
                    event.zone
             FROM event_reminder AS reminder
             JOIN event_occurrence AS occurrence ON occurrence.occurrence_id = reminder.occurrence_id
             JOIN event ON event.event_id = occurrence.event_id
             LEFT JOIN hub_member ON hub_member.hub_id = event.hub_id AND hub_member.member_id = reminder.member_id
             LEFT JOIN event_rsvp ON event_rsvp.occurrence_id = reminder.occurrence_id
                                 AND event_rsvp.attendee_id = reminder.member_id
             WHERE reminder.state = 0 AND reminder.due_at_us <= $1
             ORDER BY reminder.due_at_us, reminder.occurrence_id, reminder.member_id, reminder.minutes_before
             LIMIT $2)sql",
                                    now, most_at_once)) {
        Due due;
        due.occurrence_id = row.text(0);
        due.member_id = row.text(3);
        due.channel_id = row.text(4);
        due.hub_id = row.text(8);
        due.event_id = row.text(9);
        auto& facts = due.facts;
        facts.kind = static_cast<ReminderKind>(row.integer(1));
        facts.minutes_before = static_cast<unsigned>(row.integer(2));
        facts.start = {.at = row.integer(5), .zone = row.text(15)};
        facts.to_channel = due.member_id.empty();
        const bool to_question = facts.kind == ReminderKind::question;
        // What goes to a channel and what goes to each follows what the event says now.
        const bool as_the_event_says = to_question ? row.boolean(11) : due.channel_id == row.text(10);
        facts.cancelled = row.boolean(6) || row.boolean(7) || !as_the_event_says;
        facts.still_belongs = row.boolean(12);
        facts.reply = static_cast<Reply>(row.integer(13));
        facts.waits = row.integer(14) > 0;
        due.is_for_all = to_question && due.member_id.empty();
        if (!due.member_id.empty()) facts.choice = find_choice(tx, due.member_id);
        due.is_outdone = !to_question && is_outdone(tx, due, now);
        found.push_back(std::move(due));
    }
    return found;
}

void set_row(store::Transaction& tx, const Due& due, State state, Timestamp due_at, Timestamp now) {
    tx.later(R"sql(
        UPDATE event_reminder SET state = $6, due_at_us = $7, done_at_us = $8
        WHERE occurrence_id = $1 AND kind = $2 AND minutes_before = $3 AND member_id = $4 AND channel_id = $5)sql",
             due.occurrence_id, due.facts.kind, due.facts.minutes_before, due.member_id, due.channel_id, state, due_at,
             now);
}

// The question becomes one for each member of the hub who has not answered, in their own time.
void ask_everybody(store::Transaction& tx, const Due& due, const std::string& bot) {
    for (const auto& row : tx.query(R"sql(
             SELECT hub_member.member_id FROM hub_member
             WHERE hub_member.hub_id = $1 AND hub_member.member_id <> $3
               AND NOT EXISTS (SELECT 1 FROM event_rsvp WHERE event_rsvp.occurrence_id = $2
                                                          AND event_rsvp.attendee_id = hub_member.member_id))sql",
                                    due.hub_id, due.occurrence_id, bot)) {
        const auto& member_id = row.text(0);
        tx.later(R"sql(
            INSERT INTO event_reminder (occurrence_id, kind, minutes_before, member_id, channel_id, due_at_us)
            VALUES ($1, $2, $3, $4, '', $5)
            ON CONFLICT (occurrence_id, kind, minutes_before, member_id, channel_id) DO NOTHING)sql",
                 due.occurrence_id, due.facts.kind, due.facts.minutes_before, member_id,
                 due_at(due.facts.start, due.facts.minutes_before, find_choice(tx, member_id).quiet));
    }
}

// The same for the same occurrence, recipient, kind and time before, whichever node makes it.
std::string reminder_id(const Due& due) {
    std::string all = "reminder";
    for (const auto& part : {due.occurrence_id, std::to_string(static_cast<int>(due.facts.kind)),
                             std::to_string(due.facts.minutes_before), due.member_id, due.channel_id})
        all += '\n' + part;
    return hash_secret(all).substr(0, id_bytes);
}

// What the bots are told, with what is looked up for several of them kept.
class Letters {
  public:
    Letters(store::Transaction& tx, const ReminderOptions& options, Timestamp now)
        : tx_(tx), options_(options), now_(now) {}

    const std::optional<std::string>& bot_of(const std::string& hub_id) {
        const auto known = bots_.find(hub_id);
        if (known != bots_.end()) return known->second;
        return bots_.emplace(hub_id, options_.reminding_bot(tx_, hub_id)).first->second;
    }

    void add(const std::string& bot, const Due& due) {
        v1::ReminderDue letter;
        letter.set_reminder_id(reminder_id(due));
        letter.set_kind(static_cast<v1::ReminderDue::Kind>(due.facts.kind));
        letter.set_hub_id(due.hub_id);
        letter.set_hub_name(hub_name(due.hub_id));
        letter.set_event_id(due.event_id);
        letter.set_occurrence_id(due.occurrence_id);
        const auto& event = event_of(due.event_id).details;
        letter.mutable_title()->set_en(event.title.en);
        letter.mutable_title()->set_cy(event.title.cy);
        letter.set_place(event.place);
        letter.set_online_link(event.online_link);
        letter.set_zone(event.schedule.zone);
        const auto& occurrence = occurrence_of(due.occurrence_id);
        letter.set_start(occurrence.start());
        letter.set_end(occurrence.end());
        letter.set_starts_at_us(occurrence.starts_at_us());
        letter.set_minutes_before(due.facts.minutes_before);
        letter.set_minutes_left(static_cast<std::uint32_t>((due.facts.start.at - now_) / microseconds_per_minute));
        letter.set_answer(static_cast<v1::Answer>(due.facts.reply));
        letter.set_url(options_.public_url + "/events/" + due.occurrence_id);
        if (due.facts.to_channel) {
            letter.set_channel_id(due.channel_id);
        } else {
            letter.set_member_id(due.member_id);
            if (const auto member = accounts::find_member(tx_, due.member_id)) {
                letter.set_recipient_name(member->name);
                letter.set_language(member->language);
            }
        }
        letters_[streams::member_stream(bot)].push_back(std::move(letter));
    }

    // In the order of the streams' ids.
    void send() {
        for (auto& [stream, letters] : letters_) {
            for (auto& letter : letters) {
                v1::Update update;
                *update.mutable_reminder_due() = std::move(letter);
                streams::append(tx_, stream, now_, std::move(update));
            }
        }
    }

  private:
    const std::string& hub_name(const std::string& hub_id) {
        const auto known = hub_names_.find(hub_id);
        if (known != hub_names_.end()) return known->second;
        return hub_names_.emplace(hub_id, hubs::find_hub(tx_, hub_id, {})->name()).first->second;
    }
    const Event& event_of(const std::string& event_id) {
        const auto known = events_.find(event_id);
        if (known != events_.end()) return known->second;
        return events_.emplace(event_id, *find_event(tx_, event_id)).first->second;
    }
    const v1::Occurrence& occurrence_of(const std::string& occurrence_id) {
        const auto known = occurrences_.find(occurrence_id);
        if (known != occurrences_.end()) return known->second;
        return occurrences_.emplace(occurrence_id, *find_occurrence(tx_, occurrence_id, {})).first->second;
    }

    store::Transaction& tx_;
    const ReminderOptions& options_;
    Timestamp now_;
    std::map<std::string, std::optional<std::string>> bots_;
    std::map<std::string, std::string> hub_names_;
    std::map<std::string, Event> events_;
    std::map<std::string, v1::Occurrence> occurrences_;
    std::map<std::string, std::vector<v1::ReminderDue>> letters_;
};

}  // namespace

std::optional<Timestamp> send_due_reminders(store::Transaction& tx, const ReminderOptions& options, Timestamp now) {
    Letters letters(tx, options, now);
    for (const auto& due : find_due(tx, now)) {
        const auto judgement = judge(due.facts, now);
        if (judgement.what == Judgement::What::drop || due.is_outdone) {
            set_row(tx, due, State::dropped, now, now);
        } else if (judgement.what == Judgement::What::later) {
            set_row(tx, due, State::planned, judgement.due_at, 0);
        } else if (const auto& bot = letters.bot_of(due.hub_id); !bot) {
            set_row(tx, due, State::planned, now + until_a_bot_comes_us, 0);
        } else if (due.is_for_all) {
            set_row(tx, due, State::sent, now, now);
            ask_everybody(tx, due, *bot);
        } else {
            set_row(tx, due, State::sent, now, now);
            letters.add(*bot, due);
        }
    }
    letters.send();
    const auto next = tx.query_one("SELECT MIN(due_at_us) FROM event_reminder WHERE state = 0");
    if (!next || next->is_null(0)) return std::nullopt;
    return next->integer(0);
}

}  // namespace ourplace::events
