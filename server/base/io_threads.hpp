// One io_context with one thread each: what runs on one of them needs no locks. Shards live on these.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <cstddef>
#include <deque>
#include <thread>
#include <vector>

namespace ourplace {

class IoThreads {
  public:
    explicit IoThreads(std::size_t count);
    IoThreads(const IoThreads&) = delete;
    IoThreads& operator=(const IoThreads&) = delete;
    // Stops, whatever still waits.
    ~IoThreads();

    [[nodiscard]] std::size_t size() const { return contexts_.size(); }
    [[nodiscard]] boost::asio::io_context& context(std::size_t index) { return contexts_.at(index); }

    void start();
    // Lets what is under way come to its end, and waits for it.
    void finish();
    // Ends the threads without waiting for what is under way.
    void stop();

  private:
    std::deque<boost::asio::io_context> contexts_;
    std::vector<boost::asio::executor_work_guard<boost::asio::io_context::executor_type>> work_;
    std::vector<std::thread> threads_;
};

}  // namespace ourplace
