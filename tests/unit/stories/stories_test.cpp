#include "unit/stories/story_programme.hpp"

namespace ourplace::stories {
namespace {

using DraftingAStory = AHub;
using Consent = AHub;
using Pseudonyms = AHub;
using TheLibrary = AHub;

TEST_F(DraftingAStory, IsSeenByNobodyButThoseNamedOnIt) {
    auto said = programme.content();
    said.set_champion_member_id(cara.member_id);
    const auto story_id = programme.drafted(ben, hub, said);

    EXPECT_EQ(programme.must(programme.get(ben, story_id)).draft().my_part(), v1::STORY_PART_AUTHOR);
    EXPECT_EQ(programme.must(programme.get(cara, story_id)).draft().my_part(), v1::STORY_PART_CHAMPION);
    for (const auto& other : {ana, stranger, programme.admin}) {
        EXPECT_EQ(code_of(programme.get(other, story_id)), Code::not_found);
        EXPECT_EQ(code_of(programme.agree(other, story_id)), Code::not_found);
        EXPECT_EQ(programme.found(other), Titles{});
    }
    EXPECT_EQ(programme.mine(cara), Titles{"A warm hall"});
}

TEST_F(DraftingAStory, OnlyMembersOfTheHubDo) {
    EXPECT_EQ(code_of(programme.draft(stranger, programme.draft_of(hub, programme.content()))),
              Code::permission_denied);
    EXPECT_EQ(field_of(programme.draft(ben, programme.draft_of("nowhere", programme.content()))), "hub_id");
}

TEST_F(DraftingAStory, RetryReturnsTheFirstResult) {
    auto request = programme.draft_of(hub, programme.content());
    const auto first = programme.must(programme.draft(ben, request));
    EXPECT_EQ(programme.must(programme.draft(ben, request)).draft().story_id(), first.draft().story_id());
    request.mutable_content()->mutable_text()->set_title("Another");
    EXPECT_EQ(code_of(programme.draft(ben, request)), Code::already_exists);
}

TEST_F(DraftingAStory, RefusesWhatCannotBeToldAndNamesTheField) {
    const auto refused = [&](auto change) {
        auto said = programme.content();
        change(said);
        return field_of(programme.draft(ben, programme.draft_of(hub, said)));
    };
    EXPECT_EQ(refused([](auto& said) { said.mutable_text()->clear_title(); }), "content.text.title");
    EXPECT_EQ(refused([](auto& said) { said.mutable_text()->set_changed(std::string(2001, 'a')); }),
              "content.text.changed");
    EXPECT_EQ(refused([](auto& said) { said.add_themes("gossip"); }), "content.themes");
    EXPECT_EQ(refused([](auto& said) { said.set_place_id("nowhere"); }), "content.place_id");
    EXPECT_EQ(refused([](auto& said) { said.clear_language(); }), "content.language");
    EXPECT_EQ(refused([&](auto& said) { said.set_champion_member_id(ana.member_id); }), "content.champion_member_id");
    EXPECT_EQ(refused([](auto& said) { said.set_pseudonym("ana"); }), "content.pseudonym");
}

TEST_F(DraftingAStory, TwoEditItTogetherAndNobodyOverwritesTheOther) {
    auto said = programme.content();
    said.set_champion_member_id(cara.member_id);
    const auto story_id = programme.drafted(ben, hub, said);
    auto by_cara = said;
    by_cara.mutable_text()->set_title("A warm hall and soup");
    EXPECT_EQ(programme.must(programme.edit(cara, story_id, 1, by_cara)).draft().version(), 2U);
    auto by_ben = said;
    by_ben.mutable_text()->set_title("Warm at last");
    EXPECT_EQ(code_of(programme.edit(ben, story_id, 1, by_ben)), Code::failed_precondition);
    EXPECT_EQ(programme.must(programme.edit(ben, story_id, 2, by_ben)).draft().text().title(), "Warm at last");
    // A retry, whose answer was lost.
    EXPECT_EQ(programme.must(programme.edit(ben, story_id, 2, by_ben)).draft().version(), 3U);
    EXPECT_EQ(programme.times_told(cara), 3);
}

TEST_F(DraftingAStory, UnderWhichNameItIsToldIsTheAuthorsToChoose) {
    auto said = programme.content();
    said.set_champion_member_id(cara.member_id);
    const auto story_id = programme.drafted(ben, hub, said);
    auto other = said;
    other.set_pseudonym("Blue Heron");
    EXPECT_EQ(field_of(programme.edit(cara, story_id, 1, other)), "content.pseudonym");
    other = said;
    other.clear_champion_member_id();
    EXPECT_EQ(field_of(programme.edit(cara, story_id, 1, other)), "content.champion_member_id");
    EXPECT_TRUE(programme.edit(ben, story_id, 1, other));
    EXPECT_EQ(code_of(programme.get(cara, story_id)), Code::not_found);
}

TEST_F(Consent, AStoryIsPublishedOnlyOnceEverybodyNamedOnItAgrees) {
    auto said = programme.content();
    said.set_champion_member_id(cara.member_id);
    const auto story_id = programme.drafted(ben, hub, said);
    EXPECT_EQ(programme.must(programme.agree(ben, story_id)).story().state(), v1::STORY_STATE_DRAFT);
    EXPECT_EQ(programme.found(stranger), Titles{});
    EXPECT_EQ(code_of(programme.get(stranger, story_id)), Code::not_found);

    EXPECT_EQ(programme.must(programme.agree(cara, story_id)).story().state(), v1::STORY_STATE_PUBLISHED);
    EXPECT_EQ(programme.found(stranger), Titles{"A warm hall"});
    const auto story = programme.must(programme.get(stranger, story_id)).story();
    ASSERT_EQ(story.consents_size(), 2);
    EXPECT_EQ(story.consents(0).name(), "Ben");
    EXPECT_EQ(story.consents(1).name(), "Cara");
    EXPECT_EQ(story.consents(1).version(), 1U);
    EXPECT_EQ(story.consents(0).agreed_at_us() % microseconds_per_day, 0);
    EXPECT_EQ(programme.must(programme.get(ben, story_id)).story().consents(0).agreed_at_us(), programme.clock.now());
    const auto told = programme.updates("h." + hub).back();
    EXPECT_EQ(told.story_published().title(), "A warm hall");
    EXPECT_EQ(programme.faults(), Titles{});
}

TEST_F(Consent, IsToAWordingAndTheOldOneStaysUntilAllAgreeToTheNew) {
    auto said = programme.content();
    said.set_champion_member_id(cara.member_id);
    const auto story_id = programme.drafted(ben, hub, said);
    programme.must(programme.agree(ben, story_id));
    auto other = said;
    other.mutable_text()->set_title("Warmer");
    programme.must(programme.edit(cara, story_id, 1, other));
    // Ben agreed to other words than Cara.
    programme.must(programme.agree(cara, story_id, 2));
    EXPECT_EQ(programme.found(stranger), Titles{});
    EXPECT_EQ(code_of(programme.agree(ben, story_id, 1)), Code::failed_precondition);
    programme.must(programme.agree(ben, story_id, 2));
    EXPECT_EQ(programme.found(stranger), Titles{"Warmer"});

    other.mutable_text()->set_title("Warmest");
    programme.must(programme.edit(ben, story_id, 2, other));
    programme.must(programme.agree(ben, story_id, 3));
    EXPECT_EQ(programme.found(stranger), Titles{"Warmer"});
    EXPECT_EQ(programme.must(programme.get(ben, story_id)).draft().text().title(), "Warmest");
    EXPECT_FALSE(programme.must(programme.get(stranger, story_id)).has_draft());
    programme.must(programme.agree(cara, story_id, 3));
    EXPECT_EQ(programme.found(stranger), Titles{"Warmest"});
    EXPECT_EQ(programme.faults(), Titles{});
}

TEST_F(Consent, TakenBackByAnybodyNamedItIsGoneAtOnceAndATombstoneSaysSo) {
    auto said = programme.content();
    said.set_champion_member_id(cara.member_id);
    const auto story_id = programme.drafted(ben, hub, said);
    programme.must(programme.agree(ben, story_id));
    programme.must(programme.agree(cara, story_id));

    EXPECT_EQ(programme.must(programme.withdraw(cara, story_id)).story().state(), v1::STORY_STATE_WITHDRAWN);
    EXPECT_EQ(programme.found(stranger), Titles{});
    const auto left = programme.must(programme.get(stranger, story_id));
    EXPECT_EQ(left.story().state(), v1::STORY_STATE_WITHDRAWN);
    EXPECT_FALSE(left.story().has_text());
    EXPECT_EQ(left.story().author_name(), "");
    EXPECT_EQ(left.story().consents_size(), 0);
    EXPECT_FALSE(left.has_draft());
    for (const auto& update : programme.updates("h." + hub))
        EXPECT_EQ(update.SerializeAsString().find("warm hall"), std::string::npos);
    EXPECT_EQ(programme.updates("h." + hub).back().story_withdrawn().story_id(), story_id);
    EXPECT_EQ(programme.faults(), Titles{});

    // What was recorded stays for those named on it; agreeing again is a new consent.
    programme.clock.advance(std::chrono::hours(1));
    programme.must(programme.withdraw(cara, story_id));
    EXPECT_EQ(programme.must(programme.get(ben, story_id)).draft().consents_size(), 2);
    programme.must(programme.agree(cara, story_id));
    EXPECT_EQ(programme.found(stranger), Titles{"A warm hall"});
    EXPECT_EQ(programme.must(programme.get(ben, story_id)).story().consents_size(), 3);
    EXPECT_EQ(programme.faults(), Titles{});
}

TEST_F(Consent, WhoIsOnlyNamedInTheLibraryTakesThatOutToo) {
    auto said = programme.content();
    said.set_champion_member_id(cara.member_id);
    const auto story_id = programme.drafted(ben, hub, said);
    programme.must(programme.agree(ben, story_id));
    programme.must(programme.agree(cara, story_id));
    said.clear_champion_member_id();
    programme.must(programme.edit(ben, story_id, 1, said));
    EXPECT_EQ(code_of(programme.agree(cara, story_id, 2)), Code::permission_denied);
    programme.must(programme.withdraw(cara, story_id));
    EXPECT_EQ(programme.found(stranger), Titles{});
    programme.must(programme.agree(ben, story_id, 2));
    EXPECT_EQ(programme.found(stranger), Titles{"A warm hall"});
}

TEST_F(Consent, PeersCannotGiveItOrTakeItBack) {
    const auto story_id = programme.published(ben, hub, programme.content());
    EXPECT_EQ(code_of(programme.withdraw(ana, story_id)), Code::permission_denied);
    EXPECT_EQ(code_of(programme.edit(ana, story_id, 1, programme.content("Mine"))), Code::permission_denied);
    EXPECT_EQ(code_of(programme.discard(ana, story_id)), Code::permission_denied);
    EXPECT_EQ(programme.found(stranger), Titles{"A warm hall"});
}

TEST_F(Consent, ADiscardedStoryIsErasedAndOnlyATombstoneIsLeft) {
    const auto never_there = programme.drafted(ben, hub, programme.content("Never there"));
    programme.must(programme.discard(ben, never_there));
    EXPECT_EQ(code_of(programme.get(ben, never_there)), Code::not_found);

    const auto story_id = programme.published(ben, hub, programme.content());
    programme.must(programme.discard(ben, story_id));
    const auto left = programme.must(programme.get(ben, story_id));
    EXPECT_EQ(left.story().state(), v1::STORY_STATE_WITHDRAWN);
    EXPECT_FALSE(left.has_draft());
    EXPECT_EQ(programme.mine(ben), Titles{});
    const auto words = programme.write(
        [](store::Transaction& tx) { return tx.query_one("SELECT COUNT(*) FROM story_version")->integer(0); });
    EXPECT_EQ(words, 0);
    EXPECT_EQ(code_of(programme.agree(ben, story_id)), Code::permission_denied);
    EXPECT_EQ(programme.faults(), Titles{});
}

TEST_F(Pseudonyms, NothingThatAPeerGetsSaysWhoTellsTheStory) {
    auto said = programme.content();
    said.set_pseudonym("Blue Heron");
    said.set_champion_member_id(cara.member_id);
    const auto story_id = programme.drafted(ben, hub, said);
    programme.must(programme.agree(ben, story_id));
    programme.must(programme.agree(cara, story_id));

    std::string all;
    for (const auto& peer : {ana, cara, stranger, programme.admin}) {
        all += programme.must(programme.get(peer, story_id)).SerializeAsString();
        all += programme.must(programme.list(peer)).SerializeAsString();
        for (const auto& update : programme.updates("m." + peer.member_id)) all += update.SerializeAsString();
    }
    for (const auto& update : programme.updates("h." + hub)) {
        if (update.has_story_published()) all += update.SerializeAsString();
    }
    all += programme.must(programme.call(cara, &StoryService::list_my_stories, {})).SerializeAsString();
    EXPECT_NE(all.find("Blue Heron"), std::string::npos);
    EXPECT_EQ(all.find(ben.member_id), std::string::npos);
    EXPECT_EQ(all.find("Ben"), std::string::npos);
    const auto own = programme.must(programme.get(ben, story_id)).story();
    EXPECT_EQ(own.author_member_id(), ben.member_id);
    EXPECT_EQ(own.author_name(), "Blue Heron");
}

TEST_F(TheLibrary, IsBrowsedByThemePlaceHubAndWords) {
    const auto county = programme.place("County");
    const auto village = programme.place("Village", county.place_id());
    auto bus = programme.content("Our own bus");
    bus.clear_themes();
    bus.add_themes("transport");
    bus.add_themes("health");
    bus.set_place_id(village.place_id());
    bus.mutable_text()->set_changed("Gwên fawr on every face at the surgery.");
    programme.published(ben, hub, bus);
    programme.clock.advance(std::chrono::minutes(1));
    programme.published(ana, hub, programme.content());
    const auto found = [&](auto fill) {
        v1::ListStoriesRequest request;
        fill(request);
        return programme.found(stranger, request);
    };
    EXPECT_EQ(found([](auto&) {}), (Titles{"A warm hall", "Our own bus"}));
    EXPECT_EQ(found([](auto& request) { request.set_theme("health"); }), Titles{"Our own bus"});
    EXPECT_EQ(found([](auto& request) { request.set_theme("arts"); }), Titles{});
    EXPECT_EQ(found([&](auto& request) { request.set_place_id(county.place_id()); }), Titles{"Our own bus"});
    EXPECT_EQ(found([&](auto& request) { request.set_hub_id(hub); }), (Titles{"A warm hall", "Our own bus"}));
    EXPECT_EQ(found([](auto& request) { request.set_query("SURGERY gwen"); }), Titles{"Our own bus"});
    EXPECT_EQ(found([](auto& request) { request.set_query("100%"); }), Titles{});
    v1::ListStoriesRequest wrong;
    wrong.set_theme("gossip");
    EXPECT_EQ(field_of(programme.list(stranger, wrong)), "theme");
}

TEST_F(TheLibrary, GoesOnPageByPage) {
    for (int number = 0; number < 5; ++number) {
        programme.published(ben, hub, programme.content("Story " + std::to_string(number)));
        if (number % 2 == 0) programme.clock.advance(std::chrono::minutes(1));
    }
    v1::ListStoriesRequest request;
    request.set_page_size(2);
    Titles all;
    do {
        const auto page = programme.must(programme.list(ana, request));
        for (const auto& story : page.stories()) all.push_back(story.text().title());
        request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    EXPECT_EQ(all.size(), 5U);
    EXPECT_EQ(all.back(), "Story 0");
    std::ranges::sort(all);
    EXPECT_TRUE(std::ranges::unique(all).empty());
    request.set_page_token("zz");
    EXPECT_EQ(field_of(programme.list(ana, request)), "page_token");
}

TEST_F(TheLibrary, ListsShowTheBeginningOfWhatChanged) {
    auto said = programme.content();
    said.mutable_text()->set_changed("Neighbours met.\n\n" + std::string(300, 'x') + " and more");
    programme.published(ben, hub, said);
    const auto listed = programme.must(programme.list(ana)).stories(0);
    EXPECT_EQ(listed.text().changed(), "Neighbours met.…");
    EXPECT_EQ(listed.text().done(), "");
}

}  // namespace
}  // namespace ourplace::stories
