#include "store/sqlite_connection.hpp"

#include <charconv>
#include <sqlite3.h>
#include <stdexcept>
#include <utility>

namespace ourplace::store {
namespace {

// Statements are constants of the code, so there are few; a bug that builds them from data shall not eat the memory.
constexpr std::size_t max_statements = 1000;
// Another process (`ourplace admin`) holds the write lock for milliseconds.
constexpr int busy_timeout_ms = 5000;

// Null for results that the statement itself is to blame for.
const char* failure_text(int code) {
    switch (code & 0xff) {
        case SQLITE_FULL: return "The disk is full";
        case SQLITE_READONLY:
        case SQLITE_PERM: return "The store cannot be written to";
        case SQLITE_CANTOPEN: return "The store cannot be opened";
        case SQLITE_CORRUPT: return "The store is damaged: restore a backup";
        case SQLITE_NOTADB: return "The file is not a store of ourplace, or it is damaged";
        case SQLITE_BUSY:
        case SQLITE_LOCKED: return "The store is locked by another program";
        case SQLITE_IOERR: return "The disk reports an error";
        case SQLITE_NOMEM: return "There is not enough memory";
        case SQLITE_INTERRUPT:
        case SQLITE_ABORT:
        case SQLITE_PROTOCOL: return "The store could not carry on";
        default: return nullptr;
    }
}

Value column_value(sqlite3_stmt* statement, int column) {
    const auto size = [&] { return static_cast<std::size_t>(sqlite3_column_bytes(statement, column)); };
    switch (sqlite3_column_type(statement, column)) {
        case SQLITE_INTEGER: return std::int64_t{sqlite3_column_int64(statement, column)};
        case SQLITE_TEXT: {
            const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, column));
            return std::string(text, size());
        }
        case SQLITE_BLOB: {
            const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, column));
            return Blob{bytes == nullptr ? std::string() : std::string(bytes, size())};
        }
        case SQLITE_NULL: return Null{};
        default: throw std::logic_error("The store holds no fractions");
    }
}

int bind_value(sqlite3_stmt* statement, int index, const Value& value) {
    // The values outlive the statement's run, so SQLite need not copy them.
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return sqlite3_bind_int64(statement, index, *integer);
    if (const auto* text = std::get_if<std::string>(&value)) {
        return sqlite3_bind_text64(statement, index, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
    }
    if (const auto* blob = std::get_if<Blob>(&value)) {
        return sqlite3_bind_blob64(statement, index, blob->bytes.data(), blob->bytes.size(), SQLITE_STATIC);
    }
    return sqlite3_bind_null(statement, index);
}

}  // namespace

void SqliteConnection::Close::operator()(sqlite3* database) const { sqlite3_close_v2(database); }
void SqliteConnection::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

SqliteConnection::SqliteConnection(const std::filesystem::path& file, Mode mode) : file_(file.string()) {
    sqlite3* opened = nullptr;
    const int access = mode == Mode::write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READWRITE;
    const int code =
        sqlite3_open_v2(file_.c_str(), &opened, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
    database_.reset(opened);
    if (code != SQLITE_OK) fail(code, "open");
    sqlite3_busy_timeout(opened, busy_timeout_ms);
    if (mode == Mode::write) run("PRAGMA journal_mode = WAL");
    run("PRAGMA synchronous = FULL");
    run("PRAGMA foreign_keys = ON");
    run("PRAGMA trusted_schema = OFF");
    // Savepoints and sorting stay in memory.
    run("PRAGMA temp_store = MEMORY");
    run("PRAGMA cache_size = -8192");
    if (mode == Mode::read) run("PRAGMA query_only = ON");
}

SqliteConnection::Statement& SqliteConnection::prepared(std::string_view sql) {
    if (const auto found = statements_.find(sql); found != statements_.end()) return found->second;
    if (statements_.size() >= max_statements) statements_.clear();

    sqlite3_stmt* handle = nullptr;
    const char* rest = nullptr;
    const int code = sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &handle, &rest);
    Statement statement{.handle = std::unique_ptr<sqlite3_stmt, Finalize>(handle), .parameters = {}};
    if (code != SQLITE_OK) fail(code, sql);
    if (handle == nullptr) throw std::logic_error("An empty SQL statement");
    const std::string_view tail(rest, static_cast<std::size_t>(sql.data() + sql.size() - rest));
    if (tail.find_first_not_of(" \n\t;") != std::string_view::npos) {
        throw std::logic_error("More than one SQL statement: " + std::string(sql));
    }
    for (int index = 1; index <= sqlite3_bind_parameter_count(handle); ++index) {
        const char* given = sqlite3_bind_parameter_name(handle, index);
        const std::string_view name = given == nullptr ? "" : given;
        std::size_t number = 0;
        if (name.size() > 1) std::from_chars(name.data() + 1, name.data() + name.size(), number);
        if (number == 0) throw std::logic_error("Parameters are $1, $2 …: " + std::string(sql));
        statement.parameters.push_back(number);
    }
    return statements_.emplace(std::string(sql), std::move(statement)).first->second;
}

void SqliteConnection::bind(const Statement& statement, std::string_view sql, std::span<const Value> values) {
    std::size_t highest = 0;
    for (std::size_t index = 0; index < statement.parameters.size(); ++index) {
        const auto number = statement.parameters[index];
        highest = std::max(highest, number);
        if (number > values.size()) break;
        if (bind_value(statement.handle.get(), static_cast<int>(index + 1), values[number - 1]) != SQLITE_OK) {
            throw std::logic_error("A parameter cannot be bound: " + std::string(sql));
        }
    }
    if (highest != values.size()) throw std::logic_error("Parameters and values differ in number: " + std::string(sql));
}

SqliteConnection::Outcome SqliteConnection::run(std::string_view sql, std::span<const Value> values) {
    const auto& statement = prepared(sql);
    auto* handle = statement.handle.get();
    const struct Reset {
        sqlite3_stmt* statement;
        ~Reset() {
            sqlite3_reset(statement);
            sqlite3_clear_bindings(statement);
        }
    } reset{handle};
    bind(statement, sql, values);

    Outcome outcome;
    const int columns = sqlite3_column_count(handle);
    int code = sqlite3_step(handle);
    for (; code == SQLITE_ROW; code = sqlite3_step(handle)) {
        std::vector<Value> row;
        row.reserve(static_cast<std::size_t>(columns));
        for (int column = 0; column < columns; ++column) row.push_back(column_value(handle, column));
        outcome.rows.emplace_back(std::move(row));
    }
    if (code != SQLITE_DONE) fail(code, sql);
    if (sqlite3_stmt_readonly(handle) == 0) outcome.changed = sqlite3_changes64(database_.get());
    return outcome;
}

void SqliteConnection::run_script(std::string_view sql) {
    const int code = sqlite3_exec(database_.get(), std::string(sql).c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(code, sql);
}

bool SqliteConnection::in_transaction() const { return sqlite3_get_autocommit(database_.get()) == 0; }

bool SqliteConnection::has_broken_references() const {
    int broken = 0;
    int unused = 0;
    sqlite3_db_status(database_.get(), SQLITE_DBSTATUS_DEFERRED_FKS, &broken, &unused, 0);
    return broken != 0;
}

void SqliteConnection::on_log_growth(std::function<void(int)> listener) {
    log_growth_listener_ = std::move(listener);
    sqlite3_wal_hook(
        database_.get(),
        [](void* self, sqlite3*, const char*, int pages) {
            static_cast<SqliteConnection*>(self)->log_growth_listener_(pages);
            return SQLITE_OK;
        },
        this);
}

void SqliteConnection::checkpoint() {
    const int code = sqlite3_wal_checkpoint_v2(database_.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    if (code != SQLITE_OK && code != SQLITE_BUSY) fail(code, "checkpoint");
}

void SqliteConnection::fail(int code, std::string_view sql) const {
    const char* detail = database_ ? sqlite3_errmsg(database_.get()) : sqlite3_errstr(code);
    if (const char* text = failure_text(code)) {
        throw SqliteFailure(code & 0xff, std::string(text) + " (" + file_ + ": " + detail + ").");
    }
    throw std::logic_error(std::string(detail) + " in: " + std::string(sql));
}

}  // namespace ourplace::store
