#include "streams/stream_log.hpp"

#include <gtest/gtest.h>

#include "unit/store/test_store.hpp"

namespace ourplace::streams {
namespace {

using store::Transaction;

class StreamLog : public testing::Test {
  protected:
    std::uint64_t post(const std::string& stream, const std::string& body) {
        return *database->write_now([&](Transaction& tx) -> Result<std::uint64_t> {
            v1::Update update;
            update.mutable_message_posted()->mutable_message()->set_body(body);
            return append(tx, stream, 7, std::move(update));
        });
    }
    std::vector<Entry> after(const std::string& stream, std::uint64_t number, std::size_t entries = 100,
                             std::size_t bytes = 100'000) {
        return *database->read_now([&](Transaction& tx) -> Result<std::vector<Entry>> {
            return read_after(tx, stream, number, entries, bytes);
        });
    }
    static v1::Update parsed(const Entry& entry) {
        v1::ServerFrame frame;
        EXPECT_TRUE(frame.ParseFromString(*entry.bytes));
        return frame.items(0).update();
    }

    store::TestStore test_store;
    std::unique_ptr<store::Database> database = test_store.open(migrations());
};

TEST_F(StreamLog, NumbersEachStreamFromOneWithoutGaps) {
    EXPECT_EQ(post("c.one", "a"), 1u);
    EXPECT_EQ(post("c.two", "b"), 1u);
    EXPECT_EQ(post("c.one", "c"), 2u);
    const auto entries = after("c.one", 0);
    ASSERT_EQ(entries.size(), 2u);
    EXPECT_EQ(entries[1].number, 2u);
    EXPECT_EQ(parsed(entries[1]).seq(), 2u);
    EXPECT_EQ(parsed(entries[1]).stream_id(), "c.one");
    EXPECT_EQ(parsed(entries[1]).at_us(), 7);
    EXPECT_EQ(parsed(entries[1]).message_posted().message().body(), "c");
}

TEST_F(StreamLog, ARolledBackChangeTakesNoNumber) {
    post("c.one", "a");
    const auto refused = database->write_now([&](Transaction& tx) -> Result<int> {
        append(tx, "c.one", 7, {});
        return std::unexpected(Error::permission_denied("", "no"));
    });
    EXPECT_FALSE(refused);
    EXPECT_EQ(post("c.one", "b"), 2u);
    EXPECT_EQ(after("c.one", 0).size(), 2u);
}

TEST_F(StreamLog, ReadsStopAtEitherLimitButAlwaysGoOn) {
    for (int message = 0; message < 5; ++message) post("c.one", std::string(1000, 'x'));
    EXPECT_EQ(after("c.one", 1, 2).size(), 2u);
    EXPECT_EQ(after("c.one", 1, 2).front().number, 2u);
    EXPECT_EQ(after("c.one", 0, 100, 2500).size(), 2u);
    EXPECT_EQ(after("c.one", 0, 100, 1).size(), 1u);
    EXPECT_TRUE(after("c.one", 5).empty());
    EXPECT_TRUE(after("c.none", 0).empty());
}

TEST_F(StreamLog, RewritingKeepsTheNumberAndForgetsTheOldText) {
    post("c.one", "secret");
    post("c.one", "b");
    const auto done = database->write_now([&](Transaction& tx) -> Result<int> {
        rewrite(tx, "c.one", 1,
                [](v1::Update& update) { update.mutable_message_posted()->mutable_message()->clear_body(); });
        return 0;
    });
    ASSERT_TRUE(done);
    const auto entries = after("c.one", 0);
    EXPECT_EQ(entries[0].bytes->find("secret"), std::string::npos);
    EXPECT_EQ(parsed(entries[0]).seq(), 1u);
    EXPECT_EQ(entries.size(), 2u);
}

TEST_F(StreamLog, HeadIsTheNewestNumberOrNothing) {
    post("c.one", "a");
    const auto heads = *database->read_now([&](Transaction& tx) -> Result<std::pair<std::uint64_t, std::uint64_t>> {
        return std::pair{head(tx, "c.one"), head(tx, "c.two")};
    });
    EXPECT_EQ(heads.first, 1u);
    EXPECT_EQ(heads.second, 0u);
}

TEST_F(StreamLog, TheEpochStaysTheSameWhenTheStoreIsOpenedAgain) {
    const auto read = [&] {
        return *database->read_now([](Transaction& tx) -> Result<std::string> { return epoch(tx); });
    };
    const auto first = read();
    database.reset();
    database = test_store.open(migrations());
    EXPECT_EQ(first.size(), 16u);
    EXPECT_EQ(read(), first);
}

}  // namespace
}  // namespace ourplace::streams
