#include <array>

#include "asks/safeguarding_tables.hpp"

namespace ourplace::asks {
namespace {

// raised_key: a hash of who raised it and their client id. raised_by: as others know them. unsealing: requested_as is 1 for a
// Safeguarding Lead and 2 for an administrator; who it is stands in none of these.
#define OURPLACE_SAFEGUARDING(BYTES) \
    R"sql(
    CREATE TABLE safeguarding_lead (
        member_id TEXT PRIMARY KEY REFERENCES member (member_id),
        named_by TEXT NOT NULL,
        since_us BIGINT NOT NULL
    );
    CREATE TABLE concern (
        concern_id TEXT PRIMARY KEY,
        raised_key )sql" BYTES R"sql( NOT NULL UNIQUE,
        ask_id TEXT NOT NULL REFERENCES ask (ask_id),
        raised_by TEXT NOT NULL REFERENCES member (member_id),
        words TEXT NOT NULL,
        state BIGINT NOT NULL,
        raised_at_us BIGINT NOT NULL,
        acknowledge_by_us BIGINT NOT NULL,
        acknowledged_by TEXT NOT NULL DEFAULT '',
        acknowledged_at_us BIGINT NOT NULL DEFAULT 0,
        resolution TEXT NOT NULL DEFAULT '',
        closed_at_us BIGINT NOT NULL DEFAULT 0
    );
    CREATE TABLE unsealing (
        unsealing_id TEXT PRIMARY KEY,
        ask_id TEXT NOT NULL REFERENCES ask (ask_id),
        reason TEXT NOT NULL,
        requested_by TEXT NOT NULL REFERENCES member (member_id),
        requested_as BIGINT NOT NULL,
        requested_at_us BIGINT NOT NULL,
        defer_days BIGINT NOT NULL,
        confirmed_by TEXT NOT NULL DEFAULT '',
        confirmed_at_us BIGINT NOT NULL DEFAULT 0,
        tell_after_us BIGINT NOT NULL DEFAULT 0,
        told_at_us BIGINT NOT NULL DEFAULT 0
    );
)sql"

constexpr std::array all_migrations{
    store::Migration{.name = "asks: Safeguarding Leads, Concerns, unsealing",
                     .sqlite = OURPLACE_SAFEGUARDING("BLOB"),
                     .postgres = OURPLACE_SAFEGUARDING("BYTEA")},
};

#undef OURPLACE_SAFEGUARDING

}  // namespace

std::span<const store::Migration> safeguarding_migrations() { return all_migrations; }

}  // namespace ourplace::asks
