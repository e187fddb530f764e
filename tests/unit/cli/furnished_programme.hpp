// The people of a simulation as members of a programme in a store.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "asks/simulated_people.hpp"

namespace ourplace::cli {

struct FurnishedProgramme {
    std::vector<std::string> hub_ids;
    std::vector<std::string> place_ids;
    // One for each hub, Champion and Ask.
    std::vector<std::string> organiser_ids;
    std::vector<std::string> champion_ids;
    std::vector<std::string> asker_ids;
};

// Hubs, Places, Champions as they are and whoever will ask; nobody has asked yet.
[[nodiscard]] FurnishedProgramme furnish(const std::filesystem::path& data, const asks::SimulationOptions& options,
                                         const asks::Programme& people);

}  // namespace ourplace::cli
