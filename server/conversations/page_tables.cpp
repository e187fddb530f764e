// message_tables.hpp: pages of history.
#include <algorithm>
#include <iterator>
#include <limits>
#include <set>
#include <utility>

#include "conversations/message_rows.hpp"
#include "conversations/message_tables.hpp"
#include "streams/stream_log.hpp"

namespace ourplace::conversations {
namespace {

constexpr std::uint64_t beyond_the_newest = std::numeric_limits<std::int64_t>::max();

struct Part {
    // Oldest first.
    std::vector<v1::Message> messages;
    bool has_more = false;
};

Part to_part(const store::Rows& rows, std::size_t size) {
    Part part{.messages = {}, .has_more = rows.size() > size};
    for (const auto& row : rows) {
        if (part.messages.size() < size) part.messages.push_back(to_message(row));
    }
    return part;
}

Part before(store::Transaction& tx, std::string_view channel_id, std::uint64_t seq, std::size_t size) {
    auto part =
        to_part(tx.query(std::string(message_columns) +
                             "WHERE message.channel_id = $1 AND message.seq < $2 ORDER BY message.seq DESC LIMIT $3",
                         channel_id, std::min(seq, beyond_the_newest), size + 1),
                size);
    std::ranges::reverse(part.messages);
    return part;
}

Part after(store::Transaction& tx, std::string_view channel_id, std::uint64_t seq, std::size_t size) {
    return to_part(tx.query(std::string(message_columns) +
                                "WHERE message.channel_id = $1 AND message.seq > $2 ORDER BY message.seq LIMIT $3",
                            channel_id, std::min(seq, beyond_the_newest), size + 1),
                   size);
}

void add_quoted(store::Transaction& tx, std::string_view channel_id, v1::ListMessagesResponse& response) {
    std::set<std::uint64_t> here;
    for (const auto& message : response.messages()) here.insert(message.seq());
    for (const auto& message : response.messages()) {
        if (message.quoted_seq() == 0 || !here.insert(message.quoted_seq()).second) continue;
        if (auto quoted = find_message(tx, channel_id, message.quoted_seq()))
            *response.add_quoted() = std::move(*quoted);
    }
}

}  // namespace

v1::ListMessagesResponse list_messages(store::Transaction& tx, std::string_view channel_id,
                                       const PageRequest& request) {
    using Position = PageRequest::Position;
    v1::ListMessagesResponse response;
    std::vector<v1::Message> messages;
    switch (request.position) {
        case Position::newest:
        case Position::before: {
            const auto newest = request.position == Position::newest;
            auto part = before(tx, channel_id, newest ? beyond_the_newest : request.seq, request.size);
            messages = std::move(part.messages);
            response.set_has_older(part.has_more);
            response.set_has_newer(!newest &&
                                   !after(tx, channel_id, request.seq == 0 ? 0 : request.seq - 1, 1).messages.empty());
            break;
        }
        case Position::after: {
            auto part = after(tx, channel_id, request.seq, request.size);
            messages = std::move(part.messages);
            response.set_has_newer(part.has_more);
            response.set_has_older(
                !before(tx, channel_id, std::min(request.seq, beyond_the_newest - 1) + 1, 1).messages.empty());
            break;
        }
        case Position::around: {
            const auto size_after = request.size / 2;
            auto older =
                before(tx, channel_id, std::min(request.seq, beyond_the_newest - 1) + 1, request.size - size_after);
            auto newer = after(tx, channel_id, request.seq, size_after);
            messages = std::move(older.messages);
            std::ranges::move(newer.messages, std::back_inserter(messages));
            response.set_has_older(older.has_more);
            response.set_has_newer(newer.has_more);
            break;
        }
    }
    add_details(tx, channel_id, messages);
    for (auto& message : messages) *response.add_messages() = std::move(message);
    add_quoted(tx, channel_id, response);
    response.set_as_of_seq(streams::head(tx, streams::channel_stream(channel_id)));
    return response;
}

}  // namespace ourplace::conversations
