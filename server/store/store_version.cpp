#include "store/store_version.hpp"

namespace ourplace::store {

Result<std::size_t> judge_version(std::span<const std::string> seen, std::span<const Migration> migrations,
                                  std::string_view setting) {
    const auto refuse = [&](std::string why) {
        return std::unexpected(Error::failed_precondition(std::string(setting), std::move(why)));
    };
    if (seen.size() > migrations.size()) {
        return refuse("The store is at version " + std::to_string(seen.size()) +
                      ", but this program knows only up to version " + std::to_string(migrations.size()) +
                      ". Start a newer ourplace, or restore a backup made before the upgrade.");
    }
    for (std::size_t index = 0; index < seen.size(); ++index) {
        if (seen[index] == migrations[index].name) continue;
        return refuse("The store's step " + std::to_string(index + 1) + " is \"" + seen[index] +
                      "\", but this program's is \"" + std::string(migrations[index].name) +
                      "\": it was made by another line of versions.");
    }
    return seen.size();
}

}  // namespace ourplace::store
