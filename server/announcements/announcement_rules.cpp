#include "announcements/announcement_rules.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "accounts/accounts_rules.hpp"
#include "base/text.hpp"

namespace ourplace::announcements {
namespace {

Result<std::optional<Wording>> wording(const std::string& field, const Wording& given) {
    if (trimmed(given.title).empty() && trimmed(given.body).empty()) return std::nullopt;
    auto title = validated_text(field + ".title", given.title, {.least = 1, .most = max_title_characters});
    if (!title) return std::unexpected(title.error());
    auto body =
        validated_text(field + ".body", given.body, {.least = 1, .most = max_body_characters, .lines = Lines::many});
    if (!body) return std::unexpected(body.error());
    return Wording{.title = std::move(*title), .body = std::move(*body)};
}

}  // namespace

Result<Text> text(const Wording& english, const Wording& welsh) {
    auto in_english = wording("english", english);
    if (!in_english) return std::unexpected(in_english.error());
    auto in_welsh = wording("welsh", welsh);
    if (!in_welsh) return std::unexpected(in_welsh.error());
    if (!*in_english && !*in_welsh)
        return std::unexpected(Error::invalid("english.title", "Write it in English, in Welsh, or in both."));
    return Text{.english = std::move(*in_english), .welsh = std::move(*in_welsh)};
}

std::optional<Error> missing_language(const Text& text, bool requires_both) {
    if (!requires_both) return std::nullopt;
    if (!text.english)
        return Error::invalid("english.title", "This hub announces in both languages. Write it in English too.");
    if (!text.welsh)
        return Error::invalid("welsh.title", "This hub announces in both languages. Write it in Welsh too.");
    return std::nullopt;
}

Result<Importance> importance(int value) {
    if (value >= 1 && value <= 3) return static_cast<Importance>(value);
    return std::unexpected(
        Error::invalid("importance", "Choose one of: IMPORTANCE_ORDINARY, IMPORTANCE_IMPORTANT, IMPORTANCE_URGENT."));
}

Result<void> check(const AudienceChoice& choice) {
    if (choice.hub_ids.empty() && choice.place_ids.empty())
        return std::unexpected(Error::invalid("audience.hub_ids", "Choose at least one hub or place."));
    if (choice.hub_ids.size() > max_hubs_named)
        return std::unexpected(Error::invalid("audience.hub_ids", "Name at most 100 hubs, or the places they are in."));
    if (choice.place_ids.size() > max_places_named)
        return std::unexpected(Error::invalid("audience.place_ids", "Name at most 20 places."));
    return {};
}

bool Roles::contains(hubs::Role role) const { return bits_ == 0 || (bits_ >> static_cast<int>(role) & 1) != 0; }

void Roles::add(hubs::Role role) { bits_ |= std::int64_t{1} << static_cast<int>(role); }

Result<Roles> roles(const std::vector<int>& values) {
    Roles all;
    for (const int value : values) {
        const auto role = hubs::role("audience.roles", value);
        if (!role) return std::unexpected(role.error());
        all.add(*role);
    }
    return all;
}

Result<Narrowing> narrowing(const AudienceChoice& choice) {
    const auto chosen_roles = roles(choice.roles);
    if (!chosen_roles) return std::unexpected(chosen_roles.error());
    auto carried = accounts::champion_profile("audience", choice.themes, {});
    if (!carried) return std::unexpected(std::move(carried.error()));
    return Narrowing{.roles = *chosen_roles, .themes = std::move(carried->themes)};
}

std::string themes_to_text(const std::vector<std::string>& themes) {
    std::string text;
    for (const auto& theme : themes) text += (text.empty() ? "," : "") + theme + ',';
    return text;
}

std::vector<std::string> themes_of_text(std::string_view text) {
    std::vector<std::string> themes;
    while (text.size() > 1) {
        text.remove_prefix(1);
        const auto end = text.find(',');
        themes.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end, text.size()));
    }
    return themes;
}

Result<Schedule> schedule(const Times& times, Timestamp now) {
    if (times.send_at_us > now + furthest_ahead_us)
        return std::unexpected(Error::invalid("send_at_us", "Choose a time within the next 366 days."));
    if (times.acknowledge_by_us != 0 && !times.asks_acknowledgement) {
        return std::unexpected(
            Error::invalid("acknowledge_by_us", "Only with asks_acknowledgement is there something to do by then."));
    }
    Schedule schedule{.sent_at_us = std::max(times.send_at_us, now),
                      .is_later = times.send_at_us > now,
                      .acknowledge_by_us = times.acknowledge_by_us,
                      .expires_at_us = times.expires_at_us};
    if (schedule.acknowledge_by_us != 0 && (schedule.acknowledge_by_us <= schedule.sent_at_us ||
                                            schedule.acknowledge_by_us > schedule.sent_at_us + furthest_ahead_us)) {
        return std::unexpected(
            Error::invalid("acknowledge_by_us", "Choose a time after it is sent, at most 366 days later."));
    }
    if (schedule.expires_at_us == 0)
        schedule.expires_at_us = std::max(schedule.sent_at_us + default_life_us, schedule.acknowledge_by_us);
    if (schedule.expires_at_us < schedule.sent_at_us + shortest_life_us ||
        schedule.expires_at_us > schedule.sent_at_us + furthest_ahead_us) {
        return std::unexpected(
            Error::invalid("expires_at_us", "Choose a time between 1 hour and 366 days after it is sent."));
    }
    if (schedule.acknowledge_by_us > schedule.expires_at_us)
        return std::unexpected(Error::invalid("acknowledge_by_us", "Choose a time before the announcement ends."));
    return schedule;
}

RecipientState state_of(std::int64_t version, std::int64_t reached_version, std::int64_t acknowledged_version) {
    if (acknowledged_version >= version) return RecipientState::acknowledged;
    if (reached_version >= version) return RecipientState::reached;
    return RecipientState::not_reached;
}

std::string csv_field(std::string_view text) {
    // OWASP, "CSV Injection", with the full-width forms that some spreadsheets take for the same.
    constexpr std::array<std::string_view, 11> formula_begins{"=",  "+",  "-",  "@",  "\t", "\r",
                                                              "\n", "＝", "＋", "－", "＠"};
    std::string field;
    if (std::ranges::any_of(formula_begins, [&](auto begin) { return text.starts_with(begin); })) field += '\'';
    field += text;
    if (field.find_first_of("\",;\r\n\t ") == std::string::npos) return field;
    std::string quoted = "\"";
    for (const char c : field) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

std::string csv_time(Timestamp at_us) {
    if (at_us == 0) return {};
    const auto at = std::chrono::sys_time<std::chrono::microseconds>(std::chrono::microseconds(at_us));
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(at - day));
    const auto two = [](auto number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    return std::to_string(static_cast<int>(date.year())) + '-' + two(static_cast<unsigned>(date.month())) + '-' +
           two(static_cast<unsigned>(date.day())) + ' ' + two(time.hours().count()) + ':' +
           two(time.minutes().count()) + ':' + two(time.seconds().count());
}

}  // namespace ourplace::announcements
