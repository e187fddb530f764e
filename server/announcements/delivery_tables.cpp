#include "announcements/delivery_tables.hpp"

#include <utility>

#include "announcements/announcement_rows.hpp"
#include "announcements/audience_tables.hpp"
#include "streams/stream_log.hpp"

namespace ourplace::announcements {
namespace {

using store::Transaction;

std::optional<Timestamp> go_on(std::size_t had, Timestamp now) {
    return had == recipients_per_piece ? std::optional(now + pause_between_pieces_us) : std::nullopt;
}

// What is the same for all recipients.
v1::Announcement for_everybody(Transaction& tx, const std::string& announcement_id) {
    const auto sql = std::string(announcement_columns) + "WHERE announcement.announcement_id = $2";
    auto announcement = to_announcement(*tx.query_one(sql, "", announcement_id), Looking::as_member);
    announcement.set_for_me(true);
    announcement.set_may_manage(false);
    return announcement;
}

}  // namespace

std::int64_t send(Transaction& tx, const std::string& announcement_id, Timestamp now) {
    const auto row = tx.query_one("SELECT roles, themes FROM announcement WHERE announcement_id = $1", announcement_id);
    const auto people =
        freeze(tx, announcement_id, {.roles = Roles(row->integer(0)), .themes = themes_of_text(row->text(1))});
    tx.execute("UPDATE announcement SET state = $2, sent_at_us = $3, audience_count = $4 WHERE announcement_id = $1",
               announcement_id, State::sent, now, people);
    jobs::schedule(tx, {.kind = deliver_job, .key = announcement_id, .due_at_us = now});
    return people;
}

void send_later(Transaction& tx, const std::string& announcement_id, Timestamp due_at_us) {
    jobs::schedule(tx, {.kind = send_job, .key = announcement_id, .due_at_us = due_at_us});
}

void forget_send(Transaction& tx, const std::string& announcement_id) {
    jobs::remove(tx, {.kind = send_job, .key = announcement_id});
}

void send_again(Transaction& tx, const std::string& announcement_id, std::int64_t version, Timestamp now) {
    tx.execute("UPDATE announcement SET version = $2, delivered_to = '', sent_to = 0 WHERE announcement_id = $1",
               announcement_id, version);
    jobs::schedule(tx, {.kind = deliver_job, .key = announcement_id, .due_at_us = now});
}

void send_nudge(Transaction& tx, const std::string& announcement_id, std::int64_t version, Timestamp now) {
    tx.execute(R"sql(
        UPDATE announcement SET nudged_version = $2, nudged_at_us = $3, nudged_to = '', nudged = 0
        WHERE announcement_id = $1)sql",
               announcement_id, version, now);
    jobs::schedule(tx, {.kind = nudge_job, .key = announcement_id, .due_at_us = now});
}

std::optional<Timestamp> send_scheduled(Transaction& tx, const jobs::Job& job, Timestamp now) {
    if (tx.query_one("SELECT 1 FROM announcement WHERE announcement_id = $1 AND state = $2", job.key, State::scheduled))
        send(tx, job.key, now);
    return std::nullopt;
}

std::optional<Timestamp> deliver_piece(Transaction& tx, const jobs::Job& job, Timestamp now) {
    const auto rows = tx.query(R"sql(
        SELECT recipient.member_id, hub.hub_id, hub.name, hub.paint, recipient.acknowledged_version,
               recipient.acknowledged_at_us
        FROM announcement_recipient AS recipient JOIN hub ON hub.hub_id = recipient.hub_id
        WHERE recipient.announcement_id = $1
          AND recipient.member_id > (SELECT delivered_to FROM announcement WHERE announcement_id = $1)
        ORDER BY recipient.member_id LIMIT $2)sql",
                               job.key, recipients_per_piece);
    if (rows.empty()) return std::nullopt;
    auto announcement = for_everybody(tx, job.key);
    for (const auto& row : rows) {
        auto& hub = *announcement.mutable_hub();
        hub.set_hub_id(row.text(1));
        hub.set_name(row.text(2));
        hub.set_paint(static_cast<v1::Paint>(row.integer(3)));
        announcement.set_acknowledged_version(static_cast<std::uint32_t>(row.integer(4)));
        announcement.set_acknowledged_at_us(row.integer(5));
        v1::Update update;
        *update.mutable_announcement_arrived()->mutable_announcement() = announcement;
        streams::append(tx, streams::member_stream(row.text(0)), now, std::move(update));
    }
    tx.execute("UPDATE announcement SET delivered_to = $2, sent_to = sent_to + $3 WHERE announcement_id = $1", job.key,
               rows.back().text(0), rows.size());
    return go_on(rows.size(), now);
}

std::optional<Timestamp> nudge_piece(Transaction& tx, const jobs::Job& job, Timestamp now) {
    const auto announcement = tx.query_one(R"sql(
        SELECT version, nudged_version, nudged_to, nudged_at_us, sent_to < audience_count
        FROM announcement WHERE announcement_id = $1)sql",
                                           job.key);
    const auto version = announcement->integer(0);
    // A correction has asked everybody meanwhile.
    if (announcement->integer(1) != version) return std::nullopt;
    // Nobody is reminded of what they were not sent yet.
    if (announcement->boolean(4)) return now + microseconds_per_second;
    const auto rows = tx.query(R"sql(
        SELECT member_id FROM announcement_recipient
        WHERE announcement_id = $1 AND member_id > $2 AND acknowledged_version < $3 ORDER BY member_id LIMIT $4)sql",
                               job.key, announcement->text(2), version, recipients_per_piece);
    if (rows.empty()) return std::nullopt;
    for (const auto& row : rows) {
        v1::Update update;
        auto& nudged = *update.mutable_announcement_nudged();
        nudged.set_announcement_id(job.key);
        nudged.set_version(static_cast<std::uint32_t>(version));
        nudged.set_nudged_at_us(announcement->integer(3));
        streams::append(tx, streams::member_stream(row.text(0)), now, std::move(update));
    }
    tx.execute(R"sql(
        UPDATE announcement_recipient SET nudged_version = $3
        WHERE announcement_id = $1 AND member_id > $2 AND member_id <= $4 AND acknowledged_version < $3)sql",
               job.key, announcement->text(2), version, rows.back().text(0));
    tx.execute("UPDATE announcement SET nudged_to = $2, nudged = nudged + $3 WHERE announcement_id = $1", job.key,
               rows.back().text(0), rows.size());
    return go_on(rows.size(), now);
}

}  // namespace ourplace::announcements
