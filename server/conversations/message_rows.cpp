#include "conversations/message_rows.hpp"

#include <algorithm>

namespace ourplace::conversations {

v1::Message to_message(const store::Row& row) {
    v1::Message message;
    message.set_channel_id(row.text(0));
    message.set_seq(row.number(1));
    auto& author = *message.mutable_author();
    author.set_member_id(row.text(2));
    author.set_name(row.text(3));
    author.set_is_champion(row.boolean(4));
    author.set_role(static_cast<v1::HubRole>(row.integer(5)));
    message.set_client_message_id(row.blob(6));
    message.set_body(row.text(7));
    message.set_sent_at_us(row.integer(8));
    message.set_edited_at_us(row.integer(9));
    if (row.integer(10) != 0) {
        auto& tombstone = *message.mutable_tombstone();
        tombstone.set_deleted_at_us(row.integer(10));
        tombstone.set_deleted_by_member_id(row.text_or_empty(11));
        tombstone.set_deleted_by_name(row.text_or_empty(12));
        tombstone.set_reason(row.text_or_empty(13));
    }
    message.set_quoted_seq(row.number(14));
    message.set_mentions_channel(row.boolean(15));
    author.set_is_bot(row.boolean(16));
    return message;
}

void add_details(store::Transaction& tx, std::string_view channel_id, std::vector<v1::Message>& messages) {
    if (messages.empty()) return;
    const auto first = messages.front().seq();
    const auto last = messages.back().seq();
    const auto find = [&](std::uint64_t seq) -> v1::Message* {
        const auto found =
            std::ranges::lower_bound(messages, seq, {}, [](const v1::Message& message) { return message.seq(); });
        return found != messages.end() && found->seq() == seq ? &*found : nullptr;
    };
    for (const auto& row : tx.query(R"sql(
             SELECT seq, reaction, member_id FROM reaction
             WHERE channel_id = $1 AND seq BETWEEN $2 AND $3 ORDER BY seq, reaction, at_us, member_id)sql",
                                    channel_id, first, last)) {
        auto* message = find(row.number(0));
        if (message == nullptr) continue;
        const auto reaction = static_cast<v1::Reaction>(row.integer(1));
        auto& counts = *message->mutable_reactions();
        if (counts.empty() || counts.rbegin()->reaction() != reaction) counts.Add()->set_reaction(reaction);
        counts.rbegin()->add_member_ids(row.text(2));
    }
    for (
        const auto& row : tx.query(
            "SELECT seq, member_id, name FROM mention WHERE channel_id = $1 AND seq BETWEEN $2 AND $3 ORDER BY seq, member_id",
            channel_id, first, last)) {
        auto* message = find(row.number(0));
        if (message == nullptr) continue;
        auto& mention = *message->add_mentions();
        mention.set_member_id(row.text(1));
        mention.set_name(row.text(2));
    }
    // Most channels have no bot.
    if (std::ranges::none_of(messages, [](const v1::Message& message) { return message.author().is_bot(); })) return;
    for (const auto& row : tx.query(R"sql(
             SELECT seq, button_id, label FROM message_button
             WHERE channel_id = $1 AND seq BETWEEN $2 AND $3 ORDER BY seq, place)sql",
                                    channel_id, first, last)) {
        auto* message = find(row.number(0));
        if (message == nullptr) continue;
        auto& button = *message->add_buttons();
        button.set_button_id(row.text(1));
        button.set_label(row.text(2));
    }
}

}  // namespace ourplace::conversations
