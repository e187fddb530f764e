#include "events/calendar_rules.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "base/text.hpp"

namespace ourplace::events {
namespace {

constexpr std::size_t line_bytes = 75;
constexpr std::string_view utc_zone = "UTC";

// TEXT of RFC 5545, 3.3.11.
std::string escaped(std::string_view text) {
    std::string made;
    for (const char letter : text) {
        if (letter == '\r') continue;
        if (letter == '\n') {
            made += "\\n";
            continue;
        }
        if (letter == '\\' || letter == ';' || letter == ',') made += '\\';
        made += letter;
    }
    return made;
}

bool continues_a_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U; }

class Lines5545 {
  public:
    // Folded to 75 bytes, never within a character (RFC 5545, 3.1).
    void add(std::string_view line) {
        std::size_t room = line_bytes;
        while (line.size() > room) {
            auto at = room;
            while (at > 1 && continues_a_character(line[at])) --at;
            text_ += std::string(line.substr(0, at)) + "\r\n ";
            line.remove_prefix(at);
            room = line_bytes - 1;
        }
        text_ += std::string(line) + "\r\n";
    }
    void add_text(std::string_view name, std::string_view text) {
        if (!text.empty()) add(std::string(name) + ':' + escaped(text));
    }
    void add_time(std::string_view name, WallTime at, const std::string& zone) {
        if (zone == utc_zone) {
            add(std::string(name) + ':' + to_calendar(at) + 'Z');
        } else {
            add(std::string(name) + ";TZID=" + zone + ':' + to_calendar(at));
        }
    }
    // As libical wrote it: whole lines.
    void add_component(std::string_view component) { text_ += component; }
    [[nodiscard]] std::string take() { return std::move(text_); }

  private:
    std::string text_;
};

// To the second.
std::string utc_text(std::int64_t at_us) {
    const auto seconds = at_us / microseconds_per_second;
    const auto second = seconds % 60;
    auto text = to_calendar(WallTime{seconds / 60});
    text.replace(text.size() - 2, 2, (second < 10 ? "0" : "") + std::to_string(second));
    return text + 'Z';
}

const std::string& in(CalendarLanguage language, const Words& words) {
    const auto& wanted = language == CalendarLanguage::cy ? words.cy : words.en;
    if (!wanted.empty()) return wanted;
    return language == CalendarLanguage::cy ? words.en : words.cy;
}

std::string description(const Details& details, CalendarLanguage language) {
    std::string text = in(language, details.description);
    const auto& access = in(language, details.access_needs);
    for (const auto* more : {&access, &details.online_link}) {
        if (more->empty()) continue;
        if (!text.empty()) text += "\n\n";
        text += *more;
    }
    return text;
}

// What is the same for the event and for each occurrence that is another.
struct Common {
    const CalendarHead& head;
    const CalendarEntry& entry;
};
struct Instance {
    WallTime start;
    WallTime end;
    bool cancelled = false;
};

void begin_event(Lines5545& lines, const Common& common, const Instance& instance) {
    const auto& event = common.entry.event;
    const auto& details = event.details;
    const auto language = common.head.language;
    lines.add("BEGIN:VEVENT");
    lines.add_text("UID", event.uid);
    lines.add("DTSTAMP:" + utc_text(event.changed_at));
    lines.add("LAST-MODIFIED:" + utc_text(event.changed_at));
    lines.add("SEQUENCE:" + std::to_string(event.revision));
    lines.add_time("DTSTART", instance.start, details.schedule.zone);
    lines.add_time("DTEND", instance.end, details.schedule.zone);
    lines.add_text("SUMMARY", in(language, details.title));
    lines.add_text("DESCRIPTION", description(details, language));
    lines.add_text("LOCATION", details.place.empty() ? details.online_link : details.place);
    lines.add("URL:" + common.head.public_url + "/events/of/" + event.event_id);
    lines.add_text("CATEGORIES", common.entry.organised_by);
    lines.add(instance.cancelled || event.cancelled ? "STATUS:CANCELLED" : "STATUS:CONFIRMED");
}

// UNTIL is in UTC, as everything with a zone wants it (RFC 5545, 3.3.10).
std::string rule_text(const Schedule& schedule) {
    auto rule = schedule.recurrence;
    const auto until = rule.find("UNTIL=");
    if (until == std::string::npos) return rule;
    const auto day = day_of_calendar(std::string_view(rule).substr(until + 6, 8)).value_or(0);
    const WallTime last{(day + 1) * minutes_per_day - 1};
    return rule.replace(until + 6, 8, utc_text(to_utc(last, schedule.zone)));
}

// Only of occurrences that the rule still has.
bool is_planned(const std::vector<WallTime>& starts, const Schedule& schedule, WallTime at) {
    return std::ranges::binary_search(starts, at) && !std::ranges::binary_search(schedule.excluded_days, day_of(at));
}

void add_event(Lines5545& lines, const CalendarHead& head, const CalendarEntry& entry) {
    const auto& schedule = entry.event.details.schedule;
    const Common common{.head = head, .entry = entry};
    Instance master{.start = schedule.start, .end = schedule.end};
    if (schedule.recurrence.empty()) {
        if (!entry.exceptions.empty()) {
            const auto& only = entry.exceptions.front();
            master = {.start = only.start, .end = only.end, .cancelled = only.cancelled};
        }
        begin_event(lines, common, master);
        lines.add("END:VEVENT");
        return;
    }
    begin_event(lines, common, master);
    lines.add("RRULE:" + rule_text(schedule));
    for (const auto day : schedule.excluded_days) {
        lines.add_time("EXDATE", WallTime{day * minutes_per_day + minute_of_day(schedule.start)}, schedule.zone);
    }
    lines.add("END:VEVENT");
    if (entry.exceptions.empty()) return;
    const WallTime behind{entry.exceptions.back().planned.minutes + 1};
    const auto starts = expand(schedule.recurrence, schedule.start, behind, std::numeric_limits<std::size_t>::max());
    for (const auto& exception : entry.exceptions) {
        if (!is_planned(starts, schedule, exception.planned)) continue;
        begin_event(lines, common, {.start = exception.start, .end = exception.end, .cancelled = exception.cancelled});
        lines.add_time("RECURRENCE-ID", exception.planned, schedule.zone);
        lines.add("END:VEVENT");
    }
}

}  // namespace

std::string write_calendar(const CalendarHead& head, std::span<const CalendarEntry> entries) {
    Lines5545 lines;
    lines.add("BEGIN:VCALENDAR");
    lines.add("VERSION:2.0");
    lines.add("PRODID:-//ourplace//events//EN");
    lines.add("CALSCALE:GREGORIAN");
    lines.add("METHOD:PUBLISH");
    lines.add_text("X-WR-CALNAME", head.name);
    lines.add("REFRESH-INTERVAL;VALUE=DURATION:PT1H");
    std::map<std::string, int> first_years;
    for (const auto& entry : entries) {
        const auto& schedule = entry.event.details.schedule;
        const auto year = year_of(schedule.start);
        const auto [known, is_new] = first_years.emplace(schedule.zone, year);
        known->second = std::min(known->second, year);
    }
    for (const auto& [zone, year] : first_years) lines.add_component(zone_component(zone, year));
    for (const auto& entry : entries) add_event(lines, head, entry);
    lines.add("END:VCALENDAR");
    return lines.take();
}

std::string calendar_file_name(const Words& title) {
    constexpr std::size_t longest = 40;
    std::string name;
    for (const char letter : searchable(title.en.empty() ? title.cy : title.en)) {
        const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
        if (plain && name.size() < longest) {
            name += letter;
        } else if (!name.empty() && name.back() != '-' && name.size() < longest) {
            name += '-';
        }
    }
    while (name.ends_with('-')) name.pop_back();
    return (name.empty() ? "event" : name) + ".ics";
}

}  // namespace ourplace::events
