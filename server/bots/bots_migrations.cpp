#include <array>

#include "bots/hub_bot_tables.hpp"

namespace ourplace::bots {
namespace {

// signing_key: NULL for hooks that take unsigned requests; it is needed as it is, so it is no hash.
constexpr std::string_view incoming_sqlite = R"sql(
    CREATE TABLE incoming_hook (
        hook_id TEXT PRIMARY KEY,
        secret_hash BLOB NOT NULL UNIQUE,
        bot_id TEXT NOT NULL REFERENCES member (member_id),
        channel_id TEXT NOT NULL REFERENCES channel (channel_id),
        label TEXT NOT NULL,
        signing_key BLOB,
        created_at_us BIGINT NOT NULL,
        -- 0: never.
        last_used_at_us BIGINT NOT NULL DEFAULT 0
    );
    CREATE INDEX incoming_hook_by_bot ON incoming_hook (bot_id);
)sql";

constexpr std::string_view incoming_postgres = R"sql(
    CREATE TABLE incoming_hook (
        hook_id TEXT PRIMARY KEY,
        secret_hash BYTEA NOT NULL UNIQUE,
        bot_id TEXT NOT NULL REFERENCES member (member_id),
        channel_id TEXT NOT NULL REFERENCES channel (channel_id),
        label TEXT NOT NULL,
        signing_key BYTEA,
        created_at_us BIGINT NOT NULL,
        last_used_at_us BIGINT NOT NULL DEFAULT 0
    );
    CREATE INDEX incoming_hook_by_bot ON incoming_hook (bot_id);
)sql";

constexpr std::string_view commands_sqlite = R"sql(
    CREATE TABLE bot_command (
        bot_id TEXT NOT NULL REFERENCES member (member_id),
        name TEXT NOT NULL,
        description_en TEXT NOT NULL,
        description_cy TEXT NOT NULL,
        PRIMARY KEY (bot_id, name)
    );
    CREATE TABLE invocation (
        invocation_id TEXT PRIMARY KEY,
        bot_id TEXT NOT NULL REFERENCES member (member_id),
        channel_id TEXT NOT NULL REFERENCES channel (channel_id),
        invoker_id TEXT NOT NULL REFERENCES member (member_id),
        client_invocation_id BLOB NOT NULL,
        answer_by_us BIGINT NOT NULL,
        -- 0: waiting, 1: answered, 2: unanswered.
        state BIGINT NOT NULL,
        message_seq BIGINT NOT NULL,
        UNIQUE (invoker_id, client_invocation_id)
    );
    CREATE INDEX invocation_waiting ON invocation (bot_id) WHERE state = 0;
)sql";

constexpr std::string_view commands_postgres = R"sql(
    CREATE TABLE bot_command (
        bot_id TEXT NOT NULL REFERENCES member (member_id),
        name TEXT NOT NULL,
        description_en TEXT NOT NULL,
        description_cy TEXT NOT NULL,
        PRIMARY KEY (bot_id, name)
    );
    CREATE TABLE invocation (
        invocation_id TEXT PRIMARY KEY,
        bot_id TEXT NOT NULL REFERENCES member (member_id),
        channel_id TEXT NOT NULL REFERENCES channel (channel_id),
        invoker_id TEXT NOT NULL REFERENCES member (member_id),
        client_invocation_id BYTEA NOT NULL,
        answer_by_us BIGINT NOT NULL,
        state BIGINT NOT NULL,
        message_seq BIGINT NOT NULL,
        UNIQUE (invoker_id, client_invocation_id)
    );
    CREATE INDEX invocation_waiting ON invocation (bot_id) WHERE state = 0;
)sql";

// outgoing_hook: claimed_by is the node that delivers now, until then. outgoing_cursor: the newest number of a stream that
// was delivered or became a dead letter. dead_letter keeps no text: what is sent again is read from the log.
constexpr std::string_view outgoing_sqlite = R"sql(
    CREATE TABLE outgoing_hook (
        bot_id TEXT PRIMARY KEY REFERENCES member (member_id),
        url TEXT NOT NULL,
        signing_key BLOB NOT NULL,
        created_at_us BIGINT NOT NULL,
        failures BIGINT NOT NULL DEFAULT 0,
        last_failure TEXT NOT NULL DEFAULT '',
        last_delivered_at_us BIGINT NOT NULL DEFAULT 0,
        next_attempt_at_us BIGINT NOT NULL DEFAULT 0,
        claimed_by TEXT NOT NULL DEFAULT '',
        claimed_until_us BIGINT NOT NULL DEFAULT 0
    );
)sql";

constexpr std::string_view outgoing_postgres = R"sql(
    CREATE TABLE outgoing_hook (
        bot_id TEXT PRIMARY KEY REFERENCES member (member_id),
        url TEXT NOT NULL,
        signing_key BYTEA NOT NULL,
        created_at_us BIGINT NOT NULL,
        failures BIGINT NOT NULL DEFAULT 0,
        last_failure TEXT NOT NULL DEFAULT '',
        last_delivered_at_us BIGINT NOT NULL DEFAULT 0,
        next_attempt_at_us BIGINT NOT NULL DEFAULT 0,
        claimed_by TEXT NOT NULL DEFAULT '',
        claimed_until_us BIGINT NOT NULL DEFAULT 0
    );
)sql";

constexpr std::string_view deliveries = R"sql(
    CREATE TABLE outgoing_cursor (
        bot_id TEXT NOT NULL REFERENCES outgoing_hook (bot_id),
        stream_id TEXT NOT NULL,
        seq BIGINT NOT NULL,
        PRIMARY KEY (bot_id, stream_id)
    );
    CREATE TABLE dead_letter (
        bot_id TEXT NOT NULL REFERENCES outgoing_hook (bot_id),
        webhook_id TEXT NOT NULL,
        stream_id TEXT NOT NULL,
        seq BIGINT NOT NULL,
        failed_at_us BIGINT NOT NULL,
        reason TEXT NOT NULL,
        -- 1: shall be sent again.
        replay BIGINT NOT NULL,
        PRIMARY KEY (bot_id, webhook_id)
    );
)sql";

constexpr std::array all_migrations{
    store::Migration{.name = "bots: incoming hooks", .sqlite = incoming_sqlite, .postgres = incoming_postgres},
    store::Migration{
        .name = "bots: commands and invocations", .sqlite = commands_sqlite, .postgres = commands_postgres},
    store::Migration{.name = "bots: outgoing hooks", .sqlite = outgoing_sqlite, .postgres = outgoing_postgres},
    store::Migration{.name = "bots: deliveries", .sqlite = deliveries, .postgres = {}},
};

}  // namespace

std::span<const store::Migration> migrations() { return all_migrations; }

}  // namespace ourplace::bots
