// Carries out one batch of writes on one connection: a transaction, a savepoint for each job, one commit. The locks that
// make writes exclusive or in a stream across all nodes are taken as it begins (decisions/0005).
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "store/database.hpp"
#include "store/postgres_connection.hpp"
#include "store/postgres_meter.hpp"
#include "store/write_lanes.hpp"

namespace ourplace::store {

class PostgresTransaction final : public Transaction {
  public:
    explicit PostgresTransaction(PostgresConnection& connection) : connection_(connection) {}

    [[nodiscard]] std::size_t notice_count() const { return notices_.size(); }
    [[nodiscard]] std::span<const Notice> notices() const { return notices_; }
    void stamp_notices(std::chrono::steady_clock::time_point committed_at) {
        for (auto& notice : notices_) notice.committed_at = committed_at;
    }
    void forget_notices_after(std::size_t count) { notices_.resize(count); }

  private:
    Outcome run(std::string_view sql, std::span<const Value> values) override {
        auto outcome = connection_.run(sql, values);
        return {.rows = std::move(outcome.rows), .changed = outcome.changed};
    }
    PostgresConnection& connection_;
};

class PostgresWriter {
  public:
    PostgresWriter(PostgresConnection& connection, PostgresMeter& meter) : connection_(connection), meter_(meter) {}

    // Carries the jobs out, tells the listener, and finishes every one of them. Never throws; afterwards the connection
    // is in no transaction, or lost.
    void commit(LaneBatch& batch, const Database::CommitListener& listener);

  private:
    // Carried out in the transaction; `refused`: it rolled itself back and only waits to be told so.
    struct Done {
        WaitingJob waiting;
        std::optional<Error> failure;
        bool refused = false;
    };

    void begin(const LaneBatch& batch);
    void carry_out(WaitingJob& waiting, bool is_exclusive);
    // Why the job failed alone; throws what fails the whole transaction.
    std::optional<Error> run(Done& done, bool is_exclusive);
    void end(const Database::CommitListener& listener);
    // Nothing of the batch was saved, or nobody knows.
    void fail_all(LaneBatch& batch, const Error& failure);
    void roll_back_quietly();
    void finish_all();
    void count_committed();

    PostgresConnection& connection_;
    PostgresMeter& meter_;
    std::unique_ptr<PostgresTransaction> transaction_;
    std::vector<Done> done_;
    // COMMIT is on its way: from now on a lost connection says nothing about what was saved.
    bool committing_ = false;
};

}  // namespace ourplace::store
