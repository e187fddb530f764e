#include "store/write_lanes.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace ourplace::store {

bool WriteLanes::push(const std::string& stream_id, std::unique_ptr<Job> job) {
    const char* refusal = nullptr;
    {
        const std::lock_guard lock(mutex_);
        if (closed_) {
            refusal = "The server is stopping. Try again shortly.";
        } else if (waiting_ >= max_waiting_) {
            refusal = "The server is very busy. Try again shortly.";
        } else {
            auto& lane = lanes_[stream_id];
            if (lane.waiting.empty() && !lane.running) turns_.push_back(stream_id);
            lane.waiting.push_back({std::move(job), std::chrono::steady_clock::now()});
            ++waiting_;
            changed_.notify_one();
            return true;
        }
    }
    job->finish(Error::unavailable(refusal));
    return false;
}

// Only the first in turn is looked at: an exclusive batch would wait for ever if streams went past it.
bool WriteLanes::may_start() const {
    if (turns_.empty() || exclusive_running_) return false;
    return !turns_.front().empty() || streams_running_ == 0;
}

bool WriteLanes::take(LaneBatch& batch, std::size_t at_most) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return may_start() || (closed_ && waiting_ == 0); });
    if (turns_.empty()) return false;
    batch.stream_id = std::move(turns_.front());
    turns_.pop_front();
    auto& lane = lanes_.at(batch.stream_id);
    lane.running = true;
    if (batch.is_exclusive()) {
        exclusive_running_ = true;
    } else {
        ++streams_running_;
    }
    const auto taken = std::min(at_most, lane.waiting.size());
    const auto end = lane.waiting.begin() + static_cast<std::ptrdiff_t>(taken);
    batch.jobs.assign(std::make_move_iterator(lane.waiting.begin()), std::make_move_iterator(end));
    lane.waiting.erase(lane.waiting.begin(), end);
    waiting_ -= taken;
    if (may_start()) changed_.notify_one();
    return true;
}

void WriteLanes::done(const LaneBatch& batch) {
    const std::lock_guard lock(mutex_);
    const auto found = lanes_.find(batch.stream_id);
    if (batch.is_exclusive()) {
        exclusive_running_ = false;
    } else {
        --streams_running_;
    }
    found->second.running = false;
    if (found->second.waiting.empty()) {
        lanes_.erase(found);
    } else {
        turns_.push_back(batch.stream_id);
    }
    changed_.notify_all();
}

std::int64_t WriteLanes::refuse_before(std::chrono::steady_clock::time_point moment, const Error& why) {
    std::vector<WaitingJob> refused;
    {
        const std::lock_guard lock(mutex_);
        for (auto& [stream_id, lane] : lanes_) {
            while (!lane.waiting.empty() && lane.waiting.front().since < moment) {
                refused.push_back(std::move(lane.waiting.front()));
                lane.waiting.pop_front();
                --waiting_;
            }
        }
        std::erase_if(turns_, [this](const auto& stream_id) { return lanes_.at(stream_id).waiting.empty(); });
        std::erase_if(lanes_, [](const auto& entry) { return entry.second.waiting.empty() && !entry.second.running; });
        changed_.notify_all();
    }
    for (auto& waiting : refused) waiting.job->finish(why);
    return static_cast<std::int64_t>(refused.size());
}

void WriteLanes::close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    changed_.notify_all();
}

}  // namespace ourplace::store
