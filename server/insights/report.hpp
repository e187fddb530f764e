// Insights as they are sent. Only the look-up of what a caller may see makes a View, and a report demands one. Store threads
// only.
#pragma once

#include <optional>
#include <string>

#include "accounts/caller.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "insights/insights_tables.hpp"
#include "ourplace/v1/insights.pb.h"
#include "store/transaction.hpp"

namespace ourplace::insights {

class View {
  public:
    [[nodiscard]] const Map& map() const { return map_; }
    [[nodiscard]] const Scope& scope() const { return scope_; }
    [[nodiscard]] std::optional<std::size_t> theme() const { return theme_; }
    [[nodiscard]] By by() const { return by_; }
    [[nodiscard]] const Quarters& quarters() const { return quarters_; }
    // The caller runs the hub that it is of, and knows its Champions.
    [[nodiscard]] bool names_champions() const { return names_champions_; }

  private:
    friend Result<View> viewing(store::Transaction&, const accounts::Caller&, const v1::GetInsightsRequest&, Timestamp);
    Map map_;
    Scope scope_;
    std::optional<std::size_t> theme_;
    By by_ = By::quarter;
    Quarters quarters_;
    bool names_champions_ = false;
};

// `permission_denied` for whoever may not see it.
[[nodiscard]] Result<View> viewing(store::Transaction& tx, const accounts::Caller& caller,
                                   const v1::GetInsightsRequest& request, Timestamp now);

[[nodiscard]] v1::GetInsightsResponse report(store::Transaction& tx, const View& view, Timestamp now);

// One of its tables as CSV; empty where it has none.
[[nodiscard]] std::string csv_of(const v1::GetInsightsResponse& report, v1::ExportInsightsRequest::Table table);

}  // namespace ourplace::insights
