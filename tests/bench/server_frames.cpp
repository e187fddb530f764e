#include "server_frames.hpp"

#include <cstdio>
#include <cstdlib>

namespace ourplace::bench {
namespace {

[[noreturn]] void malformed(const char* what) {
    std::fprintf(stderr, "bench_load: the server sent a malformed frame (%s)\n", what);
    std::exit(3);
}

std::uint64_t varint(std::string_view& bytes) {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (bytes.empty()) malformed("varint");
        const auto byte = static_cast<unsigned char>(bytes.front());
        bytes.remove_prefix(1);
        value |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
        if ((byte & 0x80U) == 0) return value;
    }
    malformed("varint");
}

std::string_view length_delimited(std::string_view& bytes) {
    const auto size = varint(bytes);
    if (size > bytes.size()) malformed("length");
    const auto field = bytes.substr(0, size);
    bytes.remove_prefix(size);
    return field;
}

constexpr unsigned field(unsigned number, unsigned wire_type) { return number << 3U | wire_type; }

// Update: stream_id is field 1 and seq field 2, and the server writes them first.
void scan_update(std::string_view update, const Sink& sink) {
    if (varint(update) != field(1, 2)) malformed("Update.stream_id");
    const auto stream_id = length_delimited(update);
    if (varint(update) != field(2, 0)) malformed("Update.seq");
    sink.update(stream_id, varint(update));
}

void scan_server_frame(std::string_view payload, const Sink& sink) {
    while (!payload.empty()) {
        if (varint(payload) != field(1, 2)) malformed("ServerFrame");
        const auto item = length_delimited(payload);
        auto rest = item;
        if (varint(rest) == field(1, 2)) {
            scan_update(length_delimited(rest), sink);
        } else {
            sink.other(item);
        }
    }
}

}  // namespace

std::string upgrade_request(int port, std::string_view token) {
    std::string request = "GET /connect HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
                          "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                          "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: ourplace.v1\r\n"
                          "Authorization: Bearer ";
    request += token;
    request += "\r\n\r\n";
    return request;
}

std::string client_frame(std::string_view payload) {
    std::string frame("\x82", 1);
    if (payload.size() < 126) {
        frame += static_cast<char>(0x80U | payload.size());
    } else {
        frame += static_cast<char>(0x80U | 126U);
        frame += static_cast<char>(payload.size() >> 8U);
        frame += static_cast<char>(payload.size() & 0xffU);
    }
    frame.append(4, '\0');
    frame += payload;
    return frame;
}

std::size_t scan(std::string_view buffer, const Sink& sink) {
    const auto byte = [&](std::size_t at) {
        return static_cast<std::uint64_t>(static_cast<unsigned char>(buffer[at]));
    };
    std::size_t consumed = 0;
    while (buffer.size() >= 2) {
        std::size_t header = 2;
        std::uint64_t size = byte(1) & 0x7fU;
        if (size == 126) {
            header = 4;
            if (buffer.size() < header) break;
            size = byte(2) << 8U | byte(3);
        } else if (size == 127) {
            header = 10;
            if (buffer.size() < header) break;
            size = 0;
            for (std::size_t i = 2; i < 10; ++i) size = size << 8U | byte(i);
        }
        if (buffer.size() < header + size) break;
        const auto payload = buffer.substr(header, size);
        const auto opcode = byte(0) & 0x0fU;
        if (opcode == 2) {
            scan_server_frame(payload, sink);
        } else if (opcode == 8) {
            sink.closed(payload.size() >= 2 ? static_cast<int>(byte(header) << 8U | byte(header + 1)) : 1005);
        }
        consumed += header + size;
        buffer.remove_prefix(header + size);
    }
    return consumed;
}

}  // namespace ourplace::bench
