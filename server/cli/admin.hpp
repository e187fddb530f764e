// `ourplace admin`: what whoever runs the programme does from the command line, also beside a running server. Each
// command is one transaction through the rooms' tables, and answers with one JSON object, or the same for people.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "accounts/accounts_tables.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "cli/settings.hpp"
#include "hubs/hub_rules.hpp"
#include "ourplace/v1/accounts.pb.h"
#include "store/database.hpp"

namespace ourplace::cli {

struct AdminOption {
    std::string_view name;
    // For the help; empty for a switch.
    std::string_view value;
    std::string_view help;
    enum class Need : std::uint8_t { required, optional } need = Need::optional;
};

// One call of a command: its options as given, and what it works on.
struct AdminCall {
    store::Database& database;
    std::string public_url;
    Timestamp now = 0;
    Texts options;

    [[nodiscard]] bool has(std::string_view option) const { return options.contains(option); }
    // Empty if it was not given.
    [[nodiscard]] std::string text(std::string_view option) const;
    // `otherwise` if it was not given.
    [[nodiscard]] Result<unsigned> number(std::string_view option, unsigned otherwise) const;

    // Each by id or, where that is clear, by name. The error names the option.
    [[nodiscard]] Result<accounts::Member> member(store::Transaction& tx, std::string_view option = "member") const;
    [[nodiscard]] Result<std::string> hub(store::Transaction& tx, std::string_view option = "hub") const;
    [[nodiscard]] Result<std::string> place(store::Transaction& tx, std::string_view option = "place") const;
    // member, moderator or organiser; member if it was not given.
    [[nodiscard]] Result<hubs::Role> role() const;
};

using AdminResult = Result<boost::json::object>;

struct AdminCommand {
    std::string_view name;
    std::string_view help;
    std::span<const AdminOption> options;
    AdminResult (*run)(const AdminCall& call);
};

// Programme, places, hubs, channels and invites; members and how they get in.
[[nodiscard]] std::span<const AdminCommand> programme_commands();
[[nodiscard]] std::span<const AdminCommand> member_commands();
// Whom to call, where "Exit this page" leads, when a Suggestion gets its response.
[[nodiscard]] std::span<const AdminCommand> settings_commands();
// Whom Asks are offered to.
[[nodiscard]] std::span<const AdminCommand> matching_commands();

// "name: value" a line; lists as blocks.
[[nodiscard]] std::string for_people(const boost::json::object& answer);

}  // namespace ourplace::cli
