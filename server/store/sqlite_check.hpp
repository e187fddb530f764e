// What is wrong with a store's file, as far as SQLite itself can tell. Changes nothing; works beside a running server.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "store/migrations.hpp"

namespace ourplace::store {

// A line for each thing that is wrong, at most 100; empty: the file is sound. An error if it cannot be read at all, or is
// not at this program's version.
[[nodiscard]] Result<std::vector<std::string>> check_sqlite(const std::filesystem::path& file,
                                                            std::span<const Migration> migrations);

}  // namespace ourplace::store
