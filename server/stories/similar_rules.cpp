#include "stories/similar_rules.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_set>
#include <utility>

namespace ourplace::stories {
namespace {

// Meanings are features from here on, stems below.
constexpr std::uint32_t first_meaning = 0x80000000U;
constexpr std::uint32_t unknown_stem = first_meaning - 1;
constexpr std::size_t most_units = 200;
constexpr std::size_t least_library = 60;

}  // namespace

SimilarIndex::SimilarIndex(Thesaurus thesaurus, SimilarWeights weights)
    : thesaurus_(std::move(thesaurus)), weights_(weights) {}

SimilarIndex::Feature SimilarIndex::feature_of_stem(const std::string& stem) {
    return stems_.try_emplace(stem, static_cast<Feature>(stems_.size())).first->second;
}

SimilarIndex::Feature SimilarIndex::known_stem(const std::string& stem) const {
    const auto known = stems_.find(stem);
    return known == stems_.end() ? unknown_stem : known->second;
}

// One passage a sentence. The title stands above them anyway.
void SimilarIndex::add_text(Entry& entry, std::string_view text, Language language, Text text_is) {
    const auto weight = text_is == Text::title ? weights_.title : 1.0;
    for (auto& sentence : sentences_of(text)) {
        const auto words = words_of(sentence, language);
        Passage passage;
        std::vector<Thesaurus::Meaning> meanings;
        for (std::size_t at = 0; at < words.size(); ++at) {
            meanings.clear();
            thesaurus_.meanings_at(words, at, language, meanings);
            for (const auto meaning : meanings) passage.features.push_back(first_meaning + meaning);
            if (words[at].says_nothing) continue;
            entry.length += weight;
            passage.features.push_back(feature_of_stem(words[at].stem));
        }
        for (const auto feature : passage.features) entry.counts[feature] += static_cast<float>(weight);
        if (text_is == Text::title) continue;
        passage.text = std::move(sentence);
        entry.passages.push_back(std::move(passage));
    }
}

void SimilarIndex::put(const Indexed& what) {
    remove(what.id);
    Slot slot = 0;
    if (free_.empty()) {
        slot = static_cast<Slot>(entries_.size());
        entries_.emplace_back();
    } else {
        slot = free_.back();
        free_.pop_back();
    }
    auto& entry = entries_[slot];
    entry.id = what.id;
    entry.kind = what.kind;
    add_text(entry, what.title, what.language, Text::title);
    for (const auto* text : {&what.problem, &what.done, &what.changed})
        add_text(entry, *text, what.language, Text::body);
    total_length_ += entry.length;
    by_id_[what.id] = slot;
    for (const auto& [feature, count] : entry.counts) postings_[feature].push_back({.slot = slot, .count = count});
}

void SimilarIndex::remove(const std::string& id) {
    const auto known = by_id_.find(id);
    if (known == by_id_.end()) return;
    const auto slot = known->second;
    for (const auto& [feature, count] : entries_[slot].counts)
        std::erase_if(postings_[feature], [&](const Posting& posting) { return posting.slot == slot; });
    total_length_ -= entries_[slot].length;
    entries_[slot] = Entry();
    free_.push_back(slot);
    by_id_.erase(known);
}

double SimilarIndex::rarity(Feature feature) const {
    const auto found = postings_.find(feature);
    return rarity_of(found == postings_.end() ? 0 : found->second.size());
}

// In a small library, too, a word that two of three Stories have may say much.
double SimilarIndex::rarity_of(std::size_t entries_with_it) const {
    const auto all = static_cast<double>(std::max(by_id_.size(), least_library));
    const auto with_it = static_cast<double>(entries_with_it);
    return std::log(1 + (all - with_it + 0.5) / (with_it + 0.5));
}

double SimilarIndex::frequency(Slot slot, double count) const {
    const auto average = total_length_ / static_cast<double>(std::max<std::size_t>(1, by_id_.size()));
    const auto longer = 1 - weights_.length + weights_.length * entries_[slot].length / std::max(1.0, average);
    return count * (weights_.saturation + 1) / (count + weights_.saturation * longer);
}

std::vector<SimilarIndex::Unit> SimilarIndex::units_of(std::string_view text, Language language) const {
    const auto words = words_of(text, language);
    std::vector<Unit> units;
    std::unordered_set<std::string> said;
    std::vector<Thesaurus::Meaning> meanings;
    for (std::size_t at = 0; at < words.size() && units.size() < most_units; ++at) {
        meanings.clear();
        thesaurus_.meanings_at(words, at, language, meanings);
        if (words[at].says_nothing && meanings.empty()) continue;
        if (!said.insert(words[at].stem).second) continue;
        Unit unit{.stem = words[at].says_nothing ? unknown_stem : known_stem(words[at].stem), .meanings = {}};
        for (const auto meaning : meanings) unit.meanings.push_back(first_meaning + meaning);
        units.push_back(std::move(unit));
    }
    return units;
}

std::string SimilarIndex::passage_for(const Entry& entry, const std::vector<Unit>& units) const {
    std::unordered_map<Feature, double> asked;
    for (const auto& unit : units) {
        if (unit.stem != unknown_stem) asked[unit.stem] = rarity(unit.stem);
        for (const auto meaning : unit.meanings) asked[meaning] = weights_.same_meaning * rarity(meaning);
    }
    const Passage* best = nullptr;
    double best_weight = -1;
    for (const auto& passage : entry.passages) {
        double weight = 0;
        for (const auto feature : std::unordered_set<Feature>(passage.features.begin(), passage.features.end())) {
            if (const auto wanted = asked.find(feature); wanted != asked.end()) weight += wanted->second;
        }
        if (weight > best_weight) {
            best = &passage;
            best_weight = weight;
        }
    }
    return best ? excerpt(best->text) : std::string();
}

// Of a word that the library does not have as much as of the rarest: what nothing fits must not be free.
double SimilarIndex::weight_of(const Unit& unit) const {
    if (unit.stem != unknown_stem || unit.meanings.empty()) return rarity(unit.stem);
    double weight = 0;
    for (const auto meaning : unit.meanings) weight = std::max(weight, rarity(meaning));
    return weight;
}

SimilarIndex::Hits SimilarIndex::hits_of(const std::vector<Unit>& units) const {
    Hits hits{.by_slot = std::vector<Hit>(entries_.size()), .asked = 0};
    std::vector<Hit> of_unit(entries_.size());
    std::vector<Slot> touched;
    std::unordered_set<Feature> met_already;
    const auto meet = [&](Feature feature, double weight) {
        const auto found = postings_.find(feature);
        if (found == postings_.end()) return;
        const auto rare = rarity(feature);
        for (const auto& posting : found->second) {
            auto& hit = of_unit[posting.slot];
            if (hit.met == 0) touched.push_back(posting.slot);
            hit.score = std::max(hit.score, weight * rare * frequency(posting.slot, posting.count));
            hit.met = std::max(hit.met, weight * rare);
        }
    };
    for (const auto& unit : units) {
        // The same thing said in three ways is asked once.
        bool is_new = unit.meanings.empty();
        if (unit.stem != unknown_stem) meet(unit.stem, 1);
        for (const auto meaning : unit.meanings) {
            if (!met_already.insert(meaning).second) continue;
            is_new = true;
            meet(meaning, weights_.same_meaning);
        }
        if (is_new || !touched.empty()) hits.asked += weight_of(unit);
        for (const auto slot : touched) {
            hits.by_slot[slot].score += of_unit[slot].score;
            hits.by_slot[slot].met += of_unit[slot].met;
            of_unit[slot] = {};
        }
        touched.clear();
    }
    return hits;
}

std::vector<Similar> SimilarIndex::search(std::string_view text, Language language, std::size_t at_most) const {
    const auto units = units_of(text, language);
    const auto hits = hits_of(units);
    std::vector<Slot> ranked;
    for (Slot slot = 0; slot < hits.by_slot.size(); ++slot) {
        if (hits.by_slot[slot].score > 0) ranked.push_back(slot);
    }
    const auto kept = std::min(at_most, ranked.size());
    std::ranges::partial_sort(ranked, ranked.begin() + static_cast<std::ptrdiff_t>(kept), [&](Slot a, Slot b) {
        return std::pair(-hits.by_slot[a].score, a) < std::pair(-hits.by_slot[b].score, b);
    });
    const auto least_weight = weights_.least_weight * rarity_of(1);
    std::vector<Similar> found;
    for (std::size_t place = 0; place < kept; ++place) {
        const auto& hit = hits.by_slot[ranked[place]];
        const auto& entry = entries_[ranked[place]];
        const auto part = hit.met / hits.asked;
        if (part < weights_.least_part || hit.met < least_weight) continue;
        if (hit.score < weights_.least_of_best * hits.by_slot[ranked.front()].score) continue;
        found.push_back({.id = entry.id,
                         .kind = entry.kind,
                         .passage = passage_for(entry, units),
                         .part = part,
                         .weight = hit.met});
    }
    return found;
}

}  // namespace ourplace::stories
