#include "asks/widening_rules.hpp"

#include <algorithm>
#include <gtest/gtest.h>

#include "events/zone_rules.hpp"

namespace ourplace::asks {
namespace {

using What = Step::What;

Timestamp london(std::string_view text) { return events::to_utc(*wall_time(text), "Europe/London"); }
std::string london(Timestamp at) { return to_text(events::to_wall(at, "Europe/London")); }

std::vector<Candidate> champions(const std::string& prefix, int count) {
    std::vector<Candidate> made(static_cast<std::size_t>(count));
    for (std::size_t one = 0; one < made.size(); ++one) {
        made[one].member_id = prefix + std::to_string(one);
        made[one].languages = {"en"};
    }
    return made;
}

struct Hubs {
    std::vector<Candidate> hub;
    std::vector<Candidate> neighbours;
    MatchingAsk ask;

    Step next(const Progress& progress, Timestamp now) const {
        return next_step(
            ask, progress, [this](Circle circle) { return circle == Circle::hub ? hub : neighbours; }, {}, now);
    }
    // As the server keeps it once the offers are made.
    Step take(Progress& progress, Timestamp now) {
        auto step = next(progress, now);
        for (const auto& offer : step.offers) ask.asked_ids.push_back(offer.to.member_id);
        progress = step.progress;
        return step;
    }
};

const Timestamp noon = london("2026-11-26T12:00");

TEST(Widening, GoesFromTheHubByThreesToItsNeighboursAndToTheOrganiser) {
    Hubs hubs{.hub = champions("h", 8), .neighbours = champions("n", 8), .ask = {}};
    Progress progress{.since = noon};
    for (const auto circle : {Circle::hub, Circle::hub, Circle::neighbours, Circle::neighbours}) {
        const auto step = hubs.take(progress, noon);
        EXPECT_EQ(step.what, What::offer);
        EXPECT_EQ(step.progress.circle, circle);
        ASSERT_EQ(step.offers.size(), 3U);
        for (const auto& offer : step.offers) {
            EXPECT_EQ(offer.to.member_id.front(), circle == Circle::hub ? 'h' : 'n');
            EXPECT_EQ(london(offer.expires_at), "2026-11-26T15:00");
        }
    }
    EXPECT_EQ(hubs.ask.asked_ids.size(), 12U);
    std::ranges::sort(hubs.ask.asked_ids);
    EXPECT_EQ(std::ranges::adjacent_find(hubs.ask.asked_ids), hubs.ask.asked_ids.end());
    EXPECT_EQ(hubs.take(progress, noon).what, What::organiser);
    EXPECT_EQ(hubs.take(progress, noon).what, What::organiser);
}

TEST(Widening, WhereNobodyIsTheOrganiserIsAskedAtOnce) {
    const Hubs hubs;
    EXPECT_EQ(hubs.next({.since = noon}, noon).what, What::organiser);
}

TEST(Widening, WaitsForTheFirstWhoseHoursBegin) {
    Hubs hubs{.hub = champions("h", 3), .neighbours = champions("n", 3), .ask = {}};
    hubs.hub[1].availability.quiet = QuietHours{.from = 22 * 60, .to = 6 * 60};
    const auto night = london("2026-11-26T23:30");
    const auto step = hubs.next({.since = night}, night);
    EXPECT_EQ(step.what, What::wait);
    EXPECT_EQ(london(step.wait_until), "2026-11-27T06:00");
    const auto morning = hubs.next(step.progress, step.wait_until);
    ASSERT_EQ(morning.offers.size(), 1U);
    EXPECT_EQ(morning.offers.front().to.member_id, "h1");
}

TEST(Widening, DoesNotWaitLongerThanItsUrgencyAllows) {
    Hubs hubs{.hub = champions("h", 3), .neighbours = champions("n", 3), .ask = {}};
    hubs.ask.urgency = Urgency::today;
    hubs.neighbours[2].availability.quiet.reset();
    const auto night = london("2026-11-26T23:30");
    const auto step = hubs.next({.since = night}, night);
    ASSERT_EQ(step.what, What::offer);
    EXPECT_EQ(step.progress.circle, Circle::neighbours);
    EXPECT_EQ(step.offers.front().to.member_id, "n2");
    // Nor for offers: a circle has its time.
    hubs.ask.urgency = Urgency::this_week;
    const auto late = hubs.next({.since = noon}, noon + 36 * microseconds_per_hour + 10 * microseconds_per_hour);
    EXPECT_EQ(late.progress.circle, Circle::neighbours);
}

TEST(Widening, DoesNotWaitForThoseWhoAreBusy) {
    Hubs hubs{.hub = champions("h", 1), .neighbours = {}, .ask = {}};
    hubs.hub[0].live_matches = 3;
    EXPECT_EQ(hubs.next({.since = noon}, noon).what, What::organiser);
}

}  // namespace
}  // namespace ourplace::asks
