// The people of a simulation, and chance. Chance is a number drawn from what it is about (this Ask, that Champion, this
// question), never from what was drawn before: the same things happen whatever else is changed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include "asks/simulation.hpp"

namespace ourplace::asks {

// What is drawn; each is another number of the same two.
enum class Draw : std::uint8_t {
    zone = 1,
    hours,
    quiet_from,
    quiet_to,
    cap,
    language,
    first_theme,
    second_theme,
    word,
    pauses,
    pause_begins,
    pause_length,
    arrives,
    arrives_at_night,
    urgency,
    names_theme,
    reacts_after,
    accepts,
    converses,
    ends,
    gives_up,
    gives_up_after,
};

class Chance {
  public:
    explicit Chance(unsigned seed) : seed_(seed) {}
    // 0 to 1, 1 excluded.
    [[nodiscard]] double of(Draw what, std::size_t first, std::size_t second = 0) const;
    // 0 to count - 1.
    [[nodiscard]] std::size_t pick(std::size_t count, Draw what, std::size_t first, std::size_t second = 0) const;

  private:
    std::uint64_t seed_;
};

struct SimulatedChampion {
    Candidate candidate;
    std::size_t hub = 0;
    bool ignores = false;
    // 0: does not pause.
    Timestamp pause_begins = 0;
    Timestamp pause_ends = 0;
    // When, of the last weeks and before.
    std::vector<Timestamp> offered;
    std::vector<Timestamp> accepted;
    std::vector<Timestamp> silent;
};

struct SimulatedAsk {
    MatchingAsk ask;
    std::size_t hub = 0;
    Timestamp opened_at = 0;
};

[[nodiscard]] std::size_t hub_count(const SimulationOptions& options);
[[nodiscard]] std::vector<SimulatedChampion> simulated_champions(const SimulationOptions& options);
// In the order in which they are asked.
[[nodiscard]] std::vector<SimulatedAsk> simulated_asks(const SimulationOptions& options);
// Whether Champions of the one are neighbours of the other.
[[nodiscard]] bool are_neighbours(std::size_t hub, std::size_t other);

}  // namespace ourplace::asks
