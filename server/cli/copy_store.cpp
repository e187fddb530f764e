#include "cli/copy_store.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>
#include <span>
#include <string_view>
#include <thread>

#include "cli/composition.hpp"
#include "cli/copied_tables.hpp"
#include "store/postgres.hpp"
#include "store/sqlite.hpp"
#include "streams/stream_log.hpp"

namespace ourplace::cli {
namespace {

using store::Database;
using store::Row;
using store::Rows;
using store::Transaction;
using store::Value;

// Rows of one transaction; of the widest table they still fit into SQLite's 32,766 parameters.
constexpr std::size_t batch_rows = 500;
constexpr std::int64_t rows_between_lines = 20'000;
// What the epoch of the target begins with, followed by the source's, until the copy is whole.
constexpr std::string_view unfinished = "copying-";

std::string parameters(std::size_t first, std::size_t count) {
    std::string text = "(";
    for (std::size_t index = 0; index < count; ++index)
        text += (index == 0 ? "$" : ", $") + std::to_string(first + index);
    return text + ")";
}

std::vector<std::string_view> columns_of(const CopiedTable& table) {
    std::vector<std::string_view> columns;
    auto rest = table.columns;
    while (true) {
        const auto comma = rest.find(", ");
        columns.push_back(rest.substr(0, comma));
        if (comma == std::string_view::npos) return columns;
        rest.remove_prefix(comma + 2);
    }
}

std::string key_of(const CopiedTable& table) {
    const auto columns = columns_of(table);
    std::string key;
    for (std::size_t index = 0; index < table.key_columns; ++index)
        key += (index == 0 ? "" : ", ") + std::string(columns.at(index));
    return key;
}

std::span<const Value> key_of(const CopiedTable& table, const Row& row) {
    return std::span(row.values()).first(table.key_columns);
}

// The next rows behind that key, in its order; from the start where there is none.
Rows read_batch(Transaction& tx, const CopiedTable& table, const std::optional<Row>& behind) {
    const auto key = key_of(table);
    auto sql = "SELECT " + std::string(table.columns) + " FROM " + std::string(table.name);
    std::vector<Value> values;
    if (behind) {
        const auto after = key_of(table, *behind);
        values.assign(after.begin(), after.end());
        sql += " WHERE (" + key + ") > " + parameters(1, values.size());
    }
    sql += " ORDER BY " + key + " LIMIT " + std::to_string(batch_rows);
    return tx.query_with(sql, values);
}

std::optional<Row> last_row(Transaction& tx, const CopiedTable& table) {
    std::string newest_first = key_of(table);
    for (std::size_t at = 0; (at = newest_first.find(", ", at)) != std::string::npos; at += 7)
        newest_first.replace(at, 2, " DESC, ");
    return tx.query_one("SELECT " + std::string(table.columns) + " FROM " + std::string(table.name) + " ORDER BY " +
                        newest_first + " DESC LIMIT 1");
}

// A reference to the table's own rows may lead to one that is still to come: it is set once all are there.
void insert_batch(Transaction& tx, const CopiedTable& table, const Rows& rows) {
    const auto columns = columns_of(table);
    std::string sql = "INSERT INTO " + std::string(table.name) + " (" + std::string(table.columns) + ") VALUES ";
    std::vector<Value> values;
    for (const auto& row : rows) {
        sql += (values.empty() ? "" : ", ") + parameters(values.size() + 1, columns.size());
        for (std::size_t column = 0; column < columns.size(); ++column)
            values.push_back(columns[column] == table.refers_to_itself ? Value(store::Null{})
                                                                       : row.values().at(column));
    }
    tx.query_with(sql, values);
}

void set_own_references(Transaction& tx, const CopiedTable& table, const Rows& rows) {
    const auto columns = columns_of(table);
    const auto at = static_cast<std::size_t>(std::ranges::find(columns, table.refers_to_itself) - columns.begin());
    const auto sql = "UPDATE " + std::string(table.name) + " SET " + std::string(table.refers_to_itself) +
                     " = $2 WHERE " + std::string(columns.front()) + " = $1";
    for (const auto& row : rows) {
        if (row.is_null(at)) continue;
        const std::vector<Value> values{row.values().front(), row.values().at(at)};
        tx.query_with(sql, values);
    }
}

class Copy {
  public:
    Copy(Database& source, Database& target, const CopyProgress& progress)
        : source_(source), target_(target), progress_(progress) {}

    Result<CopiedRows> run() {
        if (auto begun = begin(); !begun) return std::unexpected(std::move(begun.error()));
        for (const auto& table : copied_tables()) {
            if (auto done = copy(table); !done) return std::unexpected(std::move(done.error()));
        }
        CopiedRows rows;
        for (const auto& table : copied_tables()) {
            const auto same = compare(table);
            if (!same) return std::unexpected(same.error());
            rows.emplace_back(table.name, *same);
        }
        if (auto done = set_epoch(epoch_); !done) return std::unexpected(std::move(done.error()));
        return rows;
    }

  private:
    // The target becomes one that is not whole, or is that already for the same source.
    Result<void> begin() {
        const auto source = source_.read_now([](Transaction& tx) -> Result<std::string> { return streams::epoch(tx); });
        if (!source) return std::unexpected(source.error());
        if (is_unfinished_copy(*source)) return refuse("from", "The source is itself an unfinished copy.");
        epoch_ = *source;
        const auto wanted = std::string(unfinished) + epoch_;
        const auto target = target_.read_now([](Transaction& tx) -> Result<std::string> {
            for (const auto& table : copied_tables()) {
                if (!tx.query("SELECT 1 FROM " + std::string(table.name) + " LIMIT 1").empty())
                    return streams::epoch(tx);
            }
            return std::string();
        });
        if (!target) return std::unexpected(target.error());
        if (*target == wanted) return {};
        if (!target->empty())
            return refuse("to", *target == epoch_ ? "The target holds this programme already."
                                                  : "The target holds another programme. Choose an empty one.");
        return set_epoch(wanted);
    }

    Result<void> copy(const CopiedTable& table) {
        const auto last =
            target_.read_now([&](Transaction& tx) -> Result<std::optional<Row>> { return last_row(tx, table); });
        if (!last) return std::unexpected(last.error());
        auto behind = *last;
        std::int64_t copied = 0;
        while (true) {
            const auto rows = read(source_, table, behind);
            if (!rows) return std::unexpected(rows.error());
            if (rows->empty()) break;
            if (auto done = write([&](Transaction& tx) { insert_batch(tx, table, *rows); }); !done) return done;
            behind = rows->back();
            tell(table, copied, rows->size(), "copied");
        }
        return table.refers_to_itself.empty() ? Result<void>() : set_references(table);
    }

    Result<void> set_references(const CopiedTable& table) {
        std::optional<Row> behind;
        while (true) {
            const auto rows = read(source_, table, behind);
            if (!rows) return std::unexpected(rows.error());
            if (rows->empty()) return {};
            if (auto done = write([&](Transaction& tx) { set_own_references(tx, table, *rows); }); !done) return done;
            behind = rows->back();
        }
    }

    // How many rows there are, the same in both.
    Result<std::int64_t> compare(const CopiedTable& table) {
        std::optional<Row> behind;
        std::int64_t compared = 0;
        while (true) {
            const auto here = read(source_, table, behind);
            if (!here) return std::unexpected(here.error());
            const auto there = read(target_, table, behind);
            if (!there) return std::unexpected(there.error());
            const auto [left, right] = std::ranges::mismatch(*here, *there, {}, &Row::values, &Row::values);
            if (left != here->end() || right != there->end()) {
                const auto row = compared + (left - here->begin()) + 1;
                return refuse("to", "The stores differ in row " + std::to_string(row) + " of the table " +
                                        std::string(table.name) + ", in the order of " + key_of(table) +
                                        ". Was the source changed meanwhile? Begin again with an empty target.");
            }
            if (here->empty()) return compared;
            behind = here->back();
            tell(table, compared, here->size(), "compared");
        }
    }

    static Result<Rows> read(Database& database, const CopiedTable& table, const std::optional<Row>& behind) {
        return database.read_now([&](Transaction& tx) -> Result<Rows> { return read_batch(tx, table, behind); });
    }
    template <class Work>
    Result<void> write(Work work) {
        return target_.write_now([&](Transaction& tx) -> Result<void> {
            work(tx);
            return {};
        });
    }
    Result<void> set_epoch(const std::string& epoch) {
        return write([&](Transaction& tx) { tx.execute("UPDATE store_epoch SET epoch = $1 WHERE id = 1", epoch); });
    }
    void tell(const CopiedTable& table, std::int64_t& rows, std::size_t more, std::string_view what) {
        const auto before = rows / rows_between_lines;
        rows += static_cast<std::int64_t>(more);
        if (rows / rows_between_lines != before || more < batch_rows)
            progress_(std::string(table.name) + ": " + std::to_string(rows) + " rows " + std::string(what));
    }
    static std::unexpected<Error> refuse(std::string option, std::string why) {
        return std::unexpected(Error::failed_precondition(std::move(option), std::move(why)));
    }

    Database& source_;
    Database& target_;
    const CopyProgress& progress_;
    std::string epoch_;
};

bool is_url(const std::string& place) { return place.contains("://"); }

// A server's sessions have the name that it gives itself; ours have another.
Result<void> refuse_servers(Database& database, const std::string& option) {
    // The database sees a connection for a moment longer than whoever has closed it.
    constexpr int most_looks = 20;
    constexpr std::chrono::milliseconds between_looks{100};
    for (int look = 1;; ++look) {
        const auto others = database.read_now([](Transaction& tx) -> Result<std::int64_t> {
            return tx
                .query_one(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND "
                    "application_name = left('ourplace ' || current_schema(), 63)")
                ->integer(0);
        });
        if (!others) return std::unexpected(others.error());
        if (*others == 0) return {};
        if (look == most_looks)
            return std::unexpected(Error::failed_precondition(
                option, "--" + option + ": " + std::to_string(*others) +
                            " connections of ourplace use this database. Stop its servers first."));
        std::this_thread::sleep_for(between_looks);
    }
}

Result<std::unique_ptr<Database>> open_place(const std::string& place, const std::string& option) {
    if (is_url(place)) {
        auto opened = store::open_postgres(
            {.url = place + (place.contains('?') ? "&" : "?") + "application_name=ourplace-copy",
             .use = option == "from" ? store::PostgresOptions::Use::look : store::PostgresOptions::Use::tool,
             .writers = 1,
             .readers = 1},
            all_migrations());
        if (!opened) return opened;
        if (auto alone = refuse_servers(**opened, option); !alone) return std::unexpected(std::move(alone.error()));
        return opened;
    }
    if (option == "from" && !std::filesystem::exists(store_file(place)))
        return std::unexpected(Error::failed_precondition(option, "--from: there is no store in " + place + "."));
    // With the lock that a server would hold.
    return store::open_sqlite({.file = store_file(place)}, all_migrations());
}

}  // namespace

bool is_unfinished_copy(const std::string& epoch) { return epoch.starts_with(unfinished); }

Result<CopiedRows> copy_store(Database& source, Database& target, const CopyProgress& progress) {
    return Copy(source, target, progress).run();
}

Result<CopiedRows> copy_store(const std::string& from, const std::string& to, const CopyProgress& progress) {
    const auto source = open_place(from, "from");
    if (!source) return std::unexpected(source.error());
    const auto target = open_place(to, "to");
    if (!target) return std::unexpected(target.error());
    return copy_store(**source, **target, progress);
}

}  // namespace ourplace::cli
