#include "insights/release_rules.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace ourplace::insights {
namespace {

using Cell = Release::Cell;
using Part = Release::Part;
using Split = Release::Split;

bool is_few(const Cell& cell) { return cell.askers < fewest_counted; }
bool is_safe(const Cell& cell) { return cell.asks == 0 || !is_few(cell); }

// The Asks of a quarter by hub, to be counted for any hubs together.
class Counter {
  public:
    Counter(std::size_t hubs, std::span<const AskFact> facts) : of_hub_(hubs) {
        for (const auto& fact : facts) of_hub_.at(fact.hub).push_back(&fact);
    }

    // Merged columns count into the first of them.
    [[nodiscard]] std::vector<Cell> cells(const std::vector<std::size_t>& hubs, Attribute attribute,
                                          const std::vector<bool>& merged) const {
        const auto first_merged = static_cast<std::size_t>(std::ranges::find(merged, true) - merged.begin());
        std::vector<std::pair<std::size_t, std::size_t>> seen;
        for (const auto hub : hubs) {
            for (const auto* fact : of_hub_.at(hub)) {
                const auto column = column_of(*fact, attribute);
                seen.emplace_back(merged.at(column) ? first_merged : column, fact->asker);
            }
        }
        std::ranges::sort(seen);
        std::vector<Cell> cells(merged.size());
        for (std::size_t at = 0; at < seen.size(); ++at) {
            auto& cell = cells.at(seen[at].first);
            ++cell.asks;
            if (at == 0 || seen[at] != seen[at - 1]) ++cell.askers;
        }
        return cells;
    }

  private:
    std::vector<std::vector<const AskFact*>> of_hub_;
};

std::size_t asks_in(const Part& part) {
    return std::accumulate(part.cells.begin(), part.cells.end(), std::size_t{0},
                           [](std::size_t sum, const Cell& cell) { return sum + cell.asks; });
}

// If so many share such a sum, each of them may have anything from none to four, whatever the others have: to say "fewer than
// five" of each gives nothing away.
bool leaves_open(std::size_t sum, std::size_t members) { return sum <= (fewest_counted - 1) * (members - 1); }

// Columns that the whole programme has too few of are known only together, with as many of the next as it takes.
void merge_columns(const Counter& counter, const std::vector<std::size_t>& everywhere, Attribute attribute,
                   Split& split) {
    const auto cells = counter.cells(everywhere, attribute, split.merged);
    if (std::ranges::all_of(cells, is_safe)) return;
    std::vector<std::size_t> order(cells.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t column) { return std::pair(cells[column].askers, column); });
    bool took_more = false;
    for (const auto column : order) {
        if (!is_few(cells[column])) {
            const auto together = counter.cells(everywhere, attribute, split.merged);
            const auto first = static_cast<std::size_t>(std::ranges::find(split.merged, true) - split.merged.begin());
            if (!is_few(together.at(first))) break;
            took_more = true;
        }
        split.merged[column] = true;
    }
    std::size_t asks = 0;
    std::size_t columns = 0;
    bool all_few = true;
    for (std::size_t column = 0; column < cells.size(); ++column) {
        if (!split.merged[column]) continue;
        ++columns;
        asks += cells[column].asks;
        all_few = all_few && cells[column].asks < fewest_counted;
    }
    if (!took_more && !(all_few && leaves_open(asks, columns))) return;
    for (std::size_t column = 0; column < cells.size(); ++column)
        split.few[column] = split.merged[column] && cells[column].asks < fewest_counted;
}

class Pooling {
  public:
    Pooling(const Geography& geography, const Counter& counter, Attribute attribute, const Split& split)
        : geography_(geography), counter_(counter), attribute_(attribute), merged_(split.merged) {}

    // From rows, each alone or together with others; nothing: not even all of them together are safe.
    std::optional<std::vector<Part>> pool(const std::vector<Part>& rows) {
        loose_.assign(geography_.place_in.size() + 1, {});
        for (const auto& row : rows) {
            auto alone = part_of(row.hubs);
            if (stands_alone(alone)) {
                parts_.push_back(std::move(alone));
            } else {
                loose_.at(home_of(row.hubs)).push_back(row.hubs);
            }
        }
        for (const auto place : deepest_first()) pool_at(place);
        return pool_the_rest();
    }

  private:
    // A hub where nobody asked is told apart from one where few did only if nobody asked in any that is left over.
    [[nodiscard]] bool stands_alone(const Part& part) const {
        if (attribute_ == Attribute::whole) return !is_few(part.cells.front());
        return std::ranges::all_of(part.cells, is_safe);
    }

    [[nodiscard]] Part part_of(std::vector<std::size_t> hubs) const {
        Part part{.hubs = std::move(hubs), .cells = {}, .few = std::nullopt};
        part.cells = counter_.cells(part.hubs, attribute_, merged_);
        return part;
    }

    [[nodiscard]] std::size_t depth(std::size_t place) const {
        std::size_t depth = 0;
        for (auto in = geography_.place_in.at(place); in; in = geography_.place_in.at(*in)) ++depth;
        return depth;
    }
    [[nodiscard]] std::vector<std::size_t> deepest_first() const {
        std::vector<std::size_t> order(geography_.place_in.size());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::ranges::sort(order, std::ranges::greater{},
                          [&](std::size_t place) { return std::pair(depth(place), place); });
        return order;
    }
    [[nodiscard]] std::size_t programme() const { return geography_.place_in.size(); }
    [[nodiscard]] bool is_in(std::size_t place, std::size_t outer) const {
        for (std::optional<std::size_t> at = place; at; at = geography_.place_in.at(*at))
            if (*at == outer) return true;
        return false;
    }
    // The smallest place that has them all.
    [[nodiscard]] std::size_t home_of(const std::vector<std::size_t>& hubs) const {
        std::optional<std::size_t> home = geography_.place_of_hub.at(hubs.front());
        while (home && !std::ranges::all_of(
                           hubs, [&](std::size_t hub) { return is_in(geography_.place_of_hub.at(hub), *home); })) {
            home = geography_.place_in.at(*home);
        }
        return home.value_or(programme());
    }

    [[nodiscard]] Part together(const std::vector<std::vector<std::size_t>>& loose) const {
        std::vector<std::size_t> hubs;
        for (const auto& some : loose) hubs.insert(hubs.end(), some.begin(), some.end());
        return part_of(std::move(hubs));
    }

    void pool_at(std::size_t place) {
        auto& here = loose_.at(place);
        if (here.empty()) return;
        auto part = together(here);
        if (stands_alone(part)) {
            note_few(part, here);
            parts_.push_back(std::move(part));
        } else {
            auto& above = loose_.at(geography_.place_in.at(place).value_or(programme()));
            above.insert(above.end(), here.begin(), here.end());
        }
        here.clear();
    }

    // What is left over takes in the smallest of the others until it is safe.
    std::optional<std::vector<Part>> pool_the_rest() {
        auto& rest = loose_.at(programme());
        if (rest.empty()) return std::move(parts_);
        auto part = together(rest);
        if (asks_in(part) == 0) {
            for (const auto& some : rest) parts_.push_back(part_of(some));
            return std::move(parts_);
        }
        while (!stands_alone(part)) {
            const auto smallest = std::ranges::min_element(parts_, {}, asks_in);
            if (smallest == parts_.end()) return std::nullopt;
            rest.push_back(smallest->hubs);
            parts_.erase(smallest);
            part = together(rest);
        }
        note_few(part, rest);
        parts_.push_back(std::move(part));
        return std::move(parts_);
    }

    // Of one column at most, so that a row's own sum leaves it open too.
    void note_few(Part& part, const std::vector<std::vector<std::size_t>>& members) const {
        if (part.cells.size() > 2) return;
        for (std::size_t column = 0; column < part.cells.size() && !part.few; ++column) {
            const bool all_few = std::ranges::all_of(members, [&](const auto& hubs) {
                return counter_.cells(hubs, attribute_, merged_).at(column).asks < fewest_counted;
            });
            if (all_few && leaves_open(part.cells[column].asks, members.size())) part.few = column;
        }
    }

    const Geography& geography_;
    const Counter& counter_;
    Attribute attribute_;
    const std::vector<bool>& merged_;
    std::vector<Part> parts_;
    // By place, and of the programme.
    std::vector<std::vector<std::vector<std::size_t>>> loose_;
};

}  // namespace

Scope whole_programme(const Geography& geography) { return Scope(geography.place_of_hub.size(), true); }

Scope one_hub(const Geography& geography, std::size_t hub) {
    Scope scope(geography.place_of_hub.size(), false);
    scope.at(hub) = true;
    return scope;
}

Scope in_place(const Geography& geography, std::size_t place) {
    Scope scope(geography.place_of_hub.size(), false);
    for (std::size_t hub = 0; hub < scope.size(); ++hub) {
        for (std::optional<std::size_t> at = geography.place_of_hub[hub]; at; at = geography.place_in.at(*at))
            if (*at == place) scope[hub] = true;
    }
    return scope;
}

Figure plus(const Figure& left, const Figure& right) {
    const auto count = left.count + right.count;
    if (left.kind == Figure::Kind::shown && right.kind == Figure::Kind::shown)
        return {.kind = Figure::Kind::shown, .count = count};
    return count == 0 ? Figure{} : Figure{.kind = Figure::Kind::at_least, .count = count};
}

Release::Release(const Geography& geography, std::span<const AskFact> facts) {
    const auto hubs = geography.place_of_hub.size();
    const Counter counter(hubs, facts);
    std::vector<std::size_t> everywhere(hubs);
    std::iota(everywhere.begin(), everywhere.end(), std::size_t{0});
    std::vector<Part> rows;
    for (const auto hub : everywhere) rows.push_back({.hubs = {hub}, .cells = {}, .few = std::nullopt});
    for (std::size_t index = 0; index < attribute_count; ++index) {
        const auto attribute = static_cast<Attribute>(index);
        auto& split = splits_.at(index);
        split.merged.assign(columns_of.at(index), false);
        split.few.assign(columns_of.at(index), false);
        if (attribute != Attribute::whole) merge_columns(counter, everywhere, attribute, split);
        auto parts = Pooling(geography, counter, attribute, split).pool(rows);
        split.is_secret = !parts || splits_.front().is_secret;
        if (split.is_secret) split.few.assign(columns_of.at(index), facts.size() < fewest_counted);
        if (parts) split.parts = std::move(*parts);
        if (attribute == Attribute::whole && parts) rows = split.parts;
    }
}

Figure Release::count(const Scope& scope, Attribute attribute, std::size_t column) const {
    const auto& split = splits_.at(static_cast<std::size_t>(attribute));
    if (split.few.at(column)) return {.kind = Figure::Kind::fewer_than_five, .count = 0};
    if (split.is_secret || split.merged.at(column)) return {};
    Figure figure{.kind = Figure::Kind::shown, .count = 0};
    for (const auto& part : split.parts) {
        const auto inside =
            static_cast<std::size_t>(std::ranges::count_if(part.hubs, [&](std::size_t hub) { return scope.at(hub); }));
        if (inside == 0) continue;
        if (inside == part.hubs.size()) {
            figure.count += part.cells.at(column).asks;
        } else if (part.few == column && std::ranges::count(scope, true) == 1) {
            return {.kind = Figure::Kind::fewer_than_five, .count = 0};
        } else {
            return {};
        }
    }
    return figure;
}

}  // namespace ourplace::insights
