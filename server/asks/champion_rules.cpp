#include "asks/champion_rules.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace ourplace::asks {
namespace {

bool is_language(std::string_view code) {
    return (code.size() == 2 || code.size() == 3) &&
           std::ranges::all_of(code, [](char letter) { return letter >= 'a' && letter <= 'z'; });
}

void keep_each_once(std::vector<std::string>& items) {
    std::vector<std::string> kept;
    for (auto& item : items) {
        if (std::ranges::find(kept, item) == kept.end()) kept.push_back(std::move(item));
    }
    items = std::move(kept);
}

}  // namespace

Result<ChampionProfile> champion_profile(ChampionProfile given) {
    keep_each_once(given.languages);
    if (given.languages.empty() || given.languages.size() > max_languages ||
        !std::ranges::all_of(given.languages, is_language))
        return std::unexpected(
            Error::invalid("profile.languages", "1 to 12 languages by their ISO 639 code, such as en, cy or pl."));
    keep_each_once(given.place_ids);
    if (given.place_ids.size() > max_places)
        return std::unexpected(Error::invalid("profile.place_ids", "At most 20 Places."));
    for (auto [field, text] : {std::pair("profile.can_help_with", &given.can_help_with),
                               std::pair("profile.cannot_help_with", &given.cannot_help_with)}) {
        auto valid = validated_text(field, *text, {.most = max_help_characters, .lines = Lines::many});
        if (!valid) return std::unexpected(valid.error());
        *text = std::move(*valid);
    }
    return given;
}

std::string list_to_text(const std::vector<std::string>& items) {
    std::string text;
    for (const auto& item : items) text += (text.empty() ? "" : ",") + item;
    return text;
}

std::vector<std::string> list_of_text(std::string_view text) {
    std::vector<std::string> items;
    while (!text.empty()) {
        const auto end = std::min(text.find(','), text.size());
        items.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return items;
}

}  // namespace ourplace::asks
