// `ourplace check`: whether a store is sound, from the file up to what people wrote. Changes nothing; works beside a
// running server.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace ourplace::cli {

// A line for each fault; never what people wrote. An error if the store cannot be read at all.
[[nodiscard]] Result<std::vector<std::string>> check_store(const std::filesystem::path& data);

}  // namespace ourplace::cli
