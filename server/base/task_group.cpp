#include "base/task_group.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <list>

#include "base/log.hpp"

namespace ourplace {

struct TaskGroup::State {
    explicit State(boost::asio::any_io_executor given)
        : executor(std::move(given)), changed(executor, boost::asio::steady_timer::time_point::max()) {}
    boost::asio::any_io_executor executor;
    // A list: signals must not move while coroutines hold their slots.
    std::list<boost::asio::cancellation_signal> running;
    // Never expires; cancelled to wake drain().
    boost::asio::steady_timer changed;
};

TaskGroup::TaskGroup(boost::asio::any_io_executor executor) : state_(std::make_shared<State>(std::move(executor))) {}
TaskGroup::~TaskGroup() = default;

void TaskGroup::spawn(boost::asio::awaitable<void> task) {
    const auto signal = state_->running.emplace(state_->running.end());
    boost::asio::co_spawn(state_->executor, std::move(task),
                          boost::asio::bind_cancellation_slot(
                              signal->slot(), [state = state_, signal](const std::exception_ptr& failure) {
                                  state->running.erase(signal);
                                  if (state->running.empty()) state->changed.cancel();
                                  if (!failure) return;
                                  try {
                                      std::rethrow_exception(failure);
                                  } catch (const std::exception& caught) {
                                      log::error("a task failed", {{"reason", caught.what()}});
                                  }
                              }));
}

std::size_t TaskGroup::size() const { return state_->running.size(); }

void TaskGroup::cancel() {
    // A coroutine may end, and so leave the list, while its signal is emitted.
    for (auto next = state_->running.begin(); next != state_->running.end();) {
        auto& signal = *next++;
        signal.emit(boost::asio::cancellation_type::terminal);
    }
}

boost::asio::awaitable<void> TaskGroup::drain() {
    const auto state = state_;
    while (!state->running.empty()) {
        boost::system::error_code woken;
        co_await state->changed.async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, woken));
    }
}

}  // namespace ourplace
