// A programme's own history, made into one in which other settings of matching are tried out. What really happened happens
// again where it can: the Asks come when they came, and whoever is offered an Ask that they were really offered does what
// they did. Of an offer that nobody made, the answer is one that the same Champion gave to another. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "asks/simulation.hpp"
#include "base/result.hpp"

namespace ourplace::asks {

// What a Champion did with an offer.
struct PastOffer {
    // Cut short: somebody else was quicker or the Ask ended, and until then they had not answered.
    enum class What : std::uint8_t { accepted = 1, declined = 2, silent = 3, cut_short = 4 };
    std::size_t ask = 0;
    std::size_t champion = 0;
    What what = What::silent;
    // Of their own hours, from the offer to the answer or the cut.
    Timestamp open_time_us = 0;
};

enum class PastEnd : std::uint8_t { answered = 1, handed_over = 2, escalated = 3, withdrawn = 4 };

// An Ask of which it is known what became of it: it has ended, or somebody has it.
struct PastAsk {
    SimulatedAsk what;
    PastEnd end = PastEnd::answered;
    // None: no Champion has.
    std::optional<Timestamp> accepted_after_us;
    std::optional<std::size_t> accepted_by;
    // It was withdrawn before anybody had it.
    std::optional<Timestamp> gave_up_after_us;
    // With each Champion who had it; of one that goes on nothing is known.
    std::vector<Behaviour::Talk> talks;
};

struct History {
    std::vector<SimulatedChampion> champions;
    std::vector<Circles> circles;
    // In the order in which they were asked.
    std::vector<PastAsk> asks;
    std::vector<PastOffer> offers;
    // Of these Asks, also to those who are no Champions any more.
    unsigned offers_made = 0;
    // Still open or offered: they are left out.
    unsigned undecided = 0;
};

inline constexpr std::size_t least_past_asks = 20;
inline constexpr std::size_t least_past_offers = 20;
// `failed_precondition` if there is too little to learn from; says what is needed.
[[nodiscard]] Result<void> tells_enough(const History& history);

// Figures of what really happened. Whether an offer came in quiet hours, on pause or over a cap cannot be told from today's.
[[nodiscard]] SimulationFigures as_it_was(const History& history);

// Needs enough history. Chance, where something did not really happen, comes from the seed.
[[nodiscard]] Programme replayed(const History& history, unsigned seed);

}  // namespace ourplace::asks
