#include "hubs/thread_tables.hpp"

#include <algorithm>
#include <utility>

#include "base/id.hpp"
#include "base/text.hpp"
#include "hubs/channel_tables.hpp"

namespace ourplace::hubs {
namespace {

std::string create(store::Transaction& tx, const std::string& hub_id, std::string_view name, Visibility visibility,
                   Timestamp now) {
    auto channel_id = new_id();
    tx.execute(R"sql(
        INSERT INTO channel (channel_id, hub_id, name, name_key, purpose, visibility, created_at_us)
        VALUES ($1, $2, $3, $4, '', $5, $6))sql",
               channel_id, hub_id, name, folded(name), visibility, now);
    return channel_id;
}

std::string name_of(std::string_view title) { return shortened(title, max_name_characters); }

std::string create_below(store::Transaction& tx, const ThreadBelow& thread, Timestamp now) {
    const auto& hub_ids = thread.hub_ids;
    auto channel_id = create(tx, *std::ranges::min_element(hub_ids), name_of(thread.title), Visibility::thread, now);
    tx.execute("INSERT INTO thread (channel_id, below, below_id) VALUES ($1, $2, $3)", channel_id, thread.below.kind,
               thread.below.id);
    for (const auto& hub_id : hub_ids)
        tx.execute("INSERT INTO thread_hub (channel_id, hub_id) VALUES ($1, $2)", channel_id, hub_id);
    if (may_be_in_thread(tx, thread.begun_by, hub_ids)) join_channel(tx, channel_id, thread.begun_by, now);
    return channel_id;
}

std::vector<std::string> hubs_of_thread(store::Transaction& tx, std::string_view channel_id) {
    std::vector<std::string> hub_ids;
    for (const auto& row : tx.query("SELECT hub_id FROM thread_hub WHERE channel_id = $1 ORDER BY hub_id", channel_id))
        hub_ids.push_back(row.text(0));
    return hub_ids;
}

}  // namespace

std::string create_thread(store::Transaction& tx, const std::string& hub_id, std::string_view title, Timestamp now) {
    return create(tx, hub_id, title, Visibility::ask, now);
}

void archive_thread(store::Transaction& tx, const std::string& channel_id, Timestamp now) {
    change_channel(tx, channel_id, {.name = {}, .purpose = {}, .archived = true}, now);
}

std::optional<std::string> find_thread_below(store::Transaction& tx, const Below& below) {
    const auto row =
        tx.query_one("SELECT channel_id FROM thread WHERE below = $1 AND below_id = $2", below.kind, below.id);
    return row ? std::optional(row->text(0)) : std::nullopt;
}

bool may_be_in_thread(store::Transaction& tx, std::string_view member_id, const std::vector<std::string>& hub_ids) {
    const auto row =
        tx.query_one("SELECT is_administrator FROM member WHERE member_id = $1 AND bot_hub_id IS NULL", member_id);
    if (!row || row->boolean(0)) return row.has_value();
    return std::ranges::any_of(hub_ids, [&](const auto& hub_id) {
        return tx.query_one("SELECT 1 FROM hub_member WHERE hub_id = $1 AND member_id = $2", hub_id, member_id)
            .has_value();
    });
}

Result<v1::Channel> open_thread_below(store::Transaction& tx, const accounts::Caller& caller, const ThreadBelow& thread,
                                      Timestamp now) {
    if (!may_be_in_thread(tx, caller.member_id, thread.hub_ids)) {
        const auto* const field = thread.below.kind == Below::Kind::event ? "event_id" : "announcement_id";
        return std::unexpected(Error::permission_denied(field, "Only people of its hubs are in its Thread."));
    }
    auto channel_id = find_thread_below(tx, thread.below);
    if (!channel_id) channel_id = create_below(tx, thread, now);
    join_channel(tx, *channel_id, caller.member_id, now);
    return *find_channel(tx, *channel_id, caller.member_id);
}

void rename_thread_below(store::Transaction& tx, const Below& below, std::string_view title, Timestamp now) {
    if (const auto channel_id = find_thread_below(tx, below))
        change_channel(tx, *channel_id, {.name = name_of(title), .purpose = {}, .archived = {}}, now);
}

void leave_threads_of(store::Transaction& tx, const std::string& hub_id, const std::string& member_id, Timestamp now) {
    for (const auto& row : tx.query(R"sql(
             SELECT thread_hub.channel_id FROM thread_hub
             JOIN channel_member ON channel_member.channel_id = thread_hub.channel_id
             WHERE thread_hub.hub_id = $1 AND channel_member.member_id = $2 ORDER BY thread_hub.channel_id)sql",
                                    hub_id, member_id)) {
        const auto channel_id = row.text(0);
        if (may_be_in_thread(tx, member_id, hubs_of_thread(tx, channel_id))) {
            // To them it is another hub's from now on.
            announce_joined(tx, channel_id, member_id, now);
        } else {
            leave_channel(tx, channel_id, member_id, now);
        }
    }
}

std::vector<std::string> check_threads(store::Transaction& tx) {
    std::vector<std::string> faults;
    const auto check = [&](const char* broken_by, const char* what) {
        for (const auto& row : tx.query(broken_by)) faults.push_back("Thread " + row.text(0) + ' ' + what);
    };
    check(R"sql(
        SELECT channel.channel_id FROM channel LEFT JOIN thread ON thread.channel_id = channel.channel_id
        WHERE (channel.visibility = 6) <> (thread.channel_id IS NOT NULL) ORDER BY channel.channel_id)sql",
          "is below nothing, or is no Thread");
    check(R"sql(
        SELECT thread.channel_id FROM thread JOIN channel ON channel.channel_id = thread.channel_id
        WHERE NOT EXISTS (SELECT 1 FROM thread_hub
                          WHERE thread_hub.channel_id = thread.channel_id AND thread_hub.hub_id = channel.hub_id)
        ORDER BY thread.channel_id)sql",
          "is not its hub's");
    check(R"sql(
        SELECT DISTINCT channel_member.channel_id FROM channel_member
        JOIN thread ON thread.channel_id = channel_member.channel_id
        JOIN member ON member.member_id = channel_member.member_id
        WHERE member.bot_hub_id IS NOT NULL OR (member.is_administrator = 0 AND NOT EXISTS (
            SELECT 1 FROM thread_hub JOIN hub_member ON hub_member.hub_id = thread_hub.hub_id
            WHERE thread_hub.channel_id = thread.channel_id AND hub_member.member_id = member.member_id))
        ORDER BY channel_member.channel_id)sql",
          "has somebody in it who belongs to none of its hubs");
    return faults;
}

}  // namespace ourplace::hubs
