// Ideas for change and their public responses. The contract of each method is in proto/ourplace/v1/stories.proto.
#pragma once

#include "base/clock.hpp"
#include "base/task.hpp"
#include "jobs/job_runner.hpp"
#include "ourplace/v1/stories.pb.h"
#include "rpc/context.hpp"
#include "rpc/router.hpp"
#include "store/database.hpp"

namespace ourplace::stories {

class SuggestionService {
  public:
    // What is given by reference outlives the service.
    SuggestionService(store::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

    void add_methods(rpc::Router& router);
    // What falls due: telling Organisers of the Suggestions that wait for them.
    void add_jobs(jobs::JobRunner& runner) const;

    Task<v1::MakeSuggestionResponse> make_suggestion(rpc::Context& context, const v1::MakeSuggestionRequest& request);
    Task<v1::SupportSuggestionResponse> support_suggestion(rpc::Context& context,
                                                           const v1::SupportSuggestionRequest& request);
    Task<v1::RespondToSuggestionResponse> respond_to_suggestion(rpc::Context& context,
                                                                const v1::RespondToSuggestionRequest& request);
    Task<v1::GetSuggestionResponse> get_suggestion(rpc::Context& context, const v1::GetSuggestionRequest& request);
    Task<v1::ListSuggestionsResponse> list_suggestions(rpc::Context& context,
                                                       const v1::ListSuggestionsRequest& request);

  private:
    store::Database& database_;
    const Clock& clock_;
};

}  // namespace ourplace::stories
