#include <array>

#include "accounts/accounts_tables.hpp"

namespace ourplace::accounts {
namespace {

constexpr std::string_view members = R"sql(
    CREATE TABLE programme (
        id BIGINT PRIMARY KEY CHECK (id = 1),
        name TEXT NOT NULL,
        created_at_us BIGINT NOT NULL
    );
    CREATE TABLE member (
        member_id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        name_key TEXT NOT NULL UNIQUE,
        -- The name without accents.
        search_key TEXT NOT NULL,
        about TEXT NOT NULL DEFAULT '',
        language BIGINT NOT NULL,
        is_administrator BIGINT NOT NULL,
        -- NULL: signs in by links only.
        passphrase_hash TEXT,
        -- Comma separated; NULL: not a Champion.
        champion_themes TEXT,
        champion_about TEXT,
        created_at_us BIGINT NOT NULL
    );
)sql";

// Secrets are kept as BLAKE2b hashes.
constexpr std::string_view devices_sqlite = R"sql(
    CREATE TABLE session (
        session_id TEXT PRIMARY KEY,
        secret_hash BLOB NOT NULL UNIQUE,
        member_id TEXT NOT NULL REFERENCES member (member_id),
        label TEXT NOT NULL,
        signed_in_at_us BIGINT NOT NULL,
        last_seen_at_us BIGINT NOT NULL
    );
    CREATE INDEX session_by_member ON session (member_id);
    CREATE INDEX session_by_last_seen ON session (last_seen_at_us);
    CREATE TABLE token (
        token_id TEXT PRIMARY KEY,
        secret_hash BLOB NOT NULL UNIQUE,
        member_id TEXT NOT NULL REFERENCES member (member_id),
        label TEXT NOT NULL,
        scope BIGINT NOT NULL,
        created_at_us BIGINT NOT NULL,
        -- 0: does not expire.
        expires_at_us BIGINT NOT NULL,
        -- 0: never.
        last_used_at_us BIGINT NOT NULL
    );
    CREATE INDEX token_by_member ON token (member_id);
    CREATE TABLE sign_in_link (
        secret_hash BLOB PRIMARY KEY,
        member_id TEXT NOT NULL REFERENCES member (member_id),
        expires_at_us BIGINT NOT NULL
    );
    -- Of sessions and tokens, for processes that did not hear of it.
    CREATE TABLE ended_session (
        session_id TEXT PRIMARY KEY,
        ended_at_us BIGINT NOT NULL
    );
    CREATE INDEX ended_session_by_time ON ended_session (ended_at_us);
)sql";

constexpr std::string_view devices_postgres = R"sql(
    CREATE TABLE session (
        session_id TEXT PRIMARY KEY,
        secret_hash BYTEA NOT NULL UNIQUE,
        member_id TEXT NOT NULL REFERENCES member (member_id),
        label TEXT NOT NULL,
        signed_in_at_us BIGINT NOT NULL,
        last_seen_at_us BIGINT NOT NULL
    );
    CREATE INDEX session_by_member ON session (member_id);
    CREATE INDEX session_by_last_seen ON session (last_seen_at_us);
    CREATE TABLE token (
        token_id TEXT PRIMARY KEY,
        secret_hash BYTEA NOT NULL UNIQUE,
        member_id TEXT NOT NULL REFERENCES member (member_id),
        label TEXT NOT NULL,
        scope BIGINT NOT NULL,
        created_at_us BIGINT NOT NULL,
        expires_at_us BIGINT NOT NULL,
        last_used_at_us BIGINT NOT NULL
    );
    CREATE INDEX token_by_member ON token (member_id);
    CREATE TABLE sign_in_link (
        secret_hash BYTEA PRIMARY KEY,
        member_id TEXT NOT NULL REFERENCES member (member_id),
        expires_at_us BIGINT NOT NULL
    );
    -- Of sessions and tokens, for processes that did not hear of it.
    CREATE TABLE ended_session (
        session_id TEXT PRIMARY KEY,
        ended_at_us BIGINT NOT NULL
    );
    CREATE INDEX ended_session_by_time ON ended_session (ended_at_us);
)sql";

// bot_hub_id: NULL for people; '' for a bot whose hub removed it. It refers to no row, since hubs come after members.
constexpr std::string_view bots = R"sql(
    ALTER TABLE member ADD COLUMN bot_hub_id TEXT;
    ALTER TABLE member ADD COLUMN bot_scopes BIGINT NOT NULL DEFAULT 0;
    ALTER TABLE member ADD COLUMN bot_paused BIGINT NOT NULL DEFAULT 0;
    CREATE INDEX member_by_bot_hub ON member (bot_hub_id) WHERE bot_hub_id IS NOT NULL;
)sql";

// A persona is another name for somebody in one place (hubs/persona_tables.hpp). Its name_key is one that nobody types.
constexpr std::string_view personas = "ALTER TABLE member ADD COLUMN is_persona BIGINT NOT NULL DEFAULT 0;";

// 0: they may sign in.
constexpr std::string_view deactivated = "ALTER TABLE member ADD COLUMN deactivated_at_us BIGINT NOT NULL DEFAULT 0;";

// Those that are not the usual ones.
constexpr std::string_view programme_settings = R"sql(
    CREATE TABLE programme_setting (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
    );
)sql";

constexpr std::array steps{
    store::Migration{.name = "accounts: programme and members", .sqlite = members, .postgres = {}},
    store::Migration{
        .name = "accounts: sessions, tokens, sign-in links", .sqlite = devices_sqlite, .postgres = devices_postgres},
    store::Migration{.name = "accounts: ended sessions are told in the stream of nodes",
                     .sqlite = "DROP TABLE ended_session;",
                     .postgres = {}},
    store::Migration{.name = "accounts: bots", .sqlite = bots, .postgres = {}},
    store::Migration{.name = "accounts: personas", .sqlite = personas, .postgres = {}},
    store::Migration{.name = "accounts: deactivated members", .sqlite = deactivated, .postgres = {}},
    store::Migration{.name = "accounts: administrators are found at once",
                     .sqlite = "CREATE INDEX member_administrator ON member (member_id) WHERE is_administrator = 1;",
                     .postgres = {}},
    store::Migration{.name = "accounts: the programme's settings", .sqlite = programme_settings, .postgres = {}},
};

}  // namespace

std::span<const store::Migration> migrations() { return steps; }

}  // namespace ourplace::accounts
