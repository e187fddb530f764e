// The seam to a store. Functions run inside a transaction on the store's own threads; coroutines wait for them.
//
//     auto posted = co_await database.write([&](Transaction& tx) -> Result<Posted> { … });
//
// Writes are serialisable, one after the other. Waiting writes share one commit, each in a savepoint of its own: a
// function that returns an error is rolled back alone. The waiting coroutine goes on, on its own executor, only after
// the commit is durable. Reads see one consistent state and run on a pool.
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
        return start(std::move(work), &Database::submit_write);
    }
    template <class Work>
    auto read(Work work) -> boost::asio::awaitable<std::invoke_result_t<Work&, Transaction&>> {
        return start(std::move(work), &Database::submit_read);
    }

    // The same for start-up, the command line and tests: blocks the calling thread.
    template <class Work>
    auto write_now(Work work) -> std::invoke_result_t<Work&, Transaction&> {
        return wait(std::move(work), &Database::submit_write);
    }
    template <class Work>
    auto read_now(Work work) -> std::invoke_result_t<Work&, Transaction&> {
        return wait(std::move(work), &Database::submit_read);
    }

    // Called on the writer's thread after each commit, with its notices in order. Set once, before the first write.
    void on_commit(CommitListener listener) { commit_listener_ = std::move(listener); }

  protected:
    virtual void submit_write(std::unique_ptr<Job> job) = 0;
    virtual void submit_read(std::unique_ptr<Job> job) = 0;

    CommitListener commit_listener_;

  private:
    using Submit = void (Database::*)(std::unique_ptr<Job>);

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
    auto start(Work work, Submit submit) -> boost::asio::awaitable<std::invoke_result_t<Work&, Transaction&>> {
        using R = std::invoke_result_t<Work&, Transaction&>;
        co_return co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(R)>(
            [this, submit](auto handler, Work waiting) {
                auto executor = boost::asio::get_associated_executor(handler);
                (this->*submit)(job(std::move(waiting), [handler = std::move(handler), executor](R result) mutable {
                    boost::asio::post(executor, [handler = std::move(handler), result = std::move(result)]() mutable {
                        std::move(handler)(std::move(result));
                    });
                }));
            },
            boost::asio::use_awaitable, std::move(work));
    }

    template <class Work>
    auto wait(Work work, Submit submit) -> std::invoke_result_t<Work&, Transaction&> {
        using R = std::invoke_result_t<Work&, Transaction&>;
        std::promise<R> promise;
        auto future = promise.get_future();
        (this->*submit)(job(std::move(work), [&promise](R result) { promise.set_value(std::move(result)); }));
        return future.get();
    }
};

}  // namespace ourplace::store
