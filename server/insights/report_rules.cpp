#include "insights/report_rules.hpp"

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <utility>

#include "base/statistics.hpp"

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

// That five were answered, or were not, says how many of few Asks at least; and where the others are known, the rest of it.
// Of more than twice five neither leaves one possibility alone.
bool may_tell_of_replies(const Slice& slice, const QuarterFacts& of) {
    const auto asked = asked_in(slice, of);
    if (asked.kind != Figure::Kind::shown) return false;
    if (asked.count > 2 * fewest_counted) return true;
    return !slice.theme && !slice.month &&
           of.release.count(slice.scope, Attribute::answer, yes).kind == Figure::Kind::shown;
}

// Each quarter counts or does not by itself: whether two together are five would tell of both.
void add_replies(const Slice& slice, const QuarterFacts& of, Row& row, std::vector<std::int64_t>& waits) {
    std::vector<std::int64_t> here;
    std::set<std::size_t> answered;
    std::set<std::size_t> unanswered;
    for (const auto& fact : of.facts) {
        if (!is_of(slice, fact)) continue;
        (fact.answered_after_us ? answered : unanswered).insert(fact.asker);
        if (fact.answered_after_us) here.push_back(*fact.answered_after_us);
    }
    row.goes_unmet = row.goes_unmet || unanswered.size() >= fewest_counted;
    if (answered.size() >= fewest_counted) waits.insert(waits.end(), here.begin(), here.end());
}

}  // namespace

Figure figure_of(const Slice& slice, std::span<const QuarterFacts> quarters, Attribute attribute, std::size_t column) {
    return sum_of(slice, quarters,
                  [&](const QuarterFacts& of) { return of.release.count(slice.scope, attribute, column); });
}

LoadSummary load_of(const Slice& slice, std::span<const QuarterFacts> quarters, std::span<const TakenUp> taken_up,
                    const std::set<std::string>& champions) {
    std::map<Quarter, std::map<std::string, std::int64_t>> loads;
    for (const auto& of : quarters)
        if (is_of(slice, of.quarter) && asked_in(slice, of).kind == Figure::Kind::shown) loads[of.quarter];
    auto members = champions;
    for (const auto& one : taken_up) {
        const auto quarter = loads.find(one.quarter);
        if (quarter == loads.end() || !slice.scope.at(one.hub)) continue;
        ++quarter->second[one.member_id];
        members.insert(one.member_id);
    }
    LoadSummary summary;
    if (loads.empty()) return summary;
    unsigned percents = 0;
    unsigned compared = 0;
    for (auto& [quarter, load] : loads) {
        std::vector<std::int64_t> all;
        for (const auto& member_id : members) {
            all.push_back(load[member_id]);
            const auto band = band_of(static_cast<std::size_t>(all.back()));
            const auto [known, is_first] = summary.bands.try_emplace(member_id, band);
            if (!is_first) known->second = plus(known->second, band);
        }
        if (all.size() < fewest_counted || std::ranges::all_of(all, [](auto one) { return one == 0; })) continue;
        percents += gini_percent(all);
        ++compared;
    }
    if (compared > 0) summary.gini_percent = rounded_percent(static_cast<double>(percents) / compared);
    return summary;
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
    std::vector<std::int64_t> waits;
    for (const auto& of : quarters)
        if (is_of(slice, of.quarter) && may_tell_of_replies(slice, of)) add_replies(slice, of, row, waits);
    if (waits.empty()) return row;
    row.half_within_minutes = minutes_within(percentile(waits, 50));
    row.nine_of_ten_within_minutes = minutes_within(percentile(std::move(waits), 90));
    return row;
}

}  // namespace ourplace::insights
