// A programme of people who do not exist. The same seed is the same programme to the last answer, also with other settings
// of matching, so that settings can be compared.
#pragma once

#include <cstddef>
#include <vector>

#include "asks/chance.hpp"
#include "asks/simulation.hpp"

namespace ourplace::asks {

struct SimulationOptions {
    unsigned champions = 60;
    unsigned asks = 500;
    unsigned days = 30;
    // Of Champions, who never answer anything.
    unsigned ignoring_percent = 30;
    unsigned seed = 1;
    Timestamp begins_at = 0;
};

[[nodiscard]] std::size_t hub_count(const SimulationOptions& options);
[[nodiscard]] std::vector<SimulatedChampion> simulated_champions(const SimulationOptions& options);
// In the order in which they are asked.
[[nodiscard]] std::vector<SimulatedAsk> simulated_asks(const SimulationOptions& options);
// Whether Champions of the one are neighbours of the other.
[[nodiscard]] bool are_neighbours(std::size_t hub, std::size_t other);

[[nodiscard]] Programme made_up_programme(const SimulationOptions& options);

}  // namespace ourplace::asks
