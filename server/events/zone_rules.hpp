// Wall time in the zones of the system's tz database, for every room that asks what time it is somewhere. Any thread;
// calendar_library.cpp has it from libical.
#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/wall_time.hpp"

namespace ourplace::events {

[[nodiscard]] bool knows_zone(std::string_view zone);

// For zones that are known. A wall time that a clock change skips counts as if the clocks had not changed; of one that
// comes twice it is the first (RFC 5545, 3.3.5). libical's own conversion takes the other way in both cases.
[[nodiscard]] Timestamp to_utc(WallTime at, const std::string& zone);
[[nodiscard]] WallTime to_wall(Timestamp at, const std::string& zone);

}  // namespace ourplace::events
