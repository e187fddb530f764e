#include "announcements/thread_tables.hpp"

#include <string>
#include <vector>

#include "announcements/announcement_tables.hpp"
#include "conversations/read_tables.hpp"
#include "hubs/channel_tables.hpp"
#include "hubs/thread_tables.hpp"

namespace ourplace::announcements {
namespace {

using store::Transaction;

hubs::Below below(std::string_view announcement_id) {
    return {.kind = hubs::Below::Kind::announcement, .id = std::string(announcement_id)};
}

std::vector<std::string> hubs_of(Transaction& tx, std::string_view announcement_id) {
    std::vector<std::string> hub_ids;
    for (const auto& row :
         tx.query("SELECT hub_id FROM announcement_hub WHERE announcement_id = $1 ORDER BY hub_id", announcement_id))
        hub_ids.push_back(row.text(0));
    return hub_ids;
}

// Whoever organises one of several hubs reads it, and it is not theirs.
bool is_for(const v1::Announcement& announcement) {
    return announcement.state() == v1::ANNOUNCEMENT_STATE_SENT && (announcement.for_me() || announcement.may_manage());
}

}  // namespace

Result<v1::Channel> open_thread(Transaction& tx, const accounts::Caller& caller, std::string_view announcement_id,
                                Timestamp now) {
    const auto announcement = find_announcement(tx, caller, announcement_id);
    const auto refused = [](const char* why) { return Error::failed_precondition("announcement_id", why); };
    if (!announcement)
        return std::unexpected(Error::not_found("announcement_id", "There is no such announcement, or not for you."));
    if (!announcement->has_thread()) return std::unexpected(refused("Replies to it do not go to a Thread."));
    if (announcement->state() != v1::ANNOUNCEMENT_STATE_SENT) return std::unexpected(refused("It was not sent yet."));
    if (!is_for(*announcement))
        return std::unexpected(Error::permission_denied("announcement_id", "It did not go to you."));
    const auto& wording = announcement->has_english() ? announcement->english() : announcement->welsh();
    return hubs::open_thread_below(tx, caller,
                                   {.below = below(announcement_id),
                                    .hub_ids = hubs_of(tx, announcement_id),
                                    .title = wording.title(),
                                    .begun_by = announcement->author_member_id()},
                                   now);
}

void describe_thread(Transaction& tx, const accounts::Caller& caller, v1::Announcement& announcement) {
    if (!announcement.has_thread()) return;
    auto& thread = *announcement.mutable_thread();
    const auto& id = announcement.announcement_id();
    thread.set_may_open(is_for(announcement) && hubs::may_be_in_thread(tx, caller.member_id, hubs_of(tx, id)));
    const auto channel_id = thread.may_open() ? hubs::find_thread_below(tx, below(id)) : std::nullopt;
    if (!channel_id) return;
    thread.set_message_count(conversations::count_messages(tx, *channel_id));
    if (hubs::find_channel(tx, *channel_id, caller.member_id)->joined()) thread.set_channel_id(*channel_id);
}

void rename_thread(Transaction& tx, std::string_view announcement_id, const Text& text, Timestamp now) {
    hubs::rename_thread_below(tx, below(announcement_id), (text.english ? text.english : text.welsh)->title, now);
}

}  // namespace ourplace::announcements
