// GET /updates: the same Updates as JSON, as server-sent events, for bots and for networks that block WebSocket.
//
//     GET /updates?stream=c.abc&stream=h.def        the newest Updates and what comes
//     …&whole=true                                  all that is missing, however much it is
//     Last-Event-ID: EPOCH;c.abc=12;h.def=3         goes on where the client was (browsers send it by themselves)
//
// An event's id holds all cursors, so the last one is enough. `event: update` carries an Update, `event: state` a
// StreamState (gap, reset, refused).
#pragma once

#include <array>
#include <map>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "gateway/byte_stream.hpp"
#include "gateway/http_message.hpp"
#include "gateway/worker.hpp"
#include "ourplace/v1/wire.pb.h"
#include "rpc/context.hpp"
#include "streams/peer.hpp"

namespace ourplace::gateway {

class EventStream final : public Connection, public streams::Peer, public std::enable_shared_from_this<EventStream> {
  public:
    struct Wanted {
        v1::Subscribe streams;
        streams::Missed missed = streams::Missed::newest;
    };

    // What the request asks for, or `invalid_argument`.
    [[nodiscard]] static Result<Wanted> parse(const Request& request, std::size_t max_streams);
    static void start(Worker& worker, std::shared_ptr<ByteStream> stream, const accounts::Caller& caller,
                      AddressLimits::Place place, const Wanted& wanted);

    EventStream(Worker& worker, std::shared_ptr<ByteStream> stream, const accounts::Caller& caller,
                AddressLimits::Place place, const Wanted& wanted);
    ~EventStream() override;

    void deliver(const std::shared_ptr<const std::string>& frame) override;
    [[nodiscard]] streams::Pressure pressure() const override { return stream_->outbox().pressure(); }
    [[nodiscard]] streams::Missed missed() const override { return missed_; }
    void close(streams::CloseCode code, std::string_view reason) override;

    void each_second(Time now) override;
    void go_away(std::chrono::milliseconds reconnect_in) override;
    void close_now() override { stream_->close(); }

  private:
    void watch_for_the_end();
    void send(std::string_view text);
    void send_update(const v1::Update& update);
    void send_state(const v1::StreamState& state);
    [[nodiscard]] std::string event_id() const;

    Worker& worker_;
    std::shared_ptr<ByteStream> stream_;
    AddressLimits::Place place_;
    std::int64_t expires_at_us_;
    streams::Missed missed_;
    std::unique_ptr<streams::Subscriber> subscriber_;
    std::map<std::string, std::uint64_t> cursors_;
    std::array<char, 64> ignored_{};
    bool closing_ = false;
    Time closing_since_;
    Time beat_at_;
};

}  // namespace ourplace::gateway
