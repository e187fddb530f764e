#include "streams/redis_connection.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <utility>

namespace ourplace::streams {
namespace asio = boost::asio;
using boost::system::error_code;

void RedisConnection::Deadline::start(std::chrono::milliseconds within, RedisConnection& connection) {
    timer_.expires_after(within);
    timer_.async_wait([this, round = ++round_, weak = connection.weak_from_this()](const error_code& cancelled) {
        const auto still = weak.lock();
        if (cancelled || !still || round != round_) return;
        still->timed_out_ = true;
        still->close();
    });
}

void RedisConnection::Deadline::done() {
    ++round_;
    timer_.cancel();
}

RedisConnection::RedisConnection(const asio::any_io_executor& executor, std::shared_ptr<const RedisOptions> options,
                                 std::shared_ptr<asio::ssl::context> tls, std::size_t max_unsent_bytes,
                                 Tally* waiting_bytes)
    : options_(std::move(options)),
      executor_(executor),
      resolver_(executor),
      socket_(executor),
      tls_context_(std::move(tls)),
      deadline_(executor),
      write_deadline_(executor),
      reader_(options_->max_message_bytes),
      max_unsent_bytes_(max_unsent_bytes),
      waiting_bytes_(waiting_bytes) {}

Task<void> RedisConnection::connect(RedisAddress address) {
    const auto self = shared_from_this();
    deadline_.start(options_->connect_within, *this);
    error_code failed;
    // The system's look-up cannot be interrupted: on a broken name server this takes longer than it should.
    const auto found = co_await resolver_.async_resolve(address.host, std::to_string(address.port),
                                                        asio::redirect_error(asio::use_awaitable, failed));
    if (failed || is_closed()) co_return std::unexpected(failure("its name cannot be looked up", failed));
    co_await asio::async_connect(socket_, found, asio::redirect_error(asio::use_awaitable, failed));
    if (failed || is_closed()) co_return std::unexpected(failure("it cannot be connected to", failed));
    error_code ignored;
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
    socket_.set_option(asio::socket_base::keep_alive(true), ignored);
    deadline_.start(options_->greet_within, *this);
    if (tls_context_) co_return co_await start_tls(address.host);
    co_return Result<void>();
}

Task<void> RedisConnection::start_tls(const std::string& host) {
    tls_ = std::make_unique<Stream>(socket_, *tls_context_);
    error_code not_an_address;
    asio::ip::make_address(host, not_an_address);
    if (not_an_address) SSL_set_tlsext_host_name(tls_->native_handle(), host.c_str());
    tls_->set_verify_callback(asio::ssl::host_name_verification(host));
    error_code failed;
    co_await tls_->async_handshake(asio::ssl::stream_base::client, asio::redirect_error(asio::use_awaitable, failed));
    if (failed) {
        auto error = failure("TLS failed", failed);
        if (!timed_out_) error.code = Code::failed_precondition;
        co_return std::unexpected(std::move(error));
    }
    co_return Result<void>();
}

Task<RedisReply> RedisConnection::call(std::vector<std::string> words) {
    const auto self = shared_from_this();
    std::vector<std::string_view> views(words.begin(), words.end());
    if (!send(views)) co_return std::unexpected(failure("the connection was closed", {}));
    for (;;) {
        auto reply = reader_.next();
        if (!reply || *reply) co_return reply;
        if (auto more = co_await read_more(); !more) co_return std::unexpected(std::move(more.error()));
    }
}

asio::awaitable<Error> RedisConnection::read(Take take) {
    const auto self = shared_from_this();
    for (;;) {
        for (;;) {
            const auto reply = reader_.next();
            if (!reply) {
                close();
                co_return reply.error();
            }
            if (!*reply) break;
            take(**reply);
            if (is_closed()) co_return failure("the connection was closed", {});
        }
        if (auto more = co_await read_more(); !more) {
            close();
            co_return std::move(more.error());
        }
    }
}

Task<void> RedisConnection::read_more() {
    error_code failed;
    std::size_t size = 0;
    const auto piece = asio::buffer(piece_);
    if (tls_) {
        size = co_await tls_->async_read_some(piece, asio::redirect_error(asio::use_awaitable, failed));
    } else {
        size = co_await socket_.async_read_some(piece, asio::redirect_error(asio::use_awaitable, failed));
    }
    if (failed) co_return std::unexpected(failure("the connection was lost", failed));
    reader_.feed({piece_.data(), size});
    co_return Result<void>();
}

bool RedisConnection::send(std::span<const std::string_view> words) {
    {
        const std::lock_guard lock(mutex_);
        std::size_t size = 0;
        for (const auto word : words) size += word.size() + 16;
        if (is_closed() || queued_.size() + writing_.size() + size > max_unsent_bytes_) return false;
        const auto before = queued_.size();
        append_redis_command(queued_, words);
        count_waiting(static_cast<std::int64_t>(queued_.size() - before));
        if (std::exchange(flushing_, true)) return true;
    }
    asio::post(executor_, [self = shared_from_this()] { self->flush(); });
    return true;
}

void RedisConnection::flush() {
    {
        const std::lock_guard lock(mutex_);
        if (is_closed()) return;
        count_waiting(-static_cast<std::int64_t>(writing_.size()));
        writing_.clear();
        writing_.swap(queued_);
        flushing_ = !writing_.empty();
        if (!flushing_) return;
    }
    write_deadline_.start(options_->write_within, *this);
    auto written = [self = shared_from_this()](const error_code& failed, std::size_t) {
        self->write_deadline_.done();
        if (failed) self->close();
        self->flush();
    };
    if (tls_)
        asio::async_write(*tls_, asio::buffer(writing_), std::move(written));
    else
        asio::async_write(socket_, asio::buffer(writing_), std::move(written));
}

void RedisConnection::close() {
    deadline_.done();
    {
        const std::lock_guard lock(mutex_);
        if (closed_.exchange(true)) return;
        count_waiting(-static_cast<std::int64_t>(queued_.size() + writing_.size()));
    }
    resolver_.cancel();
    error_code ignored;
    socket_.close(ignored);
}

void RedisConnection::count_waiting(std::int64_t bytes) {
    if (waiting_bytes_ != nullptr) waiting_bytes_->add(bytes);
}

Error RedisConnection::failure(std::string_view what, const error_code& reason) const {
    std::string message(what);
    if (timed_out_)
        message += ": no answer in time";
    else if (reason)
        message += ": " + reason.message();
    return Error::unavailable(std::move(message));
}

}  // namespace ourplace::streams
