#include "stories/similar_rules.hpp"
#include "stories/synonyms.hpp"
#include "unit/stories/story_programme.hpp"

namespace ourplace::stories {
namespace {

class Searching : public AHub {
  protected:
    // What is suggested to somebody who writes this, by title.
    Titles suggested(std::string_view text, v1::Language language = v1::LANGUAGE_EN) {
        Titles titles;
        for (const auto& similar : search(text, language).stories()) titles.push_back(similar.story().text().title());
        return titles;
    }
    v1::SimilarStoriesResponse search(std::string_view text, v1::Language language = v1::LANGUAGE_EN) {
        v1::SimilarStoriesRequest request;
        request.set_text(std::string(text));
        request.set_language(language);
        return programme.must(programme.call(stranger, &StoryService::similar_stories, request));
    }
    static v1::StoryContent bus() {
        auto said = StoryProgramme::content("The night bus");
        said.mutable_text()->set_problem("The last bus left at six and people on shifts walked home.");
        said.mutable_text()->set_done("We counted who would ride and persuaded the operator.");
        said.mutable_text()->set_changed("Sixty passengers ride every night.");
        return said;
    }
};

TEST_F(Searching, FindsTheStoryInOtherWordsAndShowsThePassage) {
    programme.published(ben, hub, programme.content());
    programme.published(ben, hub, bus());
    const auto found = search("There is no coach for whoever has a late shift");
    ASSERT_EQ(found.stories_size(), 1);
    EXPECT_EQ(found.stories(0).story().text().title(), "The night bus");
    EXPECT_EQ(found.stories(0).passage(), "The last bus left at six and people on shifts walked home.");
}

TEST_F(Searching, SuggestsNothingWhereNothingFits) {
    programme.published(ben, hub, programme.content());
    programme.published(ben, hub, bus());
    EXPECT_EQ(suggested("How long do I boil an ostrich egg?"), Titles{});
    EXPECT_EQ(suggested(""), Titles{});
    EXPECT_EQ(suggested("?! ... \n"), Titles{});
}

TEST_F(Searching, DraftsAndWhatWasWithdrawnAreNeverFound) {
    const auto asked = "people on night shifts cannot get a bus home";
    const auto story_id = programme.drafted(ben, hub, bus());
    EXPECT_EQ(suggested(asked), Titles{});
    programme.must(programme.agree(ben, story_id));
    EXPECT_EQ(suggested(asked), Titles{"The night bus"});
    programme.must(programme.withdraw(ben, story_id));
    EXPECT_EQ(suggested(asked), Titles{});
    programme.must(programme.agree(ben, story_id));
    EXPECT_EQ(suggested(asked), Titles{"The night bus"});
    programme.must(programme.discard(ben, story_id));
    EXPECT_EQ(suggested(asked), Titles{});
}

TEST_F(Searching, WhatWasWithdrawnDoesNotStandBeforeWhatIsThere) {
    auto other = bus();
    other.mutable_text()->set_title("A bus");
    programme.published(ana, hub, other);
    std::vector<std::string> better;
    for (int copies = 0; copies < 3; ++copies) better.push_back(programme.published(ben, hub, bus()));
    const auto asked = "The night bus for people on night shifts";
    EXPECT_EQ(suggested(asked), (Titles{"The night bus", "The night bus", "The night bus"}));
    for (const auto& story_id : better) programme.must(programme.withdraw(ben, story_id));
    EXPECT_EQ(suggested(asked), Titles{"A bus"});
}

TEST_F(Searching, ANodeThatDidNotMakeTheChangeSeesItToo) {
    StoryService other_node(*programme.database, programme.clock);
    const auto there = [&](std::string_view text) {
        v1::SimilarStoriesRequest request;
        request.set_text(std::string(text));
        request.set_language(v1::LANGUAGE_EN);
        auto context = programme.context(stranger);
        return programme.must(programme.run(other_node.similar_stories(context, request))).stories_size();
    };
    const auto story_id = programme.published(ben, hub, bus());
    EXPECT_EQ(there("a bus for night shifts"), 1);
    programme.must(programme.withdraw(ben, story_id));
    EXPECT_EQ(there("a bus for night shifts"), 0);
}

TEST_F(Searching, OtherWordsForAStoryTakeThePlaceOfTheOldOnes) {
    const auto story_id = programme.published(ben, hub, bus());
    programme.must(programme.edit(ben, story_id, 1, programme.content()));
    programme.must(programme.agree(ben, story_id, 2));
    EXPECT_EQ(suggested("a bus for night shifts"), Titles{});
    EXPECT_EQ(suggested("heat a flat, or a warm hall with soup"), Titles{"A warm hall"});
}

TEST_F(Searching, WelshFindsWelshAndAcrossTheTwoLanguagesByMeaning) {
    auto said = bus();
    said.mutable_text()->set_title("Y bws nos");
    said.mutable_text()->set_problem("Gadawodd y bws olaf am chwech.");
    said.mutable_text()->set_done("Bu cyfrif teithwyr a pherswadio’r cwmni.");
    said.mutable_text()->set_changed("Mae trigain yn teithio bob nos.");
    said.set_language(v1::LANGUAGE_CY);
    programme.published(ben, hub, said);
    EXPECT_EQ(suggested("Nid oes bws yma yn y nos i weithwyr", v1::LANGUAGE_CY), Titles{"Y bws nos"});
    EXPECT_EQ(suggested("no public transport here in the evening"), Titles{"Y bws nos"});
}

TEST_F(Searching, RefusesWhatIsTooLongAndNamesTheField) {
    v1::SimilarStoriesRequest request;
    request.set_language(v1::LANGUAGE_EN);
    request.set_text(std::string(8001, 'a'));
    EXPECT_EQ(field_of(programme.call(stranger, &StoryService::similar_stories, request)), "text");
    request.set_text("a");
    request.clear_language();
    EXPECT_EQ(field_of(programme.call(stranger, &StoryService::similar_stories, request)), "language");
}

TEST(Thesaurus, AProgrammesOwnSynonymsAreHeeded) {
    const Indexed story{
        .id = "1", .title = "The ginnel", .problem = "It is unlit, and nobody used it.", .done = {}, .changed = {}};
    const auto found = [&](std::string_view synonyms) {
        Thesaurus thesaurus;
        thesaurus.add(synonyms);
        SimilarIndex index(std::move(thesaurus));
        index.put(story);
        return index.search("Who could do something about the unlit snicket?", Language::english).size();
    };
    EXPECT_EQ(found(""), 0U);
    EXPECT_EQ(found("# ways\nginnel, snicket, back alley\n"), 1U);
}

TEST(Thesaurus, TheOneThatAllHaveIsRead) {
    Thesaurus thesaurus;
    thesaurus.add(synonyms());
    EXPECT_GT(thesaurus.groups(), 100U);
}

TEST(Words, FormsOfAWordAreOneAndLittleWordsSayNothing) {
    const auto words = words_of("The landlord’s Planting, planted plants", Language::english);
    ASSERT_EQ(words.size(), 5U);
    EXPECT_TRUE(words[0].says_nothing);
    EXPECT_EQ(words[1].stem, "landlord");
    EXPECT_EQ(words[2].stem, words[3].stem);
    EXPECT_EQ(words[3].stem, words[4].stem);
    EXPECT_EQ(words_of("Mae’r bws", Language::welsh).back().stem, "bws");
}

TEST(Excerpts, AreCutBetweenWordsAndNeverWithinALetter) {
    EXPECT_EQ(excerpt("  One\n\n two  three "), "One two three");
    EXPECT_EQ(excerpt("one two three", 9), "one two…");
    EXPECT_EQ(excerpt("ŵŵŵŵŵ", 3), "ŵŵ…");
}

}  // namespace
}  // namespace ourplace::stories
