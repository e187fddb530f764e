#include "bots/command_rules.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace ourplace::bots {
namespace {

constexpr std::size_t max_name_characters = 32;
constexpr TextLimits in_english{.least = 1, .most = 120};
constexpr TextLimits in_welsh{.least = 0, .most = 120};
constexpr TextLimits text_limits{.least = 0, .most = 2000, .lines = Lines::many};

bool is_command_name(std::string_view name) {
    return !name.empty() && name.size() <= max_name_characters && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

}  // namespace

Result<std::vector<Command>> valid_commands(std::vector<Command> commands) {
    if (commands.size() > max_commands_per_bot)
        return std::unexpected(Error::invalid("commands", "A bot has at most 20 commands."));
    for (std::size_t index = 0; index < commands.size(); ++index) {
        auto& command = commands[index];
        const auto path = "commands[" + std::to_string(index) + "].";
        if (!is_command_name(command.name))
            return std::unexpected(
                Error::invalid(path + "name", "A command has 1 to 32 of a–z, 0–9 and \"-\", without the slash."));
        auto english = validated_text(path + "description_en", command.description_en, in_english);
        if (!english) return std::unexpected(std::move(english.error()));
        auto welsh = validated_text(path + "description_cy", command.description_cy, in_welsh);
        if (!welsh) return std::unexpected(std::move(welsh.error()));
        command.description_en = std::move(*english);
        command.description_cy = std::move(*welsh);
    }
    std::ranges::sort(commands, {}, &Command::name);
    if (std::ranges::adjacent_find(commands, {}, &Command::name) != commands.end())
        return std::unexpected(Error::invalid("commands", "Each command has another name."));
    return commands;
}

Result<std::string> command_text(std::string_view field, std::string_view text) {
    return validated_text(field, text, text_limits);
}

Result<void> check_client_invocation_id(std::string_view id) {
    if (id.size() == client_invocation_id_bytes) return {};
    return std::unexpected(
        Error::invalid("client_invocation_id", "Choose 16 bytes, new ones for each command and each press."));
}

}  // namespace ourplace::bots
