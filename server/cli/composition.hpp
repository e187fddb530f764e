// What every command composes alike: the list of migrations and the store of a data folder.
#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "base/metrics.hpp"
#include "base/result.hpp"
#include "store/database.hpp"
#include "store/migrations.hpp"
#include "store/sqlite.hpp"

namespace ourplace::cli {

// Of all rooms, in order. New ones go to the end.
[[nodiscard]] std::vector<store::Migration> all_migrations();

[[nodiscard]] inline std::filesystem::path store_file(const std::filesystem::path& data) {
    return data / "ourplace.db";
}

// For tools that work beside a running server.
[[nodiscard]] Result<std::unique_ptr<store::Database>> open_store(const std::filesystem::path& data);

}  // namespace ourplace::cli
