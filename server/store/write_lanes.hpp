// Writes that wait for a connection, a lane for each stream and one for exclusive writes. Of one lane one batch runs at a
// time; an exclusive batch runs alone. Lanes take turns, first come, first served. Bounded.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "store/job_queue.hpp"

namespace ourplace::store {

struct LaneBatch {
    // Empty: exclusive.
    std::string stream_id;
    std::vector<WaitingJob> jobs;

    [[nodiscard]] bool is_exclusive() const { return stream_id.empty(); }
};

// Any thread.
class WriteLanes {
  public:
    explicit WriteLanes(std::size_t max_waiting) : max_waiting_(max_waiting) {}

    // An empty stream id: exclusive. Finishes the job with `unavailable` at once when too many wait or all is closed; false then.
    bool push(const std::string& stream_id, std::unique_ptr<Job> job);

    // Waits for a lane that may run and takes at most `at_most` of its jobs. False: closed and empty. Every batch that was
    // taken must be given back with done(), after its notices were told: only then does its lane go on.
    bool take(LaneBatch& batch, std::size_t at_most);
    void done(const LaneBatch& batch);

    // Finishes with that error who has waited since before that moment; how many.
    std::int64_t refuse_before(std::chrono::steady_clock::time_point moment, const Error& why);

    // What waits is still taken; nothing new gets in.
    void close();

  private:
    struct Lane {
        std::deque<WaitingJob> waiting;
        bool running = false;
    };
    // Whether the lane whose turn it is may start.
    [[nodiscard]] bool may_start() const;

    const std::size_t max_waiting_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::unordered_map<std::string, Lane> lanes_;
    // Lanes that wait and do not run, in turn.
    std::deque<std::string> turns_;
    std::size_t waiting_ = 0;
    std::size_t streams_running_ = 0;
    bool exclusive_running_ = false;
    bool closed_ = false;
};

}  // namespace ourplace::store
