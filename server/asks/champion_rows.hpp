// How a Champion stands in a row of the store.
#pragma once

#include <cstddef>
#include <string_view>

#include "asks/champion_tables.hpp"
#include "ourplace/v1/accounts.pb.h"
#include "store/transaction.hpp"

namespace ourplace::asks {

// Of `champion`, which may be absent (a left join): ten columns.
inline constexpr std::string_view champion_columns =
    "champion.languages, champion.place_ids, champion.can_help_with, champion.cannot_help_with, champion.zone, "
    "champion.hours, champion.quiet_from, champion.quiet_to, champion.paused_until_us, champion.cap";
inline constexpr std::size_t champion_column_count = 10;

// What holds for a Champion of whom the columns from `first` on are these; `language` is that in which they use the
// programme.
[[nodiscard]] Champion to_champion(const store::Row& row, std::size_t first, v1::Language language);

}  // namespace ourplace::asks
