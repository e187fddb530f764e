// How to reach Redis, and for how long to wait for it.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>

namespace ourplace::streams {

struct RedisOptions {
    // See redis_url.hpp.
    std::string url;
    // PEM file with the authorities that may vouch for a server over TLS; empty: those of the system.
    std::string ca_file = {};

    // Looking up the name and connecting.
    std::chrono::milliseconds connect_within{3'000};
    // TLS, AUTH and the questions whether this is a server of use.
    std::chrono::milliseconds greet_within{3'000};
    std::chrono::milliseconds write_within{5'000};
    // Something said to ourselves through the server, so that a line that only looks alive is noticed.
    std::chrono::milliseconds pulse_every{5'000};
    std::chrono::milliseconds deaf_after{15'000};
    // Between attempts: doubled from the least to the most, of which between a half and all is waited.
    std::chrono::milliseconds retry_least{100};
    std::chrono::milliseconds retry_most{2'000};
    // How often a cluster is asked who is in charge of what when nothing says that it has changed.
    std::chrono::milliseconds topology_every{10'000};

    // Not yet taken by the system, per server; what is published beyond is dropped.
    std::size_t max_unsent_bytes = 8 * 1024 * 1024;
    // From Redis; whoever sends more is not believed and is connected to anew.
    std::size_t max_message_bytes = 1024 * 1024;

    // A user of Redis (ACL) needs this and the channels that are used.
    std::string pulse_channels = "ourplace:pulse:";
};

}  // namespace ourplace::streams
