// announcement_tables.hpp: reading announcements.
#include <charconv>
#include <limits>
#include <utility>

#include "announcements/announcement_rows.hpp"
#include "announcements/announcement_tables.hpp"
#include "hubs/hub_rules.hpp"
#include "hubs/membership_tables.hpp"

namespace ourplace::announcements {
namespace {

using accounts::Caller;
using store::Transaction;

constexpr std::size_t max_pinned = 50;

Looking looking(const Caller& caller) {
    return caller.is_administrator ? Looking::as_administrator : Looking::as_member;
}

struct ListPosition {
    Timestamp sent_at_us = std::numeric_limits<Timestamp>::max();
    std::string announcement_id;
};
Result<ListPosition> list_position(std::string_view page_token) {
    auto position = hubs::page_position(page_token);
    if (!position) return std::unexpected(position.error());
    ListPosition after;
    if (page_token.empty()) return after;
    const auto& number = position->name_key;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), after.sent_at_us);
    if (error != std::errc() || end != number.data() + number.size())
        return std::unexpected(
            Error::invalid("page_token", "Send the next_page_token of the page before, or nothing."));
    after.announcement_id = std::move(position->id);
    return after;
}

}  // namespace

std::optional<v1::Announcement> find_announcement(Transaction& tx, const Caller& caller,
                                                  std::string_view announcement_id) {
    const auto sql = std::string(announcement_columns) + R"sql(
        WHERE announcement.announcement_id = $2
          AND (mine.member_id IS NOT NULL OR $3 = 1
               OR EXISTS (SELECT 1 FROM member WHERE member_id = announcement.author_id AND member_id = $1
                            AND bot_hub_id IS NOT NULL)
               OR EXISTS (
               SELECT 1 FROM announcement_hub JOIN hub_member ON hub_member.hub_id = announcement_hub.hub_id
               WHERE announcement_hub.announcement_id = announcement.announcement_id AND hub_member.member_id = $1
                 AND hub_member.role = $4)))sql";
    const auto row =
        tx.query_one(sql, caller.member_id, announcement_id, caller.is_administrator, hubs::Role::organiser);
    return row ? std::optional(to_announcement(*row, looking(caller))) : std::nullopt;
}

std::vector<v1::AnnouncementVersion> versions(Transaction& tx, std::string_view announcement_id) {
    std::vector<v1::AnnouncementVersion> all;
    for (const auto& row : tx.query(R"sql(
             SELECT version, at_us, author_name, english_title, english_body, welsh_title, welsh_body
             FROM announcement_version WHERE announcement_id = $1 ORDER BY version)sql",
                                    announcement_id)) {
        auto& version = all.emplace_back();
        version.set_version(static_cast<std::uint32_t>(row.integer(0)));
        version.set_at_us(row.integer(1));
        version.set_author_name(row.text(2));
        set_text(version, to_text(row, 3));
    }
    return all;
}

Result<ListPage> list_announcements(Transaction& tx, const Caller& caller, std::string_view hub_id,
                                    std::size_t page_size, std::string_view page_token) {
    const auto membership = hubs::in_hub(tx, caller, hub_id);
    if (!membership) return std::unexpected(membership.error());
    const auto after = list_position(page_token);
    if (!after) return std::unexpected(after.error());
    const auto sql = std::string(announcement_columns) + R"sql(
        JOIN announcement_hub AS listed
            ON listed.announcement_id = announcement.announcement_id AND listed.hub_id = $2
        WHERE (mine.member_id IS NOT NULL OR $3 = 1)
          AND (announcement.sent_at_us < $4 OR (announcement.sent_at_us = $4 AND announcement.announcement_id < $5))
        ORDER BY announcement.sent_at_us DESC, announcement.announcement_id DESC LIMIT $6)sql";
    const auto rows = tx.query(sql, caller.member_id, hub_id, membership->may_organise(), after->sent_at_us,
                               after->announcement_id, page_size + 1);
    ListPage page;
    for (const auto& row : rows) {
        if (page.announcements.size() == page_size) break;
        page.announcements.push_back(to_announcement(row, looking(caller)));
    }
    if (rows.size() > page_size) {
        const auto& last = page.announcements.back();
        page.next_page_token =
            hubs::page_token({.name_key = std::to_string(last.sent_at_us()), .id = last.announcement_id()});
    }
    return page;
}

std::vector<v1::Announcement> list_pinned(Transaction& tx, const Caller& caller, Timestamp now) {
    const auto sql = std::string(announcement_columns) + R"sql(
        WHERE mine.member_id = $1 AND mine.acknowledged_version < announcement.version
          AND announcement.expires_at_us > $2
        ORDER BY CASE WHEN announcement.importance = $3 THEN 0 ELSE 1 END, announcement.sent_at_us DESC,
                 announcement.announcement_id
        LIMIT $4)sql";
    std::vector<v1::Announcement> pinned;
    for (const auto& row : tx.query(sql, caller.member_id, now, Importance::urgent, max_pinned))
        pinned.push_back(to_announcement(row, looking(caller)));
    return pinned;
}

}  // namespace ourplace::announcements
