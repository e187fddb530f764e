#include "cli/admin.hpp"

#include <algorithm>
#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>
#include <string>

#include "accounts/devices_tables.hpp"
#include "cli/check.hpp"
#include "cli/composition.hpp"
#include "unit/store/test_store.hpp"

namespace ourplace::cli {
namespace {

constexpr Timestamp now = 1'700'000'000 * microseconds_per_second;

class AdminTest : public testing::Test {
  protected:
    AdminResult run(std::string_view name, Texts options = {}) {
        for (const auto commands :
             {programme_commands(), settings_commands(), member_commands(), matching_commands()}) {
            for (const auto& command : commands) {
                if (command.name != name) continue;
                return command.run({.database = *database,
                                    .public_url = "https://talk.example.org",
                                    .now = now,
                                    .options = std::move(options)});
            }
        }
        return std::unexpected(Error::internal("no such command"));
    }
    std::string text(std::string_view name, std::string_view key, Texts options = {}) {
        auto answer = run(name, std::move(options));
        EXPECT_TRUE(answer) << answer.error().message;
        return answer ? std::string(answer->at(key).as_string()) : std::string();
    }
    std::string complaint(std::string_view name, Texts options = {}) {
        const auto answer = run(name, std::move(options));
        return answer ? std::string() : answer.error().message;
    }
    // A programme with a hub, run by Ana.
    void begin() {
        text("create-programme", "programmeName", {{"name", "Our Place"}});
        text("create-place", "placeId", {{"name", "Somers Town"}});
        text("create-member", "memberId", {{"name", "Ana"}});
        hub_id = text("create-hub", "hubId", {{"name", "Work hub"}, {"place", "somers town"}, {"organiser", "Ana"}});
    }

    [[nodiscard]] Settings settings() const {
        Settings settings;
        settings.data = test_store.folder();
        settings.database = test_store.url();
        return settings;
    }

    store::TestStore test_store;
    std::unique_ptr<store::Database> database = std::move(*open_store(settings()));
    std::string hub_id;
};

TEST_F(AdminTest, AWholeProgrammeIsMadeFromTheCommandLine) {
    begin();
    const auto channel_id =
        text("create-channel", "channelId", {{"hub", "Work hub"}, {"name", "General"}, {"visibility", "open"}});
    text("create-member", "memberId", {{"name", "Bo"}, {"hub", hub_id}, {"role", "moderator"}});
    EXPECT_NE(channel_id, "");
    EXPECT_EQ(boost::json::serialize(run("list-hubs")->at("hubs").at(0).at("members")), "2");
    EXPECT_EQ(run("list-members")->at("members").as_array().size(), 2u);
    const auto faults = check_store(settings());
    ASSERT_TRUE(faults) << faults.error().message;
    EXPECT_TRUE(faults->empty());
}

TEST_F(AdminTest, AnAccountIsClosedAndOpenedAgain) {
    begin();
    text("create-member", "memberId", {{"name", "Bo"}, {"administrator", ""}});
    EXPECT_TRUE(complaint("deactivate-member", {{"member", "Bo"}}).starts_with("This is the only administrator"));
    EXPECT_TRUE(run("deactivate-member", {{"member", "Ana"}})->at("deactivated").as_bool());
    EXPECT_EQ(boost::json::serialize(run("list-hubs")->at("hubs").at(0).at("members")), "0");
    EXPECT_TRUE(
        complaint("join-hub", {{"member", "Ana"}, {"hub", hub_id}}).starts_with("--member: this account is closed"));
    EXPECT_TRUE(complaint("create-sign-in-link", {{"member", "Ana"}}).starts_with("--member: this account is closed"));
    EXPECT_FALSE(run("reactivate-member", {{"member", "Ana"}})->at("deactivated").as_bool());
    EXPECT_EQ(complaint("join-hub", {{"member", "Ana"}, {"hub", hub_id}}), "");
    const auto faults = check_store(settings());
    ASSERT_TRUE(faults) << faults.error().message;
    EXPECT_TRUE(faults->empty());
}

TEST_F(AdminTest, ThingsAreFoundByIdOrByNameAndTheErrorNamesTheOption) {
    begin();
    EXPECT_EQ(complaint("create-channel", {{"hub", "WORK HUB"}, {"name", "A"}}), "");
    EXPECT_EQ(complaint("create-channel", {{"hub", hub_id}, {"name", "B"}}), "");
    EXPECT_EQ(complaint("create-channel", {{"hub", "Play hub"}, {"name", "C"}}),
              "--hub: there is no hub \"Play hub\".");
    text("create-hub", "hubId", {{"name", "Work hub"}, {"place", "Somers Town"}});
    EXPECT_EQ(complaint("create-channel", {{"hub", "Work hub"}, {"name", "D"}}),
              "--hub: several have the name \"Work hub\"; give the id of the hub.");
    EXPECT_EQ(complaint("create-sign-in-link", {{"member", "Cy"}}), "--member: there is no member \"Cy\".");
}

TEST_F(AdminTest, ARefusedCommandChangesNothing) {
    begin();
    EXPECT_NE(complaint("create-member", {{"name", "Bo"}, {"hub", "no such hub"}}), "");
    EXPECT_EQ(run("list-members")->at("members").as_array().size(), 1u);
}

TEST_F(AdminTest, BadValuesAreRefusedWithWhatIsAllowed) {
    begin();
    EXPECT_EQ(complaint("create-member", {{"name", "Bo"}, {"role", "boss"}}),
              "--role: must be member, moderator or organiser, not \"boss\".");
    EXPECT_EQ(complaint("create-invite", {{"hub", hub_id}, {"uses", "many"}}),
              "--uses: \"many\" is not a whole number.");
    EXPECT_EQ(complaint("create-channel", {{"hub", hub_id}, {"name", "A"}, {"visibility", "secret"}}),
              "--visibility: must be open, hub or private.");
    EXPECT_EQ(complaint("create-channel", {{"hub", hub_id}, {"name", "A"}, {"visibility", "private"}}),
              "--member: a private channel needs somebody who is in it.");
    EXPECT_NE(complaint("create-programme", {{"name", ""}}), "");
}

TEST_F(AdminTest, AnInviteIsAnOrganisersAndItsLinkStandsOnThePublicAddress) {
    begin();
    const auto url = text("create-invite", "url", {{"hub", hub_id}, {"uses", "3"}});
    EXPECT_TRUE(url.starts_with("https://talk.example.org/join#")) << url;
    const auto invites = run("list-invites", {{"hub", hub_id}})->at("invites").as_array();
    ASSERT_EQ(invites.size(), 1u);
    EXPECT_EQ(invites.at(0).at("by").as_string(), "Ana");
    EXPECT_EQ(invites.at(0).at("usesLeft").to_number<int>(), 3);
}

TEST_F(AdminTest, RevokingAMemberEndsSessionsTokensAndLinks) {
    begin();
    const auto token = text("create-token", "secret", {{"member", "Ana"}});
    text("create-sign-in-link", "url", {{"member", "Ana"}});
    const auto answer = run("revoke", {{"member", "Ana"}});
    ASSERT_TRUE(answer) << answer.error().message;
    EXPECT_EQ(answer->at("tokensRevoked").to_number<int>(), 1);
    const auto still = database->read_now(
        [&](store::Transaction& tx) -> Result<bool> { return accounts::find_access(tx, token, now).has_value(); });
    EXPECT_FALSE(*still);
}

TEST_F(AdminTest, RevokeWantsExactlyOneThing) {
    begin();
    const std::string wanted = "Say what to revoke: one of --session, --token, --invite, --member.";
    EXPECT_EQ(complaint("revoke"), wanted);
    EXPECT_EQ(complaint("revoke", {{"session", "a"}, {"member", "Ana"}}), wanted);
    EXPECT_EQ(complaint("revoke", {{"token", "a"}}), "--token: there is no such token.");
}

TEST_F(AdminTest, PeopleReadWordsAndLists) {
    EXPECT_EQ(for_people({{"hubId", "h1"}, {"usesLeft", 3}}), "hub id: h1\nuses left: 3\n");
    EXPECT_EQ(for_people({{"hubs", boost::json::array{}}}), "There are no hubs.\n");
}

TEST_F(AdminTest, SafeguardingLeadsAreNamed) {
    begin();
    const auto named = run("name-safeguarding-lead", {{"member", "Ana"}});
    ASSERT_TRUE(named) << named.error().message;
    EXPECT_EQ(named->at("safeguardingLeads").at(0).at("name"), "Ana");
    EXPECT_TRUE(for_people(*named).contains("name: Ana\n"));
    const auto nobody = run("name-safeguarding-lead", {{"member", "Ana"}, {"no_longer", ""}});
    EXPECT_TRUE(nobody->at("safeguardingLeads").as_array().empty());
}

TEST_F(AdminTest, MatchingIsSetByNameAndStaysSo) {
    EXPECT_EQ(run("show-matching")->at("theme"), "3.5");
    EXPECT_EQ(run("set-matching", {{"settings", "theme=2.25,today_open_minutes=20"}})->at("theme"), "2.25");
    EXPECT_EQ(run("set-matching", {{"settings", "load=1"}})->at("today_open_minutes"), "20");
    EXPECT_EQ(run("show-matching")->at("theme"), "2.25");
    EXPECT_EQ(run("show-matching")->at("load"), "1");
    EXPECT_EQ(run("set-matching", {{"settings", "theme=3.5"}})->at("theme"), "3.5");
    EXPECT_EQ(complaint("set-matching", {{"settings", "theme=2,lod=3"}}),
              "--settings: There is no setting \"lod\". Did you mean load?");
    EXPECT_EQ(run("show-matching")->at("theme"), "3.5");
}

TEST_F(AdminTest, WhatTheProgrammeSettlesIsSetTogetherOrNotAtAll) {
    EXPECT_EQ(run("show-programme")->at("emergency_number"), "999");
    const auto set = run("set-programme", {{"emergency-number", "112"}, {"exit-page", "https://weather.example"}});
    EXPECT_EQ(set->at("emergency_number"), "112");
    EXPECT_EQ(run("set-programme", {{"signposts", "116 123|Samaritans"}})->at("exit_page"), "https://weather.example");
    EXPECT_EQ(complaint("set-programme", {{"emergency-number", "911"}, {"suggestion-response-days", "0"}}),
              "--suggestion-response-days: This can be 1 to 365, a whole number of days.");
    EXPECT_EQ(run("show-programme")->at("emergency_number"), "112");
    EXPECT_EQ(run("set-programme", {{"emergency-number", ""}})->at("emergency_number"), "999");
    EXPECT_EQ(run("show-programme")->at("signposts"), "116 123|Samaritans");
}

}  // namespace
}  // namespace ourplace::cli
