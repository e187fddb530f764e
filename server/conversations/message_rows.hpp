// How a message is read from its row; shared by the tables of this room.
#pragma once

#include <string_view>
#include <vector>

#include "ourplace/v1/conversations.pb.h"
#include "store/transaction.hpp"

namespace ourplace::conversations {

inline constexpr std::string_view message_columns = R"sql(
    SELECT message.channel_id, message.seq, message.author_id, message.author_name, message.author_is_champion,
           message.author_role, message.client_message_id, message.body, message.sent_at_us, message.edited_at_us,
           message.deleted_at_us, message.deleted_by, message.deleted_by_name, message.delete_reason, message.quoted_seq,
           message.mentions_channel, message.author_is_bot
    FROM message
)sql";

// Without reactions, mentions and buttons.
[[nodiscard]] v1::Message to_message(const store::Row& row);

// Adds the reactions, mentions and buttons of messages of one channel, which are in order of their numbers.
void add_details(store::Transaction& tx, std::string_view channel_id, std::vector<v1::Message>& messages);

}  // namespace ourplace::conversations
