#include "hubs/direct_tables.hpp"

#include <algorithm>
#include <utility>

#include "base/id.hpp"
#include "hubs/channel_tables.hpp"

namespace ourplace::hubs {

Result<std::string> open_direct(store::Transaction& tx, const std::string& caller_id, const std::string& member_id,
                                Timestamp now) {
    if (caller_id == member_id) {
        return std::unexpected(
            Error::invalid("member_id", "This is yourself: a Direct conversation needs somebody else."));
    }
    const auto [first, second] = std::minmax(caller_id, member_id);
    if (const auto row =
            tx.query_one("SELECT channel_id FROM direct_channel WHERE first_member_id = $1 AND second_member_id = $2",
                         first, second))
        return row->text(0);
    // Of a bot, the hub that owns it; two bots share none.
    const auto shared = tx.query_one(R"sql(
        SELECT mine.hub_id FROM hub_member AS mine JOIN hub_member AS theirs ON theirs.hub_id = mine.hub_id
        WHERE mine.member_id = $1 AND theirs.member_id = $2
        UNION
        SELECT hub_member.hub_id FROM hub_member JOIN member ON member.bot_hub_id = hub_member.hub_id
        WHERE (member.member_id = $1 AND hub_member.member_id = $2)
           OR (member.member_id = $2 AND hub_member.member_id = $1)
        ORDER BY 1 LIMIT 1)sql",
                                     caller_id, member_id);
    if (!shared) return std::unexpected(Error::not_found("member_id", "There is nobody of this id in your hubs."));
    auto channel_id = new_id();
    tx.execute(R"sql(
        INSERT INTO channel (channel_id, hub_id, name, name_key, purpose, visibility, created_at_us)
        VALUES ($1, $2, '', '', '', $3, $4))sql",
               channel_id, shared->text(0), Visibility::direct, now);
    tx.execute("INSERT INTO direct_channel (first_member_id, second_member_id, channel_id) VALUES ($1, $2, $3)", first,
               second, channel_id);
    // Both first: each is told of a channel that has the other's name.
    for (const auto& each : {first, second}) enter_channel(tx, channel_id, each, now);
    for (const auto& each : {first, second}) announce_joined(tx, channel_id, each, now);
    return channel_id;
}

}  // namespace ourplace::hubs
