// The words by which an Ask and a Champion's profile are compared. Pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ourplace::asks {

// Stands for a word in all its forms ("allotments", "allotment").
using WordKey = std::uint32_t;

struct Word {
    // As it was written, folded.
    std::string shown;
    WordKey key = 0;
};

// Each once, in order of appearance: without those that say nothing about the subject, in English and Welsh.
[[nodiscard]] std::vector<Word> words_of(std::string_view text);
// The same for one who is only compared: ascending.
[[nodiscard]] std::vector<WordKey> word_keys(std::string_view text);

}  // namespace ourplace::asks
