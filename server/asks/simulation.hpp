// A programme with whom the rules of matching are tried out, on a clock of its own: whoever has an Ask there is found by
// rank(), offers expire by offer_expires_at(), and next_step() says who is asked next, as on the server. The people are
// made up (simulated_people.hpp) or those of a programme's history (history_rules.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "asks/matching_rules.hpp"
#include "asks/widening_rules.hpp"
#include "base/clock.hpp"

namespace ourplace::asks {

struct SimulatedChampion {
    Candidate candidate;
    // Its number; how made-up people are spread.
    std::size_t hub = 0;
    bool ignores = false;
    // Is not there before.
    Timestamp here_since = 0;
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

// Numbers of the Champions whom a hub's Asks are offered to.
struct Circles {
    std::vector<std::size_t> hub;
    std::vector<std::size_t> neighbours;
};

// What people do. The same questions have the same answers, in whatever order they are asked.
class Behaviour {
  public:
    struct Offered {
        std::size_t ask_number = 0;
        std::size_t champion_number = 0;
        const MatchingAsk& ask;
        // As they are now.
        const Candidate& to;
        Timestamp now = 0;
    };
    struct Answer {
        enum class What : std::uint8_t { accepts, declines } what = What::declines;
        Timestamp at = 0;
    };
    struct Talk {
        enum class End : std::uint8_t { closed, withdrawn, handed_over, organiser } end = End::closed;
        Timestamp length_us = 0;
    };

    Behaviour() = default;
    Behaviour(const Behaviour&) = delete;
    Behaviour& operator=(const Behaviour&) = delete;
    virtual ~Behaviour() = default;

    // None: the offer will expire.
    [[nodiscard]] virtual std::optional<Answer> answer(const Offered& offered) const = 0;
    // So long after asking, whoever nobody has accepted no longer waits; none: they wait.
    [[nodiscard]] virtual std::optional<Timestamp> gives_up_after(std::size_t ask_number) const = 0;
    // With the first Champion who has it, `turn` is 0.
    [[nodiscard]] virtual Talk talk(std::size_t ask_number, std::size_t turn) const = 0;
};

struct Programme {
    std::vector<SimulatedChampion> champions;
    // In the order in which they are asked.
    std::vector<SimulatedAsk> asks;
    // By number of the hub.
    std::vector<Circles> circles;
    std::shared_ptr<const Behaviour> people;
};

// Whom to offer an Ask to: the best by the rules or, to compare them with, whoever comes first in the list and can be
// offered it.
enum class Way : std::uint8_t { ranked = 1, first_available = 2 };

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

// From how long each waited for the first Champion, and how many Asks each Champion who answers at all has accepted.
void set_waits_and_loads(SimulationFigures& figures, const std::vector<Timestamp>& waits,
                         std::vector<std::int64_t> loads);

// Called with each offer as it is made.
using OfferWatcher = std::function<void(const Candidate& to, Timestamp now)>;

[[nodiscard]] SimulationFigures simulate(const Programme& programme, const MatchingSettings& settings, Way way,
                                         const OfferWatcher& watch = {});

}  // namespace ourplace::asks
