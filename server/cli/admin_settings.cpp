// `ourplace admin`: what the programme has settled for all who are in it.
#include <algorithm>
#include <array>

#include "accounts/programme_tables.hpp"
#include "cli/admin.hpp"

namespace ourplace::cli {
namespace {

using store::Transaction;

// As an option: with hyphens.
std::string option_of(std::string_view setting) {
    std::string option(setting);
    std::ranges::replace(option, '_', '-');
    return option;
}

boost::json::object listed(const accounts::ProgrammeSettings& settings) {
    boost::json::object all;
    for (const auto name : accounts::programme_setting_names) all[name] = accounts::setting_text(settings, name);
    return all;
}

AdminResult show_programme(const AdminCall& call) {
    return call.database.read_now(
        [](Transaction& tx) -> AdminResult { return listed(accounts::programme_settings(tx)); });
}

// All of them, or none where one is refused.
AdminResult set_programme(const AdminCall& call) {
    return call.database.write_now([&](Transaction& tx) -> AdminResult {
        for (const auto name : accounts::programme_setting_names) {
            const auto option = option_of(name);
            if (!call.has(option)) continue;
            if (auto set = accounts::set_programme_setting(tx, name, call.text(option)); !set)
                return std::unexpected(Error::invalid(option, "--" + option + ": " + set.error().message));
        }
        return listed(accounts::programme_settings(tx));
    });
}
constexpr std::array set_programme_options{
    AdminOption{"emergency-number", "NUMBER", "Whom to call in danger"},
    AdminOption{"signposts", "NUMBER|ENGLISH|WELSH;…", "Whom to talk to at once, 1 to 8; Welsh only where it differs"},
    AdminOption{"exit-page", "URL", "Where \"Exit this page\" leads; two with a space between: in English, in Welsh"},
    AdminOption{"suggestion-response-days", "DAYS", "Within how many a Suggestion gets its response, 1 to 365"},
};

constexpr std::array commands{
    AdminCommand{"show-programme",
                 "List whom to call, where \"Exit this page\" leads, when Suggestions get responses",
                 {},
                 show_programme},
    AdminCommand{"set-programme", "Change what show-programme lists; an empty text means as usual again",
                 set_programme_options, set_programme},
};

}  // namespace

std::span<const AdminCommand> settings_commands() { return commands; }

}  // namespace ourplace::cli
