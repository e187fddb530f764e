#include <array>
#include <string_view>

#include "conversations/message_tables.hpp"

namespace ourplace::conversations {
namespace {

// author_* is as it was when the message was sent. fingerprint tells a retry from another message (Draft). wording_seq is
// the Update that carries the present wording; message_version keeps earlier ones with theirs. message_not_deleted holds
// all that counting what is unread reads.
constexpr std::string_view messages_sqlite = R"sql(
    CREATE TABLE message (
        channel_id TEXT NOT NULL REFERENCES channel (channel_id),
        seq BIGINT NOT NULL,
        author_id TEXT NOT NULL REFERENCES member (member_id),
        author_name TEXT NOT NULL,
        author_is_champion BIGINT NOT NULL,
        author_role BIGINT NOT NULL,
        client_message_id BLOB NOT NULL,
        fingerprint BLOB NOT NULL,
        body TEXT NOT NULL,
        wording_seq BIGINT NOT NULL,
        sent_at_us BIGINT NOT NULL,
        edited_at_us BIGINT NOT NULL DEFAULT 0,
        deleted_at_us BIGINT NOT NULL DEFAULT 0,
        deleted_by TEXT,
        deleted_by_name TEXT,
        delete_reason TEXT,
        quoted_seq BIGINT NOT NULL,
        mentions_channel BIGINT NOT NULL,
        PRIMARY KEY (channel_id, seq),
        UNIQUE (author_id, client_message_id)
    );
)sql";

constexpr std::string_view messages_postgres = R"sql(
    CREATE TABLE message (
        channel_id TEXT NOT NULL REFERENCES channel (channel_id),
        seq BIGINT NOT NULL,
        author_id TEXT NOT NULL REFERENCES member (member_id),
        author_name TEXT NOT NULL,
        author_is_champion BIGINT NOT NULL,
        author_role BIGINT NOT NULL,
        client_message_id BYTEA NOT NULL,
        fingerprint BYTEA NOT NULL,
        body TEXT NOT NULL,
        wording_seq BIGINT NOT NULL,
        sent_at_us BIGINT NOT NULL,
        edited_at_us BIGINT NOT NULL DEFAULT 0,
        deleted_at_us BIGINT NOT NULL DEFAULT 0,
        deleted_by TEXT,
        deleted_by_name TEXT,
        delete_reason TEXT,
        quoted_seq BIGINT NOT NULL,
        mentions_channel BIGINT NOT NULL,
        PRIMARY KEY (channel_id, seq),
        UNIQUE (author_id, client_message_id)
    );
)sql";

constexpr std::string_view around_messages = R"sql(
    CREATE TABLE message_version (
        channel_id TEXT NOT NULL,
        seq BIGINT NOT NULL,
        wording_seq BIGINT NOT NULL,
        at_us BIGINT NOT NULL,
        body TEXT NOT NULL,
        PRIMARY KEY (channel_id, seq, wording_seq),
        FOREIGN KEY (channel_id, seq) REFERENCES message (channel_id, seq)
    );
    CREATE TABLE mention (
        channel_id TEXT NOT NULL,
        seq BIGINT NOT NULL,
        member_id TEXT NOT NULL REFERENCES member (member_id),
        name TEXT NOT NULL,
        PRIMARY KEY (channel_id, seq, member_id),
        FOREIGN KEY (channel_id, seq) REFERENCES message (channel_id, seq)
    );
    CREATE INDEX mention_by_member ON mention (member_id, channel_id, seq);
    CREATE INDEX message_not_deleted ON message (channel_id, seq, author_id, deleted_at_us) WHERE deleted_at_us = 0;
    CREATE INDEX message_to_everybody ON message (channel_id, seq) WHERE mentions_channel = 1;
    CREATE TABLE reaction (
        channel_id TEXT NOT NULL,
        seq BIGINT NOT NULL,
        reaction BIGINT NOT NULL,
        member_id TEXT NOT NULL REFERENCES member (member_id),
        at_us BIGINT NOT NULL,
        PRIMARY KEY (channel_id, seq, reaction, member_id),
        FOREIGN KEY (channel_id, seq) REFERENCES message (channel_id, seq)
    );
    CREATE TABLE read_marker (
        channel_id TEXT NOT NULL REFERENCES channel (channel_id),
        member_id TEXT NOT NULL REFERENCES member (member_id),
        read_seq BIGINT NOT NULL,
        PRIMARY KEY (channel_id, member_id)
    );
)sql";

constexpr std::string_view buttons = R"sql(
    ALTER TABLE message ADD COLUMN author_is_bot BIGINT NOT NULL DEFAULT 0;
    CREATE TABLE message_button (
        channel_id TEXT NOT NULL,
        seq BIGINT NOT NULL,
        place BIGINT NOT NULL,
        button_id TEXT NOT NULL,
        label TEXT NOT NULL,
        PRIMARY KEY (channel_id, seq, place),
        FOREIGN KEY (channel_id, seq) REFERENCES message (channel_id, seq)
    );
)sql";

constexpr std::array all_migrations{
    store::Migration{.name = "conversations: messages", .sqlite = messages_sqlite, .postgres = messages_postgres},
    store::Migration{.name = "conversations: versions, mentions, reactions, read markers",
                     .sqlite = around_messages,
                     .postgres = {}},
    store::Migration{.name = "conversations: bots and their buttons", .sqlite = buttons, .postgres = {}},
};

}  // namespace

std::span<const store::Migration> migrations() { return all_migrations; }

}  // namespace ourplace::conversations
