// Does what falls due, on every node alike: the work and the note that it is done are one exclusive transaction, so each
// job is done once, whichever node comes first and whenever one dies. What cannot be done is tried again, ever more slowly.
// One coroutine at a time.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/task.hpp"
#include "jobs/job_tables.hpp"
#include "store/database.hpp"

namespace ourplace::jobs {

class JobRunner {
  public:
    // Within the transaction, on the store's thread. Returns when it falls due again, if it does: long work is cut into
    // pieces, and everybody else's writes go between. A failure of any kind takes everything back.
    using Work = std::function<std::optional<Timestamp>(store::Transaction& tx, const Job& job)>;

    static constexpr Timestamp first_pause_us = 60 * microseconds_per_second;
    static constexpr Timestamp longest_pause_us = 3600 * microseconds_per_second;

    // What is given by reference outlives it.
    JobRunner(store::Database& database, const Clock& clock);

    // Before the first round. Jobs of other kinds are left alone: a newer node does them.
    void add(std::string kind, Work work);

    // Looks when something falls due, every second at least, and as long as there is something to do; until stop() on the
    // executor.
    void start(const boost::asio::any_io_executor& executor);
    void stop();
    // Looks now, for what should not wait for the next second. Any thread, from start() on for as long as the executor runs.
    void wake();

    // Does what is due now; returns how many were done here.
    [[nodiscard]] Task<std::size_t> run_due();

  private:
    [[nodiscard]] boost::asio::awaitable<void> watch(std::shared_ptr<boost::asio::steady_timer> timer);
    // Until something that is here now falls due; a second at most, since other nodes plan as well.
    [[nodiscard]] boost::asio::awaitable<std::chrono::microseconds> until_next();
    [[nodiscard]] Task<bool> run(const Job& job, Timestamp now);
    [[nodiscard]] Task<bool> postpone(const Job& job, Timestamp now);

    store::Database& database_;
    const Clock& clock_;
    std::map<std::string, Work, std::less<>> works_;
    boost::asio::any_io_executor executor_;
    std::shared_ptr<boost::asio::steady_timer> timer_;
    bool woken_ = false;
};

}  // namespace ourplace::jobs
