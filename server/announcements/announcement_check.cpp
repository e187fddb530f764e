#include "announcements/announcement_check.hpp"

#include <cstdint>

namespace ourplace::announcements {

std::vector<std::string> check_announcements(store::Transaction& tx) {
    std::vector<std::string> faults;
    for (const auto& row : tx.query(R"sql(
             SELECT announcement.announcement_id, announcement.audience_count, announcement.sent_to,
                    announcement.version,
                    (SELECT COUNT(*) FROM announcement_recipient AS recipient
                     WHERE recipient.announcement_id = announcement.announcement_id),
                    (SELECT COUNT(*) FROM announcement_recipient AS recipient
                     WHERE recipient.announcement_id = announcement.announcement_id
                       AND recipient.member_id <= announcement.delivered_to),
                    (SELECT COUNT(*) FROM announcement_version
                     WHERE announcement_version.announcement_id = announcement.announcement_id),
                    (SELECT COUNT(*) FROM announcement_recipient AS recipient
                     WHERE recipient.announcement_id = announcement.announcement_id
                       AND (recipient.reached_version > announcement.version
                         OR recipient.acknowledged_version > recipient.reached_version))
             FROM announcement ORDER BY announcement.announcement_id)sql")) {
        const auto fault = [&](const std::string& what) {
            faults.push_back("announcement " + row.text(0) + " " + what);
        };
        const auto number = [&](std::size_t column) { return std::to_string(row.integer(column)); };
        if (row.integer(4) != row.integer(1))
            fault("was frozen with an audience of " + number(1) + ", but has " + number(4) + " recipients");
        if (row.integer(5) != row.integer(2))
            fault("says that it was sent to " + number(2) + " people, but was to " + number(5));
        if (row.integer(6) != row.integer(3)) fault("has " + number(6) + " of its " + number(3) + " versions");
        if (row.integer(7) != 0) fault("has " + number(7) + " recipients with a version that they cannot have");
    }
    for (const auto& row : tx.query(R"sql(
             SELECT thread.channel_id, thread.below_id FROM thread
             LEFT JOIN announcement ON announcement.announcement_id = thread.below_id
             WHERE thread.below = 1 AND (announcement.announcement_id IS NULL OR announcement.replies_in_thread = 0
                OR (SELECT COUNT(*) FROM thread_hub WHERE thread_hub.channel_id = thread.channel_id)
                   <> announcement.hub_count
                OR EXISTS (SELECT 1 FROM thread_hub WHERE thread_hub.channel_id = thread.channel_id
                    AND NOT EXISTS (SELECT 1 FROM announcement_hub
                                    WHERE announcement_hub.announcement_id = thread.below_id
                                      AND announcement_hub.hub_id = thread_hub.hub_id)))
             ORDER BY thread.channel_id)sql"))
        faults.push_back("announcement " + row.text(1) + " has a Thread that is not its own: " + row.text(0));
    return faults;
}

}  // namespace ourplace::announcements
