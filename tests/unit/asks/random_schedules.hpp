// Champions with all kinds of hours in all kinds of zones, near changes of clocks; and whether they can be asked, worked out
// in another way than the rules do it.
#pragma once

#include <array>
#include <chrono>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "asks/matching_rules.hpp"
#include "events/zone_rules.hpp"

namespace ourplace::asks {

// Not at all how the rules do it: the day and the hour on the wall, one after the other.
inline bool is_open_by_the_book(const Availability& availability, Timestamp at) {
    if (at < availability.paused_until) return false;
    const auto wall = events::to_wall(at, availability.zone);
    const auto clock = static_cast<int>(minute_of_day(wall));
    if (availability.quiet) {
        for (int minute = availability.quiet->from; minute != availability.quiet->to; minute = (minute + 1) % 1440) {
            if (minute == clock) return false;
        }
    }
    if (availability.hours.empty()) return true;
    const std::chrono::weekday day{std::chrono::sys_days(std::chrono::days(day_of(wall)))};
    const auto of_week = (static_cast<int>(day.iso_encoding()) - 1) * 1440 + clock;
    for (const auto& part : availability.hours) {
        if (part.from <= of_week && of_week < part.to) return true;
    }
    return false;
}

class RandomSchedules {
  public:
    explicit RandomSchedules(unsigned seed) : random_(seed) {}

    int number(int least, int most) { return std::uniform_int_distribution(least, most)(random_); }
    bool one_in(int count) { return number(1, count) == 1; }

    // Around midnight and the small hours of the days on which clocks change in Europe, America and Australia.
    Timestamp moment_near_a_clock_change() {
        constexpr std::array<std::string_view, 6> days{"2026-03-08", "2026-03-29", "2026-04-05",
                                                       "2026-10-04", "2026-10-25", "2026-11-01"};
        const auto day = *wall_time(std::string(days.at(static_cast<std::size_t>(number(0, 5)))) + "T00:00");
        return (day.minutes + number(-1500, 300)) * 60 * microseconds_per_second;
    }

    Availability availability() {
        constexpr std::array<std::string_view, 7> zones{"Europe/London",      "Europe/London",  "America/New_York",
                                                        "Australia/Sydney",   "Asia/Kathmandu", "UTC",
                                                        "Australia/Lord_Howe"};
        for (;;) {
            GivenAvailability given;
            given.zone = zones.at(static_cast<std::size_t>(number(0, 6)));
            for (int part = number(0, 8); part > 0; --part)
                given.hours.push_back({static_cast<unsigned>(number(1, 7)), clock(), clock()});
            if (!one_in(4)) {
                given.quiet_from = clock();
                given.quiet_to = clock();
            }
            given.cap = static_cast<unsigned>(number(1, 4));
            auto made = asks::availability(given, 0);
            if (!made) continue;
            if (one_in(4)) made->paused_until = moment_near_a_clock_change();
            return *made;
        }
    }

    Candidate candidate(std::string member_id) {
        Candidate made;
        made.member_id = std::move(member_id);
        made.availability = availability();
        made.languages = one_in(3) ? std::vector<std::string>{"cy", "en"} : std::vector<std::string>{"en"};
        if (one_in(8)) made.languages = {"pl"};
        if (one_in(2)) made.themes = {"housing"};
        if (one_in(2)) made.experience = {{"housing", static_cast<unsigned>(number(0, 2)), 1}};
        if (one_in(2)) made.place_ids = {"place"};
        if (one_in(2)) made.words = word_keys("the lease of an allotment");
        made.live_matches = static_cast<unsigned>(number(0, 3));
        made.open_offers = static_cast<unsigned>(number(0, 2));
        made.offered_lately = static_cast<unsigned>(number(0, 5));
        made.accepted_lately = static_cast<unsigned>(number(0, 3));
        made.silent_lately = static_cast<unsigned>(number(0, 2));
        return made;
    }

    std::mt19937& engine() { return random_; }

  private:
    std::string clock() { return clock_to_text(number(0, 95) * 15); }

    std::mt19937 random_;
};

}  // namespace ourplace::asks
