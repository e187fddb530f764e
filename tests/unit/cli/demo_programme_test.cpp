#include "cli/demo_programme.hpp"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/accounts_tables.hpp"
#include "announcements/announcement_check.hpp"
#include "announcements/announcement_tables.hpp"
#include "asks/ask_tables.hpp"
#include "cli/demo_script.hpp"
#include "conversations/message_tables.hpp"
#include "conversations/read_tables.hpp"
#include "events/event_tables.hpp"
#include "hubs/hub_tables.hpp"
#include "jobs/job_tables.hpp"
#include "stories/library_tables.hpp"
#include "stories/stories_tables.hpp"
#include "stories/story_check.hpp"
#include "stories/suggestion_tables.hpp"
#include "unit/test_programme.hpp"

namespace ourplace::cli {
namespace {

const std::filesystem::path demo_folder = DEMO_FOLDER;

class DemoProgrammeTest : public testing::Test {
  protected:
    Result<DemoProgramme> create(const std::filesystem::path& folder = demo_folder) {
        return create_demo(*programme_.database, folder, programme_.clock.now());
    }

    // What a member sees at first.
    v1::GetOverviewResponse overview(const std::string& member_id) {
        return programme_.write([&](store::Transaction& tx) {
            accounts::Caller caller;
            caller.member_id = member_id;
            return conversations::overview(tx, caller);
        });
    }

    std::vector<accounts::Member> members() {
        return programme_.write([](store::Transaction& tx) { return accounts::all_members(tx); });
    }

    std::vector<v1::Message> messages(const std::string& channel_id) {
        return programme_.write([&](store::Transaction& tx) {
            const auto page = conversations::list_messages(
                tx, channel_id, {.position = conversations::PageRequest::Position::newest, .seq = 0, .size = 200});
            return std::vector<v1::Message>(page.messages().begin(), page.messages().end());
        });
    }

    // Every channel that somebody has joined.
    std::vector<v1::Channel> channels() {
        std::vector<v1::Channel> all;
        std::set<std::string> seen;
        for (const auto& member : members()) {
            for (const auto& state : overview(member.member_id).channels()) {
                if (seen.insert(state.channel().channel_id()).second) all.push_back(state.channel());
            }
        }
        return all;
    }

    std::vector<v1::Message> all_messages() {
        std::vector<v1::Message> all;
        for (const auto& channel : channels()) std::ranges::copy(messages(channel.channel_id()), back_inserter(all));
        return all;
    }

    // A folder with a small programme of its own, one person and one hub, to which the text is added.
    std::filesystem::path small_programme(std::string_view channel_text) {
        const auto folder = folder_.path() / "script";
        std::filesystem::create_directory(folder);
        std::ofstream(folder / "programme.toml") << R"(name = "Test"
[[place]]
name = "Dudley"
[person.ana]
name = "Ana"
[person.bea]
name = "Bea"
)";
        std::ofstream(folder / "hub.toml") << R"(name = "Lunch"
place = "Dudley"
paint = "ochre"
founded = "9d 10:00"
member = [{ person = "ana", role = "organiser" }]
[[channel]]
name = "Kitchen"
)" << channel_text;
        return folder;
    }
    std::string complaint(std::string_view channel_text) {
        const auto created = create(small_programme(channel_text));
        return created ? "none" : created.error().message;
    }

    TemporaryFolder folder_;
    TestProgramme programme_{hubs::migrations(),          conversations::migrations(), jobs::migrations(),
                             announcements::migrations(), events::migrations(),        stories::migrations(),
                             asks::migrations()};
};

TEST_F(DemoProgrammeTest, HoldsHubsPeopleAndWeeksOfConversation) {
    const auto created = create();
    ASSERT_TRUE(created) << created.error().message;
    EXPECT_TRUE(created->is_new);
    EXPECT_EQ(created->hubs, 6u);
    EXPECT_GE(created->members, 25u);
    EXPECT_GE(created->messages, 250u);
    EXPECT_EQ(members().size(), created->members);
    EXPECT_EQ(all_messages().size(), created->messages);
}

TEST_F(DemoProgrammeTest, PlansEventsToWhichPeopleHaveSaidThatTheyCome) {
    ASSERT_TRUE(create());
    const auto row = programme_.write([&](store::Transaction& tx) {
        return *tx.query_one(
            "SELECT COUNT(DISTINCT event_id), MAX(going_count), MAX(maybe_count), MIN(ends_at_us) FROM event_occurrence");
    });
    EXPECT_GE(row.integer(0), 3);
    EXPECT_GE(row.integer(1), 3);
    EXPECT_GE(row.integer(2), 2);
    EXPECT_GT(row.integer(3), programme_.clock.now());
}

TEST_F(DemoProgrammeTest, HasStoriesWithConsentASuggestionThatWaitsAndOneThatIsAnswered) {
    ASSERT_TRUE(create());
    programme_.write([&](store::Transaction& tx) {
        const auto page = stories::list_library(tx, {}, "");
        ASSERT_TRUE(page);
        EXPECT_EQ(page->stories.size(), 3u);
        EXPECT_EQ(stories::check_stories(tx), std::vector<std::string>{});
        const auto suggested = stories::list_suggestions(tx, {}, {}, programme_.clock.now());
        ASSERT_EQ(suggested->suggestions.size(), 2u);
        EXPECT_EQ(suggested->suggestions.front().state(), v1::SUGGESTION_STATE_OPEN);
        EXPECT_FALSE(suggested->suggestions.front().overdue());
        const auto& answered = suggested->suggestions.back();
        EXPECT_EQ(answered.state(), v1::SUGGESTION_STATE_DONE);
        ASSERT_EQ(answered.responses_size(), 1);
        EXPECT_GT(answered.responses(0).at_us(), answered.made_at_us());
        EXPECT_EQ(stories::check_suggestions(tx), std::vector<std::string>{});
    });
}

TEST_F(DemoProgrammeTest, ShowsWhateverTheClientCanShow) {
    ASSERT_TRUE(create());
    const auto all = all_messages();
    const auto any = [&](auto has) { return std::ranges::any_of(all, has); };
    EXPECT_TRUE(any([](const auto& message) { return message.edited_at_us() != 0; }));
    EXPECT_TRUE(
        any([](const auto& message) { return message.tombstone().reason().empty() && message.has_tombstone(); }));
    EXPECT_TRUE(any([](const auto& message) { return !message.tombstone().reason().empty(); }));
    EXPECT_TRUE(any([](const auto& message) { return message.quoted_seq() != 0; }));
    EXPECT_TRUE(any([](const auto& message) { return message.mentions_size() > 1; }));
    EXPECT_TRUE(any([](const auto& message) { return message.mentions_channel(); }));
    EXPECT_TRUE(any([](const auto& message) { return message.reactions_size() > 1; }));
    EXPECT_TRUE(any([](const auto& message) { return message.author().is_champion(); }));
    EXPECT_TRUE(any([](const auto& message) { return message.body().contains("שום"); }));
    EXPECT_TRUE(any([](const auto& message) { return message.body().contains("شكراً"); }));
    const auto rooms = channels();
    EXPECT_TRUE(std::ranges::any_of(rooms, [](const auto& channel) { return channel.archived(); }));
    EXPECT_TRUE(
        std::ranges::any_of(rooms, [&](const auto& channel) { return messages(channel.channel_id()).empty(); }));
    std::set<int> visibilities;
    for (const auto& channel : rooms) visibilities.insert(channel.visibility());
    EXPECT_EQ(visibilities.size(), 4u);
}

TEST_F(DemoProgrammeTest, HasAnnouncementsOfWhichSomeAreConfirmed) {
    ASSERT_TRUE(create());
    std::size_t waiting = 0;
    std::size_t confirmed = 0;
    std::size_t in_both_languages = 0;
    for (const auto& member : members()) {
        accounts::Caller caller;
        caller.member_id = member.member_id;
        programme_.write([&](store::Transaction& tx) {
            for (const auto& announcement : announcements::list_pinned(tx, caller, programme_.clock.now())) {
                ++waiting;
                in_both_languages += announcement.has_english() && announcement.has_welsh() ? 1 : 0;
            }
            confirmed += static_cast<std::size_t>(
                tx.query_one("SELECT COUNT(*) FROM announcement_recipient WHERE member_id = $1 "
                             "AND acknowledged_version = 1",
                             member.member_id)
                    ->integer(0));
        });
    }
    EXPECT_GT(waiting, 5u);
    EXPECT_GT(confirmed, 5u);
    EXPECT_GT(in_both_languages, 0u);
    EXPECT_EQ(programme_.write([](store::Transaction& tx) { return announcements::check_announcements(tx); }),
              std::vector<std::string>{});
}

TEST_F(DemoProgrammeTest, AnAnnouncementByWhoMayNotMakeItIsRefusedWithItsLine) {
    const auto why = complaint("[[announcement]]\nat = \"2d 10:00\"\nby = \"bea\"\ntitle = \"T\"\ntext = \"T\"\n");
    EXPECT_TRUE(why.contains("hub.toml:8: ")) << why;
    EXPECT_TRUE(why.contains("Only organisers")) << why;
}

TEST_F(DemoProgrammeTest, EveryRoleHasSomethingUnreadAndBelongsSomewhere) {
    const auto created = create();
    ASSERT_TRUE(created);
    std::vector<std::string> roles;
    for (const auto& role : created->roles) {
        roles.push_back(role.role);
        const auto seen = overview(role.member_id);
        unsigned unread = 0;
        for (const auto& state : seen.channels()) unread += state.unread();
        EXPECT_GT(unread, 0u) << role.role;
        EXPECT_LT(unread, 100u) << role.role;
        EXPECT_GT(seen.hubs_size(), 0) << role.role;
    }
    EXPECT_EQ(roles, (std::vector<std::string>{"administrator", "organiser", "champion", "member"}));
    for (const auto& role : created->roles) {
        const auto member =
            *programme_.write([&](store::Transaction& tx) { return accounts::find_member(tx, role.member_id); });
        EXPECT_EQ(member.is_administrator, role.role == "administrator");
        EXPECT_EQ(member.champion.has_value(), role.role == "champion");
        const auto hubs = overview(role.member_id).hubs();
        EXPECT_EQ(std::ranges::any_of(hubs, [](const auto& hub) { return hub.my_role() == v1::HUB_ROLE_ORGANISER; }),
                  role.role == "organiser");
    }
}

// At every hour, also just after midnight, when "minutes ago" was yesterday.
TEST_F(DemoProgrammeTest, LooksRecentAndHappensInOrder) {
    for (int hour = 0; hour < 24; hour += 2) {
        TestProgramme programme{hubs::migrations(),          conversations::migrations(), jobs::migrations(),
                                announcements::migrations(), events::migrations(),        stories::migrations(),
                                asks::migrations()};
        programme.clock.advance(std::chrono::hours(hour));
        const auto now = programme.clock.now();
        ASSERT_TRUE(create_demo(*programme.database, demo_folder, now));
        Timestamp newest = 0;
        programme.write([&](store::Transaction& tx) {
            for (const auto& row :
                 tx.query("SELECT stream_id FROM stream WHERE stream_id <> 'nodes' ORDER BY stream_id")) {
                Timestamp before = 0;
                for (const auto& entry : streams::read_after(tx, row.text(0), 0, 10'000, 10'000'000)) {
                    v1::ServerFrame frame;
                    frame.ParseFromString(*entry.bytes);
                    const auto at = frame.items(0).update().at_us();
                    EXPECT_LE(before, at) << row.text(0);
                    EXPECT_LE(at, now) << row.text(0);
                    before = at;
                    if (frame.items(0).update().has_message_posted()) newest = std::max(newest, at);
                }
            }
        });
        EXPECT_GT(newest, now - microseconds_per_hour);
    }
}

TEST_F(DemoProgrammeTest, WhatWasSaidMinutesAgoFollowsLastEveningAlsoAtMidnight) {
    const auto one_past_midnight = ScriptTime{.days_ago = 1, .minute_of_day = 1}.before(programme_.clock.now());
    const auto folder = small_programme(R"(messages = [
{ at = "1d 23:50", by = "ana", text = "Last" },
{ at = "60m", by = "ana", text = "and least" }])");
    ASSERT_TRUE(create_demo(*programme_.database, folder, one_past_midnight));
    const auto said = all_messages();
    ASSERT_EQ(said.size(), 2u);
    EXPECT_EQ(said.front().body(), "Last");
    EXPECT_LE(said.front().sent_at_us(), said.back().sent_at_us());
}

TEST_F(DemoProgrammeTest, AReactionToWhatWasJustSaidIsNotInTheFuture) {
    ASSERT_TRUE(create(small_programme(R"(messages = [{ at = "1m", by = "ana", text = "Soup", thanks = ["ana"] }])")));
    for (const auto& update : programme_.updates("c." + channels().front().channel_id()))
        EXPECT_LE(update.at_us(), programme_.clock.now());
}

TEST_F(DemoProgrammeTest, NobodyReactsToWhatIsDeleted) {
    ASSERT_TRUE(create(small_programme(R"(messages = [
{ at = "2d 10:00", by = "ana", text = "Soup", thanks = ["ana"], deleted = { at = "2d 10:01" } }])")));
    const auto said = all_messages();
    ASSERT_EQ(said.size(), 1u);
    EXPECT_TRUE(said.front().has_tombstone());
    EXPECT_EQ(said.front().reactions_size(), 0);
}

TEST_F(DemoProgrammeTest, TheTimeOfDayIsThisMachines) {
    const auto at = ScriptTime{.days_ago = 3, .minute_of_day = 9 * 60 + 14}.before(programme_.clock.now());
    const std::time_t seconds = at / microseconds_per_second;
    std::tm local{};
    localtime_r(&seconds, &local);
    EXPECT_EQ(local.tm_hour, 9);
    EXPECT_EQ(local.tm_min, 14);
    EXPECT_LT(programme_.clock.now() - at, 4 * microseconds_per_day);
    EXPECT_GT(programme_.clock.now() - at, 2 * microseconds_per_day);
}

TEST_F(DemoProgrammeTest, ASecondTimeChangesNothing) {
    const auto first = create();
    ASSERT_TRUE(first);
    const auto before = all_messages().size();
    const auto second = create();
    ASSERT_TRUE(second);
    EXPECT_FALSE(second->is_new);
    ASSERT_EQ(second->roles.size(), first->roles.size());
    EXPECT_EQ(second->roles.front().member_id, first->roles.front().member_id);
    EXPECT_EQ(all_messages().size(), before);
}

TEST_F(DemoProgrammeTest, AProgrammeWithMembersOfItsOwnStaysAsItIs) {
    programme_.member("Ana");
    const auto created = create();
    ASSERT_TRUE(created);
    EXPECT_FALSE(created->is_new);
    EXPECT_TRUE(created->roles.empty());
    EXPECT_EQ(members().size(), 1u);
}

TEST_F(DemoProgrammeTest, NobodyIsCreatedWhenAnythingIsWrong) {
    EXPECT_FALSE(create(small_programme(R"(messages = [{ at = "2d 10:00", by = "bea", text = "Hello" }])")));
    EXPECT_TRUE(members().empty());
}

TEST_F(DemoProgrammeTest, MistakesAreNamedWithFileAndLine) {
    const auto ends_with = [](const std::string& text, std::string_view end) { return text.ends_with(end); };
    const auto good = complaint(R"(messages = [{ at = "2d 10:00", by = "ana", text = "Soup" }])");
    EXPECT_EQ(good, "none");
    TestProgramme other{hubs::migrations(), conversations::migrations(), jobs::migrations(),
                        announcements::migrations()};
    const auto complaint_about = [&](std::string_view text) {
        const auto created = create_demo(*other.database, small_programme(text), other.clock.now());
        return created ? std::string("none") : created.error().message;
    };
    const struct {
        std::string_view text;
        std::string_view end;
    } mistakes[] = {
        {"messages = [{ at = \"2d 10:00\", by = \"ana\", text = \"Soup\", thank = [\"bea\"] }]",
         "hub.toml:8: there is no key \"thank\" here. Did you mean \"thanks\"?"},
        {"messages = [\n{ at = \"2d 10:00\", by = \"ana\" }]", "hub.toml:9: text is missing."},
        {"messages = [\n\n{ at = \"yesterday\", by = \"ana\", text = \"Soup\" }]",
         "hub.toml:10: at is a time like \"12d 09:14\" (days ago, at least 1) or \"35m\" (minutes ago)."},
        {"messages = [{ at = \"2d 10:00\", by = \"ana\", text = \"A\" },\n{ at = \"3d 10:00\", by = \"ana\", text = \"B\" }]",
         "hub.toml:9: at lies before the message above it, or before the channel was opened."},
        {"messages = [{ at = \"2d 10:00\", by = \"cleo\", text = \"Soup\" }]",
         "hub.toml:8: there is no person \"cleo\"."},
        {"messages = [{ at = \"2d 10:00\", by = \"bea\", text = \"Soup\" }]",
         "hub.toml:8: Only members of its hub may read this channel."},
        {"messages = [{ at = \"2d 10:00\", by = \"ana\", text = \"@Bea\" }]",
         "hub.toml:8: Each must be somebody who can read this channel and whose name stands behind \"@\" in the body."},
        {"messages = [{ at = \"2d 10:00\", by = \"ana\", text = \"Soup\", quotes = \"x\" }]",
         "hub.toml:8: no message above has this id."},
        {"visibility = \"secret\"", "hub.toml:8: visibility is one of: open, hub, private."},
        {"visibility = \"private\"", "hub.toml:6: joined is missing: a private channel needs somebody who creates it."},
        {"unread = { ana = 3 }", "hub.toml:6: unread names somebody unknown, or more messages than there are."},
        {"messages = [{ at = \"2d 10:00\", by = \"ana\", text = }]", "."},
    };
    for (const auto& mistake : mistakes) {
        const auto message = complaint_about(mistake.text);
        EXPECT_PRED2(ends_with, message, mistake.end);
        EXPECT_TRUE(message.contains("hub.toml:")) << message;
    }
}

TEST_F(DemoProgrammeTest, AFolderWithoutAProgrammeIsNamed) {
    const auto missing = create("/nowhere/at-all");
    ASSERT_FALSE(missing);
    EXPECT_TRUE(missing.error().message.contains("/nowhere/at-all")) << missing.error().message;
    const auto empty = create(folder_.path());
    ASSERT_FALSE(empty);
    EXPECT_TRUE(empty.error().message.contains("programme.toml")) << empty.error().message;
}

}  // namespace
}  // namespace ourplace::cli
