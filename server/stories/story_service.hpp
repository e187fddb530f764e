// The library of Stories. The contract of each method is in proto/ourplace/v1/stories.proto.
#pragma once

#include <string_view>

#include "base/clock.hpp"
#include "base/task.hpp"
#include "ourplace/v1/stories.pb.h"
#include "rpc/context.hpp"
#include "rpc/router.hpp"
#include "store/database.hpp"
#include "stories/similar_tables.hpp"

namespace ourplace::stories {

class StoryService {
  public:
    // What is given by reference outlives the service. `own_synonyms`: the programme's own, beside those that all have; as in
    // words/synonyms.txt.
    StoryService(store::Database& database, const Clock& clock, std::string_view own_synonyms = {});

    void add_methods(rpc::Router& router);

    Task<v1::DraftStoryResponse> draft_story(rpc::Context& context, const v1::DraftStoryRequest& request);
    Task<v1::EditStoryResponse> edit_story(rpc::Context& context, const v1::EditStoryRequest& request);
    Task<v1::DiscardStoryResponse> discard_story(rpc::Context& context, const v1::DiscardStoryRequest& request);
    Task<v1::AgreeToStoryResponse> agree_to_story(rpc::Context& context, const v1::AgreeToStoryRequest& request);
    Task<v1::WithdrawConsentResponse> withdraw_consent(rpc::Context& context,
                                                       const v1::WithdrawConsentRequest& request);

    Task<v1::GetStoryResponse> get_story(rpc::Context& context, const v1::GetStoryRequest& request);
    Task<v1::ListStoriesResponse> list_stories(rpc::Context& context, const v1::ListStoriesRequest& request);
    Task<v1::ListMyStoriesResponse> list_my_stories(rpc::Context& context, const v1::ListMyStoriesRequest& request);
    Task<v1::SimilarStoriesResponse> similar_stories(rpc::Context& context, const v1::SimilarStoriesRequest& request);

  private:
    store::Database& database_;
    const Clock& clock_;
    SimilarStories similar_;
};

}  // namespace ourplace::stories
