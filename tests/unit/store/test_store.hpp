// Where a test keeps its store: SQLite in a folder of its own or, when OURPLACE_TEST_DATABASE names a server, PostgreSQL
// in a schema of its own there. Both go with the test.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>

#include "base/id.hpp"
#include "base/metrics.hpp"
#include "store/postgres.hpp"
#include "store/postgres_connection.hpp"
#include "store/sqlite.hpp"
#include "unit/store/temporary_folder.hpp"

namespace ourplace::store {

// postgresql://…; empty: there is no server to test with.
inline std::string test_server() {
    const char* url = std::getenv("OURPLACE_TEST_DATABASE");
    return url == nullptr ? std::string() : std::string(url);
}

// A schema on a server, as a URL.
class TestSchema {
  public:
    explicit TestSchema(std::string server) : server_(std::move(server)) {
        PostgresConnection(server_, {}).run_script("CREATE SCHEMA " + name_);
    }
    ~TestSchema() {
        try {
            PostgresConnection(server_, {})
                .run_script("SET client_min_messages = error; DROP SCHEMA " + name_ + " CASCADE");
        } catch (const std::exception&) {
            // A test that took the server away left nothing to tidy.
        }
    }
    TestSchema(const TestSchema&) = delete;
    TestSchema& operator=(const TestSchema&) = delete;

    [[nodiscard]] std::string url() const {
        return server_ + (server_.contains('?') ? "&" : "?") + "options=-csearch_path%3D" + name_;
    }

  private:
    std::string server_;
    std::string name_ = "test_" + new_id();
};

class TestStore {
  public:
    // An empty server: SQLite.
    explicit TestStore(const std::string& server = test_server()) {
        if (!server.empty()) schema_.emplace(server);
    }

    // May be called again once the last database is gone, or its process dead.
    std::unique_ptr<Database> open(std::span<const Migration> migrations, std::size_t max_waiting_writes = 20'000) {
        auto opened =
            schema_ ? open_postgres({.url = schema_->url(),
                                     .writers = 2,
                                     .readers = 2,
                                     .max_waiting_writes = max_waiting_writes,
                                     .times = times,
                                     .metrics = &metrics},
                                    migrations)
                    : open_sqlite(
                          {.file = folder_ / "store.db", .max_waiting_writes = max_waiting_writes, .metrics = &metrics},
                          migrations);
        if (!opened) throw std::runtime_error(opened.error().message);
        return std::move(*opened);
    }
    // Empty: SQLite, `store.db` in folder().
    [[nodiscard]] std::string url() const { return schema_ ? schema_->url() : std::string(); }
    [[nodiscard]] std::filesystem::path folder() const { return folder_.path(); }

    PostgresTimes times;
    StoreMetrics metrics;

  private:
    TemporaryFolder folder_;
    std::optional<TestSchema> schema_;
};

}  // namespace ourplace::store
