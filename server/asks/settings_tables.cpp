#include "asks/settings_tables.hpp"

#include <string>

#include "asks/settings_rules.hpp"

namespace ourplace::asks {

// What can no longer be is as if it had not been set; the others hold.
MatchingSettings matching_settings(store::Transaction& tx) {
    MatchingSettings settings;
    for (const auto& row : tx.query("SELECT name, value FROM matching_setting ORDER BY name"))
        settings = changed_settings("settings", settings, row.text(0) + '=' + row.text(1)).value_or(settings);
    return settings;
}

Result<MatchingSettings> set_matching_settings(store::Transaction& tx, std::string_view field,
                                               std::string_view changes) {
    const auto settings = changed_settings(field, matching_settings(tx), changes);
    if (!settings) return settings;
    tx.execute("DELETE FROM matching_setting");
    const auto usual = named_settings({});
    const auto now = named_settings(*settings);
    for (std::size_t place = 0; place < now.size(); ++place) {
        if (now[place].value == usual[place].value) continue;
        tx.execute("INSERT INTO matching_setting (name, value) VALUES ($1, $2)", now[place].name,
                   setting_text(now[place].value));
    }
    return settings;
}

}  // namespace ourplace::asks
