#include "cli/simulate_matching.hpp"

#include <array>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <utility>

#include "asks/history_rules.hpp"
#include "asks/history_tables.hpp"
#include "asks/settings_rules.hpp"
#include "asks/settings_tables.hpp"
#include "asks/simulated_people.hpp"
#include "base/wall_time.hpp"
#include "events/zone_rules.hpp"

namespace ourplace::cli {
namespace {

// The clocks go back on the 25th.
constexpr std::string_view usual_begin = "2026-10-12";

constexpr std::array options{
    AdminOption{"history", "", "This programme's own Asks and Champions again, beside what really happened"},
    AdminOption{"champions", "NUMBER", "How many Champions there are, 1 to 10000 (60)"},
    AdminOption{"asks", "NUMBER", "How many Asks, 1 to 100000 (500)"},
    AdminOption{"days", "NUMBER", "Over how many days, 1 to 366 (30); of history the last so many (all)"},
    AdminOption{"ignoring", "PERCENT", "Of Champions, who never answer, 0 to 100 (30)"},
    AdminOption{"seed", "NUMBER", "Another is another programme (1)"},
    AdminOption{"begins", "DATE", "The first day (2026-10-12)"},
    AdminOption{"settings", "NAME=VALUE,…",
                "Other settings than the defaults, or than the programme's; a wrong name tells which is near"}};
// Of a programme that is made up.
constexpr std::array made_up{"champions", "asks", "ignoring", "begins"};

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

Result<asks::MatchingSettings> settings_of(const Texts& given, const asks::MatchingSettings& before) {
    auto settings = asks::changed_settings("settings", before, text_of(given, "settings"));
    if (!settings) return std::unexpected(Error::invalid("settings", "--settings: " + settings.error().message));
    return settings;
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
    return made;
}

struct Replay {
    unsigned days = 0;
    unsigned seed = 1;
};
Result<Replay> replay(const Texts& given) {
    for (const auto* const name : made_up) {
        if (given.contains(name)) {
            return std::unexpected(
                Error::invalid(name, flag_of(name) + ": of history there are as many as there were; leave it out."));
        }
    }
    Replay wanted;
    for (const auto& taken :
         {take(given, "days", {1, 366}, wanted.days), take(given, "seed", {0, 1'000'000'000}, wanted.seed)}) {
        if (!taken) return std::unexpected(taken.error());
    }
    return wanted;
}

double rounded(double number, double to) { return std::round(number * to) / to; }

enum class Judged : std::uint8_t { all, without_hours };

// `without_hours`: whose hours, pause and cap were other ones then.
boost::json::object figures_of(const asks::SimulationFigures& figures, Judged judged = Judged::all) {
    const auto percent = [&](unsigned count) { return rounded(100.0 * count / figures.asks, 10); };
    const auto hours = [](Timestamp time) {
        return rounded(static_cast<double>(time) / static_cast<double>(microseconds_per_hour), 10);
    };
    const auto about_hours = [&](unsigned count) {
        return judged == Judged::all ? boost::json::value(count) : boost::json::value(nullptr);
    };
    return {{"asks", figures.asks},
            {"answeredPercent", percent(figures.answered)},
            {"handedOverPercent", percent(figures.handed_over)},
            {"escalatedPercent", percent(figures.escalated)},
            {"withdrawnPercent", percent(figures.withdrawn)},
            {"silentPercent", percent(figures.silent)},
            {"medianHoursToAcceptance", hours(figures.median_acceptance_us)},
            {"p90HoursToAcceptance", hours(figures.p90_acceptance_us)},
            {"giniOfLoad", rounded(figures.gini, 100)},
            {"championKnowsThemePercent", rounded(100 * figures.knows_theme, 10)},
            {"offers", figures.offers},
            {"offersOverCap", about_hours(figures.over_cap)},
            {"offersInQuietHours", about_hours(figures.in_quiet_hours)},
            {"offersOnPause", about_hours(figures.on_pause)}};
}

struct Row {
    std::string_view key;
    const char* label;
};
constexpr std::array rows{Row{"asks", "Asks"},
                          Row{"answeredPercent", "  answered, %"},
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

struct Column {
    const char* way;
    const char* head;
    int width;
};
constexpr std::array columns{Column{"asItWas", "as it was", 12}, Column{"ranked", "matching", 12},
                             Column{"firstAvailable", "first available", 16}};

std::string shown(std::string_view key, const boost::json::value& value) {
    if (value.is_null()) return "-";
    if (!value.is_double()) return boost::json::serialize(value);
    std::array<char, 32> number{};
    std::snprintf(number.data(), number.size(), key == "giniOfLoad" ? "%.2f" : "%.1f", value.as_double());
    return number.data();
}

}  // namespace

std::span<const AdminOption> simulation_options() { return options; }

bool is_about_history(const Texts& given) { return given.contains("history"); }

Result<boost::json::object> simulate_matching(const Texts& given) {
    const auto made = simulation(given);
    if (!made) return std::unexpected(made.error());
    const auto settings = settings_of(given, {});
    if (!settings) return std::unexpected(settings.error());
    const auto programme = asks::made_up_programme(*made);
    return boost::json::object{
        {"ranked", figures_of(asks::simulate(programme, *settings, asks::Way::ranked))},
        {"firstAvailable", figures_of(asks::simulate(programme, *settings, asks::Way::first_available))}};
}

Result<boost::json::object> replay_matching(const Texts& given, store::Database& database, Timestamp now) {
    const auto wanted = replay(given);
    if (!wanted) return std::unexpected(wanted.error());
    const auto from = wanted->days == 0 ? 0 : now - wanted->days * microseconds_per_day;
    asks::MatchingSettings own;
    const auto history = database.read_now([&](store::Transaction& tx) -> Result<asks::History> {
        own = asks::matching_settings(tx);
        return asks::history_since(tx, from, now);
    });
    if (!history) return std::unexpected(history.error());
    const auto settings = settings_of(given, own);
    if (!settings) return std::unexpected(settings.error());
    if (auto enough = asks::tells_enough(*history); !enough) return std::unexpected(enough.error());
    const auto programme = asks::replayed(*history, wanted->seed);
    return boost::json::object{
        {"undecidedAsks", history->undecided},
        {"asItWas", figures_of(asks::as_it_was(*history), Judged::without_hours)},
        {"ranked", figures_of(asks::simulate(programme, *settings, asks::Way::ranked))},
        {"firstAvailable", figures_of(asks::simulate(programme, *settings, asks::Way::first_available))}};
}

std::string simulation_table(const boost::json::object& figures) {
    std::string text;
    std::array<char, 64> cell{};
    const auto add = [&](const char* format, int width, const char* what) {
        std::snprintf(cell.data(), cell.size(), format, width, what);
        text += cell.data();
    };
    const auto add_line = [&](const char* label, const auto& what_of) {
        add("%-*s", 46, label);
        for (const auto& column : columns) {
            if (figures.contains(column.way)) add(" %*s", column.width, what_of(column).c_str());
        }
        text += '\n';
    };
    add_line("", [](const Column& column) { return std::string(column.head); });
    for (const auto& [key, label] : rows)
        add_line(label, [&](const Column& column) { return shown(key, figures.at(column.way).as_object().at(key)); });
    const auto* undecided = figures.if_contains("undecidedAsks");
    if (undecided != nullptr && undecided->to_number<unsigned>() > 0)
        text += boost::json::serialize(*undecided) + " more have not found anybody yet and are left out.\n";
    return text;
}

}  // namespace ourplace::cli
