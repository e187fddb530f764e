// The embedded store: one file, WAL, synchronous=FULL, one writer thread with group commit, a pool of readers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>

#include "base/metrics.hpp"
#include "base/result.hpp"
#include "store/database.hpp"
#include "store/migrations.hpp"

namespace ourplace::store {

struct SqliteOptions {
    // A server holds the lock beside the file (`.lock`), so that two never share a data folder. A tool (`ourplace admin`)
    // works beside a running server through SQLite's own locks, and takes the lock only to bring an old store up to date.
    enum class Use : std::uint8_t { server, tool };

    std::filesystem::path file;
    Use use = Use::server;
    std::size_t readers = 2;
    // What does not fit into these queues is refused with `unavailable`, so that memory stays bounded.
    std::size_t max_waiting_writes = 20'000;
    std::size_t max_waiting_reads = 20'000;
    // Null: nobody counts.
    StoreMetrics* metrics = nullptr;
};

// Opens or creates the store and brings it up to date. Fails with a message for the operator: read-only folder, disk
// full, locked by another process, corrupt, or newer than this program knows.
[[nodiscard]] Result<std::unique_ptr<Database>> open_sqlite(const SqliteOptions& options,
                                                            std::span<const Migration> migrations);

}  // namespace ourplace::store
