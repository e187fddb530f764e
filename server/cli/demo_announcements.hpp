// The announcements of the demonstration programme.
#pragma once

#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "cli/demo_script.hpp"
#include "cli/demo_stories.hpp"
#include "store/transaction.hpp"

namespace ourplace::cli {

// Sent at this time, and confirmed by some since; the server brings it to people's streams.
[[nodiscard]] Result<void> make_demo_announcement(store::Transaction& tx, const ScriptAnnouncement& announcement,
                                                  const std::string& hub_id, const CallerOfKey& caller_of, Timestamp at,
                                                  Timestamp now);

}  // namespace ourplace::cli
