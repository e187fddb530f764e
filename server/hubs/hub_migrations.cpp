#include <array>

#include "hubs/hub_tables.hpp"

namespace ourplace::hubs {
namespace {

// search_key: what the directory is searched by, for a hub its name and purpose. Sorting goes by name_key and id, so that
// pages have one order. joined_seq: the channel's newest number when the member joined; what came before is not unread.
// member_count: how many rows hub_member or channel_member has; counting them for every overview would be slow.
constexpr std::string_view tables = R"sql(
    CREATE TABLE place (
        place_id TEXT PRIMARY KEY,
        parent_place_id TEXT REFERENCES place (place_id),
        name TEXT NOT NULL,
        name_key TEXT NOT NULL,
        search_key TEXT NOT NULL
    );
    CREATE INDEX place_by_parent ON place (parent_place_id);
    CREATE TABLE hub (
        hub_id TEXT PRIMARY KEY,
        place_id TEXT NOT NULL REFERENCES place (place_id),
        name TEXT NOT NULL,
        name_key TEXT NOT NULL,
        search_key TEXT NOT NULL,
        purpose TEXT NOT NULL,
        paint BIGINT NOT NULL,
        join_policy BIGINT NOT NULL,
        member_count BIGINT NOT NULL DEFAULT 0,
        created_at_us BIGINT NOT NULL
    );
    CREATE INDEX hub_by_name ON hub (name_key, hub_id);
    CREATE TABLE hub_member (
        hub_id TEXT NOT NULL REFERENCES hub (hub_id),
        member_id TEXT NOT NULL REFERENCES member (member_id),
        role BIGINT NOT NULL,
        since_us BIGINT NOT NULL,
        PRIMARY KEY (hub_id, member_id)
    );
    CREATE INDEX hub_member_by_member ON hub_member (member_id);
    CREATE TABLE channel (
        channel_id TEXT PRIMARY KEY,
        hub_id TEXT NOT NULL REFERENCES hub (hub_id),
        name TEXT NOT NULL,
        name_key TEXT NOT NULL,
        purpose TEXT NOT NULL,
        visibility BIGINT NOT NULL,
        archived BIGINT NOT NULL DEFAULT 0,
        member_count BIGINT NOT NULL DEFAULT 0,
        created_at_us BIGINT NOT NULL
    );
    CREATE INDEX channel_by_hub ON channel (hub_id);
    CREATE TABLE channel_member (
        channel_id TEXT NOT NULL REFERENCES channel (channel_id),
        member_id TEXT NOT NULL REFERENCES member (member_id),
        joined_at_us BIGINT NOT NULL,
        joined_seq BIGINT NOT NULL,
        PRIMARY KEY (channel_id, member_id)
    );
    CREATE INDEX channel_member_by_member ON channel_member (member_id);
)sql";

constexpr std::string_view invites_sqlite = R"sql(
    CREATE TABLE invite (
        invite_id TEXT PRIMARY KEY,
        secret_hash BLOB NOT NULL UNIQUE,
        hub_id TEXT NOT NULL REFERENCES hub (hub_id),
        role BIGINT NOT NULL,
        uses_left BIGINT NOT NULL,
        expires_at_us BIGINT NOT NULL,
        created_by TEXT NOT NULL REFERENCES member (member_id),
        created_at_us BIGINT NOT NULL
    );
    CREATE INDEX invite_by_hub ON invite (hub_id);
)sql";

constexpr std::string_view invites_postgres = R"sql(
    CREATE TABLE invite (
        invite_id TEXT PRIMARY KEY,
        secret_hash BYTEA NOT NULL UNIQUE,
        hub_id TEXT NOT NULL REFERENCES hub (hub_id),
        role BIGINT NOT NULL,
        uses_left BIGINT NOT NULL,
        expires_at_us BIGINT NOT NULL,
        created_by TEXT NOT NULL REFERENCES member (member_id),
        created_at_us BIGINT NOT NULL
    );
    CREATE INDEX invite_by_hub ON invite (hub_id);
)sql";

// A Direct conversation is a channel of which this says whose it is; the smaller id first. Its hub is one that the two
// shared when it was opened: nobody else reads it there, and it stays when they leave.
constexpr std::string_view direct = R"sql(
    CREATE TABLE direct_channel (
        first_member_id TEXT NOT NULL REFERENCES member (member_id),
        second_member_id TEXT NOT NULL REFERENCES member (member_id),
        channel_id TEXT NOT NULL UNIQUE REFERENCES channel (channel_id),
        PRIMARY KEY (first_member_id, second_member_id)
    );
)sql";

// Who speaks under another name in a channel: the persona is what stands there in every other table. Read by look-ups of
// membership, to tell the person themselves, to keep people apart in matching, and by an unsealing; never for anybody else.
constexpr std::string_view personas = R"sql(
    CREATE TABLE persona (
        persona_id TEXT PRIMARY KEY REFERENCES member (member_id),
        member_id TEXT NOT NULL REFERENCES member (member_id),
        channel_id TEXT NOT NULL UNIQUE REFERENCES channel (channel_id)
    );
    CREATE INDEX persona_by_member ON persona (member_id);
)sql";

// Of a Thread below an Announcement or an Event: what it is below (Below::Kind and its id), and whose people may be in it.
constexpr std::string_view threads = R"sql(
    CREATE TABLE thread (
        channel_id TEXT PRIMARY KEY REFERENCES channel (channel_id),
        below BIGINT NOT NULL,
        below_id TEXT NOT NULL,
        UNIQUE (below, below_id)
    );
    CREATE TABLE thread_hub (
        channel_id TEXT NOT NULL REFERENCES thread (channel_id),
        hub_id TEXT NOT NULL REFERENCES hub (hub_id),
        PRIMARY KEY (channel_id, hub_id)
    );
    CREATE INDEX thread_by_hub ON thread_hub (hub_id);
)sql";

constexpr std::array all_migrations{
    store::Migration{.name = "hubs: places, hubs, members, channels", .sqlite = tables, .postgres = {}},
    store::Migration{.name = "hubs: invites", .sqlite = invites_sqlite, .postgres = invites_postgres},
    store::Migration{.name = "hubs: direct conversations", .sqlite = direct, .postgres = {}},
    store::Migration{.name = "hubs: whether announcements must be in both languages",
                     .sqlite = "ALTER TABLE hub ADD COLUMN requires_both_languages BIGINT NOT NULL DEFAULT 0;",
                     .postgres = {}},
    store::Migration{.name = "hubs: a sandbox for bots",
                     .sqlite = R"sql(
        ALTER TABLE channel ADD COLUMN sandbox BIGINT NOT NULL DEFAULT 0;
        CREATE UNIQUE INDEX channel_sandbox ON channel (hub_id) WHERE sandbox = 1;
    )sql",
                     .postgres = {}},
    store::Migration{.name = "hubs: personas", .sqlite = personas, .postgres = {}},
    store::Migration{.name = "hubs: Threads", .sqlite = threads, .postgres = {}},
    store::Migration{.name = "hubs: a channel for a hub's Champions",
                     .sqlite = R"sql(
        ALTER TABLE channel ADD COLUMN for_champions BIGINT NOT NULL DEFAULT 0;
        CREATE UNIQUE INDEX channel_for_champions ON channel (hub_id) WHERE for_champions = 1;
    )sql",
                     .postgres = {}},
    store::Migration{.name = "hubs: organisers are found at once",
                     .sqlite = "CREATE INDEX hub_member_by_role ON hub_member (hub_id, role, member_id);",
                     .postgres = {}},
};

}  // namespace

std::span<const store::Migration> migrations() { return all_migrations; }

}  // namespace ourplace::hubs
