// What may be announced, to whom and when, and how it is counted. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "hubs/hub_rules.hpp"

namespace ourplace::announcements {

// As in announcements.proto.
enum class Importance : std::uint8_t { ordinary = 1, important = 2, urgent = 3 };
enum class State : std::uint8_t { scheduled = 1, sent = 2, cancelled = 3 };
enum class RecipientState : std::uint8_t { not_reached = 1, reached = 2, acknowledged = 3 };

inline constexpr std::size_t max_title_characters = 120;
inline constexpr std::size_t max_body_characters = 4000;
inline constexpr std::size_t max_hubs_named = 100;
inline constexpr std::size_t max_places_named = 20;
inline constexpr std::size_t max_reports = 100;
inline constexpr std::size_t client_announcement_id_bytes = 16;
inline constexpr Timestamp furthest_ahead_us = 366 * microseconds_per_day;
inline constexpr Timestamp default_life_us = 30 * microseconds_per_day;
inline constexpr Timestamp shortest_life_us = microseconds_per_hour;

// In one language.
struct Wording {
    std::string title;
    std::string body;
    bool operator==(const Wording&) const = default;
};
struct Text {
    std::optional<Wording> english;
    std::optional<Wording> welsh;
    bool operator==(const Text&) const = default;
};
// In one language at least. A language of which nothing is given is absent; of one that is begun, both parts are needed.
[[nodiscard]] Result<Text> text(const Wording& english, const Wording& welsh);
// The language that is missing where both are required, or nullopt.
[[nodiscard]] std::optional<Error> missing_language(const Text& text, bool requires_both);

[[nodiscard]] Result<Importance> importance(int value);

// As it was asked for.
struct AudienceChoice {
    std::vector<std::string> hub_ids;
    std::vector<std::string> place_ids;
    std::vector<int> roles;
    std::vector<std::string> themes;
};
// At least one hub or place, and no more than is allowed.
[[nodiscard]] Result<void> check(const AudienceChoice& choice);
// Which roles are told. All of them if none is chosen.
class Roles {
  public:
    Roles() = default;
    // As kept in the store.
    explicit Roles(std::int64_t bits) : bits_(bits) {}
    [[nodiscard]] std::int64_t bits() const { return bits_; }
    [[nodiscard]] bool contains(hubs::Role role) const;
    void add(hubs::Role role);

  private:
    std::int64_t bits_ = 0;
};
[[nodiscard]] Result<Roles> roles(const std::vector<int>& values);

// Who of the hubs' people are told: those with one of these roles who, if Themes are chosen, are Champions of one of them.
struct Narrowing {
    Roles roles;
    // Of the programme's list, each once.
    std::vector<std::string> themes;
};
[[nodiscard]] Result<Narrowing> narrowing(const AudienceChoice& choice);
// As kept in the store: ",health,housing,", empty for none.
[[nodiscard]] std::string themes_to_text(const std::vector<std::string>& themes);
[[nodiscard]] std::vector<std::string> themes_of_text(std::string_view text);

// When it goes out, is to be confirmed and ends; each 0 if nothing was said.
struct Times {
    Timestamp send_at_us = 0;
    bool asks_acknowledgement = false;
    Timestamp acknowledge_by_us = 0;
    Timestamp expires_at_us = 0;
};
struct Schedule {
    Timestamp sent_at_us = 0;
    // It waits until then.
    bool is_later = false;
    Timestamp acknowledge_by_us = 0;
    Timestamp expires_at_us = 0;
};
[[nodiscard]] Result<Schedule> schedule(const Times& times, Timestamp now);

// Every recipient is in exactly one state, so the three always add up.
[[nodiscard]] RecipientState state_of(std::int64_t version, std::int64_t reached_version,
                                      std::int64_t acknowledged_version);

// One field of RFC 4180. What a spreadsheet would take for a formula is made text.
[[nodiscard]] std::string csv_field(std::string_view text);
// "2026-11-26 09:02:00", in UTC; empty for 0.
[[nodiscard]] std::string csv_time(Timestamp at_us);

}  // namespace ourplace::announcements
