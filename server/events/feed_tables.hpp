// Secret addresses of calendars: one for each member and hub, and one for all hubs of a member. Store threads only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "ourplace/v1/events.pb.h"
#include "store/transaction.hpp"

namespace ourplace::events {

struct CreatedFeed {
    v1::CalendarFeed feed;
    // For the address; stored hashed.
    std::string secret;
};
// In place of an earlier one for the same.
[[nodiscard]] CreatedFeed create_feed(store::Transaction& tx, const std::string& member_id, const std::string& hub_id,
                                      Timestamp now);
[[nodiscard]] std::vector<v1::CalendarFeed> list_feeds(store::Transaction& tx, std::string_view member_id);
// False if the member has no such feed.
[[nodiscard]] bool revoke_feed(store::Transaction& tx, std::string_view member_id, std::string_view feed_id);

struct Feed {
    std::string member_id;
    // Empty: all hubs of the member.
    std::string hub_id;
};
[[nodiscard]] std::optional<Feed> find_feed(store::Transaction& tx, std::string_view secret);

}  // namespace ourplace::events
