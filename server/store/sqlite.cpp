#include "store/sqlite.hpp"

#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "store/job_queue.hpp"
#include "store/not_saved.hpp"
#include "store/sqlite_connection.hpp"
#include "store/sqlite_migrations.hpp"
#include "store/sqlite_writer.hpp"
#include "store/store_lock.hpp"

namespace ourplace::store {
namespace {

// Bounds how long the first of a batch waits for the last.
constexpr std::size_t max_batch = 1000;
// Pages of the write-ahead log (4 KiB) from which it is copied into the file on a thread of its own …
constexpr int checkpoint_pages = 2000;
// … and from which the writer does it itself, so that the log cannot outgrow the copying.
constexpr int urgent_checkpoint_pages = 20'000;

// Copies the write-ahead log into the file while the writer goes on, so that no commit waits for it.
class Checkpointer {
  public:
    explicit Checkpointer(const std::filesystem::path& file)
        : connection_(file, SqliteConnection::Mode::write), thread_([this] { run(); }) {
        connection_.on_log_growth([](int) {});
    }
    ~Checkpointer() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        wake_.notify_one();
        thread_.join();
    }
    Checkpointer(const Checkpointer&) = delete;
    Checkpointer& operator=(const Checkpointer&) = delete;

    void ask() {
        {
            const std::lock_guard lock(mutex_);
            asked_ = true;
        }
        wake_.notify_one();
    }

  private:
    void run() {
        std::unique_lock lock(mutex_);
        while (true) {
            wake_.wait(lock, [this] { return stopping_ || asked_; });
            if (stopping_) return;
            asked_ = false;
            lock.unlock();
            try {
                connection_.checkpoint();
            } catch (const std::exception& caught) {
                log::error("the store cannot tidy its log", {{"reason", caught.what()}});
            }
            lock.lock();
        }
    }

    SqliteConnection connection_;
    std::mutex mutex_;
    std::condition_variable wake_;
    bool asked_ = false;
    bool stopping_ = false;
    std::thread thread_;
};

class SqliteDatabase final : public Database {
  public:
    SqliteDatabase(const SqliteOptions& options, StoreLock lock, std::unique_ptr<SqliteConnection> connection)
        : lock_(std::move(lock)),
          writer_connection_(std::move(connection)),
          writer_(*writer_connection_, options.metrics),
          writes_(options.max_waiting_writes),
          reads_(options.max_waiting_reads),
          checkpointer_(options.file) {
        writer_connection_->on_log_growth([this](int pages) { log_pages_ = pages; });
        for (std::size_t index = 0; index < options.readers; ++index) {
            reader_connections_.push_back(
                std::make_unique<SqliteConnection>(options.file, SqliteConnection::Mode::read));
        }
        writer_thread_ = std::thread([this] { run_writer(); });
        for (auto& reader : reader_connections_) {
            reader_threads_.emplace_back([this, &connection = *reader] { run_reader(connection); });
        }
    }

    // What waits is still carried out.
    ~SqliteDatabase() override {
        writes_.close();
        reads_.close();
        writer_thread_.join();
        for (auto& thread : reader_threads_) thread.join();
    }

  private:
    void submit_write(std::unique_ptr<Job> job) override { writes_.push(std::move(job)); }
    void submit_read(std::unique_ptr<Job> job) override { reads_.push(std::move(job)); }

    void run_writer() {
        std::vector<WaitingJob> batch;
        std::size_t expected = 1;
        while (writes_.take_together(batch, max_batch, expected)) {
            expected = batch.size();
            writer_.commit(batch, commit_listener_);
            batch.clear();
            tidy_log();
        }
    }

    void tidy_log() {
        if (log_pages_ < checkpoint_pages) return;
        if (log_pages_ < urgent_checkpoint_pages) {
            checkpointer_.ask();
            return;
        }
        try {
            writer_connection_->checkpoint();
        } catch (const std::exception& caught) {
            log::error("the store cannot tidy its log", {{"reason", caught.what()}});
        }
    }

    void run_reader(SqliteConnection& connection) {
        std::vector<WaitingJob> next;
        while (reads_.take(next, 1)) {
            read(connection, *next.front().job);
            next.clear();
        }
    }

    static void read(SqliteConnection& connection, Job& job) {
        auto failure = failure_of_read([&] {
            connection.run("BEGIN");
            SqliteTransaction transaction(connection);
            job.run(transaction);
        });
        try {
            if (connection.in_transaction()) connection.run("COMMIT");
        } catch (const std::exception& caught) {
            log::error("the store failed to end a read", {{"reason", caught.what()}});
        }
        job.finish(std::move(failure));
    }

    StoreLock lock_;
    std::unique_ptr<SqliteConnection> writer_connection_;
    SqliteWriter writer_;
    JobQueue writes_;
    JobQueue reads_;
    // Written and read by the writer's thread only.
    int log_pages_ = 0;
    Checkpointer checkpointer_;
    std::vector<std::unique_ptr<SqliteConnection>> reader_connections_;
    std::thread writer_thread_;
    std::vector<std::thread> reader_threads_;
};

Result<void> make_folder(const std::filesystem::path& folder) {
    std::error_code failed;
    if (std::filesystem::create_directories(folder, failed)) {
        // What people write is nobody else's to read.
        std::filesystem::permissions(folder, std::filesystem::perms::owner_all, failed);
    }
    if (!failed) return {};
    return std::unexpected(Error::failed_precondition(
        "data_dir", "The data folder " + folder.string() + " cannot be made (" + failed.message() + ")."));
}

// A tool beside a server may not change the tables under it.
Result<void> bring_up_to_date(const SqliteOptions& options, SqliteConnection& connection,
                              std::span<const Migration> migrations, const std::filesystem::path& lock_file) {
    if (options.use == SqliteOptions::Use::server) return migrate(connection, migrations);
    const auto version = store_version(connection, migrations);
    if (!version) return std::unexpected(version.error());
    if (*version == migrations.size()) return {};
    const auto lock = StoreLock::take(lock_file);
    if (!lock) return std::unexpected(lock.error());
    return migrate(connection, migrations);
}

}  // namespace

Result<std::unique_ptr<Database>> open_sqlite(const SqliteOptions& options, std::span<const Migration> migrations) {
    const auto lock_file = std::filesystem::path(options.file).replace_extension(".lock");
    try {
        if (auto made = make_folder(options.file.parent_path()); !made) return std::unexpected(made.error());
        StoreLock lock;
        if (options.use == SqliteOptions::Use::server) {
            auto taken = StoreLock::take(lock_file);
            if (!taken) return std::unexpected(taken.error());
            lock = std::move(*taken);
        }
        auto connection = std::make_unique<SqliteConnection>(options.file, SqliteConnection::Mode::write);
        if (auto done = bring_up_to_date(options, *connection, migrations, lock_file); !done) {
            return std::unexpected(done.error());
        }
        return std::make_unique<SqliteDatabase>(options, std::move(lock), std::move(connection));
    } catch (const StoreFailure& caught) {
        return std::unexpected(Error::failed_precondition("data_dir", caught.what()));
    }
}

}  // namespace ourplace::store
