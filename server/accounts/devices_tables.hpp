// How members get in: sessions on devices, tokens of programs, one-time sign-in links. Secrets are stored hashed and
// returned once. Store threads only. A change that the member's devices show takes a number of the member's stream, so
// write to streams of hubs and channels first.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/accounts_rules.hpp"
#include "accounts/caller.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "ourplace/v1/accounts.pb.h"
#include "store/transaction.hpp"

namespace ourplace::accounts {

struct NewSession {
    std::string session_id;
    // Context::new_session_secret: for the cookie, never for a body or a log.
    std::string secret;
};
// Signs a device in. Above 50 sessions the one that was not seen for the longest time ends.
[[nodiscard]] NewSession create_session(store::Transaction& tx, const std::string& member_id, std::string_view label,
                                        Timestamp now);

struct Access {
    Caller caller;
    Timestamp last_seen_at_us = 0;
};
// Whose the secret of a session or token is; none if it is unknown, expired or revoked.
[[nodiscard]] std::optional<Access> find_access(store::Transaction& tx, std::string_view secret, Timestamp now);
// What has expired goes: sessions, tokens, sign-in links. It is refused before that already.
void forget_expired(store::Transaction& tx, Timestamp now);
// Notes that the session or token is in use.
void note_seen(store::Transaction& tx, const Caller& caller, Timestamp now);

// The member's sessions that are still valid, the latest sign-in first; `is_this_device` is left out.
[[nodiscard]] std::vector<v1::Device> list_sessions(store::Transaction& tx, std::string_view member_id, Timestamp now);
// Ends one session of the member and closes its connections. False: they have no such session.
bool end_session(store::Transaction& tx, const std::string& member_id, const std::string& session_id, Timestamp now);
// Ends all sessions of the member but one (empty: all). Returns how many.
std::size_t end_sessions(store::Transaction& tx, const std::string& member_id, std::string_view except_session_id,
                         Timestamp now);

struct NewToken {
    std::string label;
    v1::Scope scope = v1::SCOPE_UNSPECIFIED;
    // 0: does not expire.
    Timestamp expires_at_us = 0;
};
struct CreatedToken {
    v1::Token token;
    // "op_" and 43 characters.
    std::string secret;
};
// As given, however many there are, without telling the member's devices.
[[nodiscard]] CreatedToken insert_token(store::Transaction& tx, const std::string& member_id, const NewToken& token,
                                        Timestamp now);
// `failed_precondition` above 50.
[[nodiscard]] Result<CreatedToken> create_token(store::Transaction& tx, const std::string& member_id,
                                                const NewToken& token, Timestamp now);
// Newest first, without those that have expired.
[[nodiscard]] std::vector<v1::Token> list_tokens(store::Transaction& tx, std::string_view member_id, Timestamp now);
// False: the member has no such token.
bool revoke_token(store::Transaction& tx, const std::string& member_id, const std::string& token_id, Timestamp now);

// Whose a session or token is, for administrators on the command line.
[[nodiscard]] std::optional<std::string> owner_of_session(store::Transaction& tx, std::string_view session_id);
[[nodiscard]] std::optional<std::string> owner_of_token(store::Transaction& tx, std::string_view token_id);

struct SignInLink {
    std::string secret;
    Timestamp expires_at_us = 0;
};
[[nodiscard]] SignInLink create_sign_in_link(store::Transaction& tx, std::string_view member_id, Timestamp now);
// Whether the link would work now. Looking at it does not use it up.
[[nodiscard]] bool has_sign_in_link(store::Transaction& tx, std::string_view secret, Timestamp now);
// The member's id, once: the link is gone afterwards. None if it is unknown, used or expired.
[[nodiscard]] std::optional<std::string> use_sign_in_link(store::Transaction& tx, std::string_view secret,
                                                          Timestamp now);
// Takes back every link of the member that was not used.
void forget_sign_in_links(store::Transaction& tx, std::string_view member_id);
// The address to open; the secret is in the fragment, which browsers do not send.
[[nodiscard]] std::string sign_in_link_url(std::string_view public_url, std::string_view secret);

// From now on they cannot sign in, and are neither an administrator nor a Champion; what lets them in ends. What they have
// and belong to is for other rooms to pass on, in the same transaction. False: it was so already. `not_found` for nobody's
// account, `failed_precondition` for the last administrator.
[[nodiscard]] Result<bool> deactivate(store::Transaction& tx, const std::string& member_id, Timestamp now);
// They may sign in again. `not_found` for nobody's account.
[[nodiscard]] Result<void> reactivate(store::Transaction& tx, const std::string& member_id);

}  // namespace ourplace::accounts
