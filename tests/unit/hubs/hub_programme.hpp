// A programme with places and hubs, whose people act through HubService as a client would make them.
#pragma once

#include <functional>
#include <gtest/gtest.h>
#include <initializer_list>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "hubs/hub_service.hpp"
#include "hubs/hub_tables.hpp"
#include "hubs/membership_tables.hpp"
#include "unit/test_programme.hpp"

namespace ourplace::hubs {

using accounts::Caller;

class HubProgramme : public TestProgramme {
  public:
    // With the tables of rooms above, if any.
    explicit HubProgramme(std::span<const store::Migration> above = {}, std::span<const store::Migration> more = {})
        : TestProgramme{migrations(), above, more},
          service(*database, clock,
                  {.public_url = "https://talk.example",
                   .hash_passphrase = [](std::string passphrase) -> Task<std::string> {
                       co_return "hash of " + passphrase;
                   },
                   .member_left =
                       [this](store::Transaction& tx, const std::string& hub_id, const std::string& member_id) {
                           if (member_left) member_left(tx, hub_id, member_id);
                       },
                   .no_longer_champion =
                       [this](store::Transaction& tx, const std::string& member_id) {
                           if (no_longer_champion) no_longer_champion(tx, member_id);
                       }}),
          admin(on_device(administrator("Admin"))) {}

    // Calls a method of the service in a fresh context.
    template <class Response, class Request>
    Result<Response> call(const Caller& caller, Task<Response> (HubService::*method)(rpc::Context&, const Request&),
                          const Request& request) {
        auto fresh = context(caller);
        return run((service.*method)(fresh, request));
    }

    Caller person(std::string_view name) { return on_device(member(name)); }

    v1::Place place(std::string_view name, const std::string& inside = {}) {
        v1::CreatePlaceRequest request;
        request.set_name(std::string(name));
        request.set_parent_place_id(inside);
        return must(call(admin, &HubService::create_place, request)).place();
    }

    // Nobody but the people named belongs to it; the first one is its organiser.
    std::string hub(std::string_view name, std::initializer_list<Caller> people,
                    v1::JoinPolicy policy = v1::JOIN_POLICY_INVITATION, const std::string& place_id = {},
                    std::string_view purpose = "We help each other.") {
        const auto where = place_id.empty() ? place("Somers Town").place_id() : place_id;
        return write([&](store::Transaction& tx) {
            auto hub_id = create_hub(tx,
                                     {.name = std::string(name),
                                      .purpose = std::string(purpose),
                                      .place_id = where,
                                      .paint = 1,
                                      .join_policy = static_cast<JoinPolicy>(policy)},
                                     clock.now());
            auto role = Role::organiser;
            for (const auto& caller : people) {
                join_hub(tx, *hub_id, caller.member_id, role, clock.now());
                role = Role::member;
            }
            return *hub_id;
        });
    }

    std::string channel(const Caller& organiser, const std::string& hub_id, v1::ChannelVisibility visibility,
                        std::string_view name = "Welcome") {
        v1::CreateChannelRequest request;
        request.set_hub_id(hub_id);
        request.set_name(std::string(name));
        request.set_visibility(visibility);
        return must(call(organiser, &HubService::create_channel, request)).channel().channel_id();
    }

    Result<v1::JoinHubResponse> join(const Caller& caller, const std::string& hub_id) {
        v1::JoinHubRequest request;
        request.set_hub_id(hub_id);
        return call(caller, &HubService::join_hub, request);
    }
    Result<v1::LeaveHubResponse> leave(const Caller& caller, const std::string& hub_id) {
        v1::LeaveHubRequest request;
        request.set_hub_id(hub_id);
        return call(caller, &HubService::leave_hub, request);
    }
    Result<v1::GetHubResponse> look_at(const Caller& caller, const std::string& hub_id) {
        v1::GetHubRequest request;
        request.set_hub_id(hub_id);
        return call(caller, &HubService::get_hub, request);
    }
    // The channels that the caller sees in the hub, by name.
    std::vector<std::string> sees(const Caller& caller, const std::string& hub_id) {
        std::vector<std::string> names;
        const auto response = look_at(caller, hub_id);
        for (const auto& channel : must(response).channels()) names.push_back(channel.name());
        return names;
    }
    Result<v1::RemoveHubMemberResponse> remove(const Caller& by, const std::string& hub_id, const Caller& whom) {
        v1::RemoveHubMemberRequest request;
        request.set_hub_id(hub_id);
        request.set_member_id(whom.member_id);
        return call(by, &HubService::remove_hub_member, request);
    }
    Result<v1::SetHubRoleResponse> set_role(const Caller& by, const std::string& hub_id, const Caller& whom,
                                            v1::HubRole role) {
        v1::SetHubRoleRequest request;
        request.set_hub_id(hub_id);
        request.set_member_id(whom.member_id);
        request.set_role(role);
        return call(by, &HubService::set_hub_role, request);
    }
    v1::HubRole role_in(const std::string& hub_id, const Caller& caller) {
        return must(look_at(caller, hub_id)).hub().my_role();
    }
    Result<v1::ListHubMembersResponse> members_of(const Caller& caller, const std::string& hub_id,
                                                  std::string_view query = {}) {
        v1::ListHubMembersRequest request;
        request.set_hub_id(hub_id);
        request.set_query(std::string(query));
        return call(caller, &HubService::list_hub_members, request);
    }

    Result<v1::GetChannelResponse> open(const Caller& caller, const std::string& channel_id) {
        v1::GetChannelRequest request;
        request.set_channel_id(channel_id);
        return call(caller, &HubService::get_channel, request);
    }
    Result<v1::JoinChannelResponse> join_channel(const Caller& caller, const std::string& channel_id) {
        v1::JoinChannelRequest request;
        request.set_channel_id(channel_id);
        return call(caller, &HubService::join_channel, request);
    }
    Result<v1::LeaveChannelResponse> leave_channel(const Caller& caller, const std::string& channel_id) {
        v1::LeaveChannelRequest request;
        request.set_channel_id(channel_id);
        return call(caller, &HubService::leave_channel, request);
    }
    Result<v1::AddChannelMemberResponse> add(const Caller& by, const std::string& channel_id, const Caller& whom) {
        v1::AddChannelMemberRequest request;
        request.set_channel_id(channel_id);
        request.set_member_id(whom.member_id);
        return call(by, &HubService::add_channel_member, request);
    }
    Result<v1::RemoveChannelMemberResponse> remove_from_channel(const Caller& by, const std::string& channel_id,
                                                                const Caller& whom) {
        v1::RemoveChannelMemberRequest request;
        request.set_channel_id(channel_id);
        request.set_member_id(whom.member_id);
        return call(by, &HubService::remove_channel_member, request);
    }
    Result<v1::ListChannelMembersResponse> channel_members(const Caller& caller, const std::string& channel_id) {
        v1::ListChannelMembersRequest request;
        request.set_channel_id(channel_id);
        return call(caller, &HubService::list_channel_members, request);
    }
    Result<v1::UpdateChannelResponse> archive(const Caller& by, const std::string& channel_id, bool archived = true) {
        v1::UpdateChannelRequest request;
        request.set_channel_id(channel_id);
        request.set_archived(archived);
        return call(by, &HubService::update_channel, request);
    }

    // Whether a connection of the member may follow the stream: what the shards ask before anything is delivered.
    bool may_follow(const Caller& caller, const std::string& stream_id) {
        return write([&](store::Transaction& tx) { return may_read(tx, caller.member_id, stream_id); });
    }

    template <class T>
    static T must(Result<T> result) {
        if (!result) throw std::runtime_error(result.error().field + ": " + result.error().message);
        return std::move(*result);
    }

    // What a room above does then.
    std::function<void(store::Transaction&, const std::string& hub_id, const std::string& member_id)> member_left;
    std::function<void(store::Transaction&, const std::string& member_id)> no_longer_champion;
    HubService service;
    Caller admin;
};

// What a call was refused with; a code of none and "accepted" if it was not.
template <class T>
Error error_of(const Result<T>& result) {
    return result ? Error{.code = Code{}, .message = "accepted", .field = "accepted"} : result.error();
}
template <class T>
Code code_of(const Result<T>& result) {
    return error_of(result).code;
}
template <class T>
std::string field_of(const Result<T>& result) {
    return error_of(result).field;
}

}  // namespace ourplace::hubs
