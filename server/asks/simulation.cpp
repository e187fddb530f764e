#include "asks/simulation.hpp"

#include <algorithm>
#include <map>
#include <queue>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "base/statistics.hpp"
#include "events/zone_rules.hpp"

namespace ourplace::asks {
namespace {

constexpr Timestamp lately_us = 28 * microseconds_per_day;

std::vector<Ranked> first_available(const MatchingAsk& ask, const std::vector<Candidate>& candidates,
                                    const MatchingSettings&, Timestamp now, std::size_t at_most) {
    std::vector<Ranked> found;
    for (const auto& candidate : candidates) {
        if (found.size() == at_most) break;
        if (!unavailable(candidate, ask, now)) found.push_back({.member_id = candidate.member_id, .reasons = {}});
    }
    return found;
}

unsigned lately(const std::vector<Timestamp>& times, Timestamp now) {
    return static_cast<unsigned>(std::ranges::count_if(times, [&](Timestamp at) { return at > now - lately_us; }));
}

// Read off the clock as people do, so that it is not the rules that judge the rules.
bool is_quiet(const Availability& availability, Timestamp now) {
    if (!availability.quiet) return false;
    const auto clock = to_text(events::to_wall(now, availability.zone)).substr(11);
    const auto from = clock_to_text(availability.quiet->from);
    const auto to = clock_to_text(availability.quiet->to);
    return from < to ? from <= clock && clock < to : from <= clock || clock < to;
}

enum class Happening : std::uint8_t { asked, next_step, accepts, declines, expires, gives_up, talk_ends };

class Run {
  public:
    Run(const Programme& programme, const MatchingSettings& settings, Way way, const OfferWatcher& watch)
        : programme_(programme),
          settings_(settings),
          order_(way == Way::ranked ? rank : first_available),
          watch_(watch),
          champions_(programme.champions) {
        for (const auto& one : programme.asks) asks_.push_back({.what = one});
        for (std::size_t number = 0; number < champions_.size(); ++number)
            numbers_.emplace(champions_[number].candidate.member_id, number);
        for (std::size_t number = 0; number < asks_.size(); ++number)
            at(asks_[number].what.opened_at, Happening::asked, number);
    }

    SimulationFigures to_the_end() {
        while (!due_.empty()) {
            const auto [when, turn, what, ask, champion] = due_.top();
            due_.pop();
            now_ = when;
            happen(what, ask, champion);
        }
        return figures();
    }

  private:
    struct Ask {
        SimulatedAsk what;
        Progress progress = {};
        enum class State : std::uint8_t { open, matched, ended } state = State::open;
        // Champions who can answer, and until when.
        std::map<std::size_t, Timestamp> offers = {};
        std::size_t champion = 0;
        // How often it was handed over.
        std::size_t turn = 0;
        Timestamp accepted_at = 0;
    };
    // When; in which order among those of one time; what; which Ask; which Champion.
    using Due = std::tuple<Timestamp, std::size_t, Happening, std::size_t, std::size_t>;

    void at(Timestamp when, Happening what, std::size_t ask, std::size_t champion = 0) {
        due_.emplace(when, ++turn_, what, ask, champion);
    }

    void happen(Happening what, std::size_t number, std::size_t champion) {
        auto& ask = asks_[number];
        switch (what) {
            case Happening::asked:
                ask.progress.since = now_;
                if (const auto after = programme_.people->gives_up_after(number))
                    at(now_ + *after, Happening::gives_up, number);
                go_on(number);
                break;
            case Happening::next_step:
                if (ask.state == Ask::State::open && ask.offers.empty()) go_on(number);
                break;
            case Happening::accepts: accept(number, champion); break;
            case Happening::declines:
                if (ask.offers.contains(champion)) end_offer(number, champion);
                break;
            case Happening::expires:
                if (const auto offer = ask.offers.find(champion); offer != ask.offers.end() && offer->second <= now_) {
                    champions_[champion].silent.push_back(now_);
                    end_offer(number, champion);
                }
                break;
            case Happening::gives_up:
                if (ask.state == Ask::State::open) end(ask, figures_.withdrawn);
                break;
            case Happening::talk_ends: end_talk(number); break;
        }
    }

    Candidate seen(std::size_t number) const {
        const auto& champion = champions_[number];
        auto candidate = champion.candidate;
        if (now_ >= champion.pause_begins && now_ < champion.pause_ends)
            candidate.availability.paused_until = champion.pause_ends;
        candidate.offered_lately = lately(champion.offered, now_);
        candidate.accepted_lately = lately(champion.accepted, now_);
        candidate.silent_lately = lately(champion.silent, now_);
        if (!champion.offered.empty()) candidate.last_offered_at = champion.offered.back();
        return candidate;
    }

    std::vector<Candidate> circle_of(std::size_t hub, Circle circle) const {
        const auto& circles = programme_.circles.at(hub);
        std::vector<Candidate> found;
        for (const auto number : circle == Circle::hub ? circles.hub : circles.neighbours) {
            if (now_ >= champions_[number].here_since) found.push_back(seen(number));
        }
        return found;
    }

    void go_on(std::size_t number) {
        auto& ask = asks_[number];
        const auto step = next_step(
            ask.what.ask, ask.progress, [&](Circle circle) { return circle_of(ask.what.hub, circle); }, settings_, now_,
            order_);
        ask.progress = step.progress;
        switch (step.what) {
            case Step::What::offer:
                for (const auto& offer : step.offers) make(number, numbers_.at(offer.to.member_id), offer.expires_at);
                break;
            case Step::What::wait: at(step.wait_until, Happening::next_step, number); break;
            case Step::What::organiser: end(ask, figures_.escalated); break;
        }
    }

    void make(std::size_t number, std::size_t whom, Timestamp expires_at) {
        auto& champion = champions_[whom];
        const auto before = seen(whom);
        if (watch_) watch_(before, now_);
        auto& candidate = champion.candidate;
        ++candidate.open_offers;
        champion.offered.push_back(now_);
        ++figures_.offers;
        if (candidate.live_matches + candidate.open_offers > candidate.availability.cap) ++figures_.over_cap;
        if (is_quiet(before.availability, now_)) ++figures_.in_quiet_hours;
        if (now_ >= champion.pause_begins && now_ < champion.pause_ends) ++figures_.on_pause;
        asks_[number].offers.emplace(whom, expires_at);
        asks_[number].what.ask.asked_ids.push_back(candidate.member_id);
        at(expires_at, Happening::expires, number, whom);
        const auto answer = programme_.people->answer(
            {.ask_number = number, .champion_number = whom, .ask = asks_[number].what.ask, .to = before, .now = now_});
        if (!answer) return;
        const bool accepts = answer->what == Behaviour::Answer::What::accepts;
        at(answer->at, accepts ? Happening::accepts : Happening::declines, number, whom);
    }

    void accept(std::size_t number, std::size_t whom) {
        auto& ask = asks_[number];
        if (!ask.offers.contains(whom)) return;
        const auto& themes = champions_[whom].candidate.themes;
        const bool knows = std::ranges::find(themes, ask.what.ask.theme) != themes.end();
        if (!ask.what.ask.theme.empty() && ask.turn == 0) {
            ++with_theme_;
            knowing_ += knows ? 1 : 0;
        }
        end_offers(ask);
        ask.state = Ask::State::matched;
        ask.champion = whom;
        if (ask.accepted_at == 0) {
            ask.accepted_at = now_;
            waits_.push_back(now_ - ask.what.opened_at);
        }
        ++champions_[whom].candidate.live_matches;
        champions_[whom].accepted.push_back(now_);
        at(now_ + programme_.people->talk(number, ask.turn).length_us, Happening::talk_ends, number);
    }

    void end_talk(std::size_t number) {
        auto& ask = asks_[number];
        auto& candidate = champions_[ask.champion].candidate;
        --candidate.live_matches;
        switch (programme_.people->talk(number, ask.turn).end) {
            case Behaviour::Talk::End::handed_over:
                ++ask.turn;
                ask.state = Ask::State::open;
                ask.progress = {.circle = Circle::hub, .offered = 0, .since = now_};
                return go_on(number);
            case Behaviour::Talk::End::withdrawn: return end(ask, figures_.withdrawn);
            case Behaviour::Talk::End::organiser: return end(ask, figures_.escalated);
            case Behaviour::Talk::End::closed: break;
        }
        const auto& theme = ask.what.ask.theme;
        const auto known = std::ranges::find(candidate.experience, theme, &Experience::theme);
        if (known != candidate.experience.end())
            ++known->resolved;
        else if (!theme.empty())
            candidate.experience.push_back({.theme = theme, .stories = 0, .resolved = 1});
        end(ask, ask.turn > 0 ? figures_.handed_over : figures_.answered);
    }

    // The next three, once nobody else can answer.
    void end_offer(std::size_t number, std::size_t whom) {
        auto& ask = asks_[number];
        ask.offers.erase(whom);
        --champions_[whom].candidate.open_offers;
        if (ask.offers.empty()) go_on(number);
    }
    void end_offers(Ask& ask) {
        for (const auto& [whom, expires_at] : ask.offers) --champions_[whom].candidate.open_offers;
        ask.offers.clear();
    }
    void end(Ask& ask, unsigned& counter) {
        end_offers(ask);
        ask.state = Ask::State::ended;
        ++counter;
    }

    SimulationFigures figures() {
        figures_.asks = static_cast<unsigned>(asks_.size());
        figures_.silent = static_cast<unsigned>(
            std::ranges::count_if(asks_, [](const Ask& ask) { return ask.state != Ask::State::ended; }));
        std::vector<std::int64_t> loads;
        for (const auto& champion : champions_) {
            if (!champion.ignores) loads.push_back(std::ssize(champion.accepted));
        }
        set_waits_and_loads(figures_, waits_, std::move(loads));
        figures_.knows_theme = with_theme_ == 0 ? 0 : static_cast<double>(knowing_) / with_theme_;
        return figures_;
    }

    const Programme& programme_;
    const MatchingSettings& settings_;
    Order& order_;
    const OfferWatcher& watch_;
    std::vector<SimulatedChampion> champions_;
    std::map<std::string, std::size_t> numbers_;
    std::vector<Ask> asks_;
    std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
    std::size_t turn_ = 0;
    Timestamp now_ = 0;
    std::vector<Timestamp> waits_;
    unsigned with_theme_ = 0;
    unsigned knowing_ = 0;
    SimulationFigures figures_;
};

}  // namespace

void set_waits_and_loads(SimulationFigures& figures, const std::vector<Timestamp>& waits,
                         std::vector<std::int64_t> loads) {
    if (!waits.empty()) {
        figures.median_acceptance_us = percentile(waits, 50);
        figures.p90_acceptance_us = percentile(waits, 90);
    }
    figures.gini = gini(std::move(loads));
}

SimulationFigures simulate(const Programme& programme, const MatchingSettings& settings, Way way,
                           const OfferWatcher& watch) {
    return Run(programme, settings, way, watch).to_the_end();
}

}  // namespace ourplace::asks
