// Finds the Stories and public answers that are about what somebody writes: BM25 over the words of each, where a word of the
// same meaning counts for less than the same word, and nothing at all where too little of what was asked is met. In memory;
// pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "stories/story_rules.hpp"
#include "stories/thesaurus_rules.hpp"

namespace ourplace::stories {

// Found by measuring on the tuning half of tests/data/similar_stories.txt (tests/bench/similar.cpp).
struct SimilarWeights {
    double same_meaning = 0.8;
    // How fast a word said again stops counting, and how far long Stories are held back.
    double saturation = 1.2;
    double length = 0.3;
    double title = 1.5;
    // The least part of what was asked that a Story must meet, and the least that this must weigh, in words that only one of
    // them has.
    double least_part = 0.14;
    double least_weight = 1.03;
    // Another Story than the best is suggested from this part of its score.
    double least_of_best = 0.4;
};

// A public answer is a Suggestion that somebody responded to.
enum class Kind : std::uint8_t { story, answer };

// Of an answer, `problem` is what was suggested and `done` what was responded.
struct Indexed {
    std::string id;
    Kind kind = Kind::story;
    Language language = Language::english;
    std::string title;
    std::string problem;
    std::string done;
    std::string changed;
};

struct Similar {
    std::string id;
    Kind kind = Kind::story;
    // Where it fits best, at most max_excerpt_characters.
    std::string passage;
    // How much of what was asked it meets, 0 to 1, and how much that weighs.
    double part = 0;
    double weight = 0;
};

class SimilarIndex {
  public:
    explicit SimilarIndex(Thesaurus thesaurus, SimilarWeights weights = {});

    // Takes the place of what was there under this id.
    void put(const Indexed& what);
    void remove(const std::string& id);
    [[nodiscard]] std::size_t size() const { return by_id_.size(); }

    // The best first; none where nothing fits.
    [[nodiscard]] std::vector<Similar> search(std::string_view text, Language language, std::size_t at_most = 3) const;

  private:
    // A stem, or a meaning that words of the text have.
    using Feature = std::uint32_t;
    using Slot = std::uint32_t;
    struct Passage {
        std::string text;
        std::vector<Feature> features;
    };
    struct Entry {
        std::string id;
        Kind kind = Kind::story;
        double length = 0;
        std::unordered_map<Feature, float> counts;
        std::vector<Passage> passages;
    };
    // A word of the question.
    struct Unit {
        Feature stem = 0;
        std::vector<Feature> meanings;
    };
    struct Hit {
        double score = 0;
        // Of what was asked, however often it is said there.
        double met = 0;
    };
    struct Hits {
        std::vector<Hit> by_slot;
        double asked = 0;
    };

    Feature feature_of_stem(const std::string& stem);
    [[nodiscard]] Feature known_stem(const std::string& stem) const;
    [[nodiscard]] double rarity(Feature feature) const;
    [[nodiscard]] double rarity_of(std::size_t entries_with_it) const;
    [[nodiscard]] double frequency(Slot slot, double count) const;
    enum class Text : std::uint8_t { title, body };
    void add_text(Entry& entry, std::string_view text, Language language, Text text_is);
    [[nodiscard]] std::vector<Unit> units_of(std::string_view text, Language language) const;
    [[nodiscard]] double weight_of(const Unit& unit) const;
    [[nodiscard]] Hits hits_of(const std::vector<Unit>& units) const;
    [[nodiscard]] std::string passage_for(const Entry& entry, const std::vector<Unit>& units) const;

    Thesaurus thesaurus_;
    SimilarWeights weights_;
    std::unordered_map<std::string, Feature> stems_;
    std::unordered_map<std::string, Slot> by_id_;
    // Empty ids are free.
    std::vector<Entry> entries_;
    std::vector<Slot> free_;
    struct Posting {
        Slot slot = 0;
        float count = 0;
    };
    std::unordered_map<Feature, std::vector<Posting>> postings_;
    double total_length_ = 0;
};

}  // namespace ourplace::stories
