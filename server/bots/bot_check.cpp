#include "bots/bot_check.hpp"

#include "accounts/bot_tables.hpp"
#include "hubs/hub_tables.hpp"
#include "streams/stream_log.hpp"

namespace ourplace::bots {

std::vector<std::string> check_bots(store::Transaction& tx) {
    std::vector<std::string> faults;
    for (const auto& row :
         tx.query("SELECT member_id, bot_hub_id FROM member WHERE bot_hub_id <> '' ORDER BY member_id")) {
        if (!hubs::find_hub(tx, row.text(1), {}))
            faults.push_back("bot " + row.text(0) + " belongs to a hub that there is not");
    }
    for (const std::string table :
         {"incoming_hook", "outgoing_hook", "bot_command", "outgoing_cursor", "dead_letter"}) {
        for (const auto& row : tx.query("SELECT DISTINCT bot_id FROM " + table + " ORDER BY bot_id")) {
            const auto standing = accounts::find_bot(tx, row.text(0));
            if (!standing || standing->hub_id.empty())
                faults.push_back("a row of " + table + " is of " + row.text(0) + ", who is no bot of a hub");
        }
    }
    for (const auto& row : tx.query("SELECT bot_id, stream_id, seq FROM outgoing_cursor ORDER BY bot_id, stream_id")) {
        if (row.number(2) > streams::head(tx, row.text(1)))
            faults.push_back("deliveries to " + row.text(0) + " are further than " + row.text(1));
    }
    return faults;
}

}  // namespace ourplace::bots
