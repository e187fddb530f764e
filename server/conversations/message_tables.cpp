#include "conversations/message_tables.hpp"

#include <algorithm>
#include <utility>

#include "accounts/accounts_tables.hpp"
#include "conversations/message_rows.hpp"
#include "streams/stream_log.hpp"

namespace ourplace::conversations {
namespace {

using hubs::ChannelMembership;
using store::Transaction;

// Who is mentioned, by the names that stand in the body. `mentioned_member_ids` is at fault for somebody who is not
// named there or cannot read the channel; in both cases in the same words, or private channels' readers could be probed.
Result<std::vector<v1::Mention>> find_mentions(Transaction& tx, const ChannelMembership& author, std::string_view text,
                                               std::vector<std::string> member_ids) {
    std::vector<v1::Mention> mentions;
    if (member_ids.empty()) return mentions;
    std::ranges::sort(member_ids);
    const auto twice = std::ranges::unique(member_ids);
    member_ids.erase(twice.begin(), twice.end());
    const auto known = accounts::names_of(tx, member_ids);
    for (const auto& member_id : member_ids) {
        const auto name = known.find(member_id);
        if (name == known.end() || !names(text, name->second) ||
            !hubs::may_be_mentioned(tx, member_id, author.channel_id())) {
            return std::unexpected(Error::invalid(
                "mentioned_member_ids",
                "Each must be somebody who can read this channel and whose name stands behind \"@\" in the body."));
        }
        auto& mention = mentions.emplace_back();
        mention.set_member_id(member_id);
        mention.set_name(name->second);
    }
    return mentions;
}

// Whoever was mentioned before stays so while their name stands there, also if they have left or changed it since:
// somebody who corrects a spelling should not have to take them out.
Result<std::vector<v1::Mention>> mentions_after_edit(Transaction& tx, const ChannelMembership& author,
                                                     const v1::Message& before, const Edit& edit) {
    std::vector<v1::Mention> kept;
    auto others = edit.mentioned_member_ids;
    for (const auto& mention : before.mentions()) {
        if (!names(edit.body, mention.name()) || std::erase(others, mention.member_id()) == 0) continue;
        kept.push_back(mention);
    }
    auto mentions = find_mentions(tx, author, edit.body, std::move(others));
    if (!mentions) return mentions;
    mentions->insert(mentions->end(), kept.begin(), kept.end());
    std::ranges::sort(*mentions, {}, &v1::Mention::member_id);
    return mentions;
}

void write_mentions(Transaction& tx, std::string_view channel_id, std::uint64_t seq,
                    const std::vector<v1::Mention>& mentions) {
    for (const auto& mention : mentions) {
        tx.later("INSERT INTO mention (channel_id, seq, member_id, name) VALUES ($1, $2, $3, $4)", channel_id, seq,
                 mention.member_id(), mention.name());
    }
}

void set_buttons(v1::Message& message, const std::vector<Button>& buttons) {
    message.clear_buttons();
    for (const auto& button : buttons) {
        auto& wire = *message.add_buttons();
        wire.set_button_id(button.button_id);
        wire.set_label(button.label);
    }
}

void write_buttons(Transaction& tx, const v1::Message& message) {
    int place = 0;
    for (const auto& button : message.buttons()) {
        tx.later("INSERT INTO message_button (channel_id, seq, place, button_id, label) VALUES ($1, $2, $3, $4, $5)",
                 message.channel_id(), message.seq(), place++, button.button_id(), button.label());
    }
}

void forget_buttons(Transaction& tx, const v1::Message& message) {
    if (message.author().is_bot())
        tx.execute("DELETE FROM message_button WHERE channel_id = $1 AND seq = $2", message.channel_id(),
                   message.seq());
}

bool same_buttons(const v1::Message& message, const std::vector<Button>& buttons) {
    return std::ranges::equal(message.buttons(), buttons, [](const v1::Button& one, const Button& other) {
        return one.button_id() == other.button_id && one.label() == other.label;
    });
}

Result<v1::Message> compose(Transaction& tx, const ChannelMembership& author, const Draft& draft, Timestamp now) {
    const auto member = accounts::find_member(tx, author.member_id());
    if (draft.quoted_seq != 0) {
        const auto quoted = find_message(tx, draft.channel_id, draft.quoted_seq);
        if (!quoted)
            return std::unexpected(Error::not_found("quoted_seq", "There is no such message in this channel."));
        if (quoted->has_tombstone())
            return std::unexpected(Error::failed_precondition("quoted_seq", "The message was deleted."));
    }
    if (draft.mentions_channel && !author.may_organise()) {
        return std::unexpected(
            Error::permission_denied("mentions_channel", "Only organisers can mention everybody in a channel."));
    }
    auto mentions = find_mentions(tx, author, draft.body, draft.mentioned_member_ids);
    if (!mentions) return std::unexpected(std::move(mentions.error()));
    v1::Message message;
    message.set_channel_id(draft.channel_id);
    message.mutable_author()->set_member_id(author.member_id());
    message.mutable_author()->set_name(member->name);
    message.mutable_author()->set_is_champion(member->champion.has_value());
    message.mutable_author()->set_role(static_cast<v1::HubRole>(author.role()));
    message.mutable_author()->set_is_bot(author.is_bot());
    message.set_body(draft.body);
    message.set_sent_at_us(now);
    message.set_client_message_id(draft.client_message_id);
    message.set_quoted_seq(draft.quoted_seq);
    message.set_mentions_channel(draft.mentions_channel);
    for (auto& mention : *mentions) *message.add_mentions() = std::move(mention);
    set_buttons(message, draft.buttons);
    return message;
}

// Puts the present wording aside for moderators, and takes it out of the log: the Update that posted the message says
// what is said now, and an edit in between says nothing any more (clients skip it, the number stays).
void replace_wording(Transaction& tx, const v1::Message& message) {
    const auto replaced = tx.query_one(R"sql(
        INSERT INTO message_version (channel_id, seq, wording_seq, at_us, body)
        SELECT channel_id, seq, wording_seq, CASE WHEN edited_at_us = 0 THEN sent_at_us ELSE edited_at_us END, body
        FROM message WHERE channel_id = $1 AND seq = $2
        RETURNING wording_seq)sql",
                                       message.channel_id(), message.seq());
    const auto stream_id = streams::channel_stream(message.channel_id());
    streams::rewrite(tx, stream_id, message.seq(), [&](v1::Update& update) {
        auto& posted = *update.mutable_message_posted()->mutable_message();
        posted = message;
        posted.clear_reactions();
    });
    if (replaced->number(0) != message.seq())
        streams::rewrite(tx, stream_id, replaced->number(0), [](v1::Update& update) { update.clear_change(); });
}

// For somebody who has lost the right to read: what they sent themselves, and nothing that came of it.
v1::Message as_sent(v1::Message message, const Draft& draft) {
    message.set_body(draft.body);
    message.clear_edited_at_us();
    message.clear_tombstone();
    message.clear_reactions();
    message.clear_mentions();
    message.set_mentions_channel(draft.mentions_channel);
    set_buttons(message, draft.buttons);
    return message;
}

}  // namespace

Result<std::optional<v1::Message>> find_earlier(Transaction& tx, std::string_view author_id, const Draft& draft) {
    const auto row =
        tx.query_one("SELECT channel_id, seq, fingerprint FROM message WHERE author_id = $1 AND client_message_id = $2",
                     author_id, store::Blob{draft.client_message_id});
    if (!row) return std::nullopt;
    if (row->blob(2) != draft.fingerprint()) {
        return std::unexpected(
            Error::already_exists("client_message_id", "Another message was sent with this id. Choose a new one."));
    }
    auto message = find_message(tx, row->text(0), row->number(1));
    if (hubs::may_read(tx, author_id, streams::channel_stream(row->text(0)))) return message;
    return as_sent(std::move(*message), draft);
}

Result<v1::Message> append(Transaction& tx, const ChannelMembership& author, const Draft& draft, Timestamp now) {
    if (!author.may_post()) {
        return std::unexpected(
            Error::permission_denied("channel_id", author.archived() ? "This channel is archived: it can be read only."
                                                                     : "Join this channel to write in it."));
    }
    auto message = compose(tx, author, draft, now);
    if (!message) return message;
    const auto stream_id = streams::channel_stream(draft.channel_id);
    const auto turn = streams::next_turn(tx, stream_id);
    const auto seq = turn.number;
    message->set_seq(seq);
    tx.later(R"sql(
        INSERT INTO message (channel_id, seq, author_id, author_name, author_is_champion, author_role, client_message_id,
                             fingerprint, body, wording_seq, sent_at_us, quoted_seq, mentions_channel, author_is_bot)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $2, $10, $11, $12, $13))sql",
             draft.channel_id, seq, author.member_id(), message->author().name(), message->author().is_champion(),
             author.role(), store::Blob{draft.client_message_id}, store::Blob{draft.fingerprint()}, draft.body, now,
             draft.quoted_seq, draft.mentions_channel, author.is_bot());
    write_mentions(tx, draft.channel_id, seq, {message->mentions().begin(), message->mentions().end()});
    write_buttons(tx, *message);
    v1::Update update;
    *update.mutable_message_posted()->mutable_message() = *message;
    streams::record(tx, std::move(update), stream_id, turn, now);
    return message;
}

std::vector<Button> to_buttons(const google::protobuf::RepeatedPtrField<v1::Button>& wire) {
    std::vector<Button> buttons;
    for (const auto& button : wire) buttons.push_back({.button_id = button.button_id(), .label = button.label()});
    return buttons;
}

bool is_author(Transaction& tx, std::string_view channel_id, std::uint64_t seq, std::string_view member_id) {
    return tx
        .query_one("SELECT 1 FROM message WHERE channel_id = $1 AND seq = $2 AND author_id = $3", channel_id, seq,
                   member_id)
        .has_value();
}

std::optional<v1::Message> find_message(Transaction& tx, std::string_view channel_id, std::uint64_t seq) {
    const auto row = tx.query_one(std::string(message_columns) + "WHERE message.channel_id = $1 AND message.seq = $2",
                                  channel_id, seq);
    if (!row) return std::nullopt;
    std::vector<v1::Message> one{to_message(*row)};
    add_details(tx, channel_id, one);
    return std::move(one.front());
}

Result<v1::Message> edit(Transaction& tx, const ChannelMembership& author, const v1::Message& before, const Edit& edit,
                         Timestamp now) {
    const auto mentions = mentions_after_edit(tx, author, before, edit);
    if (!mentions) return std::unexpected(mentions.error());
    if (edit.body == before.body() && same_buttons(before, edit.buttons) &&
        std::ranges::equal(*mentions, before.mentions(), {}, &v1::Mention::member_id, &v1::Mention::member_id))
        return before;
    auto message = before;
    message.set_body(edit.body);
    message.set_edited_at_us(now);
    message.clear_mentions();
    for (const auto& mention : *mentions) *message.add_mentions() = mention;
    set_buttons(message, edit.buttons);

    replace_wording(tx, message);
    v1::Update update;
    auto& edited = *update.mutable_message_edited();
    edited.set_message_seq(message.seq());
    edited.set_body(message.body());
    *edited.mutable_mentions() = message.mentions();
    *edited.mutable_buttons() = message.buttons();
    edited.set_edited_at_us(now);
    const auto number = streams::append(tx, streams::channel_stream(message.channel_id()), now, std::move(update));
    tx.execute("UPDATE message SET body = $3, edited_at_us = $4, wording_seq = $5 WHERE channel_id = $1 AND seq = $2",
               message.channel_id(), message.seq(), message.body(), now, number);
    tx.execute("DELETE FROM mention WHERE channel_id = $1 AND seq = $2", message.channel_id(), message.seq());
    write_mentions(tx, message.channel_id(), message.seq(), *mentions);
    forget_buttons(tx, message);
    write_buttons(tx, message);
    return message;
}

v1::Message remove(Transaction& tx, const ChannelMembership& by, const v1::Message& before, std::string_view reason,
                   Timestamp now) {
    if (before.has_tombstone()) return before;
    auto message = before;
    auto& tombstone = *message.mutable_tombstone();
    tombstone.set_deleted_at_us(now);
    tombstone.set_deleted_by_member_id(by.member_id());
    if (const auto member = accounts::find_member(tx, by.member_id())) tombstone.set_deleted_by_name(member->name);
    tombstone.set_reason(std::string(reason));
    message.clear_body();
    message.clear_mentions();
    message.clear_reactions();
    message.clear_buttons();
    message.set_mentions_channel(false);

    replace_wording(tx, message);
    tx.execute(R"sql(
        UPDATE message SET body = '', deleted_at_us = $3, deleted_by = $4, deleted_by_name = $5, delete_reason = $6, mentions_channel = 0
        WHERE channel_id = $1 AND seq = $2)sql",
               message.channel_id(), message.seq(), now, by.member_id(), tombstone.deleted_by_name(),
               tombstone.reason());
    tx.execute("DELETE FROM mention WHERE channel_id = $1 AND seq = $2", message.channel_id(), message.seq());
    tx.execute("DELETE FROM reaction WHERE channel_id = $1 AND seq = $2", message.channel_id(), message.seq());
    forget_buttons(tx, message);
    v1::Update update;
    update.mutable_message_deleted()->set_message_seq(message.seq());
    *update.mutable_message_deleted()->mutable_tombstone() = tombstone;
    streams::append(tx, streams::channel_stream(message.channel_id()), now, std::move(update));
    return message;
}

void set_reaction(Transaction& tx, const ChannelMembership& by, std::uint64_t seq, v1::Reaction reaction, bool on,
                  Timestamp now) {
    const auto changed =
        on ? tx.execute(R"sql(
                 INSERT INTO reaction (channel_id, seq, reaction, member_id, at_us) VALUES ($1, $2, $3, $4, $5)
                 ON CONFLICT (channel_id, seq, reaction, member_id) DO NOTHING)sql",
                        by.channel_id(), seq, reaction, by.member_id(), now)
           : tx.execute("DELETE FROM reaction WHERE channel_id = $1 AND seq = $2 AND reaction = $3 AND member_id = $4",
                        by.channel_id(), seq, reaction, by.member_id());
    if (changed == 0) return;
    v1::Update update;
    auto& change = *update.mutable_reaction_changed();
    change.set_message_seq(seq);
    change.set_member_id(by.member_id());
    change.set_reaction(reaction);
    change.set_on(on);
    streams::append(tx, streams::channel_stream(by.channel_id()), now, std::move(update));
}

std::vector<v1::MessageVersion> versions(Transaction& tx, const v1::Message& message) {
    std::vector<v1::MessageVersion> all;
    for (const auto& row :
         tx.query("SELECT body, at_us FROM message_version WHERE channel_id = $1 AND seq = $2 ORDER BY wording_seq",
                  message.channel_id(), message.seq())) {
        auto& version = all.emplace_back();
        version.set_body(row.text(0));
        version.set_at_us(row.integer(1));
    }
    if (!message.has_tombstone()) {
        auto& present = all.emplace_back();
        present.set_body(message.body());
        present.set_at_us(message.edited_at_us() != 0 ? message.edited_at_us() : message.sent_at_us());
    }
    return all;
}

}  // namespace ourplace::conversations
