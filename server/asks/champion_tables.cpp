#include "asks/champion_tables.hpp"

#include <utility>

#include "accounts/accounts_tables.hpp"
#include "asks/champion_rows.hpp"
#include "streams/stream_log.hpp"

namespace ourplace::asks {
namespace {

using store::Transaction;

void tell(Transaction& tx, const std::string& member_id, v1::Update update, Timestamp now) {
    streams::append(tx, streams::member_stream(member_id), now, std::move(update));
}

void tell_kept_apart_changed(Transaction& tx, const std::string& member_id, Timestamp now) {
    v1::Update update;
    update.mutable_my_kept_apart_changed();
    tell(tx, member_id, std::move(update), now);
}

std::optional<std::string> missing_place(Transaction& tx, const std::vector<std::string>& place_ids) {
    for (const auto& place_id : place_ids) {
        if (!tx.query_one("SELECT 1 FROM place WHERE place_id = $1", place_id)) return place_id;
    }
    return std::nullopt;
}

}  // namespace

std::optional<Champion> find_champion(Transaction& tx, std::string_view member_id) {
    const auto member = accounts::find_member(tx, member_id);
    if (!member || !member->champion) return std::nullopt;
    static const auto sql = "SELECT " + std::string(champion_columns) +
                            " FROM member LEFT JOIN champion ON champion.member_id = member.member_id"
                            " WHERE member.member_id = $1";
    return to_champion(*tx.query_one(sql, member_id), 0, member->language);
}

Result<void> set_champion(Transaction& tx, const std::string& member_id, const Champion& champion, Timestamp now) {
    if (missing_place(tx, champion.profile.place_ids))
        return std::unexpected(Error::not_found("profile.place_ids", "One of these Places does not exist."));
    const auto& [availability, profile] = champion;
    const auto quiet = [&](int QuietHours::* end) {
        return availability.quiet ? std::optional((*availability.quiet).*end) : std::nullopt;
    };
    tx.execute(R"sql(
        INSERT INTO champion (member_id, languages, place_ids, can_help_with, cannot_help_with, zone, hours, quiet_from,
                              quiet_to, paused_until_us, cap, changed_at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        ON CONFLICT (member_id) DO UPDATE SET
            languages = excluded.languages, place_ids = excluded.place_ids, can_help_with = excluded.can_help_with,
            cannot_help_with = excluded.cannot_help_with, zone = excluded.zone, hours = excluded.hours,
            quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to,
            paused_until_us = excluded.paused_until_us, cap = excluded.cap, changed_at_us = excluded.changed_at_us)sql",
               member_id, list_to_text(profile.languages), list_to_text(profile.place_ids), profile.can_help_with,
               profile.cannot_help_with, availability.zone, hours_to_text(availability.hours), quiet(&QuietHours::from),
               quiet(&QuietHours::to), availability.paused_until, availability.cap, now);
    v1::Update update;
    update.mutable_my_availability_changed();
    tell(tx, member_id, std::move(update), now);
    return {};
}

Result<void> keep_apart(Transaction& tx, const std::string& member_id, const std::string& other_id, Apart why,
                        Timestamp now) {
    if (other_id == member_id) return std::unexpected(Error::invalid("member_id", "That is you."));
    if (!accounts::find_member(tx, other_id))
        return std::unexpected(Error::not_found("member_id", "There is no such member."));
    const auto added = tx.execute(R"sql(
        INSERT INTO kept_apart (member_id, other_id, kind, since_us) VALUES ($1, $2, $3, $4)
        ON CONFLICT (member_id, other_id, kind) DO NOTHING)sql",
                                  member_id, other_id, why, now);
    if (added > 0) tell_kept_apart_changed(tx, member_id, now);
    return {};
}

void bring_together(Transaction& tx, const std::string& member_id, const std::string& other_id, Apart why,
                    Timestamp now) {
    const auto removed = tx.execute("DELETE FROM kept_apart WHERE member_id = $1 AND other_id = $2 AND kind = $3",
                                    member_id, other_id, why);
    if (removed > 0) tell_kept_apart_changed(tx, member_id, now);
}

std::vector<KeptApart> list_kept_apart(Transaction& tx, std::string_view member_id) {
    std::vector<KeptApart> all;
    for (const auto& row : tx.query(R"sql(
             SELECT other_id, member.name, kind FROM kept_apart JOIN member ON member.member_id = other_id
             WHERE kept_apart.member_id = $1 ORDER BY member.name_key, other_id, kind)sql",
                                    member_id)) {
        if (all.empty() || all.back().member_id != row.text(0))
            all.push_back({.member_id = row.text(0), .name = row.text(1)});
        (static_cast<Apart>(row.integer(2)) == Apart::blocked ? all.back().blocked : all.back().conflict) = true;
    }
    return all;
}

NeverOffered never_offered(Transaction& tx, std::string_view asker_id) {
    NeverOffered never;
    for (const auto& row : tx.query(R"sql(
             SELECT COALESCE(persona.member_id, kept_apart.other_id), kept_apart.kind
             FROM kept_apart LEFT JOIN persona ON persona.persona_id = kept_apart.other_id
             WHERE kept_apart.member_id = $1
             UNION SELECT member_id, kind FROM kept_apart
             WHERE other_id = $1 OR other_id IN (SELECT persona_id FROM persona WHERE member_id = $1))sql",
                                    asker_id)) {
        auto& ids = static_cast<Apart>(row.integer(1)) == Apart::blocked ? never.blocked_ids : never.conflict_ids;
        ids.push_back(row.text(0));
    }
    return never;
}

std::vector<std::string> check_champions(Transaction& tx) {
    std::vector<std::string> faults;
    for (const auto& row : tx.query("SELECT member_id, languages, place_ids, hours, cap FROM champion "
                                    "ORDER BY member_id")) {
        const auto fault = [&](const char* what) { faults.push_back("champion " + row.text(0) + ' ' + what); };
        if (row.text(1).empty()) fault("has no language");
        if (missing_place(tx, list_of_text(row.text(2)))) fault("knows a Place that does not exist");
        if (hours_to_text(hours_of_text(row.text(3))) != row.text(3)) fault("has hours that cannot be read");
        if (row.integer(4) < 1 || row.integer(4) > max_cap) fault("has a cap that nobody can have");
    }
    for (const auto& row : tx.query(R"sql(
             SELECT channel_id FROM channel WHERE for_champions = 1 AND (
                 EXISTS (SELECT 1 FROM channel_member WHERE channel_member.channel_id = channel.channel_id
                         AND channel_member.member_id NOT IN (
                             SELECT hub_member.member_id FROM hub_member
                             JOIN member ON member.member_id = hub_member.member_id AND member.champion_themes IS NOT NULL
                             WHERE hub_member.hub_id = channel.hub_id))
                 OR EXISTS (SELECT 1 FROM hub_member
                            JOIN member ON member.member_id = hub_member.member_id AND member.champion_themes IS NOT NULL
                            WHERE hub_member.hub_id = channel.hub_id
                            AND hub_member.member_id NOT IN (SELECT member_id FROM channel_member
                                                             WHERE channel_member.channel_id = channel.channel_id)))
             ORDER BY channel_id)sql"))
        faults.push_back("channel " + row.text(0) + " is for the Champions of its hub, and others are in it");
    for (const auto& row : tx.query("SELECT member_id FROM kept_apart WHERE member_id = other_id ORDER BY member_id"))
        faults.push_back("member " + row.text(0) + " is kept apart from themselves");
    return faults;
}

}  // namespace ourplace::asks
