// Incoming hooks: secret addresses, each of which posts as one bot into one channel. Store threads only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "ourplace/v1/bots.pb.h"
#include "store/transaction.hpp"

namespace ourplace::bots {

struct NewHook {
    std::string bot_id;
    std::string channel_id;
    std::string label;
    // None: takes unsigned requests.
    std::optional<std::string> signing_key;
};
struct CreatedHook {
    v1::IncomingHook hook;
    // For the URL; stored hashed.
    std::string secret;
};
[[nodiscard]] CreatedHook create_hook(store::Transaction& tx, const NewHook& hook, Timestamp now);

// Newest first.
[[nodiscard]] std::vector<v1::IncomingHook> hooks_of(store::Transaction& tx, std::string_view bot_id);
[[nodiscard]] std::optional<v1::IncomingHook> find_hook(store::Transaction& tx, std::string_view hook_id);

// What a request needs to know.
struct OpenHook {
    v1::IncomingHook hook;
    std::string bot_name;
    std::optional<std::string> signing_key;
};
[[nodiscard]] std::optional<OpenHook> open_hook(store::Transaction& tx, std::string_view secret);
void note_hook_used(store::Transaction& tx, std::string_view hook_id, Timestamp now);

void remove_hook(store::Transaction& tx, std::string_view hook_id);
void remove_hooks_of(store::Transaction& tx, std::string_view bot_id);

}  // namespace ourplace::bots
