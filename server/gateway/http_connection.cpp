#include "gateway/http_connection.hpp"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <iterator>

#include "base/id.hpp"
#include "base/log.hpp"
#include "gateway/event_stream.hpp"
#include "gateway/web_socket.hpp"
#include "rpc/errors.hpp"

namespace ourplace::gateway {
namespace http = boost::beast::http;
namespace {

constexpr auto quietly = boost::asio::as_tuple(boost::asio::use_awaitable);
constexpr std::string_view api_prefix = "/ourplace.v1.";
constexpr std::size_t idle_tls_buffer_bytes = 1024;
constexpr std::size_t bytes_written_at_once = std::size_t{64} * 1024;

// The last address that a trusted proxy added, for limits. A proxy may add a line of its own to a client's, so the last
// line counts.
std::string forwarded_address(const Request& request, const std::string& peer, const AddressLimits& addresses) {
    if (!addresses.is_trusted_proxy(peer)) return peer;
    std::string_view forwarded;
    const auto lines = request.equal_range("X-Forwarded-For");
    for (auto line = lines.first; line != lines.second; ++line) forwarded = line->value();
    auto last = std::string(trimmed(forwarded.substr(forwarded.rfind(',') + 1)));
    boost::system::error_code no_address;
    boost::asio::ip::make_address(last, no_address);
    return no_address ? peer : last;
}

bool is_loopback(const std::string& address) { return address.starts_with("127.") || address == "::1"; }

std::optional<rpc::Codec> codec_of(std::string_view content_type) {
    const auto type = content_type.substr(0, content_type.find(';'));
    if (boost::beast::iequals(type, "application/json")) return rpc::Codec::json;
    if (boost::beast::iequals(type, "application/proto")) return rpc::Codec::proto;
    return std::nullopt;
}

}  // namespace

HttpConnection::HttpConnection(Worker& worker, std::shared_ptr<ByteStream> stream, std::string address,
                               AddressLimits::Place place)
    : worker_(worker),
      stream_(std::move(stream)),
      peer_address_(std::move(address)),
      address_(peer_address_),
      place_(std::move(place)) {
    allow(worker_.options().limits.header_time);
    worker_.add(*this);
}

HttpConnection::~HttpConnection() { worker_.remove(*this); }

void HttpConnection::each_second(Time now) {
    if (now > deadline_) close_now();
}

void HttpConnection::go_away(std::chrono::milliseconds) {
    draining_ = true;
    if (idle_) close_now();
}

void HttpConnection::close_now() {
    if (stream_) stream_->close();
}

boost::asio::awaitable<void> HttpConnection::run() {
    const auto self = shared_from_this();
    if (stream_->uses_tls()) {
        idle_ = true;
        const auto [failure] = co_await stream_->async_handshake(quietly);
        if (failure) co_return stream_->close();
    }
    auto next = Next::request;
    while (next == Next::request) next = co_await serve_one();
    if (next == Next::taken_over) co_return;
    // Say goodbye first: a client that is still sending would otherwise be reset and lose the reply.
    boost::system::error_code ignored;
    stream_->socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
    allow(std::chrono::seconds(2));
    std::array<char, 512> rest{};
    for (std::size_t discarded = 0; discarded < 64 * 1024;) {
        const auto [failure, bytes] = co_await stream_->async_read_some(boost::asio::buffer(rest), quietly);
        if (failure) break;
        discarded += bytes;
    }
    stream_->close();
}

boost::asio::awaitable<bool> HttpConnection::wait_for_request() {
    if (buffer_.size() > 0) co_return true;
    if (draining_) co_return false;
    idle_ = true;
    boost::system::error_code failure;
    if (stream_->uses_tls()) {
        // What TLS has read ahead would not be seen by waiting for the socket.
        const auto [failed, bytes] = co_await stream_->async_read_some(buffer_.prepare(idle_tls_buffer_bytes), quietly);
        buffer_.commit(bytes);
        failure = failed;
    } else {
        std::tie(failure) = co_await stream_->socket().async_wait(boost::asio::ip::tcp::socket::wait_read, quietly);
    }
    idle_ = false;
    co_return !failure;
}

boost::asio::awaitable<HttpConnection::Next> HttpConnection::serve_one() {
    if (!co_await wait_for_request()) co_return Next::close;
    auto request = co_await read_request();
    if (!request) {
        if (!request.error().message.empty()) {
            auto reply = error_reply(request.error());
            if (request.error().code == Code::out_of_range) reply.status = request.error().field == "body" ? 413 : 431;
            reply.close = true;
            (void)co_await send(std::move(reply), Request());
        }
        co_return Next::close;
    }
    address_ = forwarded_address(*request, peer_address_, worker_.common.addresses);
    const auto path = path_of(*request);
    if (path == "/connect" || path == "/updates") {
        if (co_await take_over(*request)) co_return Next::taken_over;
        co_return Next::close;
    }
    auto reply = co_await answer(*request);
    reply.close = reply.close || !request->keep_alive() || draining_ || worker_.common.draining;
    const bool go_on = !reply.close;
    if (!co_await send(std::move(reply), *request) || !go_on) co_return Next::close;
    allow(worker_.options().limits.keep_alive_time);
    co_return Next::request;
}

Task<Request> HttpConnection::read_request() {
    const auto& limits = worker_.options().limits;
    http::request_parser<http::string_body> parser;
    parser.header_limit(static_cast<std::uint32_t>(limits.max_header_bytes));
    parser.body_limit(limits.max_request_bytes);
    allow(limits.header_time);
    auto [failure, bytes] = co_await http::async_read_header(*stream_, buffer_, parser, quietly);
    std::ptrdiff_t headers = 0;
    if (!failure) {
        if (auto malformed = why_malformed(parser.get())) co_return std::unexpected(std::move(*malformed));
        headers = std::ranges::distance(parser.get());
        allow(limits.request_time);
        if (boost::beast::iequals(parser.get()[Field::expect], "100-continue")) {
            constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
            std::tie(failure, bytes) = co_await boost::asio::async_write(*stream_, boost::asio::buffer(go_on), quietly);
        }
    }
    if (!failure) std::tie(failure, bytes) = co_await http::async_read(*stream_, buffer_, parser, quietly);
    if (!failure && std::ranges::distance(parser.get()) > headers) {
        // Beast puts them among the headers, past whatever a proxy in front has let through.
        co_return std::unexpected(Error::invalid("Trailer", "Headers after the body are not understood."));
    }
    if (!failure) co_return parser.release();
    if (failure == http::error::body_limit) {
        co_return std::unexpected(
            Error{.code = Code::out_of_range,
                  .message = "A request has at most " + std::to_string(limits.max_request_bytes) + " bytes.",
                  .field = "body"});
    }
    if (failure == http::error::header_limit || failure == http::error::buffer_overflow) {
        co_return std::unexpected(
            Error{.code = Code::out_of_range,
                  .message = "Headers have at most " + std::to_string(limits.max_header_bytes) + " bytes.",
                  .field = "headers"});
    }
    const bool not_http = failure.category() == http::make_error_code(http::error::bad_method).category() &&
                          failure != http::error::end_of_stream && failure != http::error::partial_message;
    if (not_http) co_return std::unexpected(Error::invalid("", "This is not an HTTP request that can be understood."));
    co_return std::unexpected(Error{});  // The client has gone.
}

boost::asio::awaitable<bool> HttpConnection::send(Reply reply, const Request& request) {
    const auto header = header_text(reply, worker_.options(), !reply.close);
    const bool with_body = request.method() != http::verb::head && reply.status != 304;
    const auto content = with_body ? reply.content() : std::string_view();
    const std::array<boost::asio::const_buffer, 2> both{boost::asio::buffer(header), boost::asio::buffer(content)};
    // However long it takes on a bad line, as long as something is taken.
    const auto at_once = [this](const boost::system::error_code& failed, std::size_t) {
        allow(worker_.options().limits.stall_time);
        return failed ? 0 : bytes_written_at_once;
    };
    const auto [failure, bytes] = co_await boost::asio::async_write(*stream_, both, at_once, quietly);
    co_return !failure;
}

boost::asio::awaitable<Reply> HttpConnection::answer(const Request& request) {
    const auto path = path_of(request);
    if (path.starts_with(api_prefix)) co_return co_await call(request, path.substr(1));
    if (const auto plain = worker_.services().router->plain(path); plain.handler != nullptr)
        co_return co_await answer_plainly(request, plain);
    if (request.method() != http::verb::get && request.method() != http::verb::head) {
        auto reply = text_reply(405, "Only GET and HEAD are understood here.\n");
        reply.headers.emplace_back("Allow", "GET, HEAD");
        co_return reply;
    }
    if (path == "/healthz") co_return text_reply(200, "alive\n");
    if (path == "/readyz") {
        const bool ready = !worker_.common.draining;
        co_return text_reply(ready ? 200 : 503, ready ? "ready\n" : "stopping\n");
    }
    if (path == "/metrics") co_return metrics(request);
    co_return file(request);
}

Task<accounts::Caller> HttpConnection::authenticate(const Request& request) {
    auto credentials = credentials_of(request, worker_.options());
    if (credentials.secret.empty()) co_return accounts::Caller{};
    if (credentials.by_cookie && !origin_allowed(request, worker_.options())) {
        co_return std::unexpected(
            Error::permission_denied("Origin", "This site may not act for somebody who is signed in here."));
    }
    co_return co_await worker_.services().authenticate(std::move(credentials.secret));
}

boost::asio::awaitable<Reply> HttpConnection::call(const Request& request, std::string_view method) {
    if (request.method() != http::verb::post) {
        auto reply = error_reply({.code = Code::unimplemented, .message = "Call methods with POST.", .field = {}});
        reply.status = 405;
        reply.headers.emplace_back("Allow", "POST");
        co_return reply;
    }
    const auto codec = codec_of(request[Field::content_type]);
    if (!codec) {
        auto reply = error_reply(Error::invalid("Content-Type", "Send application/json or application/proto."));
        reply.status = 415;
        reply.headers.emplace_back("Accept-Post", "application/json, application/proto");
        co_return reply;
    }
    rpc::Context context{.caller = {},
                         .request_id = new_id(),
                         .address = address_,
                         .can_set_cookie = true,
                         .budget = {},
                         .new_session_secret = {},
                         .forget_session = false};
    auto caller = co_await authenticate(request);
    // An old cookie must not stand in the way of signing in: those methods are open to everybody.
    const bool open_to_everybody = !caller && caller.error().code == Code::unauthenticated;
    if (caller) context.caller = std::move(*caller);
    Result<std::string> result = std::string();
    if (caller || open_to_everybody) {
        result = co_await worker_.services().router->call(context, method, *codec, request.body());
    } else {
        result = std::unexpected(std::move(caller.error()));
    }
    Reply reply;
    if (result) {
        reply.headers.emplace_back("Content-Type",
                                   *codec == rpc::Codec::json ? "application/json" : "application/proto");
        reply.headers.emplace_back("Cache-Control", "no-store");
        reply.body = std::move(*result);
    } else {
        // Whoever showed a session or token learns why it did not count.
        const bool was_shown = !caller && result.error().code == Code::unauthenticated;
        reply = error_reply(was_shown ? caller.error() : result.error());
        if (!worker_.services().router->has(method)) reply.status = 404;
    }
    reply.headers.emplace_back("X-Request-Id", context.request_id);
    if (context.budget) std::ranges::move(rpc::budget_headers(*context.budget), std::back_inserter(reply.headers));
    if (context.new_session_secret) {
        reply.headers.emplace_back("Set-Cookie", session_cookie(*context.new_session_secret, worker_.options()));
    } else if (context.forget_session) {
        reply.headers.emplace_back("Set-Cookie", forgotten_cookie(worker_.options()));
    }
    co_return reply;
}

boost::asio::awaitable<Reply> HttpConnection::answer_plainly(const Request& request, rpc::Router::Plain plain) {
    const std::string_view target = request.target();
    const auto question = std::min(target.find('?'), target.size());
    const rpc::PlainRequest asked{
        .verb = request.method_string(),
        .path = plain.rest,
        .query = target.substr(std::min(question + 1, target.size())),
        .body = request.body(),
        .header = [&request](std::string_view name) -> std::string_view { return request[name]; },
        .request_id = new_id(),
        .address = address_};
    auto answered = co_await (*plain.handler)(asked);
    Reply reply;
    reply.status = answered.status;
    reply.headers = std::move(answered.headers);
    reply.body = std::move(answered.body);
    reply.headers.emplace_back("X-Request-Id", asked.request_id);
    co_return reply;
}

boost::asio::awaitable<bool> HttpConnection::take_over(Request& request) {
    auto caller = co_await authenticate(request);
    std::optional<Reply> refusal;
    if (buffer_.size() > 0) {
        refusal = error_reply(Error::invalid("", "Wait for the answer to this request before you send more."));
    } else if (worker_.common.draining) {
        refusal = error_reply(Error::unavailable("The server is stopping. Try again shortly."));
    } else if (!caller) {
        refusal = error_reply(caller.error());
    } else if (!caller->signed_in()) {
        refusal = error_reply(Error::unauthenticated("Sign in first, or send a bearer token."));
    } else if (path_of(request) == "/connect") {
        refusal = WebSocket::refuse(request, worker_.options());
        if (!refusal) {
            WebSocket::start(worker_, stream_, std::move(*caller), address_, std::move(*place_), request);
            co_return true;
        }
    } else if (request.method() != http::verb::get) {
        refusal = text_reply(405, "Only GET is understood here.\n");
        refusal->headers.emplace_back("Allow", "GET");
    } else {
        auto wanted = EventStream::parse(request, worker_.options().limits.max_event_streams);
        if (wanted) {
            EventStream::start(worker_, stream_, *caller, std::move(*place_), *wanted);
            co_return true;
        }
        refusal = error_reply(wanted.error());
    }
    refusal->close = true;
    (void)co_await send(std::move(*refusal), request);
    co_return false;
}

Reply HttpConnection::metrics(const Request& request) const {
    // What comes through a proxy is not from this machine, whatever its address.
    const bool forwarded =
        request.count("X-Forwarded-For") > 0 || request.count("Forwarded") > 0 || request.count(Field::via) > 0;
    if (forwarded || !is_loopback(peer_address_)) return text_reply(403, "Metrics are for this machine only.\n");
    Reply reply;
    reply.headers = {{"Content-Type", "text/plain; version=0.0.4"}, {"Cache-Control", "no-store"}};
    reply.body = worker_.services().metrics->render();
    return reply;
}

Reply HttpConnection::file(const Request& request) const {
    const auto* found = worker_.common.files.find(path_of(request));
    if (found == nullptr) return text_reply(404, "There is nothing here.\n");
    Reply reply;
    reply.headers = {{"ETag", found->etag},
                     {"Vary", "Accept-Encoding"},
                     {"Cache-Control", found->immutable ? "public, max-age=31536000, immutable" : "no-cache"}};
    if (names_etag(request[Field::if_none_match], found->etag)) {
        reply.status = 304;
        return reply;
    }
    reply.headers.emplace_back("Content-Type", found->content_type);
    if (found->content_type.starts_with("text/html")) {
        reply.headers.emplace_back("Content-Security-Policy", worker_.common.files.content_security_policy());
        reply.headers.emplace_back("Cross-Origin-Opener-Policy", "same-origin");
        reply.headers.emplace_back("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
    }
    const std::string_view accepted = request[Field::accept_encoding];
    if (!found->brotli.empty() && accepts_brotli(accepted)) {
        reply.headers.emplace_back("Content-Encoding", "br");
        reply.shared_body = found->brotli;
    } else {
        reply.shared_body = found->bytes;
    }
    return reply;
}

}  // namespace ourplace::gateway
