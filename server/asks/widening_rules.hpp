// Who is asked next while nobody has accepted: the Hub's Champions, those of neighbouring Hubs, the Organiser. Pure
// functions.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "asks/matching_rules.hpp"

namespace ourplace::asks {

enum class Circle : std::uint8_t { hub = 1, neighbours = 2, organiser = 3 };

// How far an Ask has come. Kept with it.
struct Progress {
    Circle circle = Circle::hub;
    // To Champions of this circle.
    unsigned offered = 0;
    // When this circle came to be asked; a new Ask: when it was asked.
    Timestamp since = 0;
    bool operator==(const Progress&) const = default;
};

struct Offer {
    Ranked to;
    Timestamp expires_at = 0;
};

struct Step {
    enum class What : std::uint8_t { offer = 1, wait = 2, organiser = 3 };
    What what = What::organiser;
    // For `offer`: at least one.
    std::vector<Offer> offers;
    // For `wait`: when to ask for the next step again, since somebody's hours begin then.
    Timestamp wait_until = 0;
    // As it is with this step taken.
    Progress progress;
};

// The Champions of a circle, `hub` or `neighbours`; asked at most once for each.
using CandidatesOf = std::function<std::vector<Candidate>(Circle)>;

// rank(), or what is to be compared with it.
using Order = std::vector<Ranked>(const MatchingAsk& ask, const std::vector<Candidate>& candidates,
                                  const MatchingSettings& settings, Timestamp now, std::size_t at_most);

// What to do with an Ask of which no offer is open: also after the last one was declined or has expired. With nobody who
// could be offered it now, it waits for the first whose hours begin, within the patience of its urgency; otherwise the
// next circle is asked. The Organiser comes last and stays.
[[nodiscard]] Step next_step(const MatchingAsk& ask, const Progress& progress, const CandidatesOf& candidates_of,
                             const MatchingSettings& settings, Timestamp now, Order& order = rank);

}  // namespace ourplace::asks
