#include "store/sqlite.hpp"

#include <array>
#include <fstream>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "unit/store/temporary_folder.hpp"

namespace ourplace::store {
namespace {

constexpr std::array two_steps{
    Migration{.name = "one",
              .sqlite = "CREATE TABLE one (id BIGINT PRIMARY KEY, body TEXT); INSERT INTO one VALUES (1, '')"},
    Migration{.name = "two", .sqlite = "ALTER TABLE one ADD COLUMN more BIGINT"},
};
constexpr auto one_step = std::span(two_steps).first(1);

class Sqlite : public testing::Test {
  protected:
    Result<std::unique_ptr<Database>> open(std::span<const Migration> migrations = two_steps,
                                           SqliteOptions::Use use = SqliteOptions::Use::server) {
        return open_sqlite({.file = folder / "store.db", .use = use}, migrations);
    }
    // The message for the operator.
    std::string refusal(std::span<const Migration> migrations = two_steps) {
        const auto opened = open(migrations);
        return opened ? "opened" : opened.error().message;
    }
    static Result<std::int64_t> add(Database& database, std::size_t bytes = 10) {
        return database.write_now([&](Transaction& tx) -> Result<std::int64_t> {
            return tx
                .query_one("INSERT INTO one (id, body) SELECT max(id) + 1, $1 FROM one RETURNING id",
                           std::string(bytes, 'x'))
                ->integer(0);
        });
    }

    TemporaryFolder folder;
};

TEST_F(Sqlite, EachMigrationRunsOnce) {
    {
        ASSERT_TRUE(open(one_step));
    }
    {
        ASSERT_TRUE(open());
    }
    const auto database = open();
    ASSERT_TRUE(database);
    EXPECT_EQ(*add(**database), 2);
}

TEST_F(Sqlite, ANewerStoreIsRefusedAndBothVersionsAreNamed) {
    {
        ASSERT_TRUE(open());
    }
    const auto message = refusal(one_step);
    EXPECT_NE(message.find("version 2"), std::string::npos) << message;
    EXPECT_NE(message.find("version 1"), std::string::npos) << message;
}

TEST_F(Sqlite, AStoreOfAnotherLineOfVersionsIsRefused) {
    {
        ASSERT_TRUE(open(one_step));
    }
    constexpr std::array other{Migration{.name = "other", .sqlite = "SELECT 1"}};
    EXPECT_NE(refusal(other).find("another line"), std::string::npos);
}

TEST_F(Sqlite, AFailedMigrationLeavesTheOldVersion) {
    constexpr std::array broken{two_steps[0],
                                Migration{.name = "two", .sqlite = "CREATE TABLE new (id BIGINT); SELECT nothing"}};
    EXPECT_ANY_THROW((void)open(broken));
    const auto database = open(one_step);
    ASSERT_TRUE(database);
    const auto tables = (*database)->read_now([](Transaction& tx) -> Result<std::size_t> {
        return tx.query("SELECT 1 FROM sqlite_schema WHERE name = 'new'").size();
    });
    EXPECT_EQ(*tables, 0u);
}

TEST_F(Sqlite, TwoServersNeverShareADataFolder) {
    auto first = open();
    ASSERT_TRUE(first);
    EXPECT_NE(refusal().find("Another ourplace server"), std::string::npos);
    first->reset();
    EXPECT_EQ(refusal(), "opened");
}

TEST_F(Sqlite, AToolWorksBesideAServer) {
    const auto server = open();
    const auto tool = open(two_steps, SqliteOptions::Use::tool);
    ASSERT_TRUE(server && tool);
    std::thread beside([&] {
        for (int each = 0; each < 100; ++each) EXPECT_TRUE(add(**tool));
    });
    for (int each = 0; each < 100; ++each) EXPECT_TRUE(add(**server));
    beside.join();
    EXPECT_EQ(*add(**server), 202);
}

TEST_F(Sqlite, AToolDoesNotChangeTheTablesUnderAServer) {
    const auto server = open(one_step);
    ASSERT_TRUE(server);
    EXPECT_FALSE(open(two_steps, SqliteOptions::Use::tool));
}

TEST_F(Sqlite, AFileThatIsNoStoreIsRefused) {
    std::ofstream(folder / "store.db") << std::string(5000, 'x');
    EXPECT_NE(refusal().find("not a store"), std::string::npos) << refusal();
}

TEST_F(Sqlite, ADamagedStoreIsRefused) {
    {
        ASSERT_TRUE(open());
    }
    // The first page after its header: the list of tables.
    std::fstream file(folder / "store.db", std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(100);
    file << std::string(3996, '\x5a');
    file.close();
    EXPECT_NE(refusal().find("damaged"), std::string::npos) << refusal();
}

TEST_F(Sqlite, ADataFolderThatCannotBeMadeIsRefused) {
    std::ofstream(folder / "file") << "x";
    const auto opened = open_sqlite({.file = folder / "file" / "store.db"}, two_steps);
    ASSERT_FALSE(opened);
    EXPECT_NE(opened.error().message.find("cannot be made"), std::string::npos) << opened.error().message;
}

TEST_F(Sqlite, AReadOnlyFolderIsRefused) {
    std::filesystem::permissions(folder.path(),
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec |
                                     std::filesystem::perms::others_read | std::filesystem::perms::others_exec);
    const auto child = ::fork();
    if (child == 0) {
        // Nobody's permissions, since a superuser may write everywhere.
        if (::geteuid() == 0 && ::setuid(65534) != 0) ::_exit(2);
        ::_exit(refusal().find("cannot be written to") != std::string::npos ? 0 : 1);
    }
    int status = -1;
    ::waitpid(child, &status, 0);
    std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_all);
    EXPECT_EQ(status, 0);
}

// A full disk, as far as the files of this process go.
class FullDisk {
  public:
    explicit FullDisk(rlim_t bytes) {
        ::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit full{.rlim_cur = bytes, .rlim_max = before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &full);
    }
    ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before_); }
    FullDisk(const FullDisk&) = delete;
    FullDisk& operator=(const FullDisk&) = delete;

  private:
    rlimit before_{};
};

TEST_F(Sqlite, AFullDiskIsToldToEverybodyWhoWaitsAndNothingIsAnnounced) {
    const auto database = open();
    ASSERT_TRUE(database);
    std::atomic<int> announced = 0;
    (*database)->on_commit([&](std::span<const Notice> notices) { announced += static_cast<int>(notices.size()); });
    const auto add_announced = [&] {
        return (*database)->write_now([](Transaction& tx) -> Result<int> {
            tx.execute("INSERT INTO one (id, body) SELECT max(id) + 1, $1 FROM one", std::string(3000, 'x'));
            tx.after_commit({});
            return 0;
        });
    };
    ASSERT_TRUE(add_announced());
    {
        const FullDisk full(1000);
        std::vector<std::thread> people;
        for (int each = 0; each < 8; ++each) {
            people.emplace_back([&] {
                const auto done = add_announced();
                EXPECT_FALSE(done);
                if (!done) EXPECT_EQ(done.error().code, Code::unavailable);
            });
        }
        for (auto& person : people) person.join();
        EXPECT_EQ(announced, 1);
    }
    EXPECT_TRUE(add_announced());
    EXPECT_EQ(announced, 2);
    EXPECT_EQ(*add(**database), 4);
}

TEST_F(Sqlite, AStoreAtItsSizeLimitRefusesAndGoesOnWhenThereIsRoom) {
    const auto database = open();
    ASSERT_TRUE(database);
    const auto limit = [&](int pages) {
        const auto done = (*database)->write_now([&](Transaction& tx) -> Result<int> {
            tx.query("PRAGMA max_page_count = " + std::to_string(pages));
            return 0;
        });
        EXPECT_TRUE(done);
    };
    limit(10);
    EXPECT_EQ(add(**database, 200'000).error().code, Code::unavailable);
    EXPECT_EQ(*add(**database), 2);
    limit(10'000);
    EXPECT_EQ(*add(**database, 200'000), 3);
}

TEST_F(Sqlite, TheWriteAheadLogStaysBoundedUnderLoad) {
    const auto database = open();
    ASSERT_TRUE(database);
    for (int each = 0; each < 1200; ++each) ASSERT_TRUE(add(**database, 200'000));
    // 246 MB were written. The writer itself copies the log from 82 MB on, or a little later where somebody else is about it.
    EXPECT_LT(std::filesystem::file_size(folder / "store.db-wal"), 180'000'000u);
}

}  // namespace
}  // namespace ourplace::store
