// Words that guessers try first.
#pragma once

#include <span>
#include <string_view>

namespace ourplace::accounts {

// In lower case and in order. What people add to them (digits, signs, repetition) is the rule's business: is_common().
extern const std::span<const std::string_view> common_passphrase_words;

}  // namespace ourplace::accounts
