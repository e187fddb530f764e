// What every store must do, over each of them (see test_store.hpp).
#pragma once

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "store/database.hpp"
#include "store/migrations.hpp"
#include "unit/store/test_store.hpp"

namespace ourplace::store {

struct Driver {
    std::string name;
    // Empty: SQLite.
    std::string server;

    friend std::ostream& operator<<(std::ostream& out, const Driver& driver) { return out << driver.name; }
};
inline std::string driver_name(const testing::TestParamInfo<Driver>& info) { return info.param.name; }

// Those that there are to test with.
inline std::vector<Driver> all_drivers() {
    std::vector<Driver> drivers{{.name = "Sqlite", .server = {}}};
    if (const auto server = test_server(); !server.empty()) drivers.push_back({.name = "Postgres", .server = server});
    return drivers;
}

// The next of the numbers that the contract's tables count.
inline std::int64_t take_number(Transaction& tx) {
    return tx.query_one("UPDATE counter SET value = value + 1 WHERE name = 'number' RETURNING value")->integer(0);
}

class DatabaseContract : public testing::TestWithParam<Driver> {
  protected:
    void SetUp() override;

    void open(std::size_t max_waiting_writes = 10'000);
    Result<std::int64_t> insert(const std::string& name);
    std::int64_t count_rows();

    // First, so that it goes last: a thread of the store may still be leaving post() when what it posted has run.
    boost::asio::io_context context;
    std::unique_ptr<TestStore> test_store;
    std::unique_ptr<Database> database;
};

}  // namespace ourplace::store
