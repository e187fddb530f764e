// The store of many nodes: PostgreSQL 13 or newer. A pool of connections that write and one of those that read, each with
// a thread of its own. What that means for writes is in decisions/0005.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/metrics.hpp"
#include "base/result.hpp"
#include "store/database.hpp"
#include "store/migrations.hpp"
#include "store/postgres_connection.hpp"

namespace ourplace::store {

struct PostgresOptions {
    // A server brings an old store up to date. A tool does so only with an empty one, since servers of the old version
    // may be running. Who only looks never does.
    enum class Use : std::uint8_t { server, tool, look };

    // postgresql://user:password@host:5432/name?sslmode=verify-full …, as libpq takes it.
    std::string url;
    Use use = Use::server;
    std::size_t writers = 4;
    std::size_t readers = 4;
    // What does not fit into these queues is refused with `unavailable`, so that memory stays bounded.
    std::size_t max_waiting_writes = 20'000;
    std::size_t max_waiting_reads = 20'000;
    // How long a job waits while the database is away, before it is refused.
    std::chrono::milliseconds patience{2'000};
    PostgresTimes times = {};
    // Null: nobody counts.
    StoreMetrics* metrics = nullptr;
};

// Connects, and brings the store up to date, also when several nodes start at once. Fails with a message for the
// operator: wrong address, host, password or name, too old a server, a replica, or a store that is newer than this
// program. Once open, it outlives any time that the database is away: jobs are answered `unavailable` meanwhile.
[[nodiscard]] Result<std::unique_ptr<Database>> open_postgres(const PostgresOptions& options,
                                                              std::span<const Migration> migrations);

}  // namespace ourplace::store
