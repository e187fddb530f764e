// How an announcement is read from its rows; shared by the tables of this room. Store threads only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "announcements/announcement_rules.hpp"
#include "ourplace/v1/announcements.pb.h"
#include "store/transaction.hpp"

namespace ourplace::announcements {

// $1 is the member who looks. `mine` is their row among the recipients, if there is one.
inline constexpr std::string_view announcement_columns = R"sql(
    SELECT announcement.announcement_id, announcement.version, announcement.state, announcement.hub_count,
           announcement.author_id, announcement.author_name, announcement.importance, announcement.sent_at_us,
           announcement.asks_acknowledgement, announcement.acknowledge_by_us, announcement.expires_at_us,
           announcement.nudged_version, announcement.nudged_at_us,
           hub.hub_id, hub.name, hub.paint,
           mine.member_id IS NOT NULL, COALESCE(mine.acknowledged_version, 0), COALESCE(mine.acknowledged_at_us, 0),
           COALESCE(mine.nudged_version, 0),
           present.at_us, present.english_title, present.english_body, present.welsh_title, present.welsh_body,
           channel.channel_id, channel.hub_id, channel.name, channel.visibility,
           (SELECT COUNT(*) FROM announcement_hub
            LEFT JOIN hub_member ON hub_member.hub_id = announcement_hub.hub_id AND hub_member.member_id = $1
                                AND hub_member.role = 3
            WHERE announcement_hub.announcement_id = announcement.announcement_id AND hub_member.member_id IS NULL),
           announcement.themes, announcement.replies_in_thread
    FROM announcement
    JOIN announcement_version AS present
        ON present.announcement_id = announcement.announcement_id AND present.version = announcement.version
    LEFT JOIN announcement_recipient AS mine
        ON mine.announcement_id = announcement.announcement_id AND mine.member_id = $1
    JOIN hub ON hub.hub_id = COALESCE(mine.hub_id, (
        SELECT by_name.hub_id FROM announcement_hub JOIN hub AS by_name ON by_name.hub_id = announcement_hub.hub_id
        WHERE announcement_hub.announcement_id = announcement.announcement_id
        ORDER BY by_name.name_key, by_name.hub_id LIMIT 1))
    LEFT JOIN channel ON channel.channel_id = announcement.reply_channel_id
)sql";

enum class Looking : bool { as_member, as_administrator };
// Without tracking.
[[nodiscard]] v1::Announcement to_announcement(const store::Row& row, Looking looking);

// The wording of one version, from four columns: English title and body, Welsh title and body.
[[nodiscard]] Text to_text(const store::Row& row, std::size_t first);
template <class Message>
void set_text(Message& message, const Text& text) {
    const auto set = [](v1::Wording& into, const Wording& wording) {
        into.set_title(wording.title);
        into.set_body(wording.body);
    };
    if (text.english) set(*message.mutable_english(), *text.english);
    if (text.welsh) set(*message.mutable_welsh(), *text.welsh);
}

}  // namespace ourplace::announcements
