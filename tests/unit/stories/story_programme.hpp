// A programme whose people tell Stories, through the services as clients would.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/accounts_tables.hpp"
#include "jobs/job_runner.hpp"
#include "jobs/job_tables.hpp"
#include "stories/stories_tables.hpp"
#include "stories/story_check.hpp"
#include "stories/story_service.hpp"
#include "stories/suggestion_service.hpp"
#include "unit/hubs/hub_programme.hpp"

namespace ourplace::stories {

using accounts::Caller;
using hubs::code_of;
using hubs::error_of;
using hubs::field_of;

class StoryProgramme : public hubs::HubProgramme {
  public:
    StoryProgramme() : HubProgramme(tables()) {}

    using HubProgramme::call;
    template <class Response, class Request>
    Result<Response> call(const Caller& caller, Task<Response> (StoryService::*method)(rpc::Context&, const Request&),
                          const Request& request) {
        auto fresh = context(caller);
        return run((service.*method)(fresh, request));
    }

    Caller champion(std::string_view name) {
        auto caller = person(name);
        write([&](store::Transaction& tx) {
            accounts::set_champion(tx, caller.member_id,
                                   accounts::Champion{.themes = {"youth"}, .about = "Been there."});
        });
        return caller;
    }

    // What a Story says unless a test changes it.
    static v1::StoryContent content(std::string_view title = "A warm hall") {
        v1::StoryContent content;
        content.mutable_text()->set_title(std::string(title));
        content.mutable_text()->set_problem("Nobody could heat their flat.");
        content.mutable_text()->set_done("We opened the hall on Tuesdays with soup.");
        content.mutable_text()->set_changed("Forty people come, and three learnt to cook.");
        content.add_themes("housing");
        content.set_language(v1::LANGUAGE_EN);
        return content;
    }
    v1::DraftStoryRequest draft_of(const std::string& hub_id, const v1::StoryContent& said) {
        v1::DraftStoryRequest request;
        request.set_hub_id(hub_id);
        auto id = std::to_string(++ids_);
        id.resize(client_id_bytes, '.');
        request.set_client_story_id(id);
        *request.mutable_content() = said;
        return request;
    }
    Result<v1::DraftStoryResponse> draft(const Caller& caller, const v1::DraftStoryRequest& request) {
        return call(caller, &StoryService::draft_story, request);
    }
    std::string drafted(const Caller& caller, const std::string& hub_id, const v1::StoryContent& said) {
        return must(draft(caller, draft_of(hub_id, said))).draft().story_id();
    }
    Result<v1::EditStoryResponse> edit(const Caller& caller, const std::string& story_id, std::uint32_t version,
                                       const v1::StoryContent& said) {
        v1::EditStoryRequest request;
        request.set_story_id(story_id);
        request.set_version(version);
        *request.mutable_content() = said;
        return call(caller, &StoryService::edit_story, request);
    }
    Result<v1::AgreeToStoryResponse> agree(const Caller& caller, const std::string& story_id,
                                           std::uint32_t version = 1) {
        v1::AgreeToStoryRequest request;
        request.set_story_id(story_id);
        request.set_version(version);
        return call(caller, &StoryService::agree_to_story, request);
    }
    // By an author who tells it alone.
    std::string published(const Caller& caller, const std::string& hub_id, const v1::StoryContent& said) {
        auto story_id = drafted(caller, hub_id, said);
        must(agree(caller, story_id));
        return story_id;
    }
    Result<v1::WithdrawConsentResponse> withdraw(const Caller& caller, const std::string& story_id) {
        v1::WithdrawConsentRequest request;
        request.set_story_id(story_id);
        return call(caller, &StoryService::withdraw_consent, request);
    }
    Result<v1::DiscardStoryResponse> discard(const Caller& caller, const std::string& story_id) {
        v1::DiscardStoryRequest request;
        request.set_story_id(story_id);
        return call(caller, &StoryService::discard_story, request);
    }
    Result<v1::GetStoryResponse> get(const Caller& caller, const std::string& story_id) {
        v1::GetStoryRequest request;
        request.set_story_id(story_id);
        return call(caller, &StoryService::get_story, request);
    }
    Result<v1::ListStoriesResponse> list(const Caller& caller, const v1::ListStoriesRequest& request = {}) {
        return call(caller, &StoryService::list_stories, request);
    }
    // The titles that somebody finds, newest first.
    std::vector<std::string> found(const Caller& caller, const v1::ListStoriesRequest& request = {}) {
        std::vector<std::string> titles;
        for (const auto& story : must(list(caller, request)).stories()) titles.push_back(story.text().title());
        return titles;
    }
    std::vector<std::string> mine(const Caller& caller) {
        std::vector<std::string> titles;
        const auto response = must(call(caller, &StoryService::list_my_stories, v1::ListMyStoriesRequest()));
        for (const auto& story : response.stories()) titles.push_back(story.text().title());
        return titles;
    }

    // How often somebody's devices heard of a change of their Stories.
    auto times_told(const Caller& caller) {
        return std::ranges::count_if(updates("m." + caller.member_id),
                                     [](const v1::Update& update) { return update.has_my_story_changed(); });
    }
    std::vector<std::string> faults() {
        return write([](store::Transaction& tx) { return check_stories(tx); });
    }

    // A Suggestion, as its id.
    std::string suggested(const Caller& caller, const std::string& hub_id, std::string_view title,
                          std::string_view text) {
        v1::MakeSuggestionRequest request;
        request.set_hub_id(hub_id);
        auto id = std::to_string(++ids_);
        id.resize(client_id_bytes, '.');
        request.set_client_suggestion_id(id);
        request.set_title(std::string(title));
        request.set_text(std::string(text));
        auto fresh = context(caller);
        return must(run(suggestions.make_suggestion(fresh, request))).suggestion().suggestion_id();
    }
    void respond(const Caller& caller, const std::string& suggestion_id, std::string_view text,
                 v1::SuggestionState state = v1::SUGGESTION_STATE_DOING) {
        v1::RespondToSuggestionRequest request;
        request.set_suggestion_id(suggestion_id);
        request.set_state(state);
        request.set_text(std::string(text));
        auto fresh = context(caller);
        must(run(suggestions.respond_to_suggestion(fresh, request)));
    }

    StoryService service{*database, clock};
    SuggestionService suggestions{*database, clock};
    jobs::JobRunner runner{*database, clock};

  private:
    static std::span<const store::Migration> tables() {
        static const auto all = [] {
            std::vector<store::Migration> both(jobs::migrations().begin(), jobs::migrations().end());
            both.insert(both.end(), migrations().begin(), migrations().end());
            return both;
        }();
        return all;
    }
    int ids_ = 0;
};

// A hub of three: Ana organises, Ben is a member, Cara a Champion; Stranger is none.
class AHub : public ::testing::Test {
  protected:
    using Titles = std::vector<std::string>;

    StoryProgramme programme;
    Caller ana = programme.person("Ana");
    Caller ben = programme.person("Ben");
    Caller cara = programme.champion("Cara");
    Caller stranger = programme.person("Stranger");
    std::string hub = programme.hub("Flood friends", {ana, ben, cara});
};

}  // namespace ourplace::stories
