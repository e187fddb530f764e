// BotService: outgoing hooks and what they could not deliver.
#include <string>
#include <utility>

#include "bots/bot_service.hpp"
#include "bots/delivery_rules.hpp"
#include "bots/hub_bot_tables.hpp"
#include "bots/outgoing_tables.hpp"
#include "bots/webhook_signature.hpp"
#include "hubs/hub_rules.hpp"

namespace ourplace::bots {
namespace {

using rpc::Context;
using store::Transaction;

}  // namespace

Task<v1::SetOutgoingHookResponse> BotService::set_outgoing_hook(Context& context,
                                                                const v1::SetOutgoingHookRequest& request) {
    const auto url = outgoing_url("url", request.url());
    if (!url) co_return std::unexpected(url.error());
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::SetOutgoingHookResponse> {
        const auto standing = looking_after(tx, context.caller, request.bot_id());
        if (!standing) return std::unexpected(standing.error());
        const auto key = new_signing_key();
        bots::set_outgoing_hook(tx, request.bot_id(), *url, key, clock_.now());
        v1::SetOutgoingHookResponse response;
        *response.mutable_hook() = *find_outgoing_hook(tx, request.bot_id());
        response.set_signing_secret(signing_secret(key));
        return response;
    });
}

Task<v1::RemoveOutgoingHookResponse> BotService::remove_outgoing_hook(Context& context,
                                                                      const v1::RemoveOutgoingHookRequest& request) {
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::RemoveOutgoingHookResponse> {
        const auto standing = looking_after(tx, context.caller, request.bot_id());
        if (!standing) return std::unexpected(standing.error());
        bots::remove_outgoing_hook(tx, request.bot_id());
        return v1::RemoveOutgoingHookResponse();
    });
}

Task<v1::ListDeadLettersResponse> BotService::list_dead_letters(Context& context,
                                                                const v1::ListDeadLettersRequest& request) {
    const auto size = hubs::page_size(request.page_size(), 50, 200);
    if (!size) co_return std::unexpected(size.error());
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::ListDeadLettersResponse> {
        const auto standing = looking_after(tx, context.caller, request.bot_id());
        if (!standing) return std::unexpected(standing.error());
        auto page = dead_letters(tx, request.bot_id(), *size, request.page_token());
        v1::ListDeadLettersResponse response;
        for (auto& letter : page.dead_letters) *response.add_dead_letters() = std::move(letter);
        response.set_next_page_token(std::move(page.next_page_token));
        return response;
    });
}

Task<v1::ReplayDeadLetterResponse> BotService::replay_dead_letter(Context& context,
                                                                  const v1::ReplayDeadLetterRequest& request) {
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::ReplayDeadLetterResponse> {
        const auto standing = looking_after(tx, context.caller, request.bot_id());
        if (!standing) return std::unexpected(standing.error());
        if (!replay(tx, request.bot_id(), request.webhook_id()))
            return std::unexpected(Error::not_found("webhook_id", "There is no such dead letter (any more)."));
        return v1::ReplayDeadLetterResponse();
    });
}

}  // namespace ourplace::bots
