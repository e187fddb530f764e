#include "cli/settings.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <concepts>
#include <cstdint>
#include <optional>
#include <toml++/toml.h>
#include <utility>
#include <vector>

#include "base/nearest.hpp"
#include "store/postgres_connection.hpp"

namespace ourplace::cli {
namespace {

constexpr std::string_view environment_prefix = "OURPLACE_";
constexpr std::string_view config = "config";

std::unexpected<Error> refuse(std::string message) { return std::unexpected(Error::invalid("", std::move(message))); }

template <std::integral Number>
Result<Number> number(const std::string& text, Number least, Number most) {
    Number value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (failure != std::errc() || end != text.data() + text.size() || value < least || value > most)
        return refuse("must be a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return value;
}

Result<std::string> web_address(std::string text) {
    const auto host = text.find("://");
    const bool known = text.starts_with("http://") || text.starts_with("https://");
    if (!known || text.size() <= host + 3 || text.find_first_of(" ?#") != std::string::npos)
        return refuse("must be a web address like https://talk.example.org");
    while (text.ends_with('/')) text.pop_back();
    return text;
}

std::vector<std::string> list(const std::string& text) {
    std::vector<std::string> entries;
    std::string entry;
    for (const char each : text + ',') {
        if (each == ',') {
            if (!entry.empty()) entries.push_back(std::exchange(entry, {}));
        } else if (each != ' ') {
            entry += each;
        }
    }
    return entries;
}

Result<bool> yes_or_no(const std::string& text) {
    if (text == "true") return true;
    if (text == "false") return false;
    return refuse("must be true or false");
}

// Stores what was understood.
template <class T, class Target>
Result<void> put(Result<T> value, Target& target) {
    if (!value) return std::unexpected(std::move(value.error()));
    target = static_cast<Target>(std::move(*value));
    return {};
}

Result<void> put_origins(const std::string& text, std::vector<std::string>& target) {
    std::vector<std::string> origins;
    for (auto& entry : list(text)) {
        auto origin = web_address(std::move(entry));
        if (!origin) return std::unexpected(std::move(origin.error()));
        origins.push_back(std::move(*origin));
    }
    target = std::move(origins);
    return {};
}

Result<void> put_level(const std::string& text, log::Level& target) {
    constexpr std::array<std::string_view, 4> names{"debug", "info", "warning", "error"};
    const auto known = std::ranges::find(names, text);
    if (known == names.end()) return refuse("must be one of debug, info, warning, error");
    target = static_cast<log::Level>(known - names.begin());
    return {};
}

Result<void> put_format(const std::string& text, log::Format& target) {
    if (text != "text" && text != "json") return refuse("must be text or json");
    target = text == "json" ? log::Format::json : log::Format::text;
    return {};
}

Result<void> put_path(const std::string& text, std::filesystem::path& target) {
    if (text.empty()) return refuse("must not be empty");
    target = text;
    return {};
}

Result<void> put_database(const std::string& text, std::string& target) {
    if (!text.empty() && !store::postgres_address(text))
        return refuse("must be an address like postgresql://user:password@host:5432/name, or empty for SQLite");
    target = text;
    return {};
}

using Text = const std::string&;

constexpr std::array settings_list{
    Setting{"data", "DIR", "Data folder, made if need be (ourplace-data)",
            [](Settings& s, Text text) { return put_path(text, s.data); }},
    Setting{"database", "URL",
            "PostgreSQL instead of the data folder: postgresql://user:password@host:5432/name?sslmode=verify-full",
            [](Settings& s, Text text) { return put_database(text, s.database); }, true},
    Setting{"redis_url", "URL",
            "What connects several servers of one programme, such as redis://host:6379; see deploy/README.md (none)",
            [](Settings& s, Text text) -> Result<void> {
                s.redis_url = text;
                return {};
            },
            true},
    Setting{"redis_ca", "FILE", "Who may vouch for Redis over TLS (PEM); otherwise whoever the system trusts",
            [](Settings& s, Text text) { return put_path(text, s.redis_ca); }},
    Setting{"address", "IP", "Where to listen (127.0.0.1); 0.0.0.0 or :: is everywhere",
            [](Settings& s, Text text) -> Result<void> {
                s.gateway.address = text;
                return {};
            }},
    Setting{"port", "NUMBER", "Port to listen on (8080); 0 is any free one",
            [](Settings& s, Text text) { return put(number<std::uint16_t>(text, 0, 65535), s.gateway.port); }},
    Setting{"public_url", "URL", "Where people open the programme; it stands in links (http://localhost:PORT)",
            [](Settings& s, Text text) { return put(web_address(text), s.gateway.public_url); }},
    Setting{"static", "DIR", "The browser client as built; without it only the API is served",
            [](Settings& s, Text text) { return put_path(text, s.gateway.static_folder); }},
    Setting{"tls_certificate", "FILE", "Certificate chain (PEM); read again on SIGHUP",
            [](Settings& s, Text text) { return put_path(text, s.gateway.tls_certificate); }},
    Setting{"tls_key", "FILE", "Its private key (PEM)",
            [](Settings& s, Text text) { return put_path(text, s.gateway.tls_key); }},
    Setting{"allowed_origins", "URLS", "Other sites whose pages may act for people here, with commas between",
            [](Settings& s, Text text) { return put_origins(text, s.gateway.allowed_origins); }},
    Setting{"trusted_proxies", "IPS", "Reverse proxies whose X-Forwarded-For is believed, with commas between",
            [](Settings& s, Text text) -> Result<void> {
                s.gateway.trusted_proxies = list(text);
                return {};
            }},
    Setting{"shards", "NUMBER", "Network threads; 0 is one for each processor (0)",
            [](Settings& s, Text text) { return put(number<std::size_t>(text, 0, 256), s.shards); }},
    Setting{"log_level", "LEVEL", "debug, info, warning or error (info)",
            [](Settings& s, Text text) { return put_level(text, s.log_level); }},
    Setting{"log_format", "FORMAT", "text or json (text)",
            [](Settings& s, Text text) { return put_format(text, s.log_format); }},
    Setting{"max_connections", "NUMBER", "Connections in all (50000)",
            [](Settings& s, Text text) {
                return put(number<std::size_t>(text, 1, 10'000'000), s.gateway.limits.max_connections);
            }},
    Setting{"max_connections_per_address", "NUMBER", "Connections from one address (256)",
            [](Settings& s, Text text) {
                return put(number<std::size_t>(text, 1, 10'000'000), s.gateway.limits.max_connections_per_address);
            }},
    Setting{"stop_seconds", "NUMBER", "How long stopping may take at most, 1 to 30 (25)",
            [](Settings& s, Text text) { return put(number<int>(text, 1, 30), s.stop_time); }},
    Setting{"synonyms", "FILE",
            "Words of this programme that mean the same, by which similar Stories are found; one group a line",
            [](Settings& s, Text text) { return put_path(text, s.synonyms); }},
    Setting{"webhooks_to_private", "", "Bots' webhooks may go to private addresses, such as this machine's",
            [](Settings& s, Text text) { return put(yes_or_no(text), s.webhooks_to_private); }},
    Setting{"unlimited", "", "No limits on what one client may do: for load tests only",
            [](Settings& s, Text text) { return put(yes_or_no(text), s.unlimited); }},
};

const Setting* find(std::string_view name) {
    const auto known = std::ranges::find(settings_list, name, &Setting::name);
    return known == settings_list.end() ? nullptr : &*known;
}

// "log_level" → "OURPLACE_LOG_LEVEL".
std::string variable_of(std::string_view setting) {
    std::string name(environment_prefix);
    for (const char each : setting) name += each >= 'a' && each <= 'z' ? static_cast<char>(each - 'a' + 'A') : each;
    return name;
}

template <class Written>
std::string not_known(const std::string& name, Written written_as) {
    std::vector<std::string> known{written_as(config)};
    for (const auto& setting : settings_list) known.push_back(written_as(setting.name));
    const auto meant = nearest(name, known);
    return name + " is not a setting." + (meant.empty() ? "" : " Did you mean " + meant + "?");
}

Result<void> set(Settings& settings, std::string_view name, const std::string& text, const std::string& where) {
    const auto* setting = find(name);
    auto done = setting->set(settings, text);
    if (!done)
        return refuse(where + " " + done.error().message + (setting->is_secret ? "." : ", not \"" + text + "\"."));
    return {};
}

std::optional<std::string> text_of(const toml::node& node) {
    if (const auto* text = node.as_string()) return text->get();
    if (const auto* whole = node.as_integer()) return std::to_string(whole->get());
    if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
    const auto* entries = node.as_array();
    if (entries == nullptr) return std::nullopt;
    std::string joined;
    for (const auto& entry : *entries) {
        const auto* text = entry.as_string();
        if (text == nullptr) return std::nullopt;
        joined += (joined.empty() ? "" : ",") + text->get();
    }
    return joined;
}

Result<void> read_file(Settings& settings, const std::string& file) {
    try {
        const auto table = toml::parse_file(file);
        for (const auto& [key, node] : table) {
            const std::string name(key.str());
            const auto where = file + ", line " + std::to_string(node.source().begin.line) + ": ";
            if (find(name) == nullptr)
                return refuse(where + not_known(name, [](std::string_view known) { return std::string(known); }));
            const auto text = text_of(node);
            if (!text)
                return refuse(where + name + " must be text, a whole number, true or false, or a list of texts.");
            if (auto done = set(settings, name, *text, where + name); !done) return done;
        }
        return {};
    } catch (const toml::parse_error& failure) {
        const auto line = failure.source().begin.line;
        return refuse(file + (line > 0 ? ", line " + std::to_string(line) : "") + ": " +
                      std::string(failure.description()));
    }
}

// Of the environment what concerns us, by name of the setting.
Result<Texts> variables(std::span<const std::string> environment) {
    Texts found;
    for (const auto& entry : environment) {
        const auto name = entry.substr(0, entry.find('='));
        if (!name.starts_with(environment_prefix)) continue;
        std::string setting;
        for (const char each : name.substr(environment_prefix.size()))
            setting += each >= 'A' && each <= 'Z' ? static_cast<char>(each - 'A' + 'a') : each;
        if (setting != config && find(setting) == nullptr) return refuse(not_known(name, variable_of));
        found[setting] = entry.substr(name.size() + 1);
    }
    return found;
}

Result<Settings> checked(Settings settings) {
    if (settings.gateway.tls_certificate.empty() != settings.gateway.tls_key.empty())
        return refuse("tls_certificate and tls_key belong together: set both or neither.");
    if (settings.unlimited) {
        auto& limits = settings.gateway.limits;
        limits.max_connections = limits.max_connections_per_address = 0;
        limits.frame_burst = limits.frames_per_second = limits.reminding_frames_per_second = 1e9;
        limits.max_calls_at_once = 10'000;
    }
    return settings;
}

}  // namespace

std::string Settings::public_url(std::uint16_t port) const {
    if (!gateway.public_url.empty()) return gateway.public_url;
    return (gateway.uses_tls() ? "https://localhost:" : "http://localhost:") + std::to_string(port);
}

std::span<const Setting> all_settings() { return settings_list; }

std::string flag_of(std::string_view setting) {
    std::string flag = "--" + std::string(setting);
    std::ranges::replace(flag, '_', '-');
    return flag;
}

Result<Settings> read_settings(Texts flags, std::span<const std::string> environment) {
    auto from_environment = variables(environment);
    if (!from_environment) return std::unexpected(std::move(from_environment.error()));
    auto file = from_environment->extract(std::string(config));
    if (auto flag = flags.extract(std::string(config)); !flag.empty()) file = std::move(flag);

    Settings settings;
    if (!file.empty()) {
        if (auto done = read_file(settings, file.mapped()); !done) return std::unexpected(std::move(done.error()));
    }
    for (const auto& [name, text] : *from_environment) {
        if (auto done = set(settings, name, text, variable_of(name)); !done)
            return std::unexpected(std::move(done.error()));
    }
    for (const auto& [name, text] : flags) {
        if (auto done = set(settings, name, text, flag_of(name)); !done)
            return std::unexpected(std::move(done.error()));
    }
    return checked(std::move(settings));
}

}  // namespace ourplace::cli
