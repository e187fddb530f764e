// What an operator may set: in a TOML file, in the environment, by flags, each stronger than the one before. One name
// everywhere: `log_level = "debug"`, OURPLACE_LOG_LEVEL=debug, --log-level debug.
#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "base/log.hpp"
#include "base/result.hpp"
#include "gateway/options.hpp"

namespace ourplace::cli {

struct Settings {
    std::filesystem::path data = "ourplace-data";
    // postgresql://…; empty: SQLite in the data folder.
    std::string database;
    // See streams/redis_url.hpp; empty: this is the only server of the programme.
    std::string redis_url;
    std::filesystem::path redis_ca;
    gateway::Options gateway;
    // 0: one for each processor.
    std::size_t shards = 0;
    log::Level log_level = log::Level::info;
    log::Format log_format = log::Format::text;
    // How long stopping may take, all in all.
    std::chrono::seconds stop_time{25};
    // Words of the programme that mean the same, by which similar Stories are found; empty: only those that all have.
    std::filesystem::path synonyms;
    // Bots' webhooks may go to private addresses.
    bool webhooks_to_private = false;
    // No limits on how much one client may do: for load tests.
    bool unlimited = false;

    // Where people open the programme: as set, or else this machine.
    [[nodiscard]] std::string public_url(std::uint16_t port) const;
};

struct Setting {
    std::string_view name;
    // For the help: "NUMBER"; empty for a switch.
    std::string_view value;
    std::string_view help;
    // The error says what is allowed.
    Result<void> (*set)(Settings& settings, const std::string& text);
    // Holds a password: errors do not repeat it.
    bool is_secret = false;
};

[[nodiscard]] std::span<const Setting> all_settings();

// By name of the setting, as written.
using Texts = std::map<std::string, std::string, std::less<>>;

// Flags by name of the setting; the environment whole: of what begins with OURPLACE_ every name must be known, and
// OURPLACE_CONFIG names the file where the flag `config` does not. The error says where the fault is and names the
// nearest known setting.
[[nodiscard]] Result<Settings> read_settings(Texts flags, std::span<const std::string> environment);

// "log_level" → "--log-level".
[[nodiscard]] std::string flag_of(std::string_view setting);

}  // namespace ourplace::cli
