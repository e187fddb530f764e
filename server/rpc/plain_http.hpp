// What is no method of the schemas: webhooks, and feeds that other tools fetch. A room answers for all paths below one
// prefix; the gateway knows nothing of it but this.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rpc/context.hpp"

namespace ourplace::rpc {

struct PlainRequest {
    // "GET", "POST".
    std::string_view verb;
    // Behind the prefix, without the query.
    std::string_view path;
    std::string_view query;
    std::string_view body;
    // The value of a header, whatever its case; empty if it is not there.
    std::function<std::string_view(std::string_view name)> header;
    // As in Context.
    std::string request_id;
    std::string address;
};

struct PlainReply {
    unsigned status = 200;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
};

// Must not throw. What the request refers to lives until it is answered.
using PlainHandler = std::function<boost::asio::awaitable<PlainReply>(const PlainRequest& request)>;

// {"code", "message"} with the status that goes with the code, and Retry-After where it helps.
[[nodiscard]] PlainReply plain_error(const Error& error);
// RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> budget_headers(const Budget& budget);

}  // namespace ourplace::rpc
