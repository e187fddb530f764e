// What may be a name, a passphrase, a profile or a label. Pure functions.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace ourplace::accounts {

// A name that somebody may have. Only member_name() makes one.
class MemberName {
  public:
    // As it is shown.
    [[nodiscard]] const std::string& text() const { return text_; }
    // Equal for names that people would take for the same; unique in the programme.
    [[nodiscard]] const std::string& key() const { return key_; }

  private:
    friend Result<MemberName> member_name(std::string_view field, std::string_view text);
    MemberName(std::string text, std::string key) : text_(std::move(text)), key_(std::move(key)) {}
    std::string text_;
    std::string key_;
};

// 1 to 80 characters after trimming, something of it visible, and not a word that addresses everybody ("channel").
[[nodiscard]] Result<MemberName> member_name(std::string_view field, std::string_view text);

// The key under which a name is found, whatever was typed.
[[nodiscard]] std::string name_key(std::string_view typed_name);

// 8 to 128 characters, none of the commonest, and not the member's own name. Returns the form that is hashed (NFC, so
// that it does not matter which keyboard wrote the accents).
[[nodiscard]] Result<std::string> new_passphrase(std::string_view field, std::string_view text,
                                                 std::string_view member_name);

// The form of a passphrase that is compared with a hash; empty for what can be nobody's, such as one far too long.
[[nodiscard]] std::string typed_passphrase(std::string_view text);

// One of the commonest, also when dressed up ("P4ssw0rd2024!"), repeated ("ourplaceourplace") or a mere sequence
// ("aaaaaaaa", "23456789").
[[nodiscard]] bool is_common(std::string_view passphrase);

[[nodiscard]] Result<std::string> profile_about(std::string_view field, std::string_view text);
// Empty becomes "Unnamed device".
[[nodiscard]] Result<std::string> device_label(std::string_view field, std::string_view text);
[[nodiscard]] Result<std::string> token_label(std::string_view field, std::string_view text);

// The subjects that Champions may have, as the programme names them.
inline constexpr std::array<std::string_view, 10> programme_themes{
    "planning", "assets", "housing", "youth", "health", "employment", "safety", "environment", "arts", "transport"};

struct Champion {
    // Of programme_themes, each once.
    std::vector<std::string> themes;
    std::string about;
};
[[nodiscard]] Result<Champion> champion_profile(std::string_view field, std::vector<std::string> themes,
                                                std::string_view about);

inline constexpr Timestamp session_lifetime_us = 90 * microseconds_per_day;  // without being used
inline constexpr Timestamp sign_in_link_lifetime_us = microseconds_per_day;
inline constexpr Timestamp last_seen_precision_us = microseconds_per_hour;
inline constexpr std::size_t max_sessions_per_member = 50;
inline constexpr std::size_t max_tokens_per_member = 50;
inline constexpr unsigned max_token_days = 366;

}  // namespace ourplace::accounts
