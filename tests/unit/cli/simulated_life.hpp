// The people of a simulation (asks/simulated_people.hpp) before the services themselves, for weeks on a manual clock, while
// the server under them is killed again and again. What somebody does follows from the seed and who they are. What the
// server did is judged from what it shows, by reckoning of hours that is not the rules'.
#pragma once

#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

#include "asks/simulated_people.hpp"

namespace ourplace::cli {

struct LifeOptions {
    asks::SimulationOptions people;
    // Rows and commits until the server dies, on average.
    double steps_per_life = 200;
};

struct LifeFigures {
    asks::SimulationFigures asks;
    unsigned kills = 0;
    unsigned retries = 0;
    // At a time, of one Ask.
    unsigned most_matches = 0;
    // Rows in the store beside the people's own count of what they were told is done.
    std::int64_t asks_kept = 0;
    std::int64_t messages_sent = 0;
    std::int64_t messages_kept = 0;
    // Of `ourplace check`, at the end.
    std::vector<std::string> faults;
};
std::ostream& operator<<(std::ostream& out, const LifeFigures& figures);

// In an empty folder.
[[nodiscard]] LifeFigures live(const LifeOptions& options, const std::filesystem::path& data);

}  // namespace ourplace::cli
