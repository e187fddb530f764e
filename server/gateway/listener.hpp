// One shard's acceptor. All shards listen on one port (SO_REUSEPORT); a connection stays where it was accepted.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstdint>

#include "base/result.hpp"
#include "gateway/worker.hpp"

namespace ourplace::gateway {

class Listener {
  public:
    // Accepts nothing before start().
    Listener(boost::asio::io_context& context, Worker& worker);

    // Whether another program listens there. bind() would not notice one that shares its port as we do.
    [[nodiscard]] static Result<void> check_free(const std::string& address, std::uint16_t port);
    // Binds; port 0 takes a free one. The error is for the operator.
    [[nodiscard]] Result<void> bind(const std::string& address, std::uint16_t port);
    [[nodiscard]] std::uint16_t port() const { return port_; }

    // On the shard.
    void start();
    void stop();

  private:
    void accept();
    void accepted(boost::asio::ip::tcp::socket socket);
    static void turn_away(boost::asio::ip::tcp::socket socket);

    boost::asio::io_context& context_;
    Worker& worker_;
    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::steady_timer pause_;
    std::uint16_t port_ = 0;
};

}  // namespace ourplace::gateway
