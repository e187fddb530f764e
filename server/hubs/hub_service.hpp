// Places, Hubs, their members, invites and Channels. The contract of each method is in proto/ourplace/v1/hubs.proto.
#pragma once

#include <functional>
#include <string>

#include "accounts/accounts_tables.hpp"
#include "base/clock.hpp"
#include "base/task.hpp"
#include "ourplace/v1/hubs.pb.h"
#include "rpc/context.hpp"
#include "rpc/router.hpp"
#include "store/database.hpp"

namespace ourplace::hubs {

struct HubOptions {
    // Where members open the programme, without a slash at the end.
    std::string public_url;
    accounts::HashPassphrase hash_passphrase;
    // Told within the transaction in which somebody leaves a hub, or is made to.
    std::function<void(store::Transaction&, const std::string& hub_id, const std::string& member_id)> member_left = {};
    // The same for who is no longer a Champion.
    std::function<void(store::Transaction&, const std::string& member_id)> no_longer_champion = {};
};

class HubService {
  public:
    // What is given by reference outlives the service.
    HubService(store::Database& database, const Clock& clock, HubOptions options);

    void add_methods(rpc::Router& router);

    Task<v1::ListPlacesResponse> list_places(rpc::Context& context, const v1::ListPlacesRequest& request);
    Task<v1::CreatePlaceResponse> create_place(rpc::Context& context, const v1::CreatePlaceRequest& request);
    Task<v1::ListHubsResponse> list_hubs(rpc::Context& context, const v1::ListHubsRequest& request);
    Task<v1::GetHubResponse> get_hub(rpc::Context& context, const v1::GetHubRequest& request);
    Task<v1::CreateHubResponse> create_hub(rpc::Context& context, const v1::CreateHubRequest& request);
    Task<v1::UpdateHubResponse> update_hub(rpc::Context& context, const v1::UpdateHubRequest& request);
    Task<v1::JoinHubResponse> join_hub(rpc::Context& context, const v1::JoinHubRequest& request);
    Task<v1::LeaveHubResponse> leave_hub(rpc::Context& context, const v1::LeaveHubRequest& request);

    Task<v1::ListHubMembersResponse> list_hub_members(rpc::Context& context, const v1::ListHubMembersRequest& request);
    Task<v1::RemoveHubMemberResponse> remove_hub_member(rpc::Context& context,
                                                        const v1::RemoveHubMemberRequest& request);
    Task<v1::SetHubRoleResponse> set_hub_role(rpc::Context& context, const v1::SetHubRoleRequest& request);
    Task<v1::SetChampionResponse> set_champion(rpc::Context& context, const v1::SetChampionRequest& request);

    Task<v1::CreateInviteResponse> create_invite(rpc::Context& context, const v1::CreateInviteRequest& request);
    Task<v1::ListInvitesResponse> list_invites(rpc::Context& context, const v1::ListInvitesRequest& request);
    Task<v1::RevokeInviteResponse> revoke_invite(rpc::Context& context, const v1::RevokeInviteRequest& request);
    Task<v1::GetInviteResponse> get_invite(rpc::Context& context, const v1::GetInviteRequest& request);
    Task<v1::AcceptInviteResponse> accept_invite(rpc::Context& context, const v1::AcceptInviteRequest& request);
    Task<v1::JoinWithInviteResponse> join_with_invite(rpc::Context& context, const v1::JoinWithInviteRequest& request);

    Task<v1::CreateChannelResponse> create_channel(rpc::Context& context, const v1::CreateChannelRequest& request);
    Task<v1::UpdateChannelResponse> update_channel(rpc::Context& context, const v1::UpdateChannelRequest& request);
    Task<v1::GetChannelResponse> get_channel(rpc::Context& context, const v1::GetChannelRequest& request);
    Task<v1::JoinChannelResponse> join_channel(rpc::Context& context, const v1::JoinChannelRequest& request);
    Task<v1::LeaveChannelResponse> leave_channel(rpc::Context& context, const v1::LeaveChannelRequest& request);
    Task<v1::AddChannelMemberResponse> add_channel_member(rpc::Context& context,
                                                          const v1::AddChannelMemberRequest& request);
    Task<v1::RemoveChannelMemberResponse> remove_channel_member(rpc::Context& context,
                                                                const v1::RemoveChannelMemberRequest& request);
    Task<v1::ListChannelMembersResponse> list_channel_members(rpc::Context& context,
                                                              const v1::ListChannelMembersRequest& request);

  private:
    store::Database& database_;
    const Clock& clock_;
    HubOptions options_;
};

}  // namespace ourplace::hubs
