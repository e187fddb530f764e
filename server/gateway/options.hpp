// What an operator may set about sockets.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace ourplace::gateway {

struct Limits {
    // 0: no limit. Connections through a trusted proxy count for the proxy alone, which has none.
    std::size_t max_connections = 50'000;
    std::size_t max_connections_per_address = 256;
    std::size_t max_header_bytes = 16 * 1024;
    std::size_t max_request_bytes = 64 * 1024;
    std::size_t max_frame_bytes = 64 * 1024;
    std::size_t max_calls_at_once = 16;
    std::size_t max_event_streams = 32;
    // Frames that one connection may send: a burst, then so many each second; beyond that calls are refused.
    double frame_burst = 200;
    double frames_per_second = 50;
    // Of a bot that reminds: two for each of its reminders (ConversationOptions::reminder_limits).
    double reminding_frames_per_second = 1000;

    std::chrono::seconds header_time{10};
    std::chrono::seconds request_time{30};
    std::chrono::seconds keep_alive_time{60};
    std::chrono::seconds ping_interval{25};
    // Nothing heard from a client for this long: it is gone.
    std::chrono::seconds silence_time{60};
    // Nothing taken by a client for this long although something waits: it is closed and may reconnect.
    std::chrono::seconds stall_time{30};
};

struct Options {
    std::string address = "127.0.0.1";
    // 0: any free port.
    std::uint16_t port = 8080;
    // PEM files; empty: plain HTTP.
    std::filesystem::path tls_certificate;
    std::filesystem::path tls_key;
    // What people type, "https://ourplace.example". https makes cookies Secure.
    std::string public_url;
    // Besides the public URL and the host that a request was sent to: "https://other.example".
    std::vector<std::string> allowed_origins;
    // Addresses whose X-Forwarded-For is believed.
    std::vector<std::string> trusted_proxies;
    // The browser client as built; empty: only the API.
    std::filesystem::path static_folder;
    Limits limits;

    [[nodiscard]] bool uses_tls() const { return !tls_certificate.empty(); }
    [[nodiscard]] bool secure_cookies() const { return uses_tls() || public_url.starts_with("https://"); }
};

}  // namespace ourplace::gateway
