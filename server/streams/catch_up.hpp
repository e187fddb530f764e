// The reading half of catching up: what a connection misses of its streams, and whether it may have it, from one state
// of the store. Store threads only. What several connections miss alike is read and joined once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "streams/shard.hpp"

namespace ourplace::streams {

// Whose people learn who is present.
[[nodiscard]] inline bool is_hub_stream(const std::string& stream_id) { return stream_id.starts_with("h."); }

struct Want {
    std::string stream_id;
    // Tells this subscription from an earlier or later one of the same stream.
    std::uint32_t ticket = 0;
    // The newest number applied.
    std::uint64_t after = 0;
    // That number was collected in another life of the store.
    bool other_life = false;
    Missed missed = Missed::newest;
    // A check of a live subscription: access and head, no Updates.
    bool check_only = false;
};

// Consecutive Updates, joined to one frame.
struct Page {
    std::uint64_t last = 0;
    std::size_t updates = 0;
    std::shared_ptr<const std::string> bytes;
};
using Pages = std::vector<Page>;

struct Answer {
    enum class Kind : std::uint8_t {
        unread,  // this round had no room for it
        refused,
        reset,
        gap,
        follows,  // simply continues
    };
    Kind kind = Kind::unread;
    std::uint64_t head = 0;
    // Of the first Update in `pages` for a gap; head + 1 for a reset.
    std::uint64_t next = 0;
    std::shared_ptr<const Pages> pages;
    // Of a hub: its people are not told that the member is here.
    bool unseen = false;
};

class CatchUp {
  public:
    CatchUp(store::Transaction& tx, const MayRead& may_read, const ShardOptions& options)
        : tx_(tx), may_read_(may_read), options_(options) {}

    // In the order of the wants. Once a connection or the round has had its share the rest is `unread`; at least one
    // stream of the round is always read.
    [[nodiscard]] std::vector<Answer> read(const std::string& member_id, const std::vector<Want>& wants);

  private:
    [[nodiscard]] Answer read_one(const std::string& member_id, const Want& want);
    [[nodiscard]] bool access(const std::string& member_id, const std::string& stream_id);
    [[nodiscard]] bool unseen(const std::string& member_id, const Want& want);
    [[nodiscard]] std::uint64_t head_of(const std::string& stream_id);
    // The Answer of whoever may read the stream; of all that is missing perhaps only the beginning.
    [[nodiscard]] const Answer& missing_after(const Want& want, std::uint64_t head);

    store::Transaction& tx_;
    const MayRead& may_read_;
    const ShardOptions& options_;
    std::map<std::pair<std::string, std::string>, bool> access_;
    std::map<std::string, bool> unseen_;
    std::map<std::string, std::uint64_t> heads_;
    std::map<std::tuple<std::string, std::uint64_t, Missed>, Answer> missing_;
    std::size_t bytes_read_ = 0;
};

}  // namespace ourplace::streams
