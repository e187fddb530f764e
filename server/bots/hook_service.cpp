// BotService: incoming hooks.
#include <optional>
#include <string>
#include <utility>

#include "base/text.hpp"
#include "bots/bot_service.hpp"
#include "bots/hook_rules.hpp"
#include "bots/hook_tables.hpp"
#include "bots/hub_bot_tables.hpp"
#include "bots/webhook_signature.hpp"
#include "hubs/membership_tables.hpp"
#include "streams/stream_log.hpp"

namespace ourplace::bots {
namespace {

using rpc::Context;
using store::Transaction;

constexpr TextLimits label_limits{.least = 1, .most = 80};

// The bot must be in the channel, and the organiser know of it: otherwise a hook would tell that it exists.
Result<void> check_channel(Transaction& tx, const accounts::Caller& organiser, const std::string& bot_id,
                           const std::string& channel_id) {
    accounts::Caller bot;
    bot.member_id = bot_id;
    const auto invited = hubs::in_channel(tx, bot, channel_id);
    if (invited && hubs::in_channel(tx, organiser, channel_id)) return {};
    return std::unexpected(Error::not_found("channel_id", "The bot was not invited to this channel."));
}

}  // namespace

Task<v1::CreateIncomingHookResponse> BotService::create_incoming_hook(Context& context,
                                                                      const v1::CreateIncomingHookRequest& request) {
    auto label = validated_text("label", request.label(), label_limits);
    if (!label) co_return std::unexpected(std::move(label.error()));
    NewHook hook{.bot_id = request.bot_id(),
                 .channel_id = request.channel_id(),
                 .label = std::move(*label),
                 .signing_key = std::nullopt};
    if (request.signed_()) hook.signing_key = new_signing_key();
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::CreateIncomingHookResponse> {
        const auto standing = looking_after(tx, context.caller, hook.bot_id);
        if (!standing) return std::unexpected(standing.error());
        if (!standing->scopes.has(accounts::BotScope::post))
            return std::unexpected(
                Error::failed_precondition("bot_id", "A hook posts: give the bot BOT_SCOPE_POST first."));
        if (auto known = check_channel(tx, context.caller, hook.bot_id, hook.channel_id); !known)
            return std::unexpected(std::move(known.error()));
        if (hooks_of(tx, hook.bot_id).size() >= max_hooks_per_bot)
            return std::unexpected(
                Error::failed_precondition("bot_id", "A bot has at most 20 hooks. Remove one first."));
        auto created = create_hook(tx, hook, clock_.now());
        v1::CreateIncomingHookResponse response;
        *response.mutable_hook() = std::move(created.hook);
        response.set_url(options_.public_url + "/hooks/" + created.secret);
        if (hook.signing_key) response.set_signing_secret(signing_secret(*hook.signing_key));
        return response;
    });
}

Task<v1::ListIncomingHooksResponse> BotService::list_incoming_hooks(Context& context,
                                                                    const v1::ListIncomingHooksRequest& request) {
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::ListIncomingHooksResponse> {
        const auto standing = looking_after(tx, context.caller, request.bot_id());
        if (!standing) return std::unexpected(standing.error());
        v1::ListIncomingHooksResponse response;
        for (auto& hook : hooks_of(tx, request.bot_id())) *response.add_hooks() = std::move(hook);
        return response;
    });
}

Task<v1::RemoveIncomingHookResponse> BotService::remove_incoming_hook(Context& context,
                                                                      const v1::RemoveIncomingHookRequest& request) {
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::RemoveIncomingHookResponse> {
        const auto hook = find_hook(tx, request.hook_id());
        // Whether a hook exists is the organisers' business alone.
        if (!hook || !looking_after(tx, context.caller, hook->bot_id()))
            return std::unexpected(Error::not_found("hook_id", "There is no such hook."));
        remove_hook(tx, request.hook_id());
        return v1::RemoveIncomingHookResponse();
    });
}

}  // namespace ourplace::bots
