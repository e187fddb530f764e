// The settings of matching by name, as an operator gives them. Pure functions.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "asks/matching_rules.hpp"
#include "base/result.hpp"

namespace ourplace::asks {

struct NamedSetting {
    std::string name;
    double value = 0;
    double least = 0;
    double most = 0;
};
// All of them, times in minutes.
[[nodiscard]] std::vector<NamedSetting> named_settings(const MatchingSettings& settings);

// 2.5 as "2.5", 3 as "3".
[[nodiscard]] std::string setting_text(double value);

// "theme=2,today_open_minutes=45": those that are named become another. Errors name `field`.
[[nodiscard]] Result<MatchingSettings> changed_settings(std::string_view field, MatchingSettings settings,
                                                        std::string_view changes);

}  // namespace ourplace::asks
