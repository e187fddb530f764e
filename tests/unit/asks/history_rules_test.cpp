#include "asks/history_rules.hpp"

#include <gtest/gtest.h>

namespace ourplace::asks {
namespace {

using Talk = Behaviour::Talk;
constexpr Timestamp begins = 1'790'852'400 * microseconds_per_second;
constexpr Timestamp hour = microseconds_per_hour;

// One hub with somebody who accepts after an hour, somebody who declines after two, and somebody who never answers; every
// other day somebody asks all three.
class AHistory : public ::testing::Test {
  protected:
    AHistory() {
        for (const auto* const name : {"accepts", "declines", "silent"}) {
            auto& champion = history.champions.emplace_back().candidate;
            champion.member_id = name;
            champion.languages = {"en"};
            champion.themes = {"assets"};
        }
        history.circles = {{.hub = {0, 1, 2}, .neighbours = {}}};
        for (std::size_t number = 0; number < 20; ++number) add(number);
    }

    PastAsk& ask(std::size_t number) {
        auto& past = history.asks.emplace_back();
        past.what.opened_at = begins + static_cast<Timestamp>(number) * 2 * microseconds_per_day;
        past.what.ask.ask_id = "ask " + std::to_string(number);
        past.what.ask.asker_id = "somebody";
        past.what.ask.theme = "assets";
        past.what.ask.languages = {"en"};
        return past;
    }
    void add(std::size_t number) {
        auto& past = ask(number);
        past.accepted_after_us = hour;
        past.accepted_by = 0;
        past.talks = {{.end = Talk::End::closed, .length_us = microseconds_per_day}};
        history.offers.push_back(
            {.ask = number, .champion = 0, .what = PastOffer::What::accepted, .open_time_us = hour});
        history.offers.push_back(
            {.ask = number, .champion = 1, .what = PastOffer::What::declined, .open_time_us = 2 * hour});
        history.offers.push_back({.ask = number, .champion = 2, .what = PastOffer::What::silent, .open_time_us = 0});
        history.offers_made += 3;
    }
    SimulationFigures again(const MatchingSettings& settings = {}) {
        return simulate(replayed(history, 1), settings, Way::ranked);
    }

    History history;
};

TEST_F(AHistory, ReallyHappenedAndHappensAgain) {
    const auto was = as_it_was(history);
    const auto is = again();
    EXPECT_EQ(was.answered, 20U);
    EXPECT_EQ(is.answered, 20U);
    EXPECT_EQ(was.median_acceptance_us, hour);
    EXPECT_EQ(is.median_acceptance_us, hour);
    EXPECT_EQ(is.p90_acceptance_us, was.p90_acceptance_us);
    EXPECT_EQ(is.offers, was.offers);
    EXPECT_EQ(is.gini, was.gini) << "of two who answer: whoever is always silent has no share";
    EXPECT_EQ(was.gini, 0.5);
    EXPECT_EQ(was.knows_theme, 1);
}

TEST_F(AHistory, IsWhatEachDidWithThisVeryAsk) {
    for (std::size_t number = 1; number < 20; number += 2) {
        history.asks[number].end = PastEnd::escalated;
        history.asks[number].accepted_after_us.reset();
        history.offers[3 * number].what = PastOffer::What::declined;
    }
    for (unsigned seed = 1; seed <= 5; ++seed) {
        const auto is = simulate(replayed(history, seed), {}, Way::ranked);
        EXPECT_EQ(is.answered, 10U) << "nothing is left to chance";
        EXPECT_EQ(is.escalated, 10U);
    }
}

TEST_F(AHistory, GoesOtherwiseUnderOtherSettings) {
    MatchingSettings one_by_one;
    one_by_one.offers_at_once = 1;
    const auto is = again(one_by_one);
    EXPECT_LT(is.offers, 60U);
    EXPECT_GT(is.p90_acceptance_us, hour) << "whoever does not accept is sometimes asked first";
}

TEST_F(AHistory, OfWhatNobodyWasAskedIsAnsweredAsTheSamePersonAnsweredOthers) {
    ask(20).end = PastEnd::escalated;
    EXPECT_EQ(as_it_was(history).escalated, 1U);
    const auto is = again();
    EXPECT_EQ(is.answered + is.withdrawn, 21U);
    EXPECT_EQ(is.escalated, 0U);
    EXPECT_EQ(is.median_acceptance_us, hour);
}

TEST_F(AHistory, WhoeverWasCutShortHadNotAnsweredUntilThen) {
    // All were cut short after half an hour of the last one, so that it goes on from there.
    ask(20).end = PastEnd::withdrawn;
    for (std::size_t champion = 0; champion < 3; ++champion) {
        history.offers.push_back(
            {.ask = 20, .champion = champion, .what = PastOffer::What::cut_short, .open_time_us = hour / 2});
    }
    EXPECT_EQ(again().p90_acceptance_us, hour);
    const auto programme = replayed(history, 1);
    const auto& past = history.asks.back().what;
    const auto answer = programme.people->answer({.ask_number = 20,
                                                  .champion_number = 0,
                                                  .ask = past.ask,
                                                  .to = history.champions[0].candidate,
                                                  .now = past.opened_at});
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->at, past.opened_at + 3 * hour / 2);
}

TEST_F(AHistory, WhoeverGaveUpGivesUpAgainUnlessSomebodyIsQuicker) {
    auto& past = ask(20);
    past.end = PastEnd::withdrawn;
    past.gave_up_after_us = hour / 2;
    EXPECT_EQ(again().withdrawn, 1U);
    past.gave_up_after_us = 2 * hour;
    EXPECT_EQ(again().withdrawn, 0U);
}

TEST_F(AHistory, WhoeverWasNotThereYetIsNotAsked) {
    history.champions[0].here_since = begins + 400 * microseconds_per_day;
    EXPECT_EQ(again().escalated, 20U);
}

TEST_F(AHistory, TellsWhatIsMissing) {
    EXPECT_TRUE(tells_enough(history));
    history.asks.resize(19);
    history.offers.resize(4);
    history.offers.front().what = PastOffer::What::cut_short;
    EXPECT_EQ(
        tells_enough(history).error().message,
        "There is too little history to learn from: 20 Asks are needed that somebody has or that have ended, and 20 "
        "offers that were answered or expired; there are 19 and 3.");
}

}  // namespace
}  // namespace ourplace::asks
