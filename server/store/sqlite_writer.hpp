// The one thread that writes, with group commit: what waits is carried out in one transaction, each job in a savepoint of
// its own, and only after the one durable commit is everybody answered.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/metrics.hpp"
#include "store/database.hpp"
#include "store/driver_transaction.hpp"
#include "store/job_queue.hpp"
#include "store/sqlite_connection.hpp"

namespace ourplace::store {

class SqliteTransaction final : public DriverTransaction {
  public:
    explicit SqliteTransaction(SqliteConnection& connection) : connection_(connection) {}

  private:
    Outcome run(std::string_view sql, std::span<const Value> values) override {
        auto outcome = connection_.run(sql, values);
        return {.rows = std::move(outcome.rows), .changed = outcome.changed};
    }
    SqliteConnection& connection_;
};

class SqliteWriter {
  public:
    SqliteWriter(SqliteConnection& connection, StoreMetrics* metrics) : connection_(connection), metrics_(metrics) {}

    // Carries the jobs out, tells the listener, and finishes every one of them. Never throws.
    void commit(std::vector<WaitingJob>& batch, const Database::CommitListener& listener);

  private:
    // Carried out in the current transaction; `refused`: it rolled itself back and only waits to be told so.
    struct Done {
        WaitingJob waiting;
        std::optional<Error> failure;
        bool refused = false;
    };

    bool begin(std::vector<WaitingJob>& batch);
    void carry_out(WaitingJob waiting);
    void end(const Database::CommitListener& listener);
    void fail_current(const Error& failure);
    void roll_back_quietly();
    void finish(Done& done) const;
    void count_committed() const;

    SqliteConnection& connection_;
    StoreMetrics* metrics_;
    std::unique_ptr<SqliteTransaction> transaction_;
    std::vector<Done> done_;
};

}  // namespace ourplace::store
