// ask_changes.hpp: what people do.
#include "asks/ask_changes.hpp"

#include <algorithm>
#include <utility>

#include "accounts/accounts_tables.hpp"
#include "asks/candidate_tables.hpp"
#include "asks/match_tables.hpp"
#include "asks/matching_tables.hpp"
#include "asks/moves.hpp"
#include "asks/pseudonym_rules.hpp"
#include "base/id.hpp"
#include "base/text.hpp"
#include "conversations/message_tables.hpp"
#include "hubs/channel_tables.hpp"
#include "hubs/hub_tables.hpp"
#include "hubs/membership_tables.hpp"
#include "hubs/persona_tables.hpp"
#include "hubs/thread_tables.hpp"
#include "stories/stories_tables.hpp"

namespace ourplace::asks {
namespace {

using accounts::Caller;
using store::Transaction;

Opening opening_of(const Caller& caller, const NewAsk& wanted) {
    std::string said;
    for (const auto& part : {wanted.hub_id, wanted.text, wanted.theme, wanted.place_id, wanted.preferred_id})
        said += std::to_string(part.size()) + ':' + part;
    said += std::to_string(static_cast<int>(wanted.language.value_or(v1::LANGUAGE_UNSPECIFIED))) + ' ' +
            std::to_string(static_cast<int>(wanted.urgency)) + (wanted.keeps_name_private ? " private" : "");
    return {.key = hash_secret("ask " + caller.member_id + ' ' + wanted.client_ask_id),
            .fingerprint = hash_secret(said)};
}

Result<void> may_ask(Transaction& tx, const Caller& caller, const NewAsk& wanted) {
    const auto membership = hubs::in_hub(tx, caller, wanted.hub_id);
    if (!membership) return std::unexpected(membership.error());
    if (membership->role() == hubs::Role::none)
        return std::unexpected(Error::permission_denied("hub_id", "Join the hub before you ask it for help."));
    if (live_asks_of(tx, caller.member_id) >= max_live_asks) {
        return std::unexpected(Error::failed_precondition(
            "", "You have 20 Asks that have not ended. Close or withdraw one that you no longer need."));
    }
    if (!wanted.place_id.empty() && !hubs::find_place(tx, wanted.place_id))
        return std::unexpected(Error::not_found("place_id", "There is no such place."));
    if (wanted.preferred_id.empty()) return {};
    const auto preferred = accounts::find_member(tx, wanted.preferred_id);
    if (!preferred || !preferred->champion || wanted.preferred_id == caller.member_id)
        return std::unexpected(Error::invalid("preferred_member_id", "Choose a Champion who is not yourself."));
    return {};
}

// A name that nobody in the programme goes by, and no other Ask.
std::string free_pseudonym(Transaction& tx, v1::Language language) {
    const auto words = language == v1::LANGUAGE_CY ? PseudonymLanguage::welsh : PseudonymLanguage::english;
    std::string name;
    for (int tries = 0; tries < 20; ++tries) {
        name = pseudonym(new_id(), words);
        if (!tx.query_one("SELECT 1 FROM member WHERE name = $1", name)) return name;
    }
    return name;
}

Result<void> begin_thread(Transaction& tx, const Caller& caller, const Ask& ask, const Opening& opening,
                          const std::string& text, Timestamp now) {
    hubs::enter_channel(tx, ask.channel_id, ask.asker_id, now);
    const auto author = hubs::posting(tx, caller, ask.channel_id);
    if (!author) return std::unexpected(author.error());
    const conversations::Draft words{.channel_id = ask.channel_id,
                                     .client_message_id = opening.key.substr(0, conversations::client_message_id_bytes),
                                     .body = text,
                                     .mentioned_member_ids = {},
                                     .buttons = {}};
    if (auto said = conversations::append(tx, *author, words, now); !said) return std::unexpected(said.error());
    hubs::announce_joined(tx, ask.channel_id, caller.member_id, now);
    return {};
}

// Whoever does what only one of several parts may: the one that the rules allow.
Actor as_organiser_if_they_may(const Standing& by) { return by.may_organise() ? Actor::organiser : by.who(); }

Error has_gone() {
    return Error::failed_precondition("ask_id", "This Ask is no longer offered to you: somebody has it, or it ended.");
}

std::optional<Error> is_no_champion(Transaction& tx, const std::string& member_id, const char* field) {
    const auto member = accounts::find_member(tx, member_id);
    if (member && member->champion) return std::nullopt;
    return Error::invalid(field, "Choose somebody who is a Champion.");
}

std::string why_not(Unavailable why) {
    switch (why) {
        case Unavailable::asked_before: return "It was offered to this Champion already.";
        case Unavailable::blocked:
        case Unavailable::conflict: return "This Champion cannot be offered this Ask.";
        case Unavailable::language: return "This Champion does not speak the language that was asked for.";
        case Unavailable::at_cap: return "This Champion has as many Asks as they take on at once.";
        case Unavailable::paused: return "This Champion has paused.";
        case Unavailable::quiet_hours: return "This Champion has quiet hours now.";
        case Unavailable::outside_hours: return "This Champion is not available at this time.";
        case Unavailable::asker: break;
    }
    return {};
}

// An offer to one who was named, or why they cannot have it. Of whoever asked it says nothing: they are never shown such an
// offer, and it expires like one that nobody answers.
Result<Proposal> named_offer(Transaction& tx, const Ask& ask, const std::string& member_id, const std::string& note,
                             const MatchingSettings& settings, Timestamp now) {
    const auto candidate = find_candidate(tx, member_id, now);
    if (!candidate) return std::unexpected(Error::invalid("member_id", "Choose somebody who is a Champion."));
    auto wanted = matching_ask(tx, ask);
    // Who was asked before may be asked by name, unless the offer still stands.
    if (const auto earlier = find_match(tx, ask.ask_id, member_id);
        !earlier || (earlier->state != MatchState::proposed && earlier->state != MatchState::accepted))
        std::erase(wanted.asked_ids, member_id);
    const auto why = unavailable(*candidate, wanted, now);
    if (why && *why != Unavailable::asker)
        return std::unexpected(Error::failed_precondition("member_id", why_not(*why)));
    auto found = rank(wanted, {*candidate}, settings, now);
    auto reasons = found.empty() ? std::vector<Reason>{} : std::move(found.front().reasons);
    reasons.insert(reasons.begin(), Reason{.code = reason_named, .subject = {}, .count = 0});
    return Proposal{.member_id = member_id,
                    .circle = ask.progress.circle == Circle::organiser ? Circle::hub : ask.progress.circle,
                    .score = 0,
                    .reasons = std::move(reasons),
                    .note = note,
                    .answer_by = offer_expires_at(candidate->availability, ask.urgency, settings, now)};
}

}  // namespace

Result<std::string> open_ask(Transaction& tx, const Caller& caller, const NewAsk& wanted, Timestamp now) {
    const auto opening = opening_of(caller, wanted);
    auto earlier = find_earlier(tx, opening);
    if (!earlier) return std::unexpected(earlier.error());
    if (*earlier) return std::move(**earlier);
    if (auto allowed = may_ask(tx, caller, wanted); !allowed) return std::unexpected(allowed.error());
    const auto member = accounts::find_member(tx, caller.member_id);
    Ask ask{.ask_id = new_id(),
            .hub_id = wanted.hub_id,
            .channel_id = hubs::create_thread(tx, wanted.hub_id, title_of(wanted.text), now),
            .asker_id = caller.member_id,
            .theme = wanted.theme,
            .place_id = wanted.place_id,
            .language = wanted.language.value_or(member->language),
            .urgency = wanted.urgency,
            .preferred_id = wanted.preferred_id,
            .opened_at = now,
            .changed_at = now,
            .progress = {.circle = Circle::hub, .offered = 0, .since = now}};
    if (wanted.keeps_name_private) {
        ask.asker_id = hubs::give_persona(tx, caller.member_id, ask.channel_id, free_pseudonym(tx, ask.language),
                                          ask.language, now);
    }
    if (auto begun = begin_thread(tx, caller, ask, opening, wanted.text, now); !begun)
        return std::unexpected(begun.error());
    insert(tx, ask, opening);
    keep(tx, ask.ask_id, {.who = Actor::asker, .actor_id = ask.asker_id, .action = Action::open}, now);
    tell_changed(tx, ask, now);
    plan(tx, ask, now);
    return ask.ask_id;
}

Result<void> accept(Transaction& tx, const Standing& by, Timestamp now) {
    auto ask = by.ask();
    const auto comes_to_organisers = ask.state == State::escalated && by.may_organise();
    if (by.who() == Actor::champion && !comes_to_organisers) return {};
    if (by.who() == Actor::organiser && !comes_to_organisers) return std::unexpected(has_gone());
    const auto who = comes_to_organisers ? Actor::organiser : by.who();
    if (auto moved = move(tx, ask, {who, by.member_id()}, Action::accept, now); !moved) return moved;
    const auto before = live_match(tx, ask.ask_id);
    if (before && before->member_id != by.member_id()) release(tx, ask, before->member_id, now);
    take(tx, ask.ask_id, by.member_id(), {Reason{.code = reason_organiser, .subject = {}, .count = 0}}, now);
    end_offers(tx, ask, now);
    hubs::join_channel(tx, ask.channel_id, by.member_id(), now);
    save(tx, ask);
    tell_changed(tx, ask, now);
    plan(tx, ask, now + patience(ask.urgency).champion_us);
    return {};
}

Result<void> decline(Transaction& tx, const Standing& by, Timestamp now) {
    auto ask = by.ask();
    if (by.who() != Actor::offered) return std::unexpected(has_gone());
    settle(tx, ask.ask_id, by.member_id(), MatchState::declined, now);
    tell_offer_ended(tx, ask, by.member_id(), now);
    stay(tx, ask, {by.who(), by.member_id()}, Action::decline, now);
    if (!proposals(tx, ask.ask_id).empty()) return {};
    if (auto moved = move(tx, ask, {by.who(), by.member_id()}, Action::lapse, now); !moved) return moved;
    save(tx, ask);
    plan(tx, ask, now);
    return {};
}

Result<void> offer_to(Transaction& tx, const Standing& by, const std::string& member_id, const std::string& note,
                      const MatchingSettings& settings, Timestamp now) {
    auto ask = by.ask();
    if (auto moved = move(tx, ask, {as_organiser_if_they_may(by), by.member_id()}, Action::offer, now); !moved)
        return moved;
    const auto proposal = named_offer(tx, ask, member_id, note, settings, now);
    if (!proposal) return std::unexpected(proposal.error());
    if (const auto before = live_match(tx, ask.ask_id)) release(tx, ask, before->member_id, now);
    ask.progress = {.circle = Circle::hub, .offered = 0, .since = now};
    make_offer(tx, ask, *proposal, now);
    save(tx, ask);
    tell_changed(tx, ask, now);
    plan(tx, ask, proposals(tx, ask.ask_id).front().answer_by);
    return {};
}

Result<void> check_with_asker(Transaction& tx, const Standing& by, Timestamp now) {
    auto ask = by.ask();
    if (ask.state == State::waiting_for_asker && by.who() == Actor::champion) return {};
    if (auto moved = move(tx, ask, {by.who(), by.member_id()}, Action::check, now); !moved) return moved;
    save(tx, ask);
    tell_changed(tx, ask, now);
    plan(tx, ask, watch_waiting(ask.changed_at, 0, Asker::silent, now).look_again);
    return {};
}

Result<void> let_go_on(Transaction& tx, const Standing& by, Timestamp now) {
    auto ask = by.ask();
    if (!live_match(tx, ask.ask_id)) {
        return std::unexpected(
            Error::failed_precondition("ask_id", "Nobody has this Ask: accept it, or offer it to somebody."));
    }
    if (auto moved = move(tx, ask, {as_organiser_if_they_may(by), by.member_id()}, Action::go_on, now); !moved)
        return moved;
    save(tx, ask);
    tell_changed(tx, ask, now);
    plan(tx, ask, now + patience(ask.urgency).champion_us);
    return {};
}

Result<void> propose_handover(Transaction& tx, const Standing& by, const std::string& to, const std::string& note,
                              Timestamp now) {
    auto ask = by.ask();
    if (by.who() != Actor::champion || !is_live(ask.state)) {
        return std::unexpected(
            Error::permission_denied("ask_id", "Only the Champion who has it may propose to hand it over."));
    }
    if (to == by.member_id()) return std::unexpected(Error::invalid("to_member_id", "You have it already."));
    if (auto fault = to.empty() ? std::nullopt : is_no_champion(tx, to, "to_member_id"))
        return std::unexpected(std::move(*fault));
    ask.handover = {.to = to, .note = note, .proposed_at = now};
    stay(tx, ask, {by.who(), by.member_id()}, Action::propose_handover, now);
    save(tx, ask);
    tell_changed(tx, ask, now);
    return {};
}

Result<void> answer_handover(Transaction& tx, const Standing& by, Consent consent, const MatchingSettings& settings,
                             Timestamp now) {
    auto ask = by.ask();
    if (by.who() != Actor::asker)
        return std::unexpected(Error::permission_denied("ask_id", "Only whoever asked may agree to this."));
    if (ask.handover.proposed_at == 0)
        return std::unexpected(Error::failed_precondition("ask_id", "No handover is proposed."));
    const auto wish = std::exchange(ask.handover, {});
    if (consent == Consent::refused) {
        stay(tx, ask, {by.who(), by.member_id()}, Action::refuse_handover, now);
        save(tx, ask);
        tell_changed(tx, ask, now);
        return {};
    }
    if (auto moved = move(tx, ask, {by.who(), by.member_id()}, Action::hand_over, now); !moved) return moved;
    if (const auto champion = live_match(tx, ask.ask_id)) release(tx, ask, champion->member_id, now);
    ask.progress = {.circle = Circle::hub, .offered = 0, .since = now};
    auto due = now;
    // Somebody named who cannot be asked now is no reason to wait: it goes to others.
    const auto named = wish.to.empty() || wish.to == hubs::behind(tx, ask.asker_id)
                           ? Result<Proposal>(std::unexpected(Error{}))
                           : named_offer(tx, ask, wish.to, wish.note, settings, now);
    if (named) {
        if (auto moved = move(tx, ask, {Actor::programme, {}}, Action::offer, now); !moved) return moved;
        make_offer(tx, ask, *named, now);
        due = named->answer_by;
    }
    save(tx, ask);
    tell_changed(tx, ask, now);
    plan(tx, ask, due);
    return {};
}

Result<void> close(Transaction& tx, const Standing& by, const Outcome& outcome, Timestamp now) {
    auto ask = by.ask();
    const auto who = by.who() == Actor::asker ? by.who() : as_organiser_if_they_may(by);
    if (auto moved = move(tx, ask, {who, by.member_id()}, Action::close, now); !moved) return moved;
    ask.outcome = outcome;
    ask.handover = {};
    ask.closed_at = now;
    end_offers(tx, ask, now);
    save(tx, ask);
    hubs::archive_thread(tx, ask.channel_id, now);
    tell_changed(tx, ask, now);
    plan(tx, ask, now);
    return {};
}

Result<std::string> tell_as_story(Transaction& tx, const Standing& by, Timestamp now) {
    const auto& ask = by.ask();
    if (by.who() != Actor::asker)
        return std::unexpected(Error::permission_denied("ask_id", "Only whoever asked may tell it as a Story."));
    if (ask.state != State::closed)
        return std::unexpected(Error::failed_precondition("ask_id", "An Ask can become a Story once it is closed."));
    const auto text = text_of(tx, ask);
    stories::Content content{
        .title = title_of(text),
        .problem = count_characters(text) <= stories::max_problem_characters
                       ? text
                       : stories::excerpt(text, stories::max_problem_characters - 1),
        .done = {},
        .changed = ask.outcome.what_changed,
        .themes = {},
        .place_id = ask.place_id,
        .language = ask.language == v1::LANGUAGE_CY ? stories::Language::welsh : stories::Language::english,
        .pseudonym = {},
        .champion_id = {}};
    if (!ask.theme.empty()) content.themes = {ask.theme};
    const auto asker = person(tx, ask.asker_id);
    if (asker.is_pseudonym()) {
        const auto is_taken = accounts::find_member_by_name(tx, asker.name()).has_value();
        content.pseudonym = is_taken ? free_pseudonym(tx, ask.language) : asker.name();
    }
    const auto match = live_match(tx, ask.ask_id);
    const auto champion = match ? accounts::find_member(tx, match->member_id) : std::nullopt;
    if (champion && champion->champion) content.champion_id = champion->member_id;
    return stories::draft_story(
        tx,
        {.hub_id = ask.hub_id,
         .author_id = hubs::behind(tx, ask.asker_id),
         .client_story_id = hash_secret("story " + ask.ask_id).substr(0, stories::client_id_bytes),
         .fingerprint = hash_secret("of an Ask"),
         .content = std::move(content)},
        now);
}

Result<void> withdraw(Transaction& tx, const Standing& by, Timestamp now) {
    auto ask = by.ask();
    if (ask.state == State::withdrawn && by.who() == Actor::asker) return {};
    if (auto moved = move(tx, ask, {by.who(), by.member_id()}, Action::withdraw, now); !moved) return moved;
    end_withdrawn(tx, ask, now);
    return {};
}

}  // namespace ourplace::asks
