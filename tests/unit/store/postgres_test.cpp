#include "store/postgres.hpp"

#include <array>
#include <atomic>
#include <gtest/gtest.h>
#include <latch>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "unit/store/test_store.hpp"

namespace ourplace::store {
namespace {

constexpr std::array two_steps{
    Migration{.name = "one",
              .sqlite = "CREATE TABLE one (id BIGINT PRIMARY KEY, body TEXT); INSERT INTO one VALUES (1, '')"},
    Migration{.name = "two", .sqlite = "ALTER TABLE one ADD COLUMN more BIGINT"},
};
constexpr auto one_step = std::span(two_steps).first(1);

// What is about PostgreSQL itself; the parameter is the server's URL, and there are no tests without one.
class Postgres : public testing::TestWithParam<std::string> {
  protected:
    Result<std::unique_ptr<Database>> open(std::span<const Migration> migrations = two_steps,
                                           PostgresOptions::Use use = PostgresOptions::Use::server) {
        return open_postgres({.url = schema.url(), .use = use, .writers = 3, .readers = 2, .times = times}, migrations);
    }
    // The message for the operator.
    static std::string refusal(const std::string& url) {
        const auto opened = open_postgres({.url = url}, two_steps);
        return opened ? "opened" : opened.error().message;
    }
    static Result<std::int64_t> add(Database& database) {
        return database.write_now([&](Transaction& tx) -> Result<std::int64_t> { return add_in(tx); });
    }
    static std::int64_t add_in(Transaction& tx) {
        return tx
            .query_one("INSERT INTO one (id, body) SELECT max(id) + 1, $1 FROM one RETURNING id", std::string("x"))
            ->integer(0);
    }
    static std::int64_t count(Database& database) {
        return *database.read_now([](Transaction& tx) -> Result<std::int64_t> {
            return tx.query_one("SELECT count(*) FROM one")->integer(0);
        });
    }
    static std::int64_t process_of(Transaction& tx) {
        return tx.query_one("SELECT CAST(pg_backend_pid() AS BIGINT)")->integer(0);
    }
    // Ends the session of that process, and waits until it has ended.
    void end_session(std::int64_t process) {
        PostgresConnection(GetParam(), {})
            .run_script("SELECT pg_terminate_backend(" + std::to_string(process) + ", 5000)");
    }
    // The same server with another database, user, host or port.
    std::string with(const std::string& part, const std::string& instead) const {
        auto url = GetParam();
        url.replace(url.find(part), part.size(), instead);
        return url;
    }

    PostgresTimes times;
    TestSchema schema{GetParam()};
};

std::vector<std::string> servers() {
    const auto server = test_server();
    return server.empty() ? std::vector<std::string>() : std::vector<std::string>{server};
}
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(Postgres);
INSTANTIATE_TEST_SUITE_P(, Postgres, testing::ValuesIn(servers()), [](const auto&) { return "Server"; });

TEST_P(Postgres, EachMigrationRunsOnceAlsoWhenSeveralNodesStartAtOnce) {
    std::latch ready(4);
    std::atomic<int> opened = 0;
    std::vector<std::thread> nodes;
    for (int node = 0; node < 4; ++node) {
        nodes.emplace_back([&] {
            ready.arrive_and_wait();
            const auto database = open();
            if (database && add(**database)) ++opened;
        });
    }
    for (auto& node : nodes) node.join();
    EXPECT_EQ(opened, 4);
    EXPECT_EQ(count(**open()), 5);
}

TEST_P(Postgres, ANewerStoreIsRefusedAndBothVersionsAreNamed) {
    ASSERT_TRUE(open());
    const auto refused = open(one_step);
    ASSERT_FALSE(refused);
    EXPECT_TRUE(refused.error().message.contains("version 2")) << refused.error().message;
    EXPECT_TRUE(refused.error().message.contains("version 1")) << refused.error().message;
}

TEST_P(Postgres, AFailedMigrationLeavesTheOldVersion) {
    constexpr std::array broken{two_steps[0],
                                Migration{.name = "two", .sqlite = "CREATE TABLE new (id BIGINT); SELECT nothing"}};
    EXPECT_ANY_THROW((void)open(broken));
    const auto database = open(one_step);
    ASSERT_TRUE(database);
    const auto tables = (*database)->read_now([](Transaction& tx) -> Result<std::size_t> {
        return tx.query("SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'new'").size();
    });
    EXPECT_EQ(*tables, 0u);
}

TEST_P(Postgres, AToolMakesAnEmptyStoreButLeavesAnOldOneToAServer) {
    ASSERT_TRUE(open(one_step, PostgresOptions::Use::tool));
    EXPECT_FALSE(open(two_steps, PostgresOptions::Use::tool));
    ASSERT_TRUE(open(two_steps));
    EXPECT_TRUE(open(two_steps, PostgresOptions::Use::tool));
}

TEST_P(Postgres, WhatIsWrongWithTheAddressIsToldWithoutThePassword) {
    struct Mistake {
        std::string url;
        std::string told;
    };
    const auto port = GetParam().substr(GetParam().find("port=") + 5);
    const auto guest = [&](const std::string& password, const std::string& host, const std::string& name) {
        return "postgresql://guest:" + password + "@" + host + ":" + port + "/" + name;
    };
    for (const auto& [url, told] : {
             Mistake{"mysql://guest:hunter2@localhost/ourplace", "must be like postgresql://"},
             Mistake{"postgresql://guest:hunter2@localhost:many:ports/ourplace", "many:ports"},
             Mistake{guest("hunter2", "localhost", "ourplace") + "?sslmod=require", "not well-formed"},
             Mistake{guest("hunter2", "127.0.0.1", "ourplace"), "password authentication failed"},
             Mistake{guest("secret", "127.0.0.1", "nowhere"), "does not exist"},
             Mistake{guest("hunter2", "nowhere.invalid", "ourplace"), "nowhere.invalid"},
             Mistake{"postgresql://guest:hunter2@127.0.0.1:1/ourplace", "refused"},
             Mistake{guest("secret", "127.0.0.1", "ourplace") + "?sslmode=require", "SSL"},
             Mistake{with("/ourplace?", "/latin?"), "encoding is LATIN1"},
             Mistake{schema.url() + "_not", "no schema"},
             Mistake{schema.url() + "%20-cdefault_transaction_read_only%3Don", "read-only"},
         }) {
        const auto message = refusal(url);
        EXPECT_TRUE(message.contains(told)) << url << ": " << message;
        EXPECT_FALSE(message.contains("hunter2")) << message;
        EXPECT_FALSE(message.contains("secret")) << message;
    }
}

TEST_P(Postgres, AConnectionThatEndsInAWriteSavesNothingAndTheNextOneWorks) {
    const auto database = open();
    const auto lost = (*database)->write_now([&](Transaction& tx) -> Result<int> {
        add_in(tx);
        end_session(process_of(tx));
        add_in(tx);
        return 0;
    });
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().code, Code::unavailable);
    EXPECT_TRUE(lost.error().retry_can_help);
    EXPECT_TRUE(lost.error().message.contains("nothing was saved")) << lost.error().message;
    EXPECT_EQ(*add(**database), 2);
}

TEST_P(Postgres, ALossInTheCommitIsToldAsItIsAndNothingIsAnnounced) {
    const auto database = open();
    std::atomic<int> announced = 0;
    (*database)->on_commit([&](std::span<const Notice>) { ++announced; });
    // Gone before COMMIT arrives, which nobody on this side can know.
    const auto lost = (*database)->write_now([&](Transaction& tx) -> Result<int> {
        add_in(tx);
        tx.after_commit({});
        end_session(process_of(tx));
        return 0;
    });
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().code, Code::unavailable);
    EXPECT_TRUE(lost.error().message.contains("may or may not have been saved")) << lost.error().message;
    EXPECT_EQ(announced, 0);
    EXPECT_EQ(*add(**database), 2);
}

TEST_P(Postgres, AConnectionThatEndsInAReadIsToldAndTheNextOneWorks) {
    const auto database = open();
    const auto lost = (*database)->read_now([&](Transaction& tx) -> Result<int> {
        end_session(process_of(tx));
        tx.query("SELECT 1");
        return 0;
    });
    ASSERT_FALSE(lost);
    EXPECT_EQ(lost.error().code, Code::unavailable);
    EXPECT_EQ(count(**database), 1);
}

TEST_P(Postgres, NobodyNoticesThatIdleConnectionsEnded) {
    const auto database = open();
    for (int each = 0; each < 6; ++each) {
        const auto used =
            (*database)->write_now([&](Transaction& tx) -> Result<std::int64_t> { return process_of(tx); });
        const auto read =
            (*database)->read_now([&](Transaction& tx) -> Result<std::int64_t> { return process_of(tx); });
        ASSERT_TRUE(used && read);
        end_session(*used);
        end_session(*read);
    }
    EXPECT_EQ(*add(**database), 2);
}

TEST_P(Postgres, AStatementThatTakesTooLongFailsAlone) {
    times.statement = std::chrono::milliseconds(300);
    const auto database = open();
    const auto slow = (*database)->write_now([](Transaction& tx) -> Result<int> {
        tx.query("SELECT pg_sleep(20)");
        return 0;
    });
    ASSERT_FALSE(slow);
    EXPECT_EQ(slow.error().code, Code::unavailable);
    EXPECT_EQ(*add(**database), 2);
}

// Touches no row that anybody writes: what makes it wait are the locks of writes alone.
Result<int> look(Transaction& tx) {
    tx.query("SELECT count(*) FROM one");
    return 0;
}

TEST_P(Postgres, BesideAnExclusiveWriteOfANodeAnotherWritesNothing) {
    times.lock = std::chrono::milliseconds(200);
    const auto first = open();
    const auto second = open();
    const auto held = (*first)->write_now([&](Transaction& tx) -> Result<int> {
        add_in(tx);
        for (const auto& waited : {(*second)->write_now(look), (*second)->write_in_now("c.one", look)}) {
            EXPECT_FALSE(waited);
            if (waited) continue;
            EXPECT_EQ(waited.error().code, Code::unavailable);
            EXPECT_TRUE(waited.error().retry_can_help);
        }
        return 0;
    });
    EXPECT_TRUE(held);
    EXPECT_EQ(*add(**second), 3);
}

TEST_P(Postgres, BesideAWriteInAStreamAnotherNodeWritesInOtherStreamsOnly) {
    times.lock = std::chrono::milliseconds(200);
    const auto first = open();
    const auto second = open();
    const auto held = (*first)->write_in_now("c.one", [&](Transaction& tx) -> Result<int> {
        add_in(tx);
        EXPECT_FALSE((*second)->write_in_now("c.one", look));
        EXPECT_TRUE((*second)->write_in_now("c.two", look));
        EXPECT_FALSE((*second)->write_now(look));
        return 0;
    });
    EXPECT_TRUE(held);
    EXPECT_TRUE((*second)->write_now(look));
}

TEST_P(Postgres, TwoStreamsThatComeToTheSameKeyAreNoBug) {
    const auto database = open();
    std::latch both(2);
    const auto insert = [&](Transaction& tx) -> Result<int> {
        both.arrive_and_wait();
        tx.execute("INSERT INTO one (id) VALUES (7)");
        return 0;
    };
    Result<int> left = 0;
    std::thread beside([&] { left = (*database)->write_in_now("c.left", insert); });
    const auto right = (*database)->write_in_now("c.right", insert);
    beside.join();
    EXPECT_NE(left.has_value(), right.has_value());
    const auto& loser = left ? right : left;
    EXPECT_EQ(loser.error().code, Code::unavailable);
    EXPECT_TRUE(loser.error().retry_can_help);
}

TEST_P(Postgres, TextWithANulByteIsRefusedRatherThanCutOff) {
    const auto database = open();
    const auto done = (*database)->write_now([](Transaction& tx) -> Result<int> {
        tx.execute("INSERT INTO one (id, body) VALUES (2, $1)", std::string("a\0b", 3));
        return 0;
    });
    EXPECT_FALSE(done);
    EXPECT_EQ(count(**database), 1);
}

TEST_P(Postgres, ATypeThatIsNoneOfOursAsksForACast) {
    const auto database = open();
    const auto done = (*database)->read_now([](Transaction& tx) -> Result<int> {
        EXPECT_THROW(tx.query("SELECT sum(id) FROM one"), std::logic_error);
        return 0;
    });
    EXPECT_TRUE(done);
}

// Streams beside each other on two nodes, exclusive writes between them.
TEST_P(Postgres, TwoNodesNumberWithoutHolesAndInTheOrderOfTheirCommits) {
    constexpr std::array steps{Migration{.name = "streams", .sqlite = R"sql(
        CREATE TABLE stream (id TEXT PRIMARY KEY, last BIGINT NOT NULL);
        CREATE TABLE entry (stream TEXT NOT NULL, number BIGINT NOT NULL, PRIMARY KEY (stream, number)))sql"}};
    const std::array names{"hot", "one", "two", "three"};
    struct Node {
        std::unique_ptr<Database> database;
        std::mutex mutex;
        std::map<std::string, std::uint64_t> newest;
        bool in_order = true;
    };
    std::array<Node, 2> nodes;
    for (auto& node : nodes) {
        node.database = std::move(*open_postgres({.url = schema.url(), .writers = 3, .readers = 1}, steps));
        node.database->on_commit([&node](std::span<const Notice> notices) {
            const std::scoped_lock lock(node.mutex);
            for (const auto& notice : notices)
                node.in_order = std::exchange(node.newest[notice.key], notice.number) < notice.number && node.in_order;
        });
    }
    const auto append = [](Transaction& tx, const std::string& stream) {
        const auto number = tx.query_one(R"sql(
            INSERT INTO stream (id, last) VALUES ($1, 1)
            ON CONFLICT (id) DO UPDATE SET last = stream.last + 1 RETURNING last)sql",
                                         stream)
                                ->number(0);
        tx.execute("INSERT INTO entry (stream, number) VALUES ($1, $2)", stream, number);
        tx.after_commit({.kind = Notice::Kind::update, .key = stream, .number = number, .bytes = nullptr});
    };
    std::vector<std::thread> people;
    for (std::size_t person = 0; person < 12; ++person) {
        people.emplace_back([&, person] {
            auto& database = *nodes.at(person % 2).database;
            const std::string mine = person < 6 ? "hot" : names.at(person % names.size());
            for (std::size_t each = 0; each < 40; ++each) {
                const bool everywhere = each % 13 == person;
                const auto work = [&](Transaction& tx) -> Result<int> {
                    for (const auto* name : names) {
                        if (everywhere || mine == name) append(tx, name);
                    }
                    if (each % 9 == 4) return std::unexpected(Error::permission_denied("", "no"));
                    return 0;
                };
                const auto done = everywhere ? database.write_now(work) : database.write_in_now(mine, work);
                EXPECT_TRUE(done || done.error().code == Code::permission_denied) << done.error().message;
            }
        });
    }
    for (auto& person : people) person.join();
    const auto rows = *nodes[0].database->read_now([](Transaction& tx) -> Result<Rows> {
        return tx.query(
            "SELECT stream.last, count(*), min(number), max(number) FROM stream "
            "JOIN entry ON entry.stream = stream.id GROUP BY stream.id, stream.last");
    });
    EXPECT_EQ(rows.size(), names.size());
    for (const auto& row : rows) {
        EXPECT_EQ(row.integer(1), row.integer(0));
        EXPECT_EQ(row.integer(2), 1);
        EXPECT_EQ(row.integer(3), row.integer(0));
    }
    for (auto& node : nodes) {
        node.database.reset();
        EXPECT_TRUE(node.in_order);
    }
}

}  // namespace
}  // namespace ourplace::store
