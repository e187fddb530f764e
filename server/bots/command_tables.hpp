// The commands that bots answer, and what people asked of bots and wait for. Store threads only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "bots/command_rules.hpp"
#include "hubs/membership_tables.hpp"
#include "ourplace/v1/bots.pb.h"
#include "ourplace/v1/wire.pb.h"
#include "store/transaction.hpp"

namespace ourplace::bots {

// By name.
[[nodiscard]] std::vector<Command> commands_of(store::Transaction& tx, std::string_view bot_id);
// Instead of those before. `already_exists` if another bot of the hub answers one of them.
[[nodiscard]] Result<void> set_commands(store::Transaction& tx, std::string_view hub_id, std::string_view bot_id,
                                        const std::vector<Command>& commands);
// Of the bots in the channel that are not paused, by name.
[[nodiscard]] std::vector<v1::BotCommand> commands_in(store::Transaction& tx, const hubs::ChannelMembership& channel);
// Whether the bot is in the channel and not paused.
[[nodiscard]] bool listens(store::Transaction& tx, std::string_view bot_id, std::string_view channel_id);

struct Invocation {
    enum class State : std::uint8_t { waiting = 0, answered = 1, unanswered = 2 };
    std::string invocation_id;
    std::string bot_id;
    std::string channel_id;
    std::string invoker_id;
    std::string client_invocation_id;
    Timestamp answer_by_us = 0;
    State state = State::waiting;
    // The message that answered it; 0: none.
    std::uint64_t message_seq = 0;
};
[[nodiscard]] std::optional<Invocation> find_invocation(store::Transaction& tx, std::string_view invocation_id);
// The same caller's under the same id: what they sent again.
[[nodiscard]] std::optional<Invocation> find_invocation_by(store::Transaction& tx, std::string_view invoker_id,
                                                           std::string_view client_invocation_id);
// Tells the bot, with an Update that lacks only what is the same for all, and notes that an answer is due.
// `resource_exhausted` if the invoker waits for too many already.
[[nodiscard]] Result<Invocation> begin(store::Transaction& tx, const hubs::ChannelMembership& invoker,
                                       std::string_view bot_id, std::string_view client_invocation_id,
                                       v1::Update update, Timestamp now);
// The invoker learns of the answer: a message, or a notice for them alone.
void finish(store::Transaction& tx, const Invocation& invocation, std::uint64_t message_seq, std::string_view notice,
            Timestamp now);
// What falls due 3 s later: whoever still waits is told that nothing came.
inline constexpr std::string_view unanswered_job = "invocation_unanswered";
void give_up(store::Transaction& tx, std::string_view invocation_id, Timestamp now);

// Invocations that ended a day ago.
void forget_invocations(store::Transaction& tx, Timestamp now);
// Of a bot that goes: nobody waits for it in vain.
void remove_commands_of(store::Transaction& tx, std::string_view bot_id, Timestamp now);

}  // namespace ourplace::bots
