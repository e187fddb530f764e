#include "accounts/accounts_tables.hpp"

#include <utility>
#include <vector>

#include "base/id.hpp"
#include "base/text.hpp"
#include "streams/stream_log.hpp"

namespace ourplace::accounts {
namespace {

using store::Transaction;

constexpr std::string_view select_member = R"sql(
    SELECT member_id, name, about, language, is_administrator, passphrase_hash IS NOT NULL, champion_themes,
           champion_about, bot_hub_id IS NOT NULL, created_at_us, is_persona, deactivated_at_us <> 0
    FROM member )sql";

std::string joined(const std::vector<std::string>& themes) {
    std::string text;
    for (const auto& theme : themes) text += (text.empty() ? "" : ",") + theme;
    return text;
}

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const auto end = std::min(text.find(','), text.size());
        parts.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

Member to_member(const store::Row& row) {
    Member member{.member_id = row.text(0),
                  .name = row.text(1),
                  .about = row.text(2),
                  .language = static_cast<v1::Language>(row.integer(3)),
                  .is_administrator = row.boolean(4),
                  .has_passphrase = row.boolean(5),
                  .champion = std::nullopt,
                  .is_bot = row.boolean(8),
                  .is_persona = row.boolean(10),
                  .is_deactivated = row.boolean(11),
                  .created_at_us = row.integer(9)};
    if (!row.is_null(6)) member.champion = Champion{.themes = split(row.text(6)), .about = row.text(7)};
    return member;
}

std::optional<Member> first(const store::Rows& rows) {
    if (rows.empty()) return std::nullopt;
    return to_member(rows.front());
}

Error name_is_taken() {
    return Error::already_exists(
        "name", "Somebody in the programme has this name already. Add a surname, an initial or your street.");
}

}  // namespace

std::string programme_name(Transaction& tx) {
    const auto row = tx.query_one("SELECT name FROM programme WHERE id = 1");
    return row ? row->text(0) : std::string();
}

void name_programme(Transaction& tx, std::string_view name, Timestamp now) {
    tx.execute(R"sql(
        INSERT INTO programme (id, name, created_at_us) VALUES (1, $1, $2)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name)sql",
               name, now);
}

Result<Member> create_member(Transaction& tx, const NewMember& member, Timestamp now) {
    const auto id = new_id();
    const auto created = tx.execute(R"sql(
        INSERT INTO member (member_id, name, name_key, search_key, language, is_administrator, passphrase_hash,
                            created_at_us)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (name_key) DO NOTHING)sql",
                                    id, member.name.text(), member.name.key(), searchable(member.name.text()),
                                    member.language, member.is_administrator, member.passphrase_hash, now);
    if (created == 0) return std::unexpected(name_is_taken());
    return *find_member(tx, id);
}

std::string create_persona(Transaction& tx, std::string_view name, v1::Language language, Timestamp now) {
    auto id = new_id();
    tx.execute(R"sql(
        INSERT INTO member (member_id, name, name_key, search_key, language, is_administrator, created_at_us, is_persona)
        VALUES ($1, $2, $3, $4, $5, 0, $6, 1))sql",
               id, name, '\x01' + id, searchable(name), language, now);
    return id;
}

std::optional<Member> find_member(Transaction& tx, std::string_view member_id) {
    static const auto sql = std::string(select_member) + "WHERE member_id = $1";
    return first(tx.query(sql, member_id));
}

std::optional<Member> find_member_by_name(Transaction& tx, std::string_view typed_name) {
    static const auto sql = std::string(select_member) + "WHERE name_key = $1";
    return first(tx.query(sql, name_key(typed_name)));
}

std::unordered_map<std::string, Member> find_members(Transaction& tx, std::span<const std::string> member_ids) {
    std::unordered_map<std::string, Member> members;
    for (const auto& id : member_ids) {
        if (members.contains(id)) continue;
        if (auto member = find_member(tx, id)) members.emplace(id, std::move(*member));
    }
    return members;
}

std::unordered_map<std::string, std::string> names_of(Transaction& tx, std::span<const std::string> member_ids) {
    std::unordered_map<std::string, std::string> names;
    for (const auto& id : member_ids) {
        if (names.contains(id)) continue;
        if (const auto row = tx.query_one("SELECT name FROM member WHERE member_id = $1", id))
            names.emplace(id, row->text(0));
    }
    return names;
}

std::vector<Member> all_members(Transaction& tx) {
    static const auto sql = std::string(select_member) + "WHERE is_persona = 0 ORDER BY name_key";
    std::vector<Member> members;
    for (const auto& row : tx.query(sql)) members.push_back(to_member(row));
    return members;
}

Result<void> rename_member(Transaction& tx, std::string_view member_id, const MemberName& name) {
    const auto other = find_member_by_name(tx, name.text());
    if (other && other->member_id != member_id) return std::unexpected(name_is_taken());
    tx.execute("UPDATE member SET name = $2, name_key = $3, search_key = $4 WHERE member_id = $1", member_id,
               name.text(), name.key(), searchable(name.text()));
    return {};
}

void set_about(Transaction& tx, std::string_view member_id, std::string_view about) {
    tx.execute("UPDATE member SET about = $2 WHERE member_id = $1", member_id, about);
}

void set_language(Transaction& tx, std::string_view member_id, v1::Language language) {
    tx.execute("UPDATE member SET language = $2 WHERE member_id = $1", member_id, language);
}

void set_champion(Transaction& tx, std::string_view member_id, const std::optional<Champion>& champion) {
    std::optional<std::string> themes;
    std::optional<std::string> about;
    if (champion) {
        themes = joined(champion->themes);
        about = champion->about;
    }
    tx.execute("UPDATE member SET champion_themes = $2, champion_about = $3 WHERE member_id = $1", member_id, themes,
               about);
}

std::string passphrase_hash(Transaction& tx, std::string_view member_id) {
    const auto row = tx.query_one("SELECT passphrase_hash FROM member WHERE member_id = $1", member_id);
    return row ? row->text_or_empty(0) : std::string();
}

void set_passphrase_hash(Transaction& tx, std::string_view member_id, std::string_view hash) {
    tx.execute("UPDATE member SET passphrase_hash = $2 WHERE member_id = $1", member_id, hash);
}

v1::Member to_wire(const Member& member) {
    v1::Member wire;
    wire.set_member_id(member.member_id);
    wire.set_name(member.name);
    wire.set_is_administrator(member.is_administrator);
    wire.set_about(member.about);
    wire.set_is_bot(member.is_bot);
    wire.set_is_deactivated(member.is_deactivated);
    if (member.champion) {
        for (const auto& theme : member.champion->themes) wire.mutable_champion()->add_themes(theme);
        wire.mutable_champion()->set_about(member.champion->about);
    }
    return wire;
}

v1::Me to_wire_me(Transaction& tx, const Member& member, std::string_view session_id) {
    v1::Me me;
    *me.mutable_member() = to_wire(member);
    me.set_language(member.language);
    me.set_programme_name(programme_name(tx));
    me.set_has_passphrase(member.has_passphrase);
    me.set_session_id(std::string(session_id));
    return me;
}

void announce_profile_changed(Transaction& tx, const std::string& member_id, Timestamp now) {
    const auto member = find_member(tx, member_id);
    if (!member) return;
    v1::Update update;
    *update.mutable_profile_changed()->mutable_me() = to_wire_me(tx, *member, {});
    streams::append(tx, streams::member_stream(member_id), now, std::move(update));
}

}  // namespace ourplace::accounts
