#include "asks/ask_rules.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "accounts/accounts_rules.hpp"
#include "base/text.hpp"

namespace ourplace::asks {
namespace {

constexpr std::size_t client_id_bytes = 16;
constexpr std::size_t max_words_characters = 2000;
constexpr std::size_t max_thanks_characters = 280;
constexpr std::array nudge_asker_after{2 * microseconds_per_day, 5 * microseconds_per_day};
constexpr Timestamp escalate_after = 10 * microseconds_per_day;

struct Transition {
    State from;
    Action action;
    Actor who;
    State to;
};
// All there are. What is not here is refused.
constexpr std::array transitions{
    Transition{State::open, Action::offer, Actor::programme, State::offered},
    Transition{State::open, Action::offer, Actor::organiser, State::offered},
    Transition{State::open, Action::escalate, Actor::programme, State::escalated},
    Transition{State::open, Action::close, Actor::asker, State::closed},
    Transition{State::open, Action::withdraw, Actor::asker, State::withdrawn},
    Transition{State::open, Action::withdraw, Actor::programme, State::withdrawn},

    Transition{State::offered, Action::accept, Actor::offered, State::matched},
    Transition{State::offered, Action::offer, Actor::organiser, State::offered},
    Transition{State::offered, Action::lapse, Actor::programme, State::open},
    Transition{State::offered, Action::lapse, Actor::offered, State::open},
    Transition{State::offered, Action::close, Actor::asker, State::closed},
    Transition{State::offered, Action::withdraw, Actor::asker, State::withdrawn},
    Transition{State::offered, Action::withdraw, Actor::programme, State::withdrawn},

    Transition{State::matched, Action::check, Actor::champion, State::waiting_for_asker},
    Transition{State::matched, Action::check, Actor::programme, State::waiting_for_asker},
    Transition{State::matched, Action::hand_over, Actor::asker, State::open},
    Transition{State::matched, Action::release, Actor::programme, State::open},
    Transition{State::matched, Action::escalate, Actor::programme, State::escalated},
    Transition{State::matched, Action::close, Actor::asker, State::closed},
    Transition{State::matched, Action::withdraw, Actor::asker, State::withdrawn},
    Transition{State::matched, Action::withdraw, Actor::programme, State::withdrawn},

    Transition{State::waiting_for_asker, Action::go_on, Actor::asker, State::matched},
    Transition{State::waiting_for_asker, Action::go_on, Actor::programme, State::matched},
    Transition{State::waiting_for_asker, Action::hand_over, Actor::asker, State::open},
    Transition{State::waiting_for_asker, Action::release, Actor::programme, State::open},
    Transition{State::waiting_for_asker, Action::escalate, Actor::programme, State::escalated},
    Transition{State::waiting_for_asker, Action::close, Actor::asker, State::closed},
    Transition{State::waiting_for_asker, Action::withdraw, Actor::asker, State::withdrawn},
    Transition{State::waiting_for_asker, Action::withdraw, Actor::programme, State::withdrawn},

    Transition{State::escalated, Action::accept, Actor::organiser, State::matched},
    Transition{State::escalated, Action::offer, Actor::organiser, State::offered},
    Transition{State::escalated, Action::check, Actor::champion, State::waiting_for_asker},
    Transition{State::escalated, Action::go_on, Actor::asker, State::matched},
    Transition{State::escalated, Action::go_on, Actor::organiser, State::matched},
    Transition{State::escalated, Action::hand_over, Actor::asker, State::open},
    Transition{State::escalated, Action::release, Actor::programme, State::open},
    Transition{State::escalated, Action::close, Actor::asker, State::closed},
    Transition{State::escalated, Action::close, Actor::organiser, State::closed},
    Transition{State::escalated, Action::withdraw, Actor::asker, State::withdrawn},
    Transition{State::escalated, Action::withdraw, Actor::programme, State::withdrawn},
};

constexpr std::string_view named(Actor who) {
    switch (who) {
        case Actor::asker: return "whoever asked";
        case Actor::champion: return "the Champion who has it";
        case Actor::offered: return "a Champion to whom it is offered";
        case Actor::organiser: return "an organiser of its hub";
        case Actor::programme: return "the programme itself";
    }
    return {};
}

constexpr std::string_view named(State state) {
    switch (state) {
        case State::open: return "is looking for a Champion";
        case State::offered: return "is offered to Champions";
        case State::matched: return "is with a Champion";
        case State::waiting_for_asker: return "waits for whoever asked";
        case State::escalated: return "is with the organisers";
        case State::closed: return "is closed";
        case State::withdrawn: return "was withdrawn";
    }
    return {};
}

}  // namespace

Result<State> after(State from, Action action, Actor who) {
    std::string others;
    for (const auto& one : transitions) {
        if (one.from != from || one.action != action) continue;
        if (one.who == who) return one.to;
        if (one.who != Actor::programme) others += (others.empty() ? "" : " or ") + std::string(named(one.who));
    }
    if (!others.empty()) return std::unexpected(Error::permission_denied("ask_id", "Only " + others + " may do this."));
    return std::unexpected(
        Error::failed_precondition("ask_id", "This cannot be done now: the Ask " + std::string(named(from)) + "."));
}

Result<Outcome> outcome(Actor who, int helped, std::string_view what_changed, std::string_view thanks) {
    const auto is_asker = who == Actor::asker;
    if (is_asker ? helped < 1 || helped > 3 : helped != 4) {
        return std::unexpected(Error::invalid(
            "helped", is_asker ? "Choose one of: HELPED_YES, HELPED_PARTLY, HELPED_NO."
                               : "Only whoever asked knows whether it helped: an organiser gives HELPED_UNKNOWN."));
    }
    auto words =
        validated_text("what_changed", what_changed,
                       {.least = is_asker ? std::size_t{0} : 1, .most = max_words_characters, .lines = Lines::many});
    if (!words) return std::unexpected(words.error());
    auto thanked = validated_text("thanks", thanks, {.least = 0, .most = max_thanks_characters, .lines = Lines::many});
    if (!thanked) return std::unexpected(thanked.error());
    return Outcome{
        .helped = static_cast<Helped>(helped), .what_changed = std::move(*words), .thanks = std::move(*thanked)};
}

Result<std::string> note(std::string_view text, Note kind) {
    return validated_text(
        "note", text,
        {.least = kind == Note::required ? std::size_t{1} : 0, .most = max_note_characters, .lines = Lines::many});
}

Result<std::string> theme(std::string_view given) {
    if (given.empty()) return std::string();
    auto valid = accounts::champion_profile("theme", {std::string(given)}, {});
    if (valid) return std::string(given);
    std::string known;
    for (const auto name : accounts::programme_themes) known += (known.empty() ? "" : ", ") + std::string(name);
    return std::unexpected(Error::invalid("theme", "The programme's themes are: " + known + "."));
}

Result<Urgency> urgency(int given) {
    if (given == 0) return Urgency::this_week;
    if (given >= 1 && given <= 3) return static_cast<Urgency>(given);
    return std::unexpected(
        Error::invalid("how_soon", "Choose one of: HOW_SOON_TODAY, HOW_SOON_THIS_WEEK, HOW_SOON_NO_HURRY."));
}

Result<std::string> client_id(std::string_view field, std::string_view bytes) {
    if (bytes.size() == client_id_bytes) return std::string(bytes);
    return std::unexpected(Error::invalid(std::string(field), "Give 16 bytes, chosen at random for each."));
}

std::string title_of(std::string_view text) { return shortened(text, max_title_characters); }

std::string reasons_to_text(const std::vector<Reason>& reasons) {
    std::string text;
    for (const auto& reason : reasons) {
        text += std::to_string(static_cast<int>(reason.code)) + ' ' + std::to_string(reason.count) + ' ' +
                reason.subject + '\n';
    }
    return text;
}

std::vector<Reason> reasons_of_text(std::string_view text) {
    std::vector<Reason> reasons;
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(line.size() + 1, text.size()));
        int code = 0;
        unsigned count = 0;
        const auto* const end = line.data() + line.size();
        auto read = std::from_chars(line.data(), end, code);
        if (read.ec != std::errc() || read.ptr == end) continue;
        read = std::from_chars(read.ptr + 1, end, count);
        if (read.ec != std::errc() || read.ptr == end) continue;
        reasons.push_back({.code = static_cast<ReasonCode>(code), .subject = {read.ptr + 1, end}, .count = count});
    }
    return reasons;
}

Patience patience(Urgency urgency) {
    switch (urgency) {
        case Urgency::today: return {.champion_us = 4 * microseconds_per_hour};
        case Urgency::this_week: return {.champion_us = 2 * microseconds_per_day};
        case Urgency::whenever: return {.champion_us = 4 * microseconds_per_day};
    }
    return {};
}

Watch watch_matched(const Conversation& said, Urgency urgency, Timestamp since, Timestamp nudged_at, Timestamp now) {
    const auto most = patience(urgency).champion_us;
    if (said.unanswered_since == 0) {
        const auto quiet_until = std::max(said.last_at, since) + asker_quiet_us;
        if (now >= quiet_until) return {.what = Watch::What::check, .look_again = now};
        // The asker may write meanwhile, and then the Champion's time runs.
        return {.what = Watch::What::nothing, .look_again = std::min(quiet_until, now + most)};
    }
    const auto from = std::max(said.unanswered_since, since);
    if (now >= from + 2 * most) return {.what = Watch::What::escalate, .look_again = now};
    if (now < from + most) return {.what = Watch::What::nothing, .look_again = from + most};
    return {.what = nudged_at < from ? Watch::What::nudge_champion : Watch::What::nothing,
            .look_again = from + 2 * most};
}

Watch watch_waiting(Timestamp since, unsigned nudges, Asker asker, Timestamp now) {
    if (asker == Asker::wrote) return {.what = Watch::What::go_on, .look_again = now};
    if (now >= since + escalate_after) return {.what = Watch::What::escalate, .look_again = now};
    const auto what = nudges < nudge_asker_after.size() && now >= since + nudge_asker_after.at(nudges)
                          ? Watch::What::nudge_asker
                          : Watch::What::nothing;
    return {.what = what, .look_again = std::min(since + escalate_after, now + microseconds_per_day)};
}

Watch watch_escalated(Urgency urgency, Timestamp nudged_at, Timestamp now) {
    const auto every = urgency == Urgency::today ? 4 * microseconds_per_hour : microseconds_per_day;
    if (now < nudged_at + every) return {.what = Watch::What::nothing, .look_again = nudged_at + every};
    return {.what = Watch::What::nudge_organisers, .look_again = now + every};
}

}  // namespace ourplace::asks
