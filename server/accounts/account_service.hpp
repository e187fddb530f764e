// Members' accounts: signing in and out, profile, devices, tokens of programs. The contract of each method is in
// proto/ourplace/v1/accounts.proto.
#pragma once

#include <functional>
#include <string>

#include "accounts/passphrase_hasher.hpp"
#include "accounts/sign_in_limits.hpp"
#include "base/clock.hpp"
#include "base/task.hpp"
#include "ourplace/v1/accounts.pb.h"
#include "rpc/context.hpp"
#include "rpc/router.hpp"
#include "store/database.hpp"

namespace ourplace::accounts {

// Called within the transaction that renames a member, before the member's own stream is written: hubs tell their
// members. Composed in main.
using MemberRenamed = std::function<void(store::Transaction&, const std::string& member_id)>;

using MemberLeaves = std::function<void(store::Transaction&, const std::string& member_id)>;

struct AccountOptions {
    // Where members open the programme, without a slash at the end: "https://talk.example.org".
    std::string public_url;
    MemberRenamed member_renamed = [](store::Transaction&, const std::string&) {};
    // Called within the transaction that deactivates a member: what they have and belong to passes on. Composed in main.
    MemberLeaves member_leaves = [](store::Transaction&, const std::string&) {};
    SignInLimitOptions limits = {};
};

class AccountService {
  public:
    // What is given by reference outlives the service.
    AccountService(store::Database& database, const Clock& clock, PassphraseHasher& hasher, AccountOptions options);

    void add_methods(rpc::Router& router);

    Task<v1::GetMeResponse> get_me(rpc::Context& context, const v1::GetMeRequest& request);
    Task<v1::UpdateProfileResponse> update_profile(rpc::Context& context, const v1::UpdateProfileRequest& request);
    Task<v1::GetMemberResponse> get_member(rpc::Context& context, const v1::GetMemberRequest& request);

    Task<v1::SignInResponse> sign_in(rpc::Context& context, const v1::SignInRequest& request);
    Task<v1::SignInWithLinkResponse> sign_in_with_link(rpc::Context& context, const v1::SignInWithLinkRequest& request);
    Task<v1::SignOutResponse> sign_out(rpc::Context& context, const v1::SignOutRequest& request);
    Task<v1::SignOutEverywhereResponse> sign_out_everywhere(rpc::Context& context,
                                                            const v1::SignOutEverywhereRequest& request);
    Task<v1::ChangePassphraseResponse> change_passphrase(rpc::Context& context,
                                                         const v1::ChangePassphraseRequest& request);

    Task<v1::ListDevicesResponse> list_devices(rpc::Context& context, const v1::ListDevicesRequest& request);
    Task<v1::RemoveDeviceResponse> remove_device(rpc::Context& context, const v1::RemoveDeviceRequest& request);

    Task<v1::CreateTokenResponse> create_token(rpc::Context& context, const v1::CreateTokenRequest& request);
    Task<v1::ListTokensResponse> list_tokens(rpc::Context& context, const v1::ListTokensRequest& request);
    Task<v1::RevokeTokenResponse> revoke_token(rpc::Context& context, const v1::RevokeTokenRequest& request);

    Task<v1::CreateSignInLinkResponse> create_sign_in_link(rpc::Context& context,
                                                           const v1::CreateSignInLinkRequest& request);

    Task<v1::DeactivateMemberResponse> deactivate_member(rpc::Context& context,
                                                         const v1::DeactivateMemberRequest& request);
    Task<v1::ReactivateMemberResponse> reactivate_member(rpc::Context& context,
                                                         const v1::ReactivateMemberRequest& request);

  private:
    store::Database& database_;
    const Clock& clock_;
    PassphraseHasher& hasher_;
    AccountOptions options_;
    SignInLimits limits_;
};

}  // namespace ourplace::accounts
