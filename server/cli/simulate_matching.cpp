#include "cli/simulate_matching.hpp"

#include <array>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <utility>

#include "asks/settings_rules.hpp"
#include "asks/simulation.hpp"
#include "base/wall_time.hpp"
#include "events/zone_rules.hpp"

namespace ourplace::cli {
namespace {

// The clocks go back on the 25th.
constexpr std::string_view usual_begin = "2026-10-12";

constexpr std::array options{
    AdminOption{"champions", "NUMBER", "How many Champions there are, 1 to 10000 (60)"},
    AdminOption{"asks", "NUMBER", "How many Asks, 1 to 100000 (500)"},
    AdminOption{"days", "NUMBER", "Over how many days, 1 to 366 (30)"},
    AdminOption{"ignoring", "PERCENT", "Of Champions, who never answer, 0 to 100 (30)"},
    AdminOption{"seed", "NUMBER", "Another is another programme (1)"},
    AdminOption{"begins", "DATE", "The first day (2026-10-12)"},
    AdminOption{"settings", "NAME=VALUE,…", "Other settings than the defaults; a wrong name tells which is near"}};

struct Bounds {
    unsigned least = 0;
    unsigned most = 0;
};
Result<void> take(const Texts& given, std::string_view name, Bounds bounds, unsigned& into) {
    const auto found = given.find(name);
    if (found == given.end()) return {};
    const auto& text = found->second;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), into);
    if (failure == std::errc() && end == text.data() + text.size() && into >= bounds.least && into <= bounds.most)
        return {};
    return std::unexpected(Error::invalid(std::string(name), flag_of(name) + ": a whole number from " +
                                                                 std::to_string(bounds.least) + " to " +
                                                                 std::to_string(bounds.most) + "."));
}

std::string text_of(const Texts& given, std::string_view name) {
    const auto found = given.find(name);
    return found == given.end() ? std::string() : found->second;
}

Result<asks::SimulationOptions> simulation(const Texts& given) {
    asks::SimulationOptions made;
    for (const auto& taken :
         {take(given, "champions", {1, 10'000}, made.champions), take(given, "asks", {1, 100'000}, made.asks),
          take(given, "days", {1, 366}, made.days), take(given, "ignoring", {0, 100}, made.ignoring_percent),
          take(given, "seed", {0, 1'000'000'000}, made.seed)}) {
        if (!taken) return std::unexpected(taken.error());
    }
    const auto begins = text_of(given, "begins");
    const auto first_day = day(begins.empty() ? usual_begin : std::string_view(begins));
    if (!first_day) return std::unexpected(Error::invalid("begins", "--begins: a day, such as 2026-10-12."));
    made.begins_at = events::to_utc(WallTime{*first_day * minutes_per_day}, "Europe/London");
    auto settings = asks::changed_settings("settings", {}, text_of(given, "settings"));
    if (!settings) return std::unexpected(Error::invalid("settings", "--settings: " + settings.error().message));
    made.settings = *settings;
    return made;
}

double rounded(double number, double to) { return std::round(number * to) / to; }

boost::json::object figures_of(const asks::SimulationFigures& figures) {
    const auto percent = [&](unsigned count) { return rounded(100.0 * count / figures.asks, 10); };
    const auto hours = [](Timestamp time) {
        return rounded(static_cast<double>(time) / static_cast<double>(microseconds_per_hour), 10);
    };
    return {{"answeredPercent", percent(figures.answered)},
            {"handedOverPercent", percent(figures.handed_over)},
            {"escalatedPercent", percent(figures.escalated)},
            {"withdrawnPercent", percent(figures.withdrawn)},
            {"silentPercent", percent(figures.silent)},
            {"medianHoursToAcceptance", hours(figures.median_acceptance_us)},
            {"p90HoursToAcceptance", hours(figures.p90_acceptance_us)},
            {"giniOfLoad", rounded(figures.gini, 100)},
            {"championKnowsThemePercent", rounded(100 * figures.knows_theme, 10)},
            {"offers", figures.offers},
            {"offersOverCap", figures.over_cap},
            {"offersInQuietHours", figures.in_quiet_hours},
            {"offersOnPause", figures.on_pause}};
}

struct Row {
    std::string_view key;
    const char* label;
};
constexpr std::array rows{Row{"answeredPercent", "Asks answered, %"},
                          Row{"handedOverPercent", "  answered after a handover, %"},
                          Row{"escalatedPercent", "  come to the Organiser, %"},
                          Row{"withdrawnPercent", "  withdrawn, %"},
                          Row{"silentPercent", "  gone silent, %"},
                          Row{"medianHoursToAcceptance", "hours to acceptance, median"},
                          Row{"p90HoursToAcceptance", "  nine in ten"},
                          Row{"giniOfLoad", "Gini of load (0: the same for all who answer)"},
                          Row{"championKnowsThemePercent", "accepted by somebody who knows the Theme, %"},
                          Row{"offers", "offers"},
                          Row{"offersOverCap", "  over cap"},
                          Row{"offersInQuietHours", "  in quiet hours"},
                          Row{"offersOnPause", "  on pause"}};

}  // namespace

std::span<const AdminOption> simulation_options() { return options; }

Result<boost::json::object> simulate_matching(const Texts& given) {
    const auto made = simulation(given);
    if (!made) return std::unexpected(made.error());
    return boost::json::object{{"ranked", figures_of(asks::simulate(*made, asks::Way::ranked))},
                               {"firstAvailable", figures_of(asks::simulate(*made, asks::Way::first_available))}};
}

std::string simulation_table(const boost::json::object& figures) {
    std::array<char, 128> line{};
    const auto add = [&](const char* label, const std::string& one, const std::string& other) {
        std::snprintf(line.data(), line.size(), "%-46s %12s %16s\n", label, one.c_str(), other.c_str());
        return std::string(line.data());
    };
    auto text = add("", "matching", "first available");
    for (const auto& [key, label] : rows) {
        const auto shown = [&](const char* way) {
            const auto& value = figures.at(way).as_object().at(key);
            if (!value.is_double()) return boost::json::serialize(value);
            std::array<char, 32> number{};
            std::snprintf(number.data(), number.size(), key == "giniOfLoad" ? "%.2f" : "%.1f", value.as_double());
            return std::string(number.data());
        };
        text += add(label, shown("ranked"), shown("firstAvailable"));
    }
    return text;
}

}  // namespace ourplace::cli
