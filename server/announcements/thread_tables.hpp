// The Thread to which replies to an announcement go, if they go to one. Store threads only.
#pragma once

#include <string_view>

#include "accounts/caller.hpp"
#include "announcements/announcement_rules.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "ourplace/v1/announcements.pb.h"
#include "ourplace/v1/hubs.pb.h"
#include "store/transaction.hpp"

namespace ourplace::announcements {

// As OpenAnnouncementThread in announcements.proto.
[[nodiscard]] Result<v1::Channel> open_thread(store::Transaction& tx, const accounts::Caller& caller,
                                              std::string_view announcement_id, Timestamp now);
// Fills in how it stands for the caller, where there is one.
void describe_thread(store::Transaction& tx, const accounts::Caller& caller, v1::Announcement& announcement);
// It is called after the announcement, also once that was corrected.
void rename_thread(store::Transaction& tx, std::string_view announcement_id, const Text& text, Timestamp now);

}  // namespace ourplace::announcements
