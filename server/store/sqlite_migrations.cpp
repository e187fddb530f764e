#include "store/sqlite_migrations.hpp"

#include <string>
#include <vector>

#include "base/log.hpp"
#include "store/store_version.hpp"

namespace ourplace::store {
namespace {

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
    std::vector<std::string> names;
    for (const auto& row : seen) names.push_back(row.text(1));
    return judge_version(names, migrations, "data_dir");
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
