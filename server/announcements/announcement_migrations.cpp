#include <array>

#include "announcements/announcement_tables.hpp"

namespace ourplace::announcements {
namespace {

// delivered_to: everybody up to this member, in the order of ids, has the present version in their stream, sent_to in
// number; so a server that died in between goes on behind them. nudged_to and nudged are the same for the nudge of
// nudged_version. audience_count: how many rows announcement_recipient got at sending.
// Of a recipient the versions are kept that their devices had, that they confirmed, and that they were nudged about.
constexpr std::string_view announcements_sqlite = R"sql(
    CREATE TABLE announcement (
        announcement_id TEXT PRIMARY KEY,
        author_id TEXT NOT NULL REFERENCES member (member_id),
        author_name TEXT NOT NULL,
        client_announcement_id BLOB NOT NULL,
        fingerprint BLOB NOT NULL,
        state BIGINT NOT NULL,
        version BIGINT NOT NULL,
        importance BIGINT NOT NULL,
        roles BIGINT NOT NULL,
        hub_count BIGINT NOT NULL,
        reply_channel_id TEXT REFERENCES channel (channel_id),
        asks_acknowledgement BIGINT NOT NULL,
        acknowledge_by_us BIGINT NOT NULL,
        expires_at_us BIGINT NOT NULL,
        sent_at_us BIGINT NOT NULL,
        audience_count BIGINT NOT NULL DEFAULT 0,
        delivered_to TEXT NOT NULL DEFAULT '',
        sent_to BIGINT NOT NULL DEFAULT 0,
        nudged_version BIGINT NOT NULL DEFAULT 0,
        nudged_at_us BIGINT NOT NULL DEFAULT 0,
        nudged_to TEXT NOT NULL DEFAULT '',
        nudged BIGINT NOT NULL DEFAULT 0,
        UNIQUE (author_id, client_announcement_id)
    );
)sql";

constexpr std::string_view announcements_postgres = R"sql(
    CREATE TABLE announcement (
        announcement_id TEXT PRIMARY KEY,
        author_id TEXT NOT NULL REFERENCES member (member_id),
        author_name TEXT NOT NULL,
        client_announcement_id BYTEA NOT NULL,
        fingerprint BYTEA NOT NULL,
        state BIGINT NOT NULL,
        version BIGINT NOT NULL,
        importance BIGINT NOT NULL,
        roles BIGINT NOT NULL,
        hub_count BIGINT NOT NULL,
        reply_channel_id TEXT REFERENCES channel (channel_id),
        asks_acknowledgement BIGINT NOT NULL,
        acknowledge_by_us BIGINT NOT NULL,
        expires_at_us BIGINT NOT NULL,
        sent_at_us BIGINT NOT NULL,
        audience_count BIGINT NOT NULL DEFAULT 0,
        delivered_to TEXT NOT NULL DEFAULT '',
        sent_to BIGINT NOT NULL DEFAULT 0,
        nudged_version BIGINT NOT NULL DEFAULT 0,
        nudged_at_us BIGINT NOT NULL DEFAULT 0,
        nudged_to TEXT NOT NULL DEFAULT '',
        nudged BIGINT NOT NULL DEFAULT 0,
        UNIQUE (author_id, client_announcement_id)
    );
)sql";

constexpr std::string_view around_announcements = R"sql(
    CREATE TABLE announcement_version (
        announcement_id TEXT NOT NULL REFERENCES announcement (announcement_id),
        version BIGINT NOT NULL,
        at_us BIGINT NOT NULL,
        author_id TEXT NOT NULL REFERENCES member (member_id),
        author_name TEXT NOT NULL,
        -- Both NULL: not in this language.
        english_title TEXT,
        english_body TEXT,
        welsh_title TEXT,
        welsh_body TEXT,
        PRIMARY KEY (announcement_id, version)
    );
    CREATE TABLE announcement_hub (
        announcement_id TEXT NOT NULL REFERENCES announcement (announcement_id),
        hub_id TEXT NOT NULL REFERENCES hub (hub_id),
        PRIMARY KEY (announcement_id, hub_id)
    );
    CREATE INDEX announcement_by_hub ON announcement_hub (hub_id);
    CREATE TABLE announcement_recipient (
        announcement_id TEXT NOT NULL REFERENCES announcement (announcement_id),
        member_id TEXT NOT NULL REFERENCES member (member_id),
        -- One of those through which it came to them.
        hub_id TEXT NOT NULL REFERENCES hub (hub_id),
        reached_version BIGINT NOT NULL,
        acknowledged_version BIGINT NOT NULL,
        acknowledged_at_us BIGINT NOT NULL,
        nudged_version BIGINT NOT NULL,
        PRIMARY KEY (announcement_id, member_id)
    );
    CREATE INDEX announcement_by_recipient ON announcement_recipient (member_id);
)sql";

// themes: of an Audience, as ",health,housing,"; empty: not narrowed.
constexpr std::string_view themes_and_threads = R"sql(
    ALTER TABLE announcement ADD COLUMN themes TEXT NOT NULL DEFAULT '';
    ALTER TABLE announcement ADD COLUMN replies_in_thread BIGINT NOT NULL DEFAULT 0;
)sql";

constexpr std::array all_migrations{
    store::Migration{.name = "announcements", .sqlite = announcements_sqlite, .postgres = announcements_postgres},
    store::Migration{
        .name = "announcements: versions, hubs, recipients", .sqlite = around_announcements, .postgres = {}},
    store::Migration{
        .name = "announcements: Themes of an Audience, Threads", .sqlite = themes_and_threads, .postgres = {}},
};

}  // namespace

std::span<const store::Migration> migrations() { return all_migrations; }

}  // namespace ourplace::announcements
