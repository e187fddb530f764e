#include "stories/stories_tables.hpp"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "accounts/accounts_tables.hpp"
#include "base/id.hpp"
#include "base/text.hpp"
#include "hubs/hub_tables.hpp"
#include "stories/library_tables.hpp"
#include "stories/story_rows.hpp"
#include "streams/stream_log.hpp"

namespace ourplace::stories {
namespace {

using store::Transaction;

// What only the store knows: whether the place is there, the Champion is one, and the Pseudonym is nobody's name.
Result<void> settle(Transaction& tx, const std::string& hub_id, const std::string& author_id, Content& content) {
    if (content.place_id.empty()) {
        content.place_id = hubs::find_hub(tx, hub_id, {})->place().place_id();
    } else if (!hubs::find_place(tx, content.place_id)) {
        return std::unexpected(Error::not_found("content.place_id", "There is no such place."));
    }
    if (!content.pseudonym.empty() && accounts::find_member_by_name(tx, content.pseudonym)) {
        return std::unexpected(
            Error::invalid("content.pseudonym", "Somebody is called so. Choose a name that is nobody's."));
    }
    if (content.champion_id.empty()) return {};
    const auto champion = accounts::find_member(tx, content.champion_id);
    if (!champion || !champion->champion || champion->member_id == author_id) {
        return std::unexpected(
            Error::invalid("content.champion_member_id", "Name a Champion other than yourself, or nobody."));
    }
    return {};
}

void write_version(Transaction& tx, const std::string& story_id, std::int64_t version, const Content& content) {
    const auto champion = content.champion_id.empty() ? std::nullopt : std::optional(content.champion_id);
    tx.execute(R"sql(
        INSERT INTO story_version (story_id, version, title, problem, done, changed, themes, place_id, language, pseudonym,
                                   champion_id, search_key)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12))sql",
               story_id, version, content.title, content.problem, content.done, content.changed,
               themes_to_text(content.themes), content.place_id, content.language, content.pseudonym, champion,
               searchable(content.title + ' ' + content.problem + ' ' + content.done + ' ' + content.changed));
}

// Everybody named on the newest wording or on the one in the library.
std::set<std::string> people_of(Transaction& tx, const std::string& story_id) {
    std::set<std::string> people;
    for (const auto& row : tx.query(R"sql(
             SELECT story.author_id, wording.champion_id FROM story
             LEFT JOIN story_version AS wording ON wording.story_id = story.story_id
                 AND (wording.version = story.version OR wording.version = story.published_version)
             WHERE story.story_id = $1)sql",
                                    story_id)) {
        people.insert(row.text(0));
        if (!row.is_null(1)) people.insert(row.text(1));
    }
    return people;
}

void tell(Transaction& tx, const std::set<std::string>& people, const std::string& story_id, Timestamp now) {
    for (const auto& member_id : people) {
        v1::Update update;
        update.mutable_my_story_changed()->set_story_id(story_id);
        streams::append(tx, streams::member_stream(member_id), now, std::move(update));
    }
}

// What the hub's stream says of it, it no longer does, for whoever reads it from now on.
void hush(Transaction& tx, const std::string& hub_id, const std::string& story_id) {
    const auto row = tx.query_one("SELECT published_seq FROM story WHERE story_id = $1", story_id);
    if (row->integer(0) == 0) return;
    streams::rewrite(tx, streams::hub_stream(hub_id), row->number(0),
                     [](v1::Update& update) { update.mutable_story_published()->clear_title(); });
}

void publish(Transaction& tx, const Named& named, Timestamp now) {
    const auto& story_id = named.story_id();
    hush(tx, named.hub_id(), story_id);
    const auto title =
        tx.query_one("SELECT title FROM story_version WHERE story_id = $1 AND version = $2", story_id, named.version());
    v1::Update update;
    update.mutable_story_published()->set_story_id(story_id);
    update.mutable_story_published()->set_title(title->text(0));
    const auto seq = streams::append(tx, streams::hub_stream(named.hub_id()), now, std::move(update));
    tx.execute(R"sql(
        UPDATE story SET published_version = version, published_seq = $2, published_at_us = $3, withdrawn_at_us = 0,
                         library_number = $4
        WHERE story_id = $1)sql",
               story_id, seq, now, library_number(tx) + 1);
}

void take_out(Transaction& tx, const Named& named, Timestamp now) {
    const auto& story_id = named.story_id();
    hush(tx, named.hub_id(), story_id);
    tx.execute(R"sql(
        UPDATE story SET published_version = 0, published_seq = 0, withdrawn_at_us = $2, library_number = $3
        WHERE story_id = $1)sql",
               story_id, now, library_number(tx) + 1);
    v1::Update update;
    update.mutable_story_withdrawn()->set_story_id(story_id);
    streams::append(tx, streams::hub_stream(named.hub_id()), now, std::move(update));
}

// Wordings that are neither the newest nor in the library, and that nobody ever agreed to.
void forget_old_versions(Transaction& tx, const std::string& story_id) {
    tx.execute(R"sql(
        DELETE FROM story_version WHERE story_id = $1
            AND version NOT IN (SELECT version FROM story WHERE story_id = $1)
            AND version NOT IN (SELECT published_version FROM story WHERE story_id = $1)
            AND version NOT IN (SELECT version FROM story_consent WHERE story_id = $1))sql",
               story_id);
}

Error is_edited() {
    return Error::failed_precondition("version", "Somebody edited it meanwhile. Look at what it says now first.");
}

}  // namespace

Result<std::string> draft_story(Transaction& tx, const NewStory& story, Timestamp now) {
    const auto earlier =
        tx.query_one("SELECT story_id, fingerprint FROM story WHERE author_id = $1 AND client_story_id = $2",
                     story.author_id, store::Blob{story.client_story_id});
    if (earlier && earlier->blob(1) == story.fingerprint) return earlier->text(0);
    if (earlier)
        return std::unexpected(
            Error::already_exists("client_story_id", "Another Story was made with this id. Choose a new one."));
    auto content = story.content;
    if (auto settled = settle(tx, story.hub_id, story.author_id, content); !settled)
        return std::unexpected(std::move(settled.error()));
    auto story_id = new_id();
    tx.execute(R"sql(
        INSERT INTO story (story_id, hub_id, author_id, client_story_id, fingerprint, version, created_at_us)
        VALUES ($1, $2, $3, $4, $5, 1, $6))sql",
               story_id, story.hub_id, story.author_id, store::Blob{story.client_story_id},
               store::Blob{story.fingerprint}, now);
    write_version(tx, story_id, 1, content);
    tell(tx, people_of(tx, story_id), story_id, now);
    return story_id;
}

Result<Named> named_on(Transaction& tx, const accounts::Caller& caller, std::string_view story_id) {
    const auto row = tx.query_one(R"sql(
        SELECT story.hub_id, story.version, story.published_version, story.withdrawn_at_us,
               CASE WHEN newest.version IS NULL THEN 0 WHEN story.author_id = $2 THEN 1
                    WHEN newest.champion_id = $2 THEN 2 ELSE 0 END,
               CASE WHEN present.champion_id = $2 THEN 1 ELSE 0 END
        FROM story
        LEFT JOIN story_version AS newest ON newest.story_id = story.story_id AND newest.version = story.version
        LEFT JOIN story_version AS present
            ON present.story_id = story.story_id AND present.version = story.published_version
        WHERE story.story_id = $1)sql",
                                  story_id, caller.member_id);
    Named named;
    if (row) {
        named.story_id_ = story_id;
        named.hub_id_ = row->text(0);
        named.member_id_ = caller.member_id;
        named.version_ = row->integer(1);
        named.published_version_ = row->integer(2);
        named.withdrawn_at_us_ = row->integer(3);
        named.part_ = static_cast<Part>(row->integer(4));
        if (named.part_ != Part::none || row->boolean(5)) return named;
    }
    if (row && named.was_published())
        return std::unexpected(Error::permission_denied("story_id", "Only those named on this Story may do this."));
    return std::unexpected(no_such_story());
}

Result<void> edit_story(Transaction& tx, const Named& named, std::int64_t version, Content content, Timestamp now) {
    const auto& story_id = named.story_id();
    if (named.part() == Part::none)
        return std::unexpected(Error::permission_denied("story_id", "You are not named on its newest wording."));
    const auto row = tx.query_one("SELECT author_id FROM story WHERE story_id = $1", story_id);
    const auto before = content_of(tx, story_id, named.version());
    if (named.part() == Part::champion) {
        // What is the author's own stays, whoever edits the text.
        if (content.pseudonym != before->pseudonym)
            return std::unexpected(
                Error::permission_denied("content.pseudonym", "Only its author chooses under which name it is told."));
        if (content.champion_id != before->champion_id)
            return std::unexpected(
                Error::permission_denied("content.champion_member_id", "Only its author chooses who is named on it."));
    }
    if (auto settled = settle(tx, named.hub_id(), row->text(0), content); !settled) return settled;
    if (content == *before) return {};
    if (version != named.version()) return std::unexpected(is_edited());
    auto people = people_of(tx, story_id);
    write_version(tx, story_id, version + 1, content);
    tx.execute("UPDATE story SET version = $2 WHERE story_id = $1", story_id, version + 1);
    forget_old_versions(tx, story_id);
    people.merge(people_of(tx, story_id));
    tell(tx, people, story_id, now);
    return {};
}

Result<void> discard_story(Transaction& tx, const Named& named, Timestamp now) {
    const auto& story_id = named.story_id();
    if (named.part() != Part::author)
        return std::unexpected(Error::permission_denied("story_id", "Only its author may discard a Story."));
    const auto people = people_of(tx, story_id);
    if (named.published_version() > 0) take_out(tx, named, now);
    tx.execute("DELETE FROM story_version WHERE story_id = $1", story_id);
    if (named.was_published()) {
        tx.execute("UPDATE story_consent SET withdrawn_at_us = $2 WHERE story_id = $1 AND withdrawn_at_us = 0",
                   story_id, now);
    } else {
        tx.execute("DELETE FROM story_consent WHERE story_id = $1", story_id);
        tx.execute("DELETE FROM story WHERE story_id = $1", story_id);
    }
    tell(tx, people, story_id, now);
    return {};
}

Result<void> agree(Transaction& tx, const Named& named, std::int64_t version, Timestamp now) {
    const auto& story_id = named.story_id();
    if (named.part() == Part::none)
        return std::unexpected(Error::permission_denied("story_id", "You are not named on its newest wording."));
    if (version != named.version()) return std::unexpected(is_edited());
    if (!is_complete(*content_of(tx, story_id, version))) {
        return std::unexpected(Error::failed_precondition(
            "version", "Say first what the problem was, what you did and what changed, and give it a title."));
    }
    const auto agreeing = [&] {
        std::vector<std::string> people;
        for (const auto& row : tx.query(
                 "SELECT member_id FROM story_consent WHERE story_id = $1 AND version = $2 AND withdrawn_at_us = 0",
                 story_id, version))
            people.push_back(row.text(0));
        return people;
    };
    const auto before = agreeing();
    if (std::ranges::find(before, named.member_id()) != before.end()) return {};
    // Taken back and given again within one moment, it is the same consent.
    tx.execute(R"sql(
        INSERT INTO story_consent (story_id, version, member_id, agreed_at_us, withdrawn_at_us) VALUES ($1, $2, $3, $4, 0)
        ON CONFLICT (story_id, version, member_id, agreed_at_us) DO UPDATE SET withdrawn_at_us = 0)sql",
               story_id, version, named.member_id(), now);
    const auto row = tx.query_one(R"sql(
        SELECT story.author_id, wording.champion_id FROM story
        JOIN story_version AS wording ON wording.story_id = story.story_id AND wording.version = story.version
        WHERE story.story_id = $1)sql",
                                  story_id);
    std::vector<std::string> all{row->text(0)};
    if (!row->is_null(1)) all.push_back(row->text(1));
    const auto people = people_of(tx, story_id);
    if (everybody_agrees(all, agreeing())) {
        publish(tx, named, now);
        forget_old_versions(tx, story_id);
    }
    tell(tx, people, story_id, now);
    return {};
}

void withdraw_consent(Transaction& tx, const Named& named, Timestamp now) {
    const auto& story_id = named.story_id();
    const auto taken_back = tx.execute(R"sql(
        UPDATE story_consent SET withdrawn_at_us = $3
        WHERE story_id = $1 AND member_id = $2 AND withdrawn_at_us = 0)sql",
                                       story_id, named.member_id(), now);
    if (taken_back == 0) return;
    const auto people = people_of(tx, story_id);
    const auto missing = tx.query_one(R"sql(
        SELECT 1 FROM story
        JOIN story_version AS present ON present.story_id = story.story_id AND present.version = story.published_version
        WHERE story.story_id = $1 AND (story.author_id = $2 OR present.champion_id = $2))sql",
                                      story_id, named.member_id());
    if (missing) take_out(tx, named, now);
    tell(tx, people, story_id, now);
}

}  // namespace ourplace::stories
