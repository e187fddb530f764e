// The numbered log: every durable change is an Update in exactly one Stream, numbered 1, 2, 3 … without gaps in the same
// transaction as the change. Store threads only (functions take a Transaction).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "ourplace/v1/wire.pb.h"
#include "store/migrations.hpp"
#include "store/transaction.hpp"

namespace ourplace::streams {

// The tables of this room: stream, update_log, and the store's epoch.
[[nodiscard]] std::span<const store::Migration> migrations();

[[nodiscard]] inline std::string channel_stream(std::string_view channel_id) { return "c." + std::string(channel_id); }
[[nodiscard]] inline std::string hub_stream(std::string_view hub_id) { return "h." + std::string(hub_id); }
[[nodiscard]] inline std::string member_stream(std::string_view member_id) { return "m." + std::string(member_id); }

struct Turn {
    std::uint64_t number = 0;
    // The newest number in the stream of nodes.
    std::uint64_t after_access = 0;
};
// Takes the stream's next number; the stream begins with 1. Follow it with record() in the same transaction. With more
// than one stream in a transaction take the numbers in the order of the stream ids, or two transactions may deadlock.
[[nodiscard]] Turn next_turn(store::Transaction& tx, const std::string& stream_id);

// Writes the Update at its turn, encoded once, and announces it after the commit.
void record(store::Transaction& tx, v1::Update update, const std::string& stream_id, const Turn& turn, Timestamp now);

// Both in one, for changes that do not carry their own number.
std::uint64_t append(store::Transaction& tx, const std::string& stream_id, Timestamp now, v1::Update update);

// Changes what an old Update says, without a new number, for edits and erasure: replays must not bring old text back.
void rewrite(store::Transaction& tx, const std::string& stream_id, std::uint64_t number,
             const std::function<void(v1::Update&)>& change);

// The newest number; 0 for a stream that has none.
[[nodiscard]] std::uint64_t head(store::Transaction& tx, const std::string& stream_id);

// The newest numbers of those that have any.
[[nodiscard]] std::vector<std::pair<std::string, std::uint64_t>> heads(store::Transaction& tx,
                                                                       std::span<const std::string> stream_ids);

struct Entry {
    std::uint64_t number = 0;
    // A ServerFrame with the one Update.
    std::shared_ptr<const std::string> bytes;
};
// Entries after a number, oldest first, until one of the limits.
[[nodiscard]] std::vector<Entry> read_after(store::Transaction& tx, const std::string& stream_id, std::uint64_t after,
                                            std::size_t max_entries, std::size_t max_bytes);

// The newest entries, oldest first, until one of the limits.
[[nodiscard]] std::vector<Entry> read_newest(store::Transaction& tx, const std::string& stream_id,
                                             std::size_t max_entries, std::size_t max_bytes);

// Names this life of the store; restoring a backup gives another.
[[nodiscard]] std::string epoch(store::Transaction& tx);

// What nodes tell each other for sure is a stream as well: changes of access and ended sessions are numbered with the
// change itself, so a node that did not hear of one finds it in the log. Members cannot follow it. Its oldest entries go.
inline constexpr std::string_view nodes_stream = "nodes";
inline constexpr std::uint64_t kept_for_nodes = 10'000;

// After the commit every connection of the member looks afresh at what it may read; nothing is delivered in between.
void announce_access_changed(store::Transaction& tx, const std::string& member_id);
// After the commit every connection of this session or token is closed.
void announce_session_ended(store::Transaction& tx, const std::string& session_id);
// Those after a number, oldest first. Empty as well if some of them are gone; head() tells.
[[nodiscard]] std::vector<store::Notice> read_for_nodes(store::Transaction& tx, std::uint64_t after);

}  // namespace ourplace::streams
