#include "asks/history_tables.hpp"

#include <algorithm>

#include "unit/asks/ask_programme.hpp"

namespace ourplace::asks {
namespace {

using What = PastOffer::What;
constexpr Timestamp hour = microseconds_per_hour;

class PastAsks : public AnAsk {
  protected:
    History history(Timestamp from = 0) {
        return programme.write([&](store::Transaction& tx) { return history_since(tx, from, programme.clock.now()); });
    }
    static const PastOffer& of(const History& read, const Caller& champion) {
        const auto whose = std::ranges::find(read.champions, champion.member_id,
                                             [](const SimulatedChampion& one) { return one.candidate.member_id; });
        const auto number = static_cast<std::size_t>(whose - read.champions.begin());
        return *std::ranges::find(read.offers, number, &PastOffer::champion);
    }
};

TEST_F(PastAsks, AreReadWithWhatEachDidWithAnOffer) {
    const auto ask_id = open();
    programme.pass(hour);
    ASSERT_TRUE(programme.decline(gwyn, ask_id));
    programme.pass(hour);
    ASSERT_TRUE(programme.accept(denise, ask_id));
    programme.pass(24 * hour);
    ASSERT_TRUE(programme.close(maureen, ask_id));

    const auto read = history();
    ASSERT_EQ(read.asks.size(), 1U);
    const auto& past = read.asks[0];
    EXPECT_EQ(past.end, PastEnd::answered);
    EXPECT_EQ(past.what.opened_at, thursday_noon);
    EXPECT_EQ(past.what.ask.asked_ids, std::vector<std::string>()) << "nobody has been asked when it begins again";
    EXPECT_EQ(past.accepted_after_us, 2 * hour);
    EXPECT_EQ(read.champions[*past.accepted_by].candidate.member_id, denise.member_id);
    ASSERT_EQ(past.talks.size(), 1U);
    EXPECT_EQ(past.talks[0].end, Behaviour::Talk::End::closed);
    EXPECT_EQ(past.talks[0].length_us, 24 * hour);
    EXPECT_EQ(read.offers_made, 3U);
    EXPECT_EQ(of(read, gwyn).what, What::declined);
    EXPECT_EQ(of(read, gwyn).open_time_us, hour);
    EXPECT_EQ(of(read, denise).what, What::accepted);
    EXPECT_EQ(of(read, denise).open_time_us, 2 * hour);
    EXPECT_EQ(of(read, kofi).what, What::cut_short) << "somebody was quicker";
    EXPECT_EQ(of(read, kofi).open_time_us, 2 * hour);
}

TEST_F(PastAsks, EndInAllTheWaysThereAre) {
    const auto handed_over = matched();
    ASSERT_TRUE(programme.propose(denise, handed_over));
    ASSERT_TRUE(programme.answer_handover(maureen, handed_over, true));
    programme.run_jobs();
    ASSERT_TRUE(programme.accept(kofi, handed_over));
    const auto withdrawn = open();
    programme.pass(hour);
    ASSERT_TRUE(programme.withdraw(maureen, withdrawn));
    const auto ignored = open();
    for (int passed = 0; passed < 96 && programme.state_of_ask(ignored) != v1::ASK_STATE_ESCALATED; ++passed)
        programme.pass(hour);
    const auto waiting = open();

    const auto read = history();
    ASSERT_EQ(read.asks.size(), 3U);
    EXPECT_EQ(read.undecided, 1U);
    std::vector<PastEnd> ends;
    for (const auto& past : read.asks) ends.push_back(past.end);
    std::ranges::sort(ends);
    EXPECT_EQ(ends, (std::vector{PastEnd::handed_over, PastEnd::escalated, PastEnd::withdrawn}));
    for (const auto& past : read.asks) {
        if (past.end == PastEnd::withdrawn) EXPECT_EQ(past.gave_up_after_us, hour);
        if (past.end == PastEnd::escalated) EXPECT_EQ(past.accepted_after_us, std::nullopt);
        if (past.end != PastEnd::handed_over) continue;
        ASSERT_EQ(past.talks.size(), 1U) << "the second goes on";
        EXPECT_EQ(past.talks[0].end, Behaviour::Talk::End::handed_over);
    }
    EXPECT_GT(std::ranges::count(read.offers, What::silent, &PastOffer::what), 0);
    EXPECT_EQ(history(programme.clock.now()).asks.size() + history(programme.clock.now()).undecided, 1U)
        << "from now on only the last one was asked";
    ASSERT_TRUE(programme.withdraw(maureen, waiting));
}

TEST_F(PastAsks, AreAskedBeforeWhatWasLearntFromThem) {
    auto request = programme.request(hub, "The lease of our hall ends.");
    request.set_theme("assets");
    const auto ask_id = AskProgramme::must(programme.call(maureen, &AskService::open_ask, request)).ask().ask_id();
    programme.run_jobs();
    ASSERT_TRUE(programme.accept(denise, ask_id));
    ASSERT_TRUE(programme.close(maureen, ask_id));
    const auto read = history();
    for (const auto& champion : read.champions) {
        EXPECT_EQ(champion.candidate.live_matches + champion.candidate.offered_lately, 0U);
        for (const auto& known : champion.candidate.experience) EXPECT_EQ(known.resolved, 0U);
    }
}

}  // namespace
}  // namespace ourplace::asks
