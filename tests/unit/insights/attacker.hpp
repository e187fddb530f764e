// Somebody who has every table that anybody can get, and works out what they can.
#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <set>
#include <span>
#include <vector>

#include "insights/release_rules.hpp"

namespace ourplace::insights {

using Chance = std::mt19937_64;
inline std::size_t draw(Chance& chance, std::size_t least, std::size_t most) {
    return std::uniform_int_distribution<std::size_t>(least, most)(chance);
}

// A small programme: places in places, hubs in them, some busy and some not, people who ask more than once.
struct SmallProgramme {
    Geography geography;
    std::vector<AskFact> facts;

    static SmallProgramme made_by(Chance& chance) {
        SmallProgramme made;
        const auto places = draw(chance, 1, 4);
        for (std::size_t place = 0; place < places; ++place)
            made.geography.place_in.push_back(
                place == 0 || draw(chance, 0, 2) == 0 ? std::nullopt : std::optional(draw(chance, 0, place - 1)));
        const auto hubs = draw(chance, 1, 5);
        std::size_t asker = 0;
        for (std::size_t hub = 0; hub < hubs; ++hub) {
            made.geography.place_of_hub.push_back(draw(chance, 0, places - 1));
            const auto busy = draw(chance, 0, 3);
            const auto asks = busy == 0 ? draw(chance, 0, 4) : draw(chance, 0, 8 * busy);
            const auto skew = draw(chance, 0, 3);
            for (std::size_t ask = 0; ask < asks; ++ask) {
                AskFact fact{.hub = hub, .asker = ask > 0 && draw(chance, 0, 5) == 0 ? asker : ++asker};
                const auto set = [&](Attribute attribute, std::size_t column) {
                    fact.column.at(static_cast<std::size_t>(attribute)) = static_cast<std::uint8_t>(column);
                };
                set(Attribute::month, std::min<std::size_t>(2, draw(chance, 0, 2 + skew)));
                set(Attribute::theme, draw(chance, 0, 2 + skew) < 2 ? 0 : 1);
                set(Attribute::answer, draw(chance, 0, 2 + 2 * skew) == 0 ? no : yes);
                made.facts.push_back(fact);
            }
        }
        return made;
    }

    [[nodiscard]] std::vector<Scope> scopes() const {
        std::vector<Scope> all{whole_programme(geography)};
        for (std::size_t hub = 0; hub < geography.place_of_hub.size(); ++hub) all.push_back(one_hub(geography, hub));
        for (std::size_t place = 0; place < geography.place_in.size(); ++place)
            all.push_back(in_place(geography, place));
        return all;
    }
};

// A column of an attribute, or all.
struct Column {
    Attribute attribute = Attribute::whole;
    std::size_t column = 0;
    bool operator==(const Column&) const = default;
};
inline std::vector<Column> columns() {
    std::vector<Column> all{{}};
    for (const auto attribute : {Attribute::month, Attribute::theme, Attribute::answer})
        for (std::size_t column = 0; column < columns_of.at(static_cast<std::size_t>(attribute)); ++column)
            all.push_back({.attribute = attribute, .column = column});
    return all;
}

// Asks of these hubs that are in both columns.
struct Target {
    Scope scope;
    Column one;
    Column other;

    [[nodiscard]] bool has(const AskFact& fact) const {
        return scope.at(fact.hub) && column_of(fact, one.attribute) == one.column &&
               column_of(fact, other.attribute) == other.column;
    }
    [[nodiscard]] std::size_t askers(std::span<const AskFact> facts) const {
        std::set<std::size_t> found;
        for (const auto& fact : facts)
            if (has(fact)) found.insert(fact.asker);
        return found.size();
    }
};

// Linear equations over the number of Asks in each smallest cell, solved in the field of a prime: what follows from a sum
// of tables, with any factors, is found.
class Equations {
  public:
    explicit Equations(std::size_t hubs) : unknowns_(hubs * cells_of_hub) {}

    void learn(const Target& target) {
        auto row = reduced(of(target));
        const auto pivot = first_of(row);
        if (pivot == unknowns_) return;
        const auto inverse = power(row[pivot], prime - 2);
        for (auto& value : row) value = value * inverse % prime;
        for (auto& [other_pivot, other] : rows_) subtract(other, row, other[pivot]);
        rows_.emplace_back(pivot, std::move(row));
    }
    [[nodiscard]] bool tell(const Target& target) const { return first_of(reduced(of(target))) == unknowns_; }

  private:
    using Vector = std::vector<std::uint64_t>;
    static constexpr std::uint64_t prime = 2'147'483'647;
    // Three months, two themes, answered or not.
    static constexpr std::size_t cells_of_hub = 12;

    static std::uint64_t power(std::uint64_t base, std::uint64_t exponent) {
        std::uint64_t result = 1;
        for (; exponent > 0; exponent /= 2, base = base * base % prime)
            if (exponent % 2 == 1) result = result * base % prime;
        return result;
    }
    static void subtract(Vector& from, const Vector& row, std::uint64_t times) {
        if (times == 0) return;
        for (std::size_t at = 0; at < row.size(); ++at) from[at] = (from[at] + (prime - times) * row[at]) % prime;
    }
    [[nodiscard]] Vector of(const Target& target) const {
        Vector row(unknowns_);
        for (std::size_t at = 0; at < unknowns_; ++at) {
            AskFact fact{.hub = at / cells_of_hub};
            const auto cell = at % cells_of_hub;
            fact.column.at(static_cast<std::size_t>(Attribute::month)) = static_cast<std::uint8_t>(cell / 4);
            fact.column.at(static_cast<std::size_t>(Attribute::theme)) = static_cast<std::uint8_t>(cell / 2 % 2);
            fact.column.at(static_cast<std::size_t>(Attribute::answer)) = static_cast<std::uint8_t>(cell % 2);
            row[at] = target.has(fact) ? 1 : 0;
        }
        return row;
    }
    [[nodiscard]] Vector reduced(Vector row) const {
        for (const auto& [pivot, known] : rows_) subtract(row, known, row[pivot]);
        return row;
    }
    [[nodiscard]] std::size_t first_of(const Vector& row) const {
        std::size_t at = 0;
        while (at < unknowns_ && row[at] == 0) ++at;
        return at;
    }

    std::size_t unknowns_;
    std::vector<std::pair<std::size_t, Vector>> rows_;
};

}  // namespace ourplace::insights
