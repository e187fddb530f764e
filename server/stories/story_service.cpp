#include "stories/story_service.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/id.hpp"
#include "base/text.hpp"
#include "hubs/hub_rules.hpp"
#include "hubs/membership_tables.hpp"
#include "stories/library_tables.hpp"
#include "stories/stories_tables.hpp"
#include "stories/story_rows.hpp"
#include "stories/story_rules.hpp"
#include "stories/suggestion_tables.hpp"
#include "stories/synonyms.hpp"

namespace ourplace::stories {
namespace {

using rpc::Context;
using store::Transaction;

Result<Content> content_of(const v1::StoryContent& given) {
    return content({.title = given.text().title(),
                    .problem = given.text().problem(),
                    .done = given.text().done(),
                    .changed = given.text().changed(),
                    .themes = {given.themes().begin(), given.themes().end()},
                    .place_id = given.place_id(),
                    .language = {},
                    .pseudonym = given.pseudonym(),
                    .champion_id = given.champion_member_id()},
                   given.language());
}

// Its newest wording, as whoever has just written it sees it.
template <class Response>
Result<Response> with_draft(Transaction& tx, const accounts::Caller& caller, std::string_view story_id) {
    auto draft = find_draft(tx, story_id, caller.member_id);
    if (!draft) return std::unexpected(no_such_story());
    Response response;
    *response.mutable_draft() = std::move(*draft);
    return response;
}

// What is in the library or, where nothing is, what is drafted.
template <class Response>
Result<Response> with_story(Transaction& tx, const accounts::Caller& caller, std::string_view story_id) {
    auto story = find_in_library(tx, story_id, caller.member_id);
    if (!story) story = find_draft(tx, story_id, caller.member_id);
    if (!story) return std::unexpected(no_such_story());
    Response response;
    *response.mutable_story() = std::move(*story);
    return response;
}

Result<LibrarySearch> search_for(const v1::ListStoriesRequest& request) {
    LibrarySearch search{.theme = request.theme(),
                         .place_id = request.place_id(),
                         .hub_id = request.hub_id(),
                         .words = {},
                         .page_token = request.page_token()};
    if (!search.theme.empty()) {
        if (auto known = check_theme("theme", search.theme); !known) return std::unexpected(std::move(known.error()));
    }
    auto words = hubs::search_words("query", request.query());
    if (!words) return std::unexpected(std::move(words.error()));
    search.words = std::move(*words);
    const auto size = hubs::page_size(request.page_size(), 20, 50);
    if (!size) return std::unexpected(size.error());
    search.page_size = *size;
    return search;
}

std::optional<v1::SimilarStory> similar_story(Transaction& tx, const accounts::Caller& caller, Similar& similar) {
    auto story = find_listed(tx, similar.id, caller.member_id);
    if (!story) return std::nullopt;
    v1::SimilarStory found;
    *found.mutable_story() = std::move(*story);
    found.set_passage(std::move(similar.passage));
    return found;
}

// While somebody types, no more is sent than is shown.
std::optional<v1::SimilarStory> similar_answer(Transaction& tx, const accounts::Caller& caller, const Similar& similar,
                                               Timestamp now) {
    auto answer = find_answer(tx, caller, similar.id, now);
    if (!answer) return std::nullopt;
    v1::SimilarStory found;
    auto& response = *answer->mutable_responses(0);
    found.set_passage(excerpt(response.text()));
    response.clear_text();
    answer->clear_text();
    *found.mutable_suggestion() = std::move(*answer);
    return found;
}

Thesaurus thesaurus_with(std::string_view own_synonyms) {
    Thesaurus thesaurus;
    thesaurus.add(synonyms());
    thesaurus.add(own_synonyms);
    return thesaurus;
}

}  // namespace

StoryService::StoryService(store::Database& database, const Clock& clock, std::string_view own_synonyms)
    : database_(database), clock_(clock), similar_(thesaurus_with(own_synonyms)) {}

void StoryService::add_methods(rpc::Router& router) {
    using rpc::Access;
    const auto add = [&](std::string_view method, Access access, auto handler) {
        router.add("ourplace.v1.StoryService/" + std::string(method), access, *this, handler);
    };
    add("DraftStory", Access::write, &StoryService::draft_story);
    add("EditStory", Access::write, &StoryService::edit_story);
    add("DiscardStory", Access::write, &StoryService::discard_story);
    // Consent is a person's own, never a program's.
    add("AgreeToStory", Access::person, &StoryService::agree_to_story);
    add("WithdrawConsent", Access::write, &StoryService::withdraw_consent);
    add("GetStory", Access::read, &StoryService::get_story);
    add("ListStories", Access::read, &StoryService::list_stories);
    add("ListMyStories", Access::read, &StoryService::list_my_stories);
    add("SimilarStories", Access::read, &StoryService::similar_stories);
}

Task<v1::DraftStoryResponse> StoryService::draft_story(Context& context, const v1::DraftStoryRequest& request) {
    if (request.client_story_id().size() != client_id_bytes)
        co_return std::unexpected(Error::invalid("client_story_id", "Choose 16 bytes, new ones for each Story."));
    auto valid = content_of(request.content());
    if (!valid) co_return std::unexpected(std::move(valid.error()));
    const NewStory story{.hub_id = request.hub_id(),
                         .author_id = context.caller.member_id,
                         .client_story_id = request.client_story_id(),
                         .fingerprint = hash_secret(request.SerializeAsString()),
                         .content = std::move(*valid)};
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::DraftStoryResponse> {
        const auto membership = hubs::in_hub(tx, context.caller, story.hub_id);
        if (!membership) return std::unexpected(membership.error());
        if (!membership->belongs())
            return std::unexpected(Error::permission_denied("hub_id", "Only members of this hub tell its Stories."));
        const auto story_id = stories::draft_story(tx, story, clock_.now());
        if (!story_id) return std::unexpected(story_id.error());
        return with_draft<v1::DraftStoryResponse>(tx, context.caller, *story_id);
    });
}

Task<v1::EditStoryResponse> StoryService::edit_story(Context& context, const v1::EditStoryRequest& request) {
    const auto valid = content_of(request.content());
    if (!valid) co_return std::unexpected(valid.error());
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::EditStoryResponse> {
        const auto named = named_on(tx, context.caller, request.story_id());
        if (!named) return std::unexpected(named.error());
        if (auto edited = stories::edit_story(tx, *named, request.version(), *valid, clock_.now()); !edited)
            return std::unexpected(std::move(edited.error()));
        return with_draft<v1::EditStoryResponse>(tx, context.caller, request.story_id());
    });
}

Task<v1::DiscardStoryResponse> StoryService::discard_story(Context& context, const v1::DiscardStoryRequest& request) {
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::DiscardStoryResponse> {
        const auto named = named_on(tx, context.caller, request.story_id());
        if (!named) return std::unexpected(named.error());
        if (auto discarded = stories::discard_story(tx, *named, clock_.now()); !discarded)
            return std::unexpected(std::move(discarded.error()));
        return v1::DiscardStoryResponse();
    });
}

Task<v1::AgreeToStoryResponse> StoryService::agree_to_story(Context& context, const v1::AgreeToStoryRequest& request) {
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::AgreeToStoryResponse> {
        const auto named = named_on(tx, context.caller, request.story_id());
        if (!named) return std::unexpected(named.error());
        if (auto agreed = agree(tx, *named, request.version(), clock_.now()); !agreed)
            return std::unexpected(std::move(agreed.error()));
        return with_story<v1::AgreeToStoryResponse>(tx, context.caller, request.story_id());
    });
}

Task<v1::WithdrawConsentResponse> StoryService::withdraw_consent(Context& context,
                                                                 const v1::WithdrawConsentRequest& request) {
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::WithdrawConsentResponse> {
        const auto named = named_on(tx, context.caller, request.story_id());
        if (!named) return std::unexpected(named.error());
        stories::withdraw_consent(tx, *named, clock_.now());
        return with_story<v1::WithdrawConsentResponse>(tx, context.caller, request.story_id());
    });
}

Task<v1::GetStoryResponse> StoryService::get_story(Context& context, const v1::GetStoryRequest& request) {
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::GetStoryResponse> {
        auto story = find_in_library(tx, request.story_id(), context.caller.member_id);
        auto draft = find_draft(tx, request.story_id(), context.caller.member_id);
        if (!story && !draft) return std::unexpected(no_such_story());
        const bool is_news = draft && (!story || !story->has_text() || story->version() != draft->version());
        v1::GetStoryResponse response;
        if (story) *response.mutable_story() = std::move(*story);
        if (is_news) *response.mutable_draft() = std::move(*draft);
        return response;
    });
}

Task<v1::ListStoriesResponse> StoryService::list_stories(Context& context, const v1::ListStoriesRequest& request) {
    const auto search = search_for(request);
    if (!search) co_return std::unexpected(search.error());
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::ListStoriesResponse> {
        auto page = list_library(tx, *search, context.caller.member_id);
        if (!page) return std::unexpected(std::move(page.error()));
        v1::ListStoriesResponse response;
        for (auto& story : page->stories) *response.add_stories() = std::move(story);
        response.set_next_page_token(std::move(page->next_page_token));
        return response;
    });
}

Task<v1::ListMyStoriesResponse> StoryService::list_my_stories(Context& context, const v1::ListMyStoriesRequest&) {
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::ListMyStoriesResponse> {
        v1::ListMyStoriesResponse response;
        for (auto& story : stories_of(tx, context.caller.member_id)) *response.add_stories() = std::move(story);
        return response;
    });
}

Task<v1::SimilarStoriesResponse> StoryService::similar_stories(Context& context,
                                                               const v1::SimilarStoriesRequest& request) {
    const auto text = validated_text("text", request.text(), {.most = max_asked_characters, .lines = Lines::many});
    if (!text) co_return std::unexpected(text.error());
    const auto written_in = language("language", request.language());
    if (!written_in) co_return std::unexpected(written_in.error());
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::SimilarStoriesResponse> {
        v1::SimilarStoriesResponse response;
        for (auto& similar : similar_.search(tx, *text, *written_in)) {
            auto found = similar.kind == Kind::answer ? similar_answer(tx, context.caller, similar, clock_.now())
                                                      : similar_story(tx, context.caller, similar);
            if (found) *response.add_stories() = std::move(*found);
        }
        return response;
    });
}

}  // namespace ourplace::stories
