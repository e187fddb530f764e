// Names for those who keep theirs private. Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ourplace::asks {

enum class PseudonymLanguage : std::uint8_t { english = 1, welsh = 2 };

// "Blue Heron", "Crëyr Glas": says nothing about anybody. Random seeds give names that are spread evenly.
[[nodiscard]] std::string pseudonym(std::string_view seed, PseudonymLanguage language);

}  // namespace ourplace::asks
