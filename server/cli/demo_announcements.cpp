#include "cli/demo_announcements.hpp"

#include <algorithm>
#include <utility>

#include "announcements/announcement_rules.hpp"
#include "announcements/announcement_tables.hpp"
#include "announcements/audience_tables.hpp"
#include "announcements/recipient_tables.hpp"
#include "base/id.hpp"

namespace ourplace::cli {
namespace {

using store::Transaction;

constexpr Timestamp minute_us = 60 * microseconds_per_second;

}  // namespace

Result<void> make_demo_announcement(Transaction& tx, const ScriptAnnouncement& announcement, const std::string& hub_id,
                                    const CallerOfKey& caller_of, Timestamp at, Timestamp now) {
    const auto author = caller_of(announcement.by);
    if (!author) return std::unexpected(author.error());
    const auto audience =
        announcements::audience(tx, *author, {.hub_ids = {hub_id}, .place_ids = {}, .roles = {}, .themes = {}});
    if (!audience) return std::unexpected(audience.error());
    auto text = announcements::text(announcement.english, announcement.welsh);
    if (!text) return std::unexpected(text.error());
    const auto schedule = announcements::schedule({.asks_acknowledgement = true}, at);
    if (!schedule) return std::unexpected(schedule.error());
    announcements::Draft draft;
    draft.identity.client_announcement_id =
        hash_secret(new_secret()).substr(0, announcements::client_announcement_id_bytes);
    draft.importance = announcement.importance;
    draft.replies_in_thread = true;
    draft.text = std::move(*text);
    draft.asks_acknowledgement = true;
    draft.schedule = *schedule;
    const auto created = announcements::create(tx, *audience, *author, draft, at);
    if (!created) return std::unexpected(created.error());
    for (const auto& key : announcement.confirmed) {
        const auto who = caller_of(key);
        if (!who) return std::unexpected(who.error());
        at = std::min(at + 20 * minute_us, now);
        if (auto done = announcements::acknowledge(tx, who->member_id, *created, 1, at); !done) return done;
    }
    return {};
}

}  // namespace ourplace::cli
