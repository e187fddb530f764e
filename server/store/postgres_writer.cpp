#include "store/postgres_writer.hpp"

#include <cstdint>
#include <exception>
#include <string>
#include <utility>

#include "base/log.hpp"
#include "store/not_saved.hpp"

namespace ourplace::store {
namespace {

using Part = PostgresConnection::Part;

Error in_the_way() {
    return Error::unavailable("Others changed the same at the same time, so nothing was saved. Try again.");
}

Error perhaps_saved() {
    return Error::unavailable(
        "The server lost its store while it saved this: it may or may not have been saved. Sending it again is safe.");
}

}  // namespace

void PostgresWriter::commit(LaneBatch& batch, const Database::CommitListener& listener) {
    committing_ = false;
    transaction_ = std::make_unique<PostgresTransaction>(connection_);
    try {
        begin(batch);
        for (auto& waiting : batch.jobs) carry_out(waiting, batch.is_exclusive());
        end(batch.is_exclusive(), listener);
    } catch (const PostgresFailure& caught) {
        const bool in_doubt = committing_ && connection_.is_lost();
        log::error(in_doubt ? "the store was lost in a commit" : "the store failed a transaction",
                   {{"reason", caught.what()}, {"writes", batch.jobs.size()}});
        roll_back_quietly();
        fail_all(batch, in_doubt                                           ? perhaps_saved()
                        : caught.kind() == PostgresFailure::Kind::conflict ? in_the_way()
                                                                           : not_saved());
    } catch (const std::exception& caught) {
        log::error("a transaction failed", {{"reason", caught.what()}});
        roll_back_quietly();
        fail_all(batch, Error::internal("Something went wrong in the server; nothing was saved."));
    }
    transaction_.reset();
}

void PostgresWriter::begin(const LaneBatch& batch) {
    connection_.send("BEGIN ISOLATION LEVEL READ COMMITTED");
    if (batch.is_exclusive()) {
        connection_.send_exclusive_lock();
    } else {
        connection_.send_stream_lock(batch.stream_id);
    }
}

void PostgresWriter::carry_out(WaitingJob& waiting, bool is_exclusive) {
    const auto number = done_.size();
    connection_.begin_work(number);
    connection_.send("SAVEPOINT job");
    auto& done = done_.emplace_back(
        Done{.waiting = std::move(waiting), .notices_before = transaction_->notice_count(), .failure = {}});
    try {
        done.refused = !done.waiting.job->run(*transaction_);
        if (done.refused) {
            transaction_->forget_notices_after(done.notices_before);
            connection_.send("ROLLBACK TO SAVEPOINT job");
        }
    } catch (...) {
        const auto failure = judge(is_exclusive);
        undo_from(connection_.failed_work().value_or(number), failure);
    }
    connection_.send("RELEASE SAVEPOINT job");
}

Error PostgresWriter::judge(bool is_exclusive) const {
    try {
        throw;
    } catch (const PostgresFailure& caught) {
        if (connection_.is_lost() || connection_.transaction_failed()) throw;
        log::error("the store failed a write", {{"reason", caught.what()}});
        return caught.kind() == PostgresFailure::Kind::conflict ? in_the_way() : not_saved();
    } catch (const StoreFailure& caught) {
        log::error("the store failed a write", {{"reason", caught.what()}});
        return not_saved();
    } catch (const UniqueViolation& caught) {
        // Two streams' writes may come to the same key at once; an exclusive one has nobody beside it.
        log::error("a write failed", {{"reason", caught.what()}});
        if (!is_exclusive) return in_the_way();
    } catch (const std::exception& caught) {
        log::error("a write failed", {{"reason", caught.what()}});
    }
    return Error::internal("Something went wrong in the server; nothing was saved.");
}

// Where a statement failed that nobody waited for, the database has carried out nothing behind it: neither the release of
// that job's savepoint nor the savepoints of those that followed.
void PostgresWriter::undo_from(std::size_t number, const Error& why) {
    transaction_->forget_notices_after(done_.at(number).notices_before);
    for (auto index = number; index < done_.size(); ++index) {
        auto& done = done_[index];
        if (!done.refused && !done.failure) done.failure = index == number ? why : in_the_way();
    }
    connection_.send("ROLLBACK TO SAVEPOINT job");
}

void PostgresWriter::commit_transaction(bool is_exclusive) {
    while (true) {
        connection_.begin_work(done_.size());
        committing_ = true;
        try {
            connection_.run("COMMIT", {}, Part::transaction);
            return;
        } catch (...) {
            // The connection may break behind the answer.
            if (connection_.last_tag() == "COMMIT") return;
            const auto failed = connection_.failed_work();
            if (connection_.is_lost() || !failed) throw;
            committing_ = false;
            undo_from(*failed, judge(is_exclusive));
            connection_.send("RELEASE SAVEPOINT job");
        }
    }
}

void PostgresWriter::end(bool is_exclusive, const Database::CommitListener& listener) {
    commit_transaction(is_exclusive);
    if (connection_.last_tag() != "COMMIT")
        throw PostgresFailure(PostgresFailure::Kind::unable, "The database rolled back instead of committing.");
    if (listener && transaction_->notice_count() > 0) {
        transaction_->stamp_notices(std::chrono::steady_clock::now());
        listener(transaction_->notices());
    }
    count_committed();
    finish_all();
}

void PostgresWriter::fail_all(LaneBatch& batch, const Error& failure) {
    for (auto& done : done_) {
        if (!done.refused && !done.failure) done.failure = failure;
    }
    for (auto& waiting : batch.jobs) {
        if (waiting.job) done_.push_back({.waiting = std::move(waiting), .failure = failure});
    }
    meter_.count([](StoreMetrics& metrics) { metrics.commits_failed.add(1); });
    finish_all();
}

void PostgresWriter::roll_back_quietly() {
    if (connection_.is_lost()) return;
    try {
        connection_.run("ROLLBACK", {}, Part::transaction);
    } catch (const std::exception& caught) {
        log::error("the store failed a rollback", {{"reason", caught.what()}});
    }
}

void PostgresWriter::finish_all() {
    for (auto& done : done_) {
        if (done.refused || done.failure)
            meter_.count([](StoreMetrics& metrics) { metrics.writes_rolled_back.add(1); });
        done.waiting.job->finish(std::move(done.failure));
    }
    done_.clear();
}

void PostgresWriter::count_committed() {
    const auto now = std::chrono::steady_clock::now();
    meter_.count([&](StoreMetrics& metrics) {
        std::int64_t committed = 0;
        for (const auto& done : done_) {
            if (done.refused || done.failure) continue;
            ++committed;
            metrics.commit_seconds.observe(std::chrono::duration<double>(now - done.waiting.since).count());
        }
        metrics.commits.add(1);
        metrics.writes.add(committed);
        metrics.batch_size.observe(static_cast<double>(done_.size()));
    });
}

}  // namespace ourplace::store
