// Bots as members: rows of `member` that a hub owns. They have no passphrase, no language of their own and one token; their
// name is theirs within the hub only, so nobody finds one by typing a name. Store threads only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/accounts_rules.hpp"
#include "accounts/bot_rules.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "store/transaction.hpp"

namespace ourplace::accounts {

struct NewBot {
    MemberName name;
    std::string hub_id;
    std::string purpose;
    BotScopes scopes;
};
// Its id. `already_exists` on "name" if a person, or another bot of the hub, has the name.
[[nodiscard]] Result<std::string> create_bot(store::Transaction& tx, const NewBot& bot, Timestamp now);
// The same.
[[nodiscard]] Result<void> rename_bot(store::Transaction& tx, std::string_view bot_id, const MemberName& name);
void set_bot_scopes(store::Transaction& tx, std::string_view bot_id, BotScopes scopes);
void set_bot_paused(store::Transaction& tx, std::string_view bot_id, bool paused);

// None for people and for whoever does not exist.
[[nodiscard]] std::optional<BotStanding> find_bot(store::Transaction& tx, std::string_view member_id);
// By name.
[[nodiscard]] std::vector<std::string> bots_of_hub(store::Transaction& tx, std::string_view hub_id);
// Those of a hub that have the scope and are not paused.
[[nodiscard]] std::vector<std::string> bots_that_may(store::Transaction& tx, std::string_view hub_id, BotScope scope);

// "op_" and 43 characters; whatever it had before ends, and its connections close.
[[nodiscard]] std::string new_bot_token(store::Transaction& tx, const std::string& bot_id, Timestamp now);
// To within an hour; 0: never.
[[nodiscard]] Timestamp bot_token_last_used(store::Transaction& tx, std::string_view bot_id);

// The row stays, for what it wrote; it belongs to no hub, may do nothing and has no token.
void retire_bot(store::Transaction& tx, const std::string& bot_id);

}  // namespace ourplace::accounts
