// HubService: channels.
#include <utility>

#include "hubs/channel_tables.hpp"
#include "hubs/hub_rules.hpp"
#include "hubs/hub_service.hpp"
#include "hubs/hub_tables.hpp"
#include "hubs/membership_tables.hpp"

namespace ourplace::hubs {
namespace {

using rpc::Context;
using store::Transaction;

// The caller as one who may organise the channel's hub.
Result<ChannelMembership> organising(Transaction& tx, const accounts::Caller& caller, std::string_view channel_id) {
    auto membership = in_channel(tx, caller, channel_id);
    if (membership && !membership->may_organise()) {
        return std::unexpected(Error::permission_denied("channel_id", "Only organisers of its hub may do this."));
    }
    return membership;
}

// Whoever is a Champion of its hub is in the channel of its Champions, and nobody else: nothing is done by hand.
Result<void> not_for_champions(Transaction& tx, std::string_view channel_id) {
    const auto channel = find_channel(tx, channel_id, {});
    if (!channel || !channel->for_champions()) return {};
    return std::unexpected(Error::failed_precondition(
        "channel_id", "The Champions of its hub are in this channel, as long as they are Champions."));
}

template <class Response>
Response with_channel(Transaction& tx, std::string_view channel_id, std::string_view member_id) {
    Response response;
    *response.mutable_channel() = *find_channel(tx, channel_id, member_id);
    return response;
}

Result<NewChannel> new_channel(const v1::CreateChannelRequest& request) {
    auto valid_name = name("name", request.name());
    if (!valid_name) return std::unexpected(valid_name.error());
    auto valid_purpose = purpose("purpose", request.purpose());
    if (!valid_purpose) return std::unexpected(valid_purpose.error());
    const auto valid_visibility = visibility("visibility", request.visibility());
    if (!valid_visibility) return std::unexpected(valid_visibility.error());
    if (request.for_champions() && *valid_visibility != Visibility::restricted) {
        return std::unexpected(
            Error::invalid("for_champions", "A channel for Champions must be CHANNEL_VISIBILITY_PRIVATE."));
    }
    return NewChannel{.hub_id = request.hub_id(),
                      .name = std::move(*valid_name),
                      .purpose = std::move(*valid_purpose),
                      .visibility = *valid_visibility,
                      .for_champions = request.for_champions()};
}

Result<ChannelChange> channel_change(const v1::UpdateChannelRequest& request) {
    ChannelChange change;
    if (request.has_name()) {
        auto valid = name("name", request.name());
        if (!valid) return std::unexpected(valid.error());
        change.name = std::move(*valid);
    }
    if (request.has_purpose()) {
        auto valid = purpose("purpose", request.purpose());
        if (!valid) return std::unexpected(valid.error());
        change.purpose = std::move(*valid);
    }
    if (request.has_archived()) change.archived = request.archived();
    return change;
}

}  // namespace

Task<v1::CreateChannelResponse> HubService::create_channel(Context& context, const v1::CreateChannelRequest& request) {
    const auto channel = new_channel(request);
    if (!channel) co_return std::unexpected(channel.error());
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::CreateChannelResponse> {
        const auto membership = in_hub(tx, context.caller, request.hub_id());
        if (!membership) return std::unexpected(membership.error());
        if (!membership->may_organise()) {
            return std::unexpected(Error::permission_denied("hub_id", "Only organisers of this hub may do this."));
        }
        if (channel->for_champions && find_champions_channel(tx, request.hub_id())) {
            return std::unexpected(
                Error::already_exists("for_champions", "The Champions of this hub have a channel already."));
        }
        if (!membership->belongs() && channel->visibility == Visibility::restricted && !channel->for_champions) {
            return std::unexpected(
                Error::failed_precondition("hub_id", "Join the hub before you make a private channel in it."));
        }
        const auto channel_id = hubs::create_channel(tx, *channel, context.caller.member_id, clock_.now());
        return with_channel<v1::CreateChannelResponse>(tx, channel_id, context.caller.member_id);
    });
}

Task<v1::UpdateChannelResponse> HubService::update_channel(Context& context, const v1::UpdateChannelRequest& request) {
    const auto change = channel_change(request);
    if (!change) co_return std::unexpected(change.error());
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::UpdateChannelResponse> {
        const auto membership = organising(tx, context.caller, request.channel_id());
        if (!membership) return std::unexpected(membership.error());
        if (membership->visibility() == Visibility::thread && (change->name || change->purpose)) {
            return std::unexpected(Error::failed_precondition(
                change->name ? "name" : "purpose", "A Thread is called after the announcement or event it is below."));
        }
        change_channel(tx, request.channel_id(), *change, clock_.now());
        return with_channel<v1::UpdateChannelResponse>(tx, request.channel_id(), context.caller.member_id);
    });
}

Task<v1::GetChannelResponse> HubService::get_channel(Context& context, const v1::GetChannelRequest& request) {
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::GetChannelResponse> {
        const auto membership = reading(tx, context.caller, request.channel_id());
        if (!membership) return std::unexpected(membership.error());
        auto response = with_channel<v1::GetChannelResponse>(tx, request.channel_id(), context.caller.member_id);
        if (is_of_hubs(membership->visibility()))
            *response.mutable_hub() = *find_hub(tx, response.channel().hub_id(), context.caller.member_id);
        return response;
    });
}

Task<v1::JoinChannelResponse> HubService::join_channel(Context& context, const v1::JoinChannelRequest& request) {
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::JoinChannelResponse> {
        const auto membership = reading(tx, context.caller, request.channel_id());
        if (!membership) return std::unexpected(membership.error());
        hubs::join_channel(tx, request.channel_id(), membership->member_id(), clock_.now());
        return with_channel<v1::JoinChannelResponse>(tx, request.channel_id(), context.caller.member_id);
    });
}

Task<v1::LeaveChannelResponse> HubService::leave_channel(Context& context, const v1::LeaveChannelRequest& request) {
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::LeaveChannelResponse> {
        const auto membership = in_channel(tx, context.caller, request.channel_id());
        if (!membership) return std::unexpected(membership.error());
        if (!is_of_hubs(membership->visibility())) {
            return std::unexpected(Error::failed_precondition(
                "channel_id", "A Direct conversation cannot be left, nor the Thread of an Ask."));
        }
        if (auto allowed = not_for_champions(tx, request.channel_id()); !allowed)
            return std::unexpected(allowed.error());
        hubs::leave_channel(tx, request.channel_id(), membership->member_id(), clock_.now());
        return v1::LeaveChannelResponse();
    });
}

Task<v1::AddChannelMemberResponse> HubService::add_channel_member(Context& context,
                                                                  const v1::AddChannelMemberRequest& request) {
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::AddChannelMemberResponse> {
        const auto membership = organising(tx, context.caller, request.channel_id());
        if (!membership) return std::unexpected(membership.error());
        if (membership->visibility() == Visibility::thread) {
            return std::unexpected(
                Error::failed_precondition("channel_id", "Nobody is added to a Thread: whoever it is for opens it."));
        }
        if (auto allowed = not_for_champions(tx, request.channel_id()); !allowed)
            return std::unexpected(allowed.error());
        if (!find_hub_member(tx, membership->hub_id(), request.member_id())) {
            return std::unexpected(Error::failed_precondition("member_id", "This person does not belong to the hub."));
        }
        hubs::join_channel(tx, request.channel_id(), request.member_id(), clock_.now());
        return v1::AddChannelMemberResponse();
    });
}

Task<v1::RemoveChannelMemberResponse> HubService::remove_channel_member(Context& context,
                                                                        const v1::RemoveChannelMemberRequest& request) {
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::RemoveChannelMemberResponse> {
        const auto membership = organising(tx, context.caller, request.channel_id());
        if (!membership) return std::unexpected(membership.error());
        if (membership->visibility() == Visibility::thread) {
            return std::unexpected(Error::failed_precondition(
                "channel_id", "Nobody is removed from a Thread: whoever leaves its hubs is out of it."));
        }
        if (auto allowed = not_for_champions(tx, request.channel_id()); !allowed)
            return std::unexpected(allowed.error());
        if (!hubs::leave_channel(tx, request.channel_id(), request.member_id(), clock_.now())) {
            return std::unexpected(Error::not_found("member_id", "This person has not joined the channel."));
        }
        return v1::RemoveChannelMemberResponse();
    });
}

Task<v1::ListChannelMembersResponse> HubService::list_channel_members(Context& context,
                                                                      const v1::ListChannelMembersRequest& request) {
    const auto size = page_size(request.page_size(), 100, 200);
    if (!size) co_return std::unexpected(size.error());
    const auto after = page_position(request.page_token());
    if (!after) co_return std::unexpected(after.error());
    const auto words = search_words("query", request.query());
    if (!words) co_return std::unexpected(words.error());
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::ListChannelMembersResponse> {
        const auto membership = reading(tx, context.caller, request.channel_id());
        if (!membership) return std::unexpected(membership.error());
        auto page = hubs::list_channel_members(tx, request.channel_id(), membership->hub_id(),
                                               {.words = *words, .page_size = *size, .after = *after});
        v1::ListChannelMembersResponse response;
        for (auto& member : page.members) *response.add_members() = std::move(member);
        response.set_next_page_token(std::move(page.next_page_token));
        return response;
    });
}

}  // namespace ourplace::hubs
