// Reads what the server sends without building messages: the load generator must cost less than the server.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace ourplace::bench {

// The request line and headers that open a WebSocket as a program does.
std::string upgrade_request(int port, std::string_view token);

// One masked binary frame with a key of zeros, which any server must accept.
std::string client_frame(std::string_view payload);

// What a scan reports. Views last until the next read.
struct Sink {
    std::function<void(std::string_view stream_id, std::uint64_t seq)> update;
    // The whole ServerItem, for everything that is not an Update.
    std::function<void(std::string_view item)> other;
    std::function<void(int code)> closed;
};

// Consumes whole WebSocket frames from the front of `buffer` and returns how many bytes that were.
std::size_t scan(std::string_view buffer, const Sink& sink);

}  // namespace ourplace::bench
