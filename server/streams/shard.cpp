#include "streams/shard.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <exception>
#include <utility>

#include "base/log.hpp"
#include "streams/shard_state.hpp"
#include "streams/stream_log.hpp"

namespace ourplace::streams {
namespace {

// A round of reading takes this many connections, or this many of their streams, whichever comes first.
constexpr std::size_t max_asks = 256;
constexpr std::size_t max_wants = 2000;
constexpr std::chrono::milliseconds retry_after{500};
// Every connection is looked at once in this many seconds.
constexpr std::uint64_t look_again_every = 60;
// Longer than any connection takes from the check of its secret to its shard.
constexpr std::chrono::seconds just_ended_for{60};
// What is joined for everybody at once stays far below what makes a connection lag.
constexpr std::size_t max_joined_bytes = std::size_t{32} * 1024;

// How many Updates at the front belong to one stream and follow each other.
std::size_t run_length(std::span<const store::Notice> notices) {
    std::size_t length = 1;
    for (auto bytes = notices.front().bytes->size(); length < notices.size(); ++length) {
        const auto& next = notices[length];
        const auto& before = notices[length - 1];
        if (next.kind != store::Notice::Kind::update || next.number != before.number + 1 || next.key != before.key)
            break;
        bytes += next.bytes->size();
        if (bytes > max_joined_bytes) break;
    }
    return length;
}

std::shared_ptr<const std::string> joined(std::span<const store::Notice> updates) {
    if (updates.size() == 1) return updates.front().bytes;
    auto bytes = std::make_shared<std::string>();
    for (const auto& update : updates) *bytes += *update.bytes;
    return bytes;
}

}  // namespace

Shard::Shard(boost::asio::any_io_executor executor, store::Database& database, Bus& bus, MayRead may_read,
             ShardOptions options)
    : state_(std::make_shared<State>(executor, database, bus, std::move(may_read), options)),
      listening_(
          bus.listen(std::move(executor), [weak = std::weak_ptr(state_)](std::span<const store::Notice> notices) {
              if (const auto state = weak.lock()) state->receive(notices);
          })) {
    state_->start();
}

Shard::~Shard() { state_->stop(); }

std::unique_ptr<Subscriber> Shard::connect(Peer& peer, std::string member_id, std::string session_id) {
    return std::make_unique<ShardSubscriber>(state_, peer, std::move(member_id), std::move(session_id));
}

void Shard::receive(std::span<const store::Notice> notices) { state_->receive(notices); }
void Shard::look_again() { state_->look_again(); }

Shard::State::State(boost::asio::any_io_executor executor, store::Database& database, Bus& bus, MayRead may_read,
                    ShardOptions options)
    : executor_(std::move(executor)),
      database_(database),
      bus_(bus),
      may_read_(std::move(may_read)),
      options_(options),
      look_timer_(executor_),
      retry_timer_(executor_) {
    auto read = database_.read_now([](store::Transaction& tx) -> Result<std::string> { return streams::epoch(tx); });
    if (!read) throw store::StoreFailure(read.error().message);
    epoch_ = std::move(*read);
}

Shard::State::~State() {
    for (const auto& [stream_id, stream] : streams_) bus_.unfollow(stream_id);
}

void Shard::State::start() { wait_for_next_look(); }

void Shard::State::stop() {
    stopped_ = true;
    look_timer_.cancel();
    retry_timer_.cancel();
}

void Shard::State::wait_for_next_look() {
    look_timer_.expires_after(std::chrono::seconds(1));
    look_timer_.async_wait([weak = weak_from_this()](const boost::system::error_code& cancelled) {
        const auto state = weak.lock();
        if (cancelled || !state || state->stopped_) return;
        const auto turn = ++state->looks_ % look_again_every;
        for (const auto& [number, subscriber] : state->subscribers_) {
            if (number % look_again_every == turn) subscriber->look_again();
        }
        state->wait_for_next_look();
    });
}

void Shard::State::receive(std::span<const store::Notice> notices) {
    while (!notices.empty()) {
        const auto& notice = notices.front();
        const auto together = notice.kind == store::Notice::Kind::update ? run_length(notices) : 1;
        switch (notice.kind) {
            case store::Notice::Kind::update: deliver(notices.first(together)); break;
            case store::Notice::Kind::ephemeral:
                if (auto* stream = find_stream(notice.key)) stream->deliver_ephemeral(notice);
                break;
            case store::Notice::Kind::access_changed: access_changed(notice.key); break;
            case store::Notice::Kind::session_ended: session_ended(notice.key); break;
            case store::Notice::Kind::head:
                if (auto* stream = find_stream(notice.key)) stream->head_is(notice.number);
                break;
            case store::Notice::Kind::lost: look_again(); break;
        }
        notices = notices.subspan(together);
    }
}

void Shard::State::deliver(std::span<const store::Notice> updates) {
    auto* stream = find_stream(updates.front().key);
    if (stream == nullptr) return;
    const auto delivered = static_cast<std::int64_t>(stream->deliver({.updates = updates, .bytes = joined(updates)}));
    forget_if_empty(*stream);
    if (options_.metrics == nullptr || delivered == 0) return;
    options_.metrics->updates_delivered.add(delivered);
    const auto committed_at = updates.front().committed_at;
    if (committed_at == std::chrono::steady_clock::time_point{}) return;
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - committed_at;
    options_.metrics->delivery_seconds.observe(took.count(), delivered);
}

void Shard::State::look_again() {
    for (const auto& [number, subscriber] : subscribers_) subscriber->look_again();
}

void Shard::State::access_changed(const std::string& member_id) {
    const auto [first, last] = by_member_.equal_range(member_id);
    for (auto each = first; each != last; ++each) each->second->access_changed();
}

void Shard::State::session_ended(const std::string& session_id) {
    const auto now = std::chrono::steady_clock::now();
    while (!just_ended_.empty() && just_ended_.front().first < now - just_ended_for) just_ended_.pop_front();
    just_ended_.emplace_back(now, session_id);
    for (const auto& [number, subscriber] : subscribers_) {
        if (subscriber->session_id() == session_id) subscriber->session_ended();
    }
}

void Shard::State::add(ShardSubscriber& subscriber) {
    subscriber.set_number(++last_subscriber_);
    subscribers_.emplace(subscriber.number(), &subscriber);
    by_member_.emplace(subscriber.member_id(), &subscriber);
    if (!has_just_ended(subscriber.session_id())) return;
    // Not from within connect(), whose caller is not ready to be closed.
    boost::asio::post(executor_, [weak = weak_from_this(), number = subscriber.number()] {
        const auto state = weak.lock();
        if (!state) return;
        const auto known = state->subscribers_.find(number);
        if (known != state->subscribers_.end()) known->second->session_ended();
    });
}

bool Shard::State::has_just_ended(const std::string& session_id) const {
    return std::ranges::find(just_ended_, session_id,
                             [](const auto& ended) -> const std::string& { return ended.second; }) != just_ended_.end();
}

void Shard::State::remove(ShardSubscriber& subscriber) {
    subscribers_.erase(subscriber.number());
    const auto [first, last] = by_member_.equal_range(subscriber.member_id());
    for (auto each = first; each != last; ++each) {
        if (each->second != &subscriber) continue;
        by_member_.erase(each);
        return;
    }
}

Stream& Shard::State::stream(const std::string& stream_id) {
    const auto [known, is_new] = streams_.try_emplace(stream_id, stream_id);
    // Before anybody reads its log, so that nothing is missed in between.
    if (is_new) bus_.follow(stream_id);
    return known->second;
}

Stream* Shard::State::find_stream(std::string_view stream_id) {
    const auto known = streams_.find(stream_id);
    return known == streams_.end() ? nullptr : &known->second;
}

void Shard::State::forget_if_empty(Stream& stream) {
    if (!stream.is_empty()) return;
    bus_.unfollow(stream.id());
    streams_.erase(streams_.find(stream.id()));
}

void Shard::State::enqueue(std::uint64_t subscriber) {
    waiting_.push_back(subscriber);
    start_reading();
}

void Shard::State::start_reading() {
    if (reading_ || stopped_) return;
    reading_ = true;
    boost::asio::co_spawn(executor_, read_waiting(), [state = shared_from_this()](const std::exception_ptr& failure) {
        if (!failure) return;
        state->reading_ = false;
        try {
            std::rethrow_exception(failure);
        } catch (const std::exception& caught) {
            log::error("a shard stopped reading", {{"reason", caught.what()}});
        }
    });
}

boost::asio::awaitable<void> Shard::State::read_waiting() {
    // Whoever asks in this turn of the thread comes along in the first round.
    co_await boost::asio::post(executor_, boost::asio::use_awaitable);
    while (!stopped_ && !waiting_.empty()) {
        auto round = next_round();
        auto answers = co_await database_.read([this, &round](store::Transaction& tx) -> Result<Answers> {
            CatchUp reader(tx, may_read_, options_);
            Answers read;
            read.reserve(round.size());
            for (const auto& ask : round) read.push_back(reader.read(ask.member_id, ask.wants));
            return read;
        });
        if (stopped_) co_return;
        if (answers) {
            apply(round, *answers);
            continue;
        }
        ask_again(round);
        retry_timer_.expires_after(retry_after);
        boost::system::error_code cancelled;
        co_await retry_timer_.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
    }
    reading_ = false;
}

std::vector<Ask> Shard::State::next_round() {
    std::vector<Ask> round;
    std::size_t wants = 0;
    while (!waiting_.empty() && round.size() < max_asks && wants < max_wants) {
        const auto known = subscribers_.find(waiting_.front());
        waiting_.pop_front();
        if (known == subscribers_.end()) continue;
        round.push_back(known->second->ask());
        wants += round.back().wants.size();
    }
    return round;
}

void Shard::State::apply(std::vector<Ask>& round, std::vector<std::vector<Answer>>& answers) {
    for (std::size_t index = 0; index < round.size(); ++index) {
        const auto known = subscribers_.find(round[index].subscriber);
        if (known != subscribers_.end()) known->second->apply(round[index], answers[index]);
    }
}

void Shard::State::ask_again(std::vector<Ask>& round) {
    for (auto& ask : round) {
        const auto known = subscribers_.find(ask.subscriber);
        if (known != subscribers_.end()) known->second->unanswered(ask);
    }
}

}  // namespace ourplace::streams
