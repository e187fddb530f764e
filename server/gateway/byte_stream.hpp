// One socket, with TLS or without, and the outbox through which everything is written once a connection is a WebSocket
// or an event stream. It is the next layer of Beast's websocket stream: Beast does the handshake, reading and control
// frames, and what it wants to write is queued between the shared frames, so nothing interleaves. One shard's thread.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/role.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "gateway/outbox.hpp"

namespace ourplace::gateway {

class ByteStream : public std::enable_shared_from_this<ByteStream> {
  public:
    using executor_type = boost::asio::any_io_executor;
    using tcp = boost::asio::ip::tcp;

    // The TLS context is kept, so that a reload does not pull it away; null: plain.
    ByteStream(tcp::socket socket, std::shared_ptr<boost::asio::ssl::context> tls, Flusher& flusher);
    ByteStream(const ByteStream&) = delete;
    ByteStream& operator=(const ByteStream&) = delete;
    ~ByteStream();

    [[nodiscard]] executor_type get_executor() { return socket_.get_executor(); }
    [[nodiscard]] tcp::socket& socket() { return socket_; }
    [[nodiscard]] bool uses_tls() const { return tls_ != nullptr; }

    template <class Token>
    auto async_handshake(Token&& token) {
        return tls_->async_handshake(boost::asio::ssl::stream_base::server, std::forward<Token>(token));
    }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [this](auto handler, const Buffers& into) {
                if (tls_) {
                    tls_->async_read_some(into, std::move(handler));
                } else {
                    socket_.async_read_some(into, std::move(handler));
                }
            },
            token, buffers);
    }

    // Straight to the socket at first; into the outbox after queue_writes().
    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [this](auto handler, const Buffers& from) {
                if (queueing_) {
                    auto bytes = std::make_shared<std::string>(boost::asio::buffer_size(from), '\0');
                    boost::asio::buffer_copy(boost::asio::buffer(*bytes), from);
                    const auto size = bytes->size();
                    push(std::move(bytes));
                    boost::asio::post(get_executor(), [handler = std::move(handler), size]() mutable {
                        std::move(handler)(boost::system::error_code(), size);
                    });
                } else if (tls_) {
                    tls_->async_write_some(from, std::move(handler));
                } else {
                    socket_.async_write_some(from, std::move(handler));
                }
            },
            token, buffers);
    }

    // From now on all writing goes through the outbox.
    void queue_writes() { queueing_ = true; }
    void push(std::shared_ptr<const std::string> bytes);
    [[nodiscard]] const Outbox& outbox() const { return outbox_; }
    // Called when the outbox has become empty after it was lagging.
    void on_drained(std::function<void()> drained) { drained_ = std::move(drained); }
    // When the socket last took something, or had nothing to take.
    [[nodiscard]] std::chrono::steady_clock::time_point last_progress() const { return last_progress_; }

    // Sends what is queued, then shuts the socket for writing, then calls back.
    void finish(std::function<void()> finished);
    [[nodiscard]] bool is_finishing() const { return finishing_; }
    // The same, and calls back once the client is done as well: one that is still sending would be reset, and lose what
    // was said last. Nobody else may be reading.
    void finish_together(std::function<void()> finished);
    // At once, whatever is queued.
    void close();
    [[nodiscard]] bool is_open() const { return socket_.is_open(); }

    // The flusher's call at the end of a tick: one gathered write, more only as the socket takes it.
    void flush();

  private:
    void flush_plain();
    void flush_tls();
    void wait_until_writable();
    void discard(std::size_t at_most, std::function<void()> done);
    void took(std::size_t bytes);
    void emptied();

    tcp::socket socket_;
    std::shared_ptr<boost::asio::ssl::context> tls_context_;
    std::unique_ptr<boost::asio::ssl::stream<tcp::socket&>> tls_;
    Flusher& flusher_;
    Outbox outbox_;
    bool queueing_ = false;
    bool writing_ = false;  // a wait or a TLS write is under way
    bool finishing_ = false;
    std::string tls_block_;
    std::function<void()> drained_;
    std::function<void()> finished_;
    std::chrono::steady_clock::time_point last_progress_;

    friend class Flusher;
    FlushState flush_state_;
};

// What Beast's websocket stream asks of its lowest layer.
void beast_close_socket(ByteStream& stream);

template <class Handler>
void async_teardown(boost::beast::role_type, ByteStream& stream, Handler&& handler) {
    auto shared = std::make_shared<std::decay_t<Handler>>(std::forward<Handler>(handler));
    stream.finish_together([shared] { std::move (*shared)(boost::system::error_code()); });
}

}  // namespace ourplace::gateway
