#include "store/postgres_pool.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "base/log.hpp"

namespace ourplace::store {
namespace {

constexpr std::chrono::milliseconds first_pause{50};
// Short enough that a database that comes back is used within a second.
constexpr std::chrono::milliseconds longest_pause{1000};
constexpr std::chrono::milliseconds between_refusals{100};

}  // namespace

PostgresPool::PostgresPool(std::string url, const PostgresTimes& times, std::chrono::milliseconds patience,
                           PostgresMeter& meter, Refuse refuse_before)
    : url_(std::move(url)),
      times_(times),
      patience_(patience),
      meter_(meter),
      refuse_before_(std::move(refuse_before)),
      keeper_([this] { refuse_while_away(); }) {}

PostgresPool::~PostgresPool() {
    stop();
    keeper_.join();
}

bool PostgresPool::keep_connected(std::unique_ptr<PostgresConnection>& connection) {
    if (connection && !connection->is_lost() && !connection->is_closed_by_server()) return true;
    if (connection) {
        connection.reset();
        note_lost("the connection broke");
    }
    for (auto next = first_pause;; next = std::min(next * 2, longest_pause)) {
        try {
            connection = std::make_unique<PostgresConnection>(url_, times_);
            note_connected();
            return true;
        } catch (const std::exception& caught) {
            // Once; how long it stays away, the metrics tell.
            if (next == first_pause) log::warning("the database is away", {{"reason", caught.what()}});
        }
        if (!pause(next)) return false;
    }
}

void PostgresPool::note_connected() {
    meter_.count([](StoreMetrics& metrics) {
        metrics.pool_connections.add(1);
        metrics.pool_connected.add(1);
    });
    const std::lock_guard lock(mutex_);
    if (connected_++ == 0 && was_connected_) log::info("the database is back");
    was_connected_ = true;
    changed_.notify_all();
}

void PostgresPool::note_lost(const std::string& why) {
    log::warning("a connection to the database was lost", {{"reason", why}});
    meter_.count([](StoreMetrics& metrics) { metrics.pool_connections.add(-1); });
    const std::lock_guard lock(mutex_);
    --connected_;
    changed_.notify_all();
}

bool PostgresPool::pause(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, time, [this] { return stopping_; });
    return !stopping_;
}

void PostgresPool::refuse_while_away() {
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        changed_.wait(lock, [this] { return stopping_ || connected_ == 0; });
        if (stopping_) return;
        lock.unlock();
        refuse_before_(std::chrono::steady_clock::now() - patience_);
        lock.lock();
        changed_.wait_for(lock, between_refusals, [this] { return stopping_ || connected_ > 0; });
    }
}

void PostgresPool::stop() {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    changed_.notify_all();
}

}  // namespace ourplace::store
