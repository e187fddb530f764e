#include "asks/candidate_tables.hpp"

#include <utility>

#include "asks/champion_rows.hpp"

namespace ourplace::asks {
namespace {

using store::Transaction;

// Places near that of hub $1, itself among them.
constexpr std::string_view near_hub = R"sql(
    SELECT near.place_id FROM hub JOIN place AS own ON own.place_id = hub.place_id
    JOIN place AS near ON near.place_id = own.place_id OR near.place_id = own.parent_place_id
                       OR near.parent_place_id = own.place_id OR near.parent_place_id = own.parent_place_id
    WHERE hub.hub_id = $1)sql";

constexpr std::string_view of_hub = "member.member_id IN (SELECT member_id FROM hub_member WHERE hub_id = $1)";

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

std::vector<Candidate> champions(Transaction& tx, const std::string& who, std::string_view hub_id) {
    const auto sql = "SELECT member.member_id, member.language, member.champion_themes, member.champion_about, " +
                     std::string(champion_columns) +
                     " FROM member LEFT JOIN champion ON champion.member_id = member.member_id"
                     " WHERE member.champion_themes IS NOT NULL AND " +
                     who + " ORDER BY member.member_id";
    std::vector<Candidate> found;
    for (const auto& row : tx.query(sql, hub_id)) found.push_back(to_candidate(row));
    return found;
}

}  // namespace

std::vector<Candidate> candidates(Transaction& tx, std::string_view hub_id, Timestamp) {
    return champions(tx, std::string(of_hub), hub_id);
}

std::vector<Candidate> neighbour_candidates(Transaction& tx, std::string_view hub_id, Timestamp) {
    const auto elsewhere = "NOT (" + std::string(of_hub) + ")";
    auto near = champions(tx,
                          elsewhere +
                              " AND member.member_id IN (SELECT hub_member.member_id FROM hub_member"
                              " JOIN hub ON hub.hub_id = hub_member.hub_id WHERE hub.place_id IN (" +
                              std::string(near_hub) + "))",
                          hub_id);
    if (!near.empty()) return near;
    return champions(
        tx, elsewhere + " AND EXISTS (SELECT 1 FROM hub_member WHERE hub_member.member_id = member.member_id)", hub_id);
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
