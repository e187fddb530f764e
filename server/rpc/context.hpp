// One call: who makes it, from where, and what the transport must do beside the reply.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "accounts/caller.hpp"
#include "base/task.hpp"

namespace ourplace::rpc {

// What a bot may still post.
struct Budget {
    unsigned limit = 0;
    unsigned remaining = 0;
    // Until all of it is back.
    std::chrono::seconds reset{0};
};

struct Context {
    accounts::Caller caller;
    // Appears in the log, in the reply header `X-Request-Id` and in nothing else.
    std::string request_id;
    // The client's address, for limits; forwarding headers count only from configured proxies.
    std::string address;
    // False over WebSocket: there is no header to carry a cookie.
    bool can_set_cookie = false;

    // Set by methods that have a budget; over HTTP it stands in the reply's headers, also of an error.
    std::optional<Budget> budget;
    // Set by sign-in methods: the secret of the session that the transport shall keep in a cookie.
    std::optional<std::string> new_session_secret;
    // Set by sign-out methods: the cookie shall go.
    bool forget_session = false;
};

// A session cookie's or bearer token's secret → its caller; `unauthenticated` when unknown, expired or revoked.
using Authenticate = std::function<Task<accounts::Caller>(std::string secret)>;

}  // namespace ourplace::rpc
