// `ourplace admin simulate-matching`: what settings of matching would do, in a programme of people who do not exist or in
// this programme as it has been.
#pragma once

#include <boost/json/object.hpp>
#include <span>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "cli/admin.hpp"
#include "cli/settings.hpp"
#include "store/database.hpp"

namespace ourplace::cli {

[[nodiscard]] std::span<const AdminOption> simulation_options();

// Whether it is the programme's own history that the options are about.
[[nodiscard]] bool is_about_history(const Texts& options);

// {"ranked": …, "firstAvailable": …}, each with its figures. Errors name the option.
[[nodiscard]] Result<boost::json::object> simulate_matching(const Texts& options);
// The same with "asItWas" before them, of what the store remembers, and how many Asks are left out; only counts. The settings are the programme's own,
// but for those that are given.
[[nodiscard]] Result<boost::json::object> replay_matching(const Texts& options, store::Database& database,
                                                          Timestamp now);

// The same as a table of as many columns.
[[nodiscard]] std::string simulation_table(const boost::json::object& figures);

}  // namespace ourplace::cli
