#include "asks/ask_access.hpp"

#include <optional>
#include <utility>
#include <vector>

#include "accounts/accounts_tables.hpp"
#include "asks/ask_changes.hpp"
#include "asks/match_tables.hpp"
#include "hubs/hub_tables.hpp"
#include "hubs/persona_tables.hpp"
#include "jobs/job_tables.hpp"

namespace ourplace::asks {
namespace {

using store::Transaction;

Error no_such_ask() { return Error::not_found("ask_id", "There is no such Ask, or it is not open to you."); }

v1::MatchReason::Kind kind_of(ReasonCode code) {
    switch (code) {
        case ReasonCode::preferred: return v1::MatchReason::KIND_PREFERENCE;
        case ReasonCode::theme: return v1::MatchReason::KIND_THEME;
        case ReasonCode::resolved: return v1::MatchReason::KIND_ASKS;
        case ReasonCode::stories: return v1::MatchReason::KIND_STORY;
        case ReasonCode::words: return v1::MatchReason::KIND_WORDS;
        case ReasonCode::same_place: return v1::MatchReason::KIND_PLACE;
        case ReasonCode::near_place: return v1::MatchReason::KIND_NEAR_PLACE;
        case ReasonCode::free: return v1::MatchReason::KIND_FREE;
        case ReasonCode::language: return v1::MatchReason::KIND_LANGUAGE;
    }
    if (code == reason_organiser) return v1::MatchReason::KIND_ORGANISER;
    return code == reason_named ? v1::MatchReason::KIND_NAMED : v1::MatchReason::KIND_UNSPECIFIED;
}

void add_reasons(Transaction& tx, const std::vector<Reason>& reasons,
                 google::protobuf::RepeatedPtrField<v1::MatchReason>& wire) {
    for (const auto& reason : reasons) {
        auto& one = *wire.Add();
        one.set_kind(kind_of(reason.code));
        one.set_count(reason.count);
        one.set_detail(reason.subject);
        const auto is_place = reason.code == ReasonCode::same_place || reason.code == ReasonCode::near_place;
        if (const auto found = is_place ? hubs::find_place(tx, reason.subject) : std::nullopt)
            one.set_detail(found->name());
    }
}

void add_hub(Transaction& tx, const Ask& ask, v1::Ask& wire) {
    const auto hub = hubs::find_hub(tx, ask.hub_id, {});
    if (!hub) return;
    wire.mutable_hub()->set_hub_id(hub->hub_id());
    wire.mutable_hub()->set_name(hub->name());
    wire.mutable_hub()->set_paint(hub->paint());
}

void add_outcome(const Ask& ask, v1::Ask& wire) {
    if (ask.state != State::closed) return;
    auto& outcome = *wire.mutable_outcome();
    outcome.set_helped(static_cast<v1::Helped>(ask.outcome.helped));
    outcome.set_what_changed(ask.outcome.what_changed);
    outcome.set_thanks(ask.outcome.thanks);
    outcome.set_closed_at_us(ask.closed_at);
}

void add_handover(Transaction& tx, const Ask& ask, v1::Ask& wire) {
    if (ask.handover.proposed_at == 0) return;
    auto& handover = *wire.mutable_handover();
    handover.set_note(ask.handover.note);
    handover.set_proposed_at_us(ask.handover.proposed_at);
    if (!ask.handover.to.empty()) *handover.mutable_to() = person(tx, ask.handover.to);
}

void add_match(Transaction& tx, const Ask& ask, v1::Ask& wire) {
    const auto match = live_match(tx, ask.ask_id);
    if (!match) return;
    *wire.mutable_match()->mutable_champion() = person(tx, match->member_id);
    add_reasons(tx, match->reasons, *wire.mutable_match()->mutable_reasons());
    wire.mutable_match()->set_accepted_at_us(match->answered_at);
}

void add_offer(Transaction& tx, const Ask& ask, std::string_view member_id, v1::Ask& wire) {
    const auto match = find_match(tx, ask.ask_id, member_id);
    if (!match || match->state != MatchState::proposed) return;
    auto& offer = *wire.mutable_offer();
    add_reasons(tx, match->reasons, *offer.mutable_reasons());
    offer.set_offered_at_us(match->offered_at);
    offer.set_answer_by_us(match->answer_by);
    offer.set_note(match->note);
}

}  // namespace

v1::AskPerson person(Transaction& tx, std::string_view member_id) {
    v1::AskPerson person;
    const auto member = accounts::find_member(tx, member_id);
    if (!member) return person;
    person.set_member_id(member->member_id);
    person.set_name(member->name);
    person.set_is_pseudonym(member->is_persona);
    return person;
}

Result<Standing> standing(Transaction& tx, const accounts::Caller& caller, std::string_view ask_id) {
    auto ask = find(tx, ask_id);
    if (!ask) return std::unexpected(no_such_ask());
    Standing found;
    found.ask_ = std::move(*ask);
    found.member_id_ = hubs::speaks_as(tx, caller.member_id, found.ask_.channel_id);
    if (found.member_id_ == found.ask_.asker_id) {
        found.who_ = Actor::asker;
        return found;
    }
    found.may_organise_ = asks::may_organise(tx, found.ask_, caller.member_id);
    const auto match = find_match(tx, ask_id, caller.member_id);
    if (match && match->state == MatchState::accepted) {
        found.who_ = Actor::champion;
    } else if (match && match->state == MatchState::proposed && found.ask_.state == State::offered) {
        found.who_ = Actor::offered;
    } else if (!found.may_organise_) {
        return std::unexpected(no_such_ask());
    }
    return found;
}

v1::Ask to_wire(Transaction& tx, const Standing& standing) {
    // What was just done to it may have changed it.
    const auto ask = *find(tx, standing.ask().ask_id);
    const auto who = standing.who();
    v1::Ask wire;
    wire.set_ask_id(ask.ask_id);
    add_hub(tx, ask, wire);
    wire.set_state(static_cast<v1::AskState>(ask.state));
    wire.set_my_part(static_cast<v1::AskPart>(who));
    *wire.mutable_asker() = person(tx, ask.asker_id);
    wire.set_text(text_of(tx, ask));
    wire.set_title(title_of(wire.text()));
    wire.set_theme(ask.theme);
    if (auto where = hubs::find_place(tx, ask.place_id)) *wire.mutable_place() = std::move(*where);
    wire.set_language(ask.language);
    wire.set_how_soon(static_cast<v1::HowSoon>(ask.urgency));
    wire.set_keeps_name_private(wire.asker().is_pseudonym());
    wire.set_opened_at_us(ask.opened_at);
    wire.set_changed_at_us(ask.changed_at);
    if (who == Actor::asker || who == Actor::champion) {
        wire.set_channel_id(ask.channel_id);
        add_handover(tx, ask, wire);
    }
    if (who == Actor::asker && is_live(ask.state)) wire.set_champion_left(champion_left(tx, ask.ask_id));
    if (who == Actor::asker && wire.asker().is_pseudonym()) wire.set_my_member_id(ask.asker_id);
    add_match(tx, ask, wire);
    if (who == Actor::offered) add_offer(tx, ask, standing.member_id(), wire);
    add_outcome(ask, wire);
    if (is_live(ask.state) && who != Actor::offered)
        wire.set_next_step_at_us(jobs::due_at(tx, ask_job, ask.ask_id).value_or(0));
    if (standing.may_organise()) *wire.mutable_offers() = tally(tx, ask.ask_id);
    return wire;
}

}  // namespace ourplace::asks
