#include "store/postgres.hpp"

#include <cstdint>
#include <exception>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "store/job_queue.hpp"
#include "store/not_saved.hpp"
#include "store/postgres_meter.hpp"
#include "store/postgres_migrations.hpp"
#include "store/postgres_pool.hpp"
#include "store/postgres_writer.hpp"
#include "store/write_lanes.hpp"

namespace ourplace::store {
namespace {

// PostgreSQL keeps track of 64 subtransactions of a session in memory; with more every read of everybody is slower.
constexpr std::size_t max_batch = 60;

class PostgresDatabase final : public Database {
  public:
    explicit PostgresDatabase(const PostgresOptions& options)
        : meter_(options.metrics),
          writes_(options.max_waiting_writes),
          reads_(options.max_waiting_reads),
          writers_(options.url, options.times, options.patience, meter_,
                   [this](auto moment) { note_waiting(-writes_.refuse_before(moment, not_saved())); }),
          readers_(options.url, options.times, options.patience, meter_,
                   [this](auto moment) { note_waiting(-reads_.refuse_before(moment, not_read())); }) {
        meter_.count([&](StoreMetrics& metrics) {
            metrics.pool_size.add(static_cast<std::int64_t>(options.writers + options.readers));
        });
        for (std::size_t index = 0; index < options.writers; ++index) threads_.emplace_back([this] { run_writer(); });
        for (std::size_t index = 0; index < options.readers; ++index) threads_.emplace_back([this] { run_reader(); });
    }

    // What waits is still carried out, if the database is there.
    ~PostgresDatabase() override {
        writes_.close();
        reads_.close();
        writers_.stop();
        readers_.stop();
        for (auto& thread : threads_) thread.join();
    }

  private:
    void submit_write(std::unique_ptr<Job> job) override { submit_write_in({}, std::move(job)); }
    void submit_write_in(const std::string& stream_id, std::unique_ptr<Job> job) override {
        if (writes_.push(stream_id, std::move(job))) note_waiting(1);
    }
    void submit_read(std::unique_ptr<Job> job) override {
        if (reads_.push(std::move(job))) note_waiting(1);
    }
    void note_waiting(std::int64_t change) {
        meter_.count([change](StoreMetrics& metrics) { metrics.pool_waiting.add(change); });
    }

    void run_writer() {
        std::unique_ptr<PostgresConnection> connection;
        // Connected first, so that whoever has no connection takes no work from those who have one.
        while (writers_.keep_connected(connection)) {
            LaneBatch batch;
            if (!writes_.take(batch, max_batch)) return;
            note_waiting(-static_cast<std::int64_t>(batch.jobs.size()));
            const Busy busy(meter_);
            // It may have been closed while there was nothing to do.
            if (connection->is_closed_by_server() && !writers_.keep_connected(connection)) {
                refuse(batch);
            } else {
                PostgresWriter(*connection, meter_).commit(batch, commit_listener_);
            }
            writes_.done(batch);
        }
        for (LaneBatch batch; writes_.take(batch, max_batch);) {
            refuse(batch);
            writes_.done(batch);
        }
    }

    static void refuse(LaneBatch& batch) {
        for (auto& waiting : batch.jobs) waiting.job->finish(not_saved());
    }

    void run_reader() {
        std::unique_ptr<PostgresConnection> connection;
        std::vector<WaitingJob> next;
        while (readers_.keep_connected(connection)) {
            if (!reads_.take(next, 1)) return;
            note_waiting(-1);
            const Busy busy(meter_);
            if (connection->is_closed_by_server() && !readers_.keep_connected(connection)) {
                next.front().job->finish(not_read());
            } else {
                read(*connection, *next.front().job);
            }
            next.clear();
        }
        while (reads_.take(next, 1)) {
            next.front().job->finish(not_read());
            next.clear();
        }
    }

    static void read(PostgresConnection& connection, Job& job) {
        auto failure = failure_of_read([&] {
            connection.send("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
            PostgresTransaction transaction(connection);
            job.run(transaction);
        });
        // Whoever waits need not wait for the end of the transaction as well.
        job.finish(std::move(failure));
        try {
            if (!connection.is_lost()) connection.run("COMMIT");
        } catch (const std::exception& caught) {
            log::error("the store failed to end a read", {{"reason", caught.what()}});
        }
    }

    // For as long as a connection carries something out.
    class Busy {
      public:
        explicit Busy(PostgresMeter& meter) : meter_(meter) { add(1); }
        ~Busy() { add(-1); }
        Busy(const Busy&) = delete;
        Busy& operator=(const Busy&) = delete;

      private:
        void add(int change) {
            meter_.count([change](StoreMetrics& metrics) { metrics.pool_busy.add(change); });
        }
        PostgresMeter& meter_;
    };

    PostgresMeter meter_;
    WriteLanes writes_;
    JobQueue reads_;
    PostgresPool writers_;
    PostgresPool readers_;
    std::vector<std::thread> threads_;
};

Result<void> bring_up_to_date(PostgresConnection& connection, PostgresOptions::Use use,
                              std::span<const Migration> migrations) {
    if (use == PostgresOptions::Use::server) return migrate(connection, migrations);
    const auto version = postgres_version(connection, migrations);
    if (!version) return std::unexpected(version.error());
    if (*version == migrations.size()) return {};
    if (*version == 0 && use == PostgresOptions::Use::tool) return migrate(connection, migrations);
    return std::unexpected(Error::failed_precondition(
        "database", "The store is of an earlier version. Start a server of this version to bring it up to date."));
}

}  // namespace

Result<std::unique_ptr<Database>> open_postgres(const PostgresOptions& options, std::span<const Migration> migrations) {
    const auto address = postgres_address(options.url);
    if (!address) return std::unexpected(address.error());
    const auto refuse = [&](const std::string& why) {
        return std::unexpected(
            Error::failed_precondition("database", "The database " + *address + " cannot be used. " + why));
    };
    try {
        PostgresConnection connection(options.url, options.times);
        if (auto checked = check_postgres(connection); !checked) return refuse(checked.error().message);
        if (auto done = bring_up_to_date(connection, options.use, migrations); !done)
            return refuse(done.error().message);
    } catch (const StoreFailure& caught) {
        return refuse(caught.what());
    }
    return std::make_unique<PostgresDatabase>(options);
}

}  // namespace ourplace::store
