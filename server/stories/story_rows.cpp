#include "stories/story_rows.hpp"

namespace ourplace::stories {

std::string themes_to_text(std::span<const std::string> themes) {
    std::string text = ",";
    for (const auto& theme : themes) text += theme + ',';
    return text;
}

std::vector<std::string> themes_of_text(std::string_view text) {
    std::vector<std::string> themes;
    for (std::size_t at = 1; at < text.size();) {
        const auto end = text.find(',', at);
        themes.emplace_back(text.substr(at, end - at));
        at = end + 1;
    }
    return themes;
}

Error no_such_story() { return Error::not_found("story_id", "There is no such Story, or it is not open to you."); }

std::optional<Content> content_of(store::Transaction& tx, std::string_view story_id, std::int64_t version) {
    const auto row = tx.query_one(R"sql(
        SELECT title, problem, done, changed, themes, place_id, language, pseudonym, champion_id FROM story_version
        WHERE story_id = $1 AND version = $2)sql",
                                  story_id, version);
    if (!row) return std::nullopt;
    return Content{.title = row->text(0),
                   .problem = row->text(1),
                   .done = row->text(2),
                   .changed = row->text(3),
                   .themes = themes_of_text(row->text(4)),
                   .place_id = row->text(5),
                   .language = static_cast<Language>(row->integer(6)),
                   .pseudonym = row->text(7),
                   .champion_id = row->text_or_empty(8)};
}

std::string story_columns(Wording which) {
    return std::string(R"sql(
    SELECT story.story_id, story.published_version, story.published_at_us, story.withdrawn_at_us, story.author_id,
           author.name, hub.hub_id, hub.name, hub.paint,
           wording.version, wording.title, wording.problem, wording.done, wording.changed, wording.themes,
           wording.language, wording.pseudonym, champion.member_id, champion.name,
           place.place_id, place.parent_place_id, place.name
    FROM story
    JOIN hub ON hub.hub_id = story.hub_id
    JOIN member AS author ON author.member_id = story.author_id
    LEFT JOIN story_version AS wording ON wording.story_id = story.story_id AND wording.version = )sql") +
           (which == Wording::in_library ? "story.published_version" : "story.version") + R"sql(
    LEFT JOIN member AS champion ON champion.member_id = wording.champion_id
    LEFT JOIN place ON place.place_id = wording.place_id
)sql";
}

v1::Story to_story(const store::Row& row, Wording which, Extent extent, std::string_view member_id) {
    v1::Story story;
    story.set_story_id(row.text(0));
    story.set_state(static_cast<v1::StoryState>(state_of(row.integer(1), row.integer(3))));
    auto& hub = *story.mutable_hub();
    hub.set_hub_id(row.text(6));
    hub.set_name(row.text(7));
    hub.set_paint(static_cast<v1::Paint>(row.integer(8)));
    story.set_withdrawn_at_us(beginning_of_day(row.integer(3)));
    if (row.is_null(9)) return story;
    if (which == Wording::in_library) story.set_published_at_us(beginning_of_day(row.integer(2)));
    story.set_version(static_cast<std::uint32_t>(row.integer(9)));
    auto& text = *story.mutable_text();
    text.set_title(row.text(10));
    if (extent == Extent::whole) {
        text.set_problem(row.text(11));
        text.set_done(row.text(12));
        text.set_changed(row.text(13));
    } else {
        text.set_changed(excerpt(row.text(13)));
    }
    for (auto& theme : themes_of_text(row.text(14))) story.add_themes(std::move(theme));
    story.set_language(static_cast<v1::Language>(row.integer(15)));
    const bool is_author = row.text(4) == member_id;
    story.set_by_pseudonym(!row.text(16).empty());
    story.set_author_name(story.by_pseudonym() ? row.text(16) : row.text(5));
    if (is_author || !story.by_pseudonym()) story.set_author_member_id(row.text(4));
    story.set_champion_member_id(row.text_or_empty(17));
    story.set_champion_name(row.text_or_empty(18));
    auto& place = *story.mutable_place();
    place.set_place_id(row.text(19));
    place.set_parent_place_id(row.text_or_empty(20));
    place.set_name(row.text(21));
    if (is_author) {
        story.set_my_part(v1::STORY_PART_AUTHOR);
    } else if (!row.is_null(17) && row.text(17) == member_id) {
        story.set_my_part(v1::STORY_PART_CHAMPION);
    }
    return story;
}

}  // namespace ourplace::stories
