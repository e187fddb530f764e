#include "accounts/accounts_rules.hpp"

#include <algorithm>
#include <utility>

#include "accounts/common_passphrases.hpp"
#include "base/text.hpp"

namespace ourplace::accounts {
namespace {

constexpr TextLimits name_limits{.least = 1, .most = 80};
constexpr TextLimits about_limits{.least = 0, .most = 280, .lines = Lines::many};
constexpr std::size_t least_passphrase = 8;
constexpr std::size_t most_passphrase = 128;
constexpr std::size_t most_passphrase_bytes = 4 * most_passphrase;

// They follow "@" for everybody at once, so a person of that name could not be mentioned.
constexpr std::array<std::string_view, 4> reserved_names{"channel", "everyone", "everybody", "here"};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return c >= 'a' && c <= 'z'; }

// What people write instead of a letter.
char undressed(char c) {
    switch (c) {
        case '0': return 'o';
        case '1': return 'l';
        case '3': return 'e';
        case '4':
        case '@': return 'a';
        case '5':
        case '$': return 's';
        case '7': return 't';
        case '!': return 'i';
        default: return c;
    }
}

std::string letters_only(std::string_view text) {
    std::string letters;
    for (const char c : text) {
        if (is_letter(c) || static_cast<unsigned char>(c) >= 0x80) letters.push_back(c);
    }
    return letters;
}

// The whole text without the digits and signs at its ends.
std::string_view without_decoration(std::string_view text) {
    const auto decoration = [](char c) { return !is_letter(c) && static_cast<unsigned char>(c) < 0x80; };
    while (!text.empty() && decoration(text.back())) text.remove_suffix(1);
    while (!text.empty() && decoration(text.front())) text.remove_prefix(1);
    return text;
}

// The shortest part that, repeated, gives the whole.
std::string_view repeated_part(std::string_view text) {
    for (std::size_t length = 1; length <= text.size() / 2; ++length) {
        if (text.size() % length != 0) continue;
        const auto part = text.substr(0, length);
        bool repeats = true;
        for (std::size_t at = length; at < text.size() && repeats; at += length)
            repeats = text.substr(at, length) == part;
        if (repeats) return part;
    }
    return text;
}

// Part of a row of keys, the alphabet or the digits, forwards or backwards.
bool is_sequence(std::string_view text) {
    static constexpr std::array<std::string_view, 6> rows{
        "abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1234567890"};
    if (text.size() < 3) return false;
    const std::string backwards(text.rbegin(), text.rend());
    return std::ranges::any_of(rows,
                               [&](std::string_view row) { return row.contains(text) || row.contains(backwards); });
}

bool is_common_word(std::string_view word) {
    return std::ranges::binary_search(common_passphrase_words, word) || is_sequence(word);
}

}  // namespace

Result<MemberName> member_name(std::string_view field, std::string_view text) {
    auto valid = validated_text(field, text, name_limits);
    if (!valid) return std::unexpected(std::move(valid.error()));
    auto key = folded(*valid);
    if (std::ranges::find(reserved_names, key) != reserved_names.end())
        return std::unexpected(
            Error::invalid(std::string(field), "This word addresses everybody; it cannot be a name."));
    return MemberName(std::move(*valid), std::move(key));
}

std::string name_key(std::string_view typed_name) { return folded(typed_name); }

Result<std::string> new_passphrase(std::string_view field, std::string_view text, std::string_view member_name) {
    const auto refuse = [&](std::string why) {
        return std::unexpected(Error::invalid(std::string(field), std::move(why)));
    };
    const auto characters = count_characters(text);
    if (characters < least_passphrase || characters > most_passphrase)
        return refuse("A passphrase has 8 to 128 characters; this one has " + std::to_string(characters) + ".");
    const auto key = folded(text);
    if (key == folded(member_name)) return refuse("A passphrase must not be your own name.");
    if (is_common(text))
        return refuse(
            "This is one of the passphrases that are guessed first. Three or four words that do not belong together are better.");
    return composed(text);
}

std::string typed_passphrase(std::string_view text) {
    return text.size() <= most_passphrase_bytes ? composed(text) : std::string();
}

bool is_common(std::string_view passphrase) {
    const auto plain = folded(passphrase);
    std::string without_spaces = plain;
    std::erase(without_spaces, ' ');
    const auto word = repeated_part(without_spaces);
    // Dates and telephone numbers.
    const bool short_number = word.size() < 16 && std::ranges::all_of(word, is_digit);
    if (word.size() < 3 || short_number || is_common_word(word)) return true;

    // Digits and signs around one common word, or several written after each other, make it no harder to guess; neither
    // do those that stand for letters.
    const auto bare = without_decoration(without_spaces);
    if (is_common_word(repeated_part(bare)) || is_common_word(letters_only(without_spaces))) return true;
    std::string undressed_whole = without_spaces;
    std::string undressed_bare(bare);
    std::ranges::transform(undressed_whole, undressed_whole.begin(), undressed);
    std::ranges::transform(undressed_bare, undressed_bare.begin(), undressed);
    return is_common_word(undressed_whole) || is_common_word(undressed_bare) ||
           is_common_word(letters_only(undressed_bare));
}

Result<std::string> profile_about(std::string_view field, std::string_view text) {
    return validated_text(field, text, about_limits);
}

Result<std::string> device_label(std::string_view field, std::string_view text) {
    auto label = validated_text(field, text, {.least = 0, .most = name_limits.most});
    if (label && label->empty()) return "Unnamed device";
    return label;
}

Result<std::string> token_label(std::string_view field, std::string_view text) {
    return validated_text(field, text, name_limits);
}

Result<Champion> champion_profile(std::string_view field, std::vector<std::string> themes, std::string_view about) {
    const auto path = std::string(field) + ".";
    std::ranges::sort(themes);
    const auto twice = std::ranges::unique(themes);
    themes.erase(twice.begin(), twice.end());
    for (const auto& theme : themes) {
        if (std::ranges::find(programme_themes, theme) != programme_themes.end()) continue;
        std::string known;
        for (const auto name : programme_themes) known += (known.empty() ? "" : ", ") + std::string(name);
        return std::unexpected(Error::invalid(path + "themes", "The programme's themes are: " + known + "."));
    }
    auto valid = profile_about(path + "about", about);
    if (!valid) return std::unexpected(std::move(valid.error()));
    return Champion{.themes = std::move(themes), .about = std::move(*valid)};
}

}  // namespace ourplace::accounts
