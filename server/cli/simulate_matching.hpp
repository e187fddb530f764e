// `ourplace admin simulate-matching`: what settings of matching would do, in a programme of people who do not exist.
#pragma once

#include <boost/json/object.hpp>
#include <span>
#include <string>

#include "base/result.hpp"
#include "cli/admin.hpp"
#include "cli/settings.hpp"

namespace ourplace::cli {

[[nodiscard]] std::span<const AdminOption> simulation_options();

// {"ranked": …, "firstAvailable": …}, each with its figures. Errors name the option.
[[nodiscard]] Result<boost::json::object> simulate_matching(const Texts& options);

// The same as a table of two columns.
[[nodiscard]] std::string simulation_table(const boost::json::object& figures);

}  // namespace ourplace::cli
