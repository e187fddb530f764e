// HubService: who belongs to a hub, and invites.
#include <utility>

#include "accounts/accounts_rules.hpp"
#include "accounts/devices_tables.hpp"
#include "hubs/channel_tables.hpp"
#include "hubs/hub_rules.hpp"
#include "hubs/hub_service.hpp"
#include "hubs/hub_tables.hpp"
#include "hubs/membership_tables.hpp"

namespace ourplace::hubs {
namespace {

using rpc::Context;
using store::Transaction;

// The caller as one who may organise the hub.
Result<HubMembership> organising(Transaction& tx, const accounts::Caller& caller, std::string_view hub_id) {
    auto membership = in_hub(tx, caller, hub_id);
    if (membership && !membership->may_organise()) {
        return std::unexpected(Error::permission_denied("hub_id", "Only organisers of this hub may do this."));
    }
    return membership;
}

bool shares_a_hub_as_organiser(Transaction& tx, std::string_view organiser_id, std::string_view member_id) {
    return tx
        .query_one(R"sql(
                 SELECT 1 FROM hub_member AS organiser JOIN hub_member AS other ON other.hub_id = organiser.hub_id
                 WHERE organiser.member_id = $1 AND organiser.role = $3 AND other.member_id = $2)sql",
                   organiser_id, member_id, Role::organiser)
        .has_value();
}

struct NewAccount {
    accounts::MemberName name;
    std::string passphrase;
    std::string device_label;
};

Result<NewAccount> new_account(const v1::AcceptInviteRequest& request) {
    auto name = accounts::member_name("name", request.name());
    if (!name) return std::unexpected(name.error());
    auto passphrase = accounts::new_passphrase("passphrase", request.passphrase(), name->text());
    if (!passphrase) return std::unexpected(passphrase.error());
    auto label = accounts::device_label("device_label", request.device_label());
    if (!label) return std::unexpected(label.error());
    return NewAccount{
        .name = std::move(*name), .passphrase = std::move(*passphrase), .device_label = std::move(*label)};
}

struct Joined {
    v1::AcceptInviteResponse response;
    std::string secret;
};

}  // namespace

Task<v1::ListHubMembersResponse> HubService::list_hub_members(Context& context,
                                                              const v1::ListHubMembersRequest& request) {
    const auto size = page_size(request.page_size(), 100, 200);
    if (!size) co_return std::unexpected(size.error());
    const auto after = page_position(request.page_token());
    if (!after) co_return std::unexpected(after.error());
    const auto words = search_words("query", request.query());
    if (!words) co_return std::unexpected(words.error());
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::ListHubMembersResponse> {
        const auto membership = in_hub(tx, context.caller, request.hub_id());
        if (!membership) return std::unexpected(membership.error());
        if (!membership->belongs() && !membership->may_organise()) {
            return std::unexpected(Error::permission_denied("hub_id", "Only members of a hub see who belongs to it."));
        }
        auto page =
            hubs::list_hub_members(tx, request.hub_id(), {.words = *words, .page_size = *size, .after = *after});
        v1::ListHubMembersResponse response;
        for (auto& member : page.members) *response.add_members() = std::move(member);
        response.set_next_page_token(std::move(page.next_page_token));
        return response;
    });
}

Task<v1::RemoveHubMemberResponse> HubService::remove_hub_member(Context& context,
                                                                const v1::RemoveHubMemberRequest& request) {
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::RemoveHubMemberResponse> {
        const auto membership = organising(tx, context.caller, request.hub_id());
        if (!membership) return std::unexpected(membership.error());
        if (auto left = hubs::leave_hub(tx, request.hub_id(), request.member_id(), clock_.now()); !left) {
            return std::unexpected(left.error());
        }
        revoke_invites_of(tx, request.hub_id(), request.member_id());
        if (options_.member_left) options_.member_left(tx, request.hub_id(), request.member_id());
        return v1::RemoveHubMemberResponse();
    });
}

Task<v1::SetHubRoleResponse> HubService::set_hub_role(Context& context, const v1::SetHubRoleRequest& request) {
    const auto valid_role = role("role", request.role());
    if (!valid_role) co_return std::unexpected(valid_role.error());
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::SetHubRoleResponse> {
        const auto membership = organising(tx, context.caller, request.hub_id());
        if (!membership) return std::unexpected(membership.error());
        if (auto set = set_role(tx, request.hub_id(), request.member_id(), *valid_role, clock_.now()); !set) {
            return std::unexpected(set.error());
        }
        return v1::SetHubRoleResponse();
    });
}

Task<v1::SetChampionResponse> HubService::set_champion(Context& context, const v1::SetChampionRequest& request) {
    std::optional<accounts::Champion> champion;
    if (request.has_champion()) {
        const auto& wanted = request.champion();
        auto valid =
            accounts::champion_profile("champion", {wanted.themes().begin(), wanted.themes().end()}, wanted.about());
        if (!valid) co_return std::unexpected(valid.error());
        champion = std::move(*valid);
    }
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::SetChampionResponse> {
        const auto& caller = context.caller;
        if (!caller.is_administrator && !shares_a_hub_as_organiser(tx, caller.member_id, request.member_id())) {
            return std::unexpected(Error::permission_denied(
                "member_id", "Only organisers of a hub that this person belongs to may do this."));
        }
        if (const auto found = accounts::find_member(tx, request.member_id());
            !found || found->is_persona || found->is_deactivated) {
            return std::unexpected(Error::not_found("member_id", "There is no such member."));
        }
        accounts::set_champion(tx, request.member_id(), champion);
        follow_champion(tx, request.member_id(), clock_.now());
        announce_member_changed(tx, request.member_id(), clock_.now());
        accounts::announce_profile_changed(tx, request.member_id(), clock_.now());
        if (!champion && options_.no_longer_champion) options_.no_longer_champion(tx, request.member_id());
        v1::SetChampionResponse response;
        *response.mutable_member() = accounts::to_wire(*accounts::find_member(tx, request.member_id()));
        return response;
    });
}

Task<v1::CreateInviteResponse> HubService::create_invite(Context& context, const v1::CreateInviteRequest& request) {
    const auto terms = invite_terms(request.role(), request.uses(), request.days_valid());
    if (!terms) co_return std::unexpected(terms.error());
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::CreateInviteResponse> {
        const auto membership = organising(tx, context.caller, request.hub_id());
        if (!membership) return std::unexpected(membership.error());
        auto created = hubs::create_invite(tx, request.hub_id(), context.caller.member_id, *terms, clock_.now());
        v1::CreateInviteResponse response;
        *response.mutable_invite() = std::move(created.invite);
        response.set_url(options_.public_url + "/join#" + created.secret);
        return response;
    });
}

Task<v1::ListInvitesResponse> HubService::list_invites(Context& context, const v1::ListInvitesRequest& request) {
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::ListInvitesResponse> {
        const auto membership = organising(tx, context.caller, request.hub_id());
        if (!membership) return std::unexpected(membership.error());
        v1::ListInvitesResponse response;
        for (auto& invite : hubs::list_invites(tx, request.hub_id(), clock_.now()))
            *response.add_invites() = std::move(invite);
        return response;
    });
}

Task<v1::RevokeInviteResponse> HubService::revoke_invite(Context& context, const v1::RevokeInviteRequest& request) {
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::RevokeInviteResponse> {
        const auto no_such_invite = [] {
            return std::unexpected(Error::not_found("invite_id", "There is no such invite."));
        };
        const auto hub_id = hub_of_invite(tx, request.invite_id());
        // Whether an invite exists is the organisers' business alone.
        if (!hub_id || !organising(tx, context.caller, *hub_id)) return no_such_invite();
        hubs::revoke_invite(tx, request.invite_id());
        return v1::RevokeInviteResponse();
    });
}

Task<v1::GetInviteResponse> HubService::get_invite(Context& context, const v1::GetInviteRequest& request) {
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::GetInviteResponse> {
        const auto invitation = find_invitation(tx, request.invite_token(), clock_.now());
        if (!invitation) return std::unexpected(invitation.error());
        v1::GetInviteResponse response;
        *response.mutable_hub() = *find_hub(tx, invitation->hub_id, context.caller.member_id);
        response.set_role(static_cast<v1::HubRole>(invitation->role));
        response.set_invited_by_name(invitation->created_by_name);
        response.set_programme_name(accounts::programme_name(tx));
        return response;
    });
}

Task<v1::AcceptInviteResponse> HubService::accept_invite(Context& context, const v1::AcceptInviteRequest& request) {
    if (!context.can_set_cookie) {
        co_return std::unexpected(Error::failed_precondition("", "Joining sets a cookie, so it works over HTTP only."));
    }
    const auto account = new_account(request);
    if (!account) co_return std::unexpected(account.error());
    // Before the slow hash, so that nobody can keep the server busy with invites that do not exist.
    auto invitation = co_await database_.read([&](Transaction& tx) -> Result<Invitation> {
        return find_invitation(tx, request.invite_token(), clock_.now());
    });
    if (!invitation) co_return std::unexpected(invitation.error());
    const auto hash = co_await options_.hash_passphrase(account->passphrase);
    if (!hash) co_return std::unexpected(hash.error());

    auto joined = co_await database_.write([&](Transaction& tx) -> Result<Joined> {
        const auto now = clock_.now();
        const auto used = use_invitation(tx, request.invite_token(), now);
        if (!used) return std::unexpected(used.error());
        const auto language = request.language() == v1::LANGUAGE_CY ? v1::LANGUAGE_CY : v1::LANGUAGE_EN;
        const auto member = accounts::create_member(
            tx, {.name = account->name, .language = language, .is_administrator = false, .passphrase_hash = *hash},
            now);
        if (!member) return std::unexpected(member.error());
        hubs::join_hub(tx, used->hub_id, member->member_id, used->role, now);
        auto session = accounts::create_session(tx, member->member_id, account->device_label, now);
        Joined done;
        *done.response.mutable_me() = accounts::to_wire_me(tx, *member, session.session_id);
        done.response.set_hub_id(used->hub_id);
        done.secret = std::move(session.secret);
        return done;
    });
    if (!joined) co_return std::unexpected(joined.error());
    context.new_session_secret = std::move(joined->secret);
    co_return std::move(joined->response);
}

Task<v1::JoinWithInviteResponse> HubService::join_with_invite(Context& context,
                                                              const v1::JoinWithInviteRequest& request) {
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::JoinWithInviteResponse> {
        const auto now = clock_.now();
        const auto found = find_invitation(tx, request.invite_token(), now);
        if (!found) return std::unexpected(found.error());
        v1::JoinWithInviteResponse response;
        response.set_hub_id(found->hub_id);
        // Somebody who has at least this role already does not use the invite up.
        const auto membership = in_hub(tx, context.caller, found->hub_id);
        if (membership && membership->role() >= found->role) return response;
        if (auto used = use_invitation(tx, request.invite_token(), now); !used) return std::unexpected(used.error());
        hubs::join_hub(tx, found->hub_id, context.caller.member_id, found->role, now);
        return response;
    });
}

}  // namespace ourplace::hubs
