#include "stories/thesaurus_rules.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace ourplace::stories {
namespace {

std::size_t index_of(Language language) { return language == Language::english ? 0 : 1; }

}  // namespace

void Thesaurus::add(std::string_view groups) {
    while (!groups.empty()) {
        const auto end = std::min(groups.find('\n'), groups.size());
        auto line = groups.substr(0, end);
        groups.remove_prefix(std::min(end + 1, groups.size()));
        line = line.substr(0, line.find('#'));
        if (trimmed(line).empty()) continue;
        while (!line.empty()) {
            const auto comma = std::min(line.find(','), line.size());
            add_entry(line.substr(0, comma), groups_);
            line.remove_prefix(std::min(comma + 1, line.size()));
        }
        ++groups_;
    }
}

void Thesaurus::add_entry(std::string_view entry, Meaning meaning) {
    for (const auto language : {Language::english, Language::welsh}) {
        std::string key;
        const auto words = words_of(entry, language);
        for (const auto& word : words) key += (key.empty() ? "" : " ") + word.stem;
        if (key.empty()) continue;
        longest_ = std::max(longest_, words.size());
        auto& meanings = entries_.at(index_of(language))[key];
        if (std::ranges::find(meanings, meaning) == meanings.end()) meanings.push_back(meaning);
    }
}

void Thesaurus::meanings_at(std::span<const Word> words, std::size_t at, Language language,
                            std::vector<Meaning>& into) const {
    const auto& entries = entries_.at(index_of(language));
    std::string key;
    for (std::size_t length = 1; length <= longest_ && at + length <= words.size(); ++length) {
        key += (key.empty() ? "" : " ") + words[at + length - 1].stem;
        const auto found = entries.find(key);
        if (found == entries.end()) continue;
        for (const auto meaning : found->second) {
            if (std::ranges::find(into, meaning) == into.end()) into.push_back(meaning);
        }
    }
}

}  // namespace ourplace::stories
