// Puts what reaches one node, from its own commits and from other nodes, in the order of the log, so that its shards see
// each followed stream without gaps or doubles. What runs ahead waits for what is missing; what stays missing is read
// from the log (see NodeBus). Pure: no I/O, no threads, no clock.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "store/notice.hpp"

namespace ourplace::streams {

class Sequencer {
  public:
    using Time = std::chrono::steady_clock::time_point;
    using Notices = std::vector<store::Notice>;

    // What runs further ahead than this is read from the log.
    static constexpr std::size_t max_ahead = 1000;

    // The node has heeded the stream of nodes up to this number.
    explicit Sequencer(std::uint64_t access_number) : access_(access_number) {}

    // Counted. True for the first.
    bool follow(const std::string& stream_id);
    void unfollow(std::string_view stream_id);
    // Takes out the streams that nobody has followed since the last time.
    [[nodiscard]] std::vector<std::string> forget_idle();

    // Appends to `ready` what may be handed to the shards now, in order.
    void take(store::Notice notice, Time now, Notices& ready);

    // The stream's log was seen to have reached this number: what is missing of it is waited for, as above.
    void expect(std::string_view stream_id, std::uint64_t head, Time now);

    // What was read of a stream's log in one state of the store: the Updates after last(), as many as were read, and its
    // newest number. With too few of them the shards are told the number, and whoever is behind looks there.
    void read(std::string_view stream_id, std::vector<store::Notice> updates, std::uint64_t head, Notices& ready);

    // The newest number that was handed on; empty until the log was read once.
    [[nodiscard]] std::optional<std::uint64_t> last(std::string_view stream_id) const;
    [[nodiscard]] std::uint64_t access_number() const { return access_; }
    struct Waiting {
        std::string stream_id;
        // Newest that was handed on; empty until the log was read once.
        std::optional<std::uint64_t> last;
        // Something has come that must wait. Otherwise the log was only seen to hold more.
        bool has_ahead = false;
    };
    // Streams in which something has been missing since before.
    [[nodiscard]] std::vector<Waiting> waiting_since(Time before) const;
    // The same for changes of access.
    [[nodiscard]] bool access_waits_since(Time before) const { return access_waits() && access_waits_since_ <= before; }
    [[nodiscard]] bool is_waiting() const { return !waiting_.empty() || access_waits(); }
    [[nodiscard]] std::vector<std::string> followed() const;

  private:
    using Ahead = std::map<std::uint64_t, store::Notice>;

    struct Followed {
        std::size_t count = 0;
        // The newest number handed on.
        std::uint64_t last = 0;
        // Until the log was read once, numbers may be missing before the first that came.
        bool is_known = false;
        bool was_idle = false;
        // What the log was seen to have reached.
        std::uint64_t expected = 0;
        Ahead ahead;
        Time waits_since;

        [[nodiscard]] bool waits() const { return !ahead.empty() || expected > last; }
    };
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    using Streams = std::unordered_map<std::string, Followed, TextHash, std::equal_to<>>;

    [[nodiscard]] bool access_waits() const { return !access_ahead_.empty() || expected_access_ > access_; }
    void take_access(store::Notice notice, Time now, Notices& ready);
    [[nodiscard]] bool is_next(const Followed& followed, const store::Notice& update) const;
    void hand_on(Followed& followed, store::Notice update, Notices& ready) const;
    // What waits and is no longer ahead.
    void hand_on_waiting(Streams::value_type& entry, Notices& ready);
    void hand_on_all_waiting(Notices& ready);

    Streams streams_;
    std::set<std::string, std::less<>> waiting_;
    std::uint64_t access_;
    std::uint64_t expected_access_ = 0;
    Ahead access_ahead_;
    Time access_waits_since_;
};

}  // namespace ourplace::streams
