#include "stories/similar_tables.hpp"

#include <mutex>

#include "stories/library_tables.hpp"
#include "stories/word_rules.hpp"

namespace ourplace::stories {

std::vector<Similar> SimilarStories::search(store::Transaction& tx, std::string_view text, Language language) {
    const auto number = library_number(tx);
    {
        const std::shared_lock reading(mutex_);
        if (number <= known_number_) return index_.search(text, language);
    }
    const std::unique_lock writing(mutex_);
    if (number > known_number_) {
        put_stories(tx);
        put_answers(tx);
        known_number_ = number;
    }
    return index_.search(text, language);
}

void SimilarStories::put_stories(store::Transaction& tx) {
    for (const auto& row : tx.query(R"sql(
             SELECT story.story_id, wording.language, wording.title, wording.problem, wording.done, wording.changed
             FROM story
             LEFT JOIN story_version AS wording
                 ON wording.story_id = story.story_id AND wording.version = story.published_version
             WHERE story.library_number > $1 ORDER BY story.library_number)sql",
                                    known_number_)) {
        if (row.is_null(1)) {
            index_.remove(row.text(0));
            continue;
        }
        index_.put({.id = row.text(0),
                    .kind = Kind::story,
                    .language = static_cast<Language>(row.integer(1)),
                    .title = row.text(2),
                    .problem = row.text(3),
                    .done = row.text(4),
                    .changed = row.text(5)});
    }
}

void SimilarStories::put_answers(store::Transaction& tx) {
    for (const auto& row : tx.query(R"sql(
             SELECT suggestion.suggestion_id, suggestion.title, suggestion.text, newest.text
             FROM suggestion
             JOIN suggestion_response AS newest ON newest.suggestion_id = suggestion.suggestion_id
                 AND newest.number = (SELECT MAX(number) FROM suggestion_response AS response
                                      WHERE response.suggestion_id = suggestion.suggestion_id)
             WHERE suggestion.library_number > $1 ORDER BY suggestion.library_number)sql",
                                    known_number_)) {
        index_.put({.id = row.text(0),
                    .kind = Kind::answer,
                    .language = language_of(row.text(1) + ' ' + row.text(2)),
                    .title = row.text(1),
                    .problem = row.text(2),
                    .done = row.text(3),
                    .changed = {}});
    }
}

}  // namespace ourplace::stories
