#include "stories/word_rules.hpp"

#include <algorithm>
#include <cctype>
#include <libstemmer.h>
#include <memory>
#include <unordered_set>

#include "base/text.hpp"

namespace ourplace::stories {
namespace {

// What people say around what they ask.
constexpr std::string_view of_english =
    "a about above across after again ago all almost alone along already also although always am among an and another any "
    "anybody anyone anything anywhere are around as ask asked at away back bad be became because become been before began "
    "begin being best better between both but by call called came can cannot come comes could day days did different do does "
    "done dont down during each either else enough etc even every everybody everyone everything ever far feel feels few find "
    "first for found from full further gave get gets getting give given gives go goes going gone good got had happen hard has "
    "have havent having he hello her here hers herself hi him himself his hope how however i id idea ideas if ill im in "
    "instead into is it its itself ive just keep kept kind know known last least less let like little long look looking lot "
    "lots made make makes making many may maybe me might mine month months more most much must my myself near need needed needs "
    "never new next no nobody none nor not nothing now of off often ok on once one ones only onto or other others our ours out "
    "over own part people perhaps person place please possible put quite rather really right round said same saw say says "
    "see seem seen several shall she should since so some somebody someone something sometimes somewhere soon start "
    "started starting still such sure take taken takes tell than thank thanks that the their theirs them themselves then there "
    "these they thing things think this those though thought through till time times to together told too took tried try "
    "trying two under until up upon us use used using usually very via want wanted wants was way ways we week weeks well went "
    "were what whatever when where whether which while who whoever whole whom whose why will with within without wont "
    "work worked works would year years yes yet you your yours yourself advice anyways could couldnt doesnt didnt experience "
    "experiences happened help helped helps isnt problem problems suggestion suggestions tip tips wouldnt cant couple "
    "half main set sort three four five six seven eight nine ten eleven twelve dozen hundred thousand";
constexpr std::string_view of_welsh =
    "a ac am ar arall at y yr yn yw ydy yr r n i o un dau dwy tri tair pedwar pump neu na nad nid ddim dim mae maen mi fi ni "
    "chi nhw hi ef fe ei eu ein eich fy dy sy sydd oedd bydd fydd bod fod wedi gan gyda gen heb hyn hynny hon hwn rhai rhywun "
    "rhywbeth pawb neb pob popeth beth pa pam pryd sut ble lle pwy os pan ond hefyd iawn mwy llai llawer gwneud gwnaeth cael "
    "caiff gall allai gallwn gallaf medru rhaid angen eisiau hoffwn help helpu ydych ydyn oes roedd roeddwn wrth dros drwy "
    "trwy dan rhwng nes tan ers mewn allan nawr yma yna diwrnod wythnos mis blwyddyn blynyddoedd amser pobl";

std::unordered_set<std::string_view> set_of(std::string_view words) {
    std::unordered_set<std::string_view> all;
    while (!words.empty()) {
        const auto end = std::min(words.find(' '), words.size());
        all.insert(words.substr(0, end));
        words.remove_prefix(std::min(end + 1, words.size()));
    }
    return all;
}

bool says_nothing(const std::string& word, Language language) {
    static const auto english = set_of(of_english);
    static const auto welsh = set_of(of_welsh);
    return word.size() < 2 || (language == Language::welsh ? welsh : english).contains(word);
}

// Not to be shared between threads.
class Stemmer {
  public:
    explicit Stemmer(Language language)
        : stemmer_(language == Language::english ? sb_stemmer_new("english", nullptr) : nullptr, &sb_stemmer_delete) {}

    std::string stem(const std::string& word) {
        if (!stemmer_) return word;
        const auto* symbols = reinterpret_cast<const sb_symbol*>(word.data());
        const auto* stemmed = sb_stemmer_stem(stemmer_.get(), symbols, static_cast<int>(word.size()));
        return {reinterpret_cast<const char*>(stemmed), static_cast<std::size_t>(sb_stemmer_length(stemmer_.get()))};
    }

  private:
    std::unique_ptr<sb_stemmer, decltype(&sb_stemmer_delete)> stemmer_;
};

// English drops what follows it ("landlord's", "don't"), Welsh joins two words by it ("mae'r").
std::string without_apostrophes(std::string_view text, Language language) {
    constexpr std::string_view curly = "’";
    std::string plain;
    for (std::size_t at = 0; at < text.size();) {
        const bool is_curly = text.substr(at).starts_with(curly);
        if (is_curly || text[at] == '\'') {
            if (language == Language::welsh) plain += ' ';
            at += is_curly ? curly.size() : 1;
        } else {
            plain += text[at++];
        }
    }
    return plain;
}

}  // namespace

std::vector<Word> words_of(std::string_view text, Language language) {
    const auto plain = searchable(without_apostrophes(text, language));
    Stemmer stemmer(language);
    std::vector<Word> words;
    std::string word;
    const auto end_word = [&] {
        if (word.empty()) return;
        const bool is_empty = says_nothing(word, language);
        words.push_back({.stem = stemmer.stem(word), .says_nothing = is_empty});
        word.clear();
    };
    for (const char byte : plain) {
        const auto symbol = static_cast<unsigned char>(byte);
        // Letters beyond ASCII belong to words in every script; punctuation beyond it is rare enough.
        if (symbol >= 0x80 || std::isalnum(symbol) != 0) {
            word += byte;
        } else {
            end_word();
        }
    }
    end_word();
    return words;
}

Language language_of(std::string_view text) {
    const auto little_words = [&](Language language) {
        return std::ranges::count_if(words_of(text, language), [](const Word& word) { return word.says_nothing; });
    };
    return little_words(Language::welsh) > little_words(Language::english) ? Language::welsh : Language::english;
}

std::vector<std::string> sentences_of(std::string_view text) {
    std::vector<std::string> sentences;
    std::size_t begin = 0;
    const auto end_sentence = [&](std::size_t end) {
        if (auto sentence = trimmed(text.substr(begin, end - begin)); !sentence.empty())
            sentences.push_back(std::move(sentence));
        begin = end;
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        const bool is_last = at + 1 == text.size();
        const bool ends = (text[at] == '.' || text[at] == '!' || text[at] == '?') && (is_last || text[at + 1] == ' ');
        if (ends || text[at] == '\n') end_sentence(at + 1);
    }
    end_sentence(text.size());
    return sentences;
}

}  // namespace ourplace::stories
