// Channels and who has joined them. Store threads only; Updates as in hub_tables.hpp.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "hubs/hub_rules.hpp"
#include "hubs/membership_tables.hpp"
#include "ourplace/v1/hubs.pb.h"
#include "store/transaction.hpp"

namespace ourplace::hubs {

struct NewChannel {
    std::string hub_id;
    std::string name;
    std::string purpose;
    Visibility visibility = Visibility::hub;
    bool sandbox = false;
    bool for_champions = false;
};
// Everybody in the hub joins one that is not private; only the creator joins a private one, and its Champions one for them.
[[nodiscard]] std::string create_channel(store::Transaction& tx, const NewChannel& channel,
                                         const std::string& creator_id, Timestamp now);

struct ChannelChange {
    std::optional<std::string> name;
    std::optional<std::string> purpose;
    std::optional<bool> archived;
};
// Saying the same again is no news.
void change_channel(store::Transaction& tx, const std::string& channel_id, const ChannelChange& change, Timestamp now);

// As the member sees it; says nothing about whether they may.
[[nodiscard]] std::optional<v1::Channel> find_channel(store::Transaction& tx, std::string_view channel_id,
                                                      std::string_view member_id);
// Those of a hub that the member may read, by name, archived ones last. Direct conversations are nowhere's.
[[nodiscard]] std::vector<v1::Channel> channels_of_hub(store::Transaction& tx, std::string_view hub_id,
                                                       std::string_view member_id);
// Those that the member has joined, by name.
[[nodiscard]] std::vector<v1::Channel> joined_channels(store::Transaction& tx, std::string_view member_id);

// Without telling anybody. False: had joined already.
bool enter_channel(store::Transaction& tx, const std::string& channel_id, const std::string& member_id, Timestamp now);
// Tells the member, who has entered it.
void announce_joined(store::Transaction& tx, const std::string& channel_id, const std::string& member_id,
                     Timestamp now);
// False: had joined already.
bool join_channel(store::Transaction& tx, const std::string& channel_id, const std::string& member_id, Timestamp now);
// False: had not joined.
bool leave_channel(store::Transaction& tx, const std::string& channel_id, const std::string& member_id, Timestamp now);

// The hub's private channel for its Champions, if it has one.
[[nodiscard]] std::optional<std::string> find_champions_channel(store::Transaction& tx, std::string_view hub_id);
// Into those of the member's hubs if they are a Champion, out of them if they no longer are.
void follow_champion(store::Transaction& tx, const std::string& member_id, Timestamp now);

// The hub's private channel for trying bots out; none until it has had a bot.
[[nodiscard]] std::optional<std::string> find_sandbox(store::Transaction& tx, std::string_view hub_id);
// Makes it if there is none. Its organisers have joined it.
[[nodiscard]] std::string sandbox_of(store::Transaction& tx, const std::string& hub_id, Timestamp now);
// Those of the hub that a bot was invited to, Direct conversations not among them.
[[nodiscard]] std::vector<std::string> channels_of_bot(store::Transaction& tx, std::string_view hub_id,
                                                       std::string_view bot_id);

}  // namespace ourplace::hubs
