// What a Shard and its Subscribers share. The shard's thread only.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "streams/catch_up.hpp"
#include "streams/shard.hpp"

namespace ourplace::streams {

class ShardSubscriber;

enum class Phase : std::uint8_t {
    live,         // applies last + 1 as it comes
    catching_up,  // ignores the bus until the log was read
    held,         // the same, but the read waits until the peer's outbox has drained
};

// One connection's place in one stream.
struct Subscription {
    // Null once it was removed while its stream was being delivered.
    ShardSubscriber* subscriber = nullptr;
    Peer* peer = nullptr;
    // The newest number delivered.
    std::uint64_t last = 0;
    // The newest number that is known to be there while not live; above `last` after a read, there is more to read.
    std::uint64_t seen = 0;
    std::uint32_t ticket = 0;
    Phase phase = Phase::catching_up;
    bool access_known = false;
    bool other_life = false;
};

// A notice that was kept for those who are not live.
struct Recent {
    std::uint64_t number = 0;
    std::shared_ptr<const std::string> bytes;
};

// Updates of one stream that came together, with consecutive numbers: frames joined end to end are one frame, so whoever
// is live costs as much for many as for one.
struct Run {
    std::span<const store::Notice> updates;
    // All of them.
    std::shared_ptr<const std::string> bytes;
};

// One stream's subscriptions, side by side, so that fan-out is one loop over them.
class Stream {
  public:
    explicit Stream(std::string id) : id_(std::move(id)) {}

    [[nodiscard]] const std::string& id() const { return id_; }
    [[nodiscard]] bool is_empty() const { return subscriptions_.empty(); }
    [[nodiscard]] Subscription& at(std::size_t index) { return subscriptions_.at(index); }
    std::size_t add(Subscription subscription);
    // May be called while it is being delivered.
    void remove(std::size_t index);

    // Returns how many Updates were delivered. Those who cannot be given them are sent to catch up.
    std::size_t deliver(const Run& run);
    void deliver_ephemeral(const store::Notice& notice);
    // The log has come this far: whoever is behind catches up.
    void head_is(std::uint64_t number);
    // What the bus has shown after `last`, without gaps, as far as it was kept: who has read the log up to `last` goes
    // on with these, or on a busy stream each read would be overtaken by the next Update. Empty if some are missing.
    [[nodiscard]] std::span<const Recent> recent_after(std::uint64_t last) const;

  private:
    static std::size_t deliver_to(Subscription& subscription, const Run& run);
    void take_out(std::size_t index);
    void keep(const store::Notice& update);

    std::string id_;
    std::vector<Subscription> subscriptions_;
    // Consecutive numbers; empty while everybody is live.
    std::vector<Recent> recent_;
    bool delivering_ = false;
    bool has_removed_ = false;
};

// What one connection asks for in one round of reading.
struct Ask {
    std::uint64_t subscriber = 0;
    // Of the subscriber's access when it asked: the answer to an older one is not to be trusted.
    std::uint32_t access_generation = 0;
    std::string member_id;
    // Subscribe frames that this round answers.
    std::vector<std::uint32_t> frames;
    std::vector<Want> wants;
};

class Shard::State : public std::enable_shared_from_this<Shard::State> {
  public:
    State(boost::asio::any_io_executor executor, store::Database& database, Bus& bus, MayRead may_read,
          ShardOptions options);
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State();

    void receive(std::span<const store::Notice> notices);
    void look_again();
    // Starts the minute's round of looking again, until stop().
    void start();
    void stop();

    void add(ShardSubscriber& subscriber);
    void remove(ShardSubscriber& subscriber);
    // Reads for the subscriber in one of the next rounds.
    void enqueue(std::uint64_t subscriber);

    [[nodiscard]] Stream& stream(const std::string& stream_id);
    [[nodiscard]] Stream* find_stream(std::string_view stream_id);
    void forget_if_empty(Stream& stream);

    [[nodiscard]] std::uint32_t next_ticket() { return ++last_ticket_; }
    [[nodiscard]] const std::string& epoch() const { return epoch_; }
    [[nodiscard]] const ShardOptions& options() const { return options_; }

  private:
    using Answers = std::vector<std::vector<Answer>>;

    void deliver(std::span<const store::Notice> updates);
    void access_changed(const std::string& member_id);
    void session_ended(const std::string& session_id);
    // It ended while the connection was on its way from the check of its secret to here.
    [[nodiscard]] bool has_just_ended(const std::string& session_id) const;
    void start_reading();
    [[nodiscard]] boost::asio::awaitable<void> read_waiting();
    [[nodiscard]] std::vector<Ask> next_round();
    void apply(std::vector<Ask>& round, std::vector<std::vector<Answer>>& answers);
    void ask_again(std::vector<Ask>& round);
    void wait_for_next_look();

    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };

    boost::asio::any_io_executor executor_;
    store::Database& database_;
    Bus& bus_;
    MayRead may_read_;
    ShardOptions options_;
    std::string epoch_;
    std::unordered_map<std::string, Stream, TextHash, std::equal_to<>> streams_;
    std::unordered_map<std::uint64_t, ShardSubscriber*> subscribers_;
    std::unordered_multimap<std::string, ShardSubscriber*> by_member_;
    // In the order of ending.
    std::deque<std::pair<std::chrono::steady_clock::time_point, std::string>> just_ended_;
    std::deque<std::uint64_t> waiting_;
    bool reading_ = false;
    bool stopped_ = false;
    std::uint64_t last_subscriber_ = 0;
    std::uint32_t last_ticket_ = 0;
    boost::asio::steady_timer look_timer_;
    boost::asio::steady_timer retry_timer_;
    std::uint64_t looks_ = 0;
};

// One connection's subscriptions.
class ShardSubscriber final : public Subscriber {
  public:
    ShardSubscriber(std::shared_ptr<Shard::State> state, Peer& peer, std::string member_id, std::string session_id);
    ShardSubscriber(const ShardSubscriber&) = delete;
    ShardSubscriber& operator=(const ShardSubscriber&) = delete;
    ~ShardSubscriber() override;

    void subscribe(std::uint32_t id, const v1::Subscribe& request) override;
    void unsubscribe(const v1::Unsubscribe& request) override;
    [[nodiscard]] bool follows(std::string_view stream_id) const override;
    void drained() override;

    [[nodiscard]] std::uint64_t number() const { return number_; }
    void set_number(std::uint64_t number) { number_ = number; }
    [[nodiscard]] const std::string& member_id() const { return member_id_; }
    [[nodiscard]] const std::string& session_id() const { return session_id_; }

    // Something of this subscriber is to be read.
    void catch_up();
    void look_again();
    void access_changed();
    void session_ended();
    // The stream has moved this subscriber's subscription.
    void moved(const Stream& stream, std::size_t index);

    // For a round of reading: what to ask now, and what came of it.
    [[nodiscard]] Ask ask();
    void apply(Ask& ask, std::vector<Answer>& answers);
    // Nothing came of it: to be asked again.
    void unanswered(Ask& ask);

  private:
    struct Followed {
        Stream* stream;
        std::size_t index;
    };
    enum class Applied : std::uint8_t { completely, partly };

    [[nodiscard]] const Followed* find(std::string_view stream_id) const;
    void follow(const v1::Cursor& cursor, bool other_life);
    void unfollow(Stream& stream);
    void leave_all();
    Applied apply_one(Subscription& subscription, Stream& stream, const Answer& answer);
    Applied deliver_pages(Subscription& subscription, const Pages& pages);
    Applied go_live(Subscription& subscription, const Stream& stream);
    bool is_held_back(Subscription& subscription) const;
    void lose(Stream& stream);
    void refuse(const std::string& stream_id);
    void send_state(const std::string& stream_id, v1::StreamState::Kind kind, std::uint64_t next);
    void access_is_known(Subscription& subscription, const Stream& stream, bool unseen);

    std::shared_ptr<Shard::State> state_;
    Peer& peer_;
    std::string member_id_;
    std::string session_id_;
    std::uint64_t number_ = 0;
    std::vector<Followed> followed_;
    // Subscribe frames that no round has taken up yet.
    std::vector<std::uint32_t> frames_;
    std::uint32_t access_generation_ = 0;
    bool queued_ = false;
    bool is_checking_ = false;
    bool has_ended_ = false;
};

}  // namespace ourplace::streams
