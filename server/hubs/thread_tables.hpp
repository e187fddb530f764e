// Threads, as channels: of an Ask, where nobody is but those whom it lets in, and below an Announcement or an Event, where
// everybody is for whom it is and who has opened it. Store threads only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "accounts/caller.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "ourplace/v1/hubs.pb.h"
#include "store/transaction.hpp"

namespace ourplace::hubs {

// An Ask's. Nobody is in it yet. The hub is the Ask's.
[[nodiscard]] std::string create_thread(store::Transaction& tx, const std::string& hub_id, std::string_view title,
                                        Timestamp now);
// For good: it can be read as before and nothing is posted.
void archive_thread(store::Transaction& tx, const std::string& channel_id, Timestamp now);

// What a Thread is below.
struct Below {
    enum class Kind : std::uint8_t { announcement = 1, event = 2 };
    Kind kind = Kind::announcement;
    std::string id;
};
// None until somebody has opened it.
[[nodiscard]] std::optional<std::string> find_thread_below(store::Transaction& tx, const Below& below);

struct ThreadBelow {
    Below below;
    // Whose people may be in it; at least one.
    std::vector<std::string> hub_ids;
    std::string title;
    // Hears of what is said from the first on, if they may be in it.
    std::string begun_by;
};
// Whether somebody may be in it: a person who belongs to one of the hubs, or an administrator.
[[nodiscard]] bool may_be_in_thread(store::Transaction& tx, std::string_view member_id,
                                    const std::vector<std::string>& hub_ids);
// The caller has joined it from then on; made if it is not there yet. Whether it is for them their hubs say and whoever calls.
[[nodiscard]] Result<v1::Channel> open_thread_below(store::Transaction& tx, const accounts::Caller& caller,
                                                    const ThreadBelow& thread, Timestamp now);
// Nothing happens if there is none.
void rename_thread_below(store::Transaction& tx, const Below& below, std::string_view title, Timestamp now);
// Out of those of a hub that the member no longer belongs to, but for those that they may be in through another hub.
void leave_threads_of(store::Transaction& tx, const std::string& hub_id, const std::string& member_id, Timestamp now);

// One line for each fault; none: all is well.
[[nodiscard]] std::vector<std::string> check_threads(store::Transaction& tx);

}  // namespace ourplace::hubs
