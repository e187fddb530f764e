#include "bots/bot_service.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "accounts/accounts_tables.hpp"
#include "accounts/bot_tables.hpp"
#include "bots/bot_rules.hpp"
#include "bots/command_tables.hpp"
#include "bots/hook_tables.hpp"
#include "bots/hub_bot_tables.hpp"
#include "bots/outgoing_tables.hpp"
#include "hubs/channel_tables.hpp"
#include "hubs/hub_rules.hpp"
#include "hubs/membership_tables.hpp"

namespace ourplace::bots {
namespace {

using rpc::Context;
using store::Transaction;

struct Change {
    std::optional<accounts::MemberName> name;
    std::optional<std::string> purpose;
    std::optional<accounts::BotScopes> scopes;
    std::optional<std::vector<std::string>> channel_ids;
    std::optional<bool> paused;
};

Result<accounts::BotScopes> to_scopes(const google::protobuf::RepeatedField<int>& values) {
    return scopes("scopes", {values.data(), static_cast<std::size_t>(values.size())});
}

Result<Change> to_change(const v1::UpdateBotRequest& request) {
    Change change;
    if (request.has_name()) {
        auto name = accounts::member_name("name", request.name());
        if (!name) return std::unexpected(std::move(name.error()));
        change.name = std::move(*name);
    }
    if (request.has_purpose()) {
        auto purpose = hubs::purpose("purpose", request.purpose());
        if (!purpose) return std::unexpected(std::move(purpose.error()));
        change.purpose = std::move(*purpose);
    }
    if (request.has_scopes()) {
        auto scopes = to_scopes(request.scopes().scopes());
        if (!scopes) return std::unexpected(std::move(scopes.error()));
        change.scopes = *scopes;
    }
    if (request.has_channels()) {
        const auto& ids = request.channels().channel_ids();
        change.channel_ids.emplace(ids.begin(), ids.end());
    }
    if (request.has_paused()) change.paused = request.paused();
    return change;
}

Result<void> apply(Transaction& tx, const accounts::Caller& caller, const accounts::BotStanding& standing,
                   const std::string& bot_id, const Change& change, Timestamp now) {
    if (change.name) {
        if (auto renamed = accounts::rename_bot(tx, bot_id, *change.name); !renamed) return renamed;
    }
    if (change.purpose) accounts::set_about(tx, bot_id, *change.purpose);
    if (change.scopes) {
        if (auto alone = only_one_reminds(tx, standing.hub_id, bot_id, *change.scopes); !alone) return alone;
        accounts::set_bot_scopes(tx, bot_id, *change.scopes);
    }
    if (change.channel_ids) {
        auto known = check_channels(tx, caller, standing.hub_id, "channels.channel_ids", *change.channel_ids);
        if (!known) return known;
        set_channels(tx, caller, standing.hub_id, bot_id, *change.channel_ids, now);
    }
    if (change.paused) accounts::set_bot_paused(tx, bot_id, *change.paused);
    return {};
}

}  // namespace

void BotService::add_methods(rpc::Router& router) {
    using rpc::Access;
    const auto add = [&](std::string_view method, Access access, auto handler) {
        router.add("ourplace.v1.BotService/" + std::string(method), access, *this, handler);
    };
    add("CreateBot", Access::person, &BotService::create_bot);
    add("ListBots", Access::read, &BotService::list_bots);
    add("UpdateBot", Access::write, &BotService::update_bot);
    add("RotateBotToken", Access::person, &BotService::rotate_bot_token);
    add("RemoveBot", Access::write, &BotService::remove_bot);
    add("CreateIncomingHook", Access::person, &BotService::create_incoming_hook);
    add("ListIncomingHooks", Access::read, &BotService::list_incoming_hooks);
    add("RemoveIncomingHook", Access::write, &BotService::remove_incoming_hook);
    add("SetOutgoingHook", Access::person, &BotService::set_outgoing_hook);
    add("RemoveOutgoingHook", Access::write, &BotService::remove_outgoing_hook);
    add("ListDeadLetters", Access::read, &BotService::list_dead_letters);
    add("ReplayDeadLetter", Access::write, &BotService::replay_dead_letter);
    add("SetCommands", Access::bot, &BotService::set_commands);
    add("ListCommands", Access::read, &BotService::list_commands);
    add("InvokeCommand", Access::write, &BotService::invoke_command);
    add("PressButton", Access::write, &BotService::press_button);
    add("AnswerInvocation", Access::bot, &BotService::answer_invocation);
}

Task<v1::CreateBotResponse> BotService::create_bot(Context& context, const v1::CreateBotRequest& request) {
    auto name = accounts::member_name("name", request.name());
    if (!name) co_return std::unexpected(std::move(name.error()));
    auto purpose = hubs::purpose("purpose", request.purpose());
    if (!purpose) co_return std::unexpected(std::move(purpose.error()));
    const auto scopes = to_scopes(request.scopes());
    if (!scopes) co_return std::unexpected(scopes.error());
    const std::vector<std::string> channel_ids(request.channel_ids().begin(), request.channel_ids().end());
    const accounts::NewBot bot{
        .name = std::move(*name), .hub_id = request.hub_id(), .purpose = std::move(*purpose), .scopes = *scopes};
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::CreateBotResponse> {
        const auto now = clock_.now();
        const auto& caller = context.caller;
        if (auto may = organises(tx, caller, bot.hub_id); !may) return std::unexpected(std::move(may.error()));
        if (accounts::bots_of_hub(tx, bot.hub_id).size() >= max_bots_per_hub)
            return std::unexpected(
                Error::failed_precondition("hub_id", "A hub has at most 50 bots. Remove one first."));
        if (auto alone = only_one_reminds(tx, bot.hub_id, {}, bot.scopes); !alone)
            return std::unexpected(std::move(alone.error()));
        if (auto known = check_channels(tx, caller, bot.hub_id, "channel_ids", channel_ids); !known)
            return std::unexpected(std::move(known.error()));
        const auto bot_id = accounts::create_bot(tx, bot, now);
        if (!bot_id) return std::unexpected(bot_id.error());
        static_cast<void>(hubs::sandbox_of(tx, bot.hub_id, now));
        set_channels(tx, caller, bot.hub_id, *bot_id, channel_ids, now);
        announce_in_hub(tx, bot.hub_id, *bot_id, now);
        v1::CreateBotResponse response;
        response.set_token(accounts::new_bot_token(tx, *bot_id, now));
        *response.mutable_bot() = describe_to_organiser(tx, *bot_id, caller.member_id);
        return response;
    });
}

Task<v1::ListBotsResponse> BotService::list_bots(Context& context, const v1::ListBotsRequest& request) {
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::ListBotsResponse> {
        const auto membership = hubs::in_hub(tx, context.caller, request.hub_id());
        if (!membership) return std::unexpected(membership.error());
        if (!membership->belongs() && !membership->may_organise())
            return std::unexpected(Error::permission_denied("hub_id", "Only members of a hub see its bots."));
        const auto describe_it = membership->may_organise() ? &describe_to_organiser : &describe;
        v1::ListBotsResponse response;
        for (const auto& bot_id : accounts::bots_of_hub(tx, request.hub_id()))
            *response.add_bots() = describe_it(tx, bot_id, context.caller.member_id);
        return response;
    });
}

Task<v1::UpdateBotResponse> BotService::update_bot(Context& context, const v1::UpdateBotRequest& request) {
    const auto change = to_change(request);
    if (!change) co_return std::unexpected(change.error());
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::UpdateBotResponse> {
        const auto now = clock_.now();
        const auto& bot_id = request.bot_id();
        const auto standing = looking_after(tx, context.caller, bot_id);
        if (!standing) return std::unexpected(standing.error());
        const auto before = describe(tx, bot_id, {}).SerializeAsString();
        if (auto applied = apply(tx, context.caller, *standing, bot_id, *change, now); !applied)
            return std::unexpected(std::move(applied.error()));
        if (describe(tx, bot_id, {}).SerializeAsString() != before) {
            announce_in_hub(tx, standing->hub_id, bot_id, now);
            announce_to_bot(tx, bot_id, now);
        }
        v1::UpdateBotResponse response;
        *response.mutable_bot() = describe_to_organiser(tx, bot_id, context.caller.member_id);
        return response;
    });
}

Task<v1::RotateBotTokenResponse> BotService::rotate_bot_token(Context& context,
                                                              const v1::RotateBotTokenRequest& request) {
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::RotateBotTokenResponse> {
        const auto standing = looking_after(tx, context.caller, request.bot_id());
        if (!standing) return std::unexpected(standing.error());
        v1::RotateBotTokenResponse response;
        response.set_token(accounts::new_bot_token(tx, request.bot_id(), clock_.now()));
        return response;
    });
}

Task<v1::RemoveBotResponse> BotService::remove_bot(Context& context, const v1::RemoveBotRequest& request) {
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::RemoveBotResponse> {
        const auto now = clock_.now();
        const auto standing = looking_after(tx, context.caller, request.bot_id());
        if (!standing) return std::unexpected(standing.error());
        remove_hooks_of(tx, request.bot_id());
        bots::remove_outgoing_hook(tx, request.bot_id());
        remove_commands_of(tx, request.bot_id(), now);
        leave_all_channels(tx, standing->hub_id, request.bot_id(), now);
        accounts::retire_bot(tx, request.bot_id());
        announce_in_hub(tx, standing->hub_id, request.bot_id(), now);
        return v1::RemoveBotResponse();
    });
}

}  // namespace ourplace::bots
