// The states of an Ask, who may move it from one to another, and what people may say about one. Pure functions.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "asks/matching_rules.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"

namespace ourplace::asks {

// As in asks.proto.
enum class State : std::uint8_t {
    open = 1,
    offered = 2,
    matched = 3,
    waiting_for_asker = 4,
    escalated = 5,
    closed = 6,
    withdrawn = 7,
};
[[nodiscard]] constexpr bool is_live(State state) { return state < State::closed; }

enum class Actor : std::uint8_t {
    asker = 1,
    // Has the Match.
    champion = 2,
    // Has an offer that can be answered.
    offered = 3,
    organiser = 4,
    // By itself, when its time has come or somebody has gone.
    programme = 5,
};

enum class Action : std::uint8_t {
    open = 1,
    offer = 2,
    accept = 3,
    // The last offer was declined or has expired.
    lapse = 4,
    // It comes to the organisers.
    escalate = 5,
    // "Has this helped?"
    check = 6,
    // It has not yet.
    go_on = 7,
    // With the asker's consent.
    hand_over = 8,
    // The Champion has gone.
    release = 9,
    close = 10,
    withdraw = 11,
    // Changes no state: kept all the same.
    decline = 12,
    expire = 13,
    propose_handover = 14,
    refuse_handover = 15,
    nudge = 16,
};

// What the Ask is after this, or why it cannot be: who else may, or what stands against it.
[[nodiscard]] Result<State> after(State from, Action action, Actor who);

enum class MatchState : std::uint8_t { proposed = 1, accepted = 2, declined = 3, expired = 4, ended = 5 };

enum class Helped : std::uint8_t { yes = 1, partly = 2, no = 3, unknown = 4 };

struct Outcome {
    Helped helped = Helped::unknown;
    std::string what_changed;
    std::string thanks;
};
// What an asker or, for somebody who no longer answers, an organiser says at the end.
[[nodiscard]] Result<Outcome> outcome(Actor who, int helped, std::string_view what_changed, std::string_view thanks);

inline constexpr std::size_t max_note_characters = 1000;
enum class Note : std::uint8_t { optional, required };
[[nodiscard]] Result<std::string> note(std::string_view text, Note kind);

// One of the programme's, or none.
[[nodiscard]] Result<std::string> theme(std::string_view given);
// 0: this week.
[[nodiscard]] Result<Urgency> urgency(int given);
[[nodiscard]] Result<std::string> client_id(std::string_view field, std::string_view bytes);

inline constexpr std::size_t max_title_characters = 60;
// How a text begins, on one line.
[[nodiscard]] std::string title_of(std::string_view text);

// Reasons as they are kept with a Match.
[[nodiscard]] std::string reasons_to_text(const std::vector<Reason>& reasons);
[[nodiscard]] std::vector<Reason> reasons_of_text(std::string_view text);
// Beside those of matching_rules.hpp.
inline constexpr auto reason_organiser = static_cast<ReasonCode>(20);
inline constexpr auto reason_named = static_cast<ReasonCode>(21);

// An Ask that somebody has: when each wrote, and when the other should have answered.
struct Conversation {
    // The first thing that waits for the Champion's answer; 0: the Champion wrote last.
    Timestamp unanswered_since = 0;
    // The newest message of anybody.
    Timestamp last_at = 0;
};
struct Patience {
    // A Champion is reminded after this, and after twice as much the organisers are asked to look.
    Timestamp champion_us = 0;
};
[[nodiscard]] Patience patience(Urgency urgency);
inline constexpr Timestamp asker_quiet_us = 7 * microseconds_per_day;

// What is to be done with it now, and when to look again.
struct Watch {
    enum class What : std::uint8_t { nothing, nudge_champion, nudge_asker, nudge_organisers, check, go_on, escalate };
    What what = What::nothing;
    Timestamp look_again = 0;
};
// One that a Champion has had since `since`. `nudged_at`: when they were last reminded; 0: not.
[[nodiscard]] Watch watch_matched(const Conversation& said, Urgency urgency, Timestamp since, Timestamp nudged_at,
                                  Timestamp now);
// One that has waited for its asker since `since`. `asker_wrote`: after that.
enum class Asker : std::uint8_t { silent, wrote };
[[nodiscard]] Watch watch_waiting(Timestamp since, unsigned nudges, Asker asker, Timestamp now);
// One that waits for the organisers.
[[nodiscard]] Watch watch_escalated(Urgency urgency, Timestamp nudged_at, Timestamp now);

}  // namespace ourplace::asks
