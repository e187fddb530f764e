#include "stories/suggestion_service.hpp"

#include <string>
#include <string_view>
#include <utility>

#include "base/id.hpp"
#include "hubs/hub_rules.hpp"
#include "hubs/membership_tables.hpp"
#include "stories/story_rules.hpp"
#include "stories/suggestion_rules.hpp"
#include "stories/suggestion_tables.hpp"
#include "streams/stream_log.hpp"

namespace ourplace::stories {
namespace {

using rpc::Context;
using store::Transaction;

template <class Response>
Result<Response> with_suggestion(Transaction& tx, const accounts::Caller& caller, std::string_view suggestion_id,
                                 Timestamp now) {
    auto suggestion = find_suggestion(tx, caller, suggestion_id, now);
    if (!suggestion) return std::unexpected(Error::not_found("suggestion_id", "There is no such Suggestion."));
    Response response;
    *response.mutable_suggestion() = std::move(*suggestion);
    return response;
}

}  // namespace

void SuggestionService::add_methods(rpc::Router& router) {
    using rpc::Access;
    const auto add = [&](std::string_view method, Access access, auto handler) {
        router.add("ourplace.v1.SuggestionService/" + std::string(method), access, *this, handler);
    };
    add("MakeSuggestion", Access::write, &SuggestionService::make_suggestion);
    add("SupportSuggestion", Access::write, &SuggestionService::support_suggestion);
    add("RespondToSuggestion", Access::write, &SuggestionService::respond_to_suggestion);
    add("GetSuggestion", Access::read, &SuggestionService::get_suggestion);
    add("ListSuggestions", Access::read, &SuggestionService::list_suggestions);
}

void SuggestionService::add_jobs(jobs::JobRunner& runner) const {
    runner.add(overdue_job,
               [this](Transaction& tx, const jobs::Job& job) { return nudge_organisers(tx, job, clock_.now()); });
}

Task<v1::MakeSuggestionResponse> SuggestionService::make_suggestion(Context& context,
                                                                    const v1::MakeSuggestionRequest& request) {
    if (request.client_suggestion_id().size() != client_id_bytes) {
        co_return std::unexpected(
            Error::invalid("client_suggestion_id", "Choose 16 bytes, new ones for each Suggestion."));
    }
    auto words = suggestion_words({.title = request.title(), .text = request.text()});
    if (!words) co_return std::unexpected(std::move(words.error()));
    NewSuggestion suggestion{.hub_id = request.hub_id(),
                             .author_id = context.caller.member_id,
                             .client_suggestion_id = request.client_suggestion_id(),
                             .fingerprint = hash_secret(request.SerializeAsString()),
                             .words = std::move(*words)};
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::MakeSuggestionResponse> {
        const auto membership = hubs::in_hub(tx, context.caller, suggestion.hub_id);
        if (!membership) return std::unexpected(membership.error());
        if (!membership->belongs())
            return std::unexpected(Error::permission_denied("hub_id", "Only members of this hub suggest to it."));
        const auto suggestion_id = stories::make_suggestion(tx, suggestion, clock_.now());
        if (!suggestion_id) return std::unexpected(suggestion_id.error());
        return with_suggestion<v1::MakeSuggestionResponse>(tx, context.caller, *suggestion_id, clock_.now());
    });
}

// In the member's stream: it writes their own row only, and a Suggestion is never removed.
Task<v1::SupportSuggestionResponse> SuggestionService::support_suggestion(Context& context,
                                                                          const v1::SupportSuggestionRequest& request) {
    const auto stream_id = streams::member_stream(context.caller.member_id);
    co_return co_await database_.write_in(stream_id, [&](Transaction& tx) -> Result<v1::SupportSuggestionResponse> {
        const auto wanted = request.supports() ? Support::given : Support::withdrawn;
        if (auto done = support(tx, request.suggestion_id(), context.caller.member_id, wanted, clock_.now()); !done)
            return std::unexpected(std::move(done.error()));
        return with_suggestion<v1::SupportSuggestionResponse>(tx, context.caller, request.suggestion_id(),
                                                              clock_.now());
    });
}

Task<v1::RespondToSuggestionResponse> SuggestionService::respond_to_suggestion(
    Context& context, const v1::RespondToSuggestionRequest& request) {
    const auto words = response_words(request.state(), request.text());
    if (!words) co_return std::unexpected(words.error());
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::RespondToSuggestionResponse> {
        if (auto done = respond(tx, context.caller, request.suggestion_id(), *words, clock_.now()); !done)
            return std::unexpected(std::move(done.error()));
        return with_suggestion<v1::RespondToSuggestionResponse>(tx, context.caller, request.suggestion_id(),
                                                                clock_.now());
    });
}

Task<v1::GetSuggestionResponse> SuggestionService::get_suggestion(Context& context,
                                                                  const v1::GetSuggestionRequest& request) {
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::GetSuggestionResponse> {
        return with_suggestion<v1::GetSuggestionResponse>(tx, context.caller, request.suggestion_id(), clock_.now());
    });
}

Task<v1::ListSuggestionsResponse> SuggestionService::list_suggestions(Context& context,
                                                                      const v1::ListSuggestionsRequest& request) {
    const auto filter = suggestion_filter(request.filter());
    if (!filter) co_return std::unexpected(filter.error());
    const auto size = hubs::page_size(request.page_size(), 20, 50);
    if (!size) co_return std::unexpected(size.error());
    const SuggestionSearch search{
        .hub_id = request.hub_id(), .filter = *filter, .page_size = *size, .page_token = request.page_token()};
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::ListSuggestionsResponse> {
        auto page = stories::list_suggestions(tx, context.caller, search, clock_.now());
        if (!page) return std::unexpected(std::move(page.error()));
        v1::ListSuggestionsResponse response;
        for (auto& suggestion : page->suggestions) *response.add_suggestions() = std::move(suggestion);
        response.set_next_page_token(std::move(page->next_page_token));
        return response;
    });
}

}  // namespace ourplace::stories
