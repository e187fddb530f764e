// BotService: commands, buttons, and the answers to them.
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "accounts/bot_tables.hpp"
#include "bots/bot_service.hpp"
#include "bots/command_rules.hpp"
#include "bots/command_tables.hpp"
#include "bots/hook_rules.hpp"
#include "bots/hub_bot_tables.hpp"
#include "conversations/message_rules.hpp"
#include "conversations/message_tables.hpp"
#include "hubs/membership_tables.hpp"

namespace ourplace::bots {
namespace {

using rpc::Context;
using store::Transaction;

// Who invokes, where, under which id.
struct Asking {
    const accounts::Caller& caller;
    const std::string& channel_id;
    const std::string& client_invocation_id;
};

// The bot that answers the command in the channel; empty: none does.
std::string bot_for(Transaction& tx, const hubs::ChannelMembership& channel, std::string_view command) {
    for (const auto& known : commands_in(tx, channel)) {
        if (known.name() == command) return known.bot_id();
    }
    return {};
}

bool has_button(const v1::Message& message, std::string_view button_id) {
    for (const auto& button : message.buttons()) {
        if (button.button_id() == button_id) return true;
    }
    return false;
}

// `whom` looks up who is asked, and fills in what the bot is told. Both kinds are safe to retry.
template <class Response, class Whom>
Result<Response> invoke(Transaction& tx, const Asking& asking, Timestamp now, Whom whom) {
    auto invocation = find_invocation_by(tx, asking.caller.member_id, asking.client_invocation_id);
    if (!invocation) {
        const auto invoker = hubs::posting(tx, asking.caller, asking.channel_id);
        if (!invoker) return std::unexpected(invoker.error());
        v1::Update update;
        const Result<std::string> bot_id = whom(*invoker, update);
        if (!bot_id) return std::unexpected(bot_id.error());
        auto begun = begin(tx, *invoker, *bot_id, asking.client_invocation_id, std::move(update), now);
        if (!begun) return std::unexpected(std::move(begun.error()));
        invocation = std::move(*begun);
    }
    Response response;
    response.set_invocation_id(invocation->invocation_id);
    response.set_answer_by_us(invocation->answer_by_us);
    return response;
}

Result<v1::Message> answer_in_channel(Transaction& tx, const accounts::Caller& bot, const Invocation& invocation,
                                      const conversations::Draft& draft, Timestamp now) {
    const auto author = hubs::posting(tx, bot, invocation.channel_id);
    if (!author) return std::unexpected(author.error());
    return conversations::append(tx, *author, draft, now);
}

}  // namespace

Task<v1::SetCommandsResponse> BotService::set_commands(Context& context, const v1::SetCommandsRequest& request) {
    std::vector<Command> wanted;
    for (const auto& command : request.commands()) {
        wanted.push_back({.name = command.name(),
                          .description_en = command.description_en(),
                          .description_cy = command.description_cy()});
    }
    const auto commands = valid_commands(std::move(wanted));
    if (!commands) co_return std::unexpected(commands.error());
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::SetCommandsResponse> {
        const auto& bot_id = context.caller.member_id;
        const auto standing = accounts::find_bot(tx, bot_id);
        if (!standing || standing->hub_id.empty())
            return std::unexpected(Error::unauthenticated("This bot was removed from its hub."));
        if (commands_of(tx, bot_id) != *commands) {
            if (auto set = bots::set_commands(tx, standing->hub_id, bot_id, *commands); !set)
                return std::unexpected(std::move(set.error()));
            announce_in_hub(tx, standing->hub_id, bot_id, clock_.now());
        }
        v1::SetCommandsResponse response;
        for (const auto& command : *commands) {
            auto& wire = *response.add_commands();
            wire.set_name(command.name);
            wire.set_description_en(command.description_en);
            wire.set_description_cy(command.description_cy);
            wire.set_bot_id(bot_id);
            wire.set_bot_name(context.caller.name);
        }
        return response;
    });
}

Task<v1::ListCommandsResponse> BotService::list_commands(Context& context, const v1::ListCommandsRequest& request) {
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::ListCommandsResponse> {
        const auto reader = hubs::reading(tx, context.caller, request.channel_id());
        if (!reader) return std::unexpected(reader.error());
        v1::ListCommandsResponse response;
        for (auto& command : commands_in(tx, *reader)) *response.add_commands() = std::move(command);
        return response;
    });
}

Task<v1::InvokeCommandResponse> BotService::invoke_command(Context& context, const v1::InvokeCommandRequest& request) {
    if (auto valid = check_client_invocation_id(request.client_invocation_id()); !valid)
        co_return std::unexpected(std::move(valid.error()));
    const auto text = command_text("text", request.text());
    if (!text) co_return std::unexpected(text.error());
    const Asking asking{.caller = context.caller,
                        .channel_id = request.channel_id(),
                        .client_invocation_id = request.client_invocation_id()};
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::InvokeCommandResponse> {
        return invoke<v1::InvokeCommandResponse>(
            tx, asking, clock_.now(),
            [&](const hubs::ChannelMembership& invoker, v1::Update& update) -> Result<std::string> {
                auto bot_id = bot_for(tx, invoker, request.command());
                if (bot_id.empty())
                    return std::unexpected(Error::not_found("command", "No bot in this channel answers this command."));
                update.mutable_command_invoked()->set_command(request.command());
                update.mutable_command_invoked()->set_text(*text);
                return bot_id;
            });
    });
}

Task<v1::PressButtonResponse> BotService::press_button(Context& context, const v1::PressButtonRequest& request) {
    if (auto valid = check_client_invocation_id(request.client_invocation_id()); !valid)
        co_return std::unexpected(std::move(valid.error()));
    const Asking asking{.caller = context.caller,
                        .channel_id = request.channel_id(),
                        .client_invocation_id = request.client_invocation_id()};
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::PressButtonResponse> {
        return invoke<v1::PressButtonResponse>(
            tx, asking, clock_.now(), [&](const hubs::ChannelMembership&, v1::Update& update) -> Result<std::string> {
                const auto message = conversations::find_message(tx, request.channel_id(), request.message_seq());
                if (!message || !has_button(*message, request.button_id()))
                    return std::unexpected(
                        Error::not_found("button_id", "This message has no such button (any more)."));
                if (!listens(tx, message->author().member_id(), request.channel_id()))
                    return std::unexpected(
                        Error::failed_precondition("button_id", "The bot of this message does not answer any more."));
                update.mutable_button_pressed()->set_message_seq(request.message_seq());
                update.mutable_button_pressed()->set_button_id(request.button_id());
                return message->author().member_id();
            });
    });
}

Task<v1::AnswerInvocationResponse> BotService::answer_invocation(Context& context,
                                                                 const v1::AnswerInvocationRequest& request) {
    const bool in_channel = request.to() == v1::ANSWER_TO_CHANNEL;
    if (!in_channel && request.to() != v1::ANSWER_TO_INVOKER)
        co_return std::unexpected(Error::invalid("to", "This must be one of ANSWER_TO_CHANNEL, ANSWER_TO_INVOKER."));
    auto body = conversations::body("body", request.body());
    if (!body) co_return std::unexpected(std::move(body.error()));
    conversations::Draft draft{.channel_id = {},
                               .client_message_id = message_id_for("invocation", request.invocation_id()),
                               .body = std::move(*body),
                               .mentioned_member_ids = {},
                               .buttons = conversations::to_buttons(request.buttons())};
    if (auto valid = conversations::check(draft); !valid) co_return std::unexpected(std::move(valid.error()));
    if (!in_channel && !draft.buttons.empty())
        co_return std::unexpected(Error::invalid("buttons", "Only a message in the channel has buttons."));
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::AnswerInvocationResponse> {
        const auto now = clock_.now();
        const auto invocation = find_invocation(tx, request.invocation_id());
        if (!invocation || invocation->bot_id != context.caller.member_id)
            return std::unexpected(Error::not_found("invocation_id", "Nobody has asked this bot so."));
        v1::AnswerInvocationResponse response;
        if (invocation->state == Invocation::State::answered) {
            if (invocation->message_seq != 0) {
                *response.mutable_message() =
                    *conversations::find_message(tx, invocation->channel_id, invocation->message_seq);
            }
            return response;
        }
        if (invocation->state == Invocation::State::unanswered || now > invocation->answer_by_us) {
            return std::unexpected(Error::failed_precondition(
                "invocation_id",
                "Too late: the invoker was told after 3 s that nothing came. Post a message instead."));
        }
        draft.channel_id = invocation->channel_id;
        if (in_channel) {
            auto message = answer_in_channel(tx, context.caller, *invocation, draft, now);
            if (!message) return std::unexpected(std::move(message.error()));
            *response.mutable_message() = std::move(*message);
        }
        finish(tx, *invocation, response.message().seq(), in_channel ? std::string_view() : draft.body, now);
        return response;
    });
}

}  // namespace ourplace::bots
