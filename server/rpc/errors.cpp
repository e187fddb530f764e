#include "rpc/errors.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <sodium.h>

namespace ourplace::rpc {
namespace {

// Connect wants base 64 without padding.
std::string base64(std::string_view bytes) {
    std::string text(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_ORIGINAL_NO_PADDING), '\0');
    sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                      sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
    text.pop_back();  // the terminating zero
    return text;
}

}  // namespace

std::string_view code_name(Code code) {
    switch (code) {
        case Code::canceled: return "canceled";
        case Code::unknown: return "unknown";
        case Code::invalid_argument: return "invalid_argument";
        case Code::deadline_exceeded: return "deadline_exceeded";
        case Code::not_found: return "not_found";
        case Code::already_exists: return "already_exists";
        case Code::permission_denied: return "permission_denied";
        case Code::resource_exhausted: return "resource_exhausted";
        case Code::failed_precondition: return "failed_precondition";
        case Code::aborted: return "aborted";
        case Code::out_of_range: return "out_of_range";
        case Code::unimplemented: return "unimplemented";
        case Code::internal: return "internal";
        case Code::unavailable: return "unavailable";
        case Code::data_loss: return "data_loss";
        case Code::unauthenticated: return "unauthenticated";
    }
    return "unknown";
}

unsigned http_status(Code code) {
    switch (code) {
        case Code::canceled: return 499;
        case Code::invalid_argument:
        case Code::failed_precondition:
        case Code::out_of_range: return 400;
        case Code::deadline_exceeded: return 504;
        case Code::not_found: return 404;
        case Code::already_exists:
        case Code::aborted: return 409;
        case Code::permission_denied: return 403;
        case Code::resource_exhausted: return 429;
        case Code::unimplemented: return 501;
        case Code::unavailable: return 503;
        case Code::unauthenticated: return 401;
        case Code::unknown:
        case Code::internal:
        case Code::data_loss: return 500;
    }
    return 500;
}

v1::Error to_wire(const Error& error) {
    v1::Error wire;
    wire.set_code(static_cast<v1::Code>(error.code));
    wire.set_message(error.message);
    wire.set_field(error.field);
    wire.set_retry_can_help(error.retry_can_help);
    wire.set_retry_after_ms(static_cast<std::uint32_t>(error.retry_after.count()));
    return wire;
}

std::string connect_error(const Error& error) {
    boost::json::object readable{{"field", error.field}, {"retryCanHelp", error.retry_can_help}};
    if (error.retry_after.count() > 0) readable["retryAfterMs"] = error.retry_after.count();
    const boost::json::object detail{{"type", v1::Error::descriptor()->full_name()},
                                     {"value", base64(to_wire(error).SerializeAsString())},
                                     {"debug", std::move(readable)}};
    return boost::json::serialize(boost::json::object{
        {"code", code_name(error.code)}, {"message", error.message}, {"details", boost::json::array{detail}}});
}

}  // namespace ourplace::rpc
