#include "cli/composition.hpp"

#include <initializer_list>
#include <span>

#include "accounts/accounts_tables.hpp"
#include "conversations/message_tables.hpp"
#include "hubs/hub_tables.hpp"
#include "streams/stream_log.hpp"

namespace ourplace::cli {

std::vector<store::Migration> all_migrations() {
    std::vector<store::Migration> all;
    for (const auto part :
         {streams::migrations(), accounts::migrations(), hubs::migrations(), conversations::migrations()}) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

Result<std::unique_ptr<store::Database>> open_store(const std::filesystem::path& data) {
    return store::open_sqlite({.file = store_file(data), .use = store::SqliteOptions::Use::tool}, all_migrations());
}

}  // namespace ourplace::cli
