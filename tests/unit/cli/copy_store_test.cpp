#include "cli/copy_store.hpp"

#include <gtest/gtest.h>
#include <map>
#include <set>
#include <string>

#include "cli/check.hpp"
#include "cli/composition.hpp"
#include "cli/copied_tables.hpp"
#include "cli/demo_programme.hpp"
#include "store/sqlite_connection.hpp"
#include "streams/stream_log.hpp"
#include "unit/store/test_store.hpp"

namespace ourplace::cli {
namespace {

constexpr Timestamp now = 1'700'000'000 * microseconds_per_second;

Settings settings_of(const store::TestStore& store) {
    Settings settings;
    settings.data = store.folder();
    settings.database = store.url();
    return settings;
}
std::string place_of(const store::TestStore& store) {
    return store.url().empty() ? store.folder().string() : store.url();
}

struct Direction {
    std::string name;
    std::string from;
    std::string to;
};
std::vector<Direction> directions() {
    const auto server = store::test_server();
    if (server.empty()) return {{.name = "SqliteToSqlite", .from = {}, .to = {}}};
    return {{.name = "SqliteToPostgres", .from = {}, .to = server},
            {.name = "PostgresToSqlite", .from = server, .to = {}}};
}

// The demonstration is the source: something of everything.
class CopyStoreTest : public testing::TestWithParam<Direction> {
  protected:
    CopyStoreTest() {
        const auto source = std::move(*open_store(settings_of(from)));
        const auto made = create_demo(*source, DEMO_FOLDER, now);
        EXPECT_TRUE(made) << made.error().message;
    }
    Result<CopiedRows> copy() {
        return copy_store(place_of(from), place_of(to), [](const std::string&) {});
    }
    std::string refusal() {
        const auto copied = copy();
        return copied ? "copied" : copied.error().message;
    }
    static std::int64_t rows_in(const store::TestStore& store, const std::string& table) {
        const auto database = open_any(store);
        return *database->read_now([&](store::Transaction& tx) -> Result<std::int64_t> {
            return tx.query_one("SELECT count(*) FROM " + table)->integer(0);
        });
    }
    static std::unique_ptr<store::Database> open_any(const store::TestStore& store) {
        return std::move(
            *(store.url().empty()
                  ? store::open_sqlite({.file = store_file(store.folder())}, all_migrations())
                  : store::open_postgres({.url = store.url(), .writers = 1, .readers = 1}, all_migrations())));
    }
    static void change(const store::TestStore& store, const std::string& sql) {
        const auto done = open_any(store)->write_now([&](store::Transaction& tx) -> Result<int> {
            tx.execute(sql);
            return 0;
        });
        EXPECT_TRUE(done);
    }

    store::TestStore from{GetParam().from};
    store::TestStore to{GetParam().to};
};
INSTANTIATE_TEST_SUITE_P(, CopyStoreTest, testing::ValuesIn(directions()),
                         [](const auto& info) { return info.param.name; });

TEST_P(CopyStoreTest, EverythingArrivesAndTheCopyIsSound) {
    const auto copied = copy();
    ASSERT_TRUE(copied) << copied.error().message;
    const std::map<std::string, std::int64_t> rows(copied->begin(), copied->end());
    EXPECT_GT(rows.at("message"), 50);
    EXPECT_EQ(rows.at("message"), rows_in(to, "message"));
    EXPECT_EQ(rows.at("update_log"), rows_in(from, "update_log"));
    const auto faults = check_store(settings_of(to));
    ASSERT_TRUE(faults) << faults.error().message;
    EXPECT_EQ(*faults, std::vector<std::string>{});
}

TEST_P(CopyStoreTest, AnInterruptedCopyIsServedToNobodyAndGoesOn) {
    {
        const auto source = open_any(from);
        const auto target = open_any(to);
        struct Interrupted {};
        EXPECT_THROW((void)copy_store(*source, *target,
                                      [](const std::string& line) {
                                          if (line.starts_with("message:")) throw Interrupted();
                                      }),
                     Interrupted);
    }
    EXPECT_GT(rows_in(to, "message"), 0);
    EXPECT_EQ(rows_in(to, "update_log"), 0);
    const auto opened = open_store(settings_of(to));
    ASSERT_FALSE(opened);
    EXPECT_TRUE(opened.error().message.contains("not finished")) << opened.error().message;
    const auto copied = copy();
    ASSERT_TRUE(copied) << copied.error().message;
    EXPECT_TRUE(open_store(settings_of(to)));
}

TEST_P(CopyStoreTest, ADifferenceIsFoundAndNamedAndTheCopyStaysUnfinished) {
    {
        const auto source = open_any(from);
        const auto target = open_any(to);
        bool planted = false;
        const auto copied = copy_store(*source, *target, [&](const std::string& line) {
            if (planted || !line.starts_with("update_log:")) return;
            planted = true;
            const auto done = target->write_now([](store::Transaction& tx) -> Result<int> {
                tx.execute("UPDATE message SET body = body || '.' WHERE seq = 2");
                return 0;
            });
            EXPECT_TRUE(done);
        });
        EXPECT_TRUE(planted);
        ASSERT_FALSE(copied);
        EXPECT_TRUE(copied.error().message.contains("of the table message")) << copied.error().message;
    }
    EXPECT_FALSE(open_store(settings_of(to)));
}

TEST_P(CopyStoreTest, ARowTooManyIsADifference) {
    {
        const auto source = open_any(from);
        const auto target = open_any(to);
        const auto copied = copy_store(*source, *target, [&](const std::string& line) {
            if (!line.starts_with("update_log:")) return;
            const auto done = target->write_now([](store::Transaction& tx) -> Result<int> {
                tx.execute("INSERT INTO stream (stream_id, last_seq) VALUES ('z.z', 1) ON CONFLICT DO NOTHING");
                return 0;
            });
            EXPECT_TRUE(done);
        });
        ASSERT_FALSE(copied);
        EXPECT_TRUE(copied.error().message.contains("of the table stream")) << copied.error().message;
    }
}

TEST_P(CopyStoreTest, ATargetThatHoldsAProgrammeIsLeftAlone) {
    change(to, "INSERT INTO programme (id, name, created_at_us) VALUES (1, 'Another', 0)");
    EXPECT_TRUE(refusal().contains("another programme")) << refusal();
    EXPECT_EQ(rows_in(to, "member"), 0);
}

TEST_P(CopyStoreTest, ASecondCopyIsRefused) {
    ASSERT_TRUE(copy());
    EXPECT_TRUE(refusal().contains("holds this programme already")) << refusal();
}

TEST_P(CopyStoreTest, AServerInTheWayIsNamed) {
    for (const auto* used : {&from, &to}) {
        const auto server = open_any(*used);
        const auto message = refusal();
        EXPECT_TRUE(message.contains("Another ourplace server") || message.contains("Stop its servers first"))
            << message;
    }
}

TEST_P(CopyStoreTest, AMissingSourceIsNotMade) {
    const auto copied = copy_store(to.folder().string() + "/nothing", place_of(to), [](const std::string&) {});
    ASSERT_FALSE(copied);
    EXPECT_FALSE(std::filesystem::exists(to.folder() / "nothing"));
}

// A table or column that a migration adds must be copied as well.
TEST(CopiedTables, AreAllTablesWithAllColumns) {
    const store::TestStore store{std::string()};
    {
        ASSERT_TRUE(open_store(settings_of(store)));
    }
    store::SqliteConnection connection(store_file(store.folder()), store::SqliteConnection::Mode::read);
    std::map<std::string, std::string> expected;
    for (const auto& table : connection.run("SELECT name FROM sqlite_schema WHERE type = 'table'").rows) {
        auto& columns = expected[table.text(0)];
        for (const auto& column : connection.run("SELECT name FROM pragma_table_info('" + table.text(0) + "')").rows)
            columns += (columns.empty() ? "" : ", ") + column.text(0);
    }
    expected.erase("migration");
    expected.erase("store_epoch");
    // A copy has a key of its own.
    expected.erase("node_key");
    std::map<std::string, std::string> copied;
    for (const auto& table : copied_tables()) copied.emplace(table.name, table.columns);
    EXPECT_EQ(copied, expected);
}

}  // namespace
}  // namespace ourplace::cli
