// What every store must do. Each driver's test file runs the suite with
//     INSTANTIATE_TEST_SUITE_P(, DatabaseContract, testing::Values(Driver{"Sqlite", make_sqlite_store}), driver_name);
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <gtest/gtest.h>
#include <memory>
#include <ostream>
#include <span>
#include <string>

#include "base/metrics.hpp"
#include "store/database.hpp"
#include "store/migrations.hpp"

namespace ourplace::store {

// A store of one test. open() may be called again once the last database is gone, or its process dead.
class TestStore {
  public:
    virtual ~TestStore() = default;
    virtual std::unique_ptr<Database> open(std::span<const Migration> migrations, std::size_t max_waiting_writes) = 0;
    StoreMetrics metrics;
};
struct Driver {
    std::string name;
    std::function<std::unique_ptr<TestStore>()> make_store;

    friend std::ostream& operator<<(std::ostream& out, const Driver& driver) { return out << driver.name; }
};
inline std::string driver_name(const testing::TestParamInfo<Driver>& info) { return info.param.name; }

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
