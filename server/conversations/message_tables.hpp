// Messages as they stand now, with what they said before for moderators. Every change also writes the Update that says
// so in the channel's stream, and takes old wording out of the log: a replay never brings it back. Store threads only.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "conversations/message_rules.hpp"
#include "hubs/membership_tables.hpp"
#include "ourplace/v1/conversations.pb.h"
#include "store/migrations.hpp"
#include "store/transaction.hpp"

namespace ourplace::conversations {

// All tables of this room.
[[nodiscard]] std::span<const store::Migration> migrations();

[[nodiscard]] std::vector<Button> to_buttons(const google::protobuf::RepeatedPtrField<v1::Button>& wire);

// The message of an earlier post with the same id, if any; `already_exists` if that said something else. As it stands
// now, or for somebody who may no longer read the channel as they sent it.
[[nodiscard]] Result<std::optional<v1::Message>> find_earlier(store::Transaction& tx, std::string_view author_id,
                                                              const Draft& draft);

// Appends at the stream's next number. The membership must allow posting. Errors name the field of PostMessageRequest.
[[nodiscard]] Result<v1::Message> append(store::Transaction& tx, const hubs::ChannelMembership& author,
                                         const Draft& draft, Timestamp now);

[[nodiscard]] std::optional<v1::Message> find_message(store::Transaction& tx, std::string_view channel_id,
                                                      std::uint64_t seq);

// Whether there is such a message and it is theirs.
[[nodiscard]] bool is_author(store::Transaction& tx, std::string_view channel_id, std::uint64_t seq,
                             std::string_view member_id);

struct Edit {
    std::string body;
    std::vector<std::string> mentioned_member_ids;
    std::vector<Button> buttons;
};
// The message must exist and not be deleted.
[[nodiscard]] Result<v1::Message> edit(store::Transaction& tx, const hubs::ChannelMembership& author,
                                       const v1::Message& message, const Edit& edit, Timestamp now);
// Leaves a tombstone. Nothing happens to one that is deleted already.
[[nodiscard]] v1::Message remove(store::Transaction& tx, const hubs::ChannelMembership& by, const v1::Message& message,
                                 std::string_view reason, Timestamp now);
// Setting what is set changes nothing.
void set_reaction(store::Transaction& tx, const hubs::ChannelMembership& by, std::uint64_t seq, v1::Reaction reaction,
                  bool on, Timestamp now);

// What it said before and says now, oldest first.
[[nodiscard]] std::vector<v1::MessageVersion> versions(store::Transaction& tx, const v1::Message& message);

struct PageRequest {
    enum class Position : std::uint8_t { newest, before, after, around } position = Position::newest;
    std::uint64_t seq = 0;
    std::size_t size = 50;
};
[[nodiscard]] v1::ListMessagesResponse list_messages(store::Transaction& tx, std::string_view channel_id,
                                                     const PageRequest& request);

}  // namespace ourplace::conversations
