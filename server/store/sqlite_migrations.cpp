#include "store/sqlite_migrations.hpp"

#include <string>

#include "base/log.hpp"

namespace ourplace::store {
namespace {

Error newer_store(std::size_t version, std::size_t known) {
    return Error::failed_precondition("data_dir",
                                      "The store is at version " + std::to_string(version) +
                                          ", but this program knows only up to version " + std::to_string(known) +
                                          ". Start a newer ourplace, or restore a backup made before the upgrade.");
}

bool has_version_table(SqliteConnection& connection) {
    return !connection.run("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'migration'").rows.empty();
}

void run_one(SqliteConnection& connection, const Migration& migration, std::size_t number) {
    connection.run("BEGIN IMMEDIATE");
    try {
        connection.run_script(migration.sqlite);
        const std::vector<Value> values{to_value(number), to_value(migration.name)};
        connection.run("INSERT INTO migration (number, name) VALUES ($1, $2)", values);
        connection.run("COMMIT");
    } catch (...) {
        if (connection.in_transaction()) connection.run("ROLLBACK");
        throw;
    }
    log::info("store migrated", {{"version", number}, {"step", migration.name}});
}

}  // namespace

Result<std::size_t> store_version(SqliteConnection& connection, std::span<const Migration> migrations) {
    if (!has_version_table(connection)) return 0;
    const auto seen = connection.run("SELECT number, name FROM migration ORDER BY number").rows;
    if (seen.size() > migrations.size()) return std::unexpected(newer_store(seen.size(), migrations.size()));
    for (std::size_t index = 0; index < seen.size(); ++index) {
        if (seen[index].text(1) == migrations[index].name) continue;
        return std::unexpected(Error::failed_precondition(
            "data_dir", "The store's step " + std::to_string(index + 1) + " is \"" + seen[index].text(1) +
                            "\", but this program's is \"" + std::string(migrations[index].name) +
                            "\": it was made by another line of versions."));
    }
    return seen.size();
}

Result<void> migrate(SqliteConnection& connection, std::span<const Migration> migrations) {
    connection.run("CREATE TABLE IF NOT EXISTS migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL)");
    const auto version = store_version(connection, migrations);
    if (!version) return std::unexpected(version.error());
    for (std::size_t index = *version; index < migrations.size(); ++index) {
        run_one(connection, migrations[index], index + 1);
    }
    return {};
}

}  // namespace ourplace::store
