#include "stories/suggestion_tables.hpp"
#include "stories/word_rules.hpp"
#include "unit/stories/story_programme.hpp"

namespace ourplace::stories {
namespace {

// What is answered in public comes up beside similar Stories.
class PublicAnswers : public AHub {
  protected:
    v1::SimilarStoriesResponse search(std::string_view text, v1::Language language = v1::LANGUAGE_EN) {
        return search(programme.service, text, language);
    }
    v1::SimilarStoriesResponse search(StoryService& service, std::string_view text,
                                      v1::Language language = v1::LANGUAGE_EN) {
        v1::SimilarStoriesRequest request;
        request.set_text(std::string(text));
        request.set_language(language);
        auto context = programme.context(stranger);
        return programme.must(programme.run(service.similar_stories(context, request)));
    }
    // What an answer that is found says; empty where none is.
    std::string answer(StoryService& service, std::string_view text) {
        const auto found = search(service, text);
        return found.stories_size() == 1 ? found.stories(0).passage() : std::string();
    }
    // By title, a Story's with an S before it.
    Titles suggested(std::string_view text, v1::Language language = v1::LANGUAGE_EN) {
        Titles titles;
        for (const auto& similar : search(text, language).stories()) {
            titles.push_back(similar.has_story() ? "S " + similar.story().text().title()
                                                 : similar.suggestion().title());
        }
        return titles;
    }
    std::string library_hours() {
        return programme.suggested(ben, hub, "Library open later", "Whoever works until six finds the doors shut.");
    }
    static constexpr auto asked = "Is there a library that stays open later on Wednesdays?";
};

TEST_F(PublicAnswers, AreFoundOnceSomebodyHasResponded) {
    const auto id = library_hours();
    EXPECT_EQ(suggested(asked), Titles{});
    programme.respond(ana, id, "From January until eight on Wednesdays.");
    const auto found = search(asked);
    ASSERT_EQ(found.stories_size(), 1);
    const auto& answer = found.stories(0);
    EXPECT_FALSE(answer.has_story());
    EXPECT_EQ(answer.suggestion().suggestion_id(), id);
    EXPECT_EQ(answer.suggestion().title(), "Library open later");
    EXPECT_EQ(answer.suggestion().state(), v1::SUGGESTION_STATE_DOING);
    EXPECT_EQ(answer.suggestion().author_name(), "Ben");
    EXPECT_EQ(answer.suggestion().hub().name(), "Flood friends");
    EXPECT_EQ(answer.passage(), "From January until eight on Wednesdays.");
}

TEST_F(PublicAnswers, NoMoreIsSentWhileSomebodyTypesThanIsShown) {
    programme.respond(ana, library_hours(), std::string(60, 'a') + ' ' + std::string(300, 'b'));
    const auto found = search(asked);
    ASSERT_EQ(found.stories_size(), 1);
    EXPECT_EQ(found.stories(0).passage(), std::string(60, 'a') + "…");
    const auto& suggestion = found.stories(0).suggestion();
    EXPECT_EQ(suggestion.text(), "");
    ASSERT_EQ(suggestion.responses_size(), 1);
    EXPECT_EQ(suggestion.responses(0).text(), "");
    EXPECT_EQ(suggestion.responses(0).name(), "Ana");
}

TEST_F(PublicAnswers, WhatEarlierResponsesSaidIsFoundNoMore) {
    const auto id = programme.suggested(ben, hub, "Benches", "People would like to sit.");
    programme.respond(ana, id, "The allotments have a spare pergola.");
    EXPECT_EQ(suggested("a pergola from the allotments"), Titles{"Benches"});
    programme.respond(ana, id, "It stands by the tap.", v1::SUGGESTION_STATE_DONE);
    EXPECT_EQ(suggested("a pergola from the allotments"), Titles{});
    EXPECT_EQ(answer(programme.service, "benches to sit on, near a tap"), "It stands by the tap.");
}

TEST_F(PublicAnswers, AreRankedTogetherWithStoriesThreeAtMost) {
    programme.published(ben, hub, StoryProgramme::content("Library soup"));
    for (const auto* title : {"Library open later", "Library hours later", "Library later"})
        programme.respond(ana, programme.suggested(ben, hub, title, "Stays open later on Wednesdays."), "We will.");
    const auto found = suggested(asked);
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(std::ranges::count(found, "S Library soup"), 0);
    EXPECT_EQ(suggested("a library with soup and a warm hall").front(), "S Library soup");
}

TEST_F(PublicAnswers, ANodeThatDidNotMakeTheChangeSeesItToo) {
    StoryService there(*programme.database, programme.clock);
    const auto id = library_hours();
    EXPECT_EQ(answer(there, asked), "");
    programme.respond(ana, id, "From January.");
    EXPECT_EQ(answer(there, asked), "From January.");
    programme.respond(ana, id, "From March.");
    EXPECT_EQ(answer(there, asked), "From March.");
    // Stories and answers have one row of numbers: neither hides what is new of the other.
    const auto story_id = programme.published(ben, hub, StoryProgramme::content());
    EXPECT_EQ(search(there, "a warm hall with soup").stories_size(), 1);
    programme.respond(ana, id, "From April.");
    programme.must(programme.withdraw(ben, story_id));
    EXPECT_EQ(search(there, "a warm hall with soup").stories_size(), 0);
    EXPECT_EQ(answer(there, asked), "From April.");
}

TEST_F(PublicAnswers, InWelshAreFoundByThoseWhoAskInWelsh) {
    const auto id = programme.suggested(ben, hub, "Mae’r llyfrgell yn cau yn rhy gynnar",
                                        "Nid oes modd i’r rhai sydd yn gweithio ddod i mewn.");
    programme.respond(ana, id, "Bydd ar agor tan wyth.");
    EXPECT_EQ(suggested("Pryd mae’r llyfrgell yn cau?", v1::LANGUAGE_CY),
              Titles{"Mae’r llyfrgell yn cau yn rhy gynnar"});
    EXPECT_EQ(language_of("Mae’r bws yn hwyr, a does neb yn gwybod pam."), Language::welsh);
    EXPECT_EQ(language_of("The bus is late, and nobody knows why."), Language::english);
    EXPECT_EQ(language_of("Bus"), Language::english);
}

TEST_F(PublicAnswers, OneThatTheSearchWouldMissIsAFault) {
    programme.respond(ana, library_hours(), "From January.");
    const auto faults = [&] {
        return programme.write([](store::Transaction& tx) { return check_suggestions(tx); }).size();
    };
    EXPECT_EQ(faults(), 0U);
    programme.write([](store::Transaction& tx) { tx.execute("UPDATE suggestion SET library_number = 0"); });
    EXPECT_EQ(faults(), 1U);
}

}  // namespace
}  // namespace ourplace::stories
