// What every command composes alike: the list of migrations and the store, in a data folder or a database.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/metrics.hpp"
#include "base/result.hpp"
#include "cli/settings.hpp"
#include "store/database.hpp"
#include "store/migrations.hpp"

namespace ourplace::cli {

// Of all rooms, in order. New ones go to the end of this list.
[[nodiscard]] std::vector<store::Migration> all_migrations();

[[nodiscard]] inline std::filesystem::path store_file(const std::filesystem::path& data) {
    return data / "ourplace.db";
}

// Where the store of these settings is, for logs: the data folder, or the database's address without its password.
[[nodiscard]] std::string store_place(const Settings& settings);

// For a server with so many threads.
[[nodiscard]] Result<std::unique_ptr<store::Database>> open_store(const Settings& settings, std::size_t threads,
                                                                  StoreMetrics& metrics);
// For tools that work beside a running server.
[[nodiscard]] Result<std::unique_ptr<store::Database>> open_store(const Settings& settings);
// For tools that only look: an older or missing store is an error.
[[nodiscard]] Result<std::unique_ptr<store::Database>> look_into_store(const Settings& settings);

}  // namespace ourplace::cli
