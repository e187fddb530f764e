// Brings a SQLite store to the newest version that this program knows.
#pragma once

#include <cstddef>
#include <span>

#include "base/result.hpp"
#include "store/migrations.hpp"
#include "store/sqlite_connection.hpp"

namespace ourplace::store {

// How many of the migrations the store has seen; an error when it is newer or of another programme of versions.
[[nodiscard]] Result<std::size_t> store_version(SqliteConnection& connection, std::span<const Migration> migrations);

// Each migration in a transaction of its own. Throws SqliteFailure.
[[nodiscard]] Result<void> migrate(SqliteConnection& connection, std::span<const Migration> migrations);

}  // namespace ourplace::store
