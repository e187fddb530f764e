#include "unit/cli/simulated_life.hpp"

#include <algorithm>
#include <boost/json/object.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <queue>
#include <stdexcept>
#include <tuple>
#include <utility>

#include "asks/ask_rules.hpp"
#include "asks/simulated_people.hpp"
#include "cli/check.hpp"
#include "cli/composition.hpp"
#include "unit/asks/random_schedules.hpp"
#include "unit/cli/furnished_programme.hpp"
#include "unit/cli/killed_server.hpp"
#include "unit/cli/simulated_requests.hpp"

namespace ourplace::cli {
namespace {

using asks::Draw;
using asks::MatchState;
using asks::State;

constexpr auto keeps_name_private = static_cast<Draw>(101);
constexpr auto first_word_after = static_cast<Draw>(102);
constexpr auto forgets = static_cast<Draw>(103);
constexpr auto agrees_after = static_cast<Draw>(104);
constexpr auto organiser_looks_after = static_cast<Draw>(105);
constexpr auto organiser_passes_on = static_cast<Draw>(106);
constexpr auto is_never_heard_of_again = static_cast<Draw>(107);

// Nothing that the rules leave lying about lasts so long.
constexpr Timestamp longest_life_us = 150 * microseconds_per_day;

Timestamp hours(double count) { return static_cast<Timestamp>(count * static_cast<double>(microseconds_per_hour)); }

enum class Errand : std::uint8_t {
    ask,
    give_up,
    accept_offer,
    decline_offer,
    say_first_word,
    end_talk,
    agree_to_handover,
    look_as_organiser,
    pause
};

class Life {
  public:
    Life(const LifeOptions& options, const std::filesystem::path& data)
        : options_(options),
          data_(data),
          chance_(options.people.seed + 2'000'003),
          made_up_(asks::made_up_programme(options.people)),
          champions_(made_up_.champions),
          server_(data, options.people.seed, options.steps_per_life) {
        for (const auto& one : made_up_.asks) asks_.push_back({.what = one});
        programme_ = furnish(data, options.people, made_up_);
        for (std::size_t number = 0; number < champions_.size(); ++number)
            numbers_.emplace(programme_.champion_ids[number], number);
        for (std::size_t hub = 0; hub < programme_.organiser_ids.size(); ++hub)
            numbers_.emplace(programme_.organiser_ids[hub], champions_.size() + hub);
        for (std::size_t number = 0; number < asks_.size(); ++number)
            at(asks_[number].what.opened_at, Errand::ask, number);
        for (std::size_t number = 0; number < champions_.size(); ++number) {
            if (champions_[number].pause_begins > 0) at(champions_[number].pause_begins, Errand::pause, 0, number);
        }
    }

    LifeFigures to_the_end() {
        set_time(options_.people.begins_at);
        const auto until = now_ + longest_life_us;
        auto next = look();
        while (!errands_.empty() || (next && !all_have_ended())) {
            const bool people_first = !errands_.empty() && (!next || std::get<0>(errands_.top()) <= *next);
            const auto when = people_first ? std::get<0>(errands_.top()) : *next;
            if (when > until) break;
            set_time(std::max(now_, when));
            if (people_first) {
                const auto [due, turn, what, ask, who] = errands_.top();
                errands_.pop();
                run(what, ask, who);
            }
            next = look();
        }
        return figures();
    }

  private:
    // As somebody who was offered it sees it.
    struct Offer {
        MatchState state = MatchState::proposed;
        Timestamp offered_at = 0;
        Timestamp answered_at = 0;
    };
    struct Ask {
        asks::SimulatedAsk what;
        SimulatedRequests::Opened opened = {};
        State state = State::open;
        // By number of Champion; organisers come behind them.
        std::map<std::size_t, Offer> offers = {};
        // How often somebody took it up.
        std::size_t talks = 0;
        bool handed_over = false;
        bool escalated = false;
        Timestamp accepted_at = 0;
    };
    // When; in which order among those of one time; what; which Ask; who.
    using Due = std::tuple<Timestamp, std::size_t, Errand, std::size_t, std::size_t>;

    void set_time(Timestamp now) {
        now_ = now;
        requests_.set_time(now);
    }
    void at(Timestamp when, Errand what, std::size_t ask, std::size_t who = 0) {
        errands_.emplace(when, ++turn_, what, ask, who);
    }
    const std::string& member_id(std::size_t who) const {
        return who < champions_.size() ? programme_.champion_ids[who]
                                       : programme_.organiser_ids.at(who - champions_.size());
    }
    const std::string& organiser_of(std::size_t number) const {
        return programme_.organiser_ids.at(asks_[number].what.hub);
    }
    bool all_have_ended() const {
        return std::ranges::none_of(asks_, [](const Ask& ask) { return asks::is_live(ask.state); });
    }
    std::optional<std::size_t> whose(const Ask& ask) const {
        for (const auto& [who, offer] : ask.offers) {
            if (offer.state == MatchState::accepted) return who;
        }
        return std::nullopt;
    }

    void run(Errand what, std::size_t number, std::size_t who) {
        auto& ask = asks_[number];
        switch (what) {
            case Errand::ask: open(number); break;
            case Errand::give_up:
                if (ask.state == State::open || ask.state == State::offered)
                    requests_.about_ask(ask.opened.ask_id, programme_.asker_ids[number], "WithdrawAsk");
                break;
            case Errand::accept_offer: answer_offer(number, who, "AcceptOffer"); break;
            case Errand::decline_offer: answer_offer(number, who, "DeclineOffer"); break;
            case Errand::say_first_word:
                if (whose(ask) == who) requests_.say(ask.opened.channel_id, member_id(who));
                break;
            case Errand::end_talk:
                if (ask.talks == who) end_talk(number);
                break;
            case Errand::agree_to_handover:
                if (requests_.about_ask(ask.opened.ask_id, programme_.asker_ids[number], "AnswerHandover",
                                        {{"agree", true}}))
                    ask.handed_over = true;
                break;
            case Errand::look_as_organiser: look_as_organiser(number); break;
            case Errand::pause: requests_.pause(member_id(who), champions_[who]); break;
        }
    }

    void open(std::size_t number) {
        auto& ask = asks_[number];
        const auto name = chance_.of(keeps_name_private, number) < 0.3 ? SimulatedRequests::Name::kept_private
                                                                       : SimulatedRequests::Name::shown;
        ask.opened = requests_.open_ask(number, ask.what, name);
        asks_by_id_[ask.opened.ask_id] = number;
        if (const auto after = made_up_.people->gives_up_after(number)) at(now_ + *after, Errand::give_up, number);
    }

    void answer_offer(std::size_t number, std::size_t who, const char* method) {
        auto& ask = asks_[number];
        const auto offer = ask.offers.find(who);
        if (offer != ask.offers.end() && offer->second.state == MatchState::proposed)
            requests_.about_ask(ask.opened.ask_id, member_id(who), method);
    }

    void end_talk(std::size_t number) {
        using End = asks::Behaviour::Talk::End;
        auto& ask = asks_[number];
        if (ask.state != State::matched && ask.state != State::waiting_for_asker) return;
        const auto& asker = programme_.asker_ids[number];
        const auto end = made_up_.people->talk(number, ask.talks - 1).end;
        const auto champion = whose(ask);
        if (end == End::handed_over && champion && *champion < champions_.size()) {
            requests_.about_ask(ask.opened.ask_id, member_id(*champion), "ProposeHandover",
                                {{"note", "You will know the form."}});
            at(now_ + hours(6 * chance_.of(agrees_after, number)), Errand::agree_to_handover, number);
        } else if (end == End::withdrawn) {
            requests_.about_ask(ask.opened.ask_id, asker, "WithdrawAsk");
        } else if (ask.escalated || chance_.of(is_never_heard_of_again, number) >= 0.05) {
            requests_.about_ask(ask.opened.ask_id, asker, "CloseAsk",
                                {{"helped", "HELPED_YES"}, {"what_changed", "The insurer paid."}});
        }
    }

    // One in three is passed on without an answer from the asker; the others they take up themselves.
    void look_as_organiser(std::size_t number) {
        auto& ask = asks_[number];
        if (ask.state != State::escalated) return;
        if (chance_.of(organiser_passes_on, number) < 0.33) {
            requests_.about_ask(ask.opened.ask_id, organiser_of(number), "CloseAsk",
                                {{"helped", "HELPED_UNKNOWN"}, {"what_changed", "They rang the council."}});
        } else {
            requests_.about_ask(ask.opened.ask_id, organiser_of(number), "AcceptOffer");
        }
    }

    // Lets the server do what is due, and sees what is new. When something is due next.
    std::optional<Timestamp> look() {
        const auto seen = requests_.look(std::exchange(looked_at_, now_));
        for (const auto& row : seen.at("offers").as_array()) {
            const auto& columns = row.as_array();
            const auto ask = asks_by_id_.find(std::string(columns[0].as_string()));
            if (ask == asks_by_id_.end()) throw std::runtime_error("an Ask that nobody asked");
            see_offer(ask->second, numbers_.at(std::string(columns[1].as_string())),
                      {.state = static_cast<MatchState>(columns[2].as_int64()),
                       .offered_at = columns[3].as_int64(),
                       .answered_at = columns[4].as_int64()});
        }
        for (const auto& row : seen.at("asks").as_array()) {
            const auto& columns = row.as_array();
            see_ask(asks_by_id_.at(std::string(columns[0].as_string())), static_cast<State>(columns[1].as_int64()));
        }
        judge();
        const auto& next = seen.at("next");
        return next.is_null() ? std::nullopt : std::optional<Timestamp>(next.as_int64());
    }

    void see_ask(std::size_t number, State state) {
        auto& ask = asks_[number];
        if (state == State::escalated && ask.state != state) {
            ask.escalated = true;
            at(now_ + hours(1 + 20 * chance_.of(organiser_looks_after, number, ask.talks)), Errand::look_as_organiser,
               number);
        }
        ask.state = state;
    }

    void see_offer(std::size_t number, std::size_t who, const Offer& seen) {
        auto& ask = asks_[number];
        const auto before = std::exchange(ask.offers[who], seen);
        const bool is_champion = who < champions_.size();
        if (is_champion && seen.offered_at != before.offered_at) see_new_offer(number, who, seen.offered_at);
        if (seen.state != MatchState::accepted || seen.answered_at == before.answered_at) return;
        ++ask.talks;
        if (is_champion) champions_[who].accepted.push_back(now_);
        if (is_champion && ask.accepted_at == 0) {
            ask.accepted_at = now_;
            waits_.push_back(now_ - ask.what.opened_at);
        }
        if (chance_.of(forgets, number, ask.talks) >= 0.05)
            at(now_ + hours(3 * chance_.of(first_word_after, number, ask.talks)), Errand::say_first_word, number, who);
        at(now_ + made_up_.people->talk(number, ask.talks - 1).length_us, Errand::end_talk, number, ask.talks);
    }

    void see_new_offer(std::size_t number, std::size_t who, Timestamp offered_at) {
        const auto& champion = champions_[who];
        const auto& availability = champion.candidate.availability;
        ++figures_.offers;
        // Hours and quiet hours; the book knows of no pause here.
        if (!asks::is_open_by_the_book(availability, offered_at)) ++figures_.in_quiet_hours;
        if (offered_at > champion.pause_begins && offered_at < champion.pause_ends) ++figures_.on_pause;
        const auto answer = made_up_.people->answer({.ask_number = number,
                                                     .champion_number = who,
                                                     .ask = asks_[number].what.ask,
                                                     .to = champion.candidate,
                                                     .now = offered_at});
        if (!answer) return;
        const bool accepts = answer->what == asks::Behaviour::Answer::What::accepts;
        at(answer->at, accepts ? Errand::accept_offer : Errand::decline_offer, number, who);
    }

    void judge() {
        std::map<std::size_t, unsigned> loads;
        for (const auto& ask : asks_) {
            if (!asks::is_live(ask.state)) continue;
            unsigned matches = 0;
            for (const auto& [who, offer] : ask.offers) {
                if (offer.state == MatchState::accepted) ++matches;
                if (offer.state == MatchState::accepted || offer.state == MatchState::proposed) ++loads[who];
            }
            most_matches_ = std::max(most_matches_, matches);
        }
        for (const auto& [who, load] : loads) {
            if (who < champions_.size() && load > champions_[who].candidate.availability.cap) ++figures_.over_cap;
        }
    }

    LifeFigures figures() {
        figures_.asks = static_cast<unsigned>(asks_.size());
        for (const auto& ask : asks_) {
            auto& counter = asks::is_live(ask.state)        ? figures_.silent
                            : ask.state == State::withdrawn ? figures_.withdrawn
                            : ask.escalated                 ? figures_.escalated
                            : ask.handed_over               ? figures_.handed_over
                                                            : figures_.answered;
            ++counter;
        }
        std::vector<std::int64_t> loads;
        for (const auto& champion : champions_) {
            if (!champion.ignores) loads.push_back(std::ssize(champion.accepted));
        }
        asks::set_waits_and_loads(figures_, waits_, std::move(loads));
        LifeFigures all{.asks = figures_,
                        .kills = server_.kills(),
                        .retries = server_.retries(),
                        .most_matches = most_matches_,
                        .messages_sent = requests_.messages(),
                        .faults = {}};
        server_.stop();
        look_into(all);
        return all;
    }

    void look_into(LifeFigures& all) const {
        Settings settings;
        settings.data = data_;
        all.faults = *check_store(settings);
        const auto database = look_into_store(settings);
        const auto counted = (*database)->read_now([&](store::Transaction& tx) -> Result<int> {
            all.asks_kept = tx.query_one("SELECT COUNT(*) FROM ask")->integer(0);
            all.messages_kept = tx.query_one("SELECT COUNT(*) FROM message")->integer(0);
            return 0;
        });
        if (!counted) throw std::runtime_error(counted.error().message);
    }

    const LifeOptions& options_;
    std::filesystem::path data_;
    asks::Chance chance_;
    asks::Programme made_up_;
    std::vector<asks::SimulatedChampion> champions_;
    std::vector<Ask> asks_;
    FurnishedProgramme programme_;
    std::map<std::string, std::size_t, std::less<>> numbers_;
    std::map<std::string, std::size_t, std::less<>> asks_by_id_;
    KilledServer server_;
    SimulatedRequests requests_{server_, programme_};
    std::priority_queue<Due, std::vector<Due>, std::greater<>> errands_;
    std::size_t turn_ = 0;
    Timestamp now_ = 0;
    Timestamp looked_at_ = 0;
    std::vector<Timestamp> waits_;
    unsigned most_matches_ = 0;
    asks::SimulationFigures figures_;
};

}  // namespace

std::ostream& operator<<(std::ostream& out, const LifeFigures& figures) {
    const auto& asks = figures.asks;
    const auto in_hours = [](Timestamp time) {
        return static_cast<double>(time) / static_cast<double>(microseconds_per_hour);
    };
    return out << asks.asks << " Asks, the server killed " << figures.kills << " times (" << figures.retries
               << " requests made again): answered " << asks.answered << ", handed over " << asks.handed_over
               << ", came to the Organiser " << asks.escalated << ", withdrawn " << asks.withdrawn << ", silent "
               << asks.silent << "; acceptance after " << in_hours(asks.median_acceptance_us) << " h (median), "
               << in_hours(asks.p90_acceptance_us) << " h (p90); Gini " << asks.gini << "; " << asks.offers
               << " offers, over cap " << asks.over_cap << ", in quiet hours " << asks.in_quiet_hours << ", on pause "
               << asks.on_pause;
}

LifeFigures live(const LifeOptions& options, const std::filesystem::path& data) {
    return Life(options, data).to_the_end();
}

}  // namespace ourplace::cli
