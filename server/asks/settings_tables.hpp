// The programme's settings of matching. Store threads only.
#pragma once

#include <string_view>

#include "asks/matching_rules.hpp"
#include "base/result.hpp"
#include "store/transaction.hpp"

namespace ourplace::asks {

// The defaults, but for what the programme has set.
[[nodiscard]] MatchingSettings matching_settings(store::Transaction& tx);
// As changed_settings(); what is set to its default follows the default from then on.
[[nodiscard]] Result<MatchingSettings> set_matching_settings(store::Transaction& tx, std::string_view field,
                                                             std::string_view changes);

}  // namespace ourplace::asks
