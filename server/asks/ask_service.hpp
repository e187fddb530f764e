// Asks, offers, handover and closing. The contract of each method is in proto/ourplace/v1/asks.proto.
#pragma once

#include <functional>

#include "base/clock.hpp"
#include "base/task.hpp"
#include "jobs/job_runner.hpp"
#include "ourplace/v1/asks.pb.h"
#include "rpc/context.hpp"
#include "rpc/router.hpp"
#include "store/database.hpp"

namespace ourplace::asks {

struct AskOptions {
    // Called when something new may be due at once. Composed in main (JobRunner::wake).
    std::function<void()> wake_jobs = [] {};
};

class AskService {
  public:
    // What is given by reference outlives the service.
    AskService(store::Database& database, const Clock& clock, AskOptions options);

    void add_methods(rpc::Router& router);
    // What an Ask does by itself.
    void add_jobs(jobs::JobRunner& runner) const;

    Task<v1::OpenAskResponse> open_ask(rpc::Context& context, const v1::OpenAskRequest& request);
    Task<v1::GetAskResponse> get_ask(rpc::Context& context, const v1::GetAskRequest& request);
    Task<v1::ListAsksResponse> list_asks(rpc::Context& context, const v1::ListAsksRequest& request);
    Task<v1::WithdrawAskResponse> withdraw_ask(rpc::Context& context, const v1::WithdrawAskRequest& request);

    Task<v1::AcceptOfferResponse> accept_offer(rpc::Context& context, const v1::AcceptOfferRequest& request);
    Task<v1::DeclineOfferResponse> decline_offer(rpc::Context& context, const v1::DeclineOfferRequest& request);
    Task<v1::OfferAskResponse> offer_ask(rpc::Context& context, const v1::OfferAskRequest& request);

    Task<v1::CheckWithAskerResponse> check_with_asker(rpc::Context& context, const v1::CheckWithAskerRequest& request);
    Task<v1::ContinueAskResponse> continue_ask(rpc::Context& context, const v1::ContinueAskRequest& request);
    Task<v1::ProposeHandoverResponse> propose_handover(rpc::Context& context,
                                                       const v1::ProposeHandoverRequest& request);
    Task<v1::AnswerHandoverResponse> answer_handover(rpc::Context& context, const v1::AnswerHandoverRequest& request);
    Task<v1::CloseAskResponse> close_ask(rpc::Context& context, const v1::CloseAskRequest& request);
    Task<v1::TellAsStoryResponse> tell_as_story(rpc::Context& context, const v1::TellAsStoryRequest& request);

  private:
    // Whatever is done by somebody who stands in some way towards an Ask; replies with the Ask as it is then.
    template <class Response, class Work>
    [[nodiscard]] Task<Response> change(rpc::Context& context, std::string_view ask_id, Work work);

    store::Database& database_;
    const Clock& clock_;
    AskOptions options_;
};

}  // namespace ourplace::asks
