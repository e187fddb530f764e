// Whether a PostgreSQL server can hold our store, and what brings the store to the newest version that this program knows.
#pragma once

#include <span>

#include "base/result.hpp"
#include "store/migrations.hpp"
#include "store/postgres_connection.hpp"

namespace ourplace::store {

// Its version, encoding, and that it may be written to; the error is for the operator.
[[nodiscard]] Result<void> check_postgres(PostgresConnection& connection);

// How many of the migrations the store has seen; an error when it is newer or of another programme of versions.
[[nodiscard]] Result<std::size_t> postgres_version(PostgresConnection& connection,
                                                   std::span<const Migration> migrations);

// Each migration in a transaction of its own, beside no write of any node. Throws PostgresFailure.
[[nodiscard]] Result<void> migrate(PostgresConnection& connection, std::span<const Migration> migrations);

}  // namespace ourplace::store
