// ask_changes.hpp: what an Ask does by itself when its time has come.
#include <algorithm>
#include <stdexcept>
#include <utility>

#include "asks/ask_changes.hpp"
#include "asks/candidate_tables.hpp"
#include "asks/match_tables.hpp"
#include "asks/matching_tables.hpp"
#include "asks/moves.hpp"
#include "jobs/job_tables.hpp"

namespace ourplace::asks {
namespace {

using store::Transaction;

void move_by_itself(Transaction& tx, Ask& ask, Action action, Timestamp now) {
    // The rules allow what this file does; anything else is a bug, and the job is tried again.
    if (const auto moved = move(tx, ask, {Actor::programme, {}}, action, now); !moved)
        throw std::logic_error(moved.error().message);
}

void come_to_organisers(Transaction& tx, Ask& ask, Timestamp now) {
    move_by_itself(tx, ask, Action::escalate, now);
    ask.nudged_at = now;
    save(tx, ask);
    tell_changed(tx, ask, now);
    plan(tx, ask, watch_escalated(ask.urgency, now, now).look_again);
}

void look_for_champions(Transaction& tx, Ask& ask, const MatchingSettings& settings, Timestamp now) {
    auto step = next_step(matching_ask(tx, ask), ask.progress, candidates_of(tx, ask.hub_id, now), settings, now);
    ask.progress = step.progress;
    switch (step.what) {
        case Step::What::offer: {
            move_by_itself(tx, ask, Action::offer, now);
            auto due = step.offers.front().expires_at;
            for (auto& offer : step.offers) {
                due = std::min(due, offer.expires_at);
                make_offer(tx, ask,
                           {.member_id = offer.to.member_id,
                            .circle = ask.progress.circle,
                            .score = offer.to.score,
                            .reasons = std::move(offer.to.reasons),
                            .note = {},
                            .answer_by = offer.expires_at},
                           now);
            }
            save(tx, ask);
            tell_changed(tx, ask, now);
            return plan(tx, ask, due);
        }
        case Step::What::wait: save(tx, ask); return plan(tx, ask, std::max(step.wait_until, now + 1));
        case Step::What::organiser: return come_to_organisers(tx, ask, now);
    }
}

void end_old_offers(Transaction& tx, Ask& ask, const MatchingSettings& settings, Timestamp now) {
    for (const auto& proposal : proposals(tx, ask.ask_id)) {
        if (proposal.answer_by > now) return plan(tx, ask, proposal.answer_by);
        settle(tx, ask.ask_id, proposal.member_id, MatchState::expired, now);
        tell_offer_ended(tx, ask, proposal.member_id, now);
        stay(tx, ask, {Actor::programme, proposal.member_id}, Action::expire, now);
    }
    move_by_itself(tx, ask, Action::lapse, now);
    look_for_champions(tx, ask, settings, now);
}

void note_reminder(Transaction& tx, Ask& ask, Timestamp now) {
    ++ask.nudges;
    ask.nudged_at = now;
    stay(tx, ask, {Actor::programme, {}}, Action::nudge, now);
    save(tx, ask);
}

void wait_for_asker(Transaction& tx, Ask& ask, Action action, Timestamp now) {
    move_by_itself(tx, ask, action, now);
    save(tx, ask);
    tell_changed(tx, ask, now);
    const auto next = action == Action::check ? watch_waiting(now, 0, Asker::silent, now).look_again
                                              : now + patience(ask.urgency).champion_us;
    plan(tx, ask, next);
}

void act_on(Transaction& tx, Ask& ask, const Watch& watch, const std::string& champion_id, Timestamp now) {
    switch (watch.what) {
        case Watch::What::nothing: break;
        case Watch::What::nudge_champion:
            note_reminder(tx, ask, now);
            remind(tx, ask, champion_id, now);
            break;
        case Watch::What::nudge_asker:
            note_reminder(tx, ask, now);
            remind(tx, ask, ask.asker_id, now);
            break;
        case Watch::What::nudge_organisers:
            note_reminder(tx, ask, now);
            for (const auto& organiser : organisers_for(tx, ask)) remind(tx, ask, organiser, now);
            break;
        case Watch::What::check: return wait_for_asker(tx, ask, Action::check, now);
        case Watch::What::go_on: return wait_for_asker(tx, ask, Action::go_on, now);
        case Watch::What::escalate: return come_to_organisers(tx, ask, now);
    }
    plan(tx, ask, watch.look_again);
}

}  // namespace

std::optional<Timestamp> go_on_by_itself(Transaction& tx, std::string_view ask_id, const MatchingSettings& settings,
                                         Timestamp now) {
    auto ask = find(tx, ask_id);
    if (!ask || !is_live(ask->state)) return std::nullopt;
    const auto match = live_match(tx, ask_id);
    const auto champion_id = match ? match->member_id : std::string();
    switch (ask->state) {
        case State::open: look_for_champions(tx, *ask, settings, now); break;
        case State::offered: end_old_offers(tx, *ask, settings, now); break;
        case State::matched:
            act_on(tx, *ask,
                   watch_matched(conversation(tx, *ask, champion_id), ask->urgency,
                                 std::max(ask->changed_at, match ? match->answered_at : 0), ask->nudged_at, now),
                   champion_id, now);
            break;
        case State::waiting_for_asker:
            act_on(tx, *ask,
                   watch_waiting(ask->changed_at, ask->nudges,
                                 asker_wrote_after(tx, *ask, ask->changed_at) ? Asker::wrote : Asker::silent, now),
                   champion_id, now);
            break;
        case State::escalated:
            act_on(tx, *ask, watch_escalated(ask->urgency, ask->nudged_at, now), champion_id, now);
            break;
        case State::closed:
        case State::withdrawn: break;
    }
    return jobs::due_at(tx, ask_job, ask_id);
}

}  // namespace ourplace::asks
