// Events as iCalendar (RFC 5545), and iCalendar as events. Pure functions.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "events/calendar_library.hpp"
#include "events/event_rules.hpp"

namespace ourplace::events {

struct CalendarEntry {
    Event event;
    std::vector<Exception> exceptions;
    // Of the hub.
    std::string organised_by;
};
enum class CalendarLanguage : std::uint8_t { en, cy };
struct CalendarHead {
    // What calendar programs show as its name.
    std::string name;
    CalendarLanguage language = CalendarLanguage::en;
    // Where people open the programme, without a slash at the end.
    std::string public_url;
};
// The same for the same events, byte for byte.
[[nodiscard]] std::string write_calendar(const CalendarHead& head, std::span<const CalendarEntry> entries);

// A name for the file of an event: "litter-pick.ics".
[[nodiscard]] std::string calendar_file_name(const Words& title);

inline constexpr std::size_t max_calendar_bytes = std::size_t{60} * 1024;
inline constexpr std::size_t max_imported_events = 100;

struct Remark {
    std::string event;
    std::string property;
    std::string message;
    bool left_out = false;
    bool operator==(const Remark&) const = default;
};
struct ImportedException {
    WallTime planned;
    Times times;
    bool cancelled = false;
};
struct ImportedEvent {
    std::string uid;
    // For remarks: the title or the UID.
    std::string name;
    GivenDetails given;
    bool cancelled = false;
    std::vector<ImportedException> exceptions;
};
struct Import {
    std::vector<ImportedEvent> events;
    std::vector<Remark> remarks;
};
// Understands what can be understood, and says of the rest what it was. `invalid_argument` on "calendar" if it is none.
[[nodiscard]] Result<Import> read_calendar(std::string_view text);

}  // namespace ourplace::events
