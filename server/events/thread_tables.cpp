#include "events/thread_tables.hpp"

#include <string>

#include "conversations/read_tables.hpp"
#include "hubs/channel_tables.hpp"
#include "hubs/thread_tables.hpp"

namespace ourplace::events {
namespace {

using store::Transaction;

hubs::Below below(const Event& event) { return {.kind = hubs::Below::Kind::event, .id = event.event_id}; }

const std::string& title_of(const Event& event) {
    const auto& title = event.details.title;
    return title.en.empty() ? title.cy : title.en;
}

}  // namespace

Result<v1::Channel> open_thread(Transaction& tx, const accounts::Caller& caller, const Event& event, Timestamp now) {
    const auto made = tx.query_one("SELECT created_by FROM event WHERE event_id = $1", event.event_id);
    return hubs::open_thread_below(
        tx, caller,
        {.below = below(event), .hub_ids = {event.hub_id}, .title = title_of(event), .begun_by = made->text(0)}, now);
}

v1::Thread thread_of(Transaction& tx, const accounts::Caller& caller, const Event& event) {
    v1::Thread thread;
    thread.set_may_open(hubs::may_be_in_thread(tx, caller.member_id, {event.hub_id}));
    const auto channel_id = thread.may_open() ? hubs::find_thread_below(tx, below(event)) : std::nullopt;
    if (!channel_id) return thread;
    thread.set_message_count(conversations::count_messages(tx, *channel_id));
    if (hubs::find_channel(tx, *channel_id, caller.member_id)->joined()) thread.set_channel_id(*channel_id);
    return thread;
}

void rename_thread(Transaction& tx, const Event& event, Timestamp now) {
    hubs::rename_thread_below(tx, below(event), title_of(event), now);
}

}  // namespace ourplace::events
