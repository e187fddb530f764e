#include "streams/redis_server.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <limits>
#include <random>
#include <utility>

#include "base/id.hpp"
#include "base/log.hpp"
#include "streams/redis_greeting.hpp"

namespace ourplace::streams {
namespace asio = boost::asio;
using boost::system::error_code;
using std::chrono::steady_clock;

RedisServer::RedisServer(const asio::any_io_executor& executor, std::shared_ptr<const RedisOptions> options,
                         Setup setup, Events events, RedisMetrics& metrics)
    : executor_(executor),
      options_(std::move(options)),
      setup_(std::move(setup)),
      events_(std::move(events)),
      metrics_(metrics),
      subscriptions_(setup_.kind, {.message =
                                       [this](std::string_view channel, std::string_view payload) {
                                           metrics_.received.add(1);
                                           events_.message(channel, payload);
                                       },
                                   .confirmed = [this](const std::string& channel) { events_.subscribed(channel); },
                                   .refused = [this](std::string_view kind) { report_refusal("a subscription", kind); },
                                   .taken_away = [this] { events_.doubted(); }}),
      tasks_(executor),
      retry_timer_(executor),
      pulse_timer_(executor),
      retry_after_(options_->retry_least),
      pulse_channel_(options_->pulse_channels + new_id()) {}

void RedisServer::start() { tasks_.spawn(run()); }

void RedisServer::stop() {
    stopped_ = true;
    close();
    retry_timer_.cancel();
}

void RedisServer::publish(std::string_view channel, std::string_view payload) {
    const bool plain = setup_.kind == RedisChannelKind::plain;
    const std::lock_guard lock(mutex_);
    if (!send(plain ? "PUBLISH" : "SPUBLISH", channel, payload)) metrics_.dropped.add(1);
}

// With the lock held.
bool RedisServer::send(std::string_view command, std::string_view channel, std::string_view payload) {
    if (!open_for_publishing_ || !open_for_publishing_->send(std::array{command, channel, payload})) return false;
    ++sent_;
    return true;
}

asio::awaitable<void> RedisServer::run() {
    const auto self = shared_from_this();
    while (!stopped_) {
        Error reason;
        try {
            reason = co_await serve();
        } catch (const std::exception&) {
            reason = Error::internal("what was received could not be handled");
        }
        close();
        if (up_) go_down();
        if (stopped_) break;
        metrics_.failures.add(1);
        report(reason);
        events_.doubted();
        co_await wait_before_retry();
    }
}

asio::awaitable<Error> RedisServer::serve() {
    using asio::experimental::awaitable_operators::operator&&;
    why_lost_ = {};
    if (const auto opened = co_await open(); !opened) co_return opened.error();
    come_up();
    co_await (receive() && count_replies());
    co_return why_lost_;
}

Task<void> RedisServer::open() {
    const auto stopped = std::unexpected(Error::unavailable("it is stopped"));
    const auto address = co_await setup_.find();
    if (!address) co_return std::unexpected(address.error());
    if (stopped_) co_return stopped;
    const auto check = [](const Result<RedisReply>& reply, std::string_view command) -> Result<void> {
        if (!reply) return std::unexpected(reply.error());
        if ((*reply)->type == REDIS_REPLY_ERROR) return std::unexpected(redis_refusal(command, kind_of_error(**reply)));
        return {};
    };

    publishing_ = std::make_shared<RedisConnection>(executor_, options_, setup_.tls, options_->max_unsent_bytes,
                                                    &metrics_.waiting_bytes);
    if (auto entered = co_await enter_redis(*publishing_, *address, setup_.login); !entered) co_return entered;
    if (auto of_use = co_await check_redis_server(*publishing_, setup_.kind); !of_use) co_return of_use;
    const auto published = co_await publishing_->call({"PUBLISH", pulse_channel_, "0"});
    if (auto done = check(published, "PUBLISH"); !done) co_return done;
    publishing_->greeted();
    if (stopped_) co_return stopped;

    // What it is asked is bounded by the channels that are followed.
    constexpr auto unbounded = std::numeric_limits<std::size_t>::max();
    subscribing_ = std::make_shared<RedisConnection>(executor_, options_, setup_.tls, unbounded);
    if (auto entered = co_await enter_redis(*subscribing_, *address, setup_.login); !entered) co_return entered;
    const auto subscribed = co_await subscribing_->call({"SUBSCRIBE", pulse_channel_});
    if (auto done = check(subscribed, "SUBSCRIBE"); !done) co_return done;
    subscribing_->greeted();
    if (stopped_) co_return stopped;
    co_return Result<void>();
}

asio::awaitable<void> RedisServer::receive() {
    give_up(co_await subscribing_->read([this](const redisReply& reply) { take(reply); }));
}

asio::awaitable<void> RedisServer::count_replies() {
    give_up(co_await publishing_->read([this](const redisReply& reply) { take_publish_reply(reply); }));
}

asio::awaitable<void> RedisServer::wait_before_retry() {
    static thread_local std::minstd_rand random(std::random_device{}());
    std::uniform_int_distribution<std::int64_t> between(retry_after_.count() / 2, retry_after_.count());
    retry_timer_.expires_after(std::chrono::milliseconds(between(random)));
    retry_after_ = std::min(retry_after_ * 2, options_->retry_most);
    error_code stopped;
    co_await retry_timer_.async_wait(asio::redirect_error(asio::use_awaitable, stopped));
}

void RedisServer::come_up() {
    answered_ = 0;
    pulses_unanswered_.clear();
    {
        const std::lock_guard lock(mutex_);
        open_for_publishing_ = publishing_;
        sent_ = 0;
    }
    up_ = true;
    metrics_.up.add(1);
    if (std::exchange(was_up_, true)) metrics_.reconnects.add(1);
    reported_.clear();
    log::info("redis is up", {{"server", setup_.name}});
    up_since_ = heard_at_ = steady_clock::now();
    subscriptions_.use(subscribing_);
    pulse();
    events_.changed();
}

void RedisServer::go_down() {
    pulse_timer_.cancel();
    subscriptions_.use(nullptr);
    {
        const std::lock_guard lock(mutex_);
        open_for_publishing_.reset();
        // Some of these may have arrived; that nobody said so is what counts.
        metrics_.dropped.add(sent_ - answered_ - static_cast<std::int64_t>(pulses_unanswered_.size()));
    }
    up_ = false;
    metrics_.up.add(-1);
    if (steady_clock::now() - up_since_ > options_->retry_most) retry_after_ = options_->retry_least;
    if (!stopped_) events_.changed();
}

// The first reason is the cause; what follows it is its effect.
void RedisServer::give_up(Error reason) {
    if (why_lost_.message.empty()) why_lost_ = std::move(reason);
    close();
}

void RedisServer::close() {
    if (publishing_) publishing_->close();
    if (subscribing_) subscribing_->close();
}

void RedisServer::pulse() {
    const auto now = steady_clock::now();
    if (now - heard_at_ >= options_->deaf_after)
        return give_up(Error::unavailable("what is published no longer comes back"));
    pulsed_at_ = now;
    {
        const std::lock_guard lock(mutex_);
        if (send("PUBLISH", pulse_channel_, std::to_string(++pulse_number_))) pulses_unanswered_.push_back(sent_);
    }
    // Its reply is the only array among those to what is published.
    publishing_->send(std::array{std::string_view("ROLE")});
    // Somebody may have been given the right meanwhile.
    subscriptions_.retry();
    pulse_timer_.expires_after(options_->pulse_every);
    pulse_timer_.async_wait([weak = weak_from_this()](const error_code& cancelled) {
        const auto self = weak.lock();
        if (!cancelled && self && self->up_ && !self->stopped_) self->pulse();
    });
}

void RedisServer::hear_pulse(std::string_view payload) {
    heard_at_ = steady_clock::now();
    if (payload == std::to_string(pulse_number_))
        metrics_.pulse_seconds.observe(std::chrono::duration<double>(heard_at_ - pulsed_at_).count());
}

void RedisServer::take(const redisReply& reply) {
    const auto parts = elements_of(reply);
    if (parts.size() == 3 && text_of(*parts[1]) == pulse_channel_) return hear_pulse(text_of(*parts[2]));
    subscriptions_.take(reply);
}

void RedisServer::take_publish_reply(const redisReply& reply) {
    if (reply.type == REDIS_REPLY_ARRAY) {
        if (auto primary = check_redis_role(reply); !primary) give_up(std::move(primary.error()));
        return;
    }
    ++answered_;
    const bool is_pulse = !pulses_unanswered_.empty() && pulses_unanswered_.front() == answered_;
    if (is_pulse) pulses_unanswered_.pop_front();
    if (reply.type == REDIS_REPLY_ERROR) {
        metrics_.refused.add(1);
        report_refusal("a publication", kind_of_error(reply));
    } else if (!is_pulse) {
        metrics_.published.add(1);
    }
}

void RedisServer::report(const Error& reason) {
    if (!reported_.insert(reason.message).second) return;
    if (reason.code == Code::unavailable) {
        log::warning("redis is away", {{"server", setup_.name}, {"reason", reason.message}});
    } else {
        log::error("redis cannot be used", {{"server", setup_.name}, {"reason", reason.message}});
    }
}

void RedisServer::report_refusal(std::string_view command, std::string_view kind) {
    // In a cluster: the slot of the channel has moved, or is between two nodes.
    if (kind == "MOVED" || kind == "CLUSTERDOWN") return events_.doubted();
    const auto reason = redis_refusal(command, kind);
    if (!reported_.insert(reason.message).second) return;
    log::error("redis refuses", {{"server", setup_.name}, {"reason", reason.message}});
}

}  // namespace ourplace::streams
