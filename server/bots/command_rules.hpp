// Slash commands of bots. Pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace ourplace::bots {

inline constexpr std::size_t max_commands_per_bot = 20;
inline constexpr std::size_t client_invocation_id_bytes = 16;
// Of one person, so that nobody keeps bots busy with what they will never read.
inline constexpr std::size_t max_waiting_invocations = 5;
// A bot has to have answered by then, or the invoker is told that it did not.
inline constexpr Timestamp time_to_answer_us = 3 * microseconds_per_second;

struct Command {
    std::string name;
    std::string description_en;
    std::string description_cy;
    bool operator==(const Command&) const = default;
};
// As they shall be kept, by name. Errors are on "commands[1].name" and the like.
[[nodiscard]] Result<std::vector<Command>> valid_commands(std::vector<Command> commands);

// At most 2,000 characters.
[[nodiscard]] Result<std::string> command_text(std::string_view field, std::string_view text);
[[nodiscard]] Result<void> check_client_invocation_id(std::string_view id);

}  // namespace ourplace::bots
