// The programme's settings. Store threads only.
#pragma once

#include <string_view>

#include "accounts/programme_rules.hpp"
#include "base/result.hpp"
#include "store/transaction.hpp"

namespace ourplace::accounts {

// The usual ones, but for what the programme has set.
[[nodiscard]] ProgrammeSettings programme_settings(store::Transaction& tx);
// As change_setting(); what is set to what is usual follows that from then on.
[[nodiscard]] Result<ProgrammeSettings> set_programme_setting(store::Transaction& tx, std::string_view name,
                                                              std::string_view text);

}  // namespace ourplace::accounts
