#include "store/sqlite_check.hpp"

#include <utility>

#include "store/sqlite_connection.hpp"
#include "store/sqlite_migrations.hpp"

namespace ourplace::store {
namespace {

std::vector<std::string> find_damage(SqliteConnection& connection) {
    std::vector<std::string> damage;
    for (const auto& row : connection.run("PRAGMA integrity_check(100)").rows) {
        if (row.text(0) != "ok") damage.push_back("the file: " + row.text(0));
    }
    // What a damaged file says about its rows is worth nothing.
    if (!damage.empty()) return damage;
    for (const auto& row : connection.run("PRAGMA foreign_key_check").rows) {
        if (damage.size() == 100) break;
        damage.push_back("the table " + row.text(0) + " refers to a row of " + row.text(2) + " that is not there");
    }
    return damage;
}

}  // namespace

Result<std::vector<std::string>> check_sqlite(const std::filesystem::path& file,
                                              std::span<const Migration> migrations) {
    const auto refuse = [&](const std::string& why) {
        return std::unexpected(Error::failed_precondition("data", why));
    };
    std::error_code failure;
    if (!std::filesystem::exists(file, failure)) return refuse("There is no store " + file.string() + ".");
    try {
        SqliteConnection connection(file, SqliteConnection::Mode::read);
        const auto version = store_version(connection, migrations);
        if (!version) return std::unexpected(version.error());
        if (*version < migrations.size())
            return refuse("The store is of an earlier version. Start the server once to bring it up to date.");
        return find_damage(connection);
    } catch (const StoreFailure& caught) {
        return refuse(caught.what());
    }
}

}  // namespace ourplace::store
