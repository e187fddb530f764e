// Who may do what in a Hub, and what may be said about one. Pure functions.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace ourplace::hubs {

// As in hubs.proto; greater may do more.
enum class Role : std::uint8_t { none = 0, member = 1, moderator = 2, organiser = 3 };
// No channel is made or changed to what comes from direct on: direct is between two people (direct_tables.hpp), ask the Thread
// of an Ask and thread that of an Announcement or Event (thread_tables.hpp).
enum class Visibility : std::uint8_t { open = 1, hub = 2, restricted = 3, direct = 4, ask = 5, thread = 6 };
// Whether people have the roles there that they have in its hubs, and are out of it when they leave them. In the others nobody
// has a role, whatever they are elsewhere.
[[nodiscard]] constexpr bool is_of_hubs(Visibility visibility) {
    return visibility < Visibility::direct || visibility == Visibility::thread;
}
enum class JoinPolicy : std::uint8_t { open = 1, invitation = 2 };

inline constexpr std::size_t max_name_characters = 80;
inline constexpr std::size_t max_purpose_characters = 280;
inline constexpr std::size_t max_query_characters = 200;
inline constexpr std::size_t max_search_words = 4;
inline constexpr unsigned max_invite_uses = 1000;
inline constexpr unsigned max_invite_days = 90;
inline constexpr unsigned default_invite_days = 14;

// A name of a place, hub or channel: 1 to 80 characters after trimming.
[[nodiscard]] Result<std::string> name(std::string_view field, std::string_view text);
// At most 280 characters, on several lines if need be.
[[nodiscard]] Result<std::string> purpose(std::string_view field, std::string_view text);
// An enum value from the wire, of which 0 and what is unknown are refused.
[[nodiscard]] Result<Role> role(std::string_view field, int value);
[[nodiscard]] Result<Visibility> visibility(std::string_view field, int value);
[[nodiscard]] Result<JoinPolicy> join_policy(std::string_view field, int value);
[[nodiscard]] Result<int> paint(std::string_view field, int value);

struct InviteTerms {
    Role role = Role::member;
    unsigned uses = 1;
    unsigned days_valid = default_invite_days;
};
[[nodiscard]] Result<InviteTerms> invite_terms(int role, unsigned uses, unsigned days_valid);

// A page's size: 0 is the default, more than the most is refused.
[[nodiscard]] Result<std::size_t> page_size(std::uint32_t wanted, std::size_t otherwise, std::size_t most);

// Where a list goes on: behind this name and id. Opaque to clients.
struct PagePosition {
    std::string name_key;
    std::string id;
};
[[nodiscard]] std::string page_token(const PagePosition& position);
[[nodiscard]] Result<PagePosition> page_position(std::string_view token);

// The words of a search, as searchable() makes them; each must occur. At most 4 are used, of at most 200 characters.
[[nodiscard]] Result<std::vector<std::string>> search_words(std::string_view field, std::string_view query);
// For LIKE … ESCAPE '\': whatever contains the word.
[[nodiscard]] std::string like_pattern(std::string_view word);
// One pattern per word, and for those that are not given one that everything matches.
using LikePatterns = std::array<std::string, max_search_words>;
[[nodiscard]] LikePatterns like_patterns(const std::vector<std::string>& words);

}  // namespace ourplace::hubs
