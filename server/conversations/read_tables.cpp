#include "conversations/read_tables.hpp"

#include <algorithm>
#include <utility>

#include "accounts/accounts_tables.hpp"
#include "conversations/message_rows.hpp"
#include "conversations/message_rules.hpp"
#include "hubs/channel_tables.hpp"
#include "hubs/hub_tables.hpp"
#include "streams/stream_log.hpp"

namespace ourplace::conversations {
namespace {

using store::Transaction;

constexpr std::size_t max_looked_at = 3 * max_unread_count;

struct Unread {
    std::uint64_t read_seq = 0;
    std::uint32_t messages = 0;
    std::uint32_t mentions = 0;
    std::uint64_t last_seq = 0;
};

// Of one channel, for a member. What was said before they joined does not count, nor what is said in a sandbox.
Unread unread_in(Transaction& tx, std::string_view channel_id, std::string_view member_id) {
    const auto marker = tx.query_one(R"sql(
        SELECT COALESCE(read_marker.read_seq, 0), COALESCE(channel_member.joined_seq, 0),
               COALESCE((SELECT MAX(seq) FROM message WHERE channel_id = $1), 0), channel.sandbox
        FROM channel
        LEFT JOIN read_marker ON read_marker.channel_id = channel.channel_id AND read_marker.member_id = $2
        LEFT JOIN channel_member ON channel_member.channel_id = channel.channel_id AND channel_member.member_id = $2
        WHERE channel.channel_id = $1)sql",
                                     channel_id, member_id);
    Unread unread{.read_seq = marker->number(0), .messages = 0, .mentions = 0, .last_seq = marker->number(2)};
    const auto behind = std::max(unread.read_seq, marker->number(1));
    if (unread.last_seq <= behind || marker->boolean(3)) return unread;
    // Of a long row of one's own messages only the newest are looked at: a count is no reason to read them all.
    // A deleted message mentions nobody.
    const auto counts = tx.query_one(R"sql(
        SELECT (SELECT COUNT(*) FROM (
                    SELECT 1 FROM (
                        SELECT author_id FROM message
                        WHERE channel_id = $1 AND seq > $2 AND deleted_at_us = 0 ORDER BY seq DESC LIMIT $5) AS newest
                    WHERE author_id <> $3 LIMIT $4) AS few),
               (SELECT COUNT(*) FROM (
                    SELECT seq FROM mention
                    WHERE member_id = $3 AND channel_id = $1 AND seq > $2
                      AND (SELECT author_id FROM message
                           WHERE message.channel_id = $1 AND message.seq = mention.seq) <> $3
                    UNION
                    SELECT seq FROM message
                    WHERE channel_id = $1 AND seq > $2 AND mentions_channel = 1 AND author_id <> $3
                    LIMIT $4) AS few))sql",
                                     channel_id, behind, member_id, max_unread_count, max_looked_at);
    unread.messages = static_cast<std::uint32_t>(counts->integer(0));
    unread.mentions = static_cast<std::uint32_t>(counts->integer(1));
    return unread;
}

void add_cursor(Transaction& tx, v1::GetOverviewResponse& response, const std::string& stream_id) {
    auto& cursor = *response.add_cursors();
    cursor.set_stream_id(stream_id);
    cursor.set_seq(streams::head(tx, stream_id));
}

void add_channel(Transaction& tx, v1::GetOverviewResponse& response, v1::Channel channel, std::string_view member_id) {
    const auto reads_as = channel.my_member_id().empty() ? member_id : std::string_view(channel.my_member_id());
    const auto unread = unread_in(tx, channel.channel_id(), reads_as);
    auto& state = *response.add_channels();
    state.set_unread(unread.messages);
    state.set_unread_mentions(unread.mentions);
    state.set_read_seq(unread.read_seq);
    if (const auto row =
            tx.query_one(std::string(message_columns) + "WHERE message.channel_id = $1 AND message.seq = $2",
                         channel.channel_id(), unread.last_seq)) {
        *state.mutable_last_message() = to_message(*row);
    }
    add_cursor(tx, response, streams::channel_stream(channel.channel_id()));
    *state.mutable_channel() = std::move(channel);
}

}  // namespace

v1::MarkReadResponse mark_read(Transaction& tx, const hubs::ChannelMembership& reader, std::uint64_t seq,
                               Timestamp now) {
    const auto before = unread_in(tx, reader.channel_id(), reader.member_id());
    const auto read = std::min(seq, before.last_seq);
    v1::MarkReadResponse response;
    if (read > before.read_seq) {
        tx.execute(R"sql(
            INSERT INTO read_marker (channel_id, member_id, read_seq) VALUES ($1, $2, $3)
            ON CONFLICT (channel_id, member_id) DO UPDATE SET read_seq = excluded.read_seq
            WHERE read_marker.read_seq < excluded.read_seq)sql",
                   reader.channel_id(), reader.member_id(), read);
    }
    const auto unread = read > before.read_seq ? unread_in(tx, reader.channel_id(), reader.member_id()) : before;
    response.set_read_seq(unread.read_seq);
    response.set_unread(unread.messages);
    response.set_unread_mentions(unread.mentions);
    if (read <= before.read_seq) return response;
    v1::Update update;
    auto& moved = *update.mutable_read_marker_moved();
    moved.set_channel_id(reader.channel_id());
    moved.set_read_seq(unread.read_seq);
    moved.set_unread(unread.messages);
    moved.set_unread_mentions(unread.mentions);
    streams::append(tx, streams::member_stream(reader.told_as()), now, std::move(update));
    return response;
}

std::uint32_t count_messages(Transaction& tx, std::string_view channel_id) {
    const auto row =
        tx.query_one("SELECT COUNT(*) FROM message WHERE channel_id = $1 AND deleted_at_us = 0", channel_id);
    return static_cast<std::uint32_t>(row->integer(0));
}

v1::GetOverviewResponse overview(Transaction& tx, const accounts::Caller& caller) {
    const bool is_bot = caller.kind == accounts::Caller::Kind::bot;
    v1::GetOverviewResponse response;
    response.set_epoch(streams::epoch(tx));
    if (const auto member = accounts::find_member(tx, caller.member_id)) {
        *response.mutable_me() = accounts::to_wire_me(tx, *member, caller.session_id);
    }
    add_cursor(tx, response, streams::member_stream(caller.member_id));
    for (auto& hub : hubs::hubs_of(tx, caller.member_id)) {
        const auto stream_id = streams::hub_stream(hub.hub_id());
        if (!is_bot || hubs::may_read(tx, caller.member_id, stream_id)) add_cursor(tx, response, stream_id);
        *response.add_hubs() = std::move(hub);
    }
    for (auto& channel : hubs::joined_channels(tx, caller.member_id)) {
        const auto stream_id = streams::channel_stream(channel.channel_id());
        // A bot that only posts knows where, and no more.
        if (is_bot && !hubs::may_read(tx, caller.member_id, stream_id)) {
            *response.add_channels()->mutable_channel() = std::move(channel);
        } else {
            add_channel(tx, response, std::move(channel), caller.member_id);
        }
    }
    return response;
}

}  // namespace ourplace::conversations
