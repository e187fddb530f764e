// What Champions say about themselves. Pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace ourplace::asks {

inline constexpr std::size_t max_languages = 12;
inline constexpr std::size_t max_places = 20;
inline constexpr std::size_t max_help_characters = 280;

struct ChampionProfile {
    // ISO 639 codes, in the Champion's order, each once; at least one.
    std::vector<std::string> languages;
    std::vector<std::string> place_ids;
    std::string can_help_with;
    std::string cannot_help_with;
    bool operator==(const ChampionProfile&) const = default;
};
// Errors name "profile.languages" and so on. Whether the Places exist is not looked at.
[[nodiscard]] Result<ChampionProfile> champion_profile(ChampionProfile given);

// "en,cy", for the store.
[[nodiscard]] std::string list_to_text(const std::vector<std::string>& items);
[[nodiscard]] std::vector<std::string> list_of_text(std::string_view text);

}  // namespace ourplace::asks
