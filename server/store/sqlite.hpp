// The embedded store: one file, WAL, synchronous=FULL, one writer thread with group commit, a pool of readers.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>

#include "base/result.hpp"
#include "store/database.hpp"
#include "store/migrations.hpp"

namespace ourplace::store {

struct SqliteOptions {
    std::filesystem::path file;
    std::size_t readers = 2;
    // Writes that wait longer than this queue are refused with `unavailable`, so that memory stays bounded.
    std::size_t max_waiting_writes = 20'000;
};

// Opens or creates the store, takes its lock, and brings it up to date. Fails with a message for the operator:
// read-only folder, disk full, locked by another process, corrupt, or newer than this program knows.
[[nodiscard]] Result<std::unique_ptr<Database>> open_sqlite(const SqliteOptions& options,
                                                            std::span<const Migration> migrations);

}  // namespace ourplace::store
