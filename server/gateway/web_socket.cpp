#include "gateway/web_socket.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <exception>
#include <utility>

#include "base/id.hpp"
#include "base/log.hpp"
#include "rpc/binary.hpp"
#include "rpc/errors.hpp"
#include "streams/stream_log.hpp"

namespace ourplace::gateway {
namespace websocket = boost::beast::websocket;
namespace {

constexpr std::chrono::seconds closing_time{5};
// Once both have said that they close.
constexpr std::chrono::seconds parting_time{1};
constexpr std::chrono::seconds typing_interval{2};
// Whoever goes on sending after so many refused frames is not a client of ours.
constexpr unsigned max_refused_frames = 1000;
// In one Subscribe (wire.proto).
constexpr int max_cursors = 500;

const std::shared_ptr<const std::string>& ping_frame() {
    static const auto frame = [] {
        v1::ServerFrame ping;
        ping.add_items()->mutable_ping();
        return std::make_shared<const std::string>(websocket_frame(ping.SerializeAsString()));
    }();
    return frame;
}

bool offers_subprotocol(const Request& request) {
    boost::beast::http::token_list offered(request[Field::sec_websocket_protocol]);
    return offered.exists(WebSocket::subprotocol);
}

}  // namespace

std::optional<Reply> WebSocket::refuse(const Request& request, const Options& options) {
    if (!websocket::is_upgrade(request)) {
        auto reply = error_reply(Error::invalid("Upgrade", "This address takes WebSocket connections only."));
        reply.status = 426;
        reply.headers.emplace_back("Upgrade", "websocket");
        return reply;
    }
    if (!origin_allowed(request, options)) {
        return error_reply(Error::permission_denied("Origin", "This site may not connect here."));
    }
    if (!offers_subprotocol(request)) {
        return error_reply(Error::invalid("Sec-WebSocket-Protocol", "Offer the subprotocol \"ourplace.v1\"."));
    }
    for (const auto& [name, value] : query_of(request)) {
        if (name != "whole" || value != "true") {
            return error_reply(Error::invalid(name, "The only parameter is \"whole\", and it can only be \"true\"."));
        }
    }
    return std::nullopt;
}

void WebSocket::start(Worker& worker, std::shared_ptr<ByteStream> stream, accounts::Caller caller, std::string address,
                      AddressLimits::Place place, const Request& request) {
    auto self =
        std::make_shared<WebSocket>(worker, std::move(stream), std::move(caller), std::move(address), std::move(place));
    if (!query_of(request).empty()) self->missed_ = streams::Missed::all;
    self->socket_.set_option(websocket::stream_base::timeout{.handshake_timeout = websocket::stream_base::none(),
                                                             .idle_timeout = websocket::stream_base::none(),
                                                             .keep_alive_pings = false});
    self->socket_.set_option(websocket::stream_base::decorator([](websocket::response_type& response) {
        response.set(Field::sec_websocket_protocol, subprotocol);
        response.erase(Field::server);
    }));
    self->socket_.read_message_max(worker.options().limits.max_frame_bytes);
    // The request must live until the handshake is written.
    auto kept = std::make_shared<Request>(request);
    self->socket_.async_accept(*kept, [self, kept](boost::system::error_code failure) {
        if (failure) return self->ended();
        self->opened();
    });
}

WebSocket::WebSocket(Worker& worker, std::shared_ptr<ByteStream> stream, accounts::Caller caller, std::string address,
                     AddressLimits::Place place)
    : worker_(worker),
      stream_(std::move(stream)),
      socket_(*stream_),
      caller_(std::move(caller)),
      address_(std::move(address)),
      place_(std::move(place)),
      heard_at_(std::chrono::steady_clock::now()),
      pinged_at_(heard_at_),
      tokens_(worker.options().limits.frame_burst),
      tokens_at_(heard_at_) {
    worker_.add(*this);
}

WebSocket::~WebSocket() { worker_.remove(*this); }

void WebSocket::opened() {
    stream_->queue_writes();
    stream_->on_drained([this] {
        if (subscriber_) subscriber_->drained();
    });
    v1::ServerFrame frame;
    auto& hello = *frame.add_items()->mutable_hello();
    hello.set_epoch(worker_.services().epoch);
    hello.set_member_id(caller_.member_id);
    hello.set_session_id(caller_.session_id);
    hello.set_server_time_us(worker_.services().clock->now());
    hello.set_server_version(worker_.services().version);
    send(frame);
    subscriber_ = worker_.shard.connect(*this, caller_.member_id, caller_.session_id);
    socket_.control_callback([this](websocket::frame_type kind, boost::beast::string_view) { received_control(kind); });
    read();
    if (worker_.common.draining) go_away(std::chrono::milliseconds(0));
}

void WebSocket::read() {
    if (reading_ || calls_ >= worker_.options().limits.max_calls_at_once) return;
    reading_ = true;
    socket_.async_read_some(boost::asio::buffer(chunk_),
                            [self = shared_from_this()](boost::system::error_code failure, std::size_t bytes) {
                                self->reading_ = false;
                                if (failure) return self->ended();
                                self->received(bytes);
                                self->read();
                            });
}

void WebSocket::received(std::size_t bytes) {
    heard_at_ = std::chrono::steady_clock::now();
    const bool whole = socket_.is_message_done();
    if (!whole || !message_.empty()) message_.append(chunk_.data(), bytes);
    if (!whole || closing_) return;
    const std::string_view message =
        message_.empty() ? std::string_view(chunk_.data(), bytes) : std::string_view(message_);
    v1::ClientFrame frame;
    if (socket_.got_text()) {
        close(streams::CloseCode::protocol_error, "send binary messages");
    } else if (const auto read = rpc::read_binary(message, frame); !read) {
        close(streams::CloseCode::protocol_error, "this is not a ClientFrame: " + read.error().field);
    } else {
        dispatch(frame);
    }
    std::string().swap(message_);
}

// Beast answers each ping: they count as frames, and must not fill the outbox of somebody who takes nothing.
void WebSocket::received_control(websocket::frame_type kind) {
    heard_at_ = std::chrono::steady_clock::now();
    if (kind != websocket::frame_type::ping || closing_) return;
    const bool too_many = !take_token() && ++refused_frames_ > max_refused_frames;
    if (!too_many && stream_->outbox().bytes() <= Outbox::max_bytes) return;
    const auto code = too_many ? streams::CloseCode::protocol_error : streams::CloseCode::too_slow;
    boost::asio::post(worker_.executor, [self = shared_from_this(), code] { self->close(code, "too many pings"); });
}

void WebSocket::ended() {
    subscriber_.reset();
    stream_->close();
}

void WebSocket::dispatch(const v1::ClientFrame& frame) {
    if (!take_token()) {
        refuse_call(frame.id(), Error::too_often("Too many messages at once. Wait a moment.", std::chrono::seconds(1)));
        if (++refused_frames_ > max_refused_frames) close(streams::CloseCode::protocol_error, "too many messages");
        return;
    }
    switch (frame.kind_case()) {
        case v1::ClientFrame::kCall: call(frame.id(), frame.call()); break;
        case v1::ClientFrame::kSubscribe: subscribe(frame.id(), frame.subscribe()); break;
        case v1::ClientFrame::kUnsubscribe: subscriber_->unsubscribe(frame.unsubscribe()); break;
        case v1::ClientFrame::kTyping: typing(frame.typing()); break;
        case v1::ClientFrame::kPong: break;
        case v1::ClientFrame::KIND_NOT_SET:
            // Perhaps a newer client's; it learns that this server does not know it.
            refuse_call(frame.id(), {.code = Code::unimplemented,
                                     .message = "This server does not know this kind of frame.",
                                     .field = "kind"});
            break;
    }
}

bool WebSocket::take_token() {
    const auto& limits = worker_.options().limits;
    const auto per_second = caller_.reminds ? limits.reminding_frames_per_second : limits.frames_per_second;
    if (per_second <= 0) return true;
    const auto passed = std::chrono::duration<double>(heard_at_ - tokens_at_).count();
    tokens_ = std::min(limits.frame_burst, tokens_ + passed * per_second);
    tokens_at_ = heard_at_;
    if (tokens_ < 1) return false;
    tokens_ -= 1;
    return true;
}

void WebSocket::subscribe(std::uint32_t id, const v1::Subscribe& request) {
    if (request.cursors_size() > max_cursors) {
        refuse_call(id, Error::invalid("subscribe.cursors",
                                       "Name at most " + std::to_string(max_cursors) + " streams in one frame."));
    } else {
        subscriber_->subscribe(id, request);
    }
}

void WebSocket::call(std::uint32_t id, v1::Call request) {
    ++calls_;
    boost::asio::co_spawn(worker_.executor, run_call(shared_from_this(), id, std::move(request)),
                          [](const std::exception_ptr& escaped) {
                              if (escaped) log::error("a call was not answered", {});
                          });
}

boost::asio::awaitable<void> WebSocket::run_call(std::shared_ptr<WebSocket> self, std::uint32_t id, v1::Call request) {
    rpc::Context context{.caller = self->caller_,
                         .request_id = new_id(),
                         .address = self->address_,
                         .can_set_cookie = false,
                         .budget = {},
                         .new_session_secret = {},
                         .forget_session = false};
    auto result =
        co_await self->worker_.services().router->call(context, request.method(), rpc::Codec::proto, request.request());
    if (result) {
        v1::ServerFrame frame;
        auto& reply = *frame.add_items()->mutable_reply();
        reply.set_id(id);
        reply.set_response(std::move(*result));
        self->send(frame);
    } else {
        self->refuse_call(id, result.error());
    }
    --self->calls_;
    if (self->subscriber_) self->read();
}

void WebSocket::refuse_call(std::uint32_t id, const Error& error) {
    v1::ServerFrame frame;
    auto& reply = *frame.add_items()->mutable_reply();
    reply.set_id(id);
    *reply.mutable_error() = rpc::to_wire(error);
    send(frame);
}

void WebSocket::typing(const v1::Typing& typing) {
    const auto stream_id = streams::channel_stream(typing.channel_id());
    if (!subscriber_->follows(stream_id)) return;
    if (typed_in_ == stream_id && heard_at_ - typed_at_ < typing_interval) return;
    typed_in_ = stream_id;
    typed_at_ = heard_at_;
    if (!worker_.services().known_as) return;
    boost::asio::co_spawn(worker_.executor, tell_typing(shared_from_this(), typing.channel_id()),
                          [](const std::exception_ptr& escaped) {
                              if (escaped) log::error("who types was not told", {});
                          });
}

boost::asio::awaitable<void> WebSocket::tell_typing(std::shared_ptr<WebSocket> self, std::string channel_id) {
    const auto known = co_await self->worker_.services().known_as(self->caller_.member_id, channel_id);
    if (!known) co_return;
    v1::ServerFrame frame;
    auto& member = *frame.add_items()->mutable_member_typing();
    member.set_channel_id(channel_id);
    member.set_member_id(known->member_id);
    member.set_name(known->name);
    const store::Notice notice{.kind = store::Notice::Kind::ephemeral,
                               .key = streams::channel_stream(channel_id),
                               .number = 0,
                               .bytes = std::make_shared<const std::string>(frame.SerializeAsString())};
    self->worker_.services().bus->publish({&notice, 1});
}

void WebSocket::send(const v1::ServerFrame& frame) {
    if (!closing_) push(std::make_shared<const std::string>(websocket_frame(frame.SerializeAsString())));
}

void WebSocket::deliver(const std::shared_ptr<const std::string>& frame) {
    if (!closing_) push(worker_.frame(frame));
}

void WebSocket::push(std::shared_ptr<const std::string> frame) {
    stream_->push(std::move(frame));
    if (stream_->outbox().bytes() > Outbox::max_bytes)
        close(streams::CloseCode::too_slow, "what is waiting does not fit");
}

void WebSocket::close(streams::CloseCode code, std::string_view reason) {
    if (closing_) return;
    closing_ = true;
    closing_since_ = std::chrono::steady_clock::now();
    if (code == streams::CloseCode::too_slow) worker_.metrics.connections_too_slow.add(1);
    websocket::close_reason why(std::string{reason});
    why.code = static_cast<websocket::close_code>(code);
    socket_.async_close(why, [self = shared_from_this()](boost::system::error_code) { self->ended(); });
}

void WebSocket::each_second(Time now) {
    const auto& limits = worker_.options().limits;
    if (!closing_ && stream_->is_finishing()) {  // Beast has ended it, because of what the client did.
        closing_ = true;
        closing_since_ = now;
    }
    if (closing_) {
        if (now - closing_since_ > (stream_->is_finishing() ? parting_time : closing_time)) stream_->close();
        return;
    }
    if (!subscriber_) {  // Still shaking hands.
        if (now - heard_at_ > limits.header_time) stream_->close();
        return;
    }
    if (caller_.expires_at_us != 0 && worker_.services().clock->now() >= caller_.expires_at_us) {
        close(streams::CloseCode::session_ended, "the token has expired");
    } else if (!stream_->outbox().empty() && now - stream_->last_progress() > limits.stall_time) {
        close(streams::CloseCode::too_slow, "nothing was taken for a while");
    } else if (now - heard_at_ > limits.silence_time) {
        close(streams::CloseCode::silent, "nothing was heard for a while");
    } else if (now - pinged_at_ >= limits.ping_interval) {
        pinged_at_ = now;
        if (stream_->outbox().empty()) stream_->push(ping_frame());
    }
}

void WebSocket::go_away(std::chrono::milliseconds reconnect_in) {
    if (!subscriber_ || closing_) return;
    v1::ServerFrame frame;
    frame.add_items()->mutable_go_away()->set_reconnect_in_ms(static_cast<std::uint32_t>(reconnect_in.count()));
    send(frame);
    close(streams::CloseCode::going_away, "the server is stopping");
}

}  // namespace ourplace::gateway
