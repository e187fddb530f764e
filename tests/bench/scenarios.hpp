// What is measured. Each scenario returns figures by name; the runner divides them by the server's CPU time and prints
// the table. A scenario fails the run (exit 3) if any subscriber misses, doubles or reorders one Update.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ourplace::bench {

// What bench_seed made.
struct Programme {
    std::string epoch;
    // The first person runs them all.
    std::vector<std::string> hub_ids;
    // The first is the one that everybody follows.
    std::vector<std::string> channel_ids;
    // Streams that every member follows, with their heads when the programme was made.
    std::map<std::string, std::uint64_t, std::less<>> cursors;
    struct Person {
        std::string member_id;
        std::string token;
    };
    std::vector<Person> people;
};
Programme read_programme(const std::string& file);

using Figures = std::map<std::string, double>;

struct Options {
    // Of the nodes; connections are spread over them.
    std::vector<int> ports;
    // Where posts are sent; 0: to the first of them.
    int sender_port = 0;
    // Whose CPU time counts.
    std::vector<int> server_pids;
    // Posts go to so many channels in turn.
    std::size_t channels = 1;
    std::size_t connections = 1000;
    std::size_t messages = 1000;
    // Posts under way at once.
    std::size_t window = 1;
    std::size_t body_bytes = 256;
    double seconds = 10;
    double posts_per_second = 50;
    // The baseline's frame.
    std::size_t frame_bytes = 0;
};

// `window` posts under way to `connections` subscribers: 1 allows no batching, 100 is a flood.
Figures fan_out(const Programme& programme, const Options& options);
// The same against bench_baseline.
Figures baseline(const Options& options);
// Posts at a steady rate; from the sender's call to each receiver's frame.
Figures latency(const Programme& programme, const Options& options);
// `connections` senders, each posting again as soon as its post was acknowledged; nobody subscribed.
Figures post(const Programme& programme, const Options& options);
// Many quiet connections: rate and memory. Then waits for the server to be restarted under them.
Figures idle(const Programme& programme, const Options& options);
// Bytes on the wire of coming back with nothing new and with `messages` missed.
Figures resume(const Programme& programme, const Options& options);
// One announcement to everybody who is connected, while somebody posts at a steady rate.
Figures announce(const Programme& programme, const Options& options);

}  // namespace ourplace::bench
