#include "announcements/announcement_rows.hpp"

namespace ourplace::announcements {

Text to_text(const store::Row& row, std::size_t first) {
    Text text;
    if (!row.is_null(first)) text.english = Wording{.title = row.text(first), .body = row.text(first + 1)};
    if (!row.is_null(first + 2)) text.welsh = Wording{.title = row.text(first + 2), .body = row.text(first + 3)};
    return text;
}

v1::Announcement to_announcement(const store::Row& row, Looking looking) {
    v1::Announcement announcement;
    announcement.set_announcement_id(row.text(0));
    announcement.set_version(static_cast<std::uint32_t>(row.integer(1)));
    announcement.set_state(static_cast<v1::AnnouncementState>(row.integer(2)));
    announcement.set_hub_count(static_cast<std::uint32_t>(row.integer(3)));
    announcement.set_author_member_id(row.text(4));
    announcement.set_author_name(row.text(5));
    announcement.set_importance(static_cast<v1::Importance>(row.integer(6)));
    announcement.set_sent_at_us(row.integer(7));
    announcement.set_asks_acknowledgement(row.boolean(8));
    announcement.set_acknowledge_by_us(row.integer(9));
    announcement.set_expires_at_us(row.integer(10));
    auto& hub = *announcement.mutable_hub();
    hub.set_hub_id(row.text(13));
    hub.set_name(row.text(14));
    hub.set_paint(static_cast<v1::Paint>(row.integer(15)));
    announcement.set_for_me(row.boolean(16));
    announcement.set_acknowledged_version(static_cast<std::uint32_t>(row.integer(17)));
    announcement.set_acknowledged_at_us(row.integer(18));
    if (row.integer(19) == row.integer(1)) announcement.set_nudged_at_us(row.integer(12));
    if (row.integer(1) > 1) announcement.set_corrected_at_us(row.integer(20));
    set_text(announcement, to_text(row, 21));
    if (!row.is_null(25)) {
        auto& channel = *announcement.mutable_reply_channel();
        channel.set_channel_id(row.text(25));
        channel.set_hub_id(row.text(26));
        channel.set_name(row.text(27));
        channel.set_visibility(static_cast<v1::ChannelVisibility>(row.integer(28)));
    }
    announcement.set_may_manage(looking == Looking::as_administrator || row.integer(29) == 0);
    for (auto& theme : themes_of_text(row.text(30))) announcement.add_themes(std::move(theme));
    if (row.boolean(31)) announcement.mutable_thread();
    return announcement;
}

}  // namespace ourplace::announcements
