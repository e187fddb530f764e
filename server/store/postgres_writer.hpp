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
#include "store/driver_transaction.hpp"
#include "store/postgres_connection.hpp"
#include "store/postgres_meter.hpp"
#include "store/write_lanes.hpp"

namespace ourplace::store {

class PostgresTransaction final : public DriverTransaction {
  public:
    explicit PostgresTransaction(PostgresConnection& connection) : connection_(connection) {}

  private:
    Outcome run(std::string_view sql, std::span<const Value> values) override {
        auto outcome = connection_.run(sql, values);
        return {.rows = std::move(outcome.rows), .changed = outcome.changed};
    }
    void run_later(std::string_view sql, std::span<const Value> values) override {
        connection_.send(sql, values, PostgresConnection::Part::work);
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
        std::size_t notices_before = 0;
        std::optional<Error> failure;
        bool refused = false;
    };

    void begin(const LaneBatch& batch);
    void carry_out(WaitingJob& waiting, bool is_exclusive);
    // Within a handler: why work failed alone; throws what fails the whole transaction.
    Error judge(bool is_exclusive) const;
    // Rolls back that job and those behind it, which have nothing to show for themselves any more.
    void undo_from(std::size_t number, const Error& why);
    void end(bool is_exclusive, const Database::CommitListener& listener);
    void commit_transaction(bool is_exclusive);
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
