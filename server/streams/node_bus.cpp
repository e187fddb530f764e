#include "streams/node_bus.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <utility>

#include "base/id.hpp"
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
// Far below what Redis or the other node would refuse.
constexpr std::size_t max_told_together = std::size_t{64} * 1024;

// Where nodes say who is with them.
constexpr std::string_view presence_channel = "presence";

// Whose channel the others hear it on; empty for what is nobody else's business.
std::string_view stream_of_notice(const store::Notice& notice) {
    switch (notice.kind) {
        case store::Notice::Kind::update:
        case store::Notice::Kind::ephemeral: return notice.key;
        case store::Notice::Kind::access_changed:
        case store::Notice::Kind::session_ended: return nodes_stream;
        case store::Notice::Kind::head:
        case store::Notice::Kind::lost: break;
    }
    return {};
}

}  // namespace

Result<std::unique_ptr<NodeBus>> NodeBus::open(boost::asio::any_io_executor executor, store::Database& database,
                                               Metrics& metrics, NodeBusOptions options) {
    auto facts = database.read_now([](store::Transaction& tx) -> Result<Facts> {
        return Facts{.epoch = epoch(tx), .signer = signer(tx), .access_number = head(tx, std::string(nodes_stream))};
    });
    if (!facts) return std::unexpected(std::move(facts.error()));
    std::unique_ptr<NodeBus> bus(
        new NodeBus(std::move(executor), database, metrics, std::move(options), std::move(*facts)));
    if (auto opened = bus->open_redis(); !opened) return std::unexpected(std::move(opened.error()));
    return bus;
}

NodeBus::NodeBus(boost::asio::any_io_executor executor, store::Database& database, Metrics& metrics,
                 NodeBusOptions options, Facts facts)
    : executor_(std::move(executor)),
      database_(database),
      metrics_(metrics),
      options_(std::move(options)),
      node_(new_id()),
      channel_prefix_("ourplace:" + facts.epoch + ":"),
      signer_(std::move(facts.signer)),
      sequencer_(facts.access_number),
      timer_(executor_),
      retry_timer_(executor_),
      tasks_(executor_) {}

NodeBus::~NodeBus() = default;

Result<void> NodeBus::open_redis() {
    if (options_.redis.url.empty()) return {};
    auto opened = RedisChannels::open(
        executor_, options_.redis,
        {.message = [this](std::string_view channel, std::string_view payload) { receive(channel, payload); },
         .subscribed = [this](const std::string& channel) { subscribed(channel); },
         .changed = [this] { look_who_is_heard(); }},
        metrics_);
    if (!opened) return std::unexpected(std::move(opened.error()));
    redis_ = std::move(*opened);
    return {};
}

std::shared_ptr<void> NodeBus::listen(boost::asio::any_io_executor executor, Listener listener) {
    return local_.listen(std::move(executor), std::move(listener));
}

void NodeBus::publish(std::span<const store::Notice> notices) {
    const auto now = Clock::now();
    {
        const std::lock_guard lock(mutex_);
        for (const auto& notice : notices) sequencer_.take(notice, now, ready_);
        hand_on();
    }
    if (redis_) tell_others(notices);
}

void NodeBus::follow(const std::string& stream_id) {
    bool is_first = false;
    {
        const std::lock_guard lock(mutex_);
        is_first = sequencer_.follow(stream_id);
    }
    if (!is_first || !redis_) return;
    boost::asio::post(executor_, [this, stream_id] { subscribe(stream_id); });
}

void NodeBus::unfollow(const std::string& stream_id) {
    const std::lock_guard lock(mutex_);
    sequencer_.unfollow(stream_id);
}

void NodeBus::hand_on() {
    if (!ready_.empty()) local_.publish(ready_);
    ready_.clear();
    if (sequencer_.is_waiting()) wake(options_.patience);
}

// What is missing is looked for once the patience is over.
void NodeBus::wake(std::chrono::milliseconds in) {
    if (std::exchange(was_woken_, true)) return;
    boost::asio::post(executor_, [this, in] {
        if (!stopped_) timer_.expires_after(in);
    });
}

void NodeBus::start(NodeEvents events) {
    events_ = std::move(events);
    if (redis_) {
        subscribe(std::string(nodes_stream));
        subscribe(std::string(presence_channel));
    }
    tasks_.spawn(watch());
}

void NodeBus::stop() {
    stopped_ = true;
    if (redis_) redis_->stop();
    timer_.cancel();
    retry_timer_.cancel();
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
        // The store is away, so nothing can be committed either; the next look asks the same.
        compare_now_.insert(compare_now_.end(), look.compare.begin(), look.compare.end());
        retry_timer_.expires_after(options_.compare_deaf_every);
        co_await retry_timer_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, woken));
    }
}

NodeBus::Look NodeBus::next_look() {
    const auto now = Clock::now();
    Look look;
    look.compare = std::exchange(compare_now_, {});
    if (now >= compare_next_at_) compare_due(look.compare);
    const std::lock_guard lock(mutex_);
    was_woken_ = false;
    look.after_access = sequencer_.access_number();
    look.looks_at_access = now - compared_access_at_ >= options_.compare_access_every ||
                           sequencer_.access_waits_since(now - options_.patience);
    if (look.looks_at_access) compared_access_at_ = now;
    for (auto& waiting : sequencer_.waiting_since(now - options_.patience)) {
        if (look.missing.size() == max_missing_streams) break;
        if (!waiting.last) {
            look.compare.push_back(std::move(waiting.stream_id));
            continue;
        }
        (waiting.has_ahead ? metrics_.bus.gaps : metrics_.bus.silent_losses).add(1);
        look.missing.push_back({.stream_id = std::move(waiting.stream_id), .after = *waiting.last});
    }
    metrics_.bus.heads_compared.add(static_cast<std::int64_t>(look.compare.size()));
    if (sequencer_.is_waiting()) wake(options_.patience);
    return look;
}

// Each stream has its turn once in the time, so that the store's work is spread over it.
void NodeBus::compare_due(std::vector<std::string>& due) {
    const auto turns = static_cast<std::size_t>(std::max<std::int64_t>(
        1, options_.compare_every / std::max(options_.compare_deaf_every, std::chrono::milliseconds(1))));
    compare_next_at_ = Clock::now() + options_.compare_deaf_every;
    ++turn_;
    std::vector<std::string> followed;
    std::vector<std::string> idle;
    {
        const std::lock_guard lock(mutex_);
        followed = sequencer_.followed();
        if (turn_ % turns == 0) idle = sequencer_.forget_idle();
    }
    for (auto& stream_id : followed) {
        const bool is_heard = !redis_ || redis_->is_up(channel_of(stream_id));
        if (!is_heard || std::hash<std::string>()(stream_id) % turns == turn_ % turns)
            due.push_back(std::move(stream_id));
    }
    for (const auto& stream_id : idle) {
        if (redis_) redis_->unsubscribe(channel_of(stream_id));
    }
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
            if (stream.stream_id != nodes_stream)
                metrics_.bus.updates_repaired.add(static_cast<std::int64_t>(stream.updates.size()));
            sequencer_.read(stream.stream_id, std::move(stream.updates), stream.head, ready_);
        }
    }
    hand_on();
}

std::string NodeBus::channel_of(std::string_view stream_id) const { return channel_prefix_ + std::string(stream_id); }

std::string_view NodeBus::stream_of(std::string_view channel) const {
    return channel.starts_with(channel_prefix_) ? channel.substr(channel_prefix_.size()) : std::string_view();
}

void NodeBus::tell(const v1::NodePresence& said) {
    v1::NodeMessage message;
    *message.mutable_presence() = said;
    send(presence_channel, std::move(message));
}

// What follows each other in one stream is one message.
void NodeBus::tell_others(std::span<const store::Notice> notices) {
    while (!notices.empty()) {
        const auto stream_id = stream_of_notice(notices.front());
        v1::NodeMessage message;
        std::size_t bytes = 0;
        while (!notices.empty() && stream_of_notice(notices.front()) == stream_id && bytes < max_told_together) {
            *message.add_notices() = to_node_notice(notices.front());
            bytes += message.notices().rbegin()->frame().size();
            notices = notices.subspan(1);
        }
        if (!stream_id.empty()) send(stream_id, std::move(message));
    }
}

void NodeBus::send(std::string_view stream_id, v1::NodeMessage message) {
    message.set_node(node_);
    const auto channel = channel_of(stream_id);
    redis_->publish(channel, signer_.sign(channel, message));
}

void NodeBus::receive(std::string_view channel, std::string_view payload) {
    const auto message = signer_.verify(channel, payload);
    if (!message) {
        const std::lock_guard lock(mutex_);
        metrics_.bus.foreign.add(1);
        if (!std::exchange(foreign_was_logged_, true))
            log::warning("somebody else publishes on our Redis channels; such messages are ignored",
                         {{"channel", channel}});
        return;
    }
    if (message->node() == node_) return;
    if (message->has_presence()) events_.presence(message->node(), message->presence());
    const auto now = Clock::now();
    const std::lock_guard lock(mutex_);
    for (const auto& said : message->notices()) {
        auto notice = from_node_notice(said);
        if (!notice || stream_of_notice(*notice) != stream_of(channel)) continue;
        metrics_.bus.heard.add(1);
        sequencer_.take(std::move(*notice), now, ready_);
    }
    hand_on();
}

void NodeBus::subscribe(const std::string& stream_id) {
    if (!stopped_) redis_->subscribe(channel_of(stream_id));
}

// What was published before went past us.
void NodeBus::subscribed(const std::string& channel) {
    const std::string stream_id(stream_of(channel));
    if (stream_id == presence_channel) {
        look_who_is_heard();
        return;
    }
    if (stream_id == nodes_stream) compared_access_at_ = {};
    if (stream_id != nodes_stream) compare_now_.push_back(stream_id);
    const std::lock_guard lock(mutex_);
    wake(std::chrono::milliseconds(0));
}

void NodeBus::look_who_is_heard() {
    const bool hears = redis_->is_up(channel_of(presence_channel));
    if (std::exchange(hears_others_, hears) != hears) events_.hears_others(hears);
}

}  // namespace ourplace::streams
