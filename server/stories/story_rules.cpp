#include "stories/story_rules.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "accounts/accounts_rules.hpp"
#include "base/text.hpp"

namespace ourplace::stories {
namespace {

constexpr std::size_t least_pseudonym_characters = 2;

Result<void> take(std::string& text, const char* field, TextLimits limits) {
    auto valid = validated_text(field, text, limits);
    if (!valid) return std::unexpected(std::move(valid.error()));
    text = std::move(*valid);
    return {};
}

}  // namespace

Result<Content> content(Content given, int given_language) {
    if (auto title = take(given.title, "content.text.title", {.least = 1, .most = max_title_characters}); !title)
        return std::unexpected(std::move(title.error()));
    const auto many = [](std::size_t most) { return TextLimits{.least = 1, .most = most, .lines = Lines::many}; };
    for (auto [text, field, most] : {std::tuple(&given.problem, "content.text.problem", max_problem_characters),
                                     std::tuple(&given.done, "content.text.done", max_done_characters),
                                     std::tuple(&given.changed, "content.text.changed", max_changed_characters)}) {
        if (auto valid = take(*text, field, many(most)); !valid) return std::unexpected(std::move(valid.error()));
    }
    std::ranges::sort(given.themes);
    const auto twice = std::ranges::unique(given.themes);
    given.themes.erase(twice.begin(), twice.end());
    if (given.themes.size() > max_themes)
        return std::unexpected(Error::invalid("content.themes", "A Story has at most 3 themes."));
    for (const auto& theme : given.themes) {
        if (auto known = check_theme("content.themes", theme); !known) return std::unexpected(std::move(known.error()));
    }
    const auto valid_language = language("content.language", given_language);
    if (!valid_language) return std::unexpected(valid_language.error());
    given.language = *valid_language;
    if (!trimmed(given.pseudonym).empty()) {
        const TextLimits limits{.least = least_pseudonym_characters, .most = max_pseudonym_characters};
        if (auto valid = take(given.pseudonym, "content.pseudonym", limits); !valid)
            return std::unexpected(std::move(valid.error()));
    } else {
        given.pseudonym.clear();
    }
    return given;
}

bool is_complete(const Content& content) {
    return !content.title.empty() && !content.problem.empty() && !content.done.empty() && !content.changed.empty();
}

Result<void> check_theme(std::string_view field, std::string_view theme) {
    const auto& all = accounts::programme_themes;
    if (std::ranges::find(all, theme) != all.end()) return {};
    std::string known;
    for (const auto name : all) known += (known.empty() ? "" : ", ") + std::string(name);
    return std::unexpected(Error::invalid(std::string(field), "The programme's themes are: " + known + "."));
}

Result<Language> language(std::string_view field, int value) {
    if (value == 1 || value == 2) return static_cast<Language>(value);
    return std::unexpected(Error::invalid(std::string(field), "Choose one of: LANGUAGE_EN, LANGUAGE_CY."));
}

StoryState state_of(std::int64_t published_version, Timestamp withdrawn_at_us) {
    if (published_version > 0) return StoryState::published;
    return withdrawn_at_us > 0 ? StoryState::withdrawn : StoryState::draft;
}

bool everybody_agrees(std::span<const std::string> named, std::span<const std::string> agreeing) {
    return std::ranges::all_of(
        named, [&](const std::string& person) { return std::ranges::find(agreeing, person) != agreeing.end(); });
}

Timestamp beginning_of_day(Timestamp at_us) { return at_us - at_us % microseconds_per_day; }

std::string excerpt(std::string_view text, std::size_t most_characters) {
    std::string line;
    for (const char byte : trimmed(text)) {
        const bool is_space = byte == '\n' || byte == '\t' || byte == ' ';
        if (is_space && (line.empty() || line.back() == ' ')) continue;
        line += is_space ? ' ' : byte;
    }
    if (count_characters(line) <= most_characters) return line;
    std::size_t characters = 0;
    std::size_t last_space = 0;
    std::size_t end = 0;
    for (std::size_t at = 0; at < line.size(); ++at) {
        const auto byte = static_cast<unsigned char>(line[at]);
        const bool begins_character = (byte & 0xC0U) != 0x80U;
        if (begins_character && characters + 1 == most_characters) {
            end = at;
            break;
        }
        if (begins_character) ++characters;
        if (byte == ' ') last_space = at;
    }
    return line.substr(0, last_space > 0 ? last_space : end) + "…";
}

}  // namespace ourplace::stories
