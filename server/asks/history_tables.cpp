#include "asks/history_tables.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "asks/ask_tables.hpp"
#include "asks/candidate_tables.hpp"
#include "asks/champion_tables.hpp"
#include "asks/matching_tables.hpp"

namespace ourplace::asks {
namespace {

using store::Transaction;
using Talk = Behaviour::Talk;

class Reading {
  public:
    Reading(Transaction& tx, Timestamp from, Timestamp now) : tx_(tx), from_(from), now_(now) {}

    History read() {
        for (const auto& row : tx_.query(
                 "SELECT ask_id FROM ask WHERE opened_at_us >= $1 AND opened_at_us <= $2 ORDER BY opened_at_us, ask_id",
                 from_, now_))
            read_ask(*find(tx_, row.text(0)));
        for (const auto& row : tx_.query(R"sql(
                 SELECT ask_match.ask_id, ask_match.member_id, ask_match.state, offered_at_us, answered_at_us, ended_at_us,
                        CASE WHEN ask.state = 6 AND ask.helped IN (1, 2) THEN ask.theme ELSE '' END
                 FROM ask JOIN ask_match ON ask_match.ask_id = ask.ask_id AND ask_match.circle <> $3
                 WHERE opened_at_us >= $1 AND opened_at_us <= $2 ORDER BY ask_match.ask_id, ask_match.member_id)sql",
                                         from_, now_, Circle::organiser))
            read_offer(row);
        return std::move(history_);
    }

  private:
    // Only their Champions as they are now can be asked again.
    std::size_t hub(const std::string& hub_id) {
        const auto [known, is_new] = hubs_.emplace(hub_id, history_.circles.size());
        if (!is_new) return known->second;
        const auto champions_of = candidates_of(tx_, hub_id, now_);
        auto& circles = history_.circles.emplace_back();
        for (auto& candidate : champions_of(Circle::hub)) circles.hub.push_back(champion(std::move(candidate)));
        for (auto& candidate : champions_of(Circle::neighbours))
            circles.neighbours.push_back(champion(std::move(candidate)));
        return known->second;
    }

    std::size_t champion(Candidate candidate) {
        const auto [known, is_new] = champions_.emplace(candidate.member_id, history_.champions.size());
        if (!is_new) return known->second;
        auto& champion = history_.champions.emplace_back();
        const auto since =
            tx_.query_one("SELECT MIN(since_us) FROM hub_member WHERE member_id = $1", candidate.member_id);
        champion.here_since = since->integer(0);
        champion.candidate.member_id = std::move(candidate.member_id);
        champion.candidate.availability = std::move(candidate.availability);
        champion.candidate.languages = std::move(candidate.languages);
        champion.candidate.themes = std::move(candidate.themes);
        champion.candidate.place_ids = std::move(candidate.place_ids);
        champion.candidate.words = std::move(candidate.words);
        champion.candidate.experience = std::move(candidate.experience);
        // When a pause began is known only where it is the last thing that they said.
        champion.pause_ends = std::exchange(champion.candidate.availability.paused_until, 0);
        const auto said =
            tx_.query_one("SELECT changed_at_us FROM champion WHERE member_id = $1", champion.candidate.member_id);
        champion.pause_begins = said ? said->integer(0) : champion.pause_ends;
        return known->second;
    }

    void read_ask(const Ask& ask) {
        PastAsk past{.what = {.ask = matching_ask(tx_, ask), .hub = hub(ask.hub_id), .opened_at = ask.opened_at},
                     .accepted_after_us = {},
                     .accepted_by = {},
                     .gave_up_after_us = {},
                     .talks = {}};
        past.what.ask.asked_ids.clear();
        if (!read_entries(ask, past)) {
            ++history_.undecided;
            return;
        }
        asks_.emplace(ask.ask_id, history_.asks.size());
        history_.asks.push_back(std::move(past));
    }

    // False: nothing has become of it yet. What happens once it has come to the Organiser is not matching's.
    bool read_entries(const Ask& ask, PastAsk& past) {
        std::optional<Timestamp> talks_since;
        const auto end_talk = [&](Talk::End how, Timestamp at) {
            if (talks_since) past.talks.push_back({.end = how, .length_us = at - *std::exchange(talks_since, {})});
        };
        bool had_another = false;
        for (const auto& row :
             tx_.query("SELECT action, actor, actor_id, at_us FROM ask_entry WHERE ask_id = $1 ORDER BY number",
                       ask.ask_id)) {
            const auto at = row.integer(3);
            switch (static_cast<Action>(row.integer(0))) {
                case Action::accept:
                    talks_since = at;
                    if (past.accepted_after_us) break;
                    past.accepted_after_us = at - ask.opened_at;
                    if (const auto who = champions_.find(row.text(2)); who != champions_.end())
                        past.accepted_by = who->second;
                    break;
                case Action::hand_over:
                case Action::release:
                    end_talk(Talk::End::handed_over, at);
                    had_another = true;
                    break;
                case Action::escalate:
                    end_talk(Talk::End::organiser, at);
                    past.end = PastEnd::escalated;
                    return true;
                case Action::close: end_talk(Talk::End::closed, at); break;
                case Action::withdraw:
                    if (!past.accepted_after_us) past.gave_up_after_us = at - ask.opened_at;
                    end_talk(Talk::End::withdrawn, at);
                    past.end = PastEnd::withdrawn;
                    return true;
                default: break;
            }
        }
        past.end = had_another ? PastEnd::handed_over : PastEnd::answered;
        return ask.state != State::open && ask.state != State::offered;
    }

    void read_offer(const store::Row& row) {
        const auto ask = asks_.find(row.text(0));
        const auto who = champions_.find(row.text(1));
        if (ask == asks_.end()) return;
        ++history_.offers_made;
        if (who == champions_.end()) return;
        const auto state = static_cast<MatchState>(row.integer(2));
        const auto offered = row.integer(3);
        const auto answered = row.integer(4);
        const auto ended = row.integer(5);
        auto& champion = history_.champions[who->second].candidate;
        const auto open_time = [&](Timestamp until) {
            return open_time_between(champion.availability, offered, until);
        };
        PastOffer past{.ask = ask->second, .champion = who->second};
        if (answered > 0) {
            past.what = PastOffer::What::accepted;
            past.open_time_us = open_time(answered);
        } else if (state == MatchState::declined) {
            past.what = PastOffer::What::declined;
            past.open_time_us = open_time(ended);
        } else if (state == MatchState::expired) {
            past.what = PastOffer::What::silent;
        } else {
            past.what = PastOffer::What::cut_short;
            past.open_time_us = open_time(ended > 0 ? ended : now_);
        }
        history_.offers.push_back(past);
        // As experienced as they were before all this.
        const auto resolved = std::ranges::find(champion.experience, row.text(6), &Experience::theme);
        if (state == MatchState::accepted && resolved != champion.experience.end() && resolved->resolved > 0)
            --resolved->resolved;
    }

    Transaction& tx_;
    Timestamp from_;
    Timestamp now_;
    History history_;
    std::map<std::string, std::size_t, std::less<>> hubs_;
    std::map<std::string, std::size_t, std::less<>> champions_;
    std::map<std::string, std::size_t, std::less<>> asks_;
};

}  // namespace

History history_since(Transaction& tx, Timestamp from, Timestamp now) { return Reading(tx, from, now).read(); }

}  // namespace ourplace::asks
