#include "insights/report_rules.hpp"

#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>

namespace ourplace::insights {
namespace {

bool is_of(const Slice& slice, Quarter quarter) {
    return slice.quarters.first <= quarter && quarter <= slice.quarters.last &&
           (!slice.month || quarter_of(*slice.month) == quarter);
}

std::size_t month_column(Month month) {
    return static_cast<std::size_t>(month.number - quarter_of(month).first_month().number);
}

bool is_of(const Slice& slice, const AskFact& fact) {
    return slice.scope.at(fact.hub) && (!slice.theme || column_of(fact, Attribute::theme) == *slice.theme) &&
           (!slice.month || column_of(fact, Attribute::month) == month_column(*slice.month));
}

bool is_of(const Slice& slice, const StoryFact& story) {
    if (!slice.scope.at(story.hub) || !is_of(slice, quarter_of(story.month))) return false;
    if (slice.month && story.month != *slice.month) return false;
    if (!slice.theme) return true;
    if (*slice.theme == no_theme) return story.themes.empty();
    return std::ranges::find(story.themes, *slice.theme) != story.themes.end();
}

Figure asked_in(const Slice& slice, const QuarterFacts& of) {
    if (slice.month) return of.release.count(slice.scope, Attribute::month, month_column(*slice.month));
    if (slice.theme) return of.release.count(slice.scope, Attribute::theme, *slice.theme);
    return of.release.count(slice.scope);
}

template <class FigureIn>
Figure sum_of(const Slice& slice, std::span<const QuarterFacts> quarters, FigureIn figure_in) {
    std::optional<Figure> sum;
    for (const auto& of : quarters) {
        if (!is_of(slice, of.quarter)) continue;
        const auto figure = figure_in(of);
        sum = sum ? plus(*sum, figure) : figure;
    }
    return sum.value_or(Figure{.kind = Figure::Kind::shown, .count = 0});
}

// What anybody could work out of the other figures: all but four were answered where fewer than five were not.
std::size_t surely_answered(const Slice& slice, const QuarterFacts& of) {
    const auto answered = of.release.count(slice.scope, Attribute::answer, yes);
    if (answered.kind == Figure::Kind::shown) return answered.count;
    const auto asked = of.release.count(slice.scope);
    const auto unanswered = of.release.count(slice.scope, Attribute::answer, no);
    if (asked.kind != Figure::Kind::shown || unanswered.kind != Figure::Kind::fewer_than_five) return 0;
    return asked.count - std::min(asked.count, fewest_counted - 1);
}

Figure answered_of(const Slice& slice, std::span<const QuarterFacts> quarters) {
    const auto answered = figure_of(slice, quarters, Attribute::answer, yes);
    if (answered.kind == Figure::Kind::shown || answered.kind == Figure::Kind::fewer_than_five) return answered;
    std::size_t least = 0;
    for (const auto& of : quarters)
        if (is_of(slice, of.quarter)) least += surely_answered(slice, of);
    return least == 0 ? answered : Figure{.kind = Figure::Kind::at_least, .count = least};
}

}  // namespace

Figure figure_of(const Slice& slice, std::span<const QuarterFacts> quarters, Attribute attribute, std::size_t column) {
    return sum_of(slice, quarters,
                  [&](const QuarterFacts& of) { return of.release.count(slice.scope, attribute, column); });
}

Row row_of(const Slice& slice, std::span<const QuarterFacts> quarters, std::span<const StoryFact> stories) {
    Row row;
    row.asked = sum_of(slice, quarters, [&](const QuarterFacts& of) { return asked_in(slice, of); });
    row.stories = static_cast<std::size_t>(
        std::ranges::count_if(stories, [&](const auto& story) { return is_of(slice, story); }));
    if (!slice.theme && !slice.month) {
        row.answered = answered_of(slice, quarters);
        row.unanswered = figure_of(slice, quarters, Attribute::answer, no);
    }
    if (row.asked.kind != Figure::Kind::shown) return row;
    std::vector<std::int64_t> waits;
    std::set<std::size_t> answered;
    std::set<std::size_t> unanswered;
    for (const auto& of : quarters) {
        if (!is_of(slice, of.quarter)) continue;
        for (const auto& fact : of.facts) {
            if (!is_of(slice, fact)) continue;
            (fact.answered_after_us ? answered : unanswered).insert(fact.asker);
            if (fact.answered_after_us) waits.push_back(*fact.answered_after_us);
        }
    }
    row.goes_unmet = unanswered.size() >= fewest_counted;
    if (answered.size() < fewest_counted) return row;
    row.half_within_minutes = minutes_within(percentile(waits, 50));
    row.nine_of_ten_within_minutes = minutes_within(percentile(std::move(waits), 90));
    return row;
}

}  // namespace ourplace::insights
