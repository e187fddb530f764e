#include "base/nearest.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

namespace ourplace {
namespace {

// Longer words are nobody's typing mistake, and comparing them costs their product.
constexpr std::size_t longest_word = 100;

std::string letters_of(std::string_view word) {
    std::string letters;
    for (const char c : word) {
        if (c == '_' || c == '-') continue;
        letters.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
    }
    return letters;
}

// Levenshtein's distance: how many letters to insert, delete or replace.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const auto replaced = diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

}  // namespace

std::string nearest(std::string_view word, std::span<const std::string> known) {
    if (word.size() > longest_word) return {};
    const auto letters = letters_of(word);
    std::string best;
    std::size_t least = (letters.size() + 2) / 3 + 1;
    for (const auto& candidate : known) {
        const auto changes = distance(letters, letters_of(candidate));
        if (changes >= least) continue;
        least = changes;
        best = candidate;
    }
    return best;
}

}  // namespace ourplace
