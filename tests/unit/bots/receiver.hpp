// Somebody's server that takes webhooks: real HTTP on a free port of this machine, on a thread of its own.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace ourplace::bots {

class Receiver {
  public:
    struct Request {
        // By name in lower case.
        std::map<std::string, std::string> headers;
        std::string body;
    };

    Receiver();
    Receiver(const Receiver&) = delete;
    Receiver& operator=(const Receiver&) = delete;
    ~Receiver();

    [[nodiscard]] std::string url() const;
    // What the next requests are answered with; 200 when nothing is left. 0: nothing at all, for as long as they wait.
    void answer_with(std::deque<unsigned> statuses);
    [[nodiscard]] std::vector<Request> received() const;
    // False: not so many came within ten seconds.
    [[nodiscard]] bool receives(std::size_t count);

  private:
    void run();

    boost::asio::io_context context_;
    boost::asio::ip::tcp::acceptor acceptor_;
    mutable std::mutex mutex_;
    std::deque<unsigned> statuses_;
    std::vector<Request> received_;
    std::condition_variable came_;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

}  // namespace ourplace::bots
