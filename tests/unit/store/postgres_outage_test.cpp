// What a node does while PostgreSQL is away: each test has a server of its own to stop, restart or pause.
#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "unit/store/test_store.hpp"

namespace ourplace::store {
namespace {

using std::chrono::steady_clock;

constexpr std::array steps{Migration{.name = "one", .sqlite = "CREATE TABLE one (id BIGINT PRIMARY KEY)"}};

class PostgresOutage : public testing::TestWithParam<std::string> {
  protected:
    PostgresOutage() {
        run("start_postgres");
        times.connect = std::chrono::seconds(2);
        times.statement = std::chrono::milliseconds(700);
        database = std::move(*open_postgres({.url = url(),
                                             .writers = 2,
                                             .readers = 2,
                                             .patience = std::chrono::milliseconds(500),
                                             .times = times,
                                             .metrics = &metrics},
                                            steps));
    }
    ~PostgresOutage() override {
        database.reset();
        run("stop_postgres");
    }
    // Of tests/support/postgres.sh.
    void run(const std::string& action) {
        const auto command =
            "bash -c '. " SUPPORT_FOLDER "/postgres.sh; " + action + " " + folder.path().string() + "'";
        EXPECT_EQ(std::system(command.c_str()), 0) << action;
    }
    [[nodiscard]] std::string url() const {
        std::string port;
        std::ifstream(folder.path() / "port") >> port;
        return "postgresql://ourplace@/ourplace?host=" + folder.path().string() + "&port=" + port;
    }
    Result<std::int64_t> add(std::int64_t id) {
        return database->write_in_now("c.one", [&](Transaction& tx) -> Result<std::int64_t> {
            tx.execute("INSERT INTO one (id) VALUES ($1)", id);
            return id;
        });
    }
    Result<std::int64_t> count() {
        return database->read_now([](Transaction& tx) -> Result<std::int64_t> {
            return tx.query_one("SELECT count(*) FROM one")->integer(0);
        });
    }
    // Until the database answers again; how long that took.
    std::chrono::milliseconds await() {
        const auto started = steady_clock::now();
        while (!count() || !add(next++)) {
            if (steady_clock::now() - started > std::chrono::seconds(20)) break;
        }
        return std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - started);
    }

    TemporaryFolder folder;
    PostgresTimes times;
    StoreMetrics metrics;
    std::unique_ptr<Database> database;
    std::int64_t next = 1'000'000;
};

std::vector<std::string> one_if_there_is_a_server() {
    return test_server().empty() ? std::vector<std::string>() : std::vector<std::string>{"own"};
}
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(PostgresOutage);
INSTANTIATE_TEST_SUITE_P(, PostgresOutage, testing::ValuesIn(one_if_there_is_a_server()),
                         [](const auto&) { return "OwnServer"; });

TEST_P(PostgresOutage, ARestartLosesNothingThatWasAcknowledgedAndIsOverSoon) {
    std::atomic<bool> stop = false;
    std::set<std::int64_t> acknowledged;
    std::thread sender([&] {
        for (std::int64_t id = 1; !stop; ++id) {
            const auto done = add(id);
            if (done) acknowledged.insert(id);
            if (!done) EXPECT_EQ(done.error().code, Code::unavailable) << done.error().message;
        }
    });
    run("restart_postgres");
    EXPECT_LT(await(), std::chrono::seconds(5));
    stop = true;
    sender.join();
    EXPECT_FALSE(acknowledged.empty());
    const auto kept = *database->read_now([](Transaction& tx) -> Result<std::set<std::int64_t>> {
        std::set<std::int64_t> ids;
        for (const auto& row : tx.query("SELECT id FROM one")) ids.insert(row.integer(0));
        return ids;
    });
    for (const auto id : acknowledged) EXPECT_TRUE(kept.contains(id)) << id;
}

TEST_P(PostgresOutage, WhileItIsStoppedEverybodyIsToldSoAfterABoundedWait) {
    ASSERT_TRUE(add(1));
    run("pause_postgres");
    const auto started = steady_clock::now();
    std::vector<std::thread> people;
    for (std::int64_t person = 0; person < 12; ++person) {
        people.emplace_back([&, person] {
            const auto written =
                database->write_in_now("c." + std::to_string(person), [&](Transaction& tx) -> Result<int> {
                    tx.execute("INSERT INTO one (id) VALUES ($1)", 100 + person);
                    return 0;
                });
            const auto read = count();
            EXPECT_FALSE(written);
            EXPECT_FALSE(read);
            if (!written) EXPECT_EQ(written.error().code, Code::unavailable);
            if (!read) EXPECT_EQ(read.error().code, Code::unavailable);
        });
    }
    for (auto& person : people) person.join();
    EXPECT_LT(steady_clock::now() - started, std::chrono::seconds(10));
    EXPECT_EQ(metrics.pool_connections.value(), 0);
    run("continue_postgres");
    EXPECT_LT(await(), std::chrono::seconds(5));
    EXPECT_EQ(metrics.pool_waiting.value(), 0);
}

TEST_P(PostgresOutage, ANodeStopsInGoodTimeWhileTheDatabaseIsAway) {
    ASSERT_TRUE(add(1));
    run("pause_postgres");
    std::thread waiting([&] { EXPECT_FALSE(add(2)); });
    waiting.join();
    const auto started = steady_clock::now();
    database.reset();
    EXPECT_LT(steady_clock::now() - started, std::chrono::seconds(5));
    run("continue_postgres");
}

}  // namespace
}  // namespace ourplace::store
