#include "asks/simulated_people.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "accounts/accounts_rules.hpp"

namespace ourplace::asks {
namespace {

constexpr std::size_t champions_per_hub = 12;
constexpr std::size_t hubs_per_place = 3;
constexpr std::size_t words_per_theme = 12;
constexpr std::size_t words_of_profile = 5;
constexpr std::size_t words_of_ask = 4;

// What a theme's words are does not matter, only which are the same.
std::string word(std::size_t theme, std::size_t number) {
    return std::string(accounts::programme_themes.at(theme)) + std::to_string(number);
}

std::string some_words(const Chance& chance, std::size_t theme, std::size_t whose, std::size_t count) {
    std::string text;
    for (std::size_t one = 0; one < count; ++one)
        text += word(theme, chance.pick(words_per_theme, Draw::word, whose, one)) + ' ';
    return text;
}

// Nine in ten have a life like others; the rest help from abroad.
std::string zone(double drawn) {
    if (drawn < 0.90) return "Europe/London";
    if (drawn < 0.94) return "Europe/Madrid";
    return drawn < 0.97 ? "America/New_York" : "Australia/Sydney";
}

std::vector<GivenHours> hours(std::size_t kind) {
    std::vector<GivenHours> week;
    const auto on = [&](unsigned first, unsigned last, const char* from, const char* to) {
        for (auto weekday = first; weekday <= last; ++weekday) week.push_back({weekday, from, to});
    };
    switch (kind) {
        case 0: on(1, 5, "09:00", "17:00"); break;
        case 1: on(1, 5, "18:00", "21:00"); break;
        case 2: on(6, 7, "10:00", "18:00"); break;
        case 3: on(2, 2, "09:00", "12:00"), on(4, 4, "09:00", "12:00"), on(6, 6, "09:00", "12:00"); break;
        default: break;
    }
    return week;
}

Availability availability(const Chance& chance, std::size_t champion) {
    GivenAvailability given;
    given.zone = zone(chance.of(Draw::zone, champion));
    given.hours = hours(chance.pick(6, Draw::hours, champion));
    given.quiet_from = clock_to_text(static_cast<int>(1260 + 30 * chance.pick(5, Draw::quiet_from, champion)));
    given.quiet_to = clock_to_text(static_cast<int>(360 + 30 * chance.pick(6, Draw::quiet_to, champion)));
    given.cap = static_cast<unsigned>(2 + chance.pick(3, Draw::cap, champion));
    return *asks::availability(given, 0);
}

std::vector<std::string> languages(double drawn) {
    if (drawn < 0.75) return {"en"};
    return drawn < 0.95 ? std::vector<std::string>{"en", "cy"} : std::vector<std::string>{"en", "pl"};
}

Timestamp moment(const Chance& chance, const SimulationOptions& options, std::size_t ask) {
    const auto days = chance.of(Draw::arrives, ask) * options.days;
    const auto day = static_cast<Timestamp>(days);
    // Nine in ten by day.
    const auto part = days - static_cast<double>(day);
    const auto hour = chance.of(Draw::arrives_at_night, ask) < 0.9 ? 7 + 15 * part : 22 + 9 * part;
    return options.begins_at + day * microseconds_per_day +
           static_cast<Timestamp>(hour * static_cast<double>(microseconds_per_hour));
}

Urgency urgency(double drawn) {
    if (drawn < 0.2) return Urgency::today;
    return drawn < 0.7 ? Urgency::this_week : Urgency::whenever;
}

Timestamp as_hours(double count) { return static_cast<Timestamp>(count * static_cast<double>(microseconds_per_hour)); }

// Ignores everything, or looks when it is their time and rather takes what they know.
class MadeUpPeople final : public Behaviour {
  public:
    MadeUpPeople(unsigned seed, std::vector<bool> ignores) : chance_(seed + 2'000'003), ignores_(std::move(ignores)) {}

    std::optional<Answer> answer(const Offered& offered) const override {
        const auto& [ask, champion, wanted, to, now] = offered;
        if (ignores_.at(champion)) return std::nullopt;
        // Half of them within an hour and a half of their time.
        const auto slowness = wanted.urgency == Urgency::today ? 0.8 : 2.0;
        const auto open_time = as_hours(-slowness * std::log(1 - chance_.of(Draw::reacts_after, ask, champion)));
        const bool knows = std::ranges::find(to.themes, wanted.theme) != to.themes.end();
        const bool accepts = chance_.of(Draw::accepts, ask, champion) < (knows ? 0.75 : 0.4);
        return Answer{.what = accepts ? Answer::What::accepts : Answer::What::declines,
                      .at = after_open_time(to.availability, now, open_time, now + 30 * microseconds_per_day)};
    }
    std::optional<Timestamp> gives_up_after(std::size_t ask) const override {
        if (chance_.of(Draw::gives_up, ask) >= 0.03) return std::nullopt;
        return as_hours(1 + 100 * chance_.of(Draw::gives_up_after, ask));
    }
    Talk talk(std::size_t ask, std::size_t turn) const override {
        const auto drawn = chance_.of(Draw::ends, ask, turn);
        Talk talk{.length_us = as_hours(24 + 144 * chance_.of(Draw::converses, ask, turn))};
        if (drawn < 0.12) talk.end = drawn < 0.08 && turn == 0 ? Talk::End::handed_over : Talk::End::withdrawn;
        return talk;
    }

  private:
    Chance chance_;
    std::vector<bool> ignores_;
};

// Champions elsewhere are asked only where there are no neighbours.
Circles circles_of(std::size_t hub, const std::vector<SimulatedChampion>& champions) {
    Circles circles;
    std::vector<std::size_t> far;
    for (std::size_t number = 0; number < champions.size(); ++number) {
        const auto whose = champions[number].hub;
        (whose == hub ? circles.hub : are_neighbours(hub, whose) ? circles.neighbours : far).push_back(number);
    }
    if (circles.neighbours.empty()) circles.neighbours = std::move(far);
    return circles;
}

}  // namespace

std::size_t hub_count(const SimulationOptions& options) {
    return std::max<std::size_t>(1, options.champions / champions_per_hub);
}

bool are_neighbours(std::size_t hub, std::size_t other) {
    return hub != other && hub / hubs_per_place == other / hubs_per_place;
}

std::vector<SimulatedChampion> simulated_champions(const SimulationOptions& options) {
    const Chance chance(options.seed);
    const auto themes = accounts::programme_themes.size();
    std::vector<SimulatedChampion> champions(options.champions);
    for (std::size_t number = 0; number < champions.size(); ++number) {
        auto& champion = champions[number];
        auto& candidate = champion.candidate;
        champion.hub = number % hub_count(options);
        // So many of each hundred, whoever they are.
        champion.ignores = number * 37 % 100 < options.ignoring_percent;
        candidate.member_id = "champion " + std::to_string(number + 1000);
        candidate.availability = availability(chance, number);
        candidate.languages = languages(chance.of(Draw::language, number));
        const auto first = chance.pick(themes, Draw::first_theme, number);
        const auto second = chance.pick(themes, Draw::second_theme, number);
        candidate.themes = {std::string(accounts::programme_themes.at(first)),
                            std::string(accounts::programme_themes.at(second))};
        candidate.words = word_keys(some_words(chance, first, number, words_of_profile) +
                                    some_words(chance, second, number + options.champions, words_of_profile));
        candidate.place_ids = {"place " + std::to_string(champion.hub)};
        if (chance.of(Draw::pauses, number) < 0.2) {
            champion.pause_begins =
                options.begins_at + static_cast<Timestamp>(chance.of(Draw::pause_begins, number) * options.days *
                                                           static_cast<double>(microseconds_per_day));
            champion.pause_ends =
                champion.pause_begins +
                static_cast<Timestamp>(3 + chance.pick(8, Draw::pause_length, number)) * microseconds_per_day;
        }
    }
    return champions;
}

std::vector<SimulatedAsk> simulated_asks(const SimulationOptions& options) {
    const Chance chance(options.seed + 1'000'003);
    std::vector<SimulatedAsk> all(options.asks);
    for (std::size_t number = 0; number < all.size(); ++number) {
        auto& one = all[number];
        const auto theme = chance.pick(accounts::programme_themes.size(), Draw::first_theme, number);
        one.hub = number % hub_count(options);
        one.opened_at = moment(chance, options, number);
        one.ask.ask_id = "ask " + std::to_string(number);
        one.ask.asker_id = "asker " + std::to_string(number);
        if (chance.of(Draw::names_theme, number) < 0.85) one.ask.theme = accounts::programme_themes.at(theme);
        one.ask.place_id = "place " + std::to_string(one.hub);
        for (std::size_t other = 0; other < hub_count(options); ++other) {
            if (are_neighbours(one.hub, other)) one.ask.near_place_ids.push_back("place " + std::to_string(other));
        }
        const auto language = chance.of(Draw::language, number);
        one.ask.languages = {language < 0.93 ? "en" : "cy"};
        one.ask.urgency = urgency(chance.of(Draw::urgency, number));
        one.ask.words = words_of(some_words(chance, theme, number, words_of_ask));
    }
    std::ranges::sort(all, {}, [](const SimulatedAsk& one) { return std::pair(one.opened_at, one.ask.ask_id); });
    return all;
}

Programme made_up_programme(const SimulationOptions& options) {
    Programme made{
        .champions = simulated_champions(options), .asks = simulated_asks(options), .circles = {}, .people = {}};
    for (std::size_t hub = 0; hub < hub_count(options); ++hub) made.circles.push_back(circles_of(hub, made.champions));
    std::vector<bool> ignores;
    for (const auto& champion : made.champions) ignores.push_back(champion.ignores);
    made.people = std::make_shared<MadeUpPeople>(options.seed, std::move(ignores));
    return made;
}

}  // namespace ourplace::asks
