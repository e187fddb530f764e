// The coroutines of one executor, so that shutting down can wait for them. Used on its executor only.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <cstddef>
#include <memory>

namespace ourplace {

class TaskGroup {
  public:
    explicit TaskGroup(boost::asio::any_io_executor executor);
    TaskGroup(const TaskGroup&) = delete;
    TaskGroup& operator=(const TaskGroup&) = delete;
    // Coroutines that still run go on alone; drain() first.
    ~TaskGroup();

    // An exception that leaves the coroutine is logged and ends only it.
    void spawn(boost::asio::awaitable<void> task);
    [[nodiscard]] std::size_t size() const;

    // Asks every coroutine to stop: what it waits for ends with operation_aborted.
    void cancel();
    // Ends when no coroutine of the group runs any more.
    [[nodiscard]] boost::asio::awaitable<void> drain();

  private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace ourplace
