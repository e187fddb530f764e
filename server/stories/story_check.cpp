#include "stories/story_check.hpp"

namespace ourplace::stories {

std::vector<std::string> check_stories(store::Transaction& tx) {
    std::vector<std::string> faults;
    for (const auto& row : tx.query(R"sql(
             SELECT story.story_id, story.published_version, story.published_seq, story.library_number,
                    present.version IS NOT NULL, newest.version IS NOT NULL, story.withdrawn_at_us,
                    (SELECT COUNT(DISTINCT consent.member_id) FROM story_consent AS consent
                     WHERE consent.story_id = story.story_id AND consent.version = story.published_version
                       AND consent.withdrawn_at_us = 0
                       AND (consent.member_id = story.author_id OR consent.member_id = present.champion_id)),
                    CASE WHEN present.champion_id IS NULL THEN 1 ELSE 2 END
             FROM story
             LEFT JOIN story_version AS present
                 ON present.story_id = story.story_id AND present.version = story.published_version
             LEFT JOIN story_version AS newest
                 ON newest.story_id = story.story_id AND newest.version = story.version
             ORDER BY story.story_id)sql")) {
        const auto fault = [&](const char* what) { faults.push_back("story " + row.text(0) + ' ' + what); };
        const bool is_published = row.integer(1) > 0;
        if (is_published && !row.boolean(4)) fault("is in the library without its words");
        if (is_published && row.integer(7) != row.integer(8)) fault("is in the library without everybody's consent");
        if (is_published != (row.integer(2) > 0)) fault("and the Update that says its title do not agree");
        if (is_published && row.integer(6) > 0) fault("is in the library and withdrawn");
        // Once it was in the library, its author may have erased it.
        if (!row.boolean(5) && row.integer(6) == 0) fault("lacks its newest wording");
        if ((is_published || row.integer(6) > 0) && row.integer(3) == 0) fault("is no change of the library");
    }
    return faults;
}

}  // namespace ourplace::stories
