#include "stories/similar_tables.hpp"

#include <mutex>

#include "stories/library_tables.hpp"

namespace ourplace::stories {

std::vector<Similar> SimilarStories::search(store::Transaction& tx, std::string_view text, Language language) {
    const auto number = library_number(tx);
    {
        const std::shared_lock reading(mutex_);
        if (number <= known_number_) return index_.search(text, language);
    }
    const std::unique_lock writing(mutex_);
    catch_up(tx);
    return index_.search(text, language);
}

void SimilarStories::catch_up(store::Transaction& tx) {
    for (const auto& row : tx.query(R"sql(
             SELECT story.story_id, story.library_number, wording.language, wording.title, wording.problem, wording.done,
                    wording.changed
             FROM story
             LEFT JOIN story_version AS wording
                 ON wording.story_id = story.story_id AND wording.version = story.published_version
             WHERE story.library_number > $1 ORDER BY story.library_number)sql",
                                    known_number_)) {
        known_number_ = row.integer(1);
        if (row.is_null(2)) {
            index_.remove(row.text(0));
            continue;
        }
        index_.put({.story_id = row.text(0),
                    .language = static_cast<Language>(row.integer(2)),
                    .title = row.text(3),
                    .problem = row.text(4),
                    .done = row.text(5),
                    .changed = row.text(6)});
    }
}

}  // namespace ourplace::stories
