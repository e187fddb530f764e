// A Hub's bots as the hub sees them, and the Updates that say what became of them. Store threads only.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/bot_rules.hpp"
#include "accounts/caller.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "hubs/membership_tables.hpp"
#include "ourplace/v1/bots.pb.h"
#include "store/migrations.hpp"
#include "store/transaction.hpp"

namespace ourplace::bots {

// All tables of this room.
[[nodiscard]] std::span<const store::Migration> migrations();

// `permission_denied` for whoever is no organiser of the hub.
[[nodiscard]] Result<void> organises(store::Transaction& tx, const accounts::Caller& caller, std::string_view hub_id);
// The bot, for organisers of its hub.
[[nodiscard]] Result<accounts::BotStanding> looking_after(store::Transaction& tx, const accounts::Caller& caller,
                                                          std::string_view bot_id);

// As members of the hub see it: of its channels those that the viewer may read. Nobody ("") sees all, for the bot itself.
[[nodiscard]] v1::Bot describe(store::Transaction& tx, const std::string& bot_id, std::string_view viewer_id);
// The same with what only organisers see.
[[nodiscard]] v1::Bot describe_to_organiser(store::Transaction& tx, const std::string& bot_id,
                                            std::string_view viewer_id);

// `failed_precondition` on "scopes" if another bot of the hub passes reminders on already: two would send each twice.
[[nodiscard]] Result<void> only_one_reminds(store::Transaction& tx, std::string_view hub_id, std::string_view bot_id,
                                            accounts::BotScopes scopes);

// Each must be a channel of the hub that the organiser may know of; `not_found` on the field otherwise.
[[nodiscard]] Result<void> check_channels(store::Transaction& tx, const accounts::Caller& organiser,
                                          std::string_view hub_id, std::string_view field,
                                          std::span<const std::string> channel_ids);
// Invites the bot to these and takes it out of all others but the sandbox, and private ones that the organiser does not
// know.
void set_channels(store::Transaction& tx, const accounts::Caller& organiser, std::string_view hub_id,
                  const std::string& bot_id, std::span<const std::string> channel_ids, Timestamp now);
// Direct conversations stay, for whom the bot talked to.
void leave_all_channels(store::Transaction& tx, std::string_view hub_id, const std::string& bot_id, Timestamp now);

// Tells the hub that one of its bots is another than before.
void announce_in_hub(store::Transaction& tx, std::string_view hub_id, const std::string& bot_id, Timestamp now);
// Tells the bot, and its connections to look afresh at what they may read.
void announce_to_bot(store::Transaction& tx, const std::string& bot_id, Timestamp now);

}  // namespace ourplace::bots
