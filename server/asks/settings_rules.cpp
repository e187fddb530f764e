#include "asks/settings_rules.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <type_traits>

#include "base/nearest.hpp"

namespace ourplace::asks {
namespace {

constexpr Timestamp microseconds_per_minute = 60 * microseconds_per_second;
// Offers stand no longer than what "lately" is to matching (candidate_tables.cpp).
constexpr double most_offered_minutes = 28 * 24 * 60;
constexpr double most_patience_minutes = 60 * 24 * 60;
constexpr double most_weight = 100;

// Calls visit(name, reference, least, most) for each.
template <class Settings, class Visit>
void each_setting(Settings& settings, Visit visit) {
    visit("offers_at_once", settings.offers_at_once, 1, 50);
    visit("rounds_in_hub", settings.rounds_in_hub, 0, 20);
    visit("rounds_in_neighbours", settings.rounds_in_neighbours, 0, 20);
    const auto times = [&](const std::string& name, auto& urgency) {
        visit(name + "_open_minutes", urgency.open_time_us, 1, most_offered_minutes);
        visit(name + "_longest_minutes", urgency.longest_us, 1, most_offered_minutes);
        visit(name + "_patience_minutes", urgency.patience_us, 1, most_patience_minutes);
    };
    times("today", settings.times[0]);
    times("this_week", settings.times[1]);
    times("whenever", settings.times[2]);
    visit("preferred", settings.preferred, 0, most_weight);
    visit("theme", settings.theme, 0, most_weight);
    visit("resolved", settings.resolved, 0, most_weight);
    visit("stories", settings.stories, 0, most_weight);
    visit("words", settings.words, 0, most_weight);
    visit("same_place", settings.same_place, 0, most_weight);
    visit("near_place", settings.near_place, 0, most_weight);
    visit("load", settings.load, 0, most_weight);
    visit("accepted", settings.accepted, 0, most_weight);
    visit("silence", settings.silence, 0, most_weight);
    visit("waiting", settings.waiting, 0, most_weight);
}

template <class T>
double shown(T value) {
    constexpr double unit = std::is_same_v<T, Timestamp> ? microseconds_per_minute : 1;
    return static_cast<double>(value) / unit;
}

// False for a fraction of what is counted.
template <class T>
bool set(T& setting, double value) {
    if constexpr (!std::is_same_v<T, double>) {
        if (value != std::floor(value)) return false;
    }
    if constexpr (std::is_same_v<T, Timestamp>) {
        setting = static_cast<Timestamp>(value) * microseconds_per_minute;
    } else {
        setting = static_cast<T>(value);
    }
    return true;
}

Result<void> change(std::string_view field, MatchingSettings& settings, std::string_view name, std::string_view text) {
    double value = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool is_number = failure == std::errc() && end == text.data() + text.size();
    bool found = false;
    bool taken = false;
    std::string bounds;
    std::vector<std::string> names;
    each_setting(settings, [&](const std::string& known, auto& setting, double least, double most) {
        names.push_back(known);
        if (known != name) return;
        found = true;
        bounds = setting_text(least) + " to " + setting_text(most);
        if (!std::is_same_v<std::remove_cvref_t<decltype(setting)>, double>) bounds += ", a whole number";
        taken = is_number && value >= least && value <= most && set(setting, value);
    });
    if (taken) return {};
    if (found)
        return std::unexpected(Error::invalid(std::string(field), std::string(name) + " can be " + bounds + "."));
    const auto meant = nearest(name, names);
    return std::unexpected(Error::invalid(
        std::string(field),
        "There is no setting \"" + std::string(name) + "\"." + (meant.empty() ? "" : " Did you mean " + meant + "?")));
}

}  // namespace

// The shortest that reads back as the same number.
std::string setting_text(double value) {
    std::array<char, 64> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed).ptr;
    return {text.data(), end};
}

std::vector<NamedSetting> named_settings(const MatchingSettings& settings) {
    std::vector<NamedSetting> all;
    each_setting(settings, [&](const std::string& name, auto& setting, double least, double most) {
        all.push_back({.name = name, .value = shown(setting), .least = least, .most = most});
    });
    return all;
}

Result<MatchingSettings> changed_settings(std::string_view field, MatchingSettings settings, std::string_view changes) {
    while (!changes.empty()) {
        const auto one = changes.substr(0, changes.find(','));
        changes.remove_prefix(std::min(one.size() + 1, changes.size()));
        const auto equals = std::min(one.find('='), one.size());
        const auto value = one.substr(std::min(equals + 1, one.size()));
        if (auto done = change(field, settings, one.substr(0, equals), value); !done)
            return std::unexpected(done.error());
    }
    return settings;
}

}  // namespace ourplace::asks
