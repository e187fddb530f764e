#include "cli/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json/serialize.hpp>
#include <iostream>
#include <map>
#include <memory>
#include <vector>

#include "base/log.hpp"
#include "base/nearest.hpp"
#include "cli/admin.hpp"
#include "cli/check.hpp"
#include "cli/composition.hpp"
#include "cli/copy_store.hpp"
#include "cli/server.hpp"
#include "cli/settings.hpp"
#include "cli/simulate_matching.hpp"

namespace ourplace::cli {
namespace {

constexpr int failed = 1;
constexpr int misused = 2;

int complain(const Error& error, int status) {
    std::cerr << "ourplace: " << error.message << "\n";
    return status;
}

// One command's options, and their texts once they are parsed.
struct Options {
    std::map<std::string, std::string> values;
    std::map<std::string, bool> switches;

    void add(CLI::App& command, std::string_view name, std::string_view value, std::string_view help) {
        if (value.empty()) {
            command.add_flag(flag_of(name), switches[std::string(name)], std::string(help));
        } else {
            command.add_option(flag_of(name), values[std::string(name)], std::string(help))
                ->type_name(std::string(value));
        }
    }
    [[nodiscard]] Texts given(const CLI::App& command) const {
        Texts texts;
        for (const auto& [name, value] : values)
            if (command.count(flag_of(name)) > 0) texts.emplace(name, value);
        for (const auto& [name, on] : switches)
            if (on) texts.emplace(name, "true");
        return texts;
    }
};

class CommandLine {
  public:
    CommandLine() {
        app_.require_subcommand(1);
        add_settings(*serve_, serve_options_, all_settings());
        add_settings(*admin_, admin_options_, shared_settings());
        add_settings(*check_, check_options_, shared_settings());
        admin_->add_flag("--json", json_, "Answer with one JSON object");
        admin_->require_subcommand(1);
        for (const auto commands :
             {programme_commands(), settings_commands(), member_commands(), matching_commands()}) {
            for (const auto& command : commands) add_admin_command(command);
        }
        for (const auto& option : simulation_options())
            simulation_given_.add(*simulate_, option.name, option.value, option.help);
        copy_->add_option("--from", copy_from_, "Data folder or postgresql:// URL")->type_name("PLACE")->required();
        copy_->add_option("--to", copy_to_, "The same; an empty one")->type_name("PLACE")->required();
    }

    int run(std::span<const std::string> arguments, std::span<const std::string> environment) {
        std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
        try {
            app_.parse(reversed);
        } catch (const CLI::ExtrasError& caught) {
            std::cerr << "ourplace: " << unknown_argument(arguments, caught) << "\n";
            return misused;
        } catch (const CLI::ParseError& caught) {
            return app_.exit(caught) == 0 ? 0 : misused;
        }
        if (version_->parsed()) {
            std::cout << "ourplace " OURPLACE_VERSION "\n";
            return 0;
        }
        if (serve_->parsed()) return serve(environment);
        return check_->parsed() ? check(environment) : admin(environment);
    }

  private:
    // Those that tools need beside the server.
    static std::vector<Setting> shared_settings() {
        std::vector<Setting> shared;
        for (const auto& setting : all_settings())
            if (setting.name == "data" || setting.name == "database" || setting.name == "public_url")
                shared.push_back(setting);
        return shared;
    }
    static void add_settings(CLI::App& command, Options& options, std::span<const Setting> settings) {
        options.add(command, "config", "FILE", "Settings as TOML; the environment (OURPLACE_…) and flags are stronger");
        for (const auto& setting : settings) options.add(command, setting.name, setting.value, setting.help);
    }
    void add_admin_command(const AdminCommand& command) {
        auto* made = admin_->add_subcommand(std::string(command.name), std::string(command.help));
        auto& options = admin_commands_[&command];
        options.first = made;
        for (const auto& option : command.options) {
            options.second.add(*made, option.name, option.value, option.help);
            if (option.need == AdminOption::Need::required) made->get_option(flag_of(option.name))->required();
        }
    }

    int serve(std::span<const std::string> environment) {
        const auto settings = read_settings(serve_options_.given(*serve_), environment);
        if (!settings) return complain(settings.error(), misused);
        log::configure(settings->log_level, settings->log_format);
        Server::block_signals();
        const auto server = Server::open(*settings);
        if (!server) return complain(server.error(), failed);
        (*server)->run();
        return 0;
    }

    int check(std::span<const std::string> environment) {
        const auto settings = read_settings(check_options_.given(*check_), environment);
        if (!settings) return complain(settings.error(), misused);
        log::configure(log::Level::warning, log::Format::text);
        const auto faults = check_store(*settings);
        if (!faults) return complain(faults.error(), failed);
        for (const auto& fault : *faults) std::cout << fault << "\n";
        std::cout << (faults->empty() ? "The store is sound.\n" : "The store is damaged: restore a backup.\n");
        return faults->empty() ? 0 : failed;
    }

    int admin(std::span<const std::string> environment) {
        const auto settings = read_settings(admin_options_.given(*admin_), environment);
        if (!settings) return complain(settings.error(), misused);
        log::configure(log::Level::warning, log::Format::text);
        if (copy_->parsed()) return copy();
        if (simulate_->parsed()) return simulate(*settings);
        const auto database = open_store(*settings);
        if (!database) return complain(database.error(), failed);
        for (const auto& [command, parsed] : admin_commands_) {
            if (!parsed.first->parsed()) continue;
            const auto answer = command->run({.database = **database,
                                              .public_url = settings->public_url(settings->gateway.port),
                                              .now = SystemClock().now(),
                                              .options = parsed.second.given(*parsed.first)});
            if (!answer) return complain(answer.error(), failed);
            std::cout << (json_ ? boost::json::serialize(*answer) + "\n" : for_people(*answer));
        }
        return 0;
    }

    int copy() {
        const auto rows =
            copy_store(copy_from_, copy_to_, [](const std::string& line) { std::cerr << "  " << line << "\n"; });
        if (!rows) return complain(rows.error(), failed);
        boost::json::object answer;
        for (const auto& [table, count] : *rows) answer[table] = count;
        std::cout << (json_ ? boost::json::serialize(answer) + "\n" : for_people(answer) + "All rows are the same.\n");
        return 0;
    }

    int simulate(const Settings& settings) {
        const auto given = simulation_given_.given(*simulate_);
        const auto figures = is_about_history(given) ? replay(given, settings) : simulate_matching(given);
        if (!figures)
            return complain(figures.error(), figures.error().code == Code::invalid_argument ? misused : failed);
        std::cout << (json_ ? boost::json::serialize(*figures) + "\n" : simulation_table(*figures));
        return 0;
    }

    static Result<boost::json::object> replay(const Texts& given, const Settings& settings) {
        const auto database = look_into_store(settings);
        if (!database) return std::unexpected(database.error());
        return replay_matching(given, **database, SystemClock().now());
    }

    // CLI11 says only that it was not expected.
    std::string unknown_argument(std::span<const std::string> arguments, const CLI::ExtrasError& caught) const {
        std::vector<std::string> known;
        const auto add_names = [&](const CLI::App* command) {
            for (const auto* option : command->get_options()) known.push_back(option->get_name());
            for (const auto* below : command->get_subcommands({})) known.push_back(below->get_name());
        };
        const CLI::App* command = &app_;
        add_names(command);
        while (!command->get_subcommands().empty()) {
            command = command->get_subcommands().front();
            add_names(command);
        }
        for (const auto& argument : arguments) {
            const auto name = argument.substr(0, argument.find('='));
            const bool is_extra = std::string(caught.what()).find(name) != std::string::npos;
            if (!is_extra || std::ranges::find(known, name) != known.end()) continue;
            const auto meant = nearest(name, known);
            return name + " is not known here." +
                   (meant.empty() ? " `--help` tells what is." : " Did you mean " + meant + "?");
        }
        return caught.what();
    }

    CLI::App app_{"Peer-support messaging for neighbourhood programmes", "ourplace"};
    CLI::App* serve_ = app_.add_subcommand("serve", "Run the server until it is asked to stop");
    CLI::App* admin_ = app_.add_subcommand("admin", "Run the programme from here, also beside a running server");
    CLI::App* copy_ = admin_->add_subcommand("copy-store", "Move a programme between SQLite and PostgreSQL, verified");
    CLI::App* simulate_ = admin_->add_subcommand(
        "simulate-matching",
        "Try settings of matching out in a made-up programme or the own history, beside \"first available\"");
    CLI::App* check_ = app_.add_subcommand("check", "Look whether the store is sound; changes nothing");
    CLI::App* version_ = app_.add_subcommand("version", "Print the version");
    Options serve_options_;
    Options admin_options_;
    Options check_options_;
    Options simulation_given_;
    bool json_ = false;
    std::string copy_from_;
    std::string copy_to_;
    std::map<const AdminCommand*, std::pair<CLI::App*, Options>> admin_commands_;
};

}  // namespace

int run(std::span<const std::string> arguments, std::span<const std::string> environment) {
    return CommandLine().run(arguments, environment);
}

}  // namespace ourplace::cli
