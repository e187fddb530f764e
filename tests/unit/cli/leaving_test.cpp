// Somebody's account is closed: whatever came to them finds somebody else, whatever it is.
#include "cli/leaving.hpp"

#include <map>
#include <random>
#include <set>

#include "asks/match_tables.hpp"
#include "asks/safeguarding_service.hpp"
#include "events/event_tables.hpp"
#include "unit/asks/ask_programme.hpp"

namespace ourplace::asks {
namespace {

class Leaving : public testing::Test {
  protected:
    Result<bool> deactivate(const std::string& member_id) {
        return programme.database->write_now([&](store::Transaction& tx) -> Result<bool> {
            auto news = accounts::deactivate(tx, member_id, programme.clock.now());
            if (news && *news) cli::pass_everything_on(tx, member_id, programme.clock.now());
            return news;
        });
    }
    std::vector<std::string> faults() {
        return programme.write([&](store::Transaction& tx) {
            auto found = check_asks(tx);
            for (auto& fault : check_safeguarding(tx)) found.push_back(std::move(fault));
            return found;
        });
    }
    bool is_active(store::Transaction& tx, const std::string& member_id) {
        const auto member = accounts::find_member(tx, member_id);
        return member && !member->is_deactivated;
    }
    // Live Asks that nobody who could answer has, is offered, or looks after.
    std::vector<std::string> with_nobody(const std::vector<std::string>& ask_ids) {
        return programme.write([&](store::Transaction& tx) {
            std::vector<std::string> found;
            for (const auto& ask_id : ask_ids) {
                const auto ask = *find(tx, ask_id);
                if (!is_live(ask.state)) continue;
                std::vector<std::string> holders;
                if (const auto match = live_match(tx, ask_id)) holders.push_back(match->member_id);
                for (const auto& offer : proposals(tx, ask_id)) holders.push_back(offer.member_id);
                if (holders.empty()) holders = organisers_for(tx, ask);
                const auto answers = [&](const std::string& id) { return is_active(tx, id) && id != ask.asker_id; };
                if (std::ranges::none_of(holders, answers) ||
                    std::ranges::any_of(holders, [&](const auto& id) { return !is_active(tx, id); }) ||
                    !jobs::due_at(tx, ask_job, ask_id))
                    found.push_back(ask_id);
            }
            return found;
        });
    }
    // Who is first among them by how much they have.
    std::string busiest(std::string_view sql) {
        return programme.write([&](store::Transaction& tx) {
            const auto row = tx.query_one(sql);
            return row ? row->text(0) : std::string();
        });
    }

    static std::vector<store::Migration> beside() {
        const auto part = events::migrations();
        return {part.begin(), part.end()};
    }
    AskProgramme programme{beside()};
};

constexpr std::string_view busiest_champion = R"sql(
    SELECT ask_match.member_id FROM ask_match JOIN ask ON ask.ask_id = ask_match.ask_id
    JOIN member ON member.member_id = ask_match.member_id
    WHERE ask.state < 6 AND ask_match.state IN (1, 2) AND member.champion_themes IS NOT NULL
    GROUP BY ask_match.member_id ORDER BY COUNT(*) DESC, ask_match.member_id LIMIT 1)sql";
constexpr std::string_view busiest_organiser = R"sql(
    SELECT hub_member.member_id FROM hub_member JOIN ask ON ask.hub_id = hub_member.hub_id
    WHERE hub_member.role = 3 AND ask.state < 6
    GROUP BY hub_member.member_id ORDER BY COUNT(*) DESC, hub_member.member_id LIMIT 1)sql";

// A programme as chance has it, in whatever state chance brings its Asks to.
TEST_F(Leaving, EveryLiveAskHasSomebodyWhenTheBusiestChampionAndTheBusiestOrganiserGo) {
    std::mt19937 random(20261126);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same programme each time.
    const auto number = [&](std::size_t below) {
        return std::uniform_int_distribution<std::size_t>(0, below - 1)(random);
    };
    std::vector<Caller> champions;
    std::vector<Caller> askers;
    std::vector<std::string> hubs;
    for (int one = 0; one < 4; ++one) {
        const auto name = std::to_string(one);
        const auto organiser = programme.person("Organiser " + name);
        hubs.push_back(programme.hub("Hub " + name, {organiser}));
        for (int more = 0; more < 3; ++more)
            champions.push_back(programme.champion("Champion " + name + '.' + std::to_string(more), hubs.back()));
        askers.push_back(programme.person("Asker " + name));
        programme.write([&](store::Transaction& tx) {
            hubs::join_hub(tx, hubs.back(), askers.back().member_id, hubs::Role::member, programme.clock.now());
        });
    }
    std::vector<std::string> asks;
    const auto live_on = [&](int rounds) {
        for (int round = 0; round < rounds; ++round) {
            const auto who = number(askers.size());
            if (asks.size() < 40)
                asks.push_back(programme
                                   .ask(askers[who], hubs[who], "Our boiler has failed.",
                                        number(3) == 0 ? AskProgramme::Name::kept_private : AskProgramme::Name::shown)
                                   .ask_id());
            const auto& champion = champions[number(champions.size())];
            for (const auto& offered : programme.list(champion, v1::ListAsksRequest::VIEW_OFFERED))
                static_cast<void>(number(4) == 0 ? static_cast<bool>(programme.decline(champion, offered))
                                                 : static_cast<bool>(programme.accept(champion, offered)));
            for (const auto& had : programme.list(champion, v1::ListAsksRequest::VIEW_MATCHED))
                if (number(8) == 0) static_cast<void>(programme.check(champion, had));
            programme.pass(static_cast<Timestamp>(number(20)) * microseconds_per_hour);
        }
    };
    live_on(60);
    for (int gone = 0; gone < 8; ++gone) {
        const auto who = busiest(gone % 2 == 0 ? busiest_champion : busiest_organiser);
        if (who.empty()) continue;
        const auto news = deactivate(who);
        ASSERT_TRUE(news) << news.error().message;
        EXPECT_TRUE(*news);
        EXPECT_EQ(with_nobody(asks), std::vector<std::string>()) << "at once, " << gone;
        EXPECT_EQ(faults(), std::vector<std::string>());
        live_on(5);
        EXPECT_EQ(with_nobody(asks), std::vector<std::string>()) << "and later, " << gone;
    }
    EXPECT_EQ(faults(), std::vector<std::string>());
}

class SomebodyLeaves : public Leaving {
  protected:
    std::string matched() {
        auto ask_id = programme.ask(maureen, hub, "Our boiler has failed.").ask_id();
        programme.run_jobs();
        EXPECT_TRUE(programme.accept(denise, ask_id));
        return ask_id;
    }
    Caller olwen = programme.person("Olwen");
    Caller maureen = programme.person("Maureen");
    std::string hub = programme.hub("Village Halls Circle", {olwen, maureen});
    Caller denise = programme.champion("Denise", hub);
    Caller gwyn = programme.champion("Gwyn", hub);
};

TEST_F(SomebodyLeaves, AChampionsAsksGoToOthersAndWhoeverAskedIsTold) {
    const auto ask_id = matched();
    const auto thread = programme.look(maureen, ask_id).channel_id();
    const auto told = programme.told(maureen, v1::Update::kAskChanged);
    ASSERT_TRUE(deactivate(denise.member_id));
    EXPECT_EQ(code_of(programme.history(denise, thread)), Code::not_found) << "they read no more";
    EXPECT_GT(programme.told(maureen, v1::Update::kAskChanged), told);
    EXPECT_TRUE(programme.look(maureen, ask_id).champion_left());
    EXPECT_FALSE(programme.look(olwen, ask_id).champion_left()) << "it is for whoever asked";
    programme.run_jobs();
    EXPECT_EQ(programme.list(gwyn, v1::ListAsksRequest::VIEW_OFFERED), std::vector{ask_id});
    EXPECT_TRUE(programme.look(maureen, ask_id).champion_left());
    ASSERT_TRUE(programme.accept(gwyn, ask_id));
    EXPECT_FALSE(programme.look(maureen, ask_id).champion_left());
    EXPECT_EQ(faults(), std::vector<std::string>());
}

TEST_F(SomebodyLeaves, TheLastOrganisersAsksComeToTheAdministratorsWhoAreTold) {
    const auto ask_id = matched();
    programme.pass(5 * microseconds_per_day);
    ASSERT_EQ(programme.state_of_ask(ask_id), v1::ASK_STATE_ESCALATED) << "Denise has not answered";
    EXPECT_EQ(code_of(programme.get(programme.admin, ask_id)), Code::not_found);
    ASSERT_TRUE(deactivate(olwen.member_id));
    EXPECT_EQ(programme.told(programme.admin, v1::Update::kAskNudged), 1U);
    EXPECT_EQ(programme.list(programme.admin, v1::ListAsksRequest::VIEW_ORGANISING), std::vector{ask_id});
    EXPECT_TRUE(programme.accept(programme.admin, ask_id));
    EXPECT_EQ(faults(), std::vector<std::string>());
}

TEST_F(SomebodyLeaves, WhoeverRunsAHubAloneCannotLeaveItAndIsToldWhatToDo) {
    const auto left = programme.leave(olwen, hub);
    EXPECT_EQ(code_of(left), Code::failed_precondition);
    EXPECT_EQ(left.error().message, "A hub needs an organiser. Make somebody else an organiser first.");
}

TEST_F(SomebodyLeaves, WhatTheyAskedIsWithdrawnAndTheChampionFree) {
    const auto ask_id = matched();
    ASSERT_TRUE(deactivate(maureen.member_id));
    EXPECT_EQ(programme.state_of_ask(ask_id), v1::ASK_STATE_WITHDRAWN);
    EXPECT_TRUE(programme.list(denise, v1::ListAsksRequest::VIEW_MATCHED).empty());
    EXPECT_EQ(faults(), std::vector<std::string>());
}

TEST_F(SomebodyLeaves, AConcernThatALeadTookUpIsForOthersToTakeUp) {
    const auto ask_id = matched();
    SafeguardingService safeguarding(*programme.database, programme.clock);
    const auto lead = [&](const Caller& whom) {
        programme.write([&](store::Transaction& tx) {
            static_cast<void>(set_lead(tx, {}, whom.member_id, Lead::from_now_on, programme.clock.now()));
        });
    };
    lead(olwen);
    v1::RaiseConcernRequest request;
    request.set_ask_id(ask_id);
    request.set_client_concern_id(programme.fresh_id());
    request.set_words("She may not be safe at home.");
    auto context = AskProgramme::context(denise);
    const auto raised = programme.must(programme.run(safeguarding.raise_concern(context, request)));
    programme.write([&](store::Transaction& tx) {
        EXPECT_TRUE(acknowledge(tx, raised.concern_id(), olwen.member_id, programme.clock.now()));
    });
    ASSERT_TRUE(deactivate(olwen.member_id));
    const auto left = programme.write([](store::Transaction& tx) { return concerns(tx, Which::not_closed); });
    ASSERT_EQ(left.size(), 1U);
    EXPECT_EQ(left[0].state(), v1::CONCERN_STATE_RAISED);
    EXPECT_FALSE(left[0].has_acknowledged_by());
    EXPECT_EQ(left[0].acknowledge_by_us(), programme.clock.now() + 4 * microseconds_per_hour);
    EXPECT_EQ(faults(), std::vector<std::string>());
}

TEST_F(SomebodyLeaves, TheyBelongToNothingAndCannotComeBackByThemselves) {
    EXPECT_EQ(code_of(deactivate(programme.admin.member_id)), Code::failed_precondition) << "the only administrator";
    const auto session = programme.write([&](store::Transaction& tx) {
        return accounts::create_session(tx, denise.member_id, "Phone", programme.clock.now());
    });
    ASSERT_TRUE(deactivate(denise.member_id));
    EXPECT_FALSE(*deactivate(denise.member_id)) << "twice is once";
    programme.write([&](store::Transaction& tx) {
        EXPECT_FALSE(accounts::find_access(tx, session.secret, programme.clock.now()));
        hubs::join_hub(tx, hub, denise.member_id, hubs::Role::member, programme.clock.now());
        EXPECT_FALSE(hubs::find_hub_member(tx, hub, denise.member_id));
        EXPECT_TRUE(accounts::reactivate(tx, denise.member_id));
        EXPECT_FALSE(accounts::find_member(tx, denise.member_id)->champion);
        hubs::join_hub(tx, hub, denise.member_id, hubs::Role::member, programme.clock.now());
        EXPECT_TRUE(hubs::find_hub_member(tx, hub, denise.member_id));
    });
}

// What the check is for: somebody damaged the store.
TEST_F(SomebodyLeaves, AnAskThatIsLeftWithThemIsAFault) {
    const auto ask_id = matched();
    programme.write([&](store::Transaction& tx) {
        static_cast<void>(tx.execute("UPDATE member SET deactivated_at_us = 1 WHERE member_id = $1", denise.member_id));
    });
    EXPECT_EQ(faults(),
              (std::vector<std::string>{
                  "Ask " + ask_id + " is with somebody, or offered to somebody, whose account is closed",
                  "member " + denise.member_id + " is deactivated, and Asks or Concerns still come to them"}));
}

}  // namespace
}  // namespace ourplace::asks
