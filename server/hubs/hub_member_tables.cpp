// hub_tables.hpp: who belongs to a hub.
#include <utility>

#include "accounts/accounts_tables.hpp"
#include "base/id.hpp"
#include "hubs/channel_tables.hpp"
#include "hubs/hub_tables.hpp"
#include "hubs/thread_tables.hpp"
#include "streams/stream_log.hpp"

namespace ourplace::hubs {
namespace {

v1::HubMember to_hub_member(const accounts::Member& member, std::int64_t role, Timestamp since) {
    v1::HubMember hub_member;
    *hub_member.mutable_member() = accounts::to_wire(member);
    hub_member.set_role(static_cast<v1::HubRole>(role));
    hub_member.set_since_us(since);
    return hub_member;
}

// Rows of member_id, role, since and name_key, one more than the page holds.
MemberPage to_page(store::Transaction& tx, const store::Rows& rows, std::size_t page_size) {
    std::vector<std::string> ids;
    for (const auto& row : rows) ids.push_back(row.text(0));
    const auto members = accounts::find_members(tx, ids);
    MemberPage page;
    for (const auto& row : rows) {
        if (page.members.size() == page_size) break;
        page.members.push_back(to_hub_member(members.at(row.text(0)), row.integer(1), row.integer(2)));
    }
    if (rows.size() > page_size) {
        const auto& last = rows[page_size - 1];
        page.next_page_token = page_token({.name_key = last.text(3), .id = last.text(0)});
    }
    return page;
}

constexpr std::string_view on_this_page = R"sql(
    AND (member.name_key > $2 OR (member.name_key = $2 AND member.member_id > $3))
    AND member.search_key LIKE $5 ESCAPE '\' AND member.search_key LIKE $6 ESCAPE '\'
    AND member.search_key LIKE $7 ESCAPE '\' AND member.search_key LIKE $8 ESCAPE '\'
    ORDER BY member.name_key, member.member_id LIMIT $4)sql";

void announce_my_hub(store::Transaction& tx, const std::string& hub_id, const std::string& member_id, Timestamp now) {
    v1::Update update;
    *update.mutable_my_hub_changed()->mutable_hub() = *find_hub(tx, hub_id, member_id);
    streams::append(tx, streams::member_stream(member_id), now, std::move(update));
}

void announce_changed_in_hub(store::Transaction& tx, const std::string& hub_id, const std::string& member_id,
                             Timestamp now) {
    v1::Update update;
    *update.mutable_hub_member_changed()->mutable_member() = *find_hub_member(tx, hub_id, member_id);
    streams::append(tx, streams::hub_stream(hub_id), now, std::move(update));
}

bool is_last_organiser(store::Transaction& tx, std::string_view hub_id, std::string_view member_id) {
    const auto row = tx.query_one(R"sql(
        SELECT COUNT(*), COALESCE(SUM(CASE WHEN member_id = $2 THEN 1 ELSE 0 END), 0)
        FROM hub_member WHERE hub_id = $1 AND role = $3)sql",
                                  hub_id, member_id, Role::organiser);
    return row->integer(0) == 1 && row->integer(1) == 1;
}

// Organisers are in the hub's sandbox, and those who no longer are one leave it.
void follow_sandbox(store::Transaction& tx, std::string_view hub_id, const std::string& member_id, Role role,
                    Timestamp now) {
    const auto sandbox = find_sandbox(tx, hub_id);
    if (!sandbox) return;
    if (role == Role::organiser) {
        join_channel(tx, *sandbox, member_id, now);
    } else {
        leave_channel(tx, *sandbox, member_id, now);
    }
}

// Out of the hub and all its channels. False: they do not belong to it.
bool go(store::Transaction& tx, const std::string& hub_id, const std::string& member_id, Timestamp now) {
    for (const auto& row : tx.query(R"sql(
             SELECT channel.channel_id FROM channel
             JOIN channel_member ON channel_member.channel_id = channel.channel_id
             WHERE channel.hub_id = $1 AND channel_member.member_id = $2 AND channel.visibility = $3
             ORDER BY channel.channel_id)sql",
                                    hub_id, member_id, Visibility::restricted)) {
        v1::Update update;
        update.mutable_channel_member_removed()->set_member_id(member_id);
        streams::append(tx, streams::channel_stream(row.text(0)), now, std::move(update));
    }
    tx.execute(R"sql(
        UPDATE channel SET member_count = member_count - 1
        WHERE hub_id = $1 AND visibility < $3
          AND channel_id IN (SELECT channel_id FROM channel_member WHERE member_id = $2))sql",
               hub_id, member_id, Visibility::direct);
    tx.execute(R"sql(
        DELETE FROM channel_member WHERE member_id = $2
        AND channel_id IN (SELECT channel_id FROM channel WHERE hub_id = $1 AND visibility < $3))sql",
               hub_id, member_id, Visibility::direct);
    if (tx.execute("DELETE FROM hub_member WHERE hub_id = $1 AND member_id = $2", hub_id, member_id) == 0) return false;
    tx.execute("UPDATE hub SET member_count = member_count - 1 WHERE hub_id = $1", hub_id);
    v1::Update left;
    left.mutable_hub_member_left()->set_member_id(member_id);
    streams::append(tx, streams::hub_stream(hub_id), now, std::move(left));
    v1::Update mine;
    mine.mutable_my_hub_left()->set_hub_id(hub_id);
    streams::append(tx, streams::member_stream(member_id), now, std::move(mine));
    leave_threads_of(tx, hub_id, member_id, now);
    streams::announce_access_changed(tx, member_id);
    return true;
}

Error last_organiser() {
    return Error::failed_precondition("member_id", "A hub needs an organiser. Make somebody else an organiser first.");
}

}  // namespace

MemberPage list_hub_members(store::Transaction& tx, std::string_view hub_id, const MemberSearch& search) {
    const auto patterns = like_patterns(search.words);
    const auto rows = tx.query(std::string(R"sql(
        SELECT member.member_id, hub_member.role, hub_member.since_us, member.name_key
        FROM hub_member JOIN member ON member.member_id = hub_member.member_id WHERE hub_member.hub_id = $1)sql") +
                                   std::string(on_this_page),
                               hub_id, search.after.name_key, search.after.id, search.page_size + 1, patterns[0],
                               patterns[1], patterns[2], patterns[3]);
    return to_page(tx, rows, search.page_size);
}

MemberPage list_channel_members(store::Transaction& tx, std::string_view channel_id, std::string_view hub_id,
                                const MemberSearch& search) {
    const auto patterns = like_patterns(search.words);
    const auto rows = tx.query(std::string(R"sql(
        SELECT member.member_id, COALESCE(hub_member.role, 0), channel_member.joined_at_us, member.name_key
        FROM channel_member JOIN member ON member.member_id = channel_member.member_id
        LEFT JOIN hub_member ON hub_member.hub_id = $9 AND hub_member.member_id = member.member_id
        WHERE channel_member.channel_id = $1)sql") +
                                   std::string(on_this_page),
                               channel_id, search.after.name_key, search.after.id, search.page_size + 1, patterns[0],
                               patterns[1], patterns[2], patterns[3], hub_id);
    return to_page(tx, rows, search.page_size);
}

std::vector<std::string> member_ids_of(store::Transaction& tx, std::string_view hub_id) {
    std::vector<std::string> ids;
    for (const auto& row : tx.query("SELECT member_id FROM hub_member WHERE hub_id = $1", hub_id))
        ids.push_back(row.text(0));
    return ids;
}

std::optional<v1::HubMember> find_hub_member(store::Transaction& tx, std::string_view hub_id,
                                             std::string_view member_id) {
    const auto row =
        tx.query_one("SELECT role, since_us FROM hub_member WHERE hub_id = $1 AND member_id = $2", hub_id, member_id);
    const auto member = row ? accounts::find_member(tx, member_id) : std::nullopt;
    if (!member) return std::nullopt;
    return to_hub_member(*member, row->integer(0), row->integer(1));
}

v1::HubMember find_channel_member(store::Transaction& tx, std::string_view hub_id, std::string_view member_id,
                                  Timestamp since) {
    if (auto found = find_hub_member(tx, hub_id, member_id)) return std::move(*found);
    const auto member = accounts::find_member(tx, member_id);
    return member ? to_hub_member(*member, 0, since) : v1::HubMember();
}

void join_hub(store::Transaction& tx, const std::string& hub_id, const std::string& member_id, Role role,
              Timestamp now) {
    const auto member = accounts::find_member(tx, member_id);
    if (!member || member->is_deactivated) return;
    const auto before = find_hub_member(tx, hub_id, member_id);
    if (before && static_cast<Role>(before->role()) >= role) return;
    tx.execute(R"sql(
        INSERT INTO hub_member (hub_id, member_id, role, since_us) VALUES ($1, $2, $3, $4)
        ON CONFLICT (hub_id, member_id) DO UPDATE SET role = excluded.role)sql",
               hub_id, member_id, role, now);
    if (before) {
        announce_changed_in_hub(tx, hub_id, member_id, now);
    } else {
        tx.execute("UPDATE hub SET member_count = member_count + 1 WHERE hub_id = $1", hub_id);
        for (const auto& row :
             tx.query("SELECT channel_id FROM channel WHERE hub_id = $1 AND visibility < $2 AND archived = 0", hub_id,
                      Visibility::restricted)) {
            enter_channel(tx, row.text(0), member_id, now);
        }
        v1::Update update;
        *update.mutable_hub_member_joined()->mutable_member() = *find_hub_member(tx, hub_id, member_id);
        streams::append(tx, streams::hub_stream(hub_id), now, std::move(update));
    }
    announce_my_hub(tx, hub_id, member_id, now);
    follow_sandbox(tx, hub_id, member_id, role, now);
    follow_champion(tx, member_id, now);
    streams::announce_access_changed(tx, member_id);
}

Result<void> leave_hub(store::Transaction& tx, const std::string& hub_id, const std::string& member_id, Timestamp now) {
    if (is_last_organiser(tx, hub_id, member_id)) return std::unexpected(last_organiser());
    if (go(tx, hub_id, member_id, now)) return {};
    return std::unexpected(Error::not_found("member_id", "This person does not belong to the hub."));
}

std::vector<std::string> leave_all_hubs(store::Transaction& tx, const std::string& member_id, Timestamp now) {
    std::vector<std::string> left;
    for (const auto& row : tx.query("SELECT hub_id FROM hub_member WHERE member_id = $1 ORDER BY hub_id", member_id)) {
        go(tx, row.text(0), member_id, now);
        revoke_invites_of(tx, row.text(0), member_id);
        left.push_back(row.text(0));
    }
    // Open ones of hubs to which they never belonged.
    for (const auto& row : tx.query(R"sql(
             SELECT channel.channel_id FROM channel
             JOIN channel_member ON channel_member.channel_id = channel.channel_id
             WHERE channel_member.member_id = $1 AND channel.visibility < $2 ORDER BY channel.channel_id)sql",
                                    member_id, Visibility::direct))
        leave_channel(tx, row.text(0), member_id, now);
    return left;
}

Result<void> set_role(store::Transaction& tx, const std::string& hub_id, const std::string& member_id, Role role,
                      Timestamp now) {
    if (role != Role::organiser && is_last_organiser(tx, hub_id, member_id)) return std::unexpected(last_organiser());
    const auto changed = tx.execute(
        "UPDATE hub_member SET role = $3 WHERE hub_id = $1 AND member_id = $2 AND role <> $3", hub_id, member_id, role);
    if (changed == 0) {
        if (find_hub_member(tx, hub_id, member_id)) return {};
        return std::unexpected(Error::not_found("member_id", "This person does not belong to the hub."));
    }
    if (role != Role::organiser) revoke_invites_of(tx, hub_id, member_id);
    announce_changed_in_hub(tx, hub_id, member_id, now);
    announce_my_hub(tx, hub_id, member_id, now);
    follow_sandbox(tx, hub_id, member_id, role, now);
    streams::announce_access_changed(tx, member_id);
    return {};
}

void announce_member_changed(store::Transaction& tx, const std::string& member_id, Timestamp now) {
    for (const auto& row : tx.query("SELECT hub_id FROM hub_member WHERE member_id = $1 ORDER BY hub_id", member_id)) {
        announce_changed_in_hub(tx, row.text(0), member_id, now);
    }
}

}  // namespace ourplace::hubs
