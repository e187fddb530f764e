// The contract of stores: in which order things are written, numbered and announced.
#include <atomic>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "unit/store/database_contract.hpp"

namespace ourplace::store {
namespace {

TEST_P(DatabaseContract, NumbersHaveNoGapsWhateverIsRolledBack) {
    std::vector<std::thread> people;
    std::atomic<std::int64_t> kept = 0;
    for (int person = 0; person < 8; ++person) {
        people.emplace_back([&, person] {
            for (int each = 0; each < 100; ++each) {
                const auto done = database->write_now([&](Transaction& tx) -> Result<int> {
                    tx.execute("INSERT INTO numbered (value) VALUES ($1)", take_number(tx));
                    if ((each + person) % 3 == 0) return std::unexpected(Error::permission_denied("", "no"));
                    if ((each + person) % 7 == 0) throw std::runtime_error("a bug");
                    return 0;
                });
                if (done) ++kept;
            }
        });
    }
    for (auto& person : people) person.join();
    const auto row = *database->read_now([](Transaction& tx) -> Result<Row> {
        return *tx.query_one("SELECT count(*), min(value), max(value) FROM numbered");
    });
    EXPECT_GT(kept, 0);
    EXPECT_EQ(row.integer(0), kept);
    EXPECT_EQ(row.integer(1), 1);
    EXPECT_EQ(row.integer(2), kept);
}

TEST_P(DatabaseContract, NoticesComeInTheOrderOfCommitBeforeAnybodyGoesOn) {
    open();
    std::vector<std::uint64_t> announced;
    std::atomic<std::uint64_t> newest = 0;
    database->on_commit([&](std::span<const Notice> notices) {
        for (const auto& notice : notices) announced.push_back(notice.number);
        newest = announced.back();
    });
    std::vector<std::thread> people;
    for (int person = 0; person < 8; ++person) {
        people.emplace_back([&, person] {
            for (int each = 0; each < 50; ++each) {
                const auto done = database->write_now([&](Transaction& tx) -> Result<std::uint64_t> {
                    const auto number = static_cast<std::uint64_t>(take_number(tx));
                    tx.after_commit({.kind = Notice::Kind::update, .key = "s", .number = number, .bytes = nullptr});
                    if ((each + person) % 4 == 0) return std::unexpected(Error::permission_denied("", "no"));
                    return number;
                });
                if (done) EXPECT_GE(newest, *done);
            }
        });
    }
    for (auto& person : people) person.join();
    database.reset();
    ASSERT_FALSE(announced.empty());
    for (std::size_t index = 0; index < announced.size(); ++index) EXPECT_EQ(announced[index], index + 1);
}

// Also with streams beside each other and exclusive writes between them, where the store can do that.
TEST_P(DatabaseContract, EachStreamsNumbersAndNoticesComeInOrderWhateverRunsBesideIt) {
    open();
    std::mutex mutex;
    std::map<std::string, std::vector<std::uint64_t>> announced;
    database->on_commit([&](std::span<const Notice> notices) {
        const std::scoped_lock lock(mutex);
        for (const auto& notice : notices) announced[notice.key].push_back(notice.number);
    });
    const auto take = [](Transaction& tx, const std::string& stream) {
        const auto row = tx.query_one(R"sql(
            INSERT INTO counter (name, value) VALUES ($1, 1)
            ON CONFLICT (name) DO UPDATE SET value = counter.value + 1 RETURNING value)sql",
                                      stream);
        tx.after_commit({.kind = Notice::Kind::update, .key = stream, .number = row->number(0), .bytes = nullptr});
    };
    std::atomic<int> done = 0;
    std::vector<std::thread> people;
    for (int person = 0; person < 8; ++person) {
        people.emplace_back([&, person] {
            const auto stream = "s" + std::to_string(person % 3);
            for (int each = 0; each < 40; ++each) {
                const bool everywhere = (each + person) % 10 == 0;
                const auto work = [&](Transaction& tx) -> Result<int> {
                    for (const auto* other : {"s0", "s1", "s2"}) {
                        if (everywhere || other == stream) take(tx, other);
                    }
                    if (each % 7 == 3) return std::unexpected(Error::permission_denied("", "no"));
                    return ++done;
                };
                const auto result = everywhere ? database->write_now(work) : database->write_in_now(stream, work);
                EXPECT_EQ(result.has_value(), each % 7 != 3);
            }
        });
    }
    for (auto& person : people) person.join();
    database.reset();
    EXPECT_GT(done, 200);
    ASSERT_EQ(announced.size(), 3u);
    for (const auto& [stream, numbers] : announced) {
        for (std::size_t index = 0; index < numbers.size(); ++index) EXPECT_EQ(numbers[index], index + 1) << stream;
    }
}

TEST_P(DatabaseContract, AnExclusiveWriteRunsBesideNoOther) {
    std::atomic<int> running = 0;
    std::atomic<bool> alone = true;
    std::vector<std::thread> people;
    for (int person = 0; person < 6; ++person) {
        people.emplace_back([&, person] {
            for (int each = 0; each < 30; ++each) {
                const bool exclusive = person == 0;
                const auto work = [&](Transaction&) -> Result<int> {
                    const auto others = running++;
                    if (exclusive && others != 0) alone = false;
                    std::this_thread::yield();
                    --running;
                    return 0;
                };
                EXPECT_TRUE(exclusive ? database->write_now(work)
                                      : database->write_in_now("s" + std::to_string(person), work));
            }
        });
    }
    for (auto& person : people) person.join();
    EXPECT_TRUE(alone);
}

}  // namespace
}  // namespace ourplace::store
