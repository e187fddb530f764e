#include "accounts/programme_tables.hpp"
#include "stories/suggestion_service.hpp"
#include "stories/suggestion_tables.hpp"
#include "unit/stories/story_programme.hpp"

namespace ourplace::stories {
namespace {

class Suggestions : public AHub {
  protected:
    Suggestions() { service.add_jobs(programme.runner); }

    template <class Response, class Request>
    Result<Response> call(const Caller& caller,
                          Task<Response> (SuggestionService::*method)(rpc::Context&, const Request&),
                          const Request& request) {
        auto context = programme.context(caller);
        return programme.run((service.*method)(context, request));
    }
    v1::MakeSuggestionRequest request_of(std::string_view title) {
        v1::MakeSuggestionRequest request;
        request.set_hub_id(hub);
        auto id = std::to_string(++ids_);
        id.resize(client_id_bytes, '.');
        request.set_client_suggestion_id(id);
        request.set_title(std::string(title));
        request.set_text("There is a tap, but no bench.");
        return request;
    }
    v1::Suggestion suggested(const Caller& caller, std::string_view title = "A bench") {
        return programme.must(call(caller, &SuggestionService::make_suggestion, request_of(title))).suggestion();
    }
    Result<v1::RespondToSuggestionResponse> respond(const Caller& caller, const std::string& id,
                                                    v1::SuggestionState state, std::string_view text = "We will.") {
        v1::RespondToSuggestionRequest request;
        request.set_suggestion_id(id);
        request.set_state(state);
        request.set_text(std::string(text));
        return call(caller, &SuggestionService::respond_to_suggestion, request);
    }
    v1::Suggestion support(const Caller& caller, const std::string& id, bool supports = true) {
        v1::SupportSuggestionRequest request;
        request.set_suggestion_id(id);
        request.set_supports(supports);
        return programme.must(call(caller, &SuggestionService::support_suggestion, request)).suggestion();
    }
    v1::Suggestion get(const Caller& caller, const std::string& id) {
        v1::GetSuggestionRequest request;
        request.set_suggestion_id(id);
        return programme.must(call(caller, &SuggestionService::get_suggestion, request)).suggestion();
    }
    Titles listed(v1::SuggestionFilter filter = v1::SUGGESTION_FILTER_UNSPECIFIED) {
        Titles titles;
        v1::ListSuggestionsRequest request;
        request.set_hub_id(hub);
        request.set_filter(filter);
        request.set_page_size(2);
        do {
            const auto page = programme.must(call(stranger, &SuggestionService::list_suggestions, request));
            for (const auto& suggestion : page.suggestions()) titles.push_back(suggestion.title());
            request.set_page_token(page.next_page_token());
        } while (!request.page_token().empty());
        return titles;
    }
    // How often somebody was told that a response is due.
    auto nudges(const Caller& caller) {
        return std::ranges::count_if(programme.updates("m." + caller.member_id),
                                     [](const v1::Update& update) { return update.has_suggestion_overdue(); });
    }
    void pass(std::chrono::hours time) {
        programme.clock.advance(time);
        programme.must(programme.run(programme.runner.run_due()));
    }

    SuggestionService service{*programme.database, programme.clock};

  private:
    int ids_ = 0;
};
constexpr std::chrono::hours day{24};

TEST_F(Suggestions, AreMadeByMembersAndReadByEverybody) {
    const auto made = suggested(ben);
    EXPECT_EQ(made.state(), v1::SUGGESTION_STATE_OPEN);
    EXPECT_EQ(made.respond_by_us(), programme.clock.now() + 28 * microseconds_per_day);
    EXPECT_EQ(get(stranger, made.suggestion_id()).author_name(), "Ben");
    EXPECT_FALSE(get(stranger, made.suggestion_id()).may_respond());
    EXPECT_TRUE(get(ana, made.suggestion_id()).may_respond());
    EXPECT_EQ(programme.updates("h." + hub).back().suggestion_changed().suggestion_id(), made.suggestion_id());
    EXPECT_EQ(code_of(call(stranger, &SuggestionService::make_suggestion, request_of("Mine"))),
              Code::permission_denied);
}

TEST_F(Suggestions, GetTheirResponseWithinTheDaysThatTheProgrammeHasSet) {
    const auto before = suggested(ben, "Before");
    programme.write([](store::Transaction& tx) {
        ASSERT_TRUE(accounts::set_programme_setting(tx, "suggestion_response_days", "7"));
    });
    const auto made = suggested(ben, "After");
    EXPECT_EQ(made.respond_by_us(), programme.clock.now() + 7 * microseconds_per_day);
    EXPECT_EQ(get(ben, before.suggestion_id()).respond_by_us(), before.respond_by_us());
    pass(7 * day);
    EXPECT_EQ(nudges(ana), 1);
    EXPECT_EQ(listed(v1::SUGGESTION_FILTER_OVERDUE), Titles{"After"});
}

TEST_F(Suggestions, ARetryReturnsTheFirstResult) {
    auto request = request_of("A bench");
    const auto first = programme.must(call(ben, &SuggestionService::make_suggestion, request)).suggestion();
    const auto again = programme.must(call(ben, &SuggestionService::make_suggestion, request)).suggestion();
    EXPECT_EQ(first.suggestion_id(), again.suggestion_id());
    request.set_title("Two benches");
    EXPECT_EQ(code_of(call(ben, &SuggestionService::make_suggestion, request)), Code::already_exists);
    request.clear_title();
    EXPECT_EQ(field_of(call(ben, &SuggestionService::make_suggestion, request)), "title");
}

TEST_F(Suggestions, EachPersonSupportsOneOnceAndMayTakeItBack) {
    const auto id = suggested(ben).suggestion_id();
    support(cara, id);
    EXPECT_EQ(support(cara, id).supporter_count(), 1U);
    const auto seen = support(stranger, id);
    EXPECT_EQ(seen.supporter_count(), 2U);
    EXPECT_TRUE(seen.supported_by_me());
    EXPECT_FALSE(get(ana, id).supported_by_me());
    EXPECT_EQ(support(cara, id, false).supporter_count(), 1U);
    EXPECT_EQ(support(cara, id, false).supporter_count(), 1U);
}

TEST_F(Suggestions, OrganisersRespondInPublicAndMayDoSoAgain) {
    const auto id = suggested(ben).suggestion_id();
    EXPECT_EQ(code_of(respond(ben, id, v1::SUGGESTION_STATE_WILL_DO)), Code::permission_denied);
    EXPECT_EQ(field_of(respond(ana, id, v1::SUGGESTION_STATE_OPEN)), "state");
    programme.must(respond(ana, id, v1::SUGGESTION_STATE_WILL_DO));
    programme.must(respond(ana, id, v1::SUGGESTION_STATE_WILL_DO));
    programme.must(respond(ana, id, v1::SUGGESTION_STATE_DONE, "It stands by the tap."));
    const auto seen = get(stranger, id);
    EXPECT_EQ(seen.state(), v1::SUGGESTION_STATE_DONE);
    ASSERT_EQ(seen.responses_size(), 2);
    EXPECT_EQ(seen.responses(0).text(), "We will.");
    EXPECT_EQ(seen.responses(1).name(), "Ana");
    EXPECT_EQ(programme.write([](store::Transaction& tx) { return check_suggestions(tx); }), Titles{});
}

TEST_F(Suggestions, OrganisersAreToldWhenAResponseIsDueAndEveryWeekUntilThereIsOne) {
    const auto id = suggested(ben).suggestion_id();
    pass(27 * day);
    EXPECT_EQ(nudges(ana), 0);
    EXPECT_FALSE(get(ana, id).overdue());
    pass(day);
    EXPECT_EQ(nudges(ana), 1);
    EXPECT_EQ(nudges(ben), 0);
    EXPECT_TRUE(get(ana, id).overdue());
    pass(6 * day);
    EXPECT_EQ(nudges(ana), 1);
    pass(day);
    EXPECT_EQ(nudges(ana), 2);
    programme.must(respond(ana, id, v1::SUGGESTION_STATE_CANNOT, "The bank is not ours."));
    pass(30 * day);
    EXPECT_EQ(nudges(ana), 2);
    EXPECT_FALSE(get(ana, id).overdue());
}

TEST_F(Suggestions, AreListedByWhatTheyWaitFor) {
    for (const auto* title : {"First", "Second", "Third"}) {
        suggested(ben, title);
        programme.clock.advance(day);
    }
    const auto answered = suggested(ben, "Fourth").suggestion_id();
    programme.must(respond(ana, answered, v1::SUGGESTION_STATE_DOING));
    programme.clock.advance(26 * day);
    EXPECT_EQ(listed(), (Titles{"Fourth", "Third", "Second", "First"}));
    EXPECT_EQ(listed(v1::SUGGESTION_FILTER_OPEN), (Titles{"Third", "Second", "First"}));
    EXPECT_EQ(listed(v1::SUGGESTION_FILTER_OVERDUE), (Titles{"First", "Second"}));
    EXPECT_EQ(listed(v1::SUGGESTION_FILTER_ANSWERED), Titles{"Fourth"});
}

}  // namespace
}  // namespace ourplace::stories
