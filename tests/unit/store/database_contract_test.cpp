#include "unit/store/database_contract.hpp"

#include <array>
#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <latch>
#include <signal.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace ourplace::store {
namespace {

constexpr std::array contract_migrations{Migration{.name = "contract: tables",
                                                   .sqlite = R"sql(
    CREATE TABLE person (id BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE);
    CREATE TABLE counter (name TEXT PRIMARY KEY, value BIGINT NOT NULL);
    CREATE TABLE numbered (value BIGINT PRIMARY KEY);
    CREATE TABLE pet (
        name TEXT NOT NULL,
        person_id BIGINT NOT NULL REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED
    );
    CREATE TABLE anything (id BIGINT PRIMARY KEY, words TEXT, bytes BLOB, number BIGINT);
    INSERT INTO counter (name, value) VALUES ('number', 0), ('left', 0), ('right', 0);
)sql",
                                                   .postgres = R"sql(
    CREATE TABLE person (id BIGINT PRIMARY KEY, name TEXT NOT NULL UNIQUE);
    CREATE TABLE counter (name TEXT PRIMARY KEY, value BIGINT NOT NULL);
    CREATE TABLE numbered (value BIGINT PRIMARY KEY);
    CREATE TABLE pet (name TEXT NOT NULL, person_id BIGINT NOT NULL REFERENCES person (id));
    CREATE TABLE anything (id BIGINT PRIMARY KEY, words TEXT, bytes BYTEA, number BIGINT);
    INSERT INTO counter (name, value) VALUES ('number', 0), ('left', 0), ('right', 0);
)sql"}};

// Keeps the writer busy until it is let go, so that what comes meanwhile waits together.
class Block {
  public:
    explicit Block(Database& database)
        : thread_([this, &database] {
              const auto done = database.write_now([this](Transaction&) -> Result<int> {
                  begun_.count_down();
                  release_.wait();
                  return 0;
              });
              EXPECT_TRUE(done);
          }) {
        begun_.wait();
    }
    void release() {
        release_.count_down();
        thread_.join();
    }

  private:
    std::latch begun_{1};
    std::latch release_{1};
    std::thread thread_;
};

}  // namespace

void DatabaseContract::SetUp() {
    test_store = std::make_unique<TestStore>(GetParam().server);
    open();
}

void DatabaseContract::open(std::size_t max_waiting_writes) {
    database.reset();
    database = test_store->open(contract_migrations, max_waiting_writes);
}

Result<std::int64_t> DatabaseContract::insert(const std::string& name) {
    return database->write_now([&](Transaction& tx) -> Result<std::int64_t> {
        const auto number = take_number(tx);
        tx.execute("INSERT INTO person (id, name) VALUES ($1, $2)", number, name);
        return number;
    });
}

std::int64_t DatabaseContract::count_rows() {
    return *database->read_now([](Transaction& tx) -> Result<std::int64_t> {
        return tx.query_one("SELECT count(*) FROM person")->integer(0);
    });
}

namespace {

INSTANTIATE_TEST_SUITE_P(, DatabaseContract, testing::ValuesIn(all_drivers()), driver_name);

TEST_P(DatabaseContract, ParametersGoByTheirNumberInAnyOrder) {
    const auto row = *database->read_now([](Transaction& tx) -> Result<Row> {
        return *tx.query_one("SELECT CAST($2 AS BIGINT), CAST($1 AS TEXT), CAST($2 AS BIGINT)", std::string("one"), 2);
    });
    EXPECT_EQ(row.integer(0), 2);
    EXPECT_EQ(row.text(1), "one");
    EXPECT_EQ(row.integer(2), 2);
}

TEST_P(DatabaseContract, TextBytesNumbersAndNothingComeBackAsTheyWere) {
    const std::string text = "zażółć \xF0\x9F\x8C\xB1 שלום";
    const std::string bytes("\x00\xFF'\x01", 4);
    const auto done = database->write_now([&](Transaction& tx) -> Result<int> {
        const auto* const insert = "INSERT INTO anything (id, words, bytes, number) VALUES ($1, $2, $3, $4)";
        tx.execute(insert, 1, text, Blob{bytes}, INT64_MIN);
        tx.execute(insert, 2, std::string(), Blob{}, INT64_MAX);
        tx.execute(insert, 3, Null{}, Null{}, Null{});
        return 0;
    });
    ASSERT_TRUE(done);
    const auto rows = *database->read_now([&](Transaction& tx) -> Result<Rows> {
        return tx.query("SELECT words, bytes, number FROM anything ORDER BY id");
    });
    EXPECT_EQ(rows.at(0).text(0), text);
    EXPECT_EQ(rows.at(0).blob(1), bytes);
    EXPECT_EQ(rows.at(0).integer(2), INT64_MIN);
    EXPECT_EQ(rows.at(1).text(0), "");
    EXPECT_EQ(rows.at(1).blob(1), "");
    EXPECT_EQ(rows.at(1).integer(2), INT64_MAX);
    for (std::size_t column = 0; column < 3; ++column) EXPECT_TRUE(rows.at(2).is_null(column));
}

TEST_P(DatabaseContract, ComparisonsAreTrueOrFalse) {
    const auto row = *database->read_now([](Transaction& tx) -> Result<Row> {
        return *tx.query_one("SELECT value IS NOT NULL, value = 7 FROM counter WHERE name = 'number'");
    });
    EXPECT_TRUE(row.boolean(0));
    EXPECT_FALSE(row.boolean(1));
}

TEST_P(DatabaseContract, TextSortsByItsBytesWhateverTheLocale) {
    const auto done = database->write_now([](Transaction& tx) -> Result<int> {
        std::int64_t id = 0;
        for (const auto* name : {"b", "a b", "ab", "B", "\u00e9", "z", "a-c", "_"})
            tx.execute("INSERT INTO person (id, name) VALUES ($1, $2)", ++id, std::string(name));
        return 0;
    });
    ASSERT_TRUE(done);
    const auto rows = *database->read_now([](Transaction& tx) -> Result<Rows> {
        return tx.query("SELECT name FROM person WHERE name > $1 ORDER BY name", std::string("B"));
    });
    std::vector<std::string> names;
    for (const auto& row : rows) names.push_back(row.text(0));
    EXPECT_EQ(names, (std::vector<std::string>{"_", "a b", "a-c", "ab", "b", "z", "\u00e9"}));
}

TEST_P(DatabaseContract, TellsHowManyRowsChangedAndReturnsThem) {
    const auto done = database->write_now([](Transaction& tx) -> Result<int> {
        EXPECT_EQ(tx.execute("INSERT INTO person (id, name) VALUES (1, 'Ana'), (2, 'Bea')"), 2);
        EXPECT_EQ(tx.execute("UPDATE person SET name = name || '!' WHERE id = $1", 2), 1);
        EXPECT_EQ(tx.execute("DELETE FROM person WHERE id = 9"), 0);
        const auto upserted = tx.query(R"sql(
            INSERT INTO person (id, name) VALUES ($1, $2)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name RETURNING name)sql",
                                       2, std::string("Cai"));
        EXPECT_EQ(upserted.at(0).text(0), "Cai");
        return 0;
    });
    EXPECT_TRUE(done);
}

TEST_P(DatabaseContract, AnErrorRollsBackItsOwnWorkOnly) {
    Block block(*database);
    std::vector<std::thread> people;
    std::atomic<int> kept = 0;
    for (int each = 0; each < 20; ++each) {
        people.emplace_back([&, each] {
            const auto done = database->write_now([&](Transaction& tx) -> Result<int> {
                tx.execute("INSERT INTO person (id, name) VALUES ($1, $2)", each, std::to_string(each));
                if (each % 2 == 1) return std::unexpected(Error::permission_denied("", "no"));
                return 0;
            });
            if (done) ++kept;
        });
    }
    block.release();
    for (auto& person : people) person.join();
    EXPECT_EQ(kept, 10);
    EXPECT_EQ(count_rows(), 10);
}

TEST_P(DatabaseContract, ABugInOneFunctionHarmsNobodyElse) {
    Block block(*database);
    std::vector<std::thread> people;
    std::atomic<int> internal = 0;
    for (int each = 0; each < 9; ++each) {
        people.emplace_back([&, each] {
            const auto done = database->write_now([&](Transaction& tx) -> Result<int> {
                tx.execute("INSERT INTO person (id, name) VALUES ($1, $2)", each, std::to_string(each));
                if (each == 3) tx.execute("INSERT INTO nowhere VALUES (1)");
                if (each == 4) throw std::logic_error("a bug");
                if (each == 5) tx.execute("INSERT INTO person (id, name) VALUES ($1, 'again')", each);
                return 0;
            });
            if (!done && done.error().code == Code::internal) ++internal;
        });
    }
    block.release();
    for (auto& person : people) person.join();
    EXPECT_EQ(internal, 3);
    EXPECT_EQ(count_rows(), 6);
}

// Its neighbours may be asked to try again, but nobody is told what is not so.
TEST_P(DatabaseContract, AFailureThatNobodyWaitedForFailsItsOwnWork) {
    std::atomic<int> announced = 0;
    open();
    database->on_commit([&](std::span<const Notice> notices) { announced += static_cast<int>(notices.size()); });
    for (const int bug : {3, 8}) {
        Block block(*database);
        std::vector<std::thread> people;
        std::atomic<int> kept = 0;
        for (int each = 0; each < 9; ++each) {
            people.emplace_back([&, each] {
                const auto done = database->write_now([&](Transaction& tx) -> Result<int> {
                    tx.later("INSERT INTO person (id, name) VALUES ($1, $2)", bug * 100 + each,
                             std::to_string(bug * 100 + each));
                    tx.after_commit({});
                    if (each == bug) tx.later("INSERT INTO person (id, name) VALUES ($1, 'again')", bug * 100 + each);
                    if (each == 5) return std::unexpected(Error::permission_denied("", "no"));
                    return 0;
                });
                if (done) ++kept;
                if (each == bug) EXPECT_EQ(done.error().code, Code::internal);
                if (each == 5) EXPECT_EQ(done.error().code, Code::permission_denied);
            });
        }
        block.release();
        for (auto& person : people) person.join();
        EXPECT_EQ(count_rows(), kept);
        EXPECT_EQ(announced.exchange(0), kept);
        const auto cleared = database->write_now([](Transaction& tx) -> Result<int> {
            tx.later("DELETE FROM person");
            return 0;
        });
        EXPECT_TRUE(cleared);
    }
}

TEST_P(DatabaseContract, AReferenceThatLeadsNowhereFailsItsOwnWorkOnly) {
    Block block(*database);
    std::thread good([&] { EXPECT_TRUE(insert("Ana")); });
    std::thread bad([&] {
        const auto done = database->write_now([](Transaction& tx) -> Result<int> {
            tx.execute("INSERT INTO pet (name, person_id) VALUES ('Rex', 999)");
            return 0;
        });
        EXPECT_FALSE(done);
    });
    block.release();
    good.join();
    bad.join();
    EXPECT_EQ(count_rows(), 1);
}

TEST_P(DatabaseContract, WrongParametersAreABugNotACrash) {
    const auto done = database->write_now([](Transaction& tx) -> Result<int> {
        tx.execute("INSERT INTO person (id, name) VALUES ($1, $2)", 1);
        return 0;
    });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().code, Code::internal);
    EXPECT_EQ(count_rows(), 0);
}

TEST_P(DatabaseContract, AReadSeesOneStateHoweverLongItTakes) {
    std::atomic<bool> stop = false;
    std::thread writer([&] {
        while (!stop) {
            const auto done = database->write_now([](Transaction& tx) -> Result<int> {
                tx.execute("UPDATE counter SET value = value + 1 WHERE name = 'left'");
                tx.execute("UPDATE counter SET value = value + 1 WHERE name = 'right'");
                return 0;
            });
            EXPECT_TRUE(done);
        }
    });
    for (int each = 0; each < 200; ++each) {
        const auto done = database->read_now([](Transaction& tx) -> Result<int> {
            const auto left = tx.query_one("SELECT value FROM counter WHERE name = 'left'")->integer(0);
            std::this_thread::yield();
            const auto right = tx.query_one("SELECT value FROM counter WHERE name = 'right'")->integer(0);
            EXPECT_EQ(left, right);
            return 0;
        });
        EXPECT_TRUE(done);
    }
    stop = true;
    writer.join();
}

TEST_P(DatabaseContract, WhatWasWrittenIsSeenByTheNextRead) {
    for (int each = 0; each < 50; ++each) {
        ASSERT_TRUE(insert(std::to_string(each)));
        EXPECT_EQ(count_rows(), each + 1);
    }
}

TEST_P(DatabaseContract, AReadMayNotWrite) {
    const auto done = database->read_now([](Transaction& tx) -> Result<int> {
        tx.execute("INSERT INTO person (id, name) VALUES (1, 'Ana')");
        return 0;
    });
    EXPECT_FALSE(done);
    EXPECT_EQ(count_rows(), 0);
}

// A free function: a coroutine must not be a lambda with captures.
boost::asio::awaitable<void> write_and_compare_threads(Database& database, std::thread::id mine, bool& same) {
    const auto done = co_await database.write([](Transaction& tx) -> Result<std::int64_t> { return take_number(tx); });
    EXPECT_EQ(done.value(), 1);
    same = std::this_thread::get_id() == mine;
}

TEST_P(DatabaseContract, ACoroutineGoesOnOnItsOwnThread) {
    bool same = false;
    boost::asio::co_spawn(context, write_and_compare_threads(*database, std::this_thread::get_id(), same),
                          [](const std::exception_ptr& failure) { EXPECT_FALSE(failure); });
    context.run();
    EXPECT_TRUE(same);
}

TEST_P(DatabaseContract, WaitingWritesShareOneCommit) {
    const auto before = test_store->metrics.commits.value();
    Block block(*database);
    std::vector<std::thread> people;
    std::latch asked(64);
    for (int each = 0; each < 64; ++each) {
        people.emplace_back([&, each] {
            asked.count_down();
            EXPECT_TRUE(insert(std::to_string(each)));
        });
    }
    asked.wait();
    block.release();
    for (auto& person : people) person.join();
    database.reset();
    EXPECT_LT(test_store->metrics.commits.value() - before, 64);
    EXPECT_EQ(test_store->metrics.writes.value(), 65);
}

TEST_P(DatabaseContract, TooManyWaitingWritesAreRefusedAtOnce) {
    open(5);
    Block block(*database);
    std::atomic<int> refused = 0;
    std::atomic<int> done = 0;
    for (int each = 0; each < 12; ++each) {
        boost::asio::co_spawn(context,
                              database->write([](Transaction& tx) -> Result<std::int64_t> { return take_number(tx); }),
                              [&](const std::exception_ptr&, const Result<std::int64_t>& result) {
                                  if (result) {
                                      ++done;
                                  } else {
                                      EXPECT_EQ(result.error().code, Code::unavailable);
                                      EXPECT_TRUE(result.error().retry_can_help);
                                      ++refused;
                                  }
                              });
    }
    while (refused < 7) context.run_one();
    EXPECT_EQ(done, 0);
    block.release();
    context.run();
    EXPECT_EQ(done, 5);
}

TEST_P(DatabaseContract, ClosingFinishesWhatWaits) {
    auto block = std::make_unique<Block>(*database);
    int done = 0;
    for (int each = 0; each < 10; ++each) {
        boost::asio::co_spawn(
            context, database->write([](Transaction& tx) -> Result<std::int64_t> { return take_number(tx); }),
            [&](const std::exception_ptr&, const Result<std::int64_t>& result) { done += result ? 1 : 0; });
    }
    context.poll();
    block->release();
    database.reset();
    context.restart();
    context.run();
    EXPECT_EQ(done, 10);
    open();
    EXPECT_EQ(*insert("next"), 11);
}

TEST_P(DatabaseContract, WhatWasAcknowledgedSurvivesKill9) {
    database.reset();
    std::array<int, 2> pipe_ends{};
    ASSERT_EQ(::pipe(pipe_ends.data()), 0);
    const auto child = ::fork();
    if (child == 0) {
        open();
        for (std::int64_t each = 0;; ++each) {
            const auto number = insert(std::to_string(each));
            if (!number || ::write(pipe_ends[1], &*number, sizeof *number) != sizeof *number) ::_exit(1);
        }
    }
    std::int64_t acknowledged = 0;
    while (acknowledged < 50) ASSERT_EQ(::read(pipe_ends[0], &acknowledged, sizeof acknowledged), 8);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(pipe_ends[1]);
    for (std::int64_t next = 0; ::read(pipe_ends[0], &next, sizeof next) == 8;) acknowledged = next;
    ::close(pipe_ends[0]);

    open();
    const auto rows = count_rows();
    EXPECT_GE(rows, acknowledged);
    EXPECT_LE(rows, acknowledged + 1);
    EXPECT_EQ(*insert("next"), rows + 1);
}

}  // namespace
}  // namespace ourplace::store
