// Bytes of an .ics file, as an import judges them: whatever comes in, what is understood is an event that could be kept, and
// what we write of it is read again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "events/calendar_rules.hpp"
#include "events/event_rules.hpp"

namespace ourplace::events {
namespace {

constexpr Timestamp now = 1'790'852'400 * microseconds_per_second;

void expect(bool holds) {
    if (!holds) std::abort();
}

void keep(const ImportedEvent& imported) {
    auto valid = details(imported.given, now);
    if (!valid) return;
    static_cast<void>(planned(valid->schedule, now - kept_behind_us, now + planned_ahead_us));
    CalendarEntry entry;
    entry.event.event_id = "event";
    entry.event.uid = "event@ourplace";
    entry.event.details = std::move(*valid);
    entry.event.changed_at = now;
    const auto again = read_calendar(write_calendar(
        {.name = "Hub", .language = CalendarLanguage::en, .public_url = "https://talk.example"}, {&entry, 1}));
    // What is too large for an import may still be written.
    if (!again) return;
    expect(again->events.size() == 1);
    const auto& given = again->events.front().given;
    const auto& schedule = entry.event.details.schedule;
    expect(to_utc(wall_time(given.start).value(), given.zone) == to_utc(schedule.start, schedule.zone));
}

}  // namespace
}  // namespace ourplace::events

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    // Requests with anything else are refused before a service sees them.
    if (!ourplace::is_valid_utf8(bytes) || bytes.contains('\0')) return 0;
    const auto import = ourplace::events::read_calendar(bytes);
    if (!import) return 0;
    for (const auto& event : import->events) ourplace::events::keep(event);
    return 0;
}
