// What a bot may be given. Pure functions.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "accounts/bot_rules.hpp"
#include "base/result.hpp"

namespace ourplace::bots {

inline constexpr std::size_t max_bots_per_hub = 50;

// Values of v1::BotScope; 0 and what is unknown are refused, saying one twice is not.
[[nodiscard]] Result<accounts::BotScopes> scopes(std::string_view field, std::span<const int> values);

}  // namespace ourplace::bots
