// What every store must do. Each driver's test file runs the suite with
//     INSTANTIATE_TEST_SUITE_P(Sqlite, DatabaseContract, testing::Values(make_sqlite_store));
#pragma once

#include <functional>
#include <gtest/gtest.h>
#include <memory>
#include <span>

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
using MakeTestStore = std::function<std::unique_ptr<TestStore>()>;

class DatabaseContract : public testing::TestWithParam<MakeTestStore> {
  protected:
    void SetUp() override;

    void open(std::size_t max_waiting_writes = 10'000);
    Result<std::int64_t> insert(const std::string& name);
    std::int64_t count_rows();

    std::unique_ptr<TestStore> test_store;
    std::unique_ptr<Database> database;
};

}  // namespace ourplace::store
