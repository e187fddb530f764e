// Handing over, waiting for the asker, and closing.
#include "unit/asks/ask_programme.hpp"

namespace ourplace::asks {
namespace {

TEST_F(AnAsk, IsClosedByItsAskerWithWhatChanged) {
    const auto ask_id = matched();
    EXPECT_EQ(code_of(programme.close(denise, ask_id)), Code::invalid_argument);
    EXPECT_EQ(code_of(programme.close(denise, ask_id, v1::HELPED_UNKNOWN)), Code::permission_denied);
    const auto closed = programme.must(programme.close(maureen, ask_id, v1::HELPED_PARTLY)).ask();
    EXPECT_EQ(closed.state(), v1::ASK_STATE_CLOSED);
    EXPECT_EQ(closed.next_step_at_us(), 0);
    const auto seen = programme.look(denise, ask_id);
    EXPECT_EQ(seen.outcome().helped(), v1::HELPED_PARTLY);
    EXPECT_EQ(seen.outcome().what_changed(), "The insurer paid.");
    EXPECT_EQ(seen.outcome().thanks(), "Thank you, Denise.");
    EXPECT_TRUE(programme.history(denise, seen.channel_id())) << "both keep it, to read";
    EXPECT_EQ(code_of(programme.post(denise, programme.draft(seen.channel_id(), "Glad"))), Code::permission_denied);
    programme.pass(60 * microseconds_per_day);
    EXPECT_EQ(programme.state_of_ask(ask_id), v1::ASK_STATE_CLOSED);
}

TEST_F(AnAsk, WaitsForItsAskerWhoGoesOnOrIsRemindedUntilTheOrganisersLook) {
    const auto ask_id = matched();
    EXPECT_EQ(code_of(programme.check(maureen, ask_id)), Code::permission_denied);
    ASSERT_TRUE(programme.check(denise, ask_id));
    EXPECT_EQ(programme.look(maureen, ask_id).state(), v1::ASK_STATE_WAITING_FOR_ASKER);
    ASSERT_TRUE(programme.go_on(maureen, ask_id));
    EXPECT_EQ(programme.state_of_ask(ask_id), v1::ASK_STATE_MATCHED);
    ASSERT_TRUE(programme.check(denise, ask_id));
    for (int days = 0; days < 9; ++days) programme.pass(microseconds_per_day);
    EXPECT_EQ(programme.told(maureen, v1::Update::kAskNudged), 2U);
    EXPECT_EQ(programme.state_of_ask(ask_id), v1::ASK_STATE_WAITING_FOR_ASKER);
    programme.pass(2 * microseconds_per_day);
    EXPECT_EQ(programme.state_of_ask(ask_id), v1::ASK_STATE_ESCALATED);
    EXPECT_TRUE(programme.history(denise, thread_of(ask_id))) << "the Champion has it still";
    const auto silent = programme.close(olwen, ask_id, v1::HELPED_UNKNOWN, "She has moved away.", "");
    ASSERT_TRUE(silent);
    EXPECT_EQ(programme.look(maureen, ask_id).outcome().helped(), v1::HELPED_UNKNOWN);
}

TEST_F(AnAsk, GoesOnWhenItsAskerWrites) {
    const auto ask_id = matched();
    ASSERT_TRUE(programme.check(denise, ask_id));
    programme.pass(microseconds_per_hour);
    programme.say(maureen, thread_of(ask_id), "Not yet, the form was refused.");
    programme.pass(microseconds_per_day);
    EXPECT_EQ(programme.state_of_ask(ask_id), v1::ASK_STATE_MATCHED);
}

TEST_F(AnAsk, WhoseChampionSaysNothingComesToTheOrganisersWhoLetThemGoOnOrTakeIt) {
    const auto ask_id = matched();
    programme.pass(2 * microseconds_per_day);
    EXPECT_EQ(programme.told(denise, v1::Update::kAskNudged), 1U);
    programme.pass(2 * microseconds_per_day);
    EXPECT_EQ(programme.state_of_ask(ask_id), v1::ASK_STATE_ESCALATED);
    ASSERT_TRUE(programme.go_on(olwen, ask_id));
    EXPECT_EQ(programme.state_of_ask(ask_id), v1::ASK_STATE_MATCHED);
    programme.pass(4 * microseconds_per_day);
    programme.pass(microseconds_per_day);
    ASSERT_EQ(programme.state_of_ask(ask_id), v1::ASK_STATE_ESCALATED);
    ASSERT_TRUE(programme.accept(olwen, ask_id));
    EXPECT_EQ(code_of(programme.history(denise, thread_of(ask_id))), Code::not_found);
    EXPECT_EQ(programme.look(maureen, ask_id).match().champion().name(), "Olwen");
}

TEST_F(AnAsk, WhoseChampionAnswersIsLeftAlone) {
    const auto ask_id = matched();
    const auto thread = thread_of(ask_id);
    for (int days = 0; days < 20; ++days) {
        programme.pass(microseconds_per_day);
        programme.say(denise, thread, "How is it going?");
    }
    EXPECT_EQ(programme.state_of_ask(ask_id), v1::ASK_STATE_MATCHED);
    EXPECT_EQ(programme.told(denise, v1::Update::kAskNudged), 0U);
    programme.pass(8 * microseconds_per_day);
    EXPECT_EQ(programme.state_of_ask(ask_id), v1::ASK_STATE_WAITING_FOR_ASKER) << "quiet for a week";
}

TEST_F(AnAsk, IsHandedOverWithConsentAndTheOldChampionReadsNoMore) {
    const auto ask_id = matched();
    const auto thread = thread_of(ask_id);
    programme.say(maureen, thread, "said before");
    EXPECT_EQ(code_of(programme.propose(gwyn, ask_id)), Code::not_found);
    EXPECT_EQ(code_of(programme.propose(maureen, ask_id)), Code::permission_denied);
    EXPECT_EQ(field_of(programme.propose(denise, ask_id, gwyn.member_id, "")), "note");
    EXPECT_EQ(field_of(programme.propose(denise, ask_id, olwen.member_id)), "to_member_id");
    ASSERT_TRUE(programme.propose(denise, ask_id, gwyn.member_id));
    const auto proposed = programme.look(maureen, ask_id);
    EXPECT_EQ(proposed.handover().to().name(), "Gwyn");
    EXPECT_EQ(proposed.handover().note(), "They know the form by heart.");
    EXPECT_TRUE(programme.history(denise, thread)) << "nothing happens before there is consent";
    EXPECT_EQ(code_of(programme.answer_handover(denise, ask_id, true)), Code::permission_denied);

    ASSERT_TRUE(programme.answer_handover(maureen, ask_id, true));
    EXPECT_FALSE(programme.may_follow(denise, "c." + thread));
    EXPECT_EQ(code_of(programme.history(denise, thread)), Code::not_found);
    EXPECT_EQ(programme.told(denise, v1::Update::kMyChannelLeft), 1U);
    EXPECT_EQ(code_of(programme.get(denise, ask_id)), Code::not_found);
    const auto offer = programme.look(gwyn, ask_id).offer();
    EXPECT_EQ(offer.note(), "They know the form by heart.");
    EXPECT_EQ(offer.reasons(0).kind(), v1::MatchReason::KIND_NAMED);
    EXPECT_EQ(programme.offered({denise, kofi}, ask_id).size(), 0U);
    ASSERT_TRUE(programme.accept(gwyn, ask_id));
    EXPECT_EQ(programme.must(programme.history(gwyn, thread)).messages_size(), 2)
        << "who comes new reads from the start";
}

TEST_F(AnAsk, IsNotHandedOverAgainstItsAskersWill) {
    const auto ask_id = matched();
    ASSERT_TRUE(programme.propose(denise, ask_id));
    ASSERT_TRUE(programme.answer_handover(maureen, ask_id, false));
    EXPECT_EQ(programme.state_of_ask(ask_id), v1::ASK_STATE_MATCHED);
    EXPECT_FALSE(programme.look(maureen, ask_id).has_handover());
    EXPECT_TRUE(programme.history(denise, thread_of(ask_id)));
    EXPECT_EQ(code_of(programme.answer_handover(maureen, ask_id, true)), Code::failed_precondition);
}

TEST_F(AnAsk, HandedToNobodyInParticularGoesToOthersThanItsOldChampion) {
    const auto ask_id = matched();
    ASSERT_TRUE(programme.propose(denise, ask_id));
    ASSERT_TRUE(programme.answer_handover(maureen, ask_id, true));
    programme.run_jobs();
    EXPECT_EQ(code_of(programme.get(denise, ask_id)), Code::not_found);
    EXPECT_TRUE(is_live(static_cast<State>(programme.state_of_ask(ask_id))));
}

// Whoever does what: at every moment the check finds that something will happen to it.
TEST_F(AnAsk, NeverGoesSilentWhateverNobodyDoes) {
    for (const auto soon : {v1::HOW_SOON_TODAY, v1::HOW_SOON_THIS_WEEK, v1::HOW_SOON_NO_HURRY}) {
        auto request = programme.request(hub, "Is anybody there?");
        request.set_how_soon(soon);
        const auto ask_id = programme.must(programme.call(maureen, &AskService::open_ask, request)).ask().ask_id();
        int hours = 0;
        for (; hours < 24 * 30 && programme.state_of_ask(ask_id) != v1::ASK_STATE_ESCALATED; ++hours) {
            programme.pass(microseconds_per_hour);
            ASSERT_EQ(programme.faults(), std::vector<std::string>());
        }
        EXPECT_LT(hours, 24 * 14) << "the organisers have it";
    }
}

TEST_F(AnAsk, TheCheckFindsOneThatWouldGoSilent) {
    const auto ask_id = matched();
    programme.write([](store::Transaction& tx) { tx.execute("DELETE FROM job"); });
    const auto faults = programme.faults();
    ASSERT_EQ(faults.size(), 1U);
    EXPECT_NE(faults[0].find("it would go silent"), std::string::npos);
    ASSERT_TRUE(programme.go_on(maureen, ask_id) || programme.withdraw(maureen, ask_id));
}

TEST_F(AnAsk, TheCheckFindsEntriesThatWereChanged) {
    const auto ask_id = matched();
    programme.write([](store::Transaction& tx) { tx.execute("UPDATE ask_entry SET actor_id = '' WHERE number = 3"); });
    EXPECT_EQ(programme.faults().size(), 1U);
    programme.write([&](store::Transaction& tx) {
        tx.execute("UPDATE ask_entry SET actor_id = $1 WHERE number = 3", denise.member_id);
    });
    EXPECT_TRUE(programme.faults().empty()) << ask_id;
}

}  // namespace
}  // namespace ourplace::asks
