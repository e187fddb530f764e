#include "cli/check.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <string>

#include "accounts/accounts_tables.hpp"
#include "cli/composition.hpp"
#include "conversations/message_tables.hpp"
#include "hubs/channel_tables.hpp"
#include "hubs/hub_tables.hpp"
#include "store/sqlite_connection.hpp"
#include "unit/store/test_store.hpp"

namespace ourplace::cli {
namespace {

constexpr Timestamp now = 1'700'000'000 * microseconds_per_second;

// A store with one channel in which Ana has posted three messages, and then was damaged with SQL.
class CheckTest : public testing::Test {
  protected:
    explicit CheckTest(const std::string& server = store::test_server()) : test_store(server) {
        const auto database = std::move(*open_store(settings()));
        const auto made = database->write_now([&](store::Transaction& tx) -> Result<void> {
            const auto name = accounts::member_name("name", "Ana");
            const auto ana = accounts::create_member(
                tx, {.name = *name, .language = v1::LANGUAGE_EN, .is_administrator = false, .passphrase_hash = {}},
                now);
            const auto place = hubs::create_place(tx, "Somers Town", {});
            const auto hub_id = hubs::create_hub(tx,
                                                 {.name = "Hub",
                                                  .purpose = {},
                                                  .place_id = place->place_id(),
                                                  .paint = 1,
                                                  .join_policy = hubs::JoinPolicy::open},
                                                 now);
            hubs::join_hub(tx, *hub_id, ana->member_id, hubs::Role::organiser, now);
            channel_id = hubs::create_channel(
                tx, {.hub_id = *hub_id, .name = "General", .purpose = {}, .visibility = hubs::Visibility::hub},
                ana->member_id, now);
            accounts::Caller caller;
            caller.member_id = ana->member_id;
            const auto author = hubs::in_channel(tx, caller, channel_id);
            for (const char* const body : {"one", "two", "three"}) {
                const conversations::Draft draft{.channel_id = channel_id,
                                                 .client_message_id = std::string(13, 'x') + std::string(body, 3),
                                                 .body = body,
                                                 .mentioned_member_ids = {},
                                                 .buttons = {}};
                if (auto posted = conversations::append(tx, *author, draft, now); !posted)
                    return std::unexpected(posted.error());
            }
            return {};
        });
        EXPECT_TRUE(made) << made.error().message;
    }
    [[nodiscard]] Settings settings() const {
        Settings settings;
        settings.data = test_store.folder();
        settings.database = test_store.url();
        return settings;
    }
    // References are not looked at.
    void damage(const std::string& sql) {
        if (test_store.url().empty()) {
            store::SqliteConnection connection(store_file(test_store.folder()), store::SqliteConnection::Mode::write);
            connection.run_script("PRAGMA foreign_keys = OFF; " + sql);
        } else {
            store::PostgresConnection connection(test_store.url(), {});
            connection.run_script("SET session_replication_role = replica; " + sql);
        }
    }
    std::vector<std::string> faults() {
        auto found = check_store(settings());
        EXPECT_TRUE(found) << found.error().message;
        return found ? *found : std::vector<std::string>{};
    }

    store::TestStore test_store;
    std::string channel_id;
};

TEST_F(CheckTest, ASoundStoreHasNoFaults) { EXPECT_EQ(faults(), std::vector<std::string>{}); }

TEST_F(CheckTest, AHoleInTheNumbersIsFound) {
    damage("DELETE FROM update_log WHERE stream_id = 'c." + channel_id + "' AND seq = 2");
    ASSERT_EQ(faults().size(), 2u);
    EXPECT_EQ(faults().at(0), "Update 3 of c." + channel_id + " follows number 1: some are missing");
    EXPECT_EQ(faults().at(1), "message 2 of channel " + channel_id + " is not in the log");
}

TEST_F(CheckTest, AnUpdateThatIsAnotherIsFound) {
    damage("UPDATE update_log SET frame = (SELECT frame FROM update_log WHERE stream_id = 'c." + channel_id +
           "' AND seq = 1) WHERE stream_id = 'c." + channel_id + "' AND seq = 2");
    ASSERT_FALSE(faults().empty());
    EXPECT_EQ(faults().at(0), "Update 2 of c." + channel_id + " says that it is another");
}

TEST_F(CheckTest, AHeadBeyondTheLastUpdateIsFound) {
    damage("UPDATE stream SET last_seq = 7 WHERE stream_id = 'c." + channel_id + "'");
    ASSERT_EQ(faults().size(), 1u);
    EXPECT_EQ(faults().at(0), "c." + channel_id + " should end with number 7, but ends with 3");
}

TEST_F(CheckTest, AMessageThatIsOnlyInTheLogIsFound) {
    damage("DELETE FROM message WHERE seq = 3");
    ASSERT_EQ(faults().size(), 1u);
    EXPECT_EQ(faults().at(0), "message 3 of channel " + channel_id + " is in the log only");
}

TEST_F(CheckTest, AnAnnouncementWhoseRecipientsAreGoneIsFound) {
    damage(
        "INSERT INTO announcement (announcement_id, author_id, author_name, client_announcement_id, fingerprint, state, "
        "version, importance, roles, hub_count, asks_acknowledgement, acknowledge_by_us, expires_at_us, sent_at_us, "
        "audience_count) SELECT 'a', member_id, name, '', '', 2, 1, 1, 0, 1, 1, 0, 9, 1, 3 FROM member");
    ASSERT_EQ(faults().size(), 2u);
    EXPECT_EQ(faults().at(0), "announcement a was frozen with an audience of 3, but has 0 recipients");
    EXPECT_EQ(faults().at(1), "announcement a has 0 of its 1 versions");
}

class CheckSqliteTest : public CheckTest {
  protected:
    CheckSqliteTest() : CheckTest({}) {}
};

TEST_F(CheckSqliteTest, AReferenceToNothingIsFound) {
    damage("DELETE FROM place");
    ASSERT_EQ(faults().size(), 1u);
    EXPECT_EQ(faults().at(0), "the table hub refers to a row of place that is not there");
}

TEST_F(CheckSqliteTest, ADamagedOrMissingFileIsAnError) {
    auto missing = settings();
    missing.data /= "nothing";
    EXPECT_FALSE(check_store(missing));
    std::ofstream(store_file(settings().data), std::ios::binary | std::ios::in).write("not a database at all", 21);
    EXPECT_FALSE(check_store(settings()));
}

}  // namespace
}  // namespace ourplace::cli
