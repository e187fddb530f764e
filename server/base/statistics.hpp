// Figures over many numbers. Pure functions.
#pragma once

#include <cstdint>
#include <vector>

namespace ourplace {

// The value that so many percent are not above (nearest rank). Of at least one.
[[nodiscard]] std::int64_t percentile(std::vector<std::int64_t> values, unsigned percent);

// How unevenly something is shared out: 0 if all have the same, towards 1 if one has all. Of none, or where nobody has any: 0.
[[nodiscard]] double gini(std::vector<std::int64_t> loads);

}  // namespace ourplace
