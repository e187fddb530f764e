#include "hubs/channel_tables.hpp"

#include <utility>

#include "base/id.hpp"
#include "base/text.hpp"
#include "hubs/hub_tables.hpp"
#include "hubs/thread_tables.hpp"
#include "streams/stream_log.hpp"

namespace ourplace::hubs {
namespace {

// A Direct conversation (4) and an Ask's Thread (5) belong to no hub as far as people see; the former has the other's name.
// Another Thread (6) belongs to each of its hubs: people see the one that they have most to say in.
constexpr std::string_view channel_columns = R"sql(
    SELECT channel.channel_id,
           CASE WHEN channel.visibility IN (4, 5) THEN '' WHEN channel.visibility <> 6 THEN channel.hub_id
                ELSE COALESCE((SELECT thread_hub.hub_id FROM thread_hub
                               JOIN hub_member ON hub_member.hub_id = thread_hub.hub_id
                               WHERE thread_hub.channel_id = channel.channel_id AND hub_member.member_id = $1
                               ORDER BY hub_member.role DESC, thread_hub.hub_id LIMIT 1), channel.hub_id) END,
           COALESCE(other.name, channel.name), channel.purpose, channel.visibility, channel.archived,
           channel.member_count, mine.member_id IS NOT NULL, COALESCE(other.member_id, ''), channel.sandbox,
           COALESCE(persona.persona_id, ''), channel.for_champions, thread.below, thread.below_id
    FROM channel
    LEFT JOIN thread ON thread.channel_id = channel.channel_id
    LEFT JOIN persona ON persona.channel_id = channel.channel_id AND persona.member_id = $1
    LEFT JOIN channel_member AS mine
        ON mine.channel_id = channel.channel_id AND mine.member_id = COALESCE(persona.persona_id, $1)
    LEFT JOIN channel_member AS theirs
        ON channel.visibility = 4 AND theirs.channel_id = channel.channel_id AND theirs.member_id <> $1
    LEFT JOIN member AS other ON other.member_id = theirs.member_id
)sql";

v1::Channel to_channel(const store::Row& row) {
    v1::Channel channel;
    channel.set_channel_id(row.text(0));
    channel.set_hub_id(row.text(1));
    channel.set_name(row.text(2));
    channel.set_purpose(row.text(3));
    channel.set_visibility(static_cast<v1::ChannelVisibility>(row.integer(4)));
    channel.set_archived(row.boolean(5));
    channel.set_member_count(static_cast<std::uint32_t>(row.integer(6)));
    channel.set_joined(row.boolean(7));
    channel.set_direct_member_id(row.text(8));
    channel.set_sandbox(row.boolean(9));
    channel.set_my_member_id(row.text(10));
    channel.set_for_champions(row.boolean(11));
    if (row.is_null(12)) return channel;
    if (static_cast<Below::Kind>(row.integer(12)) == Below::Kind::event) {
        channel.set_event_id(row.text(13));
    } else {
        channel.set_announcement_id(row.text(13));
    }
    return channel;
}

std::vector<v1::Channel> to_channels(const store::Rows& rows) {
    std::vector<v1::Channel> channels;
    for (const auto& row : rows) channels.push_back(to_channel(row));
    return channels;
}

// Those in it are told who comes and goes.
bool is_private(const v1::Channel& channel) {
    return channel.visibility() == v1::CHANNEL_VISIBILITY_PRIVATE || channel.visibility() == v1::CHANNEL_VISIBILITY_ASK;
}

std::vector<std::string> champions_of(store::Transaction& tx, std::string_view hub_id) {
    std::vector<std::string> ids;
    for (const auto& row : tx.query(R"sql(
             SELECT member.member_id FROM hub_member JOIN member ON member.member_id = hub_member.member_id
             WHERE hub_member.hub_id = $1 AND member.champion_themes IS NOT NULL ORDER BY member.member_id)sql",
                                    hub_id))
        ids.push_back(row.text(0));
    return ids;
}

// How many people a channel has; bots are not counted.
void count(store::Transaction& tx, std::string_view channel_id, std::string_view member_id, int more) {
    tx.execute(R"sql(
        UPDATE channel SET member_count = member_count + $3 WHERE channel_id = $1
        AND NOT EXISTS (SELECT 1 FROM member WHERE member_id = $2 AND bot_hub_id IS NOT NULL))sql",
               channel_id, member_id, more);
}

}  // namespace

std::string create_channel(store::Transaction& tx, const NewChannel& channel, const std::string& creator_id,
                           Timestamp now) {
    auto channel_id = new_id();
    tx.execute(R"sql(
        INSERT INTO channel (channel_id, hub_id, name, name_key, purpose, visibility, created_at_us, sandbox, for_champions)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9))sql",
               channel_id, channel.hub_id, channel.name, folded(channel.name), channel.purpose, channel.visibility, now,
               channel.sandbox, channel.for_champions);
    if (channel.for_champions) {
        for (const auto& champion : champions_of(tx, channel.hub_id)) join_channel(tx, channel_id, champion, now);
        return channel_id;
    }
    if (channel.visibility == Visibility::restricted) {
        if (!creator_id.empty()) join_channel(tx, channel_id, creator_id, now);
        return channel_id;
    }
    const auto entered = tx.execute(R"sql(
        INSERT INTO channel_member (channel_id, member_id, joined_at_us, joined_seq)
        SELECT $2, member_id, $3, 0 FROM hub_member WHERE hub_id = $1)sql",
                                    channel.hub_id, channel_id, now);
    tx.execute("UPDATE channel SET member_count = $2 WHERE channel_id = $1", channel_id, entered);
    v1::Update update;
    *update.mutable_channel_created()->mutable_channel() = *find_channel(tx, channel_id, creator_id);
    update.mutable_channel_created()->mutable_channel()->set_joined(true);
    streams::append(tx, streams::hub_stream(channel.hub_id), now, std::move(update));
    return channel_id;
}

void change_channel(store::Transaction& tx, const std::string& channel_id, const ChannelChange& change, Timestamp now) {
    auto channel = find_channel(tx, channel_id, {});
    const auto before = channel->SerializeAsString();
    if (change.name) channel->set_name(*change.name);
    if (change.purpose) channel->set_purpose(*change.purpose);
    if (change.archived) channel->set_archived(*change.archived);
    if (channel->SerializeAsString() == before) return;
    tx.execute("UPDATE channel SET name = $2, name_key = $3, purpose = $4, archived = $5 WHERE channel_id = $1",
               channel_id, channel->name(), folded(channel->name()), channel->purpose(), channel->archived());
    channel->clear_joined();
    v1::Update update;
    *update.mutable_channel_changed()->mutable_channel() = std::move(*channel);
    streams::append(tx, streams::channel_stream(channel_id), now, std::move(update));
}

std::optional<v1::Channel> find_channel(store::Transaction& tx, std::string_view channel_id,
                                        std::string_view member_id) {
    const auto row =
        tx.query_one(std::string(channel_columns) + "WHERE channel.channel_id = $2", member_id, channel_id);
    if (!row) return std::nullopt;
    return to_channel(*row);
}

std::vector<v1::Channel> channels_of_hub(store::Transaction& tx, std::string_view hub_id, std::string_view member_id) {
    return to_channels(tx.query(std::string(channel_columns) + R"sql(
        WHERE channel.hub_id = $2 AND (channel.visibility = 1 OR mine.member_id IS NOT NULL OR
              (channel.visibility = 2 AND EXISTS (SELECT 1 FROM hub_member WHERE hub_id = $2 AND member_id = $1)))
          AND channel.visibility < 4
        ORDER BY channel.archived, channel.name_key, channel.channel_id)sql",
                                member_id, hub_id));
}

std::vector<v1::Channel> joined_channels(store::Transaction& tx, std::string_view member_id) {
    return to_channels(tx.query(std::string(channel_columns) + R"sql(
        WHERE mine.member_id IS NOT NULL
          AND channel.channel_id IN (SELECT channel_id FROM channel_member WHERE member_id = $1
                                     UNION SELECT channel_id FROM persona WHERE member_id = $1)
        ORDER BY channel.name_key, channel.channel_id)sql",
                                member_id));
}

bool enter_channel(store::Transaction& tx, const std::string& channel_id, const std::string& member_id, Timestamp now) {
    const auto entered = tx.execute(R"sql(
        INSERT INTO channel_member (channel_id, member_id, joined_at_us, joined_seq) VALUES ($1, $2, $3, $4)
        ON CONFLICT (channel_id, member_id) DO NOTHING)sql",
                                    channel_id, member_id, now, streams::head(tx, streams::channel_stream(channel_id)));
    if (entered == 0) return false;
    count(tx, channel_id, member_id, 1);
    return true;
}

bool join_channel(store::Transaction& tx, const std::string& channel_id, const std::string& member_id, Timestamp now) {
    if (!enter_channel(tx, channel_id, member_id, now)) return false;
    const auto channel = *find_channel(tx, channel_id, member_id);
    if (is_private(channel)) {
        v1::Update added;
        *added.mutable_channel_member_added()->mutable_member() =
            find_channel_member(tx, channel.hub_id(), member_id, now);
        streams::append(tx, streams::channel_stream(channel_id), now, std::move(added));
    }
    announce_joined(tx, channel_id, member_id, now);
    return true;
}

void announce_joined(store::Transaction& tx, const std::string& channel_id, const std::string& member_id,
                     Timestamp now) {
    v1::Update mine;
    *mine.mutable_my_channel_joined()->mutable_channel() = *find_channel(tx, channel_id, member_id);
    streams::append(tx, streams::member_stream(member_id), now, std::move(mine));
    streams::announce_access_changed(tx, member_id);
}

bool leave_channel(store::Transaction& tx, const std::string& channel_id, const std::string& member_id, Timestamp now) {
    if (tx.execute("DELETE FROM channel_member WHERE channel_id = $1 AND member_id = $2", channel_id, member_id) == 0)
        return false;
    count(tx, channel_id, member_id, -1);
    if (is_private(*find_channel(tx, channel_id, member_id))) {
        v1::Update removed;
        removed.mutable_channel_member_removed()->set_member_id(member_id);
        streams::append(tx, streams::channel_stream(channel_id), now, std::move(removed));
    }
    v1::Update mine;
    mine.mutable_my_channel_left()->set_channel_id(channel_id);
    streams::append(tx, streams::member_stream(member_id), now, std::move(mine));
    streams::announce_access_changed(tx, member_id);
    return true;
}

std::optional<std::string> find_champions_channel(store::Transaction& tx, std::string_view hub_id) {
    const auto row = tx.query_one("SELECT channel_id FROM channel WHERE hub_id = $1 AND for_champions = 1", hub_id);
    if (!row) return std::nullopt;
    return row->text(0);
}

void follow_champion(store::Transaction& tx, const std::string& member_id, Timestamp now) {
    for (const auto& row : tx.query(R"sql(
             SELECT channel.channel_id, member.champion_themes IS NOT NULL
             FROM hub_member JOIN channel ON channel.hub_id = hub_member.hub_id AND channel.for_champions = 1
             JOIN member ON member.member_id = hub_member.member_id
             WHERE hub_member.member_id = $1 ORDER BY channel.channel_id)sql",
                                    member_id)) {
        if (row.boolean(1)) {
            join_channel(tx, row.text(0), member_id, now);
        } else {
            leave_channel(tx, row.text(0), member_id, now);
        }
    }
}

std::optional<std::string> find_sandbox(store::Transaction& tx, std::string_view hub_id) {
    const auto row = tx.query_one("SELECT channel_id FROM channel WHERE hub_id = $1 AND sandbox = 1", hub_id);
    if (!row) return std::nullopt;
    return row->text(0);
}

std::string sandbox_of(store::Transaction& tx, const std::string& hub_id, Timestamp now) {
    if (auto found = find_sandbox(tx, hub_id)) return std::move(*found);
    const auto channel_id = create_channel(tx,
                                           {.hub_id = hub_id,
                                            .name = "Bot sandbox",
                                            .purpose = "For trying bots out. Nobody is notified of what is said here.",
                                            .visibility = Visibility::restricted,
                                            .sandbox = true},
                                           {}, now);
    for (const auto& row :
         tx.query("SELECT member_id FROM hub_member WHERE hub_id = $1 AND role = $2 ORDER BY member_id", hub_id,
                  Role::organiser)) {
        join_channel(tx, channel_id, row.text(0), now);
    }
    return channel_id;
}

std::vector<std::string> channels_of_bot(store::Transaction& tx, std::string_view hub_id, std::string_view bot_id) {
    std::vector<std::string> ids;
    for (const auto& row : tx.query(R"sql(
             SELECT channel.channel_id FROM channel
             JOIN channel_member ON channel_member.channel_id = channel.channel_id
             WHERE channel.hub_id = $1 AND channel_member.member_id = $2 AND channel.visibility IN ($3, $4, $5)
             ORDER BY channel.name_key, channel.channel_id)sql",
                                    hub_id, bot_id, Visibility::open, Visibility::hub, Visibility::restricted))
        ids.push_back(row.text(0));
    return ids;
}

}  // namespace ourplace::hubs
