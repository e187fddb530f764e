#include "asks/ask_tables.hpp"

#include <utility>

#include "base/id.hpp"
#include "hubs/hub_rules.hpp"
#include "hubs/persona_tables.hpp"

namespace ourplace::asks {
namespace {

using store::Transaction;

// The Ask's words: the first Update of its Thread.
constexpr std::uint64_t first_message = 1;

constexpr std::string_view ask_columns = R"sql(
    SELECT ask.ask_id, ask.hub_id, ask.channel_id, ask.asker_id, ask.theme, ask.place_id, ask.language, ask.urgency,
           ask.preferred_id, ask.state, ask.opened_at_us, ask.changed_at_us, ask.circle, ask.offered_count,
           ask.circle_since_us, ask.nudges, ask.nudged_at_us, ask.handover_to, ask.handover_note, ask.handover_at_us,
           ask.helped, ask.what_changed, ask.thanks, ask.closed_at_us
    FROM ask )sql";

Ask to_ask(const store::Row& row) {
    return {.ask_id = row.text(0),
            .hub_id = row.text(1),
            .channel_id = row.text(2),
            .asker_id = row.text(3),
            .theme = row.text(4),
            .place_id = row.text(5),
            .language = static_cast<v1::Language>(row.integer(6)),
            .urgency = static_cast<Urgency>(row.integer(7)),
            .preferred_id = row.text(8),
            .state = static_cast<State>(row.integer(9)),
            .opened_at = row.integer(10),
            .changed_at = row.integer(11),
            .progress = {.circle = static_cast<Circle>(row.integer(12)),
                         .offered = static_cast<unsigned>(row.integer(13)),
                         .since = row.integer(14)},
            .nudges = static_cast<unsigned>(row.integer(15)),
            .nudged_at = row.integer(16),
            .handover = {.to = row.text(17), .note = row.text(18), .proposed_at = row.integer(19)},
            .outcome = {.helped = static_cast<Helped>(row.integer(20)),
                        .what_changed = row.text(21),
                        .thanks = row.text(22)},
            .closed_at = row.integer(23)};
}

std::vector<Ask> to_asks(const store::Rows& rows) {
    std::vector<Ask> found;
    for (const auto& row : rows) found.push_back(to_ask(row));
    return found;
}

// Which of them the view shows; $1 is the member.
std::string_view condition(View view) {
    switch (view) {
        case View::mine:
            return "(ask.asker_id = $1 OR ask.asker_id IN (SELECT persona_id FROM persona WHERE member_id = $1))";
        case View::offered:
            return "ask.state = 2 AND ask.ask_id IN (SELECT ask_id FROM ask_match WHERE member_id = $1 AND state = 1)";
        case View::matched: return "ask.ask_id IN (SELECT ask_id FROM ask_match WHERE member_id = $1 AND state = 2)";
        case View::organising:
            // As organisers_for() has it.
            return R"sql(ask.state < 6 AND ask.asker_id <> $1
                AND ask.asker_id NOT IN (SELECT persona_id FROM persona WHERE member_id = $1)
                AND (ask.hub_id IN (SELECT hub_id FROM hub_member WHERE member_id = $1 AND role = 3)
                     OR (EXISTS (SELECT 1 FROM member WHERE member_id = $1 AND is_administrator = 1)
                         AND NOT EXISTS (
                             SELECT 1 FROM hub_member WHERE hub_member.hub_id = ask.hub_id AND role = 3
                             AND member_id <> COALESCE((SELECT member_id FROM persona WHERE persona_id = ask.asker_id),
                                                       ask.asker_id)))))sql";
    }
    return "1 = 0";
}

// Covers what was kept before as well, so that nothing can be taken out between two entries.
std::string chain(std::string_view before, std::string_view ask_id, std::int64_t number, const Happening& happening,
                  Timestamp at) {
    std::string text(before);
    for (const auto part : {ask_id, std::string_view(happening.actor_id)}) text += std::string(part) + '\n';
    for (const auto part :
         {number, at, static_cast<std::int64_t>(happening.who), static_cast<std::int64_t>(happening.action),
          static_cast<std::int64_t>(happening.before), static_cast<std::int64_t>(happening.after)})
        text += std::to_string(part) + '\n';
    return hash_secret(text);
}

}  // namespace

void insert(Transaction& tx, const Ask& ask, const Opening& opening) {
    tx.execute(R"sql(
        INSERT INTO ask (ask_id, hub_id, channel_id, asker_id, opened_key, fingerprint, theme, place_id, language, urgency,
                         preferred_id, state, opened_at_us, changed_at_us, circle, offered_count, circle_since_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17))sql",
               ask.ask_id, ask.hub_id, ask.channel_id, ask.asker_id, store::Blob{opening.key},
               store::Blob{opening.fingerprint}, ask.theme, ask.place_id, ask.language, ask.urgency, ask.preferred_id,
               ask.state, ask.opened_at, ask.changed_at, ask.progress.circle, ask.progress.offered, ask.progress.since);
}

Result<std::optional<std::string>> find_earlier(Transaction& tx, const Opening& opening) {
    const auto row =
        tx.query_one("SELECT ask_id, fingerprint FROM ask WHERE opened_key = $1", store::Blob{opening.key});
    if (!row) return std::nullopt;
    if (row->blob(1) != opening.fingerprint) {
        return std::unexpected(
            Error::already_exists("client_ask_id", "Another Ask was opened with this id. Choose a new one."));
    }
    return row->text(0);
}

void save(Transaction& tx, const Ask& ask) {
    tx.execute(R"sql(
        UPDATE ask SET state = $2, changed_at_us = $3, circle = $4, offered_count = $5, circle_since_us = $6, nudges = $7,
            nudged_at_us = $8, handover_to = $9, handover_note = $10, handover_at_us = $11, helped = $12,
            what_changed = $13, thanks = $14, closed_at_us = $15
        WHERE ask_id = $1)sql",
               ask.ask_id, ask.state, ask.changed_at, ask.progress.circle, ask.progress.offered, ask.progress.since,
               ask.nudges, ask.nudged_at, ask.handover.to, ask.handover.note, ask.handover.proposed_at,
               ask.closed_at == 0 || ask.state == State::withdrawn ? 0 : static_cast<int>(ask.outcome.helped),
               ask.outcome.what_changed, ask.outcome.thanks, ask.closed_at);
}

std::optional<Ask> find(Transaction& tx, std::string_view ask_id) {
    const auto row = tx.query_one(std::string(ask_columns) + "WHERE ask.ask_id = $1", ask_id);
    if (!row) return std::nullopt;
    return to_ask(*row);
}

std::vector<Ask> live_asks_by(Transaction& tx, std::string_view member_id) {
    return to_asks(tx.query(std::string(ask_columns) + "WHERE ask.state < 6 AND " + std::string(condition(View::mine)) +
                                " ORDER BY ask.ask_id",
                            member_id));
}

std::vector<Ask> live_asks_in(Transaction& tx, std::string_view hub_id) {
    return to_asks(
        tx.query(std::string(ask_columns) + "WHERE ask.state < 6 AND ask.hub_id = $1 ORDER BY ask.ask_id", hub_id));
}

unsigned live_asks_of(Transaction& tx, std::string_view member_id) {
    return static_cast<unsigned>(
        tx.query_one("SELECT COUNT(*) FROM ask WHERE ask.state < 6 AND " + std::string(condition(View::mine)),
                     member_id)
            ->integer(0));
}

std::vector<Ask> search(Transaction& tx, const AskSearch& search) {
    std::vector<store::Value> values{store::to_value(search.member_id)};
    auto sql = std::string(ask_columns) + "WHERE " + std::string(condition(search.view));
    const auto parameter = [&](const auto& value) {
        values.push_back(store::to_value(value));
        return '$' + std::to_string(values.size());
    };
    if (!search.hub_id.empty()) sql += " AND ask.hub_id = " + parameter(search.hub_id);
    if (!search.states.empty()) {
        std::string list;
        for (const auto state : search.states) list += (list.empty() ? "" : ", ") + parameter(state);
        sql += " AND ask.state IN (" + list + ")";
    }
    if (search.opened_before != 0) {
        const auto opened = parameter(search.opened_before);
        sql += " AND (ask.opened_at_us < " + opened + " OR (ask.opened_at_us = " + opened + " AND ask.ask_id < " +
               parameter(search.before_id) + "))";
    }
    sql += " ORDER BY ask.opened_at_us DESC, ask.ask_id DESC LIMIT " + parameter(search.at_most);
    return to_asks(tx.query_with(sql, values));
}

std::vector<std::string> organisers_for(Transaction& tx, const Ask& ask) {
    std::vector<std::string> organisers;
    const auto asker = hubs::behind(tx, ask.asker_id);
    for (const auto& row :
         tx.query("SELECT member_id FROM hub_member WHERE hub_id = $1 AND role = $2 AND member_id <> $3 "
                  "ORDER BY member_id",
                  ask.hub_id, hubs::Role::organiser, asker))
        organisers.push_back(row.text(0));
    if (!organisers.empty()) return organisers;
    for (const auto& row : tx.query(
             "SELECT member_id FROM member WHERE is_administrator = 1 AND member_id <> $1 ORDER BY member_id", asker))
        organisers.push_back(row.text(0));
    return organisers;
}

bool may_organise(Transaction& tx, const Ask& ask, std::string_view member_id) {
    for (const auto& organiser : organisers_for(tx, ask)) {
        if (organiser == member_id) return true;
    }
    return false;
}

Conversation conversation(Transaction& tx, const Ask& ask, std::string_view champion_id) {
    const auto row = tx.query_one(R"sql(
        SELECT COALESCE(MAX(sent_at_us), 0),
               COALESCE((SELECT MIN(sent_at_us) FROM message
                         WHERE channel_id = $1 AND author_id = $3
                           AND seq > COALESCE((SELECT MAX(seq) FROM message WHERE channel_id = $1 AND author_id = $2), 0)),
                        0)
        FROM message WHERE channel_id = $1)sql",
                                  ask.channel_id, champion_id, ask.asker_id);
    return {.unanswered_since = row->integer(1), .last_at = row->integer(0)};
}

bool asker_wrote_after(Transaction& tx, const Ask& ask, Timestamp after) {
    return tx
        .query_one("SELECT 1 FROM message WHERE channel_id = $1 AND author_id = $2 AND sent_at_us > $3", ask.channel_id,
                   ask.asker_id, after)
        .has_value();
}

std::string text_of(Transaction& tx, const Ask& ask) {
    const auto row =
        tx.query_one("SELECT body FROM message WHERE channel_id = $1 AND seq = $2", ask.channel_id, first_message);
    return row ? row->text(0) : std::string();
}

void keep(Transaction& tx, std::string_view ask_id, const Happening& happening, Timestamp now) {
    const auto last =
        tx.query_one("SELECT number, chain FROM ask_entry WHERE ask_id = $1 ORDER BY number DESC LIMIT 1", ask_id);
    const auto number = last ? last->integer(0) + 1 : 1;
    tx.execute(R"sql(
        INSERT INTO ask_entry (ask_id, number, at_us, actor, actor_id, action, state_before, state_after, chain)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))sql",
               ask_id, number, now, happening.who, happening.actor_id, happening.action, happening.before,
               happening.after,
               store::Blob{chain(last ? last->blob(1) : std::string(), ask_id, number, happening, now)});
}

bool champion_left(Transaction& tx, std::string_view ask_id) {
    const auto last = tx.query_one(
        "SELECT action FROM ask_entry WHERE ask_id = $1 AND action IN ($2, $3, $4) ORDER BY number DESC LIMIT 1",
        ask_id, Action::accept, Action::hand_over, Action::release);
    return last && static_cast<Action>(last->integer(0)) == Action::release;
}

bool entries_are_whole(Transaction& tx, std::string_view ask_id) {
    std::string before;
    std::int64_t number = 0;
    for (const auto& row : tx.query(R"sql(
             SELECT number, at_us, actor, actor_id, action, state_before, state_after, chain FROM ask_entry
             WHERE ask_id = $1 ORDER BY number)sql",
                                    ask_id)) {
        const Happening happening{.who = static_cast<Actor>(row.integer(2)),
                                  .actor_id = row.text(3),
                                  .action = static_cast<Action>(row.integer(4)),
                                  .before = static_cast<State>(row.integer(5)),
                                  .after = static_cast<State>(row.integer(6))};
        if (row.integer(0) != ++number) return false;
        if (chain(before, ask_id, number, happening, row.integer(1)) != row.blob(7)) return false;
        before = row.blob(7);
    }
    return number > 0;
}

}  // namespace ourplace::asks
