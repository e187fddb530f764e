// The rows of a table of insights, of what each quarter's release lets be said. Pure functions.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "insights/insights_rules.hpp"
#include "insights/release_rules.hpp"

namespace ourplace::insights {

struct QuarterFacts {
    Quarter quarter;
    std::vector<AskFact> facts;
    Release release;
};

// In the library, for everybody to read: counted as they are.
struct StoryFact {
    std::size_t hub = 0;
    Month month;
    std::vector<std::size_t> themes;
};

// Which Asks and Stories a row is of. At most one of theme and month.
struct Slice {
    Scope scope;
    std::optional<std::size_t> theme = std::nullopt;
    std::optional<Month> month = std::nullopt;
    Quarters quarters;
};

struct Row {
    Figure asked;
    // Only of a slice by neither theme nor month.
    std::optional<Figure> answered;
    std::optional<Figure> unanswered;
    // 0: not shown.
    unsigned half_within_minutes = 0;
    unsigned nine_of_ten_within_minutes = 0;
    bool goes_unmet = false;
    std::size_t stories = 0;
};
[[nodiscard]] Row row_of(const Slice& slice, std::span<const QuarterFacts> quarters,
                         std::span<const StoryFact> stories);

// Over all quarters of the slice, which has neither theme nor month.
[[nodiscard]] Figure figure_of(const Slice& slice, std::span<const QuarterFacts> quarters, Attribute attribute,
                               std::size_t column);

// An Ask was taken up in time.
struct TakenUp {
    std::size_t hub = 0;
    Quarter quarter;
    std::string member_id;
};

// Made of what is said of each quarter, and of no other sum: where one band ends and the next begins, sums of many quarters
// would tell what is hidden in one of them.
struct LoadSummary {
    // By member: of these Champions, and of whoever else took one up. Empty: no quarter can be counted.
    std::map<std::string, Band> bands;
    // Of those in which at least five could be compared; the mean.
    std::optional<unsigned> gini_percent;
};
[[nodiscard]] LoadSummary load_of(const Slice& slice, std::span<const QuarterFacts> quarters,
                                  std::span<const TakenUp> taken_up, const std::set<std::string>& champions);

}  // namespace ourplace::insights
