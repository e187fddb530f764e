#include "bots/hook_tables.hpp"

#include <utility>

#include "base/id.hpp"

namespace ourplace::bots {
namespace {

using store::Blob;
using store::Transaction;

constexpr std::string_view hook_columns = R"sql(
    SELECT incoming_hook.hook_id, incoming_hook.bot_id, incoming_hook.channel_id, incoming_hook.label,
           incoming_hook.signing_key, incoming_hook.created_at_us, incoming_hook.last_used_at_us
)sql";

v1::IncomingHook to_hook(const store::Row& row) {
    v1::IncomingHook hook;
    hook.set_hook_id(row.text(0));
    hook.set_bot_id(row.text(1));
    hook.set_channel_id(row.text(2));
    hook.set_label(row.text(3));
    hook.set_signed_(!row.is_null(4));
    hook.set_created_at_us(row.integer(5));
    hook.set_last_used_at_us(row.integer(6));
    return hook;
}

}  // namespace

CreatedHook create_hook(Transaction& tx, const NewHook& hook, Timestamp now) {
    CreatedHook created{.hook = {}, .secret = new_secret()};
    const auto hook_id = new_id();
    const auto key = hook.signing_key ? store::Value(Blob{*hook.signing_key}) : store::Value(store::Null{});
    tx.execute(R"sql(
        INSERT INTO incoming_hook (hook_id, secret_hash, bot_id, channel_id, label, signing_key, created_at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7))sql",
               hook_id, Blob{hash_secret(created.secret)}, hook.bot_id, hook.channel_id, hook.label, key, now);
    created.hook = *find_hook(tx, hook_id);
    return created;
}

std::vector<v1::IncomingHook> hooks_of(Transaction& tx, std::string_view bot_id) {
    std::vector<v1::IncomingHook> hooks;
    for (const auto& row : tx.query(std::string(hook_columns) + R"sql(
             FROM incoming_hook WHERE bot_id = $1 ORDER BY created_at_us DESC, hook_id)sql",
                                    bot_id))
        hooks.push_back(to_hook(row));
    return hooks;
}

std::optional<v1::IncomingHook> find_hook(Transaction& tx, std::string_view hook_id) {
    const auto row = tx.query_one(std::string(hook_columns) + "FROM incoming_hook WHERE hook_id = $1", hook_id);
    if (!row) return std::nullopt;
    return to_hook(*row);
}

std::optional<OpenHook> open_hook(Transaction& tx, std::string_view secret) {
    const auto row = tx.query_one(std::string(hook_columns) + R"sql(, member.name
        FROM incoming_hook JOIN member ON member.member_id = incoming_hook.bot_id
        WHERE incoming_hook.secret_hash = $1)sql",
                                  Blob{hash_secret(secret)});
    if (!row) return std::nullopt;
    OpenHook open{.hook = to_hook(*row), .bot_name = row->text(7), .signing_key = std::nullopt};
    if (!row->is_null(4)) open.signing_key = row->blob(4);
    return open;
}

void note_hook_used(Transaction& tx, std::string_view hook_id, Timestamp now) {
    tx.execute("UPDATE incoming_hook SET last_used_at_us = $2 WHERE hook_id = $1", hook_id, now);
}

void remove_hook(Transaction& tx, std::string_view hook_id) {
    tx.execute("DELETE FROM incoming_hook WHERE hook_id = $1", hook_id);
}

void remove_hooks_of(Transaction& tx, std::string_view bot_id) {
    tx.execute("DELETE FROM incoming_hook WHERE bot_id = $1", bot_id);
}

}  // namespace ourplace::bots
