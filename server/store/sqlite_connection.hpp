// One connection to the SQLite file with its prepared statements. Used by one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "store/transaction.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace ourplace::store {

// What SQLite said, put in the operator's words.
class SqliteFailure : public StoreFailure {
  public:
    SqliteFailure(int code, const std::string& message) : StoreFailure(message), code_(code) {}
    // The primary result code: SQLITE_FULL, SQLITE_BUSY …
    [[nodiscard]] int code() const { return code_; }

  private:
    int code_;
};

class SqliteConnection {
  public:
    enum class Mode : std::uint8_t { write, read };

    // Opens the file (Mode::write creates it) with WAL, synchronous=FULL and foreign keys. Throws SqliteFailure.
    SqliteConnection(const std::filesystem::path& file, Mode mode);

    struct Outcome {
        Rows rows;
        std::int64_t changed = 0;
    };
    // Throws SqliteFailure when the store cannot do its work, std::logic_error when the statement is at fault.
    Outcome run(std::string_view sql, std::span<const Value> values = {});
    // Several statements without parameters, for migrations.
    void run_script(std::string_view sql);

    // False after SQLite has rolled back of its own accord, as it may on a full disk.
    [[nodiscard]] bool in_transaction() const;
    // Broken references that would make the whole commit fail.
    [[nodiscard]] bool has_broken_references() const;
    // Called within run("COMMIT") with the number of pages in the write-ahead log; replaces SQLite's own checkpoints.
    void on_log_growth(std::function<void(int pages)> listener);
    // Copies what it can of the write-ahead log into the file, without making anybody wait.
    void checkpoint();

  private:
    struct Close {
        void operator()(sqlite3* database) const;
    };
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    struct Statement {
        std::unique_ptr<sqlite3_stmt, Finalize> handle;
        // For each of SQLite's parameters the number N of its $N: SQLite counts them by appearance.
        std::vector<std::size_t> parameters;
    };
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };

    Statement& prepared(std::string_view sql);
    static void bind(const Statement& statement, std::string_view sql, std::span<const Value> values);
    [[noreturn]] void fail(int code, std::string_view sql) const;

    std::string file_;
    std::unique_ptr<sqlite3, Close> database_;
    std::unordered_map<std::string, Statement, TextHash, std::equal_to<>> statements_;
    std::function<void(int)> log_growth_listener_;
};

}  // namespace ourplace::store
