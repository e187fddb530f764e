// `ourplace check`: whether a store is sound, from the file up to what people wrote. Changes nothing; works beside a
// running server. (PostgreSQL looks after its own files: `pg_amcheck`.)
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "cli/settings.hpp"

namespace ourplace::cli {

// A line for each fault; never what people wrote. An error if the store cannot be read at all.
[[nodiscard]] Result<std::vector<std::string>> check_store(const Settings& settings);

}  // namespace ourplace::cli
