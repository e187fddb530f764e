// One line to one Redis server: name look-up, TCP, TLS, time-outs, a bounded queue of commands, and replies. On its
// executor, except for send(). Whatever goes wrong closes it, and it is not opened again.
#pragma once

#include <array>
#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/metrics.hpp"
#include "base/task.hpp"
#include "streams/redis_codec.hpp"
#include "streams/redis_options.hpp"
#include "streams/redis_url.hpp"

namespace ourplace::streams {

class RedisConnection : public std::enable_shared_from_this<RedisConnection> {
  public:
    // Calls once, unless it is started anew or done before.
    class Deadline {
      public:
        explicit Deadline(const boost::asio::any_io_executor& executor) : timer_(executor) {}
        void start(std::chrono::milliseconds within, RedisConnection& connection);
        void done();

      private:
        boost::asio::steady_timer timer_;
        std::uint64_t round_ = 0;
    };

    // Without a TLS context it speaks plainly. What is not yet sent is added to `waiting_bytes`, if that is given.
    RedisConnection(const boost::asio::any_io_executor& executor, std::shared_ptr<const RedisOptions> options,
                    std::shared_ptr<boost::asio::ssl::context> tls, std::size_t max_unsent_bytes,
                    Tally* waiting_bytes = nullptr);

    // Connects, within options.connect_within. From then on options.greet_within counts, until greeted().
    [[nodiscard]] Task<void> connect(RedisAddress address);
    // One command and its reply, an error reply included.
    [[nodiscard]] Task<RedisReply> call(std::vector<std::string> words);
    void greeted() { deadline_.done(); }

    // Gives every reply to `take` until the connection ends, and says why it did.
    using Take = std::function<void(const redisReply&)>;
    [[nodiscard]] boost::asio::awaitable<Error> read(Take take);

    // Any thread: queues a command. What is queued within one tick is one write. False when it is closed or full.
    bool send(std::span<const std::string_view> words);

    void close();
    [[nodiscard]] bool is_closed() const { return closed_.load(std::memory_order_relaxed); }

  private:
    using Stream = boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>;

    [[nodiscard]] Task<void> start_tls(const std::string& host);
    [[nodiscard]] Task<void> read_more();
    void flush();
    void count_waiting(std::int64_t bytes);
    [[nodiscard]] Error failure(std::string_view what, const boost::system::error_code& reason) const;

    std::shared_ptr<const RedisOptions> options_;
    boost::asio::any_io_executor executor_;
    boost::asio::ip::tcp::resolver resolver_;
    boost::asio::ip::tcp::socket socket_;
    std::shared_ptr<boost::asio::ssl::context> tls_context_;
    std::unique_ptr<Stream> tls_;
    Deadline deadline_;
    Deadline write_deadline_;
    bool timed_out_ = false;
    RedisReader reader_;
    // The parser moves what is left of a piece after each kilobyte, so small pieces are faster than large ones.
    std::array<char, 16 * 1024> piece_{};

    const std::size_t max_unsent_bytes_;
    Tally* const waiting_bytes_;
    std::atomic<bool> closed_{false};
    std::mutex mutex_;
    std::string queued_;
    std::string writing_;  // changed on the executor only
    bool flushing_ = false;
};

}  // namespace ourplace::streams
