#include "base/text.hpp"

#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <utf8proc.h>

namespace ourplace {
namespace {

const utf8proc_uint8_t* bytes_of(std::string_view text) {
    return reinterpret_cast<const utf8proc_uint8_t*>(text.data());
}

struct Character {
    utf8proc_int32_t code = 0;
    std::string_view bytes;
};

// Takes the first character off the text; where that is no valid UTF-8, one byte with a code of -1. Something always goes,
// so that a loop over any bytes ends.
Character take_character(std::string_view& text) {
    utf8proc_int32_t code = -1;
    const auto length = utf8proc_iterate(bytes_of(text), static_cast<utf8proc_ssize_t>(text.size()), &code);
    const auto bytes = text.substr(0, length < 1 ? 1 : static_cast<std::size_t>(length));
    text.remove_prefix(bytes.size());
    return {.code = length < 1 ? -1 : code, .bytes = bytes};
}

bool is_white_space(utf8proc_int32_t code) {
    if (code == ' ' || (code >= '\t' && code <= '\r') || code == 0x85) return true;
    if (code < 0x80) return false;
    const auto category = utf8proc_category(code);
    return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP;
}

// Embeddings, overrides and isolates: an unclosed one garbles whatever stands beside the text. The plain marks U+200E and
// U+200F are harmless and needed.
bool turns_direction(utf8proc_int32_t code) {
    return (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

// Private use and surrogates look different, or like nothing, on every device.
bool is_forbidden(utf8proc_int32_t code) {
    const auto category = utf8proc_category(code);
    return category == UTF8PROC_CATEGORY_CC || category == UTF8PROC_CATEGORY_CO || category == UTF8PROC_CATEGORY_CS ||
           category == UTF8PROC_CATEGORY_ZL || category == UTF8PROC_CATEGORY_ZP || turns_direction(code);
}

std::string mapped(std::string_view text, int options) {
    utf8proc_uint8_t* result = nullptr;
    const auto length = utf8proc_map(bytes_of(text), static_cast<utf8proc_ssize_t>(text.size()), &result,
                                     static_cast<utf8proc_option_t>(options));
    const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(result, &std::free);
    if (length < 0) throw std::invalid_argument(utf8proc_errmsg(length));
    return {reinterpret_cast<const char*>(result), static_cast<std::size_t>(length)};
}

// Outer white space goes; every inner run of it becomes one space.
std::string with_single_spaces(std::string_view text) {
    std::string result;
    bool space_due = false;
    while (!text.empty()) {
        const auto next = take_character(text);
        if (is_white_space(next.code)) {
            space_due = !result.empty();
            continue;
        }
        if (space_due) result.push_back(' ');
        space_due = false;
        result.append(next.bytes);
    }
    return result;
}

// Folding removes what Unicode calls ignorable; marks alone and the blank Braille pattern show nothing either.
bool is_visible(std::string_view text) {
    const auto key = folded(text);
    std::string_view rest = key;
    while (!rest.empty()) {
        const auto code = take_character(rest).code;
        const auto category = utf8proc_category(code);
        const bool mark = category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC ||
                          category == UTF8PROC_CATEGORY_ME || category == UTF8PROC_CATEGORY_CF;
        if (!mark && code != ' ' && code != 0x2800) return true;
    }
    return false;
}

bool has_forbidden_character(std::string_view text, Lines lines) {
    while (!text.empty()) {
        const auto code = take_character(text).code;
        if (is_forbidden(code) && !(code == '\n' && lines == Lines::many)) return true;
    }
    return false;
}

std::string amount(TextLimits limits) {
    const auto most = std::to_string(limits.most) + " characters";
    return limits.least > 0 ? std::to_string(limits.least) + " to " + most : "at most " + most;
}

}  // namespace

bool is_valid_utf8(std::string_view bytes) {
    while (!bytes.empty()) {
        if (static_cast<unsigned char>(bytes.front()) < 0x80) {
            bytes.remove_prefix(1);
        } else if (take_character(bytes).code < 0) {
            return false;
        }
    }
    return true;
}

std::size_t count_characters(std::string_view text) {
    std::size_t count = 0;
    // Every byte that does not continue a character begins one.
    for (const char byte : text) count += (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U ? 1 : 0;
    return count;
}

std::string trimmed(std::string_view text) {
    std::size_t begin = text.size();
    std::size_t end = 0;
    for (std::string_view rest = text; !rest.empty();) {
        const auto at = text.size() - rest.size();
        const auto next = take_character(rest);
        if (is_white_space(next.code)) continue;
        begin = std::min(begin, at);
        end = at + next.bytes.size();
    }
    return begin < end ? std::string(text.substr(begin, end - begin)) : std::string();
}

std::string composed(std::string_view text) { return mapped(text, UTF8PROC_STABLE | UTF8PROC_COMPOSE); }

std::string shortened(std::string_view text, std::size_t most_characters) {
    std::string line;
    for (const char byte : text) line += byte == '\n' || byte == '\t' ? ' ' : byte;
    line = trimmed(line);
    if (count_characters(line) <= most_characters) return line;
    // Of one long word, up to the last whole character.
    std::size_t end = 0;
    std::size_t word = 0;
    for (std::size_t characters = 1; characters < most_characters; ++characters) {
        if (line[end] == ' ') word = end;
        do ++end;
        while ((static_cast<unsigned char>(line[end]) & 0xC0U) == 0x80U);
    }
    return trimmed(line.substr(0, word > 0 ? word : end)) + "…";
}

std::string folded(std::string_view text) {
    return with_single_spaces(
        mapped(text, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE));
}

std::string searchable(std::string_view text) {
    return with_single_spaces(mapped(text, UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE | UTF8PROC_CASEFOLD |
                                               UTF8PROC_IGNORE | UTF8PROC_STRIPMARK));
}

Result<std::string> validated_text(std::string_view field, std::string_view text, TextLimits limits) {
    auto result = composed(trimmed(text));
    const auto refuse = [&](std::string why) {
        return std::unexpected(Error::invalid(std::string(field), std::move(why)));
    };
    // A tab or a pasted line break is no reason to refuse a name; every other control character is.
    if (limits.lines == Lines::one) result = with_single_spaces(result);
    if (has_forbidden_character(result, limits.lines))
        return refuse(
            "This must not contain control characters, private characters or marks that turn the reading direction.");
    const auto characters = count_characters(result);
    if (characters > limits.most)
        return refuse("This has " + std::to_string(characters) + " characters; allowed are " + amount(limits) + ".");
    if (limits.least > 0 && !is_visible(result)) return refuse("This must not be empty: " + amount(limits) + ".");
    if (characters < limits.least)
        return refuse("This has " + std::to_string(characters) + " characters; it needs " + amount(limits) + ".");
    return result;
}

}  // namespace ourplace
