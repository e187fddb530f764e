#include "streams/node_bus.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <utility>

#include "base/log.hpp"
#include "streams/stream_log.hpp"

namespace ourplace::streams {
namespace {

// More than this is missing only after a long absence: then the shards are told, and each connection gets what it may.
constexpr std::size_t max_missing_updates = 500;
constexpr std::size_t max_missing_bytes = std::size_t{512} * 1024;
// What one look may hold in memory; the rest waits for the next.
constexpr std::size_t max_look_bytes = std::size_t{8} * 1024 * 1024;
constexpr std::size_t max_missing_streams = 256;

}  // namespace

Result<std::unique_ptr<NodeBus>> NodeBus::open(boost::asio::any_io_executor executor, store::Database& database,
                                               NodeBusOptions options) {
    const auto access = database.read_now(
        [](store::Transaction& tx) -> Result<std::uint64_t> { return head(tx, std::string(nodes_stream)); });
    if (!access) return std::unexpected(access.error());
    return std::unique_ptr<NodeBus>(new NodeBus(std::move(executor), database, options, *access));
}

NodeBus::NodeBus(boost::asio::any_io_executor executor, store::Database& database, NodeBusOptions options,
                 std::uint64_t access_number)
    : executor_(std::move(executor)),
      database_(database),
      options_(options),
      sequencer_(access_number),
      timer_(executor_),
      retry_timer_(executor_),
      tasks_(executor_) {}

NodeBus::~NodeBus() = default;

std::shared_ptr<void> NodeBus::listen(boost::asio::any_io_executor executor, Listener listener) {
    return local_.listen(std::move(executor), std::move(listener));
}

void NodeBus::publish(std::span<const store::Notice> notices) {
    const auto now = Clock::now();
    const std::lock_guard lock(mutex_);
    for (const auto& notice : notices) sequencer_.take(notice, now, ready_);
    hand_on();
}

void NodeBus::follow(const std::string& stream_id) {
    const std::lock_guard lock(mutex_);
    sequencer_.follow(stream_id);
}

void NodeBus::unfollow(const std::string& stream_id) {
    const std::lock_guard lock(mutex_);
    sequencer_.unfollow(stream_id);
}

void NodeBus::hand_on() {
    if (!ready_.empty()) local_.publish(ready_);
    ready_.clear();
    if (sequencer_.is_waiting()) wake();
}

// What is missing is looked for once the patience is over.
void NodeBus::wake() {
    if (std::exchange(was_woken_, true)) return;
    boost::asio::post(executor_, [this] {
        if (!stopped_) timer_.expires_after(options_.patience);
    });
}

void NodeBus::start() { tasks_.spawn(watch()); }

void NodeBus::stop() {
    stopped_ = true;
    tasks_.cancel();
}

boost::asio::awaitable<void> NodeBus::watch() {
    while (!stopped_) {
        boost::system::error_code woken;
        co_await timer_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, woken));
        // Set anew meanwhile, or stopped.
        if (woken) continue;
        timer_.expires_after(options_.compare_deaf_every);
        const auto look = next_look();
        if (look.compare.empty() && look.missing.empty() && !look.looks_at_access) continue;
        auto found = co_await database_.read([&look](store::Transaction& tx) { return find(tx, look); });
        if (stopped_) co_return;
        if (found) {
            apply(std::move(*found));
            continue;
        }
        // The store is away, so nothing can be committed either: the next look finds the same.
        retry_timer_.expires_after(options_.compare_deaf_every);
        co_await retry_timer_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, woken));
    }
}

NodeBus::Look NodeBus::next_look() {
    const auto now = Clock::now();
    Look look;
    const std::lock_guard lock(mutex_);
    was_woken_ = false;
    look.after_access = sequencer_.access_number();
    compare_due(look.compare);
    look.looks_at_access = now - compared_access_at_ >= options_.compare_access_every ||
                           sequencer_.access_waits_since(now - options_.patience);
    if (look.looks_at_access) compared_access_at_ = now;
    for (auto& waiting : sequencer_.waiting_since(now - options_.patience)) {
        if (look.missing.size() == max_missing_streams) break;
        if (!waiting.last) {
            look.compare.push_back(std::move(waiting.stream_id));
            continue;
        }
        if (auto* metrics = options_.metrics) (waiting.has_ahead ? metrics->gaps : metrics->silent_losses).add(1);
        look.missing.push_back({.stream_id = std::move(waiting.stream_id), .after = *waiting.last});
    }
    if (auto* metrics = options_.metrics) metrics->heads_compared.add(static_cast<std::int64_t>(look.compare.size()));
    if (sequencer_.is_waiting()) wake();
    return look;
}

// Each stream has its turn once in the time, so that the store's work is spread over it.
void NodeBus::compare_due(std::vector<std::string>& due) {
    const auto turns = static_cast<std::size_t>(std::max<std::int64_t>(
        1, options_.compare_every / std::max(options_.compare_deaf_every, std::chrono::milliseconds(1))));
    ++turn_;
    for (auto& stream_id : sequencer_.followed()) {
        if (std::hash<std::string>()(stream_id) % turns == turn_ % turns) due.push_back(std::move(stream_id));
    }
    static_cast<void>(sequencer_.forget_idle());
}

Result<std::vector<NodeBus::Found>> NodeBus::find(store::Transaction& tx, const Look& look) {
    std::vector<Found> found;
    std::size_t bytes = 0;
    // First, and always: nothing is handed on before the changes of access that came before it.
    found.push_back({.stream_id = std::string(nodes_stream),
                     .updates = read_for_nodes(tx, look.after_access),
                     .head = head(tx, std::string(nodes_stream))});
    for (auto& [stream_id, number] : heads(tx, look.compare))
        found.push_back({.stream_id = std::move(stream_id), .updates = {}, .head = number, .was_compared = true});
    for (const auto& missing : look.missing) {
        if (bytes > max_look_bytes) break;
        auto& stream = found.emplace_back();
        stream.stream_id = missing.stream_id;
        stream.head = head(tx, missing.stream_id);
        if (stream.head - missing.after > max_missing_updates) continue;
        for (auto& entry : read_after(tx, missing.stream_id, missing.after, max_missing_updates, max_missing_bytes)) {
            bytes += entry.bytes->size();
            stream.updates.push_back({.kind = store::Notice::Kind::update,
                                      .key = missing.stream_id,
                                      .number = entry.number,
                                      .bytes = std::move(entry.bytes)});
        }
    }
    return found;
}

void NodeBus::apply(std::vector<Found> found) {
    const auto now = Clock::now();
    const std::lock_guard lock(mutex_);
    for (auto& stream : found) {
        if (stream.was_compared && sequencer_.last(stream.stream_id)) {
            sequencer_.expect(stream.stream_id, stream.head, now);
        } else {
            if (auto* metrics = options_.metrics; metrics != nullptr && stream.stream_id != nodes_stream)
                metrics->updates_repaired.add(static_cast<std::int64_t>(stream.updates.size()));
            sequencer_.read(stream.stream_id, std::move(stream.updates), stream.head, ready_);
        }
    }
    hand_on();
}

}  // namespace ourplace::streams
