#include "gateway/listener.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <exception>
#include <memory>
#include <string_view>
#include <utility>

#include "base/log.hpp"
#include "gateway/byte_stream.hpp"
#include "gateway/http_connection.hpp"

namespace ourplace::gateway {
namespace {

using tcp = boost::asio::ip::tcp;
using reuse_port = boost::asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

// Ten thousand clients that come back at once must fit: what does not costs them 1, 3 and 5 s. The kernel cuts it to
// net.core.somaxconn.
constexpr int backlog = 16 * 1024;
constexpr std::chrono::milliseconds pause_without_sockets{100};

std::string address_of(const tcp::endpoint& endpoint) {
    auto address = endpoint.address();
    if (address.is_v6() && address.to_v6().is_v4_mapped()) {
        return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6()).to_string();
    }
    return address.to_string();
}

Error cannot_listen(const std::string& address, std::uint16_t port, const boost::system::error_code& failure) {
    const auto where = address + ":" + std::to_string(port);
    if (failure == boost::asio::error::address_in_use) {
        return Error::failed_precondition("port", where + " is in use by another program. Choose another with --port.");
    }
    return Error::failed_precondition("address", "Cannot listen on " + where + ": " + failure.message());
}

enum class Sharing : std::uint8_t { none, among_shards };

Result<void> bind_to(tcp::acceptor& acceptor, const std::string& address, std::uint16_t port, Sharing sharing) {
    boost::system::error_code failure;
    const auto ip = boost::asio::ip::make_address(address == "localhost" ? "127.0.0.1" : address, failure);
    if (failure)
        return std::unexpected(
            Error::invalid("address", address + " is not an IP address; 0.0.0.0 and :: listen everywhere."));
    const tcp::endpoint endpoint(ip, port);
    acceptor.open(endpoint.protocol(), failure);
    if (!failure && ip.is_v6()) acceptor.set_option(boost::asio::ip::v6_only(false), failure);
    if (!failure) acceptor.set_option(tcp::acceptor::reuse_address(true), failure);
    if (!failure && sharing == Sharing::among_shards) acceptor.set_option(reuse_port(true), failure);
    if (!failure) acceptor.bind(endpoint, failure);
    if (failure) return std::unexpected(cannot_listen(address, port, failure));
    return {};
}

}  // namespace

Listener::Listener(boost::asio::io_context& context, Worker& worker)
    : context_(context), worker_(worker), acceptor_(context), pause_(context) {}

Result<void> Listener::check_free(const std::string& address, std::uint16_t port) {
    boost::asio::io_context context;
    tcp::acceptor probe(context);
    return bind_to(probe, address, port, Sharing::none);
}

Result<void> Listener::bind(const std::string& address, std::uint16_t port) {
    if (auto bound = bind_to(acceptor_, address, port, Sharing::among_shards); !bound) return bound;
    boost::system::error_code failure;
    acceptor_.listen(backlog, failure);
    if (!failure) acceptor_.non_blocking(true, failure);
    if (failure) return std::unexpected(cannot_listen(address, port, failure));
    port_ = acceptor_.local_endpoint().port();
    return {};
}

void Listener::start() { accept(); }

void Listener::stop() {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
}

void Listener::accept() {
    acceptor_.async_wait(tcp::acceptor::wait_read, [this](boost::system::error_code failure) {
        if (failure) return;
        // All that are waiting, ahead of their handshakes.
        for (;;) {
            tcp::socket socket(context_);
            acceptor_.accept(socket, failure);
            if (failure) break;
            accepted(std::move(socket));
        }
        if (failure == boost::asio::error::would_block || failure == boost::asio::error::connection_aborted)
            return accept();
        if (!acceptor_.is_open()) return;
        log::error("cannot accept connections", {{"reason", failure.message()}});
        pause_.expires_after(pause_without_sockets);
        pause_.async_wait([this](boost::system::error_code stopped) {
            if (!stopped) accept();
        });
    });
}

void Listener::accepted(tcp::socket socket) {
    boost::system::error_code failure;
    const auto endpoint = socket.remote_endpoint(failure);
    if (failure) return;
    auto address = address_of(endpoint);
    auto place = worker_.common.addresses.enter(address);
    if (!place) return turn_away(std::move(socket));
    auto stream = std::make_shared<ByteStream>(std::move(socket), worker_.common.tls.load(), worker_.flusher);
    auto connection =
        std::make_shared<HttpConnection>(worker_, std::move(stream), std::move(address), std::move(*place));
    boost::asio::co_spawn(context_, connection->run(), [](const std::exception_ptr& escaped) {
        if (!escaped) return;
        try {
            std::rethrow_exception(escaped);
        } catch (const std::exception& caught) {
            log::error("a connection broke off", {{"reason", caught.what()}});
        }
    });
}

// Costs one send and no memory, so that whoever opens thousands of connections gains nothing.
void Listener::turn_away(tcp::socket socket) {
    constexpr std::string_view reply =
        "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 30\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    boost::system::error_code ignored;
    socket.non_blocking(true, ignored);
    socket.send(boost::asio::buffer(reply), 0, ignored);
    socket.close(ignored);
}

}  // namespace ourplace::gateway
