// Where Redis is, as an operator writes it:
//
//     redis://[user[:password]@]host[:port]              one server; several of these, with commas between: independent
//                                                        servers that share the channels
//     redis-cluster://[…@]host[:port],host[:port]…       a Redis Cluster, found through any of these nodes
//     redis-sentinel://[…@]host[:port],host[:port]…/name the primary that these sentinels call by this name
//
// With rediss, rediss-cluster and rediss-sentinel over TLS. In the user and the password everything but letters, digits
// and -._~ is percent-encoded. `:password@` without a user is the default user's.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace ourplace::streams {

struct RedisAddress {
    std::string host;  // a name or an IP address, IPv6 without brackets
    std::uint16_t port = 0;

    // As in the URL: "host:port".
    [[nodiscard]] std::string text() const;
    friend bool operator==(const RedisAddress&, const RedisAddress&) = default;
};

struct RedisLogin {
    std::string user;
    std::string password;  // empty: nobody signs in
};

struct RedisUrl {
    enum class Kind : std::uint8_t { servers, cluster, sentinel };
    struct Server {
        RedisAddress address;
        RedisLogin login;
        bool tls = false;
    };

    Kind kind = Kind::servers;
    // The servers, or the nodes or sentinels to ask, which all have the same login and the same TLS.
    std::vector<Server> servers;
    // Of the primary, for sentinels.
    std::string primary;
};

// The error names the field "redis_url", what is wrong and what is allowed; never the password.
[[nodiscard]] Result<RedisUrl> parse_redis_url(std::string_view text);

}  // namespace ourplace::streams
