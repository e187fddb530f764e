// A programme whose members sign in, as a browser would make them.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "accounts/account_service.hpp"
#include "accounts/authenticator.hpp"
#include "accounts/passphrase_hasher.hpp"
#include "unit/test_programme.hpp"

namespace ourplace::accounts {

// As weak as libsodium allows: the tests are about what is hashed, not about how long it takes.
inline constexpr HashingOptions quick_hashing{.threads = 2, .max_waiting = 64, .memory_bytes = 8192, .passes = 1};

class AccountProgramme : public TestProgramme {
  public:
    explicit AccountProgramme(AccountOptions options = {.public_url = "https://talk.example"})
        : service(*database, clock, hasher, std::move(options)), authenticator(*database, clock) {}

    std::string member_with(std::string_view name, const std::string& passphrase) {
        return member(name, hasher.hash_now(passphrase).value());
    }

    // A browser: what the server set as its cookie, if it did.
    struct Attempt {
        Result<v1::SignInResponse> response;
        std::string secret;
    };
    Attempt sign_in(std::string_view name, std::string_view passphrase, std::string_view address = "192.0.2.1",
                    Caller before = {}) {
        auto call = context(std::move(before), address);
        v1::SignInRequest request;
        request.set_name(std::string(name));
        request.set_passphrase(std::string(passphrase));
        request.set_device_label("Test phone");
        auto response = run(service.sign_in(call, request));
        return {.response = std::move(response), .secret = call.new_session_secret.value_or("")};
    }
    Attempt follow_link(std::string_view url) {
        auto call = context();
        v1::SignInWithLinkRequest request;
        request.set_link_token(std::string(url.substr(url.find('#') + 1)));
        auto response = run(service.sign_in_with_link(call, request));
        if (!response) return {.response = std::unexpected(response.error()), .secret = {}};
        v1::SignInResponse same;
        *same.mutable_me() = response->me();
        return {.response = std::move(same), .secret = call.new_session_secret.value_or("")};
    }
    Result<v1::ChangePassphraseResponse> change_passphrase(const Caller& caller, std::string_view current,
                                                           std::string_view next) {
        auto call = context(caller);
        v1::ChangePassphraseRequest request;
        request.set_current_passphrase(std::string(current));
        request.set_new_passphrase(std::string(next));
        return run(service.change_passphrase(call, request));
    }
    Result<v1::CreateTokenResponse> create_token(const Caller& caller, v1::Scope scope, unsigned days = 0,
                                                 std::string_view label = "Notice board") {
        auto call = context(caller);
        v1::CreateTokenRequest request;
        request.set_label(std::string(label));
        request.set_scope(scope);
        request.set_days_valid(days);
        return run(service.create_token(call, request));
    }

    Result<Caller> authenticate(const std::string& secret) { return run(authenticator.authenticate(secret)); }
    bool lets_in(const std::string& secret) { return authenticate(secret).has_value(); }

    // Calls a method of the service in a fresh context.
    template <class Response, class Request>
    Result<Response> call(const Caller& caller, Task<Response> (AccountService::*method)(rpc::Context&, const Request&),
                          const Request& request) {
        auto fresh = context(caller);
        return run((service.*method)(fresh, request));
    }

    PassphraseHasher hasher{quick_hashing};
    AccountService service;
    Authenticator authenticator;
};

}  // namespace ourplace::accounts
