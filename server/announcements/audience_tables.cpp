#include "announcements/audience_tables.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <unordered_set>
#include <utility>

#include "accounts/accounts_rules.hpp"
#include "hubs/membership_tables.hpp"

namespace ourplace::announcements {
namespace {

using store::Transaction;

// More than any programme has; what is sent to is one transaction.
constexpr std::size_t max_hubs = 1000;

std::string element(std::string_view field, std::size_t index) {
    return "audience." + std::string(field) + '[' + std::to_string(index) + ']';
}

// Who of hub_member is told: $2 to $4 are roles, $5 Themes as they are kept. What people carry is listed without outer commas.
// The list of Themes makes one question of however many are chosen.
const std::string& is_told() {
    static const auto condition = [] {
        std::string listed;
        for (const auto theme : accounts::programme_themes)
            listed += (listed.empty() ? "SELECT '" : " UNION ALL SELECT '") + std::string(theme) + "' AS name";
        return R"sql( hub_member.role IN ($2, $3, $4) AND ($5 = '' OR EXISTS (
            SELECT 1 FROM member CROSS JOIN ()sql" +
               listed + R"sql() AS theme
            WHERE member.member_id = hub_member.member_id AND $5 LIKE '%,' || theme.name || ',%'
              AND ',' || member.champion_themes || ',' LIKE '%,' || theme.name || ',%')))sql";
    }();
    return condition;
}

// For `role IN ($a, $b, $c)`.
std::array<int, 3> role_numbers(const Roles& roles) {
    std::array<int, 3> numbers{};
    for (int role = 1; role <= 3; ++role) {
        if (roles.contains(static_cast<hubs::Role>(role))) numbers[static_cast<std::size_t>(role - 1)] = role;
    }
    return numbers;
}

Result<std::vector<std::string>> hubs_in_place(Transaction& tx, std::string_view place_id, const std::string& field) {
    if (!tx.query_one("SELECT 1 FROM place WHERE place_id = $1", place_id))
        return std::unexpected(Error::not_found(field, "There is no such place."));
    std::vector<std::string> hub_ids;
    for (const auto& row : tx.query(R"sql(
             WITH RECURSIVE inside (place_id) AS (
                 SELECT place_id FROM place WHERE place_id = $1
                 UNION ALL SELECT place.place_id FROM place JOIN inside ON place.parent_place_id = inside.place_id)
             SELECT hub_id FROM hub WHERE place_id IN (SELECT place_id FROM inside) ORDER BY hub_id)sql",
                                    place_id)) {
        hub_ids.push_back(row.text(0));
    }
    if (hub_ids.empty()) return std::unexpected(Error::invalid(field, "There is no hub in this place."));
    return hub_ids;
}

// Whether the caller may send to the hub; otherwise the error on this field.
Result<void> may_send(Transaction& tx, const accounts::Caller& caller, std::string_view hub_id,
                      const std::string& field) {
    const auto membership = hubs::in_hub(tx, caller, hub_id);
    if (!membership) return std::unexpected(Error::not_found(field, "There is no such hub."));
    if (membership->may_organise() || membership->may(accounts::BotScope::announce)) return {};
    const auto name = tx.query_one("SELECT name FROM hub WHERE hub_id = $1", hub_id);
    return std::unexpected(
        Error::permission_denied(field, "Only organisers of “" + name->text(0) + "” may announce something to it."));
}

}  // namespace

Result<Audience> audience(Transaction& tx, const accounts::Caller& caller, const AudienceChoice& choice) {
    if (auto checked = check(choice); !checked) return std::unexpected(checked.error());
    auto narrowed = narrowing(choice);
    if (!narrowed) return std::unexpected(narrowed.error());
    Audience audience;
    audience.narrowing_ = std::move(*narrowed);
    for (std::size_t index = 0; index < choice.hub_ids.size(); ++index) {
        if (auto allowed = may_send(tx, caller, choice.hub_ids[index], element("hub_ids", index)); !allowed)
            return std::unexpected(allowed.error());
        audience.hub_ids_.push_back(choice.hub_ids[index]);
    }
    for (std::size_t index = 0; index < choice.place_ids.size(); ++index) {
        const auto field = element("place_ids", index);
        const auto inside = hubs_in_place(tx, choice.place_ids[index], field);
        if (!inside) return std::unexpected(inside.error());
        for (const auto& hub_id : *inside) {
            if (auto allowed = may_send(tx, caller, hub_id, field); !allowed) return std::unexpected(allowed.error());
            audience.hub_ids_.push_back(hub_id);
        }
    }
    std::ranges::sort(audience.hub_ids_);
    const auto twice = std::ranges::unique(audience.hub_ids_);
    audience.hub_ids_.erase(twice.begin(), twice.end());
    if (audience.hub_ids_.size() > max_hubs)
        return std::unexpected(Error::invalid("audience.place_ids", "These are more than 1,000 hubs."));
    for (const auto& hub_id : audience.hub_ids_) {
        const auto row = tx.query_one("SELECT requires_both_languages FROM hub WHERE hub_id = $1", hub_id);
        audience.requires_both_languages_ = audience.requires_both_languages_ || row->boolean(0);
    }
    return audience;
}

std::size_t count_people(Transaction& tx, const Audience& audience) {
    const auto numbers = role_numbers(audience.narrowing().roles);
    const auto themes = themes_to_text(audience.narrowing().themes);
    const auto sql = "SELECT hub_member.member_id FROM hub_member WHERE hub_member.hub_id = $1 AND" + is_told();
    std::unordered_set<std::string> people;
    for (const auto& hub_id : audience.hub_ids()) {
        for (const auto& row : tx.query(sql, hub_id, numbers[0], numbers[1], numbers[2], themes))
            people.insert(row.text(0));
    }
    return people.size();
}

std::int64_t freeze(Transaction& tx, std::string_view announcement_id, const Narrowing& narrowing) {
    const auto numbers = role_numbers(narrowing.roles);
    const auto sql = std::string(R"sql(
        INSERT INTO announcement_recipient (announcement_id, member_id, hub_id, reached_version, acknowledged_version,
                                            acknowledged_at_us, nudged_version)
        SELECT announcement_hub.announcement_id, hub_member.member_id, MIN(hub_member.hub_id), 0, 0, 0, 0
        FROM announcement_hub JOIN hub_member ON hub_member.hub_id = announcement_hub.hub_id
        WHERE announcement_hub.announcement_id = $1 AND)sql") +
                     is_told() + " GROUP BY announcement_hub.announcement_id, hub_member.member_id";
    return tx.execute(sql, announcement_id, numbers[0], numbers[1], numbers[2], themes_to_text(narrowing.themes));
}

}  // namespace ourplace::announcements
