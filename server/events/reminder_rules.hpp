// When somebody is reminded. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace ourplace::events {

inline constexpr unsigned minutes_per_week = 7 * 24 * 60;
// The question whether somebody comes, for those who have not said.
inline constexpr unsigned question_minutes_before = 48 * 60;
inline constexpr std::size_t max_reminders = 8;
inline constexpr std::string_view home_zone = "Europe/London";

// Nothing comes in these; they may go over midnight.
struct QuietHours {
    // Minutes of the day on the wall.
    int from = 0;
    int to = 0;
    std::string zone{home_zone};
    bool operator==(const QuietHours&) const = default;
};

struct ReminderChoice {
    // Descending, each once.
    std::vector<unsigned> minutes_before{minutes_per_week, 24 * 60, 2 * 60};
    std::optional<QuietHours> quiet;
    bool asks_for_answers = true;
    bool operator==(const ReminderChoice&) const = default;
};

// As it comes from outside. Empty times: no quiet hours; an empty zone is the home zone.
struct GivenChoice {
    std::vector<unsigned> minutes_before;
    std::string quiet_from;
    std::string quiet_to;
    std::string zone;
    bool asks_for_answers = false;
};
[[nodiscard]] Result<ReminderChoice> reminder_choice(const GivenChoice& given);

// "10080,1440,120", for the store.
[[nodiscard]] std::string offsets_to_text(const std::vector<unsigned>& minutes_before);
[[nodiscard]] std::vector<unsigned> offsets_of_text(std::string_view text);

// When an event begins.
struct Start {
    Timestamp at = 0;
    std::string zone{home_zone};
    bool operator==(const Start&) const = default;
};

// When a reminder is due. Whole days before are days on the wall of the event's zone: a day before 19:00 is 19:00, also when
// the clocks change in between; what is left of them is exact (RFC 5545, 3.3.6). One that falls into quiet hours comes as they end; where that would leave less than an hour until
// the start, or less than was chosen, it comes ten minutes before they begin.
[[nodiscard]] Timestamp due_at(const Start& start, unsigned minutes_before, const std::optional<QuietHours>& quiet);

enum class ReminderKind : std::uint8_t { reminder = 1, question = 2 };
enum class Reply : std::uint8_t { none = 0, going = 1, maybe = 2, no = 3 };

// All that decides over a reminder whose time has come.
struct ReminderFacts {
    ReminderKind kind = ReminderKind::reminder;
    unsigned minutes_before = 0;
    Start start;
    bool cancelled = false;
    bool to_channel = false;
    // Of a member; for a channel all is as it should be as long as the event says so.
    bool still_belongs = true;
    bool waits = false;
    Reply reply = Reply::none;
    ReminderChoice choice;
};
struct Judgement {
    enum class What : std::uint8_t { send, later, drop };
    What what = What::drop;
    // For `later`.
    Timestamp due_at = 0;
    bool operator==(const Judgement&) const = default;
};
// What has begun, was cancelled, or is not wanted any more is dropped; what was moved to later comes later.
[[nodiscard]] Judgement judge(const ReminderFacts& facts, Timestamp now);

}  // namespace ourplace::events
