#include <array>

#include "asks/champion_tables.hpp"

namespace ourplace::asks {
namespace {

// champion: only of those who have said something. Lists have commas; hours are availability_rules' text. kept_apart: kind is
// Apart; other_id is whom the member knows by that id, a persona as well. matching_setting: those that are not the default.
constexpr std::string_view champions = R"sql(
    CREATE TABLE champion (
        member_id TEXT PRIMARY KEY REFERENCES member (member_id),
        languages TEXT NOT NULL,
        place_ids TEXT NOT NULL,
        can_help_with TEXT NOT NULL,
        cannot_help_with TEXT NOT NULL,
        zone TEXT NOT NULL,
        hours TEXT NOT NULL,
        quiet_from BIGINT,
        quiet_to BIGINT,
        paused_until_us BIGINT NOT NULL,
        cap BIGINT NOT NULL,
        changed_at_us BIGINT NOT NULL
    );
    CREATE TABLE kept_apart (
        member_id TEXT NOT NULL REFERENCES member (member_id),
        other_id TEXT NOT NULL REFERENCES member (member_id),
        kind BIGINT NOT NULL,
        since_us BIGINT NOT NULL,
        PRIMARY KEY (member_id, other_id, kind)
    );
    CREATE INDEX kept_apart_by_other ON kept_apart (other_id);
    CREATE TABLE matching_setting (
        name TEXT PRIMARY KEY,
        value TEXT NOT NULL
    );
)sql";

constexpr std::array all_migrations{
    store::Migration{
        .name = "asks: Champions, who is kept apart, settings of matching", .sqlite = champions, .postgres = {}},
};

}  // namespace

std::span<const store::Migration> champion_migrations() { return all_migrations; }

}  // namespace ourplace::asks
