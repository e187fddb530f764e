#include "accounts/programme_tables.hpp"

namespace ourplace::accounts {

// What can no longer be is as if it had not been set.
ProgrammeSettings programme_settings(store::Transaction& tx) {
    ProgrammeSettings settings;
    for (const auto& row : tx.query("SELECT name, value FROM programme_setting ORDER BY name"))
        static_cast<void>(change_setting(settings, row.text(0), row.text(1)));
    return settings;
}

Result<ProgrammeSettings> set_programme_setting(store::Transaction& tx, std::string_view name, std::string_view text) {
    auto settings = programme_settings(tx);
    if (auto changed = change_setting(settings, name, text); !changed) return std::unexpected(changed.error());
    tx.execute("DELETE FROM programme_setting WHERE name = $1", name);
    const auto kept = setting_text(settings, name);
    if (kept != setting_text({}, name))
        tx.execute("INSERT INTO programme_setting (name, value) VALUES ($1, $2)", name, kept);
    return settings;
}

}  // namespace ourplace::accounts
