// What may be said about the Asks of one quarter, so that nobody in it can be told apart. Pure functions.
//
// Hubs are put together, place by place, until what is counted is nobody or at least five askers; the parts so made are the
// *rows*, and of each the sum is known. An attribute (its month, its theme, …) then splits rows into columns, each attribute
// by itself: a row whose every cell is nobody or at least five is split, the others are put together until the same holds of
// their sums. Whoever knows every sum learns of a pooled row or column nothing but its sum (decisions/0017).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace ourplace::insights {

inline constexpr std::size_t fewest_counted = 5;

// `whole` has one column: the Ask.
enum class Attribute : std::uint8_t { whole, month, theme, answer, ending, handover, escalation };
inline constexpr std::size_t attribute_count = 7;
// Of months in a quarter; themes and none of them; yes and no; helped, partly, not, by an organiser, withdrawn, open.
inline constexpr std::array<std::size_t, attribute_count> columns_of{1, 3, 11, 2, 6, 2, 2};
inline constexpr std::size_t no_theme = 10;
inline constexpr std::size_t yes = 0;
inline constexpr std::size_t no = 1;

struct AskFact {
    // Numbers of Geography.
    std::size_t hub = 0;
    // The same for the Asks of one asker as others know them: of a private name, for this Ask alone.
    std::size_t asker = 0;
    // By Attribute.
    std::array<std::uint8_t, attribute_count> column{};
    // Since it was asked; none: nobody answered in time.
    std::optional<std::int64_t> answered_after_us = std::nullopt;
};
[[nodiscard]] constexpr std::size_t column_of(const AskFact& fact, Attribute attribute) {
    return fact.column.at(static_cast<std::size_t>(attribute));
}

struct Geography {
    // By place; none: it is in no other.
    std::vector<std::optional<std::size_t>> place_in;
    // By hub.
    std::vector<std::size_t> place_of_hub;
};

// By hub: whether it is meant.
using Scope = std::vector<bool>;
[[nodiscard]] Scope whole_programme(const Geography& geography);
[[nodiscard]] Scope one_hub(const Geography& geography, std::size_t hub);
// With the places inside it.
[[nodiscard]] Scope in_place(const Geography& geography, std::size_t place);

struct Figure {
    enum class Kind : std::uint8_t { shown, fewer_than_five, at_least, not_shown };
    Kind kind = Kind::not_shown;
    // 0 but for shown and at_least.
    std::size_t count = 0;
    bool operator==(const Figure&) const = default;
};
// Of the same in another quarter: at least what is shown of either.
[[nodiscard]] Figure plus(const Figure& left, const Figure& right);

class Release {
  public:
    // `facts`: every Ask of the quarter, of all hubs, whatever is wanted of it.
    Release(const Geography& geography, std::span<const AskFact> facts);

    [[nodiscard]] Figure count(const Scope& scope, Attribute attribute, std::size_t column) const;
    [[nodiscard]] Figure count(const Scope& scope) const { return count(scope, Attribute::whole, 0); }

    struct Cell {
        std::size_t asks = 0;
        std::size_t askers = 0;
    };
    // Hubs of which only the sum is known, column by column.
    struct Part {
        std::vector<std::size_t> hubs;
        std::vector<Cell> cells;
        // A column of which every hub (of whole) or row (of another) has fewer than five Asks, so many that saying so of each
        // says nothing more.
        std::optional<std::size_t> few;
    };
    struct Split {
        // Nothing can be told: not even all Asks are of five.
        bool is_secret = false;
        std::vector<Part> parts;
        // Columns that are known as one sum only.
        std::vector<bool> merged;
        // Of these, those that have fewer than five Asks while others hide how many.
        std::vector<bool> few;
    };

  private:
    std::array<Split, attribute_count> splits_;
};

}  // namespace ourplace::insights
