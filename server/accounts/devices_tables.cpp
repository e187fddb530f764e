#include "accounts/devices_tables.hpp"

#include <utility>

#include "accounts/accounts_tables.hpp"
#include "accounts/bot_rules.hpp"
#include "base/id.hpp"
#include "streams/stream_log.hpp"

namespace ourplace::accounts {
namespace {

using store::Blob;
using store::Transaction;

constexpr std::string_view token_prefix = "op_";

Blob hashed(std::string_view secret) { return {hash_secret(secret)}; }

void announce_devices_changed(Transaction& tx, const std::string& member_id, Timestamp now) {
    v1::Update update;
    update.mutable_devices_changed();
    streams::append(tx, streams::member_stream(member_id), now, std::move(update));
}

// Without telling the member's devices: for when that is done once for many.
void delete_session(Transaction& tx, const std::string& session_id) {
    tx.execute("DELETE FROM session WHERE session_id = $1", session_id);
    streams::announce_session_ended(tx, session_id);
}

void make_room_for_session(Transaction& tx, std::string_view member_id) {
    const auto surplus = tx.query(R"sql(
        SELECT session_id FROM session WHERE member_id = $1
        ORDER BY last_seen_at_us DESC, signed_in_at_us DESC LIMIT 1000 OFFSET $2)sql",
                                  member_id, max_sessions_per_member - 1);
    for (const auto& row : surplus) delete_session(tx, row.text(0));
}

v1::Token to_token(const store::Row& row) {
    v1::Token token;
    token.set_token_id(row.text(0));
    token.set_label(row.text(1));
    token.set_scope(static_cast<v1::Scope>(row.integer(2)));
    token.set_created_at_us(row.integer(3));
    token.set_expires_at_us(row.integer(4));
    token.set_last_used_at_us(row.integer(5));
    return token;
}

std::optional<Access> find_session(Transaction& tx, std::string_view secret, Timestamp now) {
    const auto row = tx.query_one(R"sql(
        SELECT session.session_id, member.member_id, member.name, member.is_administrator, session.last_seen_at_us
        FROM session JOIN member ON member.member_id = session.member_id
        WHERE session.secret_hash = $1 AND member.deactivated_at_us = 0)sql",
                                  hashed(secret));
    if (!row) return std::nullopt;
    const auto expires = row->integer(4) + session_lifetime_us;
    if (expires <= now) return std::nullopt;
    return Access{.caller = {.kind = Caller::Kind::session,
                             .member_id = row->text(1),
                             .name = row->text(2),
                             .session_id = row->text(0),
                             .is_administrator = row->boolean(3),
                             .expires_at_us = expires},
                  .last_seen_at_us = row->integer(4)};
}

std::optional<Access> find_token(Transaction& tx, std::string_view secret, Timestamp now) {
    const auto row = tx.query_one(R"sql(
        SELECT token.token_id, member.member_id, member.name, member.is_administrator, token.scope,
               token.expires_at_us, token.last_used_at_us, member.bot_hub_id IS NOT NULL, member.bot_scopes
        FROM token JOIN member ON member.member_id = token.member_id
        WHERE token.secret_hash = $1 AND member.deactivated_at_us = 0)sql",
                                  hashed(secret));
    if (!row) return std::nullopt;
    const auto expires = row->integer(5);
    if (expires != 0 && expires <= now) return std::nullopt;
    const auto kind_of_person =
        row->integer(4) == v1::SCOPE_WRITE ? Caller::Kind::token_write : Caller::Kind::token_read;
    return Access{.caller = {.kind = row->boolean(7) ? Caller::Kind::bot : kind_of_person,
                             .member_id = row->text(1),
                             .name = row->text(2),
                             .session_id = row->text(0),
                             .is_administrator = row->boolean(3),
                             .reminds = BotScopes::of_bits(row->integer(8)).has(BotScope::remind),
                             .expires_at_us = expires},
                  .last_seen_at_us = row->integer(6)};
}

// Somebody who signs in themselves.
Result<Member> find_account(Transaction& tx, std::string_view member_id) {
    auto member = find_member(tx, member_id);
    if (!member || member->is_persona)
        return std::unexpected(Error::not_found("member_id", "There is no such member."));
    if (member->is_bot) {
        return std::unexpected(
            Error::failed_precondition("member_id", "This is a bot: an organiser of its hub removes it there."));
    }
    return std::move(*member);
}

std::optional<std::string> first_text(const std::optional<store::Row>& row) {
    if (!row) return std::nullopt;
    return row->text(0);
}

}  // namespace

NewSession create_session(Transaction& tx, const std::string& member_id, std::string_view label, Timestamp now) {
    make_room_for_session(tx, member_id);
    NewSession session{.session_id = new_id(), .secret = new_secret()};
    tx.execute(R"sql(
        INSERT INTO session (session_id, secret_hash, member_id, label, signed_in_at_us, last_seen_at_us)
        VALUES ($1, $2, $3, $4, $5, $5))sql",
               session.session_id, hashed(session.secret), member_id, label, now);
    announce_devices_changed(tx, member_id, now);
    return session;
}

std::optional<Access> find_access(Transaction& tx, std::string_view secret, Timestamp now) {
    return secret.starts_with(token_prefix) ? find_token(tx, secret, now) : find_session(tx, secret, now);
}

void forget_expired(Transaction& tx, Timestamp now) {
    // Nobody is connected with these: using one would have renewed it.
    tx.execute("DELETE FROM session WHERE last_seen_at_us <= $1", now - session_lifetime_us);
    tx.execute("DELETE FROM token WHERE expires_at_us <> 0 AND expires_at_us <= $1", now);
    tx.execute("DELETE FROM sign_in_link WHERE expires_at_us <= $1", now);
}

void note_seen(Transaction& tx, const Caller& caller, Timestamp now) {
    const auto sql = caller.kind == Caller::Kind::session
                         ? std::string_view("UPDATE session SET last_seen_at_us = $2 WHERE session_id = $1")
                         : std::string_view("UPDATE token SET last_used_at_us = $2 WHERE token_id = $1");
    tx.execute(sql, caller.session_id, now);
}

std::vector<v1::Device> list_sessions(Transaction& tx, std::string_view member_id, Timestamp now) {
    std::vector<v1::Device> devices;
    for (const auto& row : tx.query(R"sql(
        SELECT session_id, label, signed_in_at_us, last_seen_at_us FROM session
        WHERE member_id = $1 AND last_seen_at_us > $2
        ORDER BY signed_in_at_us DESC, session_id)sql",
                                    member_id, now - session_lifetime_us)) {
        auto& device = devices.emplace_back();
        device.set_session_id(row.text(0));
        device.set_label(row.text(1));
        device.set_signed_in_at_us(row.integer(2));
        device.set_last_seen_at_us(row.integer(3));
    }
    return devices;
}

bool end_session(Transaction& tx, const std::string& member_id, const std::string& session_id, Timestamp now) {
    const auto owner = owner_of_session(tx, session_id);
    if (owner != member_id) return false;
    delete_session(tx, session_id);
    announce_devices_changed(tx, member_id, now);
    return true;
}

std::size_t end_sessions(Transaction& tx, const std::string& member_id, std::string_view except_session_id,
                         Timestamp now) {
    const auto rows = tx.query("SELECT session_id FROM session WHERE member_id = $1 AND session_id <> $2", member_id,
                               except_session_id);
    for (const auto& row : rows) delete_session(tx, row.text(0));
    if (!rows.empty()) announce_devices_changed(tx, member_id, now);
    return rows.size();
}

Result<CreatedToken> create_token(Transaction& tx, const std::string& member_id, const NewToken& token, Timestamp now) {
    tx.execute("DELETE FROM token WHERE member_id = $1 AND expires_at_us <> 0 AND expires_at_us <= $2", member_id, now);
    const auto held = tx.query_one("SELECT count(*) FROM token WHERE member_id = $1", member_id);
    if (held && held->number(0) >= max_tokens_per_member) {
        return std::unexpected(Error::failed_precondition(
            "", "You have " + std::to_string(max_tokens_per_member) + " tokens, which is the most. Revoke one first."));
    }
    auto created = insert_token(tx, member_id, token, now);
    announce_devices_changed(tx, member_id, now);
    return created;
}

CreatedToken insert_token(Transaction& tx, const std::string& member_id, const NewToken& token, Timestamp now) {
    CreatedToken created{.token = {}, .secret = std::string(token_prefix) + new_secret()};
    created.token.set_token_id(new_id());
    created.token.set_label(token.label);
    created.token.set_scope(token.scope);
    created.token.set_created_at_us(now);
    created.token.set_expires_at_us(token.expires_at_us);
    tx.execute(R"sql(
        INSERT INTO token (token_id, secret_hash, member_id, label, scope, created_at_us, expires_at_us, last_used_at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 0))sql",
               created.token.token_id(), hashed(created.secret), member_id, token.label, token.scope, now,
               token.expires_at_us);
    return created;
}

std::vector<v1::Token> list_tokens(Transaction& tx, std::string_view member_id, Timestamp now) {
    std::vector<v1::Token> tokens;
    for (const auto& row : tx.query(R"sql(
        SELECT token_id, label, scope, created_at_us, expires_at_us, last_used_at_us FROM token
        WHERE member_id = $1 AND (expires_at_us = 0 OR expires_at_us > $2)
        ORDER BY created_at_us DESC, token_id)sql",
                                    member_id, now))
        tokens.push_back(to_token(row));
    return tokens;
}

bool revoke_token(Transaction& tx, const std::string& member_id, const std::string& token_id, Timestamp now) {
    if (tx.execute("DELETE FROM token WHERE token_id = $1 AND member_id = $2", token_id, member_id) == 0) return false;
    streams::announce_session_ended(tx, token_id);
    announce_devices_changed(tx, member_id, now);
    return true;
}

std::optional<std::string> owner_of_session(Transaction& tx, std::string_view session_id) {
    return first_text(tx.query_one("SELECT member_id FROM session WHERE session_id = $1", session_id));
}

std::optional<std::string> owner_of_token(Transaction& tx, std::string_view token_id) {
    return first_text(tx.query_one("SELECT member_id FROM token WHERE token_id = $1", token_id));
}

SignInLink create_sign_in_link(Transaction& tx, std::string_view member_id, Timestamp now) {
    SignInLink link{.secret = new_secret(), .expires_at_us = now + sign_in_link_lifetime_us};
    tx.execute("INSERT INTO sign_in_link (secret_hash, member_id, expires_at_us) VALUES ($1, $2, $3)",
               hashed(link.secret), member_id, link.expires_at_us);
    return link;
}

bool has_sign_in_link(Transaction& tx, std::string_view secret, Timestamp now) {
    const auto found = tx.query_one("SELECT member_id FROM sign_in_link WHERE secret_hash = $1 AND expires_at_us > $2",
                                    hashed(secret), now);
    return found.has_value();
}

std::optional<std::string> use_sign_in_link(Transaction& tx, std::string_view secret, Timestamp now) {
    // Deleting is what decides a race: of two who come at once only one finds the row.
    return first_text(
        tx.query_one("DELETE FROM sign_in_link WHERE secret_hash = $1 AND expires_at_us > $2 RETURNING member_id",
                     hashed(secret), now));
}

void forget_sign_in_links(Transaction& tx, std::string_view member_id) {
    tx.execute("DELETE FROM sign_in_link WHERE member_id = $1", member_id);
}

Result<bool> deactivate(Transaction& tx, const std::string& member_id, Timestamp now) {
    const auto member = find_account(tx, member_id);
    if (!member) return std::unexpected(member.error());
    if (member->is_deactivated) return false;
    if (member->is_administrator &&
        tx.query_one("SELECT COUNT(*) FROM member WHERE is_administrator = 1")->integer(0) == 1) {
        return std::unexpected(Error::failed_precondition(
            "member_id",
            "This is the only administrator, to whom everything comes that nobody else looks after. Create "
            "another one first, with: ourplace admin create-member --administrator"));
    }
    tx.execute("UPDATE member SET deactivated_at_us = $2, is_administrator = 0 WHERE member_id = $1", member_id, now);
    set_champion(tx, member_id, std::nullopt);
    tx.execute("DELETE FROM sign_in_link WHERE member_id = $1", member_id);
    for (const auto& token : list_tokens(tx, member_id, now)) revoke_token(tx, member_id, token.token_id(), now);
    end_sessions(tx, member_id, {}, now);
    return true;
}

Result<void> reactivate(Transaction& tx, const std::string& member_id) {
    if (const auto member = find_account(tx, member_id); !member) return std::unexpected(member.error());
    tx.execute("UPDATE member SET deactivated_at_us = 0 WHERE member_id = $1", member_id);
    return {};
}

std::string sign_in_link_url(std::string_view public_url, std::string_view secret) {
    return std::string(public_url) + "/sign-in-link#" + std::string(secret);
}

}  // namespace ourplace::accounts
