// What a programme learns from its Asks as a whole. The contract of each method is in proto/ourplace/v1/insights.proto.
// All of it reads only, on the store's readers.
#pragma once

#include "base/clock.hpp"
#include "base/task.hpp"
#include "ourplace/v1/insights.pb.h"
#include "rpc/context.hpp"
#include "rpc/router.hpp"
#include "store/database.hpp"

namespace ourplace::insights {

class InsightsService {
  public:
    // What is given by reference outlives the service.
    InsightsService(store::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

    void add_methods(rpc::Router& router);

    Task<v1::ListInsightsScopesResponse> list_insights_scopes(rpc::Context& context,
                                                              const v1::ListInsightsScopesRequest& request);
    Task<v1::GetInsightsResponse> get_insights(rpc::Context& context, const v1::GetInsightsRequest& request);
    Task<v1::ExportInsightsResponse> export_insights(rpc::Context& context, const v1::ExportInsightsRequest& request);

  private:
    store::Database& database_;
    const Clock& clock_;
};

}  // namespace ourplace::insights
