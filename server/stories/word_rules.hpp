// Words as the search of similar Stories compares them: folded, without endings, and known for saying nothing. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "stories/story_rules.hpp"

namespace ourplace::stories {

struct Word {
    // Equal for forms of one word ("plant", "planted"). English has endings taken off (Snowball); Welsh, for which there is no
    // stemmer, is compared as it is written.
    std::string stem;
    // "the", "anybody", "help": in every Ask, and so in favour of none.
    bool says_nothing = false;
};
[[nodiscard]] std::vector<Word> words_of(std::string_view text, Language language);

// The one whose little words a text has more of, for what does not say it itself; English where it has as many of both.
[[nodiscard]] Language language_of(std::string_view text);

// Each without the white space around it; lines end sentences as well.
[[nodiscard]] std::vector<std::string> sentences_of(std::string_view text);

}  // namespace ourplace::stories
