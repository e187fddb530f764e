#include "hubs/joined_tables.hpp"

namespace ourplace::hubs {

std::vector<JoinedChannel> joined_since(store::Transaction& tx, std::string_view member_id) {
    std::vector<JoinedChannel> joined;
    for (const auto& row : tx.query(
             "SELECT channel_id, joined_seq FROM channel_member WHERE member_id = $1 ORDER BY channel_id", member_id))
        joined.push_back({.channel_id = row.text(0), .joined_seq = row.number(1)});
    return joined;
}

}  // namespace ourplace::hubs
