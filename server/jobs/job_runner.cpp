#include "jobs/job_runner.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <exception>
#include <utility>
#include <vector>

#include "base/log.hpp"

namespace ourplace::jobs {
namespace {

constexpr std::size_t max_jobs_per_round = 100;
constexpr std::chrono::microseconds longest_sleep = std::chrono::seconds(1);

Timestamp pause_after(unsigned failures) {
    return std::min(JobRunner::first_pause_us << std::min(failures, 10U), JobRunner::longest_pause_us);
}

}  // namespace

JobRunner::JobRunner(store::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

void JobRunner::add(std::string kind, Work work) { works_.emplace(std::move(kind), std::move(work)); }

void JobRunner::start(const boost::asio::any_io_executor& executor) {
    executor_ = executor;
    timer_ = std::make_shared<boost::asio::steady_timer>(executor);
    boost::asio::co_spawn(executor, watch(timer_), [](const std::exception_ptr& failure) {
        if (failure) log::error("nothing that falls due is done any more");
    });
}

void JobRunner::stop() {
    if (timer_) timer_->cancel();
    timer_.reset();
}

void JobRunner::wake() {
    boost::asio::post(executor_, [this] {
        woken_ = true;
        if (timer_) timer_->cancel();
    });
}

boost::asio::awaitable<void> JobRunner::watch(std::shared_ptr<boost::asio::steady_timer> timer) {
    std::chrono::microseconds pause = longest_sleep;
    while (timer == timer_) {
        timer->expires_after(pause);
        boost::system::error_code cancelled;
        if (!woken_) co_await timer->async_wait(boost::asio::redirect_error(boost::asio::use_awaitable, cancelled));
        if (timer != timer_) co_return;
        woken_ = false;
        // More may be due than one round takes, and a job may go on at once. What fails now is due in the next round.
        for (auto done = co_await run_due(); done && *done > 0 && timer == timer_;) done = co_await run_due();
        pause = co_await until_next();
    }
}

boost::asio::awaitable<std::chrono::microseconds> JobRunner::until_next() {
    const auto now = clock_.now();
    const auto next = co_await database_.read(
        [now](store::Transaction& tx) -> Result<std::optional<Timestamp>> { return next_due(tx, now); });
    if (!next || !*next) co_return longest_sleep;
    co_return std::clamp(std::chrono::microseconds(**next - clock_.now()), std::chrono::microseconds(0), longest_sleep);
}

Task<std::size_t> JobRunner::run_due() {
    const auto now = clock_.now();
    const auto jobs = co_await database_.read(
        [now](store::Transaction& tx) -> Result<std::vector<Job>> { return due(tx, now, max_jobs_per_round); });
    if (!jobs) co_return std::unexpected(jobs.error());
    std::size_t done = 0;
    for (const auto& job : *jobs) {
        if (!works_.contains(job.kind)) continue;
        const auto ran = co_await run(job, now);
        if (ran && *ran) ++done;
        if (ran) continue;
        log::error("a job failed", {{"kind", job.kind}, {"failures", job.failures + 1}});
        if (const auto postponed = co_await postpone(job, now); !postponed)
            co_return std::unexpected(postponed.error());
    }
    co_return done;
}

Task<bool> JobRunner::run(const Job& job, Timestamp now) {
    co_return co_await database_.write([&](store::Transaction& tx) -> Result<bool> {
        if (!is_due(tx, job, now)) return false;
        if (const auto again = works_.find(job.kind)->second(tx, job)) {
            set_due(tx, job, *again, 0);
        } else {
            remove(tx, job);
        }
        return true;
    });
}

Task<bool> JobRunner::postpone(const Job& job, Timestamp now) {
    co_return co_await database_.write([&](store::Transaction& tx) -> Result<bool> {
        if (is_due(tx, job, now)) set_due(tx, job, now + pause_after(job.failures), job.failures + 1);
        return true;
    });
}

}  // namespace ourplace::jobs
