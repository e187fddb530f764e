#include "store/postgres_migrations.hpp"

#include <string>
#include <vector>

#include "base/log.hpp"
#include "store/store_version.hpp"

namespace ourplace::store {
namespace {

constexpr std::int64_t oldest_version = 130'000;
constexpr std::string_view setting = "database";

// Text sorts by its bytes, as in SQLite, whatever the locale of the database is. (Indexes on it are also smaller and
// faster so.) Tables whose columns are right already are left alone.
constexpr std::string_view sort_by_bytes = R"sql(
    DO $$
    DECLARE found RECORD;
    BEGIN
        FOR found IN
            SELECT class.relname AS table_name, string_agg(
                format('ALTER COLUMN %I TYPE TEXT COLLATE "C"', attname), ', ' ORDER BY attnum) AS changes
            FROM pg_attribute
            JOIN pg_class AS class ON class.oid = attrelid
            JOIN pg_collation ON pg_collation.oid = attcollation
            WHERE class.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
              AND class.relkind = 'r' AND attnum > 0 AND NOT attisdropped
              AND atttypid = 'text'::regtype AND collname <> 'C'
            GROUP BY class.relname
        LOOP
            EXECUTE format('ALTER TABLE %I %s', found.table_name, found.changes);
        END LOOP;
    END $$)sql";

std::string quoted(std::string_view text) {
    std::string result = "'";
    for (const char each : text) result += each == '\'' ? std::string("''") : std::string(1, each);
    return result + "'";
}

// One step, or none if another node was faster. Without a limit for statements: building an index takes as long as it
// takes.
bool run_next(PostgresConnection& connection, std::span<const Migration> migrations, Result<std::size_t>& version) {
    connection.send("BEGIN ISOLATION LEVEL READ COMMITTED");
    connection.send("SET LOCAL statement_timeout = 0");
    connection.send("SET LOCAL lock_timeout = '60s'");
    connection.send_exclusive_lock();
    connection.run(
        "CREATE TABLE IF NOT EXISTS migration (number BIGINT PRIMARY KEY, name TEXT COLLATE \"C\" NOT NULL)");
    version = postgres_version(connection, migrations);
    if (!version || *version == migrations.size()) {
        connection.run("COMMIT");
        return false;
    }
    const auto& next = migrations[*version];
    const auto number = std::to_string(*version + 1);
    connection.run_script(std::string(next.postgres.empty() ? next.sqlite : next.postgres) + ";" +
                          std::string(sort_by_bytes) + "; INSERT INTO migration (number, name) VALUES (" + number +
                          ", " + quoted(next.name) + "); COMMIT");
    log::info("store migrated", {{"version", *version + 1}, {"step", next.name}});
    return true;
}

}  // namespace

Result<void> check_postgres(PostgresConnection& connection) {
    const auto refuse = [](std::string why) {
        return std::unexpected(Error::failed_precondition(std::string(setting), std::move(why)));
    };
    const auto row = connection
                         .run(
                             "SELECT CAST(current_setting('server_version_num') AS BIGINT), "
                             "current_setting('server_version'), pg_is_in_recovery(), "
                             "current_setting('transaction_read_only') = 'on', current_setting('server_encoding')")
                         .rows.front();
    if (row.integer(0) < oldest_version)
        return refuse("PostgreSQL " + row.text(1) + " is too old; it must be 13 or newer.");
    if (row.boolean(2)) return refuse("It is a replica, which can only be read. Name the primary server.");
    if (row.boolean(3))
        return refuse("It is read-only (default_transaction_read_only). Let the user of ourplace write to it.");
    if (row.text(4) != "UTF8")
        return refuse("Its encoding is " + row.text(4) +
                      ". Make one with: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0.");
    return {};
}

Result<std::size_t> postgres_version(PostgresConnection& connection, std::span<const Migration> migrations) {
    if (connection.run("SELECT 1 WHERE to_regclass(quote_ident(current_schema()) || '.migration') IS NULL")
            .rows.size() == 1)
        return 0;
    std::vector<std::string> seen;
    for (const auto& row : connection.run("SELECT name FROM migration ORDER BY number").rows)
        seen.push_back(row.text(0));
    return judge_version(seen, migrations, setting);
}

Result<void> migrate(PostgresConnection& connection, std::span<const Migration> migrations) {
    Result<std::size_t> version = 0;
    while (run_next(connection, migrations, version)) {
    }
    if (!version) return std::unexpected(version.error());
    return {};
}

}  // namespace ourplace::store
