#include "announcements/recipient_tables.hpp"

#include <algorithm>
#include <utility>

#include "streams/stream_log.hpp"

namespace ourplace::announcements {

using store::Transaction;

void note_reached(Transaction& tx, std::string_view member_id, std::string_view announcement_id, std::int64_t version) {
    tx.execute(R"sql(
        UPDATE announcement_recipient SET reached_version = $3
        WHERE announcement_id = $1 AND member_id = $2 AND reached_version < $3
          AND $3 <= (SELECT version FROM announcement WHERE announcement_id = $1))sql",
               announcement_id, member_id, version);
}

Result<void> acknowledge(Transaction& tx, const std::string& member_id, const std::string& announcement_id,
                         std::int64_t version, Timestamp now) {
    const auto row = tx.query_one(R"sql(
        SELECT announcement.version, recipient.acknowledged_version
        FROM announcement_recipient AS recipient
        JOIN announcement ON announcement.announcement_id = recipient.announcement_id
        WHERE recipient.announcement_id = $1 AND recipient.member_id = $2)sql",
                                  announcement_id, member_id);
    if (!row)
        return std::unexpected(Error::not_found("announcement_id", "There is no such announcement, or not for you."));
    if (version < 1 || version > row->integer(0))
        return std::unexpected(Error::invalid("version", "Name the version that was read; this one does not exist."));
    if (version <= row->integer(1)) return {};
    note_reached(tx, member_id, announcement_id, version);
    tx.execute(R"sql(
        UPDATE announcement_recipient SET acknowledged_version = $3, acknowledged_at_us = $4
        WHERE announcement_id = $1 AND member_id = $2)sql",
               announcement_id, member_id, version, now);
    v1::Update update;
    auto& acknowledged = *update.mutable_announcement_acknowledged();
    acknowledged.set_announcement_id(announcement_id);
    acknowledged.set_version(static_cast<std::uint32_t>(version));
    acknowledged.set_acknowledged_at_us(now);
    streams::append(tx, streams::member_stream(member_id), now, std::move(update));
    return {};
}

v1::Tracking tracking(Transaction& tx, const Managed& announcement) {
    const auto row = tx.query_one(R"sql(
        SELECT announcement.audience_count, announcement.sent_to, announcement.nudged_version,
               announcement.nudged_at_us, announcement.nudged,
               (SELECT COUNT(*) FROM announcement_recipient AS recipient
                WHERE recipient.announcement_id = announcement.announcement_id
                  AND recipient.acknowledged_version >= announcement.version),
               (SELECT COUNT(*) FROM announcement_recipient AS recipient
                WHERE recipient.announcement_id = announcement.announcement_id
                  AND recipient.acknowledged_version < announcement.version
                  AND recipient.reached_version >= announcement.version),
               (SELECT COUNT(*) FROM announcement_recipient AS recipient
                WHERE recipient.announcement_id = announcement.announcement_id
                  AND recipient.acknowledged_version < announcement.version
                  AND recipient.reached_version < announcement.version)
        FROM announcement WHERE announcement.announcement_id = $1)sql",
                                  announcement.announcement_id());
    const auto number = [&](std::size_t column) { return static_cast<std::uint32_t>(row->integer(column)); };
    v1::Tracking tracking;
    tracking.set_audience(number(0));
    tracking.set_sent_to(number(1));
    if (row->integer(2) == announcement.version()) {
        tracking.set_nudged_at_us(row->integer(3));
        tracking.set_nudged(number(4));
    }
    tracking.set_acknowledged(number(5));
    tracking.set_reached(number(6));
    tracking.set_not_reached(number(7));
    return tracking;
}

Result<RecipientStates> recipient_states(const std::vector<int>& values) {
    RecipientStates states;
    for (const int value : values) {
        if (value < 1 || value > 3) {
            return std::unexpected(Error::invalid(
                "states",
                "Choose among: RECIPIENT_STATE_NOT_REACHED, RECIPIENT_STATE_REACHED, RECIPIENT_STATE_ACKNOWLEDGED."));
        }
        states.push_back(static_cast<RecipientState>(value));
    }
    return states;
}

RecipientPage list_recipients(Transaction& tx, const Managed& announcement, const RecipientSearch& search) {
    const auto wanted = [&](RecipientState state) {
        return search.states.empty() || std::ranges::find(search.states, state) != search.states.end();
    };
    const auto rows = tx.query(R"sql(
        SELECT member.member_id, member.name, member.name_key, recipient.reached_version,
               recipient.acknowledged_version, recipient.acknowledged_at_us, hub.hub_id, hub.name,
               hub_member.member_id IS NULL,
               COALESCE((SELECT MAX(last_seen_at_us) FROM session WHERE session.member_id = member.member_id), 0)
        FROM announcement_recipient AS recipient
        JOIN member ON member.member_id = recipient.member_id
        JOIN hub ON hub.hub_id = recipient.hub_id
        LEFT JOIN hub_member ON hub_member.hub_id = recipient.hub_id AND hub_member.member_id = recipient.member_id
        WHERE recipient.announcement_id = $1
          AND (member.name_key > $3 OR (member.name_key = $3 AND member.member_id > $4))
          AND (($6 = 1 AND recipient.acknowledged_version >= $2)
            OR ($7 = 1 AND recipient.acknowledged_version < $2 AND recipient.reached_version >= $2)
            OR ($8 = 1 AND recipient.acknowledged_version < $2 AND recipient.reached_version < $2))
        ORDER BY member.name_key, member.member_id LIMIT $5)sql",
                               announcement.announcement_id(), announcement.version(), search.after.name_key,
                               search.after.id, search.page_size + 1, wanted(RecipientState::acknowledged),
                               wanted(RecipientState::reached), wanted(RecipientState::not_reached));
    RecipientPage page;
    for (const auto& row : rows) {
        if (page.recipients.size() == search.page_size) break;
        auto& recipient = page.recipients.emplace_back();
        recipient.set_member_id(row.text(0));
        recipient.set_name(row.text(1));
        const auto state = state_of(announcement.version(), row.integer(3), row.integer(4));
        recipient.set_state(static_cast<v1::RecipientState>(state));
        if (state == RecipientState::acknowledged) recipient.set_acknowledged_at_us(row.integer(5));
        recipient.set_hub_id(row.text(6));
        recipient.set_hub_name(row.text(7));
        recipient.set_has_left(row.boolean(8));
        recipient.set_last_seen_at_us(row.integer(9));
    }
    if (rows.size() > search.page_size) {
        const auto& last = rows[search.page_size - 1];
        page.next_page_token = hubs::page_token({.name_key = last.text(2), .id = last.text(0)});
    }
    return page;
}

}  // namespace ourplace::announcements
