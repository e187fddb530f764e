#include "rpc/router.hpp"

#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>
#include <vector>

#include "base/id.hpp"
#include "base/log.hpp"
#include "base/nearest.hpp"
#include "rpc/binary.hpp"
#include "rpc/errors.hpp"
#include "rpc/json.hpp"

namespace ourplace::rpc {
namespace {

using Kind = accounts::Caller::Kind;

std::optional<Error> why_refused(Access access, Bots bots, Kind caller) {
    if (access == Access::everybody) return std::nullopt;
    if (caller == Kind::nobody) return Error::unauthenticated("Sign in first.");
    if (caller == Kind::bot) {
        if (access == Access::bot || bots == Bots::allowed) return std::nullopt;
        return Error::permission_denied("", "Bots do not reach this method; bots.proto lists those that they do.");
    }
    if (access == Access::bot)
        return Error::permission_denied("", "Only bots call this method, with the token that their hub gave them.");
    if (access == Access::write && caller == Kind::token_read)
        return Error::permission_denied("", "This token may only read. Use one with the scope SCOPE_WRITE.");
    if (access == Access::person && caller != Kind::session)
        return Error::permission_denied(
            "", "Tokens of programs do not reach this method; a person does, signed in on a device.");
    return std::nullopt;
}

// What the operator should look at is a warning; that somebody mistyped their passphrase is not.
void log_call(const Context& context, std::string_view method, std::string_view code, std::chrono::nanoseconds took,
              const std::optional<Error>& error) {
    const auto milliseconds = std::chrono::duration<double, std::milli>(took).count();
    const auto write = error && (error->code == Code::internal || error->code == Code::unavailable ||
                                 error->code == Code::data_loss || error->code == Code::unknown)
                           ? &log::warning
                           : &log::info;
    write("call", {{"request_id", context.request_id}, {"method", method}, {"code", code}, {"ms", milliseconds}});
}

Error broken(const Context& context) {
    return Error::internal("Something went wrong in the server. Please report this number: " + context.request_id +
                           ".");
}

}  // namespace

Task<std::string> Router::call(Context& context, std::string_view method, Codec codec, std::string_view request) const {
    const auto started = std::chrono::steady_clock::now();
    if (context.request_id.empty()) context.request_id = new_id();
    // co_await must not stand in a handler, so what went wrong is carried out of it.
    std::optional<Result<std::string>> reply;
    try {
        reply.emplace(co_await run(context, method, codec, request));
    } catch (const std::exception& caught) {
        log::error("a method failed", {{"request_id", context.request_id}, {"reason", caught.what()}});
        reply.emplace(std::unexpected(broken(context)));
    }
    const auto took = std::chrono::steady_clock::now() - started;
    const auto code = *reply ? std::string_view("ok") : code_name(reply->error().code);
    // Names that clients invent must not fill the metrics or the log.
    const auto known = has(method) ? method : std::string_view("unknown");
    metrics_.count_call(known, code, took);
    log_call(context, known, code, took, *reply ? std::nullopt : std::optional(reply->error()));
    co_return std::move(*reply);
}

Task<std::string> Router::run(Context& context, std::string_view method, Codec codec, std::string_view request) const {
    const auto entry = entries_.find(method);
    if (entry == entries_.end()) co_return std::unexpected(unknown_method(method));
    if (auto refused = why_refused(entry->second->access, entry->second->bots, context.caller.kind))
        co_return std::unexpected(std::move(*refused));
    if (request.size() > max_request_bytes) {
        co_return std::unexpected(
            Error{.code = Code::resource_exhausted,
                  .message = "A request has at most " + std::to_string(max_request_bytes) + " bytes.",
                  .field = {}});
    }
    co_return co_await entry->second->run(context, codec, request);
}

bool Router::has(std::string_view method) const { return entries_.contains(method); }

void Router::add_plain(std::string prefix, PlainHandler handler) {
    plain_.emplace_back(std::move(prefix), std::move(handler));
}

Router::Plain Router::plain(std::string_view path) const {
    for (const auto& [prefix, handler] : plain_) {
        if (path.starts_with(prefix)) return {.handler = &handler, .rest = path.substr(prefix.size())};
    }
    return {};
}

Error Router::unknown_method(std::string_view method) const {
    std::vector<std::string> known;
    for (const auto& [name, entry] : entries_) known.push_back(name);
    const auto meant = nearest(method, known);
    return {.code = Code::unimplemented,
            .message = "There is no method " + std::string(method.substr(0, 100)) + "." +
                       (meant.empty() ? "" : " Did you mean " + meant + "?"),
            .field = {}};
}

Result<void> Router::decode(Codec codec, std::string_view bytes, google::protobuf::Message& message) {
    return codec == Codec::json ? read_json(bytes, message) : read_binary(bytes, message);
}

std::string Router::encode(Codec codec, const google::protobuf::Message& message) {
    return codec == Codec::json ? write_json(message) : message.SerializeAsString();
}

void Router::add_entry(std::string method, Access access, Bots bots, std::unique_ptr<Entry> entry) {
    entry->access = access;
    entry->bots = bots;
    if (!entries_.emplace(method, std::move(entry)).second) throw std::logic_error("two methods are named " + method);
}

}  // namespace ourplace::rpc
