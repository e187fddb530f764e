// How well similar Stories are found, over a labelled set (tests/data/similar_stories.txt): the right one among the first
// three, by how many words an Ask shares with it, and how often nothing is suggested where nothing fits. Stories with an odd
// number are for tuning, those with an even one were looked at only for the figures. And how long a search takes.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "stories/similar_rules.hpp"
#include "stories/synonyms.hpp"
#include "stories/word_rules.hpp"

namespace {

using namespace ourplace::stories;

struct Asked {
    std::string group;
    int number = 0;
    std::string text;
};
struct Set {
    std::vector<Indexed> stories;
    std::vector<Asked> asks;
};

// "key: text", and "key number: text" where a Story or a case begins.
Set read_set(const char* path) {
    Set set;
    std::ifstream file(path);
    int number = 0;
    for (std::string line; std::getline(file, line);) {
        const auto colon = line.find(": ");
        if (line.starts_with('#') || colon == std::string::npos) continue;
        std::istringstream head(line.substr(0, colon));
        std::string key;
        head >> key >> number;
        const auto text = line.substr(colon + 2);
        if (key == "story") {
            auto& story = set.stories.emplace_back();
            story.id = std::to_string(number);
            story.title = text;
            continue;
        }
        if (!head.fail() || key == "nothing") {
            set.asks.push_back({.group = key, .number = number, .text = text});
            continue;
        }
        number = std::stoi(set.stories.back().id);
        auto& story = set.stories.back();
        if (key == "problem")
            story.problem = text;
        else if (key == "done")
            story.done = text;
        else if (key == "changed")
            story.changed = text;
        else
            set.asks.push_back({.group = key, .number = number, .text = text});
    }
    return set;
}

std::set<std::string> stems_of(const std::string& text) {
    std::set<std::string> stems;
    for (const auto& word : words_of(text, Language::english)) {
        if (!word.says_nothing) stems.insert(word.stem);
    }
    return stems;
}

// The labels against the texts.
int wrong_labels(const Set& set) {
    int wrong = 0;
    for (const auto& asked : set.asks) {
        if (asked.group == "nothing") continue;
        const auto& story = set.stories.at(static_cast<std::size_t>(asked.number - 1));
        const auto there = stems_of(story.title + ". " + story.problem + ' ' + story.done + ' ' + story.changed);
        std::vector<std::string> shared;
        for (const auto& stem : stems_of(asked.text)) {
            if (there.contains(stem)) shared.push_back(stem);
        }
        const auto count = shared.size();
        const bool fits = asked.group == "many"  ? count >= 3
                          : asked.group == "few" ? count == 1 || count == 2
                                                 : count == 0;
        if (fits) continue;
        ++wrong;
        std::printf("label: story %d says %s, but shares %zu:", asked.number, asked.group.c_str(), count);
        for (const auto& stem : shared) std::printf(" %s", stem.c_str());
        std::printf("\n");
    }
    return wrong;
}

enum class Half { tuning, reporting, all };
bool is_in(Half half, int number) { return half == Half::all || (number % 2 == 1) == (half == Half::tuning); }

struct Figures {
    int right = 0;
    int first = 0;
    int all = 0;
};
Figures measure(const SimilarIndex& index, const Set& set, const std::string& group, Half half, bool tells) {
    Figures figures;
    for (const auto& asked : set.asks) {
        if (asked.group != group || !is_in(half, asked.number)) continue;
        ++figures.all;
        const auto found = index.search(asked.text, Language::english);
        const auto id = std::to_string(asked.number);
        const bool is_right =
            group == "nothing" ? found.empty() : std::ranges::find(found, id, &Similar::id) != found.end();
        if (is_right) ++figures.right;
        if (!found.empty() && found.front().id == id) ++figures.first;
        if (!tells || is_right) continue;
        std::printf("  missed %s %s: %s\n", group.c_str(), id.c_str(), asked.text.c_str());
        for (const auto& similar : found)
            std::printf("      %s part %.2f weight %.1f: %s\n", similar.id.c_str(), similar.part, similar.weight,
                        similar.passage.c_str());
    }
    return figures;
}

void print(const char* name, const SimilarIndex& index, const Set& set, bool tells) {
    std::printf("%s\n", name);
    for (const auto& [half, label] : {std::pair(Half::tuning, "tuning half"), std::pair(Half::reporting, "other half"),
                                      std::pair(Half::all, "all")}) {
        std::printf("  %-12s", label);
        for (const auto* group : {"many", "few", "none", "nothing"}) {
            const auto figures = measure(index, set, group, half, tells && half == Half::tuning);
            std::printf("  %s %d of %d (%.0f %%)", group, figures.right, figures.all,
                        100.0 * figures.right / std::max(1, figures.all));
        }
        std::printf("\n");
    }
}

// Of the half that was not tuned on: the right one among the first three, and nothing where nothing fits.
bool meets_goals(const SimilarIndex& index, const Set& set) {
    const auto part = [&](const char* group) {
        const auto figures = measure(index, set, group, Half::reporting, false);
        return static_cast<double>(figures.right) / figures.all;
    };
    return part("many") >= 0.95 && part("few") >= 0.6 && part("nothing") >= 0.5;
}

SimilarIndex index_of(const Set& set, Thesaurus thesaurus, SimilarWeights weights) {
    SimilarIndex index(std::move(thesaurus), weights);
    for (const auto& story : set.stories) index.put(story);
    return index;
}

// Of a library that is many times as large: each Story again and again, in other company.
void measure_time(const Set& set, const Thesaurus& thesaurus, std::size_t stories) {
    using Clock = std::chrono::steady_clock;
    const auto milliseconds = [](Clock::duration time) {
        return std::chrono::duration<double, std::milli>(time).count();
    };
    SimilarIndex index(thesaurus);
    const auto begun = Clock::now();
    for (std::size_t number = 0; number < stories; ++number) {
        const auto& one = set.stories[number % set.stories.size()];
        const auto& other = set.stories[(number * 7 + number / set.stories.size()) % set.stories.size()];
        auto story = one;
        story.id = std::to_string(number);
        story.done += ' ' + other.done;
        story.changed = other.changed;
        index.put(story);
    }
    const auto built = Clock::now();
    std::vector<double> times;
    for (const auto& asked : set.asks) {
        const auto start = Clock::now();
        const auto found = index.search(asked.text, Language::english);
        times.push_back(milliseconds(Clock::now() - start));
        if (found.size() > 3) std::abort();
    }
    std::ranges::sort(times);
    std::printf(
        "%zu Stories: index made in %.0f ms; a search takes %.2f ms (median), %.2f ms (p99), %.2f ms (longest)\n",
        stories, milliseconds(built - begun), times[times.size() / 2], times[times.size() * 99 / 100], times.back());
}

std::string read_file(const char* path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

int main(int count, char** arguments) {
    if (count < 2) {
        std::fprintf(stderr, "usage: bench_similar SET [SYNONYMS…] [--tell]\n");
        return 2;
    }
    const auto set = read_set(arguments[1]);
    Thesaurus thesaurus;
    thesaurus.add(ourplace::stories::synonyms());
    bool tells = false;
    for (int at = 2; at < count; ++at) {
        if (std::string_view(arguments[at]) == "--tell")
            tells = true;
        else
            thesaurus.add(read_file(arguments[at]));
    }
    std::printf("%zu Stories, %zu Asks, %zu groups of synonyms\n", set.stories.size(), set.asks.size(),
                thesaurus.groups());
    const auto wrong = wrong_labels(set);
    SimilarWeights plain;
    plain.least_part = plain.least_weight = plain.least_of_best = 0;
    print("words alone, always suggesting", index_of(set, {}, plain), set, false);
    print("with synonyms, always suggesting", index_of(set, thesaurus, plain), set, false);
    const auto index = index_of(set, thesaurus, {});
    print("with synonyms, as it is", index, set, tells);
    measure_time(set, thesaurus, 2000);
    return wrong == 0 && meets_goals(index, set) ? 0 : 1;
}
