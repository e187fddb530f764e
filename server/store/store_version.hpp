// What a store's list of steps says to this program, the same for every driver.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "store/migrations.hpp"

namespace ourplace::store {

// How many of the migrations the store has seen, whose names are given in order; an error when it is newer or of another
// programme of versions. `setting` is what the error names as its field.
[[nodiscard]] Result<std::size_t> judge_version(std::span<const std::string> seen,
                                                std::span<const Migration> migrations, std::string_view setting);

}  // namespace ourplace::store
