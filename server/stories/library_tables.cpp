#include "stories/library_tables.hpp"

#include <charconv>
#include <limits>
#include <map>
#include <utility>

#include "hubs/hub_rules.hpp"
#include "stories/story_rows.hpp"

namespace ourplace::stories {
namespace {

using store::Transaction;

constexpr std::size_t most_of_mine = 200;

struct ListPosition {
    Timestamp published_at_us = std::numeric_limits<Timestamp>::max();
    std::string story_id;
};
Result<ListPosition> list_position(std::string_view token) {
    if (token.empty()) return ListPosition{};
    auto given = hubs::page_position(token);
    if (!given) return std::unexpected(given.error());
    ListPosition position{.published_at_us = 0, .story_id = std::move(given->id)};
    const auto* end = given->name_key.data() + given->name_key.size();
    if (std::from_chars(given->name_key.data(), end, position.published_at_us).ptr != end)
        return std::unexpected(
            Error::invalid("page_token", "Send the next_page_token of the page before, or nothing."));
    return position;
}

void add_consents(Transaction& tx, v1::Story& story) {
    const bool is_named = story.my_part() != v1::STORY_PART_UNSPECIFIED;
    const auto told = [&](Timestamp at_us) { return is_named ? at_us : beginning_of_day(at_us); };
    for (const auto& row : tx.query(R"sql(
             SELECT CASE WHEN consent.member_id = story.author_id THEN 1 ELSE 2 END, member.name, consent.agreed_at_us,
                    consent.withdrawn_at_us
             FROM story_consent AS consent
             JOIN story ON story.story_id = consent.story_id
             JOIN member ON member.member_id = consent.member_id
             WHERE consent.story_id = $1 AND consent.version = $2
             ORDER BY consent.agreed_at_us, 1)sql",
                                    story.story_id(), story.version())) {
        auto& consent = *story.add_consents();
        consent.set_part(static_cast<v1::StoryPart>(row.integer(0)));
        consent.set_name(consent.part() == v1::STORY_PART_AUTHOR ? story.author_name() : row.text(1));
        consent.set_version(story.version());
        consent.set_agreed_at_us(told(row.integer(2)));
        consent.set_withdrawn_at_us(told(row.integer(3)));
    }
}

}  // namespace

std::int64_t library_number(Transaction& tx) {
    return tx
        .query_one(R"sql(
            SELECT COALESCE(MAX(number), 0)
            FROM (SELECT MAX(library_number) AS number FROM story
                  UNION ALL SELECT MAX(library_number) AS number FROM suggestion) AS newest)sql")
        ->integer(0);
}

std::optional<v1::Story> find_in_library(Transaction& tx, std::string_view story_id, std::string_view member_id) {
    const auto row = tx.query_one(story_columns(Wording::in_library) +
                                      "WHERE story.story_id = $1 AND (story.published_version > 0 OR "
                                      "story.withdrawn_at_us > 0)",
                                  story_id);
    if (!row) return std::nullopt;
    auto story = to_story(*row, Wording::in_library, Extent::whole, member_id);
    if (story.has_text()) add_consents(tx, story);
    return story;
}

std::optional<v1::Story> find_draft(Transaction& tx, std::string_view story_id, std::string_view member_id) {
    const auto row = tx.query_one(story_columns(Wording::newest) +
                                      "WHERE story.story_id = $1 AND wording.version IS NOT NULL AND "
                                      "(story.author_id = $2 OR wording.champion_id = $2)",
                                  story_id, member_id);
    if (!row) return std::nullopt;
    auto story = to_story(*row, Wording::newest, Extent::whole, member_id);
    add_consents(tx, story);
    return story;
}

Result<LibraryPage> list_library(Transaction& tx, const LibrarySearch& search, std::string_view member_id) {
    const auto after = list_position(search.page_token);
    if (!after) return std::unexpected(after.error());
    const auto patterns = hubs::like_patterns(search.words);
    auto sql =
        "WITH RECURSIVE inside (place_id) AS (SELECT place_id FROM place WHERE place_id = $2 UNION ALL "
        "SELECT place.place_id FROM place JOIN inside ON place.parent_place_id = inside.place_id) " +
        story_columns(Wording::in_library) + R"sql(
        WHERE story.published_version > 0 AND wording.themes LIKE $1
          AND ($2 = '' OR wording.place_id IN (SELECT place_id FROM inside)) AND ($3 = '' OR story.hub_id = $3)
          AND (story.published_at_us < $4 OR (story.published_at_us = $4 AND story.story_id < $5)) )sql";
    for (std::size_t word = 0; word < patterns.size(); ++word)
        sql += "AND wording.search_key LIKE $" + std::to_string(7 + word) + " ESCAPE '\\' ";
    sql += "ORDER BY story.published_at_us DESC, story.story_id DESC LIMIT $6";
    const auto theme = search.theme.empty() ? "%" : "%," + search.theme + ",%";
    const auto rows = tx.query(sql, theme, search.place_id, search.hub_id, after->published_at_us, after->story_id,
                               search.page_size + 1, patterns[0], patterns[1], patterns[2], patterns[3]);
    LibraryPage page;
    for (const auto& row : rows) {
        if (page.stories.size() == search.page_size) break;
        page.stories.push_back(to_story(row, Wording::in_library, Extent::listed, member_id));
    }
    if (rows.size() > search.page_size) {
        const auto& last = rows[search.page_size - 1];
        page.next_page_token = hubs::page_token({.name_key = std::to_string(last.integer(2)), .id = last.text(0)});
    }
    return page;
}

std::optional<v1::Story> find_listed(Transaction& tx, std::string_view story_id, std::string_view member_id) {
    const auto row = tx.query_one(
        story_columns(Wording::in_library) + "WHERE story.story_id = $1 AND story.published_version > 0", story_id);
    if (!row) return std::nullopt;
    return to_story(*row, Wording::in_library, Extent::listed, member_id);
}

std::vector<v1::Story> stories_of(Transaction& tx, std::string_view member_id) {
    std::vector<v1::Story> stories;
    const auto sql = story_columns(Wording::newest) + R"sql(
        WHERE wording.version IS NOT NULL AND (story.author_id = $1 OR wording.champion_id = $1)
        ORDER BY story.created_at_us DESC, story.story_id LIMIT $2)sql";
    for (const auto& row : tx.query(sql, member_id, most_of_mine))
        stories.push_back(to_story(row, Wording::newest, Extent::listed, member_id));
    return stories;
}

std::vector<Told> told_by_theme(Transaction& tx) {
    std::map<std::pair<std::string, std::string>, unsigned> counts;
    for (const auto& row : tx.query(R"sql(
             SELECT story.author_id, COALESCE(wording.champion_id, ''), wording.themes, wording.pseudonym FROM story
             JOIN story_version AS wording
                 ON wording.story_id = story.story_id AND wording.version = story.published_version)sql")) {
        for (const auto& theme : themes_of_text(row.text(2))) {
            if (row.text(3).empty()) ++counts[{row.text(0), theme}];
            if (!row.text(1).empty()) ++counts[{row.text(1), theme}];
        }
    }
    std::vector<Told> told;
    for (const auto& [whose, count] : counts)
        told.push_back({.member_id = whose.first, .theme = whose.second, .stories = count});
    return told;
}

}  // namespace ourplace::stories
