// Fills a new programme with the demonstration: people, hubs and a few weeks of conversation.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "store/database.hpp"

namespace ourplace::cli {

struct DemoRole {
    // "administrator", "organiser" …
    std::string role;
    std::string member_id;
    std::string name;
};

struct DemoProgramme {
    // False: the programme has members already, and nothing was changed.
    bool is_new = false;
    std::size_t hubs = 0;
    std::size_t members = 0;
    std::size_t messages = 0;
    // Those through whom a visitor sees the programme, as far as they are (still) members.
    std::vector<DemoRole> roles;
};

// Reads the folder and creates all of it, or nothing, in one transaction: a demonstration that stopped half-way would
// pass for a programme with members for ever. What happened long ago is written with its time. Blocks; errors name file
// and line.
[[nodiscard]] Result<DemoProgramme> create_demo(store::Database& database, const std::filesystem::path& folder,
                                                Timestamp now);

}  // namespace ourplace::cli
