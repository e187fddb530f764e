#include "insights/insights_service.hpp"

#include <string>
#include <utility>

#include "insights/report.hpp"

namespace ourplace::insights {
namespace {

using rpc::Context;
using store::Transaction;

void add_quarters(const Quarters& there_are, v1::ListInsightsScopesResponse& response) {
    for (auto quarter = there_are.first; quarter <= there_are.last; ++quarter.number) {
        auto& added = *response.add_quarters();
        added.set_from_month(to_text(quarter.first_month()));
        added.set_to_month(to_text(quarter.last_month()));
    }
}

}  // namespace

void InsightsService::add_methods(rpc::Router& router) {
    const auto add = [&](std::string_view method, auto handler) {
        // What a whole programme learns is for people, not for programs.
        router.add("ourplace.v1.InsightsService/" + std::string(method), rpc::Access::person, *this, handler);
    };
    add("ListInsightsScopes", &InsightsService::list_insights_scopes);
    add("GetInsights", &InsightsService::get_insights);
    add("ExportInsights", &InsightsService::export_insights);
}

Task<v1::ListInsightsScopesResponse> InsightsService::list_insights_scopes(Context& context,
                                                                           const v1::ListInsightsScopesRequest&) {
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::ListInsightsScopesResponse> {
        const auto map = read_map(tx);
        const auto hubs = hubs_looked_after(tx, context.caller, map);
        if (hubs.empty() && !context.caller.is_administrator) {
            return std::unexpected(
                Error::permission_denied("", "Insights are for organisers of hubs and for administrators."));
        }
        v1::ListInsightsScopesResponse response;
        response.set_whole_programme(context.caller.is_administrator);
        for (const auto hub : hubs) {
            auto& added = *response.add_hubs();
            added.set_hub_id(map.hubs.at(hub).id);
            added.set_name(map.hubs.at(hub).name);
        }
        for (std::size_t place = 0; context.caller.is_administrator && place < map.places.size(); ++place) {
            auto& added = *response.add_places();
            added.set_place_id(map.places[place].id);
            added.set_name(map.places[place].name);
        }
        add_quarters(with_figures(first_ask_at(tx), clock_.now()), response);
        response.set_next_at_us(next_figures_at(clock_.now()));
        return response;
    });
}

Task<v1::GetInsightsResponse> InsightsService::get_insights(Context& context, const v1::GetInsightsRequest& request) {
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::GetInsightsResponse> {
        const auto view = viewing(tx, context.caller, request, clock_.now());
        if (!view) return std::unexpected(view.error());
        return report(tx, *view, clock_.now());
    });
}

Task<v1::ExportInsightsResponse> InsightsService::export_insights(Context& context,
                                                                  const v1::ExportInsightsRequest& request) {
    if (request.table() < v1::ExportInsightsRequest::TABLE_ROWS ||
        request.table() > v1::ExportInsightsRequest::TABLE_OUTCOMES) {
        co_return std::unexpected(Error::invalid("table", "Rows, endings, load or outcomes."));
    }
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::ExportInsightsResponse> {
        const auto view = viewing(tx, context.caller, request.insights(), clock_.now());
        if (!view) return std::unexpected(view.error());
        v1::ExportInsightsResponse response;
        response.set_csv(csv_of(report(tx, *view, clock_.now()), request.table()));
        return response;
    });
}

}  // namespace ourplace::insights
