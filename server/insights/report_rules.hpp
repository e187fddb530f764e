// The rows of a table of insights, of what each quarter's release lets be said. Pure functions.
#pragma once

#include <cstddef>
#include <optional>
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

}  // namespace ourplace::insights
