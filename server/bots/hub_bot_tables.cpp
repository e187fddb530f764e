#include "bots/hub_bot_tables.hpp"

#include <algorithm>
#include <utility>

#include "accounts/accounts_tables.hpp"
#include "accounts/bot_tables.hpp"
#include "bots/hook_tables.hpp"
#include "bots/outgoing_tables.hpp"
#include "hubs/channel_tables.hpp"
#include "streams/stream_log.hpp"

namespace ourplace::bots {
namespace {

using accounts::BotScope;
using store::Transaction;

void add_scopes(v1::Bot& bot, accounts::BotScopes scopes) {
    if (scopes.has(BotScope::post)) bot.add_scopes(v1::BOT_SCOPE_POST);
    if (scopes.has(BotScope::read)) bot.add_scopes(v1::BOT_SCOPE_READ);
    if (scopes.has(BotScope::announce)) bot.add_scopes(v1::BOT_SCOPE_ANNOUNCE);
    if (scopes.has(BotScope::remind)) bot.add_scopes(v1::BOT_SCOPE_REMIND);
}

bool knows(Transaction& tx, const accounts::Caller& organiser, std::string_view channel_id) {
    return hubs::in_channel(tx, organiser, channel_id).has_value();
}

}  // namespace

Result<void> organises(Transaction& tx, const accounts::Caller& caller, std::string_view hub_id) {
    const auto membership = hubs::in_hub(tx, caller, hub_id);
    if (!membership) return std::unexpected(membership.error());
    if (membership->may_organise()) return {};
    return std::unexpected(Error::permission_denied("hub_id", "Only organisers of a hub look after its bots."));
}

Result<accounts::BotStanding> looking_after(Transaction& tx, const accounts::Caller& caller, std::string_view bot_id) {
    auto standing = accounts::find_bot(tx, bot_id);
    if (!standing || standing->hub_id.empty())
        return std::unexpected(Error::not_found("bot_id", "There is no such bot."));
    if (auto may = organises(tx, caller, standing->hub_id); !may) return std::unexpected(std::move(may.error()));
    return std::move(*standing);
}

v1::Bot describe(Transaction& tx, const std::string& bot_id, std::string_view viewer_id) {
    v1::Bot bot;
    const auto member = accounts::find_member(tx, bot_id);
    const auto standing = accounts::find_bot(tx, bot_id);
    if (!member || !standing) return bot;
    bot.set_bot_id(bot_id);
    bot.set_hub_id(standing->hub_id);
    bot.set_name(member->name);
    bot.set_purpose(member->about);
    add_scopes(bot, standing->scopes);
    bot.set_paused(standing->paused);
    bot.set_created_at_us(member->created_at_us);
    for (auto& channel_id : hubs::channels_of_bot(tx, standing->hub_id, bot_id)) {
        if (viewer_id.empty() || hubs::may_read(tx, viewer_id, streams::channel_stream(channel_id)))
            bot.add_channel_ids(std::move(channel_id));
    }
    return bot;
}

v1::Bot describe_to_organiser(Transaction& tx, const std::string& bot_id, std::string_view viewer_id) {
    auto bot = describe(tx, bot_id, viewer_id);
    bot.set_token_last_used_at_us(accounts::bot_token_last_used(tx, bot_id));
    for (auto& hook : hooks_of(tx, bot_id)) *bot.add_incoming_hooks() = std::move(hook);
    if (auto hook = find_outgoing_hook(tx, bot_id)) *bot.mutable_outgoing_hook() = std::move(*hook);
    return bot;
}

Result<void> only_one_reminds(Transaction& tx, std::string_view hub_id, std::string_view bot_id,
                              accounts::BotScopes scopes) {
    if (!scopes.has(BotScope::remind)) return {};
    const auto all = accounts::bots_of_hub(tx, hub_id);
    const bool another = std::ranges::any_of(all, [&](const std::string& other) {
        return other != bot_id && accounts::find_bot(tx, other)->scopes.has(BotScope::remind);
    });
    if (!another) return {};
    return std::unexpected(Error::failed_precondition(
        "scopes", "Another bot of this hub has BOT_SCOPE_REMIND. Two would send every reminder twice."));
}

Result<void> check_channels(Transaction& tx, const accounts::Caller& organiser, std::string_view hub_id,
                            std::string_view field, std::span<const std::string> channel_ids) {
    const auto of_champions = hubs::find_champions_channel(tx, hub_id);
    for (const auto& channel_id : channel_ids) {
        if (channel_id == of_champions) {
            return std::unexpected(Error::failed_precondition(
                std::string(field), "Nobody but the Champions of a hub is in their channel, and no bot."));
        }
        const auto membership = hubs::in_channel(tx, organiser, channel_id);
        if (membership && membership->hub_id() == hub_id) continue;
        return std::unexpected(
            Error::not_found(std::string(field), "Each must be a channel of the hub that you may read yourself."));
    }
    return {};
}

void set_channels(Transaction& tx, const accounts::Caller& organiser, std::string_view hub_id,
                  const std::string& bot_id, std::span<const std::string> channel_ids, Timestamp now) {
    const auto sandbox = hubs::find_sandbox(tx, hub_id);
    for (const auto& channel_id : hubs::channels_of_bot(tx, hub_id, bot_id)) {
        const bool stays = std::ranges::find(channel_ids, channel_id) != channel_ids.end() || channel_id == sandbox ||
                           !knows(tx, organiser, channel_id);
        if (!stays) hubs::leave_channel(tx, channel_id, bot_id, now);
    }
    for (const auto& channel_id : channel_ids) hubs::join_channel(tx, channel_id, bot_id, now);
    if (sandbox) hubs::join_channel(tx, *sandbox, bot_id, now);
}

void leave_all_channels(Transaction& tx, std::string_view hub_id, const std::string& bot_id, Timestamp now) {
    for (const auto& channel_id : hubs::channels_of_bot(tx, hub_id, bot_id))
        hubs::leave_channel(tx, channel_id, bot_id, now);
}

void announce_in_hub(Transaction& tx, std::string_view hub_id, const std::string& bot_id, Timestamp now) {
    v1::Update update;
    update.mutable_hub_bots_changed()->set_bot_id(bot_id);
    streams::append(tx, streams::hub_stream(hub_id), now, std::move(update));
}

void announce_to_bot(Transaction& tx, const std::string& bot_id, Timestamp now) {
    v1::Update update;
    *update.mutable_bot_changed()->mutable_bot() = describe(tx, bot_id, {});
    streams::append(tx, streams::member_stream(bot_id), now, std::move(update));
    streams::announce_access_changed(tx, bot_id);
}

}  // namespace ourplace::bots
