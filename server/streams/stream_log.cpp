#include "streams/stream_log.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <tuple>
#include <utility>

#include "streams/node_message.hpp"

namespace ourplace::streams {
namespace {

constexpr std::array all_migrations{
    store::Migration{.name = "streams: numbered log, epoch of the store",
                     .sqlite = R"sql(
            CREATE TABLE stream (
                stream_id TEXT PRIMARY KEY,
                last_seq BIGINT NOT NULL
            ) WITHOUT ROWID;
            CREATE TABLE update_log (
                stream_id TEXT NOT NULL,
                seq BIGINT NOT NULL,
                at_us BIGINT NOT NULL,
                frame BLOB NOT NULL,
                PRIMARY KEY (stream_id, seq)
            ) WITHOUT ROWID;
            CREATE TABLE store_epoch (
                id BIGINT PRIMARY KEY CHECK (id = 1),
                epoch TEXT NOT NULL
            );
            INSERT INTO store_epoch (id, epoch) VALUES (1, lower(hex(randomblob(8))));
        )sql",
                     .postgres = R"sql(
            CREATE TABLE stream (
                stream_id TEXT PRIMARY KEY,
                last_seq BIGINT NOT NULL
            );
            CREATE TABLE update_log (
                stream_id TEXT NOT NULL,
                seq BIGINT NOT NULL,
                at_us BIGINT NOT NULL,
                frame BYTEA NOT NULL,
                PRIMARY KEY (stream_id, seq)
            );
            CREATE TABLE store_epoch (
                id BIGINT PRIMARY KEY CHECK (id = 1),
                epoch TEXT NOT NULL
            );
            INSERT INTO store_epoch (id, epoch) VALUES (1, left(replace(gen_random_uuid()::text, '-', ''), 16));
        )sql"},
    store::Migration{.name = "streams: what nodes sign their messages with",
                     .sqlite = R"sql(
            CREATE TABLE node_key (
                id BIGINT PRIMARY KEY CHECK (id = 1),
                secret TEXT NOT NULL
            );
            INSERT INTO node_key (id, secret) VALUES (1, lower(hex(randomblob(32))));
        )sql",
                     .postgres = R"sql(
            CREATE TABLE node_key (
                id BIGINT PRIMARY KEY CHECK (id = 1),
                secret TEXT NOT NULL
            );
            INSERT INTO node_key (id, secret)
            VALUES (1, replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''));
        )sql"},
};

std::string encode(v1::Update&& update) {
    v1::ServerFrame frame;
    *frame.add_items()->mutable_update() = std::move(update);
    return frame.SerializeAsString();
}

std::vector<Entry> entries_of(const store::Rows& rows, std::size_t max_bytes) {
    std::vector<Entry> entries;
    std::size_t bytes = 0;
    for (const auto& row : rows) {
        bytes += row.blob(1).size();
        // The first always comes, or a large one would stand in the way for ever.
        if (bytes > max_bytes && !entries.empty()) break;
        entries.push_back({.number = row.number(0), .bytes = std::make_shared<const std::string>(row.blob(1))});
    }
    return entries;
}

void write(store::Transaction& tx, std::string_view stream_id, std::uint64_t number, Timestamp now,
           const store::Blob& frame) {
    tx.later("INSERT INTO update_log (stream_id, seq, at_us, frame) VALUES ($1, $2, $3, $4)", stream_id, number, now,
             frame);
}

void tell_nodes(store::Transaction& tx, store::Notice::Kind kind, const std::string& key) {
    const std::string stream_id(nodes_stream);
    store::Notice notice{.kind = kind, .key = key, .number = next_turn(tx, stream_id).number, .bytes = nullptr};
    write(tx, nodes_stream, notice.number, 0, {to_node_notice(notice).SerializeAsString()});
    if (notice.number % (kept_for_nodes / 10) == 0 && notice.number > kept_for_nodes) {
        tx.execute("DELETE FROM update_log WHERE stream_id = $1 AND seq <= $2", nodes_stream,
                   notice.number - kept_for_nodes);
    }
    tx.after_commit(std::move(notice));
}

}  // namespace

std::span<const store::Migration> migrations() { return all_migrations; }

Turn next_turn(store::Transaction& tx, const std::string& stream_id) {
    const auto row = tx.query_one(R"sql(
        INSERT INTO stream (stream_id, last_seq) VALUES ($1, 1)
        ON CONFLICT (stream_id) DO UPDATE SET last_seq = stream.last_seq + 1
        RETURNING last_seq, COALESCE((SELECT nodes.last_seq FROM stream AS nodes WHERE nodes.stream_id = 'nodes'), 0))sql",
                                  stream_id);
    return {.number = row->number(0), .after_access = row->number(1)};
}

void record(store::Transaction& tx, v1::Update update, const std::string& stream_id, const Turn& turn, Timestamp now) {
    update.set_stream_id(stream_id);
    update.set_seq(turn.number);
    update.set_at_us(now);
    store::Blob frame{encode(std::move(update))};
    write(tx, stream_id, turn.number, now, frame);
    tx.after_commit({.kind = store::Notice::Kind::update,
                     .key = stream_id,
                     .number = turn.number,
                     .bytes = std::make_shared<const std::string>(std::move(frame.bytes)),
                     .after_access = turn.after_access});
}

std::uint64_t append(store::Transaction& tx, const std::string& stream_id, Timestamp now, v1::Update update) {
    const auto turn = next_turn(tx, stream_id);
    record(tx, std::move(update), stream_id, turn, now);
    return turn.number;
}

void rewrite(store::Transaction& tx, const std::string& stream_id, std::uint64_t number,
             const std::function<void(v1::Update&)>& change) {
    const auto row = tx.query_one("SELECT frame FROM update_log WHERE stream_id = $1 AND seq = $2", stream_id, number);
    if (!row) throw std::logic_error("There is no Update " + std::to_string(number) + " in " + stream_id);
    v1::ServerFrame frame;
    if (!frame.ParseFromString(row->blob(0)) || frame.items_size() != 1 || !frame.items(0).has_update()) {
        throw store::StoreFailure("Update " + std::to_string(number) + " of " + stream_id + " is damaged");
    }
    auto& update = *frame.mutable_items(0)->mutable_update();
    change(update);
    update.set_stream_id(stream_id);
    update.set_seq(number);
    tx.execute("UPDATE update_log SET frame = $3 WHERE stream_id = $1 AND seq = $2", stream_id, number,
               store::Blob{frame.SerializeAsString()});
}

std::uint64_t head(store::Transaction& tx, const std::string& stream_id) {
    const auto row = tx.query_one("SELECT last_seq FROM stream WHERE stream_id = $1", stream_id);
    return row ? row->number(0) : 0;
}

std::vector<std::pair<std::string, std::uint64_t>> heads(store::Transaction& tx,
                                                         std::span<const std::string> stream_ids) {
    constexpr std::size_t together = 16;
    constexpr std::string_view sql =
        "SELECT stream_id, last_seq FROM stream WHERE stream_id IN "
        "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    std::vector<std::pair<std::string, std::uint64_t>> found;
    for (std::size_t from = 0; from < stream_ids.size(); from += together) {
        std::array<std::string_view, together> some{};
        std::ranges::copy(stream_ids.subspan(from, std::min(together, stream_ids.size() - from)), some.begin());
        for (const auto& row : std::apply([&](const auto&... id) { return tx.query(sql, id...); }, some))
            found.emplace_back(row.text(0), row.number(1));
    }
    return found;
}

std::vector<Entry> read_after(store::Transaction& tx, const std::string& stream_id, std::uint64_t after,
                              std::size_t max_entries, std::size_t max_bytes) {
    return entries_of(
        tx.query("SELECT seq, frame FROM update_log WHERE stream_id = $1 AND seq > $2 ORDER BY seq LIMIT $3", stream_id,
                 after, max_entries),
        max_bytes);
}

std::vector<Entry> read_newest(store::Transaction& tx, const std::string& stream_id, std::size_t max_entries,
                               std::size_t max_bytes) {
    auto entries =
        entries_of(tx.query("SELECT seq, frame FROM update_log WHERE stream_id = $1 ORDER BY seq DESC LIMIT $2",
                            stream_id, max_entries),
                   max_bytes);
    std::ranges::reverse(entries);
    return entries;
}

std::string epoch(store::Transaction& tx) {
    const auto row = tx.query_one("SELECT epoch FROM store_epoch WHERE id = 1");
    return row->text(0);
}

void announce_access_changed(store::Transaction& tx, const std::string& member_id) {
    tell_nodes(tx, store::Notice::Kind::access_changed, member_id);
}

void announce_session_ended(store::Transaction& tx, const std::string& session_id) {
    tell_nodes(tx, store::Notice::Kind::session_ended, session_id);
}

std::vector<store::Notice> read_for_nodes(store::Transaction& tx, std::uint64_t after) {
    std::vector<store::Notice> notices;
    for (const auto& row : tx.query("SELECT seq, frame FROM update_log WHERE stream_id = $1 AND seq > $2 ORDER BY seq",
                                    nodes_stream, after)) {
        v1::NodeNotice stored;
        auto notice = stored.ParseFromString(row.blob(1)) ? from_node_notice(stored) : std::nullopt;
        if (!notice || row.number(0) != after + notices.size() + 1) return {};
        notice->number = row.number(0);
        notices.push_back(std::move(*notice));
    }
    return notices;
}

}  // namespace ourplace::streams
