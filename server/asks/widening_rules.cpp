#include "asks/widening_rules.hpp"

#include <algorithm>
#include <optional>

namespace ourplace::asks {
namespace {

unsigned most_offers(Circle circle, const MatchingSettings& settings) {
    return settings.offers_at_once * (circle == Circle::hub ? settings.rounds_in_hub : settings.rounds_in_neighbours);
}

bool passes_with_time(std::optional<Unavailable> why) {
    return why == Unavailable::paused || why == Unavailable::quiet_hours || why == Unavailable::outside_hours;
}

// When the first of those whose hours alone stand against it can be asked.
std::optional<Timestamp> first_opening(const MatchingAsk& ask, const std::vector<Candidate>& candidates, Timestamp now,
                                       Timestamp until) {
    std::optional<Timestamp> first;
    for (const auto& candidate : candidates) {
        if (!passes_with_time(unavailable(candidate, ask, now))) continue;
        if (const auto opens = next_opening(candidate.availability, now, until)) {
            first = opens;
            until = *opens;
        }
    }
    return first;
}

// Within the circle as it is, or none.
std::optional<Step> step_in(const MatchingAsk& ask, const Progress& progress, const CandidatesOf& candidates_of,
                            const MatchingSettings& settings, Timestamp now, Order& order) {
    const auto most = most_offers(progress.circle, settings);
    const auto patient_until =
        progress.since + settings.times.at(static_cast<std::size_t>(ask.urgency) - 1).patience_us;
    if (progress.offered >= most || now >= patient_until) return std::nullopt;
    const auto candidates = candidates_of(progress.circle);
    const auto best = order(ask, candidates, settings, now, std::min(settings.offers_at_once, most - progress.offered));
    Step step;
    step.progress = progress;
    for (const auto& ranked : best) {
        const auto whose = std::ranges::find(candidates, ranked.member_id, &Candidate::member_id);
        step.offers.push_back(
            {.to = ranked, .expires_at = offer_expires_at(whose->availability, ask.urgency, settings, now)});
    }
    if (!step.offers.empty()) {
        step.what = Step::What::offer;
        step.progress.offered += static_cast<unsigned>(step.offers.size());
        return step;
    }
    const auto opens = first_opening(ask, candidates, now, patient_until);
    if (!opens) return std::nullopt;
    step.what = Step::What::wait;
    step.wait_until = *opens;
    return step;
}

}  // namespace

Step next_step(const MatchingAsk& ask, const Progress& progress, const CandidatesOf& candidates_of,
               const MatchingSettings& settings, Timestamp now, Order& order) {
    auto reached = progress;
    while (reached.circle != Circle::organiser) {
        if (auto step = step_in(ask, reached, candidates_of, settings, now, order)) return std::move(*step);
        reached = {.circle = reached.circle == Circle::hub ? Circle::neighbours : Circle::organiser,
                   .offered = 0,
                   .since = now};
    }
    Step last;
    last.progress = reached;
    return last;
}

}  // namespace ourplace::asks
