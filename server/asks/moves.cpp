#include "asks/moves.hpp"

#include <set>
#include <utility>

#include "asks/ask_changes.hpp"
#include "hubs/channel_tables.hpp"
#include "hubs/persona_tables.hpp"
#include "hubs/thread_tables.hpp"
#include "jobs/job_tables.hpp"
#include "streams/stream_log.hpp"

namespace ourplace::asks {
namespace {

using store::Transaction;

void tell(Transaction& tx, const std::string& member_id, v1::Update update, Timestamp now) {
    streams::append(tx, streams::member_stream(member_id), now, std::move(update));
}

v1::Update ask_changed(const Ask& ask) {
    v1::Update update;
    update.mutable_ask_changed()->set_ask_id(ask.ask_id);
    update.mutable_ask_changed()->set_state(static_cast<v1::AskState>(ask.state));
    return update;
}

}  // namespace

Result<void> move(Transaction& tx, Ask& ask, const Doer& by, Action action, Timestamp now) {
    const auto to = after(ask.state, action, by.who);
    if (!to) return std::unexpected(to.error());
    keep(tx, ask.ask_id, {.who = by.who, .actor_id = by.member_id, .action = action, .before = ask.state, .after = *to},
         now);
    ask.state = *to;
    ask.changed_at = now;
    ask.nudges = 0;
    ask.nudged_at = 0;
    return {};
}

void stay(Transaction& tx, const Ask& ask, const Doer& by, Action action, Timestamp now) {
    keep(tx, ask.ask_id,
         {.who = by.who, .actor_id = by.member_id, .action = action, .before = ask.state, .after = ask.state}, now);
}

void plan(Transaction& tx, const Ask& ask, Timestamp due) {
    const jobs::Job job{.kind = std::string(ask_job), .key = ask.ask_id, .due_at_us = due};
    if (is_live(ask.state)) {
        jobs::plan(tx, job);
    } else {
        jobs::remove(tx, job);
    }
}

void make_offer(Transaction& tx, const Ask& ask, const Proposal& proposal, Timestamp now) {
    propose(tx, ask.ask_id, proposal, now);
    // Whoever asked is not told of an offer that somebody made to them without knowing.
    if (proposal.member_id == hubs::behind(tx, ask.asker_id)) return;
    v1::Update update;
    update.mutable_offer_made()->set_ask_id(ask.ask_id);
    update.mutable_offer_made()->set_answer_by_us(proposal.answer_by);
    tell(tx, proposal.member_id, std::move(update), now);
}

void end_offers(Transaction& tx, const Ask& ask, Timestamp now) {
    for (const auto& proposal : proposals(tx, ask.ask_id)) {
        settle(tx, ask.ask_id, proposal.member_id, MatchState::ended, now);
        tell_offer_ended(tx, ask, proposal.member_id, now);
    }
}

void release(Transaction& tx, const Ask& ask, const std::string& member_id, Timestamp now) {
    settle(tx, ask.ask_id, member_id, MatchState::ended, now);
    hubs::leave_channel(tx, ask.channel_id, member_id, now);
    tell(tx, member_id, ask_changed(ask), now);
}

void end_withdrawn(Transaction& tx, Ask& ask, Timestamp now) {
    ask.handover = {};
    ask.closed_at = now;
    end_offers(tx, ask, now);
    const auto champion = live_match(tx, ask.ask_id);
    save(tx, ask);
    hubs::archive_thread(tx, ask.channel_id, now);
    if (champion) release(tx, ask, champion->member_id, now);
    tell_changed(tx, ask, now);
    plan(tx, ask, now);
}

void tell_changed(Transaction& tx, const Ask& ask, Timestamp now) {
    std::set<std::string> whom{hubs::behind(tx, ask.asker_id)};
    if (auto champion = live_match(tx, ask.ask_id)) whom.insert(std::move(champion->member_id));
    for (auto& organiser : organisers_for(tx, ask)) whom.insert(std::move(organiser));
    for (const auto& member_id : whom) {
        tell(tx, member_id, ask_changed(ask), now);
    }
}

void tell_offer_ended(Transaction& tx, const Ask& ask, const std::string& member_id, Timestamp now) {
    if (member_id == hubs::behind(tx, ask.asker_id)) return;
    v1::Update update;
    update.mutable_offer_ended()->set_ask_id(ask.ask_id);
    tell(tx, member_id, std::move(update), now);
}

void remind(Transaction& tx, const Ask& ask, const std::string& member_id, Timestamp now) {
    v1::Update update;
    update.mutable_ask_nudged()->set_ask_id(ask.ask_id);
    tell(tx, hubs::behind(tx, member_id), std::move(update), now);
}

}  // namespace ourplace::asks
