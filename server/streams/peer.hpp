// What this room needs to know of a connection; the gateway's connections and the tests' RecordingPeer are Peers.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace ourplace::streams {

// How full a connection's outbox is. From `busy` on ephemeral items are dropped; while `lagging` nothing durable is
// queued either, and Subscriber::drained() replays from the cursors once it is empty.
enum class Pressure : std::uint8_t { free, busy, lagging };

enum class CloseCode : std::uint16_t {
    // 4000–4499: reconnect.
    going_away = 4001,
    too_slow = 4002,
    silent = 4003,
    // 4500–4999: do not.
    session_ended = 4500,
    protocol_error = 4501,
};

// What is done about more missing Updates than are replayed at once.
enum class Missed : std::uint8_t {
    newest,  // the newest page and a marked gap: best for people, above all on bad lines
    all,     // page after page, however many: for programs that must not skip anything
};

// Belongs to one shard; called on it only. No call may destroy the peer or call back into Subscriber before returning.
class Peer {
  public:
    virtual ~Peer() = default;
    // A ServerFrame, shared with other peers. Only queues; never fails.
    virtual void deliver(const std::shared_ptr<const std::string>& frame) = 0;
    [[nodiscard]] virtual Pressure pressure() const = 0;
    [[nodiscard]] virtual Missed missed() const { return Missed::newest; }
    // Finishes what is queued if it can, then closes. Further deliveries are ignored.
    virtual void close(CloseCode code, std::string_view reason) = 0;
};

}  // namespace ourplace::streams
