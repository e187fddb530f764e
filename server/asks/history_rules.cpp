#include "asks/history_rules.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "asks/chance.hpp"

namespace ourplace::asks {
namespace {

bool knows(const Candidate& champion, const MatchingAsk& ask) {
    return std::ranges::find(champion.themes, ask.theme) != champion.themes.end();
}

// Who has been offered something and left all of it unanswered.
std::vector<bool> ignoring(const History& history) {
    std::vector<bool> asked(history.champions.size());
    std::vector<bool> answered(history.champions.size());
    for (const auto& offer : history.offers) {
        if (offer.what == PastOffer::What::cut_short) continue;
        asked.at(offer.champion) = true;
        if (offer.what != PastOffer::What::silent) answered.at(offer.champion) = true;
    }
    std::vector<bool> all(asked.size());
    for (std::size_t number = 0; number < all.size(); ++number) all[number] = asked[number] && !answered[number];
    return all;
}

class PastPeople final : public Behaviour {
  public:
    PastPeople(const History& history, unsigned seed) : chance_(seed + 4'000'037), records_(history.champions.size()) {
        for (const auto& offer : history.offers) {
            const auto& champion = history.champions.at(offer.champion).candidate;
            happened_.emplace(std::pair(offer.ask, offer.champion), offer);
            if (offer.what == PastOffer::What::cut_short) continue;
            records_.at(offer.champion).add(offer, knows(champion, history.asks.at(offer.ask).what.ask));
            everybody_.add(offer, knows(champion, history.asks.at(offer.ask).what.ask));
        }
        for (const auto& ask : history.asks) {
            asks_.push_back({.gave_up_after_us = ask.gave_up_after_us, .talks = ask.talks});
            all_talks_.insert(all_talks_.end(), ask.talks.begin(), ask.talks.end());
        }
    }

    std::optional<Answer> answer(const Offered& offered) const override {
        const auto past = what_they_do(offered);
        if (past.what == PastOffer::What::silent) return std::nullopt;
        return Answer{.what = past.what == PastOffer::What::accepted ? Answer::What::accepts : Answer::What::declines,
                      .at = after_open_time(offered.to.availability, offered.now, past.open_time_us,
                                            offered.now + 30 * microseconds_per_day)};
    }

    std::optional<Timestamp> gives_up_after(std::size_t ask) const override { return asks_.at(ask).gave_up_after_us; }

    Talk talk(std::size_t ask, std::size_t turn) const override {
        const auto& own = asks_.at(ask).talks;
        if (turn < own.size()) return own[turn];
        auto drawn = all_talks_.empty() ? Talk{.end = Talk::End::closed, .length_us = 4 * microseconds_per_day}
                                        : all_talks_[chance_.pick(all_talks_.size(), Draw::past_talk, ask, turn)];
        // Handed on and on, it would never end.
        if (turn > 0 && drawn.end == Talk::End::handed_over) drawn.end = Talk::End::closed;
        return drawn;
    }

  private:
    // Offers by whether the Champion knew the Theme: people do otherwise with what they know.
    struct Record {
        std::vector<PastOffer> known;
        std::vector<PastOffer> other;
        void add(const PastOffer& offer, bool knew) { (knew ? known : other).push_back(offer); }
        [[nodiscard]] bool empty() const { return known.empty() && other.empty(); }
        [[nodiscard]] const std::vector<PastOffer>& like(bool known_now) const {
            const auto& best = known_now ? known : other;
            return !best.empty() ? best : known_now ? other : known;
        }
    };
    struct PastWays {
        std::optional<Timestamp> gave_up_after_us;
        std::vector<Talk> talks;
    };

    PastOffer what_they_do(const Offered& offered) const {
        const auto really = happened_.find({offered.ask_number, offered.champion_number});
        const bool cut_short = really != happened_.end() && really->second.what == PastOffer::What::cut_short;
        if (really != happened_.end() && !cut_short) return really->second;
        const auto& own = records_.at(offered.champion_number);
        const auto& like = (own.empty() ? everybody_ : own).like(knows(offered.to, offered.ask));
        auto drawn = like[chance_.pick(like.size(), Draw::past_answer, offered.ask_number, offered.champion_number)];
        // So long they really had not answered.
        if (cut_short) drawn.open_time_us += really->second.open_time_us;
        return drawn;
    }

    Chance chance_;
    std::map<std::pair<std::size_t, std::size_t>, PastOffer> happened_;
    std::vector<Record> records_;
    Record everybody_;
    std::vector<PastWays> asks_;
    std::vector<Talk> all_talks_;
};

}  // namespace

Result<void> tells_enough(const History& history) {
    const auto offers = static_cast<std::size_t>(std::ranges::count_if(
        history.offers, [](const PastOffer& offer) { return offer.what != PastOffer::What::cut_short; }));
    if (history.asks.size() >= least_past_asks && offers >= least_past_offers) return {};
    return std::unexpected(Error::failed_precondition(
        "history", "There is too little history to learn from: " + std::to_string(least_past_asks) +
                       " Asks are needed that somebody has or that have ended, and " +
                       std::to_string(least_past_offers) + " offers that were answered or expired; there are " +
                       std::to_string(history.asks.size()) + " and " + std::to_string(offers) + "."));
}

SimulationFigures as_it_was(const History& history) {
    SimulationFigures figures{.asks = static_cast<unsigned>(history.asks.size()), .offers = history.offers_made};
    std::vector<Timestamp> waits;
    std::vector<std::int64_t> accepted(history.champions.size());
    unsigned with_theme = 0;
    unsigned knowing = 0;
    for (const auto& ask : history.asks) {
        switch (ask.end) {
            case PastEnd::answered: ++figures.answered; break;
            case PastEnd::handed_over: ++figures.handed_over; break;
            case PastEnd::escalated: ++figures.escalated; break;
            case PastEnd::withdrawn: ++figures.withdrawn; break;
        }
        if (ask.accepted_after_us) waits.push_back(*ask.accepted_after_us);
        if (!ask.accepted_by || ask.what.ask.theme.empty()) continue;
        ++with_theme;
        knowing += knows(history.champions.at(*ask.accepted_by).candidate, ask.what.ask) ? 1 : 0;
    }
    for (const auto& offer : history.offers) {
        if (offer.what == PastOffer::What::accepted) ++accepted.at(offer.champion);
    }
    const auto ignores = ignoring(history);
    std::vector<std::int64_t> loads;
    for (std::size_t number = 0; number < accepted.size(); ++number) {
        if (!ignores[number]) loads.push_back(accepted[number]);
    }
    set_waits_and_loads(figures, waits, std::move(loads));
    figures.knows_theme = with_theme == 0 ? 0 : static_cast<double>(knowing) / with_theme;
    return figures;
}

Programme replayed(const History& history, unsigned seed) {
    Programme made{.champions = history.champions,
                   .asks = {},
                   .circles = history.circles,
                   .people = std::make_shared<PastPeople>(history, seed)};
    const auto ignores = ignoring(history);
    for (std::size_t number = 0; number < ignores.size(); ++number) made.champions[number].ignores = ignores[number];
    for (const auto& ask : history.asks) made.asks.push_back(ask.what);
    return made;
}

}  // namespace ourplace::asks
