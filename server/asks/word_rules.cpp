#include "asks/word_rules.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/text.hpp"

namespace ourplace::asks {
namespace {

constexpr std::size_t least_letters = 3;

// Of both languages, without accents; sorted.
constexpr auto empty_words = [] {
    std::array words = std::to_array<std::string_view>(
        {"about", "after", "again", "all", "also", "always", "and", "any", "anybody", "anyone", "are", "ask", "asked",
         "back", "because", "been", "before", "being", "but", "can", "cannot", "come", "could", "did", "does", "doing",
         "done", "dont", "each", "else", "even", "ever", "every", "feel", "find", "for", "from", "gave", "get",
         "getting", "give", "given", "going", "good", "got", "had", "has", "have", "having", "hello", "help", "helped",
         "helping", "her", "here", "hers", "him", "his", "how", "into", "its", "just", "keep", "know", "last", "like",
         "little", "long", "look", "made", "make", "making", "many", "may", "maybe", "mine", "more", "most", "much",
         "must", "need", "needed", "needs", "never", "new", "not", "nothing", "now", "off", "old", "one", "only",
         "other", "others", "our", "out", "over", "own", "people", "please", "really", "said", "same", "say", "see",
         "seem", "several", "she", "should", "since", "some", "somebody", "someone", "something", "still", "such",
         "sure", "take", "taken", "tell", "than", "thank", "thanks", "that", "the", "their", "them", "then", "there",
         "these", "they", "thing", "things", "think", "this", "those", "through", "too", "took", "tried", "try",
         "trying", "two", "under", "until", "used", "using", "very", "want", "wanted", "wants", "was", "way", "well",
         "went", "were", "what", "when", "where", "which", "while", "who", "whom", "whose", "why", "will", "with",
         "without", "work", "would", "year", "years", "yes", "yet", "you", "your", "yours",
         // Welsh.
         "a'r", "ac", "aeth", "ag", "allan", "am", "angen", "arall", "arnaf", "arnom", "bod", "bydd", "cael", "chi",
         "cyn", "dal", "dan", "dim", "diolch", "dros", "drwy", "dwi", "dydy", "ddim", "efallai", "efo", "eich", "ein",
         "eisiau", "ers", "eto", "ewch", "fel", "felly", "fod", "fydd", "fyddai", "fyny", "gael", "gall", "gallu",
         "gan", "ganddo", "gennym", "gennyf", "gwneud", "gwybod", "gydag", "helo", "helpu", "hefyd", "heb", "hoffwn",
         "holl", "hwn", "hyn", "hynny", "iawn", "ichi", "lawer", "maen", "mae", "mai", "mewn", "mwy", "mynd", "naill",
         "neu", "nid", "nhw", "oedd", "oes", "ond", "pan", "pawb", "pob", "pwy", "rhai", "rhaid", "rhywun", "roedd",
         "rwyf", "rydw", "rydym", "sut", "sydd", "trwy", "unrhyw", "wedi", "wneud", "wrth", "wyf", "yma", "yna", "yno",
         "ynglyn", "ychydig"});
    std::ranges::sort(words);
    return words;
}();

bool is_letter(char byte) {
    const auto code = static_cast<unsigned char>(byte);
    return code >= 0x80 || (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
}

bool is_number(std::string_view word) { return word.find_first_not_of("0123456789") == std::string_view::npos; }

// English endings, as far as they leave a stem of some length.
std::string_view stem(std::string_view word) {
    using Ending = std::pair<std::string_view, std::size_t>;
    for (const auto& [ending, keep] :
         {Ending{"ings", 4}, Ending{"ing", 4}, Ending{"ied", 3}, Ending{"ies", 3}, Ending{"ed", 4}, Ending{"es", 4},
          Ending{"s", 3}, Ending{"e", 4}, Ending{"y", 3}}) {
        if (!word.ends_with(ending) || word.size() < ending.size() + keep) continue;
        if (ending == "s" && word.ends_with("ss")) break;
        word.remove_suffix(ending.size());
        break;
    }
    // "planning", "plan"; "letting", "let".
    if (word.size() > 4 && word.back() == word[word.size() - 2] && word.back() != 's' && word.back() != 'l')
        word.remove_suffix(1);
    return word;
}

// FNV-1a.
WordKey key_of(std::string_view word) {
    WordKey key = 2166136261U;
    for (const char byte : word) key = (key ^ static_cast<unsigned char>(byte)) * 16777619U;
    return key;
}

// As searchable(), which takes much longer for the plain text that most is.
std::string for_comparing(std::string_view text) {
    if (std::ranges::any_of(text, [](char byte) { return static_cast<unsigned char>(byte) >= 0x80; }))
        return searchable(text);
    std::string lower(text);
    for (char& byte : lower) {
        if (byte >= 'A' && byte <= 'Z') byte = static_cast<char>(byte - 'A' + 'a');
    }
    return lower;
}

template <class Take>
void each_word(std::string_view text, Take take) {
    const auto folded = for_comparing(text);
    for (std::size_t at = 0; at < folded.size();) {
        if (!is_letter(folded[at])) {
            ++at;
            continue;
        }
        auto end = at + 1;
        while (end < folded.size() && is_letter(folded[end])) ++end;
        const auto word = std::string_view(folded).substr(at, end - at);
        at = end;
        if (word.size() < least_letters || is_number(word) || std::ranges::binary_search(empty_words, word)) continue;
        take(word, key_of(stem(word)));
    }
}

}  // namespace

std::vector<Word> words_of(std::string_view text) {
    std::vector<Word> words;
    each_word(text, [&](std::string_view word, WordKey key) {
        if (std::ranges::find(words, key, &Word::key) == words.end())
            words.push_back({.shown = std::string(word), .key = key});
    });
    return words;
}

std::vector<WordKey> word_keys(std::string_view text) {
    std::vector<WordKey> keys;
    each_word(text, [&](std::string_view, WordKey key) { keys.push_back(key); });
    std::ranges::sort(keys);
    const auto twice = std::ranges::unique(keys);
    keys.erase(twice.begin(), twice.end());
    return keys;
}

}  // namespace ourplace::asks
