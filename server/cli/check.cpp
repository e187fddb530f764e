#include "cli/check.hpp"

#include "announcements/announcement_check.hpp"
#include "asks/ask_check.hpp"
#include "asks/champion_tables.hpp"
#include "asks/safeguarding_tables.hpp"
#include "bots/bot_check.hpp"
#include "cli/composition.hpp"
#include "conversations/message_check.hpp"
#include "events/event_check.hpp"
#include "hubs/thread_tables.hpp"
#include "store/sqlite_check.hpp"
#include "stories/story_check.hpp"
#include "stories/suggestion_tables.hpp"
#include "streams/log_check.hpp"

namespace ourplace::cli {

Result<std::vector<std::string>> check_store(const Settings& settings) {
    if (settings.database.empty()) {
        auto faults = store::check_sqlite(store_file(settings.data), all_migrations());
        // What a damaged file says about its rows is worth nothing.
        if (!faults || !faults->empty()) return faults;
    }
    const auto database = look_into_store(settings);
    if (!database) return std::unexpected(database.error());
    return (*database)->read_now([](store::Transaction& tx) -> Result<std::vector<std::string>> {
        auto found = streams::check_log(tx);
        for (auto& fault : hubs::check_threads(tx)) found.push_back(std::move(fault));
        for (auto& fault : conversations::check_messages(tx)) found.push_back(std::move(fault));
        for (auto& fault : announcements::check_announcements(tx)) found.push_back(std::move(fault));
        for (auto& fault : events::check_events(tx)) found.push_back(std::move(fault));
        for (auto& fault : bots::check_bots(tx)) found.push_back(std::move(fault));
        for (auto& fault : asks::check_asks(tx)) found.push_back(std::move(fault));
        for (auto& fault : asks::check_safeguarding(tx)) found.push_back(std::move(fault));
        for (auto& fault : asks::check_champions(tx)) found.push_back(std::move(fault));
        for (auto& fault : stories::check_stories(tx)) found.push_back(std::move(fault));
        for (auto& fault : stories::check_suggestions(tx)) found.push_back(std::move(fault));
        return found;
    });
}

}  // namespace ourplace::cli
