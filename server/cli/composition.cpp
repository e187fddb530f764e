#include "cli/composition.hpp"

#include <algorithm>
#include <initializer_list>
#include <span>

#include "accounts/accounts_tables.hpp"
#include "announcements/announcement_tables.hpp"
#include "asks/ask_tables.hpp"
#include "asks/care_tables.hpp"
#include "asks/champion_tables.hpp"
#include "asks/safeguarding_tables.hpp"
#include "bots/hub_bot_tables.hpp"
#include "cli/copy_store.hpp"
#include "conversations/message_tables.hpp"
#include "events/event_tables.hpp"
#include "hubs/hub_tables.hpp"
#include "jobs/job_tables.hpp"
#include "store/postgres.hpp"
#include "store/sqlite.hpp"
#include "stories/stories_tables.hpp"
#include "streams/stream_log.hpp"

namespace ourplace::cli {

namespace {

using Opened = Result<std::unique_ptr<store::Database>>;

// A tool needs no more than one connection of each kind.
Opened open_few(const Settings& settings, store::PostgresOptions::Use use) {
    if (settings.database.empty())
        return store::open_sqlite({.file = store_file(settings.data), .use = store::SqliteOptions::Use::tool},
                                  all_migrations());
    return store::open_postgres({.url = settings.database, .use = use, .writers = 1, .readers = 1}, all_migrations());
}

// Half a programme is served to nobody.
Opened whole(Opened opened) {
    if (!opened) return opened;
    const auto epoch =
        (*opened)->read_now([](store::Transaction& tx) -> Result<std::string> { return streams::epoch(tx); });
    if (!epoch) return std::unexpected(epoch.error());
    if (!is_unfinished_copy(*epoch)) return opened;
    return std::unexpected(Error::failed_precondition(
        "data", "A copy into this store was not finished. Run `ourplace admin copy-store` again, which goes on."));
}

}  // namespace

// In the order in which they came about, whichever room they belong to: a store knows only how many it has been through.
std::vector<store::Migration> all_migrations() {
    std::vector<store::Migration> all;
    for (const auto part : {streams::migrations().first(1),
                            accounts::migrations().first(2),
                            hubs::migrations().first(2),
                            conversations::migrations().first(2),
                            streams::migrations().subspan(1),
                            accounts::migrations().subspan(2, 1),
                            jobs::migrations(),
                            hubs::migrations().subspan(2, 2),
                            announcements::migrations().first(2),
                            events::migrations().first(1),
                            accounts::migrations().subspan(3, 1),
                            hubs::migrations().subspan(4, 1),
                            conversations::migrations().subspan(2),
                            bots::migrations(),
                            asks::champion_migrations(),
                            stories::migrations().first(2),
                            accounts::migrations().subspan(4, 1),
                            hubs::migrations().subspan(5, 1),
                            asks::migrations().first(1),
                            asks::safeguarding_migrations(),
                            hubs::migrations().subspan(6, 1),
                            announcements::migrations().subspan(2),
                            accounts::migrations().subspan(5, 1),
                            hubs::migrations().subspan(7, 1),
                            asks::care_migrations(),
                            asks::migrations().subspan(1),
                            hubs::migrations().subspan(8),
                            accounts::migrations().subspan(6, 1),
                            stories::migrations().subspan(2),
                            accounts::migrations().subspan(7),
                            events::migrations().subspan(1)}) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

std::string store_place(const Settings& settings) {
    if (settings.database.empty()) return settings.data.string();
    return store::postgres_address(settings.database).value_or("postgresql");
}

Result<std::unique_ptr<store::Database>> open_store(const Settings& settings, std::size_t threads,
                                                    StoreMetrics& metrics) {
    const auto readers = std::max<std::size_t>(2, threads);
    return whole(
        settings.database.empty()
            ? store::open_sqlite({.file = store_file(settings.data), .readers = readers, .metrics = &metrics},
                                 all_migrations())
            : store::open_postgres(
                  {.url = settings.database, .readers = std::max<std::size_t>(4, readers), .metrics = &metrics},
                  all_migrations()));
}

Result<std::unique_ptr<store::Database>> open_store(const Settings& settings) {
    return whole(open_few(settings, store::PostgresOptions::Use::tool));
}

Result<std::unique_ptr<store::Database>> look_into_store(const Settings& settings) {
    if (settings.database.empty() && !std::filesystem::exists(store_file(settings.data))) {
        return std::unexpected(
            Error::failed_precondition("data", "There is no store in " + settings.data.string() + "."));
    }
    return whole(open_few(settings, store::PostgresOptions::Use::look));
}

}  // namespace ourplace::cli
