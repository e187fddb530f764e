// The bus of one node: its own commits and, through Redis, those of others, put in the order of the log. Redis may lose
// everything it carries: what does not come is found by comparing numbers with the store and read from there.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
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
    // Null: nobody counts.
    BusMetrics* metrics = nullptr;
};

class NodeBus final : public Bus {
  public:
    // Blocks for one read of the store. The executor has one thread; what is given by reference outlives the bus.
    [[nodiscard]] static Result<std::unique_ptr<NodeBus>> open(boost::asio::any_io_executor executor,
                                                               store::Database& database, NodeBusOptions options = {});
    ~NodeBus() override;

    [[nodiscard]] std::shared_ptr<void> listen(boost::asio::any_io_executor executor, Listener listener) override;
    // What this node has committed, in order, and what it says without a number.
    void publish(std::span<const store::Notice> notices) override;
    void follow(const std::string& stream_id) override;
    void unfollow(const std::string& stream_id) override;

    // Begins to compare with the log, until stop(); both on the executor, or before its thread starts.
    void start();
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

    NodeBus(boost::asio::any_io_executor executor, store::Database& database, NodeBusOptions options,
            std::uint64_t access_number);

    [[nodiscard]] boost::asio::awaitable<void> watch();
    [[nodiscard]] Look next_look();
    void compare_due(std::vector<std::string>& due);
    [[nodiscard]] static Result<std::vector<Found>> find(store::Transaction& tx, const Look& look);
    void apply(std::vector<Found> found);
    // With the mutex held.
    void hand_on();
    void wake();

    const boost::asio::any_io_executor executor_;
    store::Database& database_;
    const NodeBusOptions options_;
    LocalBus local_;

    std::mutex mutex_;
    Sequencer sequencer_;
    Sequencer::Notices ready_;
    bool was_woken_ = false;

    // The executor only.
    boost::asio::steady_timer timer_;
    boost::asio::steady_timer retry_timer_;
    TaskGroup tasks_;
    bool stopped_ = false;
    std::size_t turn_ = 0;
    Clock::time_point compared_access_at_;
};

}  // namespace ourplace::streams
