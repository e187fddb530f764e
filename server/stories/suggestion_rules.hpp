// What may be suggested, and when a response is due. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace ourplace::stories {

// As in stories.proto.
enum class SuggestionState : std::uint8_t { open = 1, will_do = 2, doing = 3, cannot = 4, done = 5 };
enum class SuggestionFilter : std::uint8_t { all = 0, open = 1, overdue = 2, answered = 3 };

inline constexpr std::size_t max_suggestion_characters = 4000;
inline constexpr std::size_t max_response_characters = 2000;
inline constexpr Timestamp nudged_again_after_us = 7 * microseconds_per_day;

struct SuggestionWords {
    std::string title;
    std::string text;
};
[[nodiscard]] Result<SuggestionWords> suggestion_words(const SuggestionWords& given);

struct ResponseWords {
    SuggestionState state = SuggestionState::open;
    std::string text;
};
[[nodiscard]] Result<ResponseWords> response_words(int state, std::string_view text);

[[nodiscard]] Result<SuggestionFilter> suggestion_filter(int value);

[[nodiscard]] bool is_overdue(SuggestionState state, Timestamp respond_by_us, Timestamp now);

}  // namespace ourplace::stories
