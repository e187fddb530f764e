// One WebSocket of a signed-in member: calls, subscriptions and typing in; replies and shared frames out.
#pragma once

#include <array>
#include <boost/asio/awaitable.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "gateway/byte_stream.hpp"
#include "gateway/http_message.hpp"
#include "gateway/worker.hpp"
#include "ourplace/v1/wire.pb.h"
#include "rpc/context.hpp"
#include "streams/peer.hpp"

namespace ourplace::gateway {

class WebSocket final : public Connection, public streams::Peer, public std::enable_shared_from_this<WebSocket> {
  public:
    static constexpr std::string_view subprotocol = "ourplace.v1";

    // Why the request cannot become a WebSocket, if so.
    [[nodiscard]] static std::optional<Reply> refuse(const Request& request, const Options& options);
    // Goes on with the stream; keeps itself alive until the connection ends.
    static void start(Worker& worker, std::shared_ptr<ByteStream> stream, accounts::Caller caller, std::string address,
                      AddressLimits::Place place, const Request& request);

    WebSocket(Worker& worker, std::shared_ptr<ByteStream> stream, accounts::Caller caller, std::string address,
              AddressLimits::Place place);
    ~WebSocket() override;

    void deliver(const std::shared_ptr<const std::string>& frame) override;
    [[nodiscard]] streams::Pressure pressure() const override { return stream_->outbox().pressure(); }
    [[nodiscard]] streams::Missed missed() const override { return missed_; }
    void close(streams::CloseCode code, std::string_view reason) override;

    void each_second(Time now) override;
    void go_away(std::chrono::milliseconds reconnect_in) override;
    void close_now() override { stream_->close(); }

  private:
    void opened();
    void read();
    void received(std::size_t bytes);
    void received_control(boost::beast::websocket::frame_type kind);
    void ended();
    void dispatch(const v1::ClientFrame& frame);
    void subscribe(std::uint32_t id, const v1::Subscribe& request);
    void call(std::uint32_t id, v1::Call request);
    [[nodiscard]] boost::asio::awaitable<void> run_call(std::shared_ptr<WebSocket> self, std::uint32_t id,
                                                        v1::Call request);
    void typing(const v1::Typing& typing);
    // Tells those who follow the channel, under the name by which they know the caller there.
    [[nodiscard]] boost::asio::awaitable<void> tell_typing(std::shared_ptr<WebSocket> self, std::string channel_id);
    void send(const v1::ServerFrame& frame);
    void push(std::shared_ptr<const std::string> frame);
    void refuse_call(std::uint32_t id, const Error& error);
    [[nodiscard]] bool take_token();

    Worker& worker_;
    std::shared_ptr<ByteStream> stream_;
    boost::beast::websocket::stream<ByteStream&, false> socket_;
    accounts::Caller caller_;
    std::string address_;
    AddressLimits::Place place_;
    streams::Missed missed_ = streams::Missed::newest;
    std::unique_ptr<streams::Subscriber> subscriber_;

    // Small, because every idle connection has one; a longer message is put together in message_.
    std::array<char, 512> chunk_;
    std::string message_;
    std::size_t calls_ = 0;
    bool reading_ = false;
    bool closing_ = false;
    Time heard_at_;
    Time pinged_at_;
    Time closing_since_;
    Time typed_at_;
    std::string typed_in_;
    double tokens_;
    Time tokens_at_;
    unsigned refused_frames_ = 0;
};

}  // namespace ourplace::gateway
