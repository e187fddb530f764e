// iCalendar as events: what of a text can be understood, and what is said about the rest.
#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "events/calendar_rules.hpp"
#include "events/reminder_rules.hpp"

namespace ourplace::events {
namespace {

constexpr std::int64_t assumed_minutes = 60;

// Read, or about the text itself, or nothing that people would miss.
constexpr std::array<std::string_view, 27> passed_over{
    "UID",     "DTSTAMP",     "CREATED",  "LAST-MODIFIED", "SEQUENCE",      "TRANSP",           "CLASS",     "DTSTART",
    "DTEND",   "DURATION",    "RRULE",    "EXDATE",        "RECURRENCE-ID", "STATUS",           "SUMMARY",   "LOCATION",
    "URL",     "DESCRIPTION", "PRIORITY", "CATEGORIES",    "CONFERENCE",    "PERCENT-COMPLETE", "COMPLETED", "GEO",
    "CONTACT", "COLOR",       "IMAGE"};

// As Outlook names zones.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> outlook_zones{{
    {"GMT Standard Time", "Europe/London"},
    {"Greenwich Standard Time", "Atlantic/Reykjavik"},
    {"W. Europe Standard Time", "Europe/Berlin"},
    {"Romance Standard Time", "Europe/Paris"},
    {"Central European Standard Time", "Europe/Warsaw"},
    {"Eastern Standard Time", "America/New_York"},
}};

struct Moment {
    WallTime at;
    std::string zone;
    bool is_day = false;
    bool is_floating = false;
};

// The IANA name that somebody's TZID means: itself, its end ("/example.org/Europe/London"), or Outlook's word for it.
std::optional<std::string> zone_of(std::string_view tzid) {
    for (const auto& [theirs, ours] : outlook_zones) {
        if (tzid == theirs) return std::string(ours);
    }
    while (!tzid.empty()) {
        if (knows_zone(tzid)) return std::string(tzid);
        const auto slash = tzid.find('/');
        if (slash == std::string_view::npos) break;
        tzid.remove_prefix(slash + 1);
    }
    return std::nullopt;
}

std::optional<Moment> moment(const CalendarProperty& property) {
    const std::string_view value = property.value;
    if (const auto day = day_of_calendar(value))
        return Moment{.at = {*day * minutes_per_day}, .zone = std::string(home_zone), .is_day = true};
    if (value.ends_with('Z')) {
        const auto at = wall_time_of_calendar(value.substr(0, value.size() - 1));
        if (!at) return std::nullopt;
        return Moment{.at = *at, .zone = "UTC"};
    }
    const auto at = wall_time_of_calendar(value);
    if (!at) return std::nullopt;
    const auto tzid = property.parameter("TZID");
    if (tzid.empty()) return Moment{.at = *at, .zone = std::string(home_zone), .is_floating = true};
    const auto zone = zone_of(tzid);
    if (!zone) return std::nullopt;
    return Moment{.at = *at, .zone = *zone};
}

// The same moment on the wall of another zone; a day is a day everywhere.
WallTime in_zone(const Moment& moment, const std::string& zone) {
    if (moment.zone == zone || moment.is_day || moment.is_floating) return moment.at;
    return to_wall(to_utc(moment.at, moment.zone), zone);
}

// Of one VEVENT.
class Reader {
  public:
    Reader(const CalendarComponent& component, std::vector<Remark>& remarks)
        : component_(component), remarks_(remarks), name_(first("SUMMARY")) {
        if (name_.empty()) name_ = first("UID");
        if (name_.size() > 200) name_ = first("UID").substr(0, 100);
    }

    [[nodiscard]] std::string first(std::string_view wanted) const {
        const auto* property = find(wanted);
        return property == nullptr ? std::string() : property->value;
    }
    [[nodiscard]] const CalendarProperty* find(std::string_view wanted) const {
        const auto found = std::ranges::find(component_.properties, wanted, &CalendarProperty::name);
        return found == component_.properties.end() ? nullptr : &*found;
    }
    [[nodiscard]] const std::string& name() const { return name_; }

    void remark(std::string_view property, std::string message) const {
        remarks_.push_back({.event = name_, .property = std::string(property), .message = std::move(message)});
    }
    void leave_out(std::string_view property, std::string message) const {
        remarks_.push_back(
            {.event = name_, .property = std::string(property), .message = std::move(message), .left_out = true});
    }

    // The start, as it will be kept: what is given in UTC and does not recur, on the wall of the home zone.
    [[nodiscard]] std::optional<Moment> start() const {
        const auto* property = find("DTSTART");
        if (property == nullptr) {
            leave_out("DTSTART", "It does not say when it begins.");
            return std::nullopt;
        }
        auto begins = moment(*property);
        if (!begins) {
            leave_out("DTSTART", "Its start is no time that we understand, or is in a zone that we do not know.");
            return std::nullopt;
        }
        if (begins->is_floating) remark("DTSTART", "It names no zone; Europe/London is taken.");
        if (begins->is_day) remark("DTSTART", "It lasts whole days; it is kept as from midnight to midnight.");
        if (begins->zone == "UTC" && find("RRULE") == nullptr)
            begins = Moment{.at = in_zone(*begins, std::string(home_zone)), .zone = std::string(home_zone)};
        return begins;
    }
    [[nodiscard]] WallTime end(const Moment& begins) const {
        if (const auto* property = find("DTEND")) {
            if (const auto ends = moment(*property)) return in_zone(*ends, begins.zone);
            remark("DTEND", "Its end is no time that we understand; an hour is assumed.");
        } else if (const auto* duration = find("DURATION")) {
            if (const auto minutes = duration_minutes(duration->value)) return {begins.at.minutes + *minutes};
            remark("DURATION", "Its duration is none that we understand; an hour is assumed.");
        } else if (!begins.is_day) {
            remark("DTEND", "It does not say when it ends; an hour is assumed.");
        }
        return {begins.at.minutes + (begins.is_day ? minutes_per_day : assumed_minutes)};
    }
    [[nodiscard]] bool is_cancelled() const { return first("STATUS") == "CANCELLED"; }

    // Of what is written in two languages, each.
    [[nodiscard]] Words words(std::string_view wanted) const {
        Words found;
        for (const auto& property : component_.properties) {
            if (property.name != wanted) continue;
            auto& side = property.parameter("LANGUAGE").starts_with("cy") ? found.cy : found.en;
            if (side.empty()) side = property.value;
        }
        return found;
    }
    [[nodiscard]] std::string online_link() const {
        for (const auto* wanted : {"CONFERENCE", "URL"}) {
            const auto value = first(wanted);
            if (value.starts_with("https://") || value.starts_with("http://")) return value;
        }
        return {};
    }
    [[nodiscard]] std::vector<std::string> excluded_days(const std::string& zone) const {
        std::vector<std::string> days;
        for (const auto& property : component_.properties) {
            if (property.name != "EXDATE") continue;
            if (const auto at = moment(property)) {
                days.push_back(day_to_text(day_of(in_zone(*at, zone))));
            } else {
                remark("EXDATE", "A day on which it does not occur was not understood.");
            }
        }
        return days;
    }
    // Each kind of thing that is lost, once.
    void remark_what_is_lost() const {
        std::set<std::string, std::less<>> names;
        for (const auto& property : component_.properties) {
            if (property.name == "X-LIC-ERROR") {
                if (names.insert(property.name).second) remark({}, "A line of it was not understood.");
            } else if (!property.name.starts_with("X-") &&
                       std::ranges::find(passed_over, property.name) == passed_over.end() &&
                       names.insert(property.name).second) {
                remark(property.name, "This is not taken over.");
            }
        }
        for (const auto& part : component_.parts) {
            if (!names.insert(part.name).second) continue;
            remark(part.name, part.name == "VALARM"
                                  ? "Its alarms are not taken over: each person chooses when to be reminded."
                                  : "This is not taken over.");
        }
        if (std::ranges::count(component_.properties, "RRULE", &CalendarProperty::name) > 1)
            remark("RRULE", "Only the first of its recurrences is taken over.");
    }

  private:
    const CalendarComponent& component_;
    std::vector<Remark>& remarks_;
    std::string name_;
};

std::optional<ImportedEvent> read_event(const Reader& reader) {
    const auto begins = reader.start();
    if (!begins) return std::nullopt;
    ImportedEvent event;
    event.uid = reader.first("UID").substr(0, 250);
    event.name = reader.name();
    event.cancelled = reader.is_cancelled();
    auto& given = event.given;
    given.title = reader.words("SUMMARY");
    given.description = reader.words("DESCRIPTION");
    given.place = reader.first("LOCATION");
    given.online_link = reader.online_link();
    given.start = to_text(begins->at);
    given.end = to_text(reader.end(*begins));
    given.zone = begins->zone;
    given.recurrence = reader.first("RRULE");
    if (!given.recurrence.empty()) given.excluded_days = reader.excluded_days(begins->zone);
    reader.remark_what_is_lost();
    return event;
}

// One occurrence that is another than its event has it.
void read_exception(const Reader& reader, ImportedEvent& event) {
    const auto* property = reader.find("RECURRENCE-ID");
    if (!property->parameter("RANGE").empty()) {
        reader.leave_out("RECURRENCE-ID", "A change of this and all later occurrences is not understood.");
        return;
    }
    const auto planned = moment(*property);
    const auto begins = reader.start();
    if (!planned || !begins) {
        reader.leave_out("RECURRENCE-ID", "Which occurrence is another was not understood.");
        return;
    }
    const auto& zone = event.given.zone;
    const auto ends = Moment{
        .at = reader.end(*begins), .zone = begins->zone, .is_day = begins->is_day, .is_floating = begins->is_floating};
    event.exceptions.push_back({.planned = in_zone(*planned, zone),
                                .times = {.start = in_zone(*begins, zone), .end = in_zone(ends, zone)},
                                .cancelled = reader.is_cancelled()});
    const auto title = reader.words("SUMMARY");
    if (title.en != event.given.title.en || title.cy != event.given.title.cy)
        reader.remark("RECURRENCE-ID", "Of an occurrence that is another, only its time is taken over.");
}

}  // namespace

Result<Import> read_calendar(std::string_view text) {
    if (text.size() > max_calendar_bytes) return std::unexpected(Error::invalid("calendar", "At most 60 KiB."));
    const auto calendar = parse_calendar("calendar", text);
    if (!calendar) return std::unexpected(calendar.error());
    Import import;
    std::map<std::string, std::size_t> by_uid;
    std::vector<const CalendarComponent*> exceptions;
    std::set<std::string> others;
    std::size_t too_many = 0;
    for (const auto& part : calendar->parts) {
        if (part.name != "VEVENT") {
            if (part.name != "VTIMEZONE" && others.insert(part.name).second)
                import.remarks.push_back(
                    {.event = {}, .property = part.name, .message = "Only events are taken over.", .left_out = true});
            continue;
        }
        const Reader reader(part, import.remarks);
        if (reader.find("RECURRENCE-ID") != nullptr) {
            exceptions.push_back(&part);
        } else if (import.events.size() == max_imported_events) {
            ++too_many;
        } else if (auto event = read_event(reader)) {
            by_uid.emplace(event->uid, import.events.size());
            import.events.push_back(std::move(*event));
        }
    }
    for (const auto* part : exceptions) {
        const Reader reader(*part, import.remarks);
        const auto event = by_uid.find(reader.first("UID"));
        if (event == by_uid.end()) {
            reader.leave_out("RECURRENCE-ID", "The event that this is an occurrence of is not there.");
        } else {
            read_exception(reader, import.events[event->second]);
        }
    }
    if (too_many > 0) {
        import.remarks.push_back(
            {.event = {},
             .property = "VEVENT",
             .message = "Only the first 100 events are taken over; " + std::to_string(too_many) + " more are not.",
             .left_out = true});
    }
    return import;
}

}  // namespace ourplace::events
