// Text as people see it. A character is a Unicode code point. Except for is_valid_utf8(), everything expects valid UTF-8.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace ourplace {

// RFC 3629: no surrogates, nothing overlong, nothing above U+10FFFF.
[[nodiscard]] bool is_valid_utf8(std::string_view bytes);

[[nodiscard]] std::size_t count_characters(std::string_view text);

// Without white space at either end, Unicode's included.
[[nodiscard]] std::string trimmed(std::string_view text);

// On one line and of at most so many characters: up to the last whole word that leaves room for "…".
[[nodiscard]] std::string shortened(std::string_view text, std::size_t most_characters);

// Accents in one form (NFC), so that the same word is the same bytes whichever keyboard wrote it.
[[nodiscard]] std::string composed(std::string_view text);

// For comparing and searching: equal for texts that differ only in case, in the form of their accents, in compatibility
// variants (full-width letters), in invisible characters, or in how much white space they have.
[[nodiscard]] std::string folded(std::string_view text);

enum class Lines : std::uint8_t { one, many };
struct TextLimits {
    std::size_t least = 0;
    std::size_t most = 0;
    Lines lines = Lines::one;
};

// For finding: folded, and without accents, since many search without them ("Sian" for "Siân", "Llyn" for "Llŷn").
[[nodiscard]] std::string searchable(std::string_view text);

// What a person may give as a name, label or description: trimmed and composed, within the limits, and without control
// characters or marks that turn the reading direction of the text around it. On one line every run of white space
// becomes one space. If the text must not be empty, something in it must be visible. The error names the field.
[[nodiscard]] Result<std::string> validated_text(std::string_view field, std::string_view text, TextLimits limits);

}  // namespace ourplace
