// A programme of people who do not exist, with whom the rules of matching are tried out: whoever has an Ask there is found
// by rank(), offers expire by offer_expires_at(), and next_step() says who is asked next, as on the server. The same seed
// is the same programme to the last answer, also with other settings, so that settings can be compared.
#pragma once

#include <cstdint>
#include <functional>

#include "asks/matching_rules.hpp"
#include "asks/widening_rules.hpp"
#include "base/clock.hpp"

namespace ourplace::asks {

// Whom to offer an Ask to: the best by the rules or, to compare them with, whoever comes first in the list and can be
// offered it.
enum class Way : std::uint8_t { ranked = 1, first_available = 2 };

struct SimulationOptions {
    unsigned champions = 60;
    unsigned asks = 500;
    unsigned days = 30;
    // Of Champions, who never answer anything.
    unsigned ignoring_percent = 30;
    unsigned seed = 1;
    Timestamp begins_at = 0;
    MatchingSettings settings;
    // Called with each offer as it is made; may be empty.
    std::function<void(const Candidate& to, Timestamp now)> watch = {};
};

struct SimulationFigures {
    unsigned asks = 0;
    // How they ended. `handed_over` was answered by another Champion than had it first; `escalated` went to the Organiser.
    unsigned answered = 0;
    unsigned handed_over = 0;
    unsigned escalated = 0;
    unsigned withdrawn = 0;
    // Have not ended when nothing is to happen any more.
    unsigned silent = 0;
    // From asking until the first Champion accepted, of those that one did.
    Timestamp median_acceptance_us = 0;
    Timestamp p90_acceptance_us = 0;
    // Of the Asks accepted by each Champion who answers at all: 0 if all have the same, 1 if one has all.
    double gini = 0;
    // Of accepted Asks with a Theme, how many have a Champion who knows it.
    double knows_theme = 0;
    unsigned offers = 0;
    unsigned over_cap = 0;
    unsigned in_quiet_hours = 0;
    unsigned on_pause = 0;
};

[[nodiscard]] SimulationFigures simulate(const SimulationOptions& options, Way way);

}  // namespace ourplace::asks
