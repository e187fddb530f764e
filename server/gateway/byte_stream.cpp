#include "gateway/byte_stream.hpp"

#include <array>
#include <boost/asio/error.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>
#include <sys/socket.h>

namespace ourplace::gateway {
namespace {

// What one TLS write takes; TLS cannot gather.
constexpr std::size_t tls_block_bytes = 64 * 1024;
// Of a client that goes on sending after the end.
constexpr std::size_t max_discarded_bytes = std::size_t{1024} * 1024;

}  // namespace

ByteStream::ByteStream(tcp::socket socket, std::shared_ptr<boost::asio::ssl::context> tls, Flusher& flusher)
    : socket_(std::move(socket)),
      tls_context_(std::move(tls)),
      flusher_(flusher),
      last_progress_(std::chrono::steady_clock::now()) {
    boost::system::error_code ignored;
    socket_.set_option(tcp::no_delay(true), ignored);
    socket_.non_blocking(true, ignored);
    if (tls_context_) tls_ = std::make_unique<boost::asio::ssl::stream<tcp::socket&>>(socket_, *tls_context_);
}

ByteStream::~ByteStream() { flusher_.metrics().queue_bytes.add(-static_cast<std::int64_t>(outbox_.bytes())); }

void ByteStream::push(std::shared_ptr<const std::string> bytes) {
    if (finishing_ || !socket_.is_open()) return;
    const bool was_lagging = outbox_.pressure() == streams::Pressure::lagging;
    if (outbox_.empty()) last_progress_ = std::chrono::steady_clock::now();
    flusher_.metrics().queue_bytes.add(static_cast<std::int64_t>(bytes->size()));
    outbox_.push(std::move(bytes));
    if (!was_lagging && outbox_.pressure() == streams::Pressure::lagging) flusher_.metrics().connections_lagging.add(1);
    if (!writing_) flusher_.mark_dirty(*this);
}

void ByteStream::flush() {
    if (writing_ || !socket_.is_open()) return;
    if (tls_) {
        flush_tls();
    } else {
        flush_plain();
    }
}

void ByteStream::flush_plain() {
    std::array<iovec, Outbox::max_buffers> buffers{};
    while (!outbox_.empty()) {
        msghdr message{};
        message.msg_iov = buffers.data();
        message.msg_iovlen = outbox_.gather(buffers);
        const auto sent = ::sendmsg(socket_.native_handle(), &message, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent >= 0) {
            took(static_cast<std::size_t>(sent));
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            return wait_until_writable();
        } else if (errno != EINTR) {
            return close();
        }
    }
    emptied();
}

void ByteStream::wait_until_writable() {
    writing_ = true;
    socket_.async_wait(tcp::socket::wait_write, [self = shared_from_this()](boost::system::error_code failure) {
        self->writing_ = false;
        if (!failure) self->flush();
    });
}

void ByteStream::flush_tls() {
    if (outbox_.empty()) return emptied();
    std::array<iovec, Outbox::max_buffers> buffers{};
    const auto count = outbox_.gather(buffers);
    tls_block_.clear();
    for (std::size_t i = 0; i < count && (i == 0 || tls_block_.size() < tls_block_bytes); ++i) {
        tls_block_.append(static_cast<const char*>(buffers[i].iov_base), buffers[i].iov_len);
    }
    writing_ = true;
    boost::asio::async_write(*tls_, boost::asio::buffer(tls_block_),
                             [self = shared_from_this()](boost::system::error_code failure, std::size_t sent) {
                                 self->writing_ = false;
                                 // It may have been closed since.
                                 if (failure || !self->is_open()) return self->close();
                                 self->took(sent);
                                 self->flush();
                             });
}

void ByteStream::took(std::size_t bytes) {
    flusher_.metrics().queue_bytes.add(-static_cast<std::int64_t>(bytes));
    last_progress_ = std::chrono::steady_clock::now();
    if (outbox_.consume(bytes) && drained_) {
        // Not from here: what drained() replays is pushed, and a push must not meet a flush half way.
        boost::asio::post(get_executor(), [self = shared_from_this()] {
            if (self->drained_) self->drained_();
        });
    }
}

void ByteStream::emptied() {
    if (tls_block_.capacity() > 0) std::string().swap(tls_block_);
    if (!finishing_) return;
    boost::system::error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    if (auto finished = std::exchange(finished_, nullptr)) boost::asio::post(get_executor(), std::move(finished));
}

void ByteStream::finish(std::function<void()> finished) {
    finished_ = std::move(finished);
    finishing_ = true;
    if (!socket_.is_open()) {
        if (auto told = std::exchange(finished_, nullptr)) boost::asio::post(get_executor(), std::move(told));
        return;
    }
    if (!writing_) flush();
}

void ByteStream::finish_together(std::function<void()> finished) {
    finish([self = shared_from_this(), finished = std::move(finished)]() mutable {
        self->discard(max_discarded_bytes, std::move(finished));
    });
}

void ByteStream::discard(std::size_t at_most, std::function<void()> done) {
    if (!socket_.is_open()) return done();
    auto rest = std::make_unique<std::array<char, 4096>>();
    const auto into = boost::asio::buffer(*rest);
    async_read_some(into, [self = shared_from_this(), rest = std::move(rest), at_most, done = std::move(done)](
                              boost::system::error_code failure, std::size_t bytes) mutable {
        if (failure || bytes >= at_most) return done();
        self->discard(at_most - bytes, std::move(done));
    });
}

void ByteStream::close() {
    drained_ = nullptr;
    if (socket_.is_open()) {
        boost::system::error_code ignored;
        socket_.shutdown(tcp::socket::shutdown_both, ignored);
        socket_.close(ignored);
    }
    flusher_.metrics().queue_bytes.add(-static_cast<std::int64_t>(outbox_.bytes()));
    outbox_.clear();
    if (auto finished = std::exchange(finished_, nullptr)) boost::asio::post(get_executor(), std::move(finished));
}

void beast_close_socket(ByteStream& stream) { stream.close(); }

}  // namespace ourplace::gateway
