#include "bots/incoming_hooks.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "base/id.hpp"
#include "base/log.hpp"
#include "bots/hook_rules.hpp"
#include "bots/hook_tables.hpp"
#include "bots/webhook_signature.hpp"
#include "rpc/errors.hpp"
#include "streams/stream_log.hpp"

namespace ourplace::bots {
namespace {

// That it is used is written down at most so often.
constexpr Timestamp last_used_precision_us = 60 * microseconds_per_second;

// What the sender calls this request, or something new.
Result<std::string> key_of(const rpc::PlainRequest& request) {
    for (const auto* const name : {"webhook-id", "Idempotency-Key"}) {
        const auto key = request.header(name);
        if (key.size() > max_hook_key_bytes)
            return std::unexpected(Error::invalid(name, std::string(name) + " has 1 to 256 characters."));
        if (!key.empty()) return std::string(key);
    }
    return new_secret();
}

rpc::PlainReply only_post() {
    auto reply = rpc::plain_error(
        {.code = Code::unimplemented, .message = "Send a POST to this address to post a message.", .field = {}});
    reply.status = 405;
    reply.headers.emplace_back("Allow", "POST");
    return reply;
}

}  // namespace

boost::asio::awaitable<rpc::PlainReply> IncomingHooks::answer(const rpc::PlainRequest& request) {
    if (request.verb != "POST") co_return only_post();
    const auto started = std::chrono::steady_clock::now();
    rpc::Context context;
    context.request_id = request.request_id;
    context.address = request.address;
    // co_await must not stand in a handler, so what went wrong is carried out of it.
    std::optional<Result<v1::PostMessageResponse>> posted;
    try {
        posted.emplace(co_await post(context, request));
    } catch (const std::exception& caught) {
        log::error("a hook failed", {{"request_id", context.request_id}, {"reason", caught.what()}});
        posted.emplace(std::unexpected(Error::internal(
            "Something went wrong in the server. Please report this number: " + context.request_id + ".")));
    }
    note(context, *posted, std::chrono::steady_clock::now() - started);
    auto reply = *posted ? rpc::PlainReply{.status = 200, .headers = {{"Content-Type", "text/plain"}}, .body = "ok"}
                         : rpc::plain_error(posted->error());
    if (context.budget) std::ranges::move(rpc::budget_headers(*context.budget), std::back_inserter(reply.headers));
    co_return reply;
}

Task<v1::PostMessageResponse> IncomingHooks::post(rpc::Context& context, const rpc::PlainRequest& request) {
    const auto now = clock_.now();
    const auto open = co_await database_.read([&](store::Transaction& tx) -> Result<OpenHook> {
        auto found = open_hook(tx, request.path);
        if (!found) return std::unexpected(Error::not_found("", "There is no such hook. It may have been removed."));
        return std::move(*found);
    });
    if (!open) co_return std::unexpected(open.error());
    if (open->signing_key) {
        const SignedHeaders headers{.id = request.header("webhook-id"),
                                    .timestamp = request.header("webhook-timestamp"),
                                    .signature = request.header("webhook-signature")};
        if (auto genuine = verify_webhook(*open->signing_key, headers, request.body, now); !genuine)
            co_return std::unexpected(std::move(genuine.error()));
    }
    const auto key = key_of(request);
    if (!key) co_return std::unexpected(key.error());
    auto text = hook_text(request.header("Content-Type"), request.body);
    if (!text) co_return std::unexpected(std::move(text.error()));

    context.caller.kind = accounts::Caller::Kind::bot;
    context.caller.member_id = open->hook.bot_id();
    context.caller.name = open->bot_name;
    context.caller.session_id = open->hook.hook_id();
    v1::PostMessageRequest message;
    message.set_channel_id(open->hook.channel_id());
    message.set_client_message_id(message_id_for(open->hook.hook_id(), *key));
    message.set_body(std::move(*text));
    auto posted = co_await post_(context, message);
    if (posted && now - open->hook.last_used_at_us() >= last_used_precision_us) {
        // It touches no row but the hook's own. A full disk is no reason to say that nothing was posted.
        const auto stream_id = streams::member_stream(open->hook.bot_id());
        auto noted = co_await database_.write_in(stream_id, [&](store::Transaction& tx) -> Result<void> {
            note_hook_used(tx, open->hook.hook_id(), now);
            return {};
        });
        if (!noted) log::warning("last use of a hook not noted", {{"reason", noted.error().message}});
    }
    co_return posted;
}

void IncomingHooks::note(const rpc::Context& context, const Result<v1::PostMessageResponse>& posted,
                         std::chrono::nanoseconds took) {
    const auto outcome = posted ? std::string_view("ok") : rpc::code_name(posted.error().code);
    metrics_.count_call("hooks/in", outcome, took);
    log::info("hook", {{"request_id", context.request_id}, {"hook", context.caller.session_id}, {"code", outcome}});
}

}  // namespace ourplace::bots
