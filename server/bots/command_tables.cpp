#include "bots/command_tables.hpp"

#include <algorithm>
#include <utility>

#include "accounts/accounts_tables.hpp"
#include "accounts/bot_tables.hpp"
#include "base/id.hpp"
#include "jobs/job_tables.hpp"
#include "streams/stream_log.hpp"

namespace ourplace::bots {
namespace {

using store::Blob;
using store::Transaction;

constexpr std::string_view invocation_columns = R"sql(
    SELECT invocation_id, bot_id, channel_id, invoker_id, client_invocation_id, answer_by_us, state, message_seq
    FROM invocation
)sql";

std::optional<Invocation> to_invocation(const std::optional<store::Row>& row) {
    if (!row) return std::nullopt;
    return Invocation{.invocation_id = row->text(0),
                      .bot_id = row->text(1),
                      .channel_id = row->text(2),
                      .invoker_id = row->text(3),
                      .client_invocation_id = row->blob(4),
                      .answer_by_us = row->integer(5),
                      .state = static_cast<Invocation::State>(row->integer(6)),
                      .message_seq = row->number(7)};
}

jobs::Job job_of(const Invocation& invocation) {
    return {.kind = std::string(unanswered_job), .key = invocation.invocation_id, .due_at_us = invocation.answer_by_us};
}

std::string name_of(Transaction& tx, std::string_view member_id) {
    const auto member = accounts::find_member(tx, member_id);
    return member ? member->name : std::string();
}

// What both kinds of invocation say alike.
template <class Asked>
void fill(Asked& asked, const Invocation& invocation, const accounts::Member& invoker) {
    asked.set_invocation_id(invocation.invocation_id);
    asked.set_channel_id(invocation.channel_id);
    *asked.mutable_invoker() = accounts::to_wire(invoker);
    asked.set_language(invoker.language);
    asked.set_answer_by_us(invocation.answer_by_us);
}

void set_state(Transaction& tx, const Invocation& invocation, Invocation::State state, std::uint64_t message_seq) {
    tx.execute("UPDATE invocation SET state = $2, message_seq = $3 WHERE invocation_id = $1", invocation.invocation_id,
               state, message_seq);
}

}  // namespace

std::vector<Command> commands_of(Transaction& tx, std::string_view bot_id) {
    std::vector<Command> commands;
    for (const auto& row : tx.query(
             "SELECT name, description_en, description_cy FROM bot_command WHERE bot_id = $1 ORDER BY name", bot_id))
        commands.push_back({.name = row.text(0), .description_en = row.text(1), .description_cy = row.text(2)});
    return commands;
}

Result<void> set_commands(Transaction& tx, std::string_view hub_id, std::string_view bot_id,
                          const std::vector<Command>& commands) {
    for (const auto& other : accounts::bots_of_hub(tx, hub_id)) {
        if (other == bot_id) continue;
        for (const auto& theirs : commands_of(tx, other)) {
            if (std::ranges::find(commands, theirs.name, &Command::name) == commands.end()) continue;
            return std::unexpected(
                Error::already_exists("commands", "Another bot of the hub answers /" + theirs.name + " already."));
        }
    }
    tx.execute("DELETE FROM bot_command WHERE bot_id = $1", bot_id);
    for (const auto& command : commands) {
        tx.execute("INSERT INTO bot_command (bot_id, name, description_en, description_cy) VALUES ($1, $2, $3, $4)",
                   bot_id, command.name, command.description_en, command.description_cy);
    }
    return {};
}

std::vector<v1::BotCommand> commands_in(Transaction& tx, const hubs::ChannelMembership& channel) {
    std::vector<v1::BotCommand> all;
    for (const auto& bot_id : accounts::bots_of_hub(tx, channel.hub_id())) {
        if (!listens(tx, bot_id, channel.channel_id())) continue;
        const auto name = name_of(tx, bot_id);
        for (auto& command : commands_of(tx, bot_id)) {
            auto& wire = all.emplace_back();
            wire.set_name(std::move(command.name));
            wire.set_description_en(std::move(command.description_en));
            wire.set_description_cy(std::move(command.description_cy));
            wire.set_bot_id(bot_id);
            wire.set_bot_name(name);
        }
    }
    std::ranges::sort(all, {}, [](const v1::BotCommand& command) { return command.name(); });
    return all;
}

bool listens(Transaction& tx, std::string_view bot_id, std::string_view channel_id) {
    const auto standing = accounts::find_bot(tx, bot_id);
    if (!standing || standing->paused || standing->hub_id.empty()) return false;
    accounts::Caller bot;
    bot.member_id = bot_id;
    return hubs::in_channel(tx, bot, channel_id).has_value();
}

std::optional<Invocation> find_invocation(Transaction& tx, std::string_view invocation_id) {
    return to_invocation(tx.query_one(std::string(invocation_columns) + "WHERE invocation_id = $1", invocation_id));
}

std::optional<Invocation> find_invocation_by(Transaction& tx, std::string_view invoker_id,
                                             std::string_view client_invocation_id) {
    return to_invocation(
        tx.query_one(std::string(invocation_columns) + "WHERE invoker_id = $1 AND client_invocation_id = $2",
                     invoker_id, Blob{std::string(client_invocation_id)}));
}

Result<Invocation> begin(Transaction& tx, const hubs::ChannelMembership& invoker, std::string_view bot_id,
                         std::string_view client_invocation_id, v1::Update update, Timestamp now) {
    const auto waiting = tx.query_one("SELECT COUNT(*) FROM invocation WHERE invoker_id = $1 AND state = $2",
                                      invoker.member_id(), Invocation::State::waiting);
    if (waiting->number(0) >= max_waiting_invocations) {
        return std::unexpected(Error::too_often("You are waiting for several answers already. This can go in a moment.",
                                                std::chrono::seconds(time_to_answer_us / microseconds_per_second)));
    }
    Invocation begun{.invocation_id = new_id(),
                     .bot_id = std::string(bot_id),
                     .channel_id = invoker.channel_id(),
                     .invoker_id = invoker.member_id(),
                     .client_invocation_id = std::string(client_invocation_id),
                     .answer_by_us = now + time_to_answer_us};
    tx.execute(R"sql(
        INSERT INTO invocation (invocation_id, bot_id, channel_id, invoker_id, client_invocation_id, answer_by_us, state,
                                message_seq)
        VALUES ($1, $2, $3, $4, $5, $6, $7, 0))sql",
               begun.invocation_id, begun.bot_id, begun.channel_id, begun.invoker_id, Blob{begun.client_invocation_id},
               begun.answer_by_us, begun.state);
    jobs::schedule(tx, job_of(begun));
    const auto person = accounts::find_member(tx, begun.invoker_id);
    if (update.has_command_invoked()) {
        fill(*update.mutable_command_invoked(), begun, *person);
    } else {
        fill(*update.mutable_button_pressed(), begun, *person);
    }
    streams::append(tx, streams::member_stream(bot_id), now, std::move(update));
    return begun;
}

void finish(Transaction& tx, const Invocation& invocation, std::uint64_t message_seq, std::string_view notice,
            Timestamp now) {
    set_state(tx, invocation, Invocation::State::answered, message_seq);
    jobs::remove(tx, job_of(invocation));
    v1::Update update;
    auto& answered = *update.mutable_invocation_answered();
    answered.set_invocation_id(invocation.invocation_id);
    answered.set_channel_id(invocation.channel_id);
    answered.set_bot_id(invocation.bot_id);
    answered.set_bot_name(name_of(tx, invocation.bot_id));
    answered.set_message_seq(message_seq);
    answered.set_notice(std::string(notice));
    answered.set_client_invocation_id(invocation.client_invocation_id);
    streams::append(tx, streams::member_stream(invocation.invoker_id), now, std::move(update));
}

void give_up(Transaction& tx, std::string_view invocation_id, Timestamp now) {
    const auto invocation = find_invocation(tx, invocation_id);
    if (!invocation || invocation->state != Invocation::State::waiting) return;
    set_state(tx, *invocation, Invocation::State::unanswered, 0);
    v1::Update update;
    auto& unanswered = *update.mutable_invocation_unanswered();
    unanswered.set_invocation_id(invocation->invocation_id);
    unanswered.set_channel_id(invocation->channel_id);
    unanswered.set_bot_id(invocation->bot_id);
    unanswered.set_bot_name(name_of(tx, invocation->bot_id));
    unanswered.set_client_invocation_id(invocation->client_invocation_id);
    streams::append(tx, streams::member_stream(invocation->invoker_id), now, std::move(update));
}

void forget_invocations(Transaction& tx, Timestamp now) {
    tx.execute("DELETE FROM invocation WHERE state <> $1 AND answer_by_us < $2", Invocation::State::waiting,
               now - microseconds_per_day);
}

void remove_commands_of(Transaction& tx, std::string_view bot_id, Timestamp now) {
    tx.execute("DELETE FROM bot_command WHERE bot_id = $1", bot_id);
    for (const auto& row : tx.query("SELECT invocation_id FROM invocation WHERE bot_id = $1 AND state = $2", bot_id,
                                    Invocation::State::waiting))
        give_up(tx, row.text(0), now);
}

}  // namespace ourplace::bots
