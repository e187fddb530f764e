// The seam to a store. Functions run inside a transaction on the store's own threads; coroutines wait for them.
//
//     auto posted = co_await database.write([&](Transaction& tx) -> Result<Posted> { … });
//
// Waiting writes share one commit, each in a savepoint of its own: a function that returns an error is rolled back alone.
// The waiting coroutine goes on, on its own executor, only after the commit is durable. Reads see one consistent state
// and run on a pool.
//
// A write is *exclusive* (`write`) or *in a stream* (`write_in`). An exclusive one runs beside no other write of any node.
// One in a stream runs beside no exclusive one and no other of the same stream, but perhaps beside those of other streams:
// what these may change meanwhile it must not need to stand still, and of what others may insert it changes nothing. SQLite
// runs all one after the other; PostgreSQL makes the most of it. The choice is explained in decisions/0005.
//
// SQL that stands in both: references are checked by each statement (not deferred), text has no NUL bytes.
#pragma once

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>

#include "base/result.hpp"
#include "store/notice.hpp"
#include "store/transaction.hpp"

namespace ourplace::store {

// One function waiting for its transaction.
class Job {
  public:
    virtual ~Job() = default;
    // Runs the function; false asks for a rollback. Throws StoreFailure.
    virtual bool run(Transaction& tx) = 0;
    // Called once, after the commit or rollback; a failure replaces what run() returned.
    virtual void finish(std::optional<Error> failure) = 0;
};

class Database {
  public:
    using CommitListener = std::function<void(std::span<const Notice>)>;

    Database() = default;
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    virtual ~Database() = default;

    // Any thread with an executor. Work is `Result<T>(Transaction&)`.
    template <class Work>
    auto write(Work work) -> boost::asio::awaitable<std::invoke_result_t<Work&, Transaction&>> {
        return start(std::move(work), exclusively());
    }
    template <class Work>
    auto write_in(std::string stream_id, Work work)
        -> boost::asio::awaitable<std::invoke_result_t<Work&, Transaction&>> {
        return start(std::move(work), in_stream(std::move(stream_id)));
    }
    template <class Work>
    auto read(Work work) -> boost::asio::awaitable<std::invoke_result_t<Work&, Transaction&>> {
        return start(std::move(work), reading());
    }

    // The same for start-up, the command line and tests: blocks the calling thread.
    template <class Work>
    auto write_now(Work work) -> std::invoke_result_t<Work&, Transaction&> {
        return wait(std::move(work), exclusively());
    }
    template <class Work>
    auto write_in_now(std::string stream_id, Work work) -> std::invoke_result_t<Work&, Transaction&> {
        return wait(std::move(work), in_stream(std::move(stream_id)));
    }
    template <class Work>
    auto read_now(Work work) -> std::invoke_result_t<Work&, Transaction&> {
        return wait(std::move(work), reading());
    }

    // Called after each commit with its notices in order, before anybody goes on. Perhaps on several threads at once, but
    // the notices of one stream come in the order of its numbers. Set once, before the first write.
    void on_commit(CommitListener listener) { commit_listener_ = std::move(listener); }

  protected:
    virtual void submit_write(std::unique_ptr<Job> job) = 0;
    virtual void submit_write_in(const std::string& /*stream_id*/, std::unique_ptr<Job> job) {
        submit_write(std::move(job));
    }
    virtual void submit_read(std::unique_ptr<Job> job) = 0;

    CommitListener commit_listener_;

  private:
    using Submit = std::function<void(std::unique_ptr<Job>)>;

    Submit exclusively() {
        return [this](std::unique_ptr<Job> job) { submit_write(std::move(job)); };
    }
    Submit in_stream(std::string stream_id) {
        return [this, stream_id = std::move(stream_id)](std::unique_ptr<Job> job) {
            submit_write_in(stream_id, std::move(job));
        };
    }
    Submit reading() {
        return [this](std::unique_ptr<Job> job) { submit_read(std::move(job)); };
    }

    template <class Work, class Done>
    class JobFor final : public Job {
      public:
        JobFor(Work work, Done done) : work_(std::move(work)), done_(std::move(done)) {}
        bool run(Transaction& tx) override {
            result_.emplace(work_(tx));
            return result_->has_value();
        }
        void finish(std::optional<Error> failure) override {
            if (failure) result_.emplace(std::unexpected(std::move(*failure)));
            done_(std::move(*result_));
        }

      private:
        Work work_;
        Done done_;
        std::optional<std::invoke_result_t<Work&, Transaction&>> result_;
    };
    template <class Work, class Done>
    static std::unique_ptr<Job> job(Work work, Done done) {
        return std::make_unique<JobFor<Work, Done>>(std::move(work), std::move(done));
    }

    template <class Work>
    static auto start(Work work, Submit submit) -> boost::asio::awaitable<std::invoke_result_t<Work&, Transaction&>> {
        using R = std::invoke_result_t<Work&, Transaction&>;
        co_return co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(R)>(
            [&submit](auto handler, Work waiting) {
                auto executor = boost::asio::get_associated_executor(handler);
                submit(job(std::move(waiting), [handler = std::move(handler), executor](R result) mutable {
                    boost::asio::post(executor, [handler = std::move(handler), result = std::move(result)]() mutable {
                        std::move(handler)(std::move(result));
                    });
                }));
            },
            boost::asio::use_awaitable, std::move(work));
    }

    template <class Work>
    static auto wait(Work work, const Submit& submit) -> std::invoke_result_t<Work&, Transaction&> {
        using R = std::invoke_result_t<Work&, Transaction&>;
        std::promise<R> promise;
        auto future = promise.get_future();
        submit(job(std::move(work), [&promise](R result) { promise.set_value(std::move(result)); }));
        return future.get();
    }
};

}  // namespace ourplace::store
