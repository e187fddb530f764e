// `ourplace admin copy-store`: moves a programme from one store to another, SQLite or PostgreSQL. Table by table, in
// batches by primary key, each in a transaction of its own, so that an interrupted copy goes on where it stood; then
// every value of every row is compared. Until all is well the target says of itself that it is not whole, and no server
// opens it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "store/database.hpp"

namespace ourplace::cli {

// Rows by table, in the order of copying.
using CopiedRows = std::vector<std::pair<std::string, std::int64_t>>;
// "message: 12000 rows copied"; from time to time.
using CopyProgress = std::function<void(const std::string& line)>;

// Both are at the same version, and nobody else writes to them. An error says what is different, or what stands in the
// way; never what people wrote.
[[nodiscard]] Result<CopiedRows> copy_store(store::Database& source, store::Database& target,
                                            const CopyProgress& progress);

// The same from place to place, each a folder or a postgresql:// URL. Refuses while a server uses either.
[[nodiscard]] Result<CopiedRows> copy_store(const std::string& from, const std::string& to,
                                            const CopyProgress& progress);

// The store is the target of a copy that has not been finished.
[[nodiscard]] bool is_unfinished_copy(const std::string& epoch);

}  // namespace ourplace::cli
