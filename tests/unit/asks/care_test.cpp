// How people are asked how they are: a rest after heavy weeks, and after a worry.
#include <algorithm>
#include <array>

#include "asks/care_rules.hpp"
#include "asks/champion_service.hpp"
#include "asks/safeguarding_tables.hpp"
#include "unit/asks/ask_programme.hpp"

namespace ourplace::asks {
namespace {

constexpr Timestamp now = thursday_noon;

Availability carrying(unsigned cap, Timestamp paused_until = 0) {
    Availability availability;
    availability.cap = cap;
    availability.paused_until = paused_until;
    return availability;
}

TEST(NeedsRest, AfterTwoHeavyWeeksInARowUpToNow) {
    const auto availability = carrying(3);
    const Week heavy{.asks = 3, .active_days = 5};
    const Week light{.asks = 1, .active_days = 2};
    const auto needs = [&](std::array<Week, 3> weeks) { return needs_rest(weeks, availability, 0, now); };
    EXPECT_FALSE(needs({light, light, light}));
    EXPECT_FALSE(needs({heavy, light, heavy})) << "one busy week is life";
    EXPECT_FALSE(needs({light, heavy, heavy})) << "it is over";
    const auto two = needs({heavy, heavy, light});
    ASSERT_TRUE(two);
    EXPECT_EQ(two->weeks, 2U);
    EXPECT_EQ(two->active_days, 10U);
    EXPECT_EQ(needs({heavy, heavy, heavy})->weeks, 3U);
}

TEST(NeedsRest, WhatIsHeavyDependsOnWhatTheyCanCarry) {
    EXPECT_TRUE(is_heavy({.asks = 4, .active_days = 0}, 3)) << "beyond the cap";
    EXPECT_TRUE(is_heavy({.asks = 3, .active_days = 4}, 3)) << "at the cap, on most days";
    EXPECT_FALSE(is_heavy({.asks = 3, .active_days = 3}, 3)) << "at the cap, now and then";
    EXPECT_FALSE(is_heavy({.asks = 3, .active_days = 5}, 4)) << "below what they can carry";
    EXPECT_TRUE(is_heavy({.asks = 1, .active_days = 6}, 4)) << "nearly every day";
}

TEST(NeedsRest, NobodyIsAskedWhoRestsOrHasAnsweredLately) {
    const std::array weeks{Week{.asks = 9, .active_days = 7}, Week{.asks = 9, .active_days = 7}};
    EXPECT_TRUE(needs_rest(weeks, carrying(3), 0, now));
    EXPECT_FALSE(needs_rest(weeks, carrying(3, now + 1), 0, now));
    EXPECT_TRUE(needs_rest(weeks, carrying(3, now), 0, now));
    EXPECT_FALSE(needs_rest(weeks, carrying(3), now - rest_again_after_us + 1, now));
    EXPECT_TRUE(needs_rest(weeks, carrying(3), now - rest_again_after_us, now));
}

class Care : public AnAsk {
  protected:
    std::vector<v1::CarePrompt> prompts(const Caller& caller) {
        auto context = AskProgramme::context(caller);
        const auto response = programme.must(programme.run(service.list_care_prompts(context, {})));
        return {response.prompts().begin(), response.prompts().end()};
    }
    Result<v1::AnswerCarePromptResponse> answer(const Caller& caller, const std::string& prompt_id,
                                                v1::AnswerCarePromptRequest::Answer answer) {
        v1::AnswerCarePromptRequest request;
        request.set_prompt_id(prompt_id);
        request.set_answer(answer);
        auto context = AskProgramme::context(caller);
        return programme.run(service.answer_care_prompt(context, request));
    }
    // Denise has three Asks and writes in one of them every day, for so many days.
    void weigh_on_denise(int days) {
        std::vector<std::string> threads;
        for (int count = 0; count < 3; ++count) threads.push_back(thread_of(matched()));
        for (int day = 0; day < days; ++day) {
            programme.clock.advance(std::chrono::days(1));
            programme.say(denise, threads[0], "How did it go?");
        }
    }
    std::string closed_concern(const Caller& by, const Caller& lead, const std::string& ask_id) {
        return programme.write([&](store::Transaction& tx) {
            const auto stands = standing(tx, by, ask_id);
            const auto raised =
                raise_concern(tx, by, *stands, {programme.fresh_id(), "She may not be safe."}, programme.clock.now());
            EXPECT_TRUE(acknowledge(tx, raised->concern_id(), lead.member_id, programme.clock.now()));
            EXPECT_TRUE(close_concern(tx, raised->concern_id(), "I called her.", programme.clock.now()));
            return raised->concern_id();
        });
    }

    ChampionService service{*programme.database, programme.clock};
};

TEST_F(Care, AChampionIsAskedToRestAndPausesWithOneTap) {
    weigh_on_denise(6);
    EXPECT_TRUE(prompts(denise).empty()) << "after one week";
    for (int day = 0; day < 7; ++day) {
        programme.clock.advance(std::chrono::days(1));
        programme.say(denise,
                      programme.look(denise, programme.list(denise, v1::ListAsksRequest::VIEW_MATCHED)[0]).channel_id(),
                      "And today?");
    }
    const auto asked = prompts(denise);
    ASSERT_EQ(asked.size(), 1U);
    EXPECT_EQ(asked[0].kind(), v1::CarePrompt::KIND_REST);
    EXPECT_EQ(asked[0].weeks(), 2U);
    EXPECT_EQ(asked[0].asks(), 3U);
    EXPECT_EQ(asked[0].active_days(), 13U);
    EXPECT_TRUE(prompts(gwyn).empty());
    EXPECT_TRUE(prompts(maureen).empty()) << "nobody else sees it";
    const auto until = programme.clock.now() + 7 * microseconds_per_day;
    EXPECT_EQ(programme.must(answer(denise, asked[0].prompt_id(), v1::AnswerCarePromptRequest::ANSWER_PAUSE_A_WEEK))
                  .paused_until_us(),
              until);
    EXPECT_TRUE(prompts(denise).empty());
    const auto champion = programme.write([&](store::Transaction& tx) { return find_champion(tx, denise.member_id); });
    EXPECT_EQ(champion->availability.paused_until, until);
    EXPECT_EQ(programme.told(denise, v1::Update::kMyAvailabilityChanged), 1U);
}

TEST_F(Care, NotNowIsAnAnswerForFourWeeks) {
    weigh_on_denise(14);
    ASSERT_EQ(prompts(denise).size(), 1U);
    EXPECT_EQ(programme.must(answer(denise, "rest", v1::AnswerCarePromptRequest::ANSWER_NOT_NOW)).paused_until_us(), 0);
    EXPECT_TRUE(prompts(denise).empty());
    for (int day = 0; day < 27; ++day) {
        programme.clock.advance(std::chrono::days(1));
        programme.say(denise,
                      programme.look(denise, programme.list(denise, v1::ListAsksRequest::VIEW_MATCHED)[0]).channel_id(),
                      "And today?");
        EXPECT_TRUE(prompts(denise).empty()) << day;
    }
    programme.clock.advance(std::chrono::days(1));
    EXPECT_EQ(prompts(denise).size(), 1U);
    EXPECT_EQ(code_of(answer(maureen, "rest", v1::AnswerCarePromptRequest::ANSWER_NOT_NOW)), Code::not_found)
        << "it is for Champions";
    EXPECT_EQ(field_of(answer(denise, "rest", v1::AnswerCarePromptRequest::ANSWER_UNSPECIFIED)), "answer");
}

TEST_F(Care, AfterAConcernBothAreAskedHowTheyAre) {
    const auto ask_id = matched(AskProgramme::Name::kept_private);
    const auto concern_id = closed_concern(denise, olwen, ask_id);
    ASSERT_EQ(prompts(denise).size(), 1U);
    EXPECT_EQ(prompts(denise)[0].kind(), v1::CarePrompt::KIND_AFTER_RAISING);
    ASSERT_EQ(prompts(olwen).size(), 1U);
    EXPECT_EQ(prompts(olwen)[0].kind(), v1::CarePrompt::KIND_AFTER_HANDLING);
    EXPECT_TRUE(prompts(gwyn).empty());
    EXPECT_EQ(field_of(answer(denise, concern_id, v1::AnswerCarePromptRequest::ANSWER_PAUSE_A_WEEK)), "answer");
    EXPECT_EQ(code_of(answer(gwyn, concern_id, v1::AnswerCarePromptRequest::ANSWER_NOT_NOW)), Code::not_found);
    EXPECT_TRUE(answer(denise, concern_id, v1::AnswerCarePromptRequest::ANSWER_NOT_NOW));
    EXPECT_TRUE(answer(denise, concern_id, v1::AnswerCarePromptRequest::ANSWER_NOT_NOW)) << "twice is once";
    EXPECT_TRUE(prompts(denise).empty());
    EXPECT_EQ(prompts(olwen).size(), 1U) << "each answers for themselves";
    programme.clock.advance(std::chrono::days(61));
    EXPECT_TRUE(prompts(olwen).empty());
}

// Who is behind a Pseudonym stands in one table, and this is not it.
TEST_F(Care, WhoeverKeepsTheirNamePrivateIsAskedUnderTheirPseudonym) {
    const auto ask_id = matched(AskProgramme::Name::kept_private);
    const auto concern_id = closed_concern(maureen, olwen, ask_id);
    ASSERT_EQ(prompts(maureen).size(), 1U);
    programme.write([&](store::Transaction& tx) {
        EXPECT_FALSE(tx.query_one("SELECT 1 FROM care_prompt WHERE member_id = $1", maureen.member_id));
    });
    EXPECT_TRUE(answer(maureen, concern_id, v1::AnswerCarePromptRequest::ANSWER_NOT_NOW));
    EXPECT_TRUE(prompts(maureen).empty());
}

}  // namespace
}  // namespace ourplace::asks
