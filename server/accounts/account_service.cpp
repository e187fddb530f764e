#include "accounts/account_service.hpp"

#include <utility>

#include "accounts/accounts_tables.hpp"
#include "accounts/devices_tables.hpp"

namespace ourplace::accounts {
namespace {

using rpc::Context;
using store::Transaction;

// The caller's account. It can be gone although the caller was found: calls and erasure are not in one transaction.
Result<Member> own_account(Transaction& tx, const Caller& caller) {
    auto member = find_member(tx, caller.member_id);
    if (!member) return std::unexpected(Error::unauthenticated("This account does not exist any more."));
    return std::move(*member);
}

// Changes what the request sets; true if the name is another one now.
Result<bool> change_profile(Transaction& tx, const Member& member, const v1::UpdateProfileRequest& request) {
    bool renamed = false;
    if (request.has_name()) {
        const auto name = member_name("name", request.name());
        if (!name) return std::unexpected(name.error());
        if (auto done = rename_member(tx, member.member_id, *name); !done) return std::unexpected(done.error());
        renamed = name->text() != member.name;
    }
    if (request.has_language()) {
        if (request.language() == v1::LANGUAGE_UNSPECIFIED || !v1::Language_IsValid(request.language()))
            return std::unexpected(Error::invalid("language", "This must be one of LANGUAGE_EN, LANGUAGE_CY."));
        set_language(tx, member.member_id, request.language());
    }
    if (request.has_about()) {
        const auto about = profile_about("about", request.about());
        if (!about) return std::unexpected(about.error());
        set_about(tx, member.member_id, *about);
    }
    return renamed;
}

Error only_administrators() { return Error::permission_denied("", "Only administrators may do this."); }

}  // namespace

AccountService::AccountService(store::Database& database, const Clock& clock, PassphraseHasher& hasher,
                               AccountOptions options)
    : database_(database), clock_(clock), hasher_(hasher), options_(std::move(options)), limits_(options_.limits) {}

void AccountService::add_methods(rpc::Router& router) {
    const auto add = [&](const char* name, rpc::Access access, auto handler, rpc::Bots bots = rpc::Bots::refused) {
        router.add(std::string("ourplace.v1.AccountService/") + name, access, *this, handler, bots);
    };
    add("GetMe", rpc::Access::read, &AccountService::get_me, rpc::Bots::allowed);
    add("UpdateProfile", rpc::Access::person, &AccountService::update_profile);
    add("GetMember", rpc::Access::person, &AccountService::get_member);
    add("SignIn", rpc::Access::everybody, &AccountService::sign_in);
    add("SignInWithLink", rpc::Access::everybody, &AccountService::sign_in_with_link);
    add("SignOut", rpc::Access::person, &AccountService::sign_out);
    add("SignOutEverywhere", rpc::Access::person, &AccountService::sign_out_everywhere);
    add("ChangePassphrase", rpc::Access::person, &AccountService::change_passphrase);
    add("ListDevices", rpc::Access::person, &AccountService::list_devices);
    add("RemoveDevice", rpc::Access::person, &AccountService::remove_device);
    add("CreateToken", rpc::Access::person, &AccountService::create_token);
    add("ListTokens", rpc::Access::person, &AccountService::list_tokens);
    add("RevokeToken", rpc::Access::person, &AccountService::revoke_token);
    add("CreateSignInLink", rpc::Access::person, &AccountService::create_sign_in_link);
    add("DeactivateMember", rpc::Access::person, &AccountService::deactivate_member);
    add("ReactivateMember", rpc::Access::person, &AccountService::reactivate_member);
}

Task<v1::GetMeResponse> AccountService::get_me(Context& context, const v1::GetMeRequest&) {
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::GetMeResponse> {
        const auto member = own_account(tx, context.caller);
        if (!member) return std::unexpected(member.error());
        v1::GetMeResponse response;
        *response.mutable_me() = to_wire_me(tx, *member, context.caller.session_id);
        return response;
    });
}

Task<v1::UpdateProfileResponse> AccountService::update_profile(Context& context,
                                                               const v1::UpdateProfileRequest& request) {
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::UpdateProfileResponse> {
        const auto before = own_account(tx, context.caller);
        if (!before) return std::unexpected(before.error());
        const auto renamed = change_profile(tx, *before, request);
        if (!renamed) return std::unexpected(renamed.error());
        if (*renamed) options_.member_renamed(tx, before->member_id);

        const auto after = own_account(tx, context.caller);
        if (*renamed || after->about != before->about || after->language != before->language)
            announce_profile_changed(tx, before->member_id, clock_.now());
        v1::UpdateProfileResponse response;
        *response.mutable_me() = to_wire_me(tx, *after, context.caller.session_id);
        return response;
    });
}

Task<v1::GetMemberResponse> AccountService::get_member(Context&, const v1::GetMemberRequest& request) {
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::GetMemberResponse> {
        const auto member = find_member(tx, request.member_id());
        if (!member) return std::unexpected(Error::not_found("member_id", "There is no such member."));
        v1::GetMemberResponse response;
        *response.mutable_member() = to_wire(*member);
        return response;
    });
}

Task<v1::ListDevicesResponse> AccountService::list_devices(Context& context, const v1::ListDevicesRequest&) {
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::ListDevicesResponse> {
        v1::ListDevicesResponse response;
        for (auto& device : list_sessions(tx, context.caller.member_id, clock_.now())) {
            device.set_is_this_device(device.session_id() == context.caller.session_id);
            *response.add_devices() = std::move(device);
        }
        return response;
    });
}

Task<v1::RemoveDeviceResponse> AccountService::remove_device(Context& context, const v1::RemoveDeviceRequest& request) {
    auto removed = co_await database_.write([&](Transaction& tx) -> Result<v1::RemoveDeviceResponse> {
        if (!end_session(tx, context.caller.member_id, request.session_id(), clock_.now()))
            return std::unexpected(
                Error::not_found("session_id", "None of your devices has this id; perhaps it is signed out already."));
        return v1::RemoveDeviceResponse();
    });
    if (removed && request.session_id() == context.caller.session_id) context.forget_session = true;
    co_return removed;
}

Task<v1::CreateTokenResponse> AccountService::create_token(Context& context, const v1::CreateTokenRequest& request) {
    auto label = token_label("label", request.label());
    if (!label) co_return std::unexpected(std::move(label.error()));
    if (request.scope() != v1::SCOPE_READ && request.scope() != v1::SCOPE_WRITE)
        co_return std::unexpected(Error::invalid("scope", "This must be one of SCOPE_READ, SCOPE_WRITE."));
    if (request.days_valid() > max_token_days)
        co_return std::unexpected(Error::invalid("days_valid", "This must be 0 to 366; 0: does not expire."));

    const auto now = clock_.now();
    const NewToken token{
        .label = std::move(*label),
        .scope = request.scope(),
        .expires_at_us = request.days_valid() == 0 ? 0 : now + request.days_valid() * microseconds_per_day};
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::CreateTokenResponse> {
        auto created = accounts::create_token(tx, context.caller.member_id, token, now);
        if (!created) return std::unexpected(std::move(created.error()));
        v1::CreateTokenResponse response;
        *response.mutable_token() = std::move(created->token);
        response.set_secret(std::move(created->secret));
        return response;
    });
}

Task<v1::ListTokensResponse> AccountService::list_tokens(Context& context, const v1::ListTokensRequest&) {
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::ListTokensResponse> {
        v1::ListTokensResponse response;
        for (auto& token : accounts::list_tokens(tx, context.caller.member_id, clock_.now()))
            *response.add_tokens() = std::move(token);
        return response;
    });
}

Task<v1::RevokeTokenResponse> AccountService::revoke_token(Context& context, const v1::RevokeTokenRequest& request) {
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::RevokeTokenResponse> {
        if (!accounts::revoke_token(tx, context.caller.member_id, request.token_id(), clock_.now()))
            return std::unexpected(
                Error::not_found("token_id", "None of your tokens has this id; perhaps it is revoked already."));
        return v1::RevokeTokenResponse();
    });
}

Task<v1::DeactivateMemberResponse> AccountService::deactivate_member(Context& context,
                                                                     const v1::DeactivateMemberRequest& request) {
    if (!context.caller.is_administrator) co_return std::unexpected(only_administrators());
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::DeactivateMemberResponse> {
        const auto news = deactivate(tx, request.member_id(), clock_.now());
        if (!news) return std::unexpected(news.error());
        if (*news) options_.member_leaves(tx, request.member_id());
        v1::DeactivateMemberResponse response;
        *response.mutable_member() = to_wire(*find_member(tx, request.member_id()));
        return response;
    });
}

Task<v1::ReactivateMemberResponse> AccountService::reactivate_member(Context& context,
                                                                     const v1::ReactivateMemberRequest& request) {
    if (!context.caller.is_administrator) co_return std::unexpected(only_administrators());
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::ReactivateMemberResponse> {
        if (auto done = reactivate(tx, request.member_id()); !done) return std::unexpected(done.error());
        v1::ReactivateMemberResponse response;
        *response.mutable_member() = to_wire(*find_member(tx, request.member_id()));
        return response;
    });
}

}  // namespace ourplace::accounts
