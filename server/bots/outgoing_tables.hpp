// Outgoing hooks: where each bot's Updates are delivered to, and how far that has come in each stream. The log itself is the
// queue, so a post costs nothing more, and nothing is lost over restarts. Store threads only.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "ourplace/v1/bots.pb.h"
#include "store/transaction.hpp"

namespace ourplace::bots {

// From now on; what was there before is replaced, and its cursors stay.
void set_outgoing_hook(store::Transaction& tx, const std::string& bot_id, std::string_view url,
                       const std::string& signing_key, Timestamp now);
[[nodiscard]] std::optional<v1::OutgoingHook> find_outgoing_hook(store::Transaction& tx, std::string_view bot_id);
void remove_outgoing_hook(store::Transaction& tx, std::string_view bot_id);

struct DeadLetterPage {
    std::vector<v1::DeadLetter> dead_letters;
    std::string next_page_token;
};
// The newest first. The token is opaque; one that is not ours begins at the newest.
[[nodiscard]] DeadLetterPage dead_letters(store::Transaction& tx, std::string_view bot_id, std::size_t page_size,
                                          std::string_view page_token);
// False: there is no such dead letter.
bool replay(store::Transaction& tx, std::string_view bot_id, std::string_view webhook_id);

// One Update on its way to one hook.
struct Delivery {
    std::string bot_id;
    std::string url;
    std::string signing_key;
    // The same for every attempt.
    std::string webhook_id;
    std::string stream_id;
    std::uint64_t seq = 0;
    // The Update as JSON.
    std::string body;
    bool is_replay = false;
};

// Bots whose hooks this node may look at: due, and no other node is at work on them.
[[nodiscard]] std::vector<std::string> hooks_due(store::Transaction& tx, std::string_view node, Timestamp now);
[[nodiscard]] bool has_outgoing_hooks(store::Transaction& tx);
// Whether there is anything to deliver.
[[nodiscard]] bool has_something_to_deliver(store::Transaction& tx, const std::string& bot_id);
// Takes the hook for this node, for a while, and its next Update; none if there is nothing or another node was first.
[[nodiscard]] std::optional<Delivery> take(store::Transaction& tx, const std::string& bot_id, std::string_view node,
                                           Timestamp now);
// The cursor moves on.
void note_delivered(store::Transaction& tx, const Delivery& delivery, Timestamp now);
// True: it has become a dead letter.
bool note_failed(store::Transaction& tx, const Delivery& delivery, std::string_view reason, Timestamp now);
// Other nodes need not wait for what this one has taken.
void release_hooks(store::Transaction& tx, std::string_view node);

}  // namespace ourplace::bots
