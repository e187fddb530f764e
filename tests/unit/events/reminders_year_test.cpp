// A year of events over every change of clocks in three zones, with moves and cancellations, nodes that come and go and a
// server that is down for days: each reminder once, at the right hour.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <map>
#include <random>
#include <set>
#include <tuple>

#include "events/calendar_library.hpp"
#include "unit/events/event_programme.hpp"

namespace ourplace::events {
namespace {

constexpr Timestamp minute_us = 60 * microseconds_per_second;
using Key = std::tuple<std::string, std::string, unsigned>;

struct Expected {
    Timestamp due = 0;
    Timestamp start = 0;
};

class Year : public testing::Test {
  protected:
    Year() { programme.bot = robot.member_id; }

    std::string make(const std::string& zone, std::string_view start, std::string_view end, std::string_view rule) {
        auto details = EventProgramme::details("In " + zone, start, end, rule);
        details.set_zone(zone);
        return programme.must(programme.create(ana, hub_id, details)).event().event_id();
    }
    // Two nodes look at once, both of them fresh: whoever ran before has died.
    void round() {
        for (bool worked = true; worked;) {
            jobs::JobRunner one(*programme.database, programme.clock);
            jobs::JobRunner other(*programme.database, programme.clock);
            std::size_t done = 0;
            for (auto* runner : {&one, &other}) {
                programme.calendar.add_jobs(*runner);
                boost::asio::co_spawn(context, runner->run_due(), [&](const std::exception_ptr& failure, auto result) {
                    EXPECT_FALSE(failure);
                    EXPECT_TRUE(result);
                    done += result.value_or(0);
                });
            }
            context.run();
            context.restart();
            worked = done > 0;
        }
    }
    // When the earliest thing is due that nobody has done.
    std::optional<Timestamp> next_due() {
        return programme.write([&](store::Transaction& tx) -> std::optional<Timestamp> {
            const auto row = tx.query_one("SELECT MIN(due_at_us) FROM job");
            if (!row || row->is_null(0)) return std::nullopt;
            return row->integer(0);
        });
    }

    // Outlives the store's threads, which may still be leaving post().
    boost::asio::io_context context;
    EventProgramme programme;
    Caller ana = programme.person("Ana");
    Caller ben = programme.person("Ben");
    Caller cai = programme.person("Cai");
    Caller robot = programme.person("Robot");
    std::string hub_id = programme.hub("Allotments", {ana, ben, cai});
};

TEST_F(Year, EachReminderOnceAtTheRightHour) {
    std::mt19937 random(1);
    v1::ReminderChoice choice;
    for (const auto minutes : {20'160u, 1440u, 90u}) choice.add_minutes_before(minutes);
    choice.set_quiet_from("21:00");
    choice.set_quiet_to("08:00");
    programme.must(programme.choose(cai, choice));
    const std::vector<std::pair<std::string, std::string>> events{
        {make("Europe/London", "2026-10-04T19:00", "2026-10-04T21:00", "FREQ=WEEKLY"), "Europe/London"},
        {make("Europe/London", "2026-10-04T01:30", "2026-10-04T02:30", "FREQ=WEEKLY"), "Europe/London"},
        {make("America/New_York", "2026-10-11T02:30", "2026-10-11T03:30", "FREQ=WEEKLY"), "America/New_York"},
        {make("Australia/Lord_Howe", "2026-10-03T09:00", "2026-10-03T10:00", "FREQ=MONTHLY;BYDAY=1SA"),
         "Australia/Lord_Howe"}};

    std::map<Key, Expected> expected;
    const auto expect = [&](const std::string& id, const Start& start, const Caller& who) {
        const bool is_cai = who.member_id == cai.member_id;
        const std::optional<QuietHours> quiet =
            is_cai ? std::optional(QuietHours{.from = 21 * 60, .to = 8 * 60}) : std::nullopt;
        for (const auto minutes : is_cai ? std::vector{20'160u, 1440u, 90u} : std::vector{10'080u, 1440u, 120u})
            if (const auto due = due_at(start, minutes, quiet); due > programme.clock.now())
                expected.emplace(Key{id, who.member_id, minutes}, Expected{.due = due, .start = start.at});
    };
    const auto forget_unsent = [&](const std::string& id) {
        std::erase_if(expected, [&](const auto& one) {
            return std::get<0>(one.first) == id && one.second.due > programme.clock.now();
        });
    };
    std::size_t moved = 0;
    std::size_t cancelled = 0;
    std::set<std::string> answered;
    const auto end = programme.clock.now() + 365 * microseconds_per_day;
    // Whatever comes to its hour is done at it; now and then somebody answers, moves, cancels.
    while (programme.clock.now() < end) {
        for (const auto& [event_id, zone] : events) {
            for (const auto& one : programme.coming(ana, event_id)) {
                const auto ahead = one.starts_at_us() - programme.clock.now();
                if (ahead > 21 * microseconds_per_day || ahead < 9 * microseconds_per_day || one.cancelled()) continue;
                const auto& id = one.occurrence_id();
                if (answered.insert(id).second) {
                    for (const auto& who : {ben, cai}) {
                        programme.must(programme.answer(who, id, v1::ANSWER_GOING));
                        expect(id, {.at = one.starts_at_us(), .zone = zone}, who);
                    }
                } else if (random() % 20 == 0) {
                    forget_unsent(id);
                    programme.must(programme.cancel_occurrence(ana, id));
                    ++cancelled;
                } else if (random() % 12 == 0) {
                    forget_unsent(id);
                    const WallTime later{wall_time(one.start())->minutes + 26 * 60};
                    programme.must(programme.move(ana, id, to_text(later), to_text({later.minutes + 60})));
                    for (const auto& who : {ben, cai}) expect(id, {.at = to_utc(later, zone), .zone = zone}, who);
                    ++moved;
                }
            }
        }
        const auto until = std::min(end, programme.clock.now() + 2 * microseconds_per_day);
        for (auto due = next_due(); due && *due <= until; due = next_due()) {
            programme.at(std::max(*due, programme.clock.now()));
            round();
        }
        programme.at(until);
    }
    EXPECT_GT(moved, 5u);
    EXPECT_GT(cancelled, 5u);
    std::erase_if(expected, [&](const auto& one) { return one.second.due > end; });
    EXPECT_GT(expected.size(), 500u);

    std::set<Key> seen;
    std::set<std::string> ids;
    for (const auto& update : programme.updates(streams::member_stream(robot.member_id))) {
        if (!update.has_reminder_due()) continue;
        const auto& due = update.reminder_due();
        const Key key{due.occurrence_id(), due.member_id(), due.minutes_before()};
        EXPECT_TRUE(seen.insert(key).second) << "twice: " << due.ShortDebugString();
        EXPECT_TRUE(ids.insert(due.reminder_id()).second);
        const auto wanted = expected.find(key);
        ASSERT_NE(wanted, expected.end()) << due.ShortDebugString();
        EXPECT_EQ(update.at_us(), wanted->second.due) << due.ShortDebugString();
        EXPECT_EQ(due.starts_at_us(), wanted->second.start) << due.ShortDebugString();
        const auto& zone = due.zone();
        EXPECT_EQ(to_utc(*wall_time(due.start()), zone), due.starts_at_us()) << due.ShortDebugString();
    }
    for (const auto& [key, wanted] : expected)
        EXPECT_TRUE(seen.contains(key)) << std::get<0>(key) << ' ' << std::get<2>(key) << ' ' << wanted.due / minute_us;
}

}  // namespace
}  // namespace ourplace::events
