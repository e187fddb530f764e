// Safeguarding Leads, Concerns and unsealing. The contract of each method is in proto/ourplace/v1/safeguarding.proto.
#pragma once

#include "base/clock.hpp"
#include "base/task.hpp"
#include "jobs/job_runner.hpp"
#include "ourplace/v1/safeguarding.pb.h"
#include "rpc/context.hpp"
#include "rpc/router.hpp"
#include "store/database.hpp"

namespace ourplace::asks {

class SafeguardingService {
  public:
    // What is given by reference outlives the service.
    SafeguardingService(store::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

    void add_methods(rpc::Router& router);
    // Who is asked again, and who is told.
    void add_jobs(jobs::JobRunner& runner) const;

    Task<v1::ListSafeguardingLeadsResponse> list_safeguarding_leads(rpc::Context& context,
                                                                    const v1::ListSafeguardingLeadsRequest& request);
    Task<v1::SetSafeguardingLeadResponse> set_safeguarding_lead(rpc::Context& context,
                                                                const v1::SetSafeguardingLeadRequest& request);

    Task<v1::RaiseConcernResponse> raise_concern(rpc::Context& context, const v1::RaiseConcernRequest& request);
    Task<v1::ListConcernsResponse> list_concerns(rpc::Context& context, const v1::ListConcernsRequest& request);
    Task<v1::AcknowledgeConcernResponse> acknowledge_concern(rpc::Context& context,
                                                             const v1::AcknowledgeConcernRequest& request);
    Task<v1::CloseConcernResponse> close_concern(rpc::Context& context, const v1::CloseConcernRequest& request);

    Task<v1::RequestUnsealingResponse> request_unsealing(rpc::Context& context,
                                                         const v1::RequestUnsealingRequest& request);
    Task<v1::ConfirmUnsealingResponse> confirm_unsealing(rpc::Context& context,
                                                         const v1::ConfirmUnsealingRequest& request);
    Task<v1::ListUnsealingsResponse> list_unsealings(rpc::Context& context, const v1::ListUnsealingsRequest& request);

  private:
    store::Database& database_;
    const Clock& clock_;
};

}  // namespace ourplace::asks
