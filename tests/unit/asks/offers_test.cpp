// Offers to Champions, and where an Ask goes when nobody takes it.
#include <atomic>
#include <thread>

#include "asks/match_tables.hpp"
#include "asks/settings_tables.hpp"
#include "unit/asks/ask_programme.hpp"

namespace ourplace::asks {
namespace {

class Offers : public AnAsk {
  protected:
    std::vector<Caller> champions() { return {denise, gwyn, kofi, megan}; }
    std::vector<Caller> offered(const std::string& ask_id) { return programme.offered(champions(), ask_id); }
    // Lets everybody's offer pass until nobody else is asked.
    void ignore_all(const std::string& ask_id) {
        for (int days = 0; days < 14 && programme.state_of_ask(ask_id) != v1::ASK_STATE_ESCALATED; ++days)
            programme.pass(microseconds_per_day);
    }

    Caller megan = programme.champion("Megan", hub);
};

TEST_F(Offers, GoToThreeWithReasonsAndATimeToAnswerBy) {
    const auto ask_id = open();
    const auto first = offered(ask_id);
    ASSERT_EQ(first.size(), 3U);
    const auto seen = programme.look(first.front(), ask_id);
    EXPECT_EQ(seen.state(), v1::ASK_STATE_OFFERED);
    EXPECT_EQ(seen.text(), "Our boiler has failed and the insurer says no.");
    EXPECT_GT(seen.offer().answer_by_us(), programme.clock.now());
    EXPECT_EQ(seen.channel_id(), "");
    EXPECT_FALSE(seen.has_offers()) << "nobody learns who else was asked, nor how many";
    EXPECT_EQ(seen.next_step_at_us(), 0);
    EXPECT_EQ(programme.told(first.front(), v1::Update::kOfferMade), 1U);
    EXPECT_EQ(programme.look(olwen, ask_id).offers().waiting(), 3U);
    EXPECT_EQ(programme.list(first.front(), v1::ListAsksRequest::VIEW_OFFERED), std::vector{ask_id});
}

TEST_F(Offers, TheFirstToAcceptHasItAndTheOthersAreTold) {
    const auto ask_id = open();
    const auto asked = offered(ask_id);
    const auto taken = programme.must(programme.accept(asked[1], ask_id)).ask();
    EXPECT_EQ(taken.state(), v1::ASK_STATE_MATCHED);
    EXPECT_EQ(taken.my_part(), v1::ASK_PART_CHAMPION);
    EXPECT_NE(taken.channel_id(), "");
    EXPECT_GT(taken.match().reasons_size(), 0);
    EXPECT_TRUE(programme.accept(asked[1], ask_id)) << "accepting what one has is no fault";
    EXPECT_EQ(code_of(programme.accept(asked[0], ask_id)), Code::not_found);
    EXPECT_EQ(programme.told(asked[0], v1::Update::kOfferEnded), 1U);
    EXPECT_TRUE(programme.list(asked[0], v1::ListAsksRequest::VIEW_OFFERED).empty());
    const auto seen = programme.look(maureen, ask_id);
    EXPECT_EQ(seen.match().champion().name(), asked[1].name);
    EXPECT_EQ(seen.match().reasons_size(), taken.match().reasons_size()) << "both read why";
    EXPECT_EQ(programme.say(asked[1], taken.channel_id(), "I had that too.").author().role(), v1::HUB_ROLE_UNSPECIFIED);
    EXPECT_EQ(programme.state_of(maureen, taken.channel_id())->unread(), 1U);
    EXPECT_EQ(programme.state_of(asked[1], taken.channel_id())->channel().member_count(), 2U);
}

TEST_F(Offers, ADeclinedOneGoesOnWithoutAWordOfIt) {
    const auto ask_id = open();
    const auto asked = offered(ask_id);
    const auto told_before = programme.updates("m." + maureen.member_id).size();
    ASSERT_TRUE(programme.decline(asked[0], ask_id));
    EXPECT_EQ(programme.updates("m." + maureen.member_id).size(), told_before);
    EXPECT_EQ(code_of(programme.get(asked[0], ask_id)), Code::not_found);
    programme.run_jobs();
    EXPECT_EQ(offered(ask_id).size(), 2U) << "the others may still answer";
    ASSERT_TRUE(programme.decline(asked[1], ask_id));
    ASSERT_TRUE(programme.decline(asked[2], ask_id));
    programme.run_jobs();
    const auto next = offered(ask_id);
    ASSERT_EQ(next.size(), 1U) << "the one who was not asked yet, at once";
    for (const auto& earlier : asked) EXPECT_NE(next.front().member_id, earlier.member_id);
}

TEST_F(Offers, ExpireAndGoToOthersAndThenToTheOrganisers) {
    const auto ask_id = open();
    const auto asked = offered(ask_id);
    programme.pass(2 * microseconds_per_day);
    for (const auto& earlier : asked) EXPECT_EQ(code_of(programme.get(earlier, ask_id)), Code::not_found);
    EXPECT_EQ(programme.told(asked[0], v1::Update::kOfferEnded), 1U);
    ignore_all(ask_id);
    const auto board = programme.look(olwen, ask_id);
    EXPECT_EQ(board.state(), v1::ASK_STATE_ESCALATED);
    EXPECT_EQ(board.offers().offered(), board.offers().expired());
    EXPECT_GE(board.offers().offered(), 3U);
    const auto reminded = programme.told(olwen, v1::Update::kAskNudged);
    programme.pass(microseconds_per_day);
    EXPECT_GT(programme.told(olwen, v1::Update::kAskNudged), reminded) << "until somebody looks after it";
    EXPECT_EQ(programme.state_of_ask(ask_id), v1::ASK_STATE_ESCALATED);
}

TEST_F(Offers, ComeToChampionsOfNeighbouringHubsBeforeTheOrganisers) {
    const auto parish = programme.place("The parish").place_id();
    const auto mine = programme.hub("Mine", {olwen, maureen}, v1::JOIN_POLICY_OPEN, parish);
    const auto beside = programme.hub("Beside", {programme.person("Someone")}, v1::JOIN_POLICY_OPEN, parish);
    const auto neighbour = programme.champion("Nia", beside);
    const auto ask_id = programme.ask(maureen, mine, "We need a hearing loop.").ask_id();
    programme.run_jobs();
    EXPECT_EQ(programme.look(neighbour, ask_id).my_part(), v1::ASK_PART_OFFERED);
    EXPECT_TRUE(programme.look(olwen, ask_id).offers().widened());
    EXPECT_TRUE(programme.accept(neighbour, ask_id));
}

TEST_F(Offers, AnOrganiserAcceptsWhatNobodyTook) {
    const auto ask_id = open();
    EXPECT_EQ(code_of(programme.accept(olwen, ask_id)), Code::failed_precondition)
        << "it is offered to Champions first";
    ignore_all(ask_id);
    const auto taken = programme.must(programme.accept(olwen, ask_id)).ask();
    EXPECT_EQ(taken.my_part(), v1::ASK_PART_CHAMPION);
    EXPECT_EQ(taken.match().reasons(0).kind(), v1::MatchReason::KIND_ORGANISER);
    EXPECT_TRUE(programme.history(olwen, taken.channel_id()));
}

TEST_F(Offers, AnOrganiserOffersItToSomebodyTheyName) {
    const auto ask_id = open();
    ignore_all(ask_id);
    programme.clock.advance(std::chrono::hours(2));
    EXPECT_EQ(field_of(programme.offer(olwen, ask_id, maureen)), "member_id") << "who is no Champion";
    EXPECT_EQ(code_of(programme.offer(maureen, ask_id, denise)), Code::permission_denied);
    ASSERT_TRUE(programme.offer(olwen, ask_id, denise));
    const auto seen = programme.look(denise, ask_id);
    EXPECT_EQ(seen.my_part(), v1::ASK_PART_OFFERED);
    EXPECT_EQ(seen.offer().reasons(0).kind(), v1::MatchReason::KIND_NAMED);
    ASSERT_TRUE(programme.decline(denise, ask_id));
    programme.run_jobs();
    EXPECT_TRUE(is_live(static_cast<State>(programme.state_of_ask(ask_id))));
}

TEST_F(Offers, NobodyIsOfferedTheirOwnNorMoreThanTheirCap) {
    const auto mine = programme.ask(denise, hub, "I need help myself.", AskProgramme::Name::kept_private).ask_id();
    programme.run_jobs();
    EXPECT_EQ(offered(mine).size(), 3U);
    EXPECT_EQ(programme.look(denise, mine).my_part(), v1::ASK_PART_ASKER);
    for (int count = 0; count < 8; ++count) programme.ask(maureen, hub, "Help");
    programme.run_jobs();
    for (const auto& champion : champions())
        EXPECT_LE(programme.list(champion, v1::ListAsksRequest::VIEW_OFFERED).size(), default_cap);
}

TEST_F(Offers, WhoLeavesTheHubOrIsNoLongerAChampionHandsOnWhatTheyHave) {
    const auto ask_id = open();
    const auto asked = offered(ask_id);
    ASSERT_TRUE(programme.accept(asked[0], ask_id));
    const auto thread = thread_of(ask_id);
    ASSERT_TRUE(programme.leave(asked[0], hub));
    EXPECT_EQ(code_of(programme.history(asked[0], thread)), Code::not_found);
    programme.run_jobs();
    const auto next = offered(ask_id);
    ASSERT_GE(next.size(), 1U) << "it has found others";
    v1::SetChampionRequest no_more;
    no_more.set_member_id(next[0].member_id);
    ASSERT_TRUE(programme.call(olwen, &hubs::HubService::set_champion, no_more));
    EXPECT_EQ(code_of(programme.get(next[0], ask_id)), Code::not_found);
    programme.run_jobs();
    EXPECT_TRUE(is_live(static_cast<State>(programme.state_of_ask(ask_id))));
}

// Over PostgreSQL as two nodes with a store each.
TEST_F(Offers, FiftyAcceptAtTheSameMomentAndOneHasIt) {
    std::vector<Caller> fifty;
    for (int count = 0; count < 50; ++count) fifty.push_back(programme.champion("C" + std::to_string(count), hub));
    const auto ask_id = open();
    programme.write([&](store::Transaction& tx) {
        for (const auto& champion : fifty) {
            propose(tx, ask_id,
                    {.member_id = champion.member_id,
                     .circle = Circle::hub,
                     .score = 1,
                     .reasons = {},
                     .note = {},
                     .answer_by = programme.clock.now() + microseconds_per_day},
                    programme.clock.now());
        }
    });
    const auto other_store = programme.another_store();
    AskService other_node(other_store ? *other_store : *programme.database, programme.clock, AskOptions{});
    std::atomic<int> accepted = 0;
    std::atomic<bool> go = false;
    std::vector<std::jthread> threads;
    for (std::size_t index = 0; index < fifty.size(); ++index) {
        threads.emplace_back([&, index] {
            while (!go) std::this_thread::yield();
            v1::AcceptOfferRequest request;
            request.set_ask_id(ask_id);
            auto context = AskProgramme::context(fifty[index]);
            auto& node = index % 2 == 0 ? programme.asking : other_node;
            if (programme.run(node.accept_offer(context, request))) ++accepted;
        });
    }
    go = true;
    threads.clear();
    EXPECT_EQ(accepted, 1);
    int reading = 0;
    const auto thread = thread_of(ask_id);
    for (const auto& champion : fifty) reading += programme.history(champion, thread) ? 1 : 0;
    EXPECT_EQ(reading, 1);
}

// As after an upgrade that allows less.
TEST_F(Offers, AStoredSettingThatCanNoLongerBeIsTheUsualOneAndTheOthersHold) {
    const auto settings = programme.write([](store::Transaction& tx) {
        EXPECT_TRUE(set_matching_settings(tx, "settings", "theme=9,waiting=7"));
        tx.execute("INSERT INTO matching_setting (name, value) VALUES ('today_open_minutes', '86400')");
        return matching_settings(tx);
    });
    EXPECT_EQ(settings.theme, 9);
    EXPECT_EQ(settings.waiting, 7);
    EXPECT_EQ(settings.times[0].open_time_us, MatchingSettings().times[0].open_time_us);
}

}  // namespace
}  // namespace ourplace::asks
