// Many WebSocket connections on one thread. Every Update is checked as it comes: per connection and stream the numbers
// must go up by one, or the run fails.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "ourplace/v1/wire.pb.h"
#include "server_frames.hpp"

namespace ourplace::bench {

// Nanoseconds of a clock that does not jump.
std::uint64_t now_ns();

struct Connection {
    enum class State : std::uint8_t { closed, connecting, upgrading, open };
    State state = State::closed;
    int port = 0;
    int socket = -1;
    std::string token;
    std::string received;
    std::string to_send;
    // Cursor per stream.
    std::map<std::string, std::uint64_t, std::less<>> cursors;
    std::string epoch;
    bool subscribed = false;
    std::uint64_t bytes_in = 0;
    std::uint64_t bytes_out = 0;
    std::uint64_t next_attempt_ns = 0;
};

class Fleet {
  public:
    // Events for a scenario; each may be empty.
    struct Events {
        std::function<void(std::size_t connection, std::string_view stream_id, std::uint64_t seq)> update;
        std::function<void(std::size_t connection, const v1::Reply& reply)> reply;
    };

    Fleet();
    ~Fleet();
    Fleet(const Fleet&) = delete;
    Fleet& operator=(const Fleet&) = delete;

    // Adds a connection that follows these streams from 'cursors' whenever it is up.
    std::size_t add(int port, std::string token, std::map<std::string, std::uint64_t, std::less<>> cursors);
    [[nodiscard]] Connection& operator[](std::size_t index) { return connections_[index]; }
    [[nodiscard]] std::size_t size() const { return connections_.size(); }
    [[nodiscard]] std::size_t subscribed() const { return subscribed_; }
    [[nodiscard]] std::uint64_t updates() const { return updates_; }
    [[nodiscard]] std::uint64_t disconnects() const { return disconnects_; }

    void call(std::size_t connection, std::uint32_t id, std::string_view method,
              const google::protobuf::Message& request);
    // Closes a connection; it comes back by itself on the next run_until.
    void drop(std::size_t connection);

    // Connects what is not connected (`at_once` handshakes under way at most), reads and writes until done() or the time
    // is over; false when the time was over first.
    bool run_until(const std::function<bool()>& done, double seconds);

    Events events;
    std::size_t at_once = 2000;

  private:
    void start(std::size_t index);
    void readable(std::size_t index);
    void writable(std::size_t index);
    void consume(std::size_t index);
    void on_update(std::size_t index, std::string_view stream_id, std::uint64_t seq);
    void on_other(std::size_t index, std::string_view item);
    void send(std::size_t index, const v1::ClientFrame& frame);
    void lost(std::size_t index);
    void watch(std::size_t index, bool writable) const;

    int poller_;
    std::vector<Connection> connections_;
    std::size_t opening_ = 0;
    std::size_t subscribed_ = 0;
    std::size_t down_ = 0;
    std::uint64_t updates_ = 0;
    std::uint64_t disconnects_ = 0;
};

}  // namespace ourplace::bench
