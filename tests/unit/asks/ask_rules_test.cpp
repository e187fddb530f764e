#include "asks/ask_rules.hpp"

#include <gtest/gtest.h>
#include <set>
#include <string>

#include "asks/pseudonym_rules.hpp"
#include "base/id.hpp"

namespace ourplace::asks {
namespace {

constexpr std::array states{State::open,      State::offered, State::matched,  State::waiting_for_asker,
                            State::escalated, State::closed,  State::withdrawn};
constexpr std::array people{Actor::asker, Actor::champion, Actor::offered, Actor::organiser, Actor::programme};

TEST(AskStates, EveryLiveStateCanBeClosedAndWithdrawnByItsAsker) {
    for (const auto from : states) {
        const auto closed = after(from, Action::close, Actor::asker);
        const auto withdrawn = after(from, Action::withdraw, Actor::asker);
        EXPECT_EQ(closed.has_value(), is_live(from));
        EXPECT_EQ(withdrawn.has_value(), is_live(from));
        if (closed) EXPECT_EQ(*closed, State::closed);
        if (withdrawn) EXPECT_EQ(*withdrawn, State::withdrawn);
    }
}

TEST(AskStates, NothingFollowsTheEnd) {
    for (const auto from : {State::closed, State::withdrawn}) {
        for (int action = 1; action <= 16; ++action) {
            for (const auto who : people) EXPECT_FALSE(after(from, static_cast<Action>(action), who));
        }
    }
}

TEST(AskStates, NobodyButWhomTheTableNamesMovesIt) {
    const auto by_organiser = after(State::matched, Action::withdraw, Actor::organiser);
    ASSERT_FALSE(by_organiser);
    EXPECT_EQ(by_organiser.error().code, Code::permission_denied);
    EXPECT_EQ(by_organiser.error().message, "Only whoever asked may do this.");
    const auto too_late = after(State::matched, Action::accept, Actor::offered);
    ASSERT_FALSE(too_late);
    EXPECT_EQ(too_late.error().code, Code::failed_precondition);
    EXPECT_EQ(too_late.error().message, "This cannot be done now: the Ask is with a Champion.");
}

// No Ask goes silent: from every live state the programme by itself, or the organisers, can bring it on.
TEST(AskStates, EveryLiveStateGoesOnWithoutTheAsker) {
    for (const auto from : states) {
        if (!is_live(from)) continue;
        bool goes_on = false;
        for (int action = 1; action <= 16; ++action) {
            goes_on = goes_on || after(from, static_cast<Action>(action), Actor::programme) ||
                      after(from, static_cast<Action>(action), Actor::organiser);
        }
        EXPECT_TRUE(goes_on) << static_cast<int>(from);
    }
}

TEST(AskTitle, IsHowTheTextBegins) {
    EXPECT_EQ(title_of("Who insures a pop-up café?"), "Who insures a pop-up café?");
    EXPECT_EQ(title_of("First line\nand the second"), "First line and the second");
    const std::string text =
        "Our hall's boiler has failed and the insurer says that it is wear and tear, which it is not";
    EXPECT_EQ(title_of(text), "Our hall's boiler has failed and the insurer says that it…");
    std::string welsh;
    for (int count = 0; count < 80; ++count) welsh += "ŵ";
    std::string shown;
    for (int count = 0; count < 59; ++count) shown += "ŵ";
    EXPECT_EQ(title_of(welsh), shown + "…");
}

TEST(Reasons, AreReadAsTheyWereKept) {
    const std::vector<Reason> reasons{{.code = ReasonCode::theme, .subject = "assets", .count = 0},
                                      {.code = ReasonCode::words, .subject = "boiler, insurer", .count = 2},
                                      {.code = reason_named, .subject = {}, .count = 0}};
    EXPECT_EQ(reasons_of_text(reasons_to_text(reasons)), reasons);
    EXPECT_TRUE(reasons_of_text("").empty());
}

TEST(Outcomes, AreTheAskersToSay) {
    EXPECT_TRUE(outcome(Actor::asker, 2, "", ""));
    EXPECT_EQ(outcome(Actor::asker, 4, "", "").error().field, "helped");
    EXPECT_EQ(outcome(Actor::asker, 0, "", "").error().field, "helped");
    EXPECT_EQ(outcome(Actor::organiser, 1, "It helped.", "").error().field, "helped");
    EXPECT_EQ(outcome(Actor::organiser, 4, "", "").error().field, "what_changed");
    EXPECT_EQ(outcome(Actor::asker, 1, std::string(2001, 'x'), "").error().field, "what_changed");
}

TEST(WatchMatched, RemindsTheChampionThenAsksTheOrganisers) {
    constexpr Timestamp day = microseconds_per_day;
    const Conversation asked{.unanswered_since = 1, .last_at = 1};
    const auto fresh = watch_matched(asked, Urgency::this_week, 100, 0, 100);
    EXPECT_EQ(fresh.what, Watch::What::nothing);
    EXPECT_EQ(fresh.look_again, 100 + 2 * day);
    const auto late = watch_matched(asked, Urgency::this_week, 100, 0, 100 + 2 * day);
    EXPECT_EQ(late.what, Watch::What::nudge_champion);
    EXPECT_EQ(late.look_again, 100 + 4 * day);
    EXPECT_EQ(watch_matched(asked, Urgency::this_week, 100, 100 + 2 * day, 100 + 3 * day).what, Watch::What::nothing)
        << "once";
    EXPECT_EQ(watch_matched(asked, Urgency::this_week, 100, 100 + 2 * day, 100 + 4 * day).what, Watch::What::escalate);
}

TEST(WatchMatched, WaitsForTheAskerWhenBothHaveBeenQuietForAWeek) {
    const Conversation answered{.unanswered_since = 0, .last_at = 1000};
    EXPECT_EQ(watch_matched(answered, Urgency::this_week, 0, 0, 1000).what, Watch::What::nothing);
    EXPECT_EQ(watch_matched(answered, Urgency::this_week, 0, 0, 1000 + asker_quiet_us).what, Watch::What::check);
}

TEST(WatchWaiting, RemindsTwiceAndThenAsksTheOrganisers) {
    constexpr Timestamp day = microseconds_per_day;
    EXPECT_EQ(watch_waiting(0, 0, Asker::silent, day).what, Watch::What::nothing);
    EXPECT_EQ(watch_waiting(0, 0, Asker::silent, 2 * day).what, Watch::What::nudge_asker);
    EXPECT_EQ(watch_waiting(0, 1, Asker::silent, 3 * day).what, Watch::What::nothing);
    EXPECT_EQ(watch_waiting(0, 1, Asker::silent, 5 * day).what, Watch::What::nudge_asker);
    EXPECT_EQ(watch_waiting(0, 2, Asker::silent, 9 * day).what, Watch::What::nothing);
    EXPECT_EQ(watch_waiting(0, 2, Asker::silent, 10 * day).what, Watch::What::escalate);
    EXPECT_EQ(watch_waiting(0, 2, Asker::wrote, 10 * day).what, Watch::What::go_on);
}

TEST(Watches, AlwaysLookAgainLater) {
    for (const auto now : {Timestamp{0}, microseconds_per_hour, 3 * microseconds_per_day, 30 * microseconds_per_day}) {
        for (const auto urgency : {Urgency::today, Urgency::this_week, Urgency::whenever}) {
            for (const auto& watch : {watch_matched({.unanswered_since = 1, .last_at = 1}, urgency, 1, 0, now),
                                      watch_matched({.unanswered_since = 0, .last_at = 1}, urgency, 1, 0, now),
                                      watch_waiting(1, 0, Asker::silent, now), watch_escalated(urgency, 1, now)}) {
                const auto moves = watch.what == Watch::What::escalate || watch.what == Watch::What::check;
                EXPECT_TRUE(moves || watch.look_again > now);
            }
        }
    }
}

TEST(Pseudonyms, AreManyAndSayNothing) {
    std::set<std::string> english;
    std::set<std::string> welsh;
    for (int count = 0; count < 2000; ++count) {
        english.insert(pseudonym(new_id(), PseudonymLanguage::english));
        welsh.insert(pseudonym(new_id(), PseudonymLanguage::welsh));
    }
    EXPECT_GT(english.size(), 900U);
    EXPECT_GT(welsh.size(), 340U);
    EXPECT_EQ(pseudonym("seed", PseudonymLanguage::english), pseudonym("seed", PseudonymLanguage::english));
}

}  // namespace
}  // namespace ourplace::asks
