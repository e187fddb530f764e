#include "hubs/thread_tables.hpp"

#include "base/id.hpp"
#include "base/text.hpp"
#include "hubs/channel_tables.hpp"

namespace ourplace::hubs {

std::string create_thread(store::Transaction& tx, const std::string& hub_id, std::string_view title, Timestamp now) {
    auto channel_id = new_id();
    tx.execute(R"sql(
        INSERT INTO channel (channel_id, hub_id, name, name_key, purpose, visibility, created_at_us)
        VALUES ($1, $2, $3, $4, '', $5, $6))sql",
               channel_id, hub_id, title, folded(title), Visibility::ask, now);
    return channel_id;
}

void archive_thread(store::Transaction& tx, const std::string& channel_id, Timestamp now) {
    change_channel(tx, channel_id, {.name = {}, .purpose = {}, .archived = true}, now);
}

}  // namespace ourplace::hubs
