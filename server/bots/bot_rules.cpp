#include "bots/bot_rules.hpp"

#include <array>
#include <string>

namespace ourplace::bots {

using accounts::BotScope;

Result<accounts::BotScopes> scopes(std::string_view field, std::span<const int> values) {
    static constexpr std::array in_the_schemas_order{BotScope::post, BotScope::read, BotScope::announce,
                                                     BotScope::remind};
    accounts::BotScopes given;
    for (const int value : values) {
        if (value < 1 || static_cast<std::size_t>(value) > in_the_schemas_order.size()) {
            return std::unexpected(
                Error::invalid(std::string(field),
                               "Each is one of BOT_SCOPE_POST, BOT_SCOPE_READ, BOT_SCOPE_ANNOUNCE, BOT_SCOPE_REMIND."));
        }
        given.add(in_the_schemas_order.at(static_cast<std::size_t>(value) - 1));
    }
    return given;
}

}  // namespace ourplace::bots
