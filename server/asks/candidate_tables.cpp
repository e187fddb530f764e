#include "asks/candidate_tables.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "asks/champion_rows.hpp"
#include "stories/library_tables.hpp"

namespace ourplace::asks {
namespace {

using store::Transaction;

constexpr Timestamp lately = 28 * microseconds_per_day;

// Whose ids, as they follow a column.
constexpr std::string_view of_hub = "IN (SELECT member_id FROM hub_member WHERE hub_id = $1)";
constexpr std::string_view of_other_hubs =
    "IN (SELECT member_id FROM hub_member"
    " WHERE member_id NOT IN (SELECT member_id FROM hub_member WHERE hub_id = $1))";
constexpr std::string_view of_hubs_near = R"sql(IN (
    SELECT hub_member.member_id FROM hub_member JOIN hub ON hub.hub_id = hub_member.hub_id
    WHERE hub_member.member_id NOT IN (SELECT member_id FROM hub_member WHERE hub_id = $1) AND hub.place_id IN (
        SELECT near.place_id FROM hub AS asked JOIN place AS own ON own.place_id = asked.place_id
        JOIN place AS near ON near.place_id = own.place_id OR near.place_id = own.parent_place_id
                           OR near.parent_place_id = own.place_id OR near.parent_place_id = own.parent_place_id
        WHERE asked.hub_id = $1)))sql";
constexpr std::string_view of_one = "= $1";

Candidate to_candidate(const store::Row& row) {
    auto champion = to_champion(row, 4, static_cast<v1::Language>(row.integer(1)));
    Candidate candidate;
    candidate.member_id = row.text(0);
    candidate.availability = std::move(champion.availability);
    candidate.languages = std::move(champion.profile.languages);
    candidate.themes = list_of_text(row.text(2));
    candidate.place_ids = std::move(champion.profile.place_ids);
    candidate.words = word_keys(row.text(3) + '\n' + champion.profile.can_help_with);
    return candidate;
}

// Reads what Champions have done, for those of them who are asked for.
class Record {
  public:
    Record(Transaction& tx, std::string_view whose, std::string_view key, std::vector<Candidate>& candidates)
        : tx_(tx), whose_(whose), key_(key) {
        for (auto& candidate : candidates) by_id_.emplace(candidate.member_id, &candidate);
    }

    void add(Timestamp now) {
        add_offers(now);
        add_matches();
        add_stories();
        add_resolved();
    }

  private:
    Candidate* find(const std::string& member_id) const {
        const auto known = by_id_.find(member_id);
        return known == by_id_.end() ? nullptr : known->second;
    }

    // The index answers this alone, for each Champion from where "lately" begins, which is before any offer that stands
    // (settings_rules.cpp) was made.
    void add_offers(Timestamp now) {
        const auto sql =
            "SELECT member_id, COUNT(*), SUM(CASE WHEN answered_at_us > 0 THEN 1 ELSE 0 END),"
            " SUM(CASE WHEN state = 4 THEN 1 ELSE 0 END), SUM(CASE WHEN state = 1 THEN 1 ELSE 0 END), MAX(offered_at_us)"
            " FROM ask_match WHERE member_id " +
            whose_ + " AND offered_at_us > $2 GROUP BY member_id";
        for (const auto& row : tx_.query(sql, key_, now - lately)) {
            auto* const candidate = find(row.text(0));
            if (candidate == nullptr) continue;
            candidate->offered_lately = static_cast<unsigned>(row.integer(1));
            candidate->accepted_lately = static_cast<unsigned>(row.integer(2));
            candidate->silent_lately = static_cast<unsigned>(row.integer(3));
            candidate->open_offers = static_cast<unsigned>(row.integer(4));
            candidate->last_offered_at = row.integer(5);
        }
    }

    // Who accepted stays the Champion of an Ask that has ended.
    void add_matches() {
        for (const auto& row : tx_.query(R"sql(
                 SELECT ask_match.member_id, COUNT(*)
                 FROM ask JOIN ask_match ON ask_match.ask_id = ask.ask_id AND ask_match.state = 2
                 WHERE ask.state IN (3, 4, 5) GROUP BY ask_match.member_id)sql"))
            if (auto* const candidate = find(row.text(0)))
                candidate->live_matches = static_cast<unsigned>(row.integer(1));
    }

    void add_stories() {
        for (auto& told : stories::told_by_theme(tx_))
            if (auto* const candidate = find(told.member_id)) experience(*candidate, told.theme).stories = told.stories;
    }

    void add_resolved() {
        const auto sql =
            "SELECT ask_match.member_id, ask.theme, COUNT(*) FROM ask_match JOIN ask ON ask.ask_id = ask_match.ask_id"
            " WHERE ask_match.state = 2 AND ask.state = 6 AND ask.helped IN (1, 2) AND ask.theme <> ''"
            " AND ask_match.member_id " +
            whose_ + " GROUP BY ask_match.member_id, ask.theme";
        for (const auto& row : tx_.query(sql, key_))
            if (auto* const candidate = find(row.text(0)))
                experience(*candidate, row.text(1)).resolved = static_cast<unsigned>(row.integer(2));
    }

    static Experience& experience(Candidate& candidate, const std::string& theme) {
        const auto known = std::ranges::find(candidate.experience, theme, &Experience::theme);
        if (known != candidate.experience.end()) return *known;
        return candidate.experience.emplace_back(Experience{.theme = theme});
    }

    Transaction& tx_;
    std::string whose_;
    std::string_view key_;
    std::map<std::string, Candidate*, std::less<>> by_id_;
};

std::vector<Candidate> champions(Transaction& tx, std::string_view whose, std::string_view key, Timestamp now) {
    const auto sql = "SELECT member.member_id, member.language, member.champion_themes, member.champion_about, " +
                     std::string(champion_columns) +
                     " FROM member LEFT JOIN champion ON champion.member_id = member.member_id"
                     " WHERE member.champion_themes IS NOT NULL AND member.member_id " +
                     std::string(whose) + " ORDER BY member.member_id";
    const auto rows = tx.query(sql, key);
    std::vector<Candidate> found;
    found.reserve(rows.size());
    for (const auto& row : rows) found.push_back(to_candidate(row));
    if (!found.empty()) Record(tx, whose, key, found).add(now);
    return found;
}

}  // namespace

std::vector<Candidate> candidates(Transaction& tx, std::string_view hub_id, Timestamp now) {
    return champions(tx, of_hub, hub_id, now);
}

std::vector<Candidate> neighbour_candidates(Transaction& tx, std::string_view hub_id, Timestamp now) {
    auto near = champions(tx, of_hubs_near, hub_id, now);
    return near.empty() ? champions(tx, of_other_hubs, hub_id, now) : near;
}

std::optional<Candidate> find_candidate(Transaction& tx, std::string_view member_id, Timestamp now) {
    auto one = champions(tx, of_one, member_id, now);
    if (one.empty()) return std::nullopt;
    return std::move(one.front());
}

CandidatesOf candidates_of(Transaction& tx, std::string hub_id, Timestamp now) {
    return [&tx, hub_id = std::move(hub_id), now](Circle circle) {
        return circle == Circle::hub ? candidates(tx, hub_id, now) : neighbour_candidates(tx, hub_id, now);
    };
}

std::vector<std::string> near_places(Transaction& tx, std::string_view place_id) {
    std::vector<std::string> near;
    for (const auto& row : tx.query(R"sql(
             SELECT near.place_id FROM place AS own
             JOIN place AS near ON near.place_id = own.parent_place_id OR near.parent_place_id = own.place_id
                                OR near.parent_place_id = own.parent_place_id
             WHERE own.place_id = $1 AND near.place_id <> $1 ORDER BY near.place_id)sql",
                                    place_id)) {
        near.push_back(row.text(0));
    }
    return near;
}

}  // namespace ourplace::asks
