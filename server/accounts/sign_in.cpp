// AccountService: how people come in, go out, and change what lets them in.
#include <optional>
#include <utility>

#include "accounts/account_service.hpp"
#include "accounts/accounts_tables.hpp"
#include "accounts/devices_tables.hpp"

namespace ourplace::accounts {
namespace {

using rpc::Context;
using store::Transaction;

// Without a field: it would tell which of the two was wrong.
Error wrong_name_or_passphrase() {
    return Error::unauthenticated(
        "This name and this passphrase do not belong together. If you forgot it, an administrator can make you a sign-in link.");
}

Error needs_a_cookie() {
    return Error::failed_precondition(
        "", "Signing in sets a cookie, so it works over HTTP only: POST the same request, then connect again.");
}

Error link_is_gone() {
    return Error::not_found("link_token",
                            "This sign-in link was used already, has expired or is incomplete. Ask for a new one.");
}

struct Candidate {
    std::string member_id;
    // Empty: has none, or does not exist.
    std::string passphrase_hash;
};

Candidate find_candidate(Transaction& tx, std::string_view typed_name) {
    const auto member = find_member_by_name(tx, typed_name);
    if (!member || member->is_deactivated) return {};
    return {.member_id = member->member_id, .passphrase_hash = passphrase_hash(tx, member->member_id)};
}

struct SignedIn {
    v1::Me me;
    std::string secret;
};

// A new session, never the one that the browser brought along: whoever planted that shall not be let in. It ends.
SignedIn begin_session(Transaction& tx, const Caller& before, const Member& member, std::string_view label,
                       Timestamp now) {
    if (before.kind == Caller::Kind::session) end_session(tx, before.member_id, before.session_id, now);
    auto session = create_session(tx, member.member_id, label, now);
    return {.me = to_wire_me(tx, member, session.session_id), .secret = std::move(session.secret)};
}

// The reply, once the session is durable.
template <class Response>
Result<Response> welcome(Context& context, Result<SignedIn>&& signed_in) {
    if (!signed_in) return std::unexpected(std::move(signed_in.error()));
    context.new_session_secret = std::move(signed_in->secret);
    Response response;
    *response.mutable_me() = std::move(signed_in->me);
    return response;
}

}  // namespace

Task<v1::SignInResponse> AccountService::sign_in(Context& context, const v1::SignInRequest& request) {
    if (!context.can_set_cookie) co_return std::unexpected(needs_a_cookie());
    if (request.name().empty())
        co_return std::unexpected(Error::invalid("name", "Give the name that you joined with."));
    if (request.passphrase().empty()) co_return std::unexpected(Error::invalid("passphrase", "Give your passphrase."));
    const auto label = device_label("device_label", request.device_label());
    if (!label) co_return std::unexpected(label.error());

    const auto key = name_key(request.name());
    if (auto allowed = limits_.begin(key, context.address, clock_.now()); !allowed)
        co_return std::unexpected(std::move(allowed.error()));
    const auto candidate = co_await database_.read(
        [&](Transaction& tx) -> Result<Candidate> { return find_candidate(tx, request.name()); });
    if (!candidate) co_return std::unexpected(candidate.error());
    // Also for names that do not exist: the same work, so the same time.
    const auto verified = co_await hasher_.verify(typed_passphrase(request.passphrase()), candidate->passphrase_hash);
    if (!verified) {
        limits_.not_judged(key, context.address, clock_.now());
        co_return std::unexpected(verified.error());
    }
    if (!*verified) co_return std::unexpected(wrong_name_or_passphrase());
    limits_.succeeded(key, context.address, clock_.now());

    auto signed_in = co_await database_.write([&](Transaction& tx) -> Result<SignedIn> {
        const auto member = find_member(tx, candidate->member_id);
        // Changed in the meantime: what was typed lets nobody in any more.
        if (!member || member->is_deactivated ||
            passphrase_hash(tx, candidate->member_id) != candidate->passphrase_hash)
            return std::unexpected(wrong_name_or_passphrase());
        return begin_session(tx, context.caller, *member, *label, clock_.now());
    });
    co_return welcome<v1::SignInResponse>(context, std::move(signed_in));
}

Task<v1::SignInWithLinkResponse> AccountService::sign_in_with_link(Context& context,
                                                                   const v1::SignInWithLinkRequest& request) {
    if (!context.can_set_cookie) co_return std::unexpected(needs_a_cookie());
    const auto label = device_label("device_label", request.device_label());
    if (!label) co_return std::unexpected(label.error());
    // Strangers who try out links shall not make the store write.
    const auto known = co_await database_.read(
        [&](Transaction& tx) -> Result<bool> { return has_sign_in_link(tx, request.link_token(), clock_.now()); });
    if (!known) co_return std::unexpected(known.error());
    if (!*known) co_return std::unexpected(link_is_gone());

    auto signed_in = co_await database_.write([&](Transaction& tx) -> Result<SignedIn> {
        const auto member_id = use_sign_in_link(tx, request.link_token(), clock_.now());
        const auto member = member_id ? find_member(tx, *member_id) : std::nullopt;
        if (!member) return std::unexpected(link_is_gone());
        return begin_session(tx, context.caller, *member, *label, clock_.now());
    });
    co_return welcome<v1::SignInWithLinkResponse>(context, std::move(signed_in));
}

Task<v1::SignOutResponse> AccountService::sign_out(Context& context, const v1::SignOutRequest&) {
    auto done = co_await database_.write([&](Transaction& tx) -> Result<v1::SignOutResponse> {
        end_session(tx, context.caller.member_id, context.caller.session_id, clock_.now());
        return v1::SignOutResponse();
    });
    if (done) context.forget_session = true;
    co_return done;
}

Task<v1::SignOutEverywhereResponse> AccountService::sign_out_everywhere(Context& context,
                                                                        const v1::SignOutEverywhereRequest&) {
    auto done = co_await database_.write([&](Transaction& tx) -> Result<v1::SignOutEverywhereResponse> {
        forget_sign_in_links(tx, context.caller.member_id);
        v1::SignOutEverywhereResponse response;
        const auto ended = end_sessions(tx, context.caller.member_id, {}, clock_.now());
        response.set_sessions_ended(static_cast<std::uint32_t>(ended));
        return response;
    });
    if (done) context.forget_session = true;
    co_return done;
}

Task<v1::ChangePassphraseResponse> AccountService::change_passphrase(Context& context,
                                                                     const v1::ChangePassphraseRequest& request) {
    const auto& me = context.caller;
    const auto valid = accounts::new_passphrase("new_passphrase", request.new_passphrase(), me.name);
    if (!valid) co_return std::unexpected(valid.error());
    const auto current = co_await database_.read(
        [&](Transaction& tx) -> Result<std::string> { return passphrase_hash(tx, me.member_id); });
    if (!current) co_return std::unexpected(current.error());
    if (current->empty() && !request.current_passphrase().empty()) {
        co_return std::unexpected(
            Error::invalid("current_passphrase", "This account has no passphrase yet: leave this empty."));
    }
    if (!current->empty()) {
        // Somebody who found the phone unlocked must not be able to guess on.
        const auto key = "change " + me.member_id;
        if (auto allowed = limits_.begin(key, context.address, clock_.now()); !allowed)
            co_return std::unexpected(std::move(allowed.error()));
        const auto verified = co_await hasher_.verify(typed_passphrase(request.current_passphrase()), *current);
        if (!verified) co_return std::unexpected(verified.error());
        if (!*verified) {
            co_return std::unexpected(
                Error::permission_denied("current_passphrase", "This is not your present passphrase."));
        }
        limits_.succeeded(key, context.address, clock_.now());
    }
    const auto hash = co_await hasher_.hash(*valid);
    if (!hash) co_return std::unexpected(hash.error());

    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::ChangePassphraseResponse> {
        if (passphrase_hash(tx, me.member_id) != *current)
            return std::unexpected(Error{.code = Code::aborted,
                                         .message = "Your passphrase was changed elsewhere at the same moment.",
                                         .field = {}});
        set_passphrase_hash(tx, me.member_id, *hash);
        // Whoever knew the old one is out.
        forget_sign_in_links(tx, me.member_id);
        end_sessions(tx, me.member_id, me.session_id, clock_.now());
        if (current->empty()) announce_profile_changed(tx, me.member_id, clock_.now());
        return v1::ChangePassphraseResponse();
    });
}

Task<v1::CreateSignInLinkResponse> AccountService::create_sign_in_link(Context& context,
                                                                       const v1::CreateSignInLinkRequest& request) {
    if (!context.caller.is_administrator)
        co_return std::unexpected(Error::permission_denied("", "Only administrators make sign-in links."));
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::CreateSignInLinkResponse> {
        const auto member = find_member(tx, request.member_id());
        if (!member || member->is_persona)
            return std::unexpected(Error::not_found("member_id", "There is no such member."));
        if (member->is_bot) {
            return std::unexpected(
                Error::failed_precondition("member_id", "A bot does not sign in; it has a token from its hub."));
        }
        if (member->is_deactivated) {
            return std::unexpected(
                Error::failed_precondition("member_id", "This account is closed. Reactivate it first."));
        }
        const auto link = accounts::create_sign_in_link(tx, request.member_id(), clock_.now());
        v1::CreateSignInLinkResponse response;
        response.set_url(sign_in_link_url(options_.public_url, link.secret));
        response.set_expires_at_us(link.expires_at_us);
        return response;
    });
}

}  // namespace ourplace::accounts
