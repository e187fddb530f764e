#include <array>

#include "asks/ask_tables.hpp"

namespace ourplace::asks {
namespace {

// asker_id: whom others see, the persona where the name is private. opened_key: a hash of who asked and their client id, so
// that a retry is recognised and nobody is by it. The words of an Ask are the first message of its Thread and stand nowhere
// else. circle, offered_count, circle_since_us: how far it was offered (widening_rules.hpp). handover_at_us: 0, or when one
// was proposed. closed_at_us: 0, or when it ended. ask_live_match: nobody else can have it as well, whatever goes wrong.
// ask_entry: what happened and who did it, each with a hash over the one before (entry_tables.hpp).
#define OURPLACE_ASKS(BYTES) \
    R"sql(
    CREATE TABLE ask (
        ask_id TEXT PRIMARY KEY,
        hub_id TEXT NOT NULL REFERENCES hub (hub_id),
        channel_id TEXT NOT NULL UNIQUE REFERENCES channel (channel_id),
        asker_id TEXT NOT NULL REFERENCES member (member_id),
        opened_key )sql" BYTES R"sql( NOT NULL UNIQUE,
        fingerprint )sql" BYTES R"sql( NOT NULL,
        theme TEXT NOT NULL,
        place_id TEXT NOT NULL,
        language BIGINT NOT NULL,
        urgency BIGINT NOT NULL,
        preferred_id TEXT NOT NULL,
        state BIGINT NOT NULL,
        opened_at_us BIGINT NOT NULL,
        changed_at_us BIGINT NOT NULL,
        circle BIGINT NOT NULL,
        offered_count BIGINT NOT NULL,
        circle_since_us BIGINT NOT NULL,
        nudges BIGINT NOT NULL DEFAULT 0,
        nudged_at_us BIGINT NOT NULL DEFAULT 0,
        handover_to TEXT NOT NULL DEFAULT '',
        handover_note TEXT NOT NULL DEFAULT '',
        handover_at_us BIGINT NOT NULL DEFAULT 0,
        helped BIGINT NOT NULL DEFAULT 0,
        what_changed TEXT NOT NULL DEFAULT '',
        thanks TEXT NOT NULL DEFAULT '',
        closed_at_us BIGINT NOT NULL DEFAULT 0
    );
    CREATE INDEX ask_by_asker ON ask (asker_id);
    CREATE INDEX ask_by_hub ON ask (hub_id, state);
    CREATE TABLE ask_match (
        ask_id TEXT NOT NULL REFERENCES ask (ask_id),
        member_id TEXT NOT NULL REFERENCES member (member_id),
        state BIGINT NOT NULL,
        circle BIGINT NOT NULL,
        score_millis BIGINT NOT NULL,
        reasons TEXT NOT NULL,
        note TEXT NOT NULL,
        offered_at_us BIGINT NOT NULL,
        answer_by_us BIGINT NOT NULL,
        answered_at_us BIGINT NOT NULL DEFAULT 0,
        ended_at_us BIGINT NOT NULL DEFAULT 0,
        PRIMARY KEY (ask_id, member_id)
    );
    CREATE INDEX ask_match_by_member ON ask_match (member_id, state);
    CREATE UNIQUE INDEX ask_live_match ON ask_match (ask_id) WHERE state = 2;
    CREATE TABLE ask_entry (
        ask_id TEXT NOT NULL REFERENCES ask (ask_id),
        number BIGINT NOT NULL,
        at_us BIGINT NOT NULL,
        actor BIGINT NOT NULL,
        actor_id TEXT NOT NULL,
        action BIGINT NOT NULL,
        state_before BIGINT NOT NULL,
        state_after BIGINT NOT NULL,
        chain )sql" BYTES R"sql( NOT NULL,
        PRIMARY KEY (ask_id, number)
    );
)sql"

constexpr std::array all_migrations{
    store::Migration{.name = "asks: asks, matches and what happened",
                     .sqlite = OURPLACE_ASKS("BLOB"),
                     .postgres = OURPLACE_ASKS("BYTEA")},
    // What a Champion was offered lately, and which Asks are live, without reading all there ever were.
    store::Migration{.name = "asks: found by time and by state",
                     .sqlite = "CREATE INDEX ask_match_lately ON ask_match"
                               " (member_id, offered_at_us, state, answered_at_us);"
                               "CREATE INDEX ask_by_state ON ask (state);",
                     .postgres = {}},
};

#undef OURPLACE_ASKS

}  // namespace

std::span<const store::Migration> migrations() { return all_migrations; }

}  // namespace ourplace::asks
