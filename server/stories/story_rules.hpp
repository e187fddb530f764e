// What a Story may say, who is named on it, and when it is in the library. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace ourplace::stories {

// As in stories.proto and accounts.proto.
enum class StoryState : std::uint8_t { draft = 1, published = 2, withdrawn = 3 };
enum class Part : std::uint8_t { none = 0, author = 1, champion = 2 };
enum class Language : std::uint8_t { english = 1, welsh = 2 };

inline constexpr std::size_t client_id_bytes = 16;
inline constexpr std::size_t max_title_characters = 120;
inline constexpr std::size_t max_problem_characters = 2000;
inline constexpr std::size_t max_done_characters = 4000;
inline constexpr std::size_t max_changed_characters = 2000;
inline constexpr std::size_t max_pseudonym_characters = 40;
inline constexpr std::size_t max_themes = 3;
inline constexpr std::size_t max_asked_characters = 8000;
inline constexpr std::size_t max_excerpt_characters = 240;

// What those named on a Story agree to.
struct Content {
    std::string title;
    std::string problem;
    std::string done;
    std::string changed;
    std::vector<std::string> themes;
    std::string place_id;
    Language language = Language::english;
    // Empty: by name.
    std::string pseudonym;
    // Empty: nobody beside the author.
    std::string champion_id;
    bool operator==(const Content&) const = default;
};
// Fields are those of a request whose `content` it is. Whether place, Champion and Pseudonym can be is for the tables.
[[nodiscard]] Result<Content> content(Content given, int language);

// Whether everything is said that people can agree to. A draft that was made of an Ask lacks what was done.
[[nodiscard]] bool is_complete(const Content& content);

// `field` names one of the programme's themes.
[[nodiscard]] Result<void> check_theme(std::string_view field, std::string_view theme);
[[nodiscard]] Result<Language> language(std::string_view field, int value);

[[nodiscard]] StoryState state_of(std::int64_t published_version, Timestamp withdrawn_at_us);

// A Story is in the library while everybody named on a wording agrees to it.
[[nodiscard]] bool everybody_agrees(std::span<const std::string> named, std::span<const std::string> agreeing);

// Peers are told the day of a consent, not the moment, which could be compared with who was about.
[[nodiscard]] Timestamp beginning_of_day(Timestamp at_us);

// The beginning of a text, on one line, cut between words.
[[nodiscard]] std::string excerpt(std::string_view text, std::size_t most_characters = max_excerpt_characters);

}  // namespace ourplace::stories
