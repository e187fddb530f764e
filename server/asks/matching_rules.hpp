// Whom an Ask is offered to, for how long, and who is asked when they do not answer. Pure functions; the server and
// `ourplace admin simulate-matching` call the same.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "asks/availability_rules.hpp"
#include "asks/word_rules.hpp"
#include "base/clock.hpp"

namespace ourplace::asks {

// How soon the asker would like to hear from somebody.
enum class Urgency : std::uint8_t { today = 1, this_week = 2, whenever = 3 };

struct MatchingAsk {
    std::string ask_id;
    // The person, also of an Ask with a private name.
    std::string asker_id;
    // One of the programme's; empty: not said.
    std::string theme;
    // Empty: not said. `near_place_ids`: those it lies in or beside.
    std::string place_id;
    std::vector<std::string> near_place_ids;
    // Those in which the asker can be answered; empty: any.
    std::vector<std::string> languages;
    Urgency urgency = Urgency::this_week;
    // words_of() what was asked.
    std::vector<Word> words;
    // A Champion whom the asker would like best; empty: no matter.
    std::string preferred_id;
    // Whoever blocked the asker or was blocked by them, and whoever is in a conflict of interest that either declared.
    std::vector<std::string> blocked_ids;
    std::vector<std::string> conflict_ids;
    // Whoever has been offered this Ask, whatever they answered.
    std::vector<std::string> asked_ids;
};

// What somebody has to show for a Theme.
struct Experience {
    std::string theme;
    unsigned stories = 0;
    unsigned resolved = 0;
};

// A Champion as matching sees them.
struct Candidate {
    std::string member_id;
    Availability availability;
    std::vector<std::string> languages;
    std::vector<std::string> themes;
    std::vector<std::string> place_ids;
    // word_keys() of their profile and Stories.
    std::vector<WordKey> words;
    std::vector<Experience> experience;
    // Both count against the cap, so that nobody who accepts all that was offered is over it.
    unsigned live_matches = 0;
    unsigned open_offers = 0;
    // In the last four weeks. Silence is an offer that expired without an answer; declining counts nowhere.
    unsigned offered_lately = 0;
    unsigned accepted_lately = 0;
    unsigned silent_lately = 0;
    // 0: never.
    Timestamp last_offered_at = 0;
};

// How long it takes until somebody else is asked.
struct UrgencyTimes {
    // An offer expires after so much of the Champion's own open time, and after so much time at the latest.
    Timestamp open_time_us = 0;
    Timestamp longest_us = 0;
    // How long a circle is asked, counted from its first offer or wait, before the next one is.
    Timestamp patience_us = 0;
    bool operator==(const UrgencyTimes&) const = default;
};

// The programme's. The defaults did well in `ourplace admin simulate-matching` over many seeds.
struct MatchingSettings {
    unsigned offers_at_once = 3;
    unsigned rounds_in_hub = 2;
    unsigned rounds_in_neighbours = 2;
    // today, this_week, whenever.
    std::array<UrgencyTimes, 3> times{
        UrgencyTimes{.open_time_us = 3 * microseconds_per_hour / 4,
                     .longest_us = 3 * microseconds_per_hour / 2,
                     .patience_us = 2 * microseconds_per_hour},
        UrgencyTimes{.open_time_us = 3 * microseconds_per_hour,
                     .longest_us = 24 * microseconds_per_hour,
                     .patience_us = 36 * microseconds_per_hour},
        UrgencyTimes{.open_time_us = 6 * microseconds_per_hour,
                     .longest_us = 48 * microseconds_per_hour,
                     .patience_us = 96 * microseconds_per_hour},
    };
    double preferred = 10;
    double theme = 3.5;
    // At most, for very many.
    double resolved = 2;
    double stories = 1.5;
    double words = 3;
    double same_place = 1.5;
    double near_place = 0.75;
    // Taken off: for being at the cap, for having accepted most of all lately, and for leaving all offers unanswered; for
    // less their share.
    double load = 2;
    double accepted = 3;
    double silence = 5;
    // Added for four weeks without an offer, and for less its share.
    double waiting = 1;
    bool operator==(const MatchingSettings&) const = default;
};

enum class ReasonCode : std::uint8_t {
    preferred = 1,
    // `subject` is the Theme.
    theme = 2,
    // So many Asks of this Theme were resolved; so many Stories told.
    resolved = 3,
    stories = 4,
    // `subject` is the words, with ", " between them.
    words = 5,
    // `subject` is the Place.
    same_place = 6,
    near_place = 7,
    // Has no Ask at the moment.
    free = 8,
    // `subject` is the language, where it is not everybody's.
    language = 9,
};
struct Reason {
    ReasonCode code{};
    std::string subject;
    unsigned count = 0;
    bool operator==(const Reason&) const = default;
};

enum class Unavailable : std::uint8_t {
    asker = 1,
    asked_before = 2,
    blocked = 3,
    conflict = 4,
    language = 5,
    at_cap = 6,
    paused = 7,
    quiet_hours = 8,
    outside_hours = 9,
};
// Why somebody cannot be offered this Ask now, or none. What will not pass comes first. `wall` is the time where they are.
[[nodiscard]] std::optional<Unavailable> unavailable(const Candidate& candidate, const MatchingAsk& ask, Timestamp now,
                                                     WallTime wall);
[[nodiscard]] std::optional<Unavailable> unavailable(const Candidate& candidate, const MatchingAsk& ask, Timestamp now);

struct Ranked {
    std::string member_id;
    double score = 0;
    // Weightiest first.
    std::vector<Reason> reasons;
};
// Those who can be offered it now, best first; the same for the same arguments, in whatever order they come.
[[nodiscard]] std::vector<Ranked> rank(const MatchingAsk& ask, const std::vector<Candidate>& candidates,
                                       const MatchingSettings& settings, Timestamp now,
                                       std::size_t at_most = static_cast<std::size_t>(-1));

// When an offer that is made now counts as not answered.
[[nodiscard]] Timestamp offer_expires_at(const Availability& availability, Urgency urgency,
                                         const MatchingSettings& settings, Timestamp now);

}  // namespace ourplace::asks
