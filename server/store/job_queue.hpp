// Jobs that wait for one of the store's threads, first come, first served, and bounded.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <vector>

#include "store/database.hpp"

namespace ourplace::store {

struct WaitingJob {
    std::unique_ptr<Job> job;
    std::chrono::steady_clock::time_point since;
};

// Any thread.
class JobQueue {
  public:
    explicit JobQueue(std::size_t max_waiting) : max_waiting_(max_waiting) {}

    // Finishes the job with `unavailable` at once when the queue is full or closed; false then.
    bool push(std::unique_ptr<Job> job);

    // Waits for a job, then appends at most `at_most` to `taken`. False: closed and empty.
    bool take(std::vector<WaitingJob>& taken, std::size_t at_most);
    // The same, but waits a little for `expected` to have come: those who were answered together ask again together.
    bool take_together(std::vector<WaitingJob>& taken, std::size_t at_most, std::size_t expected);

    // Finishes with that error who has waited since before that moment; how many.
    std::int64_t refuse_before(std::chrono::steady_clock::time_point moment, const Error& why);

    // What waits is still taken; nothing new gets in.
    void close();

  private:
    bool move_out(std::vector<WaitingJob>& taken, std::size_t at_most);

    const std::size_t max_waiting_;
    std::mutex mutex_;
    std::condition_variable came_;
    std::deque<WaitingJob> waiting_;
    // How many must have come before a waiting thread is worth waking.
    std::size_t wake_at_ = 1;
    bool closed_ = false;
};

}  // namespace ourplace::store
