// When Champions may be asked, what they know, and who is kept apart. The contract of each method is in
// proto/ourplace/v1/champions.proto.
#pragma once

#include "base/clock.hpp"
#include "base/task.hpp"
#include "ourplace/v1/champions.pb.h"
#include "rpc/context.hpp"
#include "rpc/router.hpp"
#include "store/database.hpp"

namespace ourplace::asks {

class ChampionService {
  public:
    // What is given by reference outlives the service.
    ChampionService(store::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

    void add_methods(rpc::Router& router);

    Task<v1::GetAvailabilityResponse> get_availability(rpc::Context& context,
                                                       const v1::GetAvailabilityRequest& request);
    Task<v1::SetAvailabilityResponse> set_availability(rpc::Context& context,
                                                       const v1::SetAvailabilityRequest& request);
    Task<v1::GetChampionResponse> get_champion(rpc::Context& context, const v1::GetChampionRequest& request);

    Task<v1::BlockMemberResponse> block_member(rpc::Context& context, const v1::BlockMemberRequest& request);
    Task<v1::UnblockMemberResponse> unblock_member(rpc::Context& context, const v1::UnblockMemberRequest& request);
    Task<v1::DeclareConflictResponse> declare_conflict(rpc::Context& context,
                                                       const v1::DeclareConflictRequest& request);
    Task<v1::WithdrawConflictResponse> withdraw_conflict(rpc::Context& context,
                                                         const v1::WithdrawConflictRequest& request);
    Task<v1::ListKeptApartResponse> list_kept_apart(rpc::Context& context, const v1::ListKeptApartRequest& request);
    Task<v1::ListCarePromptsResponse> list_care_prompts(rpc::Context& context,
                                                        const v1::ListCarePromptsRequest& request);
    Task<v1::AnswerCarePromptResponse> answer_care_prompt(rpc::Context& context,
                                                          const v1::AnswerCarePromptRequest& request);

  private:
    store::Database& database_;
    const Clock& clock_;
};

}  // namespace ourplace::asks
