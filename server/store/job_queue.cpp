#include "store/job_queue.hpp"

#include <algorithm>
#include <utility>

namespace ourplace::store {
namespace {

// Far below the time of a durable commit, so waiting never costs more than it saves.
constexpr std::chrono::microseconds gathering_time{150};

}  // namespace

bool JobQueue::push(std::unique_ptr<Job> job) {
    const char* refusal = nullptr;
    {
        const std::lock_guard lock(mutex_);
        if (closed_) {
            refusal = "The server is stopping. Try again shortly.";
        } else if (waiting_.size() >= max_waiting_) {
            refusal = "The server is very busy. Try again shortly.";
        } else {
            waiting_.push_back({std::move(job), std::chrono::steady_clock::now()});
            if (waiting_.size() >= wake_at_) came_.notify_one();
            return true;
        }
    }
    job->finish(Error::unavailable(refusal));
    return false;
}

bool JobQueue::move_out(std::vector<WaitingJob>& taken, std::size_t at_most) {
    const auto end = waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(at_most, waiting_.size()));
    std::move(waiting_.begin(), end, std::back_inserter(taken));
    waiting_.erase(waiting_.begin(), end);
    return !taken.empty();
}

bool JobQueue::take(std::vector<WaitingJob>& taken, std::size_t at_most) {
    std::unique_lock lock(mutex_);
    came_.wait(lock, [this] { return closed_ || !waiting_.empty(); });
    return move_out(taken, at_most);
}

bool JobQueue::take_together(std::vector<WaitingJob>& taken, std::size_t at_most, std::size_t expected) {
    std::unique_lock lock(mutex_);
    came_.wait(lock, [this] { return closed_ || !waiting_.empty(); });
    if (expected > waiting_.size()) {
        wake_at_ = expected;
        came_.wait_for(lock, gathering_time, [&] { return closed_ || waiting_.size() >= expected; });
        wake_at_ = 1;
    }
    return move_out(taken, at_most);
}

std::int64_t JobQueue::refuse_before(std::chrono::steady_clock::time_point moment, const Error& why) {
    std::vector<WaitingJob> refused;
    {
        const std::lock_guard lock(mutex_);
        while (!waiting_.empty() && waiting_.front().since < moment) {
            refused.push_back(std::move(waiting_.front()));
            waiting_.pop_front();
        }
    }
    for (auto& waiting : refused) waiting.job->finish(why);
    return static_cast<std::int64_t>(refused.size());
}

void JobQueue::close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    came_.notify_all();
}

}  // namespace ourplace::store
