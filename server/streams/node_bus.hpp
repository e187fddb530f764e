// The bus of one node: its own commits and, through Redis, those of others, put in the order of the log. Redis may lose
// everything it carries: what does not come is found by comparing numbers with the store and read from there.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

#include "base/metrics.hpp"
#include "base/result.hpp"
#include "base/task_group.hpp"
#include "store/database.hpp"
#include "streams/bus.hpp"
#include "streams/local_bus.hpp"
#include "streams/node_message.hpp"
#include "streams/redis_channels.hpp"
#include "streams/sequencer.hpp"

namespace ourplace::streams {

struct NodeBusOptions {
    // How long what runs ahead waits for what is missing before that is read from the log.
    std::chrono::milliseconds patience{20};
    // How often a stream's newest number is looked up: while the node hears of others' commits, and while it does not.
    std::chrono::milliseconds compare_every{5000};
    std::chrono::milliseconds compare_deaf_every{250};
    // How often changes of access and ended sessions are looked up; `ourplace admin` is another process and tells nobody.
    std::chrono::milliseconds compare_access_every{1000};
    // Without a URL there are no other nodes.
    RedisOptions redis = {};
};

// On the bus's executor.
struct NodeEvents {
    // Another node says who is with it.
    std::function<void(const std::string& node, const v1::NodePresence& said)> presence = [](const auto&, const auto&) {
    };
    // Whether what other nodes say of presence arrives; first told when it does.
    std::function<void(bool)> hears_others = [](bool) {};
};

class NodeBus final : public Bus {
  public:
    // Blocks for one read of the store; the error of a URL names its field. The executor has one thread; what is given by
    // reference outlives the bus.
    [[nodiscard]] static Result<std::unique_ptr<NodeBus>> open(boost::asio::any_io_executor executor,
                                                               store::Database& database, Metrics& metrics,
                                                               NodeBusOptions options = {});
    ~NodeBus() override;

    [[nodiscard]] std::shared_ptr<void> listen(boost::asio::any_io_executor executor, Listener listener) override;
    // What this node has committed, in order, and what it says without a number.
    void publish(std::span<const store::Notice> notices) override;
    void follow(const std::string& stream_id) override;
    void unfollow(const std::string& stream_id) override;

    // Reaches the shards of this node only.
    [[nodiscard]] Bus& here() { return local_; }
    // To every other node. Any thread.
    void tell(const v1::NodePresence& said);

    // Begins to compare with the log and to hear of others, until stop(); both on the executor, or before its thread starts.
    void start(NodeEvents events = {});
    void stop();

  private:
    using Clock = std::chrono::steady_clock;

    // What one look into the store is to find out.
    struct Look {
        // Their newest numbers.
        std::vector<std::string> compare;
        // What was committed after a number; those have waited long enough.
        struct Missing {
            std::string stream_id;
            std::uint64_t after = 0;
        };
        std::vector<Missing> missing;
        bool looks_at_access = false;
        std::uint64_t after_access = 0;
    };
    // What one stream's log holds.
    struct Found {
        std::string stream_id;
        std::vector<store::Notice> updates;
        std::uint64_t head = 0;
        // Only compared: what is missing may be on its way.
        bool was_compared = false;
    };

    // What every node finds in the store.
    struct Facts {
        std::string epoch;
        Signer signer;
        std::uint64_t access_number = 0;
    };
    NodeBus(boost::asio::any_io_executor executor, store::Database& database, Metrics& metrics, NodeBusOptions options,
            Facts facts);

    [[nodiscard]] Result<void> open_redis();
    [[nodiscard]] std::string channel_of(std::string_view stream_id) const;
    // Of the stream whose channel it is.
    [[nodiscard]] std::string_view stream_of(std::string_view channel) const;
    void tell_others(std::span<const store::Notice> notices);
    void send(std::string_view stream_id, v1::NodeMessage message);
    void receive(std::string_view channel, std::string_view payload);
    void subscribed(const std::string& channel);
    void look_who_is_heard();
    void subscribe(const std::string& stream_id);

    [[nodiscard]] boost::asio::awaitable<void> watch();
    [[nodiscard]] Look next_look();
    void compare_due(std::vector<std::string>& due);
    [[nodiscard]] static Result<std::vector<Found>> find(store::Transaction& tx, const Look& look);
    void apply(std::vector<Found> found);
    // With the mutex held.
    void hand_on();
    void wake(std::chrono::milliseconds in);

    const boost::asio::any_io_executor executor_;
    store::Database& database_;
    Metrics& metrics_;
    const NodeBusOptions options_;
    // Tells this process from all others, also from itself before a restart.
    const std::string node_;
    const std::string channel_prefix_;
    const Signer signer_;
    LocalBus local_;

    std::mutex mutex_;
    Sequencer sequencer_;
    Sequencer::Notices ready_;
    bool was_woken_ = false;

    // Null: there are no other nodes.
    std::unique_ptr<RedisChannels> redis_;

    // The executor only.
    NodeEvents events_;
    boost::asio::steady_timer timer_;
    boost::asio::steady_timer retry_timer_;
    TaskGroup tasks_;
    bool stopped_ = false;
    std::size_t turn_ = 0;
    bool hears_others_ = false;
    bool foreign_was_logged_ = false;
    // Whose channel has just been subscribed: something may have come before.
    std::vector<std::string> compare_now_;
    Clock::time_point compare_next_at_;
    Clock::time_point compared_access_at_;
};

}  // namespace ourplace::streams
