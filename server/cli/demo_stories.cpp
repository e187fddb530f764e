#include "cli/demo_stories.hpp"

#include <utility>

#include "base/id.hpp"
#include "hubs/membership_tables.hpp"
#include "stories/stories_tables.hpp"
#include "stories/suggestion_tables.hpp"

namespace ourplace::cli {
namespace {

std::string some_id() { return hash_secret(new_secret()).substr(0, stories::client_id_bytes); }

Result<accounts::Caller> belonging(store::Transaction& tx, const std::string& hub_id, const CallerOfKey& caller_of,
                                   const std::string& key) {
    auto who = caller_of(key);
    if (!who) return who;
    const auto membership = hubs::in_hub(tx, *who, hub_id);
    if (!membership || !membership->belongs())
        return std::unexpected(Error::permission_denied("by", key + " does not belong to the hub yet."));
    return who;
}

}  // namespace

Result<void> tell_demo_story(store::Transaction& tx, const ScriptStory& story, const std::string& hub_id,
                             const CallerOfKey& caller_of, Timestamp at) {
    const auto author = belonging(tx, hub_id, caller_of, story.by);
    if (!author) return std::unexpected(author.error());
    std::vector<accounts::Caller> named{*author};
    auto content = story.content;
    if (!story.champion.empty()) {
        const auto champion = caller_of(story.champion);
        if (!champion) return std::unexpected(champion.error());
        content.champion_id = champion->member_id;
        named.push_back(*champion);
    }
    const auto written_in = static_cast<int>(content.language);
    auto valid = stories::content(std::move(content), written_in);
    if (!valid) return std::unexpected(std::move(valid.error()));
    const auto story_id = stories::draft_story(tx,
                                               {.hub_id = hub_id,
                                                .author_id = author->member_id,
                                                .client_story_id = some_id(),
                                                .fingerprint = some_id(),
                                                .content = std::move(*valid)},
                                               at);
    if (!story_id) return std::unexpected(story_id.error());
    for (const auto& person : named) {
        const auto part = stories::named_on(tx, person, *story_id);
        if (!part) return std::unexpected(part.error());
        if (auto agreed = stories::agree(tx, *part, part->version(), at); !agreed) return agreed;
    }
    return {};
}

Result<std::string> make_demo_suggestion(store::Transaction& tx, const ScriptSuggestion& suggestion,
                                         const std::string& hub_id, const CallerOfKey& caller_of, Timestamp at) {
    const auto author = belonging(tx, hub_id, caller_of, suggestion.by);
    if (!author) return std::unexpected(author.error());
    auto words = stories::suggestion_words(suggestion.words);
    if (!words) return std::unexpected(std::move(words.error()));
    auto made = stories::make_suggestion(tx,
                                         {.hub_id = hub_id,
                                          .author_id = author->member_id,
                                          .client_suggestion_id = some_id(),
                                          .fingerprint = some_id(),
                                          .words = std::move(*words)},
                                         at);
    if (!made) return std::unexpected(made.error());
    for (const auto& key : suggestion.supporters) {
        const auto who = caller_of(key);
        if (!who) return std::unexpected(who.error());
        if (auto done = stories::support(tx, *made, who->member_id, stories::Support::given, at); !done)
            return std::unexpected(std::move(done.error()));
    }
    return made;
}

Result<void> respond_to_demo_suggestion(store::Transaction& tx, const ScriptResponse& response,
                                        const std::string& suggestion_id, const CallerOfKey& caller_of, Timestamp at) {
    const auto who = caller_of(response.by);
    if (!who) return std::unexpected(who.error());
    const auto words = stories::response_words(static_cast<int>(response.words.state), response.words.text);
    if (!words) return std::unexpected(words.error());
    return stories::respond(tx, *who, suggestion_id, *words, at);
}

}  // namespace ourplace::cli
