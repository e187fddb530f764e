#include "base/statistics.hpp"

#include <algorithm>
#include <cstddef>

namespace ourplace {

std::int64_t percentile(std::vector<std::int64_t> values, unsigned percent) {
    const auto rank = std::max<std::size_t>(1, (values.size() * percent + 99) / 100);
    std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(rank) - 1);
    return values.at(rank - 1);
}

double gini(std::vector<std::int64_t> loads) {
    std::ranges::sort(loads);
    double sum = 0;
    double weighted = 0;
    for (std::size_t at = 0; at < loads.size(); ++at) {
        sum += static_cast<double>(loads[at]);
        weighted += static_cast<double>(at + 1) * static_cast<double>(loads[at]);
    }
    if (sum == 0) return 0;
    const auto count = static_cast<double>(loads.size());
    return 2 * weighted / (count * sum) - (count + 1) / count;
}

}  // namespace ourplace
