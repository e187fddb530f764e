// HubService: places, the directory, and hubs.
#include "hubs/hub_service.hpp"

#include <utility>

#include "hubs/channel_tables.hpp"
#include "hubs/hub_rules.hpp"
#include "hubs/hub_tables.hpp"
#include "hubs/membership_tables.hpp"

namespace ourplace::hubs {
namespace {

using rpc::Context;
using store::Transaction;

Error only_administrators() { return Error::permission_denied("", "Only administrators may do this."); }
Error only_organisers() { return Error::permission_denied("hub_id", "Only organisers of this hub may do this."); }

template <class Response>
Response with_hub(Transaction& tx, std::string_view hub_id, std::string_view member_id) {
    Response response;
    *response.mutable_hub() = *find_hub(tx, hub_id, member_id);
    return response;
}

Result<NewHub> new_hub(const v1::CreateHubRequest& request) {
    auto valid_name = name("name", request.name());
    if (!valid_name) return std::unexpected(valid_name.error());
    auto valid_purpose = purpose("purpose", request.purpose());
    if (!valid_purpose) return std::unexpected(valid_purpose.error());
    const auto valid_paint = paint("paint", request.paint());
    if (!valid_paint) return std::unexpected(valid_paint.error());
    const auto policy = join_policy("join_policy", request.join_policy());
    if (!policy) return std::unexpected(policy.error());
    return NewHub{.name = std::move(*valid_name),
                  .purpose = std::move(*valid_purpose),
                  .place_id = request.place_id(),
                  .paint = *valid_paint,
                  .join_policy = *policy};
}

Result<HubChange> hub_change(const v1::UpdateHubRequest& request) {
    HubChange change;
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
    if (request.has_paint()) {
        const auto valid = paint("paint", request.paint());
        if (!valid) return std::unexpected(valid.error());
        change.paint = *valid;
    }
    if (request.has_join_policy()) {
        const auto valid = join_policy("join_policy", request.join_policy());
        if (!valid) return std::unexpected(valid.error());
        change.join_policy = *valid;
    }
    if (request.has_requires_both_languages()) change.requires_both_languages = request.requires_both_languages();
    return change;
}

}  // namespace

HubService::HubService(store::Database& database, const Clock& clock, HubOptions options)
    : database_(database), clock_(clock), options_(std::move(options)) {}

void HubService::add_methods(rpc::Router& router) {
    using rpc::Access;
    const auto add = [&](std::string_view method, Access access, auto handler, rpc::Bots bots = rpc::Bots::refused) {
        router.add("ourplace.v1.HubService/" + std::string(method), access, *this, handler, bots);
    };
    add("ListPlaces", Access::read, &HubService::list_places);
    add("CreatePlace", Access::write, &HubService::create_place);
    add("ListHubs", Access::read, &HubService::list_hubs);
    add("GetHub", Access::read, &HubService::get_hub);
    add("CreateHub", Access::write, &HubService::create_hub);
    add("UpdateHub", Access::write, &HubService::update_hub);
    add("JoinHub", Access::write, &HubService::join_hub);
    add("LeaveHub", Access::write, &HubService::leave_hub);
    add("ListHubMembers", Access::read, &HubService::list_hub_members);
    add("RemoveHubMember", Access::write, &HubService::remove_hub_member);
    add("SetHubRole", Access::write, &HubService::set_hub_role);
    add("SetChampion", Access::write, &HubService::set_champion);
    add("CreateInvite", Access::person, &HubService::create_invite);
    add("ListInvites", Access::person, &HubService::list_invites);
    add("RevokeInvite", Access::person, &HubService::revoke_invite);
    add("GetInvite", Access::everybody, &HubService::get_invite);
    add("AcceptInvite", Access::everybody, &HubService::accept_invite);
    add("JoinWithInvite", Access::person, &HubService::join_with_invite);
    add("CreateChannel", Access::write, &HubService::create_channel);
    add("UpdateChannel", Access::write, &HubService::update_channel);
    add("GetChannel", Access::read, &HubService::get_channel, rpc::Bots::allowed);
    add("JoinChannel", Access::write, &HubService::join_channel);
    add("LeaveChannel", Access::write, &HubService::leave_channel);
    add("AddChannelMember", Access::write, &HubService::add_channel_member);
    add("RemoveChannelMember", Access::write, &HubService::remove_channel_member);
    add("ListChannelMembers", Access::read, &HubService::list_channel_members, rpc::Bots::allowed);
}

Task<v1::ListPlacesResponse> HubService::list_places(Context&, const v1::ListPlacesRequest&) {
    co_return co_await database_.read([](Transaction& tx) -> Result<v1::ListPlacesResponse> {
        v1::ListPlacesResponse response;
        for (auto& place : hubs::list_places(tx)) *response.add_places() = std::move(place);
        return response;
    });
}

Task<v1::CreatePlaceResponse> HubService::create_place(Context& context, const v1::CreatePlaceRequest& request) {
    if (!context.caller.is_administrator) co_return std::unexpected(only_administrators());
    const auto valid_name = name("name", request.name());
    if (!valid_name) co_return std::unexpected(valid_name.error());
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::CreatePlaceResponse> {
        auto place = hubs::create_place(tx, *valid_name, request.parent_place_id());
        if (!place) return std::unexpected(place.error());
        v1::CreatePlaceResponse response;
        *response.mutable_place() = std::move(*place);
        return response;
    });
}

Task<v1::ListHubsResponse> HubService::list_hubs(Context& context, const v1::ListHubsRequest& request) {
    const auto size = page_size(request.page_size(), 50, 100);
    if (!size) co_return std::unexpected(size.error());
    const auto after = page_position(request.page_token());
    if (!after) co_return std::unexpected(after.error());
    const auto words = search_words("query", request.query());
    if (!words) co_return std::unexpected(words.error());
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::ListHubsResponse> {
        auto page =
            hubs::list_hubs(tx, {.words = *words, .place_id = request.place_id(), .page_size = *size, .after = *after},
                            context.caller.member_id);
        v1::ListHubsResponse response;
        for (auto& hub : page.hubs) *response.add_hubs() = std::move(hub);
        response.set_next_page_token(std::move(page.next_page_token));
        return response;
    });
}

Task<v1::GetHubResponse> HubService::get_hub(Context& context, const v1::GetHubRequest& request) {
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::GetHubResponse> {
        const auto membership = in_hub(tx, context.caller, request.hub_id());
        if (!membership) return std::unexpected(membership.error());
        auto response = with_hub<v1::GetHubResponse>(tx, request.hub_id(), context.caller.member_id);
        for (auto& channel : channels_of_hub(tx, request.hub_id(), context.caller.member_id)) {
            *response.add_channels() = std::move(channel);
        }
        return response;
    });
}

Task<v1::CreateHubResponse> HubService::create_hub(Context& context, const v1::CreateHubRequest& request) {
    if (!context.caller.is_administrator) co_return std::unexpected(only_administrators());
    const auto hub = new_hub(request);
    if (!hub) co_return std::unexpected(hub.error());
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::CreateHubResponse> {
        const auto hub_id = hubs::create_hub(tx, *hub, clock_.now());
        if (!hub_id) return std::unexpected(hub_id.error());
        hubs::join_hub(tx, *hub_id, context.caller.member_id, Role::organiser, clock_.now());
        return with_hub<v1::CreateHubResponse>(tx, *hub_id, context.caller.member_id);
    });
}

Task<v1::UpdateHubResponse> HubService::update_hub(Context& context, const v1::UpdateHubRequest& request) {
    const auto change = hub_change(request);
    if (!change) co_return std::unexpected(change.error());
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::UpdateHubResponse> {
        const auto membership = in_hub(tx, context.caller, request.hub_id());
        if (!membership) return std::unexpected(membership.error());
        if (!membership->may_organise()) return std::unexpected(only_organisers());
        change_hub(tx, request.hub_id(), *change, clock_.now());
        return with_hub<v1::UpdateHubResponse>(tx, request.hub_id(), context.caller.member_id);
    });
}

Task<v1::JoinHubResponse> HubService::join_hub(Context& context, const v1::JoinHubRequest& request) {
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::JoinHubResponse> {
        const auto membership = in_hub(tx, context.caller, request.hub_id());
        if (!membership) return std::unexpected(membership.error());
        if (membership->join_policy() != JoinPolicy::open && !membership->belongs() &&
            !context.caller.is_administrator) {
            return std::unexpected(
                Error::permission_denied("hub_id", "This hub is joined by invitation. Ask one of its organisers."));
        }
        if (!membership->belongs())
            hubs::join_hub(tx, request.hub_id(), context.caller.member_id, Role::member, clock_.now());
        return with_hub<v1::JoinHubResponse>(tx, request.hub_id(), context.caller.member_id);
    });
}

Task<v1::LeaveHubResponse> HubService::leave_hub(Context& context, const v1::LeaveHubRequest& request) {
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::LeaveHubResponse> {
        const auto membership = in_hub(tx, context.caller, request.hub_id());
        if (!membership) return std::unexpected(membership.error());
        if (!membership->belongs()) return v1::LeaveHubResponse();
        if (auto left = hubs::leave_hub(tx, request.hub_id(), context.caller.member_id, clock_.now()); !left) {
            return std::unexpected(left.error());
        }
        if (options_.member_left) options_.member_left(tx, request.hub_id(), context.caller.member_id);
        return v1::LeaveHubResponse();
    });
}

}  // namespace ourplace::hubs
