#include "stories/suggestion_rules.hpp"

#include <utility>

#include "base/text.hpp"
#include "stories/story_rules.hpp"

namespace ourplace::stories {

Result<SuggestionWords> suggestion_words(const SuggestionWords& given) {
    auto title = validated_text("title", given.title, {.least = 1, .most = max_title_characters});
    if (!title) return std::unexpected(std::move(title.error()));
    auto text =
        validated_text("text", given.text, {.least = 1, .most = max_suggestion_characters, .lines = Lines::many});
    if (!text) return std::unexpected(std::move(text.error()));
    return SuggestionWords{.title = std::move(*title), .text = std::move(*text)};
}

Result<ResponseWords> response_words(int state, std::string_view text) {
    if (state < 2 || state > 5) {
        return std::unexpected(
            Error::invalid("state",
                           "Choose one of: SUGGESTION_STATE_WILL_DO, SUGGESTION_STATE_DOING, SUGGESTION_STATE_CANNOT, "
                           "SUGGESTION_STATE_DONE."));
    }
    auto valid = validated_text("text", text, {.least = 1, .most = max_response_characters, .lines = Lines::many});
    if (!valid) return std::unexpected(std::move(valid.error()));
    return ResponseWords{.state = static_cast<SuggestionState>(state), .text = std::move(*valid)};
}

Result<SuggestionFilter> suggestion_filter(int value) {
    if (value >= 0 && value <= 3) return static_cast<SuggestionFilter>(value);
    return std::unexpected(Error::invalid(
        "filter",
        "Choose one of: SUGGESTION_FILTER_OPEN, SUGGESTION_FILTER_OVERDUE, SUGGESTION_FILTER_ANSWERED; or none."));
}

bool is_overdue(SuggestionState state, Timestamp respond_by_us, Timestamp now) {
    return state == SuggestionState::open && respond_by_us <= now;
}

}  // namespace ourplace::stories
