#include <array>

#include "asks/settings_rules.hpp"
#include "asks/settings_tables.hpp"
#include "cli/admin.hpp"

namespace ourplace::cli {
namespace {

using store::Transaction;

boost::json::object listed(const asks::MatchingSettings& settings) {
    boost::json::object all;
    for (const auto& setting : asks::named_settings(settings)) all[setting.name] = asks::setting_text(setting.value);
    return all;
}

AdminResult show_matching(const AdminCall& call) {
    return call.database.read_now([](Transaction& tx) -> AdminResult { return listed(asks::matching_settings(tx)); });
}

AdminResult set_matching(const AdminCall& call) {
    return call.database.write_now([&](Transaction& tx) -> AdminResult {
        const auto settings = asks::set_matching_settings(tx, "settings", call.text("settings"));
        if (settings) return listed(*settings);
        return std::unexpected(Error::invalid("settings", "--settings: " + settings.error().message));
    });
}
constexpr std::array set_matching_options{AdminOption{"settings", "NAME=VALUE,…",
                                                      "Those to change; show-matching lists them all, times in minutes",
                                                      AdminOption::Need::required}};

constexpr std::array commands{
    AdminCommand{"show-matching", "List the settings of matching: weights and times", {}, show_matching},
    AdminCommand{"set-matching", "Change settings of matching; try them with simulate-matching first",
                 set_matching_options, set_matching},
};

}  // namespace

std::span<const AdminCommand> matching_commands() { return commands; }

}  // namespace ourplace::cli
