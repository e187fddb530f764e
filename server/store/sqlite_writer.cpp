#include "store/sqlite_writer.hpp"

#include <exception>
#include <utility>

#include "base/log.hpp"
#include "store/not_saved.hpp"

namespace ourplace::store {

void SqliteWriter::commit(std::vector<WaitingJob>& batch, const Database::CommitListener& listener) {
    for (auto& waiting : batch) {
        // Again when SQLite has rolled the transaction back: those after the culprit still have their chance.
        if (!transaction_ && !begin(batch)) return;
        carry_out(std::move(waiting));
    }
    if (transaction_) end(listener);
}

bool SqliteWriter::begin(std::vector<WaitingJob>& batch) {
    try {
        connection_.run("BEGIN IMMEDIATE");
        transaction_ = std::make_unique<SqliteTransaction>(connection_);
        return true;
    } catch (const std::exception& caught) {
        log::error("the store takes no writes", {{"reason", caught.what()}});
        for (auto& waiting : batch) {
            if (waiting.job) waiting.job->finish(not_saved());
        }
        return false;
    }
}

void SqliteWriter::carry_out(WaitingJob waiting) {
    const auto notices_before = transaction_->notice_count();
    Done done{.waiting = std::move(waiting), .failure = {}};
    try {
        connection_.run("SAVEPOINT job");
        done.refused = !done.waiting.job->run(*transaction_);
        if (!done.refused && connection_.has_broken_references()) throw std::logic_error("A reference leads nowhere");
    } catch (const StoreFailure& caught) {
        log::error("the store failed a write", {{"reason", caught.what()}});
        done.failure = not_saved();
    } catch (const std::exception& caught) {
        log::error("a write failed", {{"reason", caught.what()}});
        done.failure = Error::internal("Something went wrong in the server; nothing was saved.");
    }
    try {
        if (done.refused || done.failure) {
            transaction_->forget_notices_after(notices_before);
            if (connection_.in_transaction()) connection_.run("ROLLBACK TO job");
        }
        if (connection_.in_transaction()) connection_.run("RELEASE job");
    } catch (const std::exception& caught) {
        log::error("the store failed a write", {{"reason", caught.what()}});
        done.failure = not_saved();
        roll_back_quietly();
    }
    done_.push_back(std::move(done));
    if (!connection_.in_transaction()) fail_current(not_saved());
}

void SqliteWriter::end(const Database::CommitListener& listener) {
    try {
        connection_.run("COMMIT");
    } catch (const std::exception& caught) {
        log::error("the store failed a commit", {{"reason", caught.what()}, {"writes", done_.size()}});
        roll_back_quietly();
        fail_current(not_saved());
        return;
    }
    if (listener && transaction_->notice_count() > 0) {
        transaction_->stamp_notices(std::chrono::steady_clock::now());
        listener(transaction_->notices());
    }
    transaction_.reset();
    count_committed();
    for (auto& done : done_) finish(done);
    done_.clear();
}

// The transaction is gone: who was carried out in it and waits for success is told otherwise.
void SqliteWriter::fail_current(const Error& failure) {
    transaction_.reset();
    if (metrics_ != nullptr) metrics_->commits_failed.add(1);
    for (auto& done : done_) {
        if (!done.refused && !done.failure) done.failure = failure;
        finish(done);
    }
    done_.clear();
}

void SqliteWriter::roll_back_quietly() {
    try {
        if (connection_.in_transaction()) connection_.run("ROLLBACK");
    } catch (const std::exception& caught) {
        log::error("the store failed a rollback", {{"reason", caught.what()}});
    }
}

void SqliteWriter::finish(Done& done) const {
    if (metrics_ != nullptr && (done.refused || done.failure)) metrics_->writes_rolled_back.add(1);
    done.waiting.job->finish(std::move(done.failure));
}

void SqliteWriter::count_committed() const {
    if (metrics_ == nullptr) return;
    const auto now = std::chrono::steady_clock::now();
    std::int64_t committed = 0;
    for (const auto& done : done_) {
        if (done.refused || done.failure) continue;
        ++committed;
        metrics_->commit_seconds.observe(std::chrono::duration<double>(now - done.waiting.since).count());
    }
    metrics_->commits.add(1);
    metrics_->writes.add(committed);
    metrics_->batch_size.observe(static_cast<double>(done_.size()));
}

}  // namespace ourplace::store
