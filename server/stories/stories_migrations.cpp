#include <array>

#include "stories/stories_tables.hpp"

namespace ourplace::stories {
namespace {

// A Story has a row for each wording that somebody agreed to, for the one in the library (published_version; 0: none) and
// for the newest (version). published_seq: the Update of the hub's stream that says its title; 0: none does. library_number
// grows with each change of the library, so that whoever has read it up to a number knows what is new; 0: never in it.
// themes: ",housing,youth,". champion_id: named beside the author.
#define OURPLACE_STORIES(BYTES) \
    R"sql(
    CREATE TABLE story (
        story_id TEXT PRIMARY KEY,
        hub_id TEXT NOT NULL REFERENCES hub (hub_id),
        author_id TEXT NOT NULL REFERENCES member (member_id),
        client_story_id )sql" BYTES R"sql( NOT NULL,
        fingerprint )sql" BYTES R"sql( NOT NULL,
        version BIGINT NOT NULL,
        published_version BIGINT NOT NULL DEFAULT 0,
        published_seq BIGINT NOT NULL DEFAULT 0,
        published_at_us BIGINT NOT NULL DEFAULT 0,
        withdrawn_at_us BIGINT NOT NULL DEFAULT 0,
        library_number BIGINT NOT NULL DEFAULT 0,
        created_at_us BIGINT NOT NULL,
        UNIQUE (author_id, client_story_id)
    );
    CREATE INDEX story_by_library_number ON story (library_number);
    CREATE TABLE story_version (
        story_id TEXT NOT NULL REFERENCES story (story_id),
        version BIGINT NOT NULL,
        title TEXT NOT NULL,
        problem TEXT NOT NULL,
        done TEXT NOT NULL,
        changed TEXT NOT NULL,
        themes TEXT NOT NULL,
        place_id TEXT NOT NULL REFERENCES place (place_id),
        language BIGINT NOT NULL,
        pseudonym TEXT NOT NULL,
        champion_id TEXT REFERENCES member (member_id),
        search_key TEXT NOT NULL,
        PRIMARY KEY (story_id, version)
    );
    CREATE INDEX story_version_by_champion ON story_version (champion_id);
    CREATE TABLE story_consent (
        story_id TEXT NOT NULL REFERENCES story (story_id),
        version BIGINT NOT NULL,
        member_id TEXT NOT NULL REFERENCES member (member_id),
        agreed_at_us BIGINT NOT NULL,
        withdrawn_at_us BIGINT NOT NULL,
        PRIMARY KEY (story_id, version, member_id, agreed_at_us)
    );
)sql"

// state: of the newest response; 1 while there is none.
#define OURPLACE_SUGGESTIONS(BYTES) \
    R"sql(
    CREATE TABLE suggestion (
        suggestion_id TEXT PRIMARY KEY,
        hub_id TEXT NOT NULL REFERENCES hub (hub_id),
        author_id TEXT NOT NULL REFERENCES member (member_id),
        author_name TEXT NOT NULL,
        client_suggestion_id )sql" BYTES R"sql( NOT NULL,
        fingerprint )sql" BYTES R"sql( NOT NULL,
        title TEXT NOT NULL,
        text TEXT NOT NULL,
        made_at_us BIGINT NOT NULL,
        respond_by_us BIGINT NOT NULL,
        state BIGINT NOT NULL,
        UNIQUE (author_id, client_suggestion_id)
    );
    CREATE INDEX suggestion_by_hub ON suggestion (hub_id, made_at_us);
    CREATE TABLE suggestion_response (
        suggestion_id TEXT NOT NULL REFERENCES suggestion (suggestion_id),
        number BIGINT NOT NULL,
        state BIGINT NOT NULL,
        text TEXT NOT NULL,
        member_id TEXT NOT NULL REFERENCES member (member_id),
        member_name TEXT NOT NULL,
        at_us BIGINT NOT NULL,
        PRIMARY KEY (suggestion_id, number)
    );
    CREATE TABLE suggestion_supporter (
        suggestion_id TEXT NOT NULL REFERENCES suggestion (suggestion_id),
        member_id TEXT NOT NULL REFERENCES member (member_id),
        at_us BIGINT NOT NULL,
        PRIMARY KEY (suggestion_id, member_id)
    );
)sql"

// library_number: as a Story's, and of the same numbers; 0 while nobody has responded.
constexpr std::string_view answers = R"sql(
    ALTER TABLE suggestion ADD COLUMN library_number BIGINT NOT NULL DEFAULT 0;
    UPDATE suggestion SET library_number =
        (SELECT COALESCE(MAX(library_number), 0) FROM story)
        + (SELECT COUNT(*) FROM suggestion AS other
           WHERE other.state <> 1 AND other.suggestion_id <= suggestion.suggestion_id)
    WHERE state <> 1;
    CREATE INDEX suggestion_by_library_number ON suggestion (library_number);
)sql";

constexpr std::array all_migrations{
    store::Migration{.name = "stories", .sqlite = OURPLACE_STORIES("BLOB"), .postgres = OURPLACE_STORIES("BYTEA")},
    store::Migration{
        .name = "suggestions", .sqlite = OURPLACE_SUGGESTIONS("BLOB"), .postgres = OURPLACE_SUGGESTIONS("BYTEA")},
    store::Migration{.name = "suggestions: answers are changes of the library", .sqlite = answers, .postgres = {}},
};

}  // namespace

std::span<const store::Migration> migrations() { return all_migrations; }

}  // namespace ourplace::stories
