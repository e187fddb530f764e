#include "hubs/membership_tables.hpp"

#include <chrono>
#include <optional>
#include <utility>

namespace ourplace::hubs {
namespace {

Error no_such_hub() { return Error::not_found("hub_id", "There is no such hub."); }
Error no_such_channel() {
    return Error::not_found("channel_id", "There is no such channel, or it is not open to you.");
}

Error paused() {
    auto error =
        Error::failed_precondition("", "This bot is paused. It may go on when an organiser of its hub lets it.");
    error.retry_can_help = true;
    error.retry_after = std::chrono::minutes(1);
    return error;
}

Error may_not_read(const ChannelMembership& membership) {
    if (membership.is_paused_bot()) return paused();
    return Error::permission_denied("channel_id", membership.is_bot()
                                                      ? "This bot may not read: it was not given BOT_SCOPE_READ."
                                                      : "Only members of its hub may read this channel.");
}

// From three columns of `member`; none for people.
std::optional<accounts::BotStanding> bot_of(const store::Row& row, std::size_t first_column) {
    if (row.is_null(first_column)) return std::nullopt;
    return accounts::BotStanding{.hub_id = row.text(first_column),
                                 .scopes = accounts::BotScopes::of_bits(row.integer(first_column + 1)),
                                 .paused = row.boolean(first_column + 2)};
}

}  // namespace

Result<HubMembership> in_hub(store::Transaction& tx, const accounts::Caller& caller, std::string_view hub_id) {
    const auto row = tx.query_one(R"sql(
        SELECT hub.join_policy, COALESCE(hub_member.role, 0), member.bot_hub_id, member.bot_scopes, member.bot_paused
        FROM hub LEFT JOIN hub_member ON hub_member.hub_id = hub.hub_id AND hub_member.member_id = $2
        LEFT JOIN member ON member.member_id = $2
        WHERE hub.hub_id = $1)sql",
                                  hub_id, caller.member_id);
    if (!row) return std::unexpected(no_such_hub());
    HubMembership membership;
    membership.hub_id_ = hub_id;
    membership.member_id_ = caller.member_id;
    membership.join_policy_ = static_cast<JoinPolicy>(row->integer(0));
    membership.role_ = static_cast<Role>(row->integer(1));
    membership.is_administrator_ = caller.is_administrator;
    membership.bot_ = bot_of(*row, 2);
    return membership;
}

Result<ChannelMembership> in_channel(store::Transaction& tx, const accounts::Caller& caller,
                                     std::string_view channel_id) {
    const auto row = tx.query_one(R"sql(
        SELECT channel.hub_id, channel.visibility, channel.archived,
               CASE WHEN channel.visibility <> 6 THEN COALESCE(hub_member.role, 0) ELSE (
                   SELECT COALESCE(MAX(theirs.role), 0) FROM thread_hub
                   JOIN hub_member AS theirs ON theirs.hub_id = thread_hub.hub_id
                   WHERE thread_hub.channel_id = channel.channel_id AND theirs.member_id = $2) END,
               channel_member.member_id IS NOT NULL, member.bot_hub_id, member.bot_scopes, member.bot_paused,
               persona.persona_id, COALESCE(member.is_persona, 0), COALESCE(member.is_administrator, 0)
        FROM channel
        LEFT JOIN member ON member.member_id = $2
        LEFT JOIN persona ON persona.channel_id = channel.channel_id AND persona.member_id = $2
        LEFT JOIN hub_member ON hub_member.hub_id = channel.hub_id AND hub_member.member_id = $2
        LEFT JOIN channel_member ON channel_member.channel_id = channel.channel_id
            AND channel_member.member_id = COALESCE(persona.persona_id, $2)
        WHERE channel.channel_id = $1)sql",
                                  channel_id, caller.member_id);
    if (!row) return std::unexpected(no_such_channel());
    ChannelMembership membership;
    membership.channel_id_ = channel_id;
    membership.member_id_ = row->is_null(8) ? caller.member_id : row->text(8);
    membership.told_as_ = caller.member_id;
    membership.hub_id_ = row->text(0);
    membership.visibility_ = static_cast<Visibility>(row->integer(1));
    membership.archived_ = row->boolean(2);
    membership.joined_ = row->boolean(4);
    membership.bot_ = bot_of(*row, 5);
    // Between two people neither is above the other, whatever they are elsewhere.
    if (is_of_hubs(membership.visibility_)) {
        membership.role_ = static_cast<Role>(row->integer(3));
        membership.is_administrator_ = caller.is_administrator;
    }
    // Nobody stays in a Thread who belongs to none of its hubs.
    if (membership.visibility_ == Visibility::thread && membership.role_ == Role::none && !row->boolean(10))
        membership.joined_ = false;
    const auto must_have_joined =
        membership.visibility_ >= Visibility::restricted || membership.is_bot() || row->boolean(9);
    if (must_have_joined && !membership.joined_) return std::unexpected(no_such_channel());
    return membership;
}

Result<ChannelMembership> reading(store::Transaction& tx, const accounts::Caller& caller, std::string_view channel_id) {
    auto membership = in_channel(tx, caller, channel_id);
    if (membership && !membership->may_read()) return std::unexpected(may_not_read(*membership));
    return membership;
}

Result<ChannelMembership> posting(store::Transaction& tx, const accounts::Caller& caller, std::string_view channel_id) {
    auto membership = in_channel(tx, caller, channel_id);
    if (!membership || membership->may_post()) return membership;
    if (membership->is_paused_bot()) return std::unexpected(paused());
    if (!membership->is_bot() && !membership->may_read()) return std::unexpected(may_not_read(*membership));
    if (membership->archived()) {
        return std::unexpected(
            Error::permission_denied("channel_id", "This channel is archived: it can be read only."));
    }
    if (membership->is_bot()) {
        return std::unexpected(
            Error::permission_denied("channel_id", "This bot may not post: it was not given BOT_SCOPE_POST."));
    }
    return std::unexpected(Error::permission_denied("channel_id", "Join this channel to write in it."));
}

bool may_be_mentioned(store::Transaction& tx, std::string_view member_id, std::string_view channel_id) {
    accounts::Caller caller;
    caller.member_id = member_id;
    const auto membership = in_channel(tx, caller, channel_id);
    return membership && membership->may_read() && membership->member_id() == member_id;
}

bool may_read(store::Transaction& tx, std::string_view member_id, std::string_view stream_id) {
    if (stream_id.size() < 3 || stream_id[1] != '.') return false;
    const auto id = stream_id.substr(2);
    accounts::Caller caller;
    caller.member_id = member_id;
    switch (stream_id.front()) {
        case 'm': return id == member_id;
        case 'h': {
            const auto membership = in_hub(tx, caller, id);
            return membership && membership->belongs();
        }
        case 'c': {
            const auto membership = in_channel(tx, caller, id);
            return membership && membership->may_read();
        }
        default: return false;
    }
}

}  // namespace ourplace::hubs
