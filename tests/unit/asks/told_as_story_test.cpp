// An Ask becomes a Story, and Stories count as experience.
#include <algorithm>

#include "stories/library_tables.hpp"
#include "unit/asks/ask_programme.hpp"

namespace ourplace::asks {
namespace {

class ToldAsStory : public AnAsk {
  protected:
    Result<v1::TellAsStoryResponse> tell(const Caller& caller, const std::string& ask_id) {
        v1::TellAsStoryRequest request;
        request.set_ask_id(ask_id);
        return programme.call(caller, &AskService::tell_as_story, request);
    }
    std::string told(AskProgramme::Name name = AskProgramme::Name::shown) {
        const auto ask_id = matched(name);
        EXPECT_TRUE(programme.close(maureen, ask_id));
        return programme.must(tell(maureen, ask_id)).story_id();
    }
    v1::Story look(const Caller& caller, const std::string& story_id) {
        return programme.write([&](store::Transaction& tx) {
            auto draft = stories::find_draft(tx, story_id, caller.member_id);
            return draft ? std::move(*draft)
                         : stories::find_in_library(tx, story_id, caller.member_id).value_or(v1::Story());
        });
    }
    Result<void> agree(const Caller& caller, const std::string& story_id, std::int64_t version) {
        return programme.database->write_now([&](store::Transaction& tx) -> Result<void> {
            const auto named = stories::named_on(tx, caller, story_id);
            if (!named) return std::unexpected(named.error());
            return stories::agree(tx, *named, version, programme.clock.now());
        });
    }
    void finish(const std::string& story_id, std::string pseudonym = {}, std::vector<std::string> themes = {"assets"}) {
        programme.write([&](store::Transaction& tx) {
            const auto named = stories::named_on(tx, maureen, story_id);
            EXPECT_TRUE(stories::edit_story(tx, *named, 1,
                                            {.title = "The boiler",
                                             .problem = "It had failed.",
                                             .done = "We wrote to the insurer together.",
                                             .changed = "They paid.",
                                             .themes = std::move(themes),
                                             .place_id = {},
                                             .language = stories::Language::english,
                                             .pseudonym = std::move(pseudonym),
                                             .champion_id = denise.member_id},
                                            programme.clock.now()));
        });
        EXPECT_TRUE(agree(maureen, story_id, 2));
        EXPECT_TRUE(agree(denise, story_id, 2));
    }
};

TEST_F(ToldAsStory, ADraftOfBothWithWhatWasSaid) {
    const auto ask_id = matched();
    EXPECT_EQ(code_of(tell(maureen, ask_id)), Code::failed_precondition) << "not before it is closed";
    ASSERT_TRUE(programme.close(maureen, ask_id));
    EXPECT_EQ(code_of(tell(denise, ask_id)), Code::permission_denied) << "it is the asker's to tell";
    EXPECT_EQ(code_of(tell(stranger, ask_id)), Code::not_found);
    const auto story_id = programme.must(tell(maureen, ask_id)).story_id();
    EXPECT_EQ(programme.must(tell(maureen, ask_id)).story_id(), story_id) << "twice is once";
    const auto draft = look(denise, story_id);
    EXPECT_EQ(draft.text().problem(), "Our boiler has failed and the insurer says no.");
    EXPECT_EQ(draft.text().changed(), "The insurer paid.");
    EXPECT_EQ(draft.author_name(), "Maureen");
    EXPECT_EQ(draft.champion_name(), "Denise");
    EXPECT_EQ(draft.my_part(), v1::STORY_PART_CHAMPION);
    EXPECT_EQ(programme.told(denise, v1::Update::kMyStoryChanged), 1U);
}

TEST_F(ToldAsStory, NothingIsAgreedToBeforeItSaysWhatWasDone) {
    const auto story_id = told();
    EXPECT_EQ(code_of(agree(maureen, story_id, 1)), Code::failed_precondition);
    finish(story_id);
    programme.write([&](store::Transaction& tx) {
        const auto published = stories::find_in_library(tx, story_id, stranger.member_id);
        ASSERT_TRUE(published);
        EXPECT_EQ(published->state(), v1::STORY_STATE_PUBLISHED);
    });
}

TEST_F(ToldAsStory, UnderThePseudonymIfTheNameWasPrivate) {
    const auto ask_id = matched(AskProgramme::Name::kept_private);
    const auto pseudonym = programme.look(denise, ask_id).asker().name();
    ASSERT_TRUE(programme.close(maureen, ask_id));
    const auto story_id = programme.must(tell(maureen, ask_id)).story_id();
    const auto seen = look(denise, story_id);
    EXPECT_EQ(seen.author_name(), pseudonym);
    EXPECT_TRUE(seen.by_pseudonym());
    EXPECT_EQ(seen.author_member_id(), "");
    EXPECT_EQ(seen.SerializeAsString().find(maureen.member_id), std::string::npos);
}

TEST_F(ToldAsStory, PublishedItCountsAsTheChampionsExperience) {
    finish(told(), "Quiet Otter");
    const auto ask_id = programme
                            .must(programme.call(maureen, &AskService::open_ask,
                                                 [&] {
                                                     auto request = programme.request(hub, "The roof leaks.");
                                                     request.set_theme("assets");
                                                     return request;
                                                 }()))
                            .ask()
                            .ask_id();
    programme.run_jobs();
    const auto offer = programme.look(denise, ask_id).offer();
    const auto reason = std::ranges::find(offer.reasons(), v1::MatchReason::KIND_STORY, &v1::MatchReason::kind);
    ASSERT_NE(reason, offer.reasons().end());
    EXPECT_EQ(reason->count(), 1U);
    programme.write([&](store::Transaction& tx) {
        const auto all = stories::told_by_theme(tx);
        ASSERT_EQ(all.size(), 1U) << "not of whoever told it under a Pseudonym";
        EXPECT_EQ(all[0].member_id, denise.member_id);
    });
}

}  // namespace
}  // namespace ourplace::asks
