#include "conversations/message_check.hpp"

#include <cstdint>
#include <map>

#include "ourplace/v1/wire.pb.h"
#include "streams/stream_log.hpp"

namespace ourplace::conversations {
namespace {

constexpr std::size_t page_updates = 1000;
constexpr std::size_t page_bytes = std::size_t{8} * 1024 * 1024;

struct Stored {
    std::string author_id;
    std::string client_message_id;
};
using StoredByNumber = std::map<std::uint64_t, Stored>;

StoredByNumber messages_of(store::Transaction& tx, const std::string& channel_id) {
    StoredByNumber messages;
    for (const auto& row : tx.query(
             "SELECT seq, author_id, client_message_id FROM message WHERE channel_id = $1 ORDER BY seq", channel_id)) {
        messages.emplace(row.number(0), Stored{.author_id = row.text(1), .client_message_id = row.blob(2)});
    }
    return messages;
}

void check_channel(store::Transaction& tx, const std::string& channel_id, std::vector<std::string>& faults) {
    auto messages = messages_of(tx, channel_id);
    const auto stream_id = streams::channel_stream(channel_id);
    const auto fault = [&](std::uint64_t seq, const std::string& what) {
        faults.push_back("message " + std::to_string(seq) + " of channel " + channel_id + " " + what);
    };
    std::uint64_t after = 0;
    while (true) {
        const auto page = streams::read_after(tx, stream_id, after, page_updates, page_bytes);
        if (page.empty()) break;
        after = page.back().number;
        for (const auto& entry : page) {
            v1::ServerFrame frame;
            if (!frame.ParseFromString(*entry.bytes) || frame.items_size() != 1) continue;  // The log's check says so.
            const auto& update = frame.items(0).update();
            if (!update.has_message_posted()) continue;
            const auto& posted = update.message_posted().message();
            const auto stored = messages.extract(entry.number);
            if (stored.empty()) {
                fault(entry.number, "is in the log only");
            } else if (stored.mapped().author_id != posted.author().member_id() ||
                       stored.mapped().client_message_id != posted.client_message_id()) {
                fault(entry.number, "is another in the log");
            }
        }
    }
    for (const auto& [seq, stored] : messages) fault(seq, "is not in the log");
}

}  // namespace

std::vector<std::string> check_messages(store::Transaction& tx) {
    std::vector<std::string> faults;
    for (const auto& row : tx.query("SELECT channel_id FROM channel ORDER BY channel_id"))
        check_channel(tx, row.text(0), faults);
    return faults;
}

}  // namespace ourplace::conversations
