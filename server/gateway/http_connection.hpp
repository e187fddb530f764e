// One connection while it speaks HTTP: the API, pages, health and metrics. It ends by becoming a WebSocket or an event
// stream, which go on with its ByteStream, or by closing.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <memory>
#include <optional>
#include <string>

#include "base/task.hpp"
#include "gateway/byte_stream.hpp"
#include "gateway/http_message.hpp"
#include "gateway/worker.hpp"

namespace ourplace::gateway {

class HttpConnection final : public Connection, public std::enable_shared_from_this<HttpConnection> {
  public:
    HttpConnection(Worker& worker, std::shared_ptr<ByteStream> stream, std::string address, AddressLimits::Place place);
    ~HttpConnection() override;

    // Until the connection ends or becomes something else. Keeps itself alive.
    [[nodiscard]] boost::asio::awaitable<void> run();

    void each_second(Time now) override;
    void go_away(std::chrono::milliseconds reconnect_in) override;
    void close_now() override;

  private:
    enum class Next : std::uint8_t { request, close, taken_over };

    [[nodiscard]] boost::asio::awaitable<Next> serve_one();
    [[nodiscard]] boost::asio::awaitable<bool> wait_for_request();
    [[nodiscard]] Task<Request> read_request();
    [[nodiscard]] boost::asio::awaitable<bool> send(Reply reply, const Request& request);
    [[nodiscard]] boost::asio::awaitable<Reply> answer(const Request& request);
    [[nodiscard]] boost::asio::awaitable<Reply> call(const Request& request, std::string_view method);
    // What a room answers for a path of its own.
    [[nodiscard]] boost::asio::awaitable<Reply> answer_plainly(const Request& request, rpc::Router::Plain plain);
    [[nodiscard]] Task<accounts::Caller> authenticate(const Request& request);
    [[nodiscard]] boost::asio::awaitable<bool> take_over(Request& request);
    [[nodiscard]] Reply file(const Request& request) const;
    [[nodiscard]] Reply metrics(const Request& request) const;
    void allow(std::chrono::seconds time) { deadline_ = std::chrono::steady_clock::now() + time; }

    Worker& worker_;
    std::shared_ptr<ByteStream> stream_;
    // Of the client, as far as it can be believed.
    std::string peer_address_;
    std::string address_;
    std::optional<AddressLimits::Place> place_;
    boost::beast::flat_buffer buffer_;
    Time deadline_;
    bool idle_ = false;
    bool draining_ = false;
};

}  // namespace ourplace::gateway
