#include "hubs/hub_rules.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace ourplace::hubs {
namespace {

constexpr char separator = '\x1f';
constexpr std::string_view hex_digits = "0123456789abcdef";

template <class Enum>
Result<Enum> one_of(std::string_view field, int value, int most, const char* allowed) {
    if (value >= 1 && value <= most) return static_cast<Enum>(value);
    return std::unexpected(Error::invalid(std::string(field), std::string("Choose one of: ") + allowed + "."));
}

Error malformed_token() {
    return Error::invalid("page_token", "Send the next_page_token of the page before, or nothing.");
}

}  // namespace

Result<std::string> name(std::string_view field, std::string_view text) {
    return validated_text(field, text, {.least = 1, .most = max_name_characters});
}

Result<std::string> purpose(std::string_view field, std::string_view text) {
    return validated_text(field, text, {.least = 0, .most = max_purpose_characters, .lines = Lines::many});
}

Result<Role> role(std::string_view field, int value) {
    return one_of<Role>(field, value, 3, "HUB_ROLE_MEMBER, HUB_ROLE_MODERATOR, HUB_ROLE_ORGANISER");
}

Result<Visibility> visibility(std::string_view field, int value) {
    return one_of<Visibility>(field, value, 3,
                              "CHANNEL_VISIBILITY_OPEN, CHANNEL_VISIBILITY_HUB, CHANNEL_VISIBILITY_PRIVATE");
}

Result<JoinPolicy> join_policy(std::string_view field, int value) {
    return one_of<JoinPolicy>(field, value, 2, "JOIN_POLICY_OPEN, JOIN_POLICY_INVITATION");
}

Result<int> paint(std::string_view field, int value) {
    return one_of<int>(field, value, 8, "PAINT_PILLARBOX, BOTTLE, ESTATE, SLATE, DAMSON, OCHRE, HARBOUR, OAK");
}

Result<InviteTerms> invite_terms(int wanted_role, unsigned uses, unsigned days_valid) {
    const auto valid_role = role("role", wanted_role);
    if (!valid_role) return std::unexpected(valid_role.error());
    if (uses > max_invite_uses) return std::unexpected(Error::invalid("uses", "An invite has 1 to 1,000 uses."));
    if (days_valid > max_invite_days)
        return std::unexpected(Error::invalid("days_valid", "An invite is valid for 1 to 90 days."));
    return InviteTerms{.role = *valid_role,
                       .uses = uses == 0 ? 1 : uses,
                       .days_valid = days_valid == 0 ? default_invite_days : days_valid};
}

Result<std::size_t> page_size(std::uint32_t wanted, std::size_t otherwise, std::size_t most) {
    if (wanted > most)
        return std::unexpected(Error::invalid("page_size", "A page has at most " + std::to_string(most) + " entries."));
    return wanted == 0 ? otherwise : wanted;
}

std::string page_token(const PagePosition& position) {
    std::string token;
    for (const char byte : position.name_key + separator + position.id) {
        token += hex_digits[static_cast<unsigned char>(byte) >> 4U];
        token += hex_digits[static_cast<unsigned char>(byte) & 0xfU];
    }
    return token;
}

Result<PagePosition> page_position(std::string_view token) {
    std::string text;
    if (token.empty()) return PagePosition{};
    if (token.size() % 2 != 0 || token.size() > 2000) return std::unexpected(malformed_token());
    for (std::size_t i = 0; i < token.size(); i += 2) {
        const auto high = hex_digits.find(token[i]);
        const auto low = hex_digits.find(token[i + 1]);
        if (high == std::string_view::npos || low == std::string_view::npos) return std::unexpected(malformed_token());
        text += static_cast<char>(high << 4U | low);
    }
    const auto end = text.find(separator);
    const auto controls = std::ranges::count_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    if (end == std::string::npos || controls != 1 || !is_valid_utf8(text)) return std::unexpected(malformed_token());
    return PagePosition{.name_key = text.substr(0, end), .id = text.substr(end + 1)};
}

Result<std::vector<std::string>> search_words(std::string_view field, std::string_view query) {
    std::vector<std::string> words;
    if (count_characters(query) > max_query_characters)
        return std::unexpected(Error::invalid(std::string(field), "A search has at most 200 characters."));
    const auto text = searchable(query);
    std::size_t at = 0;
    while (at < text.size() && words.size() < max_search_words) {
        const auto end = text.find(' ', at);
        if (auto word = text.substr(at, end - at); !word.empty()) words.push_back(std::move(word));
        if (end == std::string::npos) break;
        at = end + 1;
    }
    return words;
}

std::string like_pattern(std::string_view word) {
    std::string pattern = "%";
    for (const char c : word) {
        if (c == '%' || c == '_' || c == '\\') pattern += '\\';
        pattern += c;
    }
    return pattern + '%';
}

LikePatterns like_patterns(const std::vector<std::string>& words) {
    LikePatterns patterns;
    for (std::size_t i = 0; i < patterns.size(); ++i) patterns[i] = like_pattern(i < words.size() ? words[i] : "");
    return patterns;
}

}  // namespace ourplace::hubs
