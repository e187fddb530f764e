#include "hubs/membership_tables.hpp"

#include <optional>
#include <utility>

namespace ourplace::hubs {
namespace {

Error no_such_hub() { return Error::not_found("hub_id", "There is no such hub."); }
Error no_such_channel() {
    return Error::not_found("channel_id", "There is no such channel, or it is not open to you.");
}

}  // namespace

Result<HubMembership> in_hub(store::Transaction& tx, const accounts::Caller& caller, std::string_view hub_id) {
    const auto row = tx.query_one(R"sql(
        SELECT hub.join_policy, COALESCE(hub_member.role, 0)
        FROM hub LEFT JOIN hub_member ON hub_member.hub_id = hub.hub_id AND hub_member.member_id = $2
        WHERE hub.hub_id = $1)sql",
                                  hub_id, caller.member_id);
    if (!row) return std::unexpected(no_such_hub());
    HubMembership membership;
    membership.hub_id_ = hub_id;
    membership.member_id_ = caller.member_id;
    membership.join_policy_ = static_cast<JoinPolicy>(row->integer(0));
    membership.role_ = static_cast<Role>(row->integer(1));
    membership.is_administrator_ = caller.is_administrator;
    return membership;
}

Result<ChannelMembership> in_channel(store::Transaction& tx, const accounts::Caller& caller,
                                     std::string_view channel_id) {
    const auto row = tx.query_one(R"sql(
        SELECT channel.hub_id, channel.visibility, channel.archived, COALESCE(hub_member.role, 0),
               channel_member.member_id IS NOT NULL
        FROM channel
        LEFT JOIN hub_member ON hub_member.hub_id = channel.hub_id AND hub_member.member_id = $2
        LEFT JOIN channel_member ON channel_member.channel_id = channel.channel_id AND channel_member.member_id = $2
        WHERE channel.channel_id = $1)sql",
                                  channel_id, caller.member_id);
    if (!row) return std::unexpected(no_such_channel());
    ChannelMembership membership;
    membership.channel_id_ = channel_id;
    membership.member_id_ = caller.member_id;
    membership.hub_id_ = row->text(0);
    membership.visibility_ = static_cast<Visibility>(row->integer(1));
    membership.archived_ = row->boolean(2);
    membership.joined_ = row->boolean(4);
    // Between two people neither is above the other, whatever they are elsewhere.
    if (membership.visibility_ != Visibility::direct) {
        membership.role_ = static_cast<Role>(row->integer(3));
        membership.is_administrator_ = caller.is_administrator;
    }
    if (membership.visibility_ >= Visibility::restricted && !membership.joined_)
        return std::unexpected(no_such_channel());
    return membership;
}

Result<ChannelMembership> reading(store::Transaction& tx, const accounts::Caller& caller, std::string_view channel_id) {
    auto membership = in_channel(tx, caller, channel_id);
    if (membership && !membership->may_read()) {
        return std::unexpected(
            Error::permission_denied("channel_id", "Only members of its hub may read this channel."));
    }
    return membership;
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
