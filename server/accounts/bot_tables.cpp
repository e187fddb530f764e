#include "accounts/bot_tables.hpp"

#include "accounts/accounts_tables.hpp"
#include "accounts/devices_tables.hpp"
#include "base/id.hpp"
#include "base/text.hpp"
#include "ourplace/v1/accounts.pb.h"
#include "streams/stream_log.hpp"

namespace ourplace::accounts {
namespace {

using store::Transaction;

// No key of a typed name has this character, so a bot never stands in the way of a person's name or sign-in.
constexpr char between_name_and_owner = '\x1f';

std::string bot_name_key(const MemberName& name, std::string_view owner) {
    return name.key() + between_name_and_owner + std::string(owner);
}

Error name_is_taken() {
    return Error::already_exists("name", "A person in the programme or another bot of this hub has this name already.");
}

bool person_has(Transaction& tx, const MemberName& name) {
    return tx.query_one("SELECT 1 FROM member WHERE name_key = $1", name.key()).has_value();
}

void end_tokens(Transaction& tx, const std::string& bot_id) {
    for (const auto& row : tx.query("DELETE FROM token WHERE member_id = $1 RETURNING token_id", bot_id))
        streams::announce_session_ended(tx, row.text(0));
}

std::vector<std::string> ids(const store::Rows& rows) {
    std::vector<std::string> all;
    for (const auto& row : rows) all.push_back(row.text(0));
    return all;
}

}  // namespace

Result<std::string> create_bot(Transaction& tx, const NewBot& bot, Timestamp now) {
    if (person_has(tx, bot.name)) return std::unexpected(name_is_taken());
    auto id = new_id();
    const auto created = tx.execute(
        R"sql(
        INSERT INTO member (member_id, name, name_key, search_key, about, language, is_administrator, created_at_us,
                            bot_hub_id, bot_scopes)
        VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9)
        ON CONFLICT (name_key) DO NOTHING)sql",
        id, bot.name.text(), bot_name_key(bot.name, bot.hub_id), searchable(bot.name.text()), bot.purpose,
        v1::LANGUAGE_EN, now, bot.hub_id, bot.scopes.bits());
    if (created == 0) return std::unexpected(name_is_taken());
    return id;
}

Result<void> rename_bot(Transaction& tx, std::string_view bot_id, const MemberName& name) {
    const auto standing = find_bot(tx, bot_id);
    if (!standing) return {};
    const auto key = bot_name_key(name, standing->hub_id);
    const auto other =
        tx.query_one("SELECT 1 FROM member WHERE name_key IN ($1, $2) AND member_id <> $3", key, name.key(), bot_id);
    if (other) return std::unexpected(name_is_taken());
    tx.execute("UPDATE member SET name = $2, name_key = $3, search_key = $4 WHERE member_id = $1", bot_id, name.text(),
               key, searchable(name.text()));
    return {};
}

void set_bot_scopes(Transaction& tx, std::string_view bot_id, BotScopes scopes) {
    tx.execute("UPDATE member SET bot_scopes = $2 WHERE member_id = $1", bot_id, scopes.bits());
}

void set_bot_paused(Transaction& tx, std::string_view bot_id, bool paused) {
    tx.execute("UPDATE member SET bot_paused = $2 WHERE member_id = $1", bot_id, paused);
}

std::optional<BotStanding> find_bot(Transaction& tx, std::string_view member_id) {
    const auto row = tx.query_one(
        "SELECT bot_hub_id, bot_scopes, bot_paused FROM member WHERE member_id = $1 AND bot_hub_id IS NOT NULL",
        member_id);
    if (!row) return std::nullopt;
    return BotStanding{
        .hub_id = row->text(0), .scopes = BotScopes::of_bits(row->integer(1)), .paused = row->boolean(2)};
}

std::vector<std::string> bots_of_hub(Transaction& tx, std::string_view hub_id) {
    return ids(tx.query("SELECT member_id FROM member WHERE bot_hub_id = $1 ORDER BY name_key", hub_id));
}

std::vector<std::string> bots_that_may(Transaction& tx, std::string_view hub_id, BotScope scope) {
    std::vector<std::string> those;
    for (auto& id : bots_of_hub(tx, hub_id)) {
        if (find_bot(tx, id)->may(scope)) those.push_back(std::move(id));
    }
    return those;
}

std::string new_bot_token(Transaction& tx, const std::string& bot_id, Timestamp now) {
    end_tokens(tx, bot_id);
    return insert_token(tx, bot_id, {.label = "Bot", .scope = v1::SCOPE_WRITE, .expires_at_us = 0}, now).secret;
}

Timestamp bot_token_last_used(Transaction& tx, std::string_view bot_id) {
    const auto row = tx.query_one("SELECT last_used_at_us FROM token WHERE member_id = $1", bot_id);
    return row ? row->integer(0) : 0;
}

void retire_bot(Transaction& tx, const std::string& bot_id) {
    end_tokens(tx, bot_id);
    tx.execute(R"sql(
        UPDATE member SET bot_hub_id = '', bot_scopes = 0, name_key = name_key || $2 WHERE member_id = $1)sql",
               bot_id, between_name_and_owner + bot_id);
}

}  // namespace ourplace::accounts
