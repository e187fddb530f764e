#include "conversations/message_rules.hpp"

#include <algorithm>

#include "base/id.hpp"
#include "base/text.hpp"

namespace ourplace::conversations {

Result<std::string> body(std::string_view field, std::string_view text) {
    const auto refuse = [&](const char* why) { return std::unexpected(Error::invalid(std::string(field), why)); };
    auto kept = trimmed(text);
    // A line end as Windows writes it is one line end.
    std::erase(kept, '\r');
    if (kept.empty()) return refuse("Write something: a message has 1 to 8,000 characters.");
    if (count_characters(kept) > max_body_characters) return refuse("A message has at most 8,000 characters.");
    const auto is_control = [](char c) {
        return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7f;
    };
    if (std::ranges::any_of(kept, is_control))
        return refuse("A message has no control characters but line ends and tabs.");
    return kept;
}

std::string Draft::fingerprint() const {
    std::string all = channel_id + '\0' + std::to_string(quoted_seq) + '\0' + (mentions_channel ? '1' : '0');
    auto mentioned = mentioned_member_ids;
    std::ranges::sort(mentioned);
    for (const auto& member_id : mentioned) all += '\0' + member_id;
    return hash_secret(all + '\0' + body);
}

Result<void> check(const Draft& draft) {
    if (draft.client_message_id.size() != client_message_id_bytes) {
        return std::unexpected(Error::invalid("client_message_id", "Choose 16 bytes, new ones for each message."));
    }
    if (draft.mentioned_member_ids.size() > max_mentions) {
        return std::unexpected(Error::invalid("mentioned_member_ids", "A message mentions at most 50 people."));
    }
    if (draft.mentions_channel && !names(draft.body, "channel")) {
        return std::unexpected(Error::invalid("mentions_channel", "The body must contain \"@channel\"."));
    }
    return {};
}

bool names(std::string_view body, std::string_view name) { return body.contains('@' + std::string(name)); }

std::optional<Error> cannot_edit(const Standing& standing, bool is_deleted) {
    if (!standing.is_author) return Error::permission_denied("seq", "Only its author can edit a message.");
    if (is_deleted) return Error::failed_precondition("seq", "A deleted message cannot be edited.");
    if (!standing.may_post) return Error::permission_denied("channel_id", "You cannot write in this channel any more.");
    return std::nullopt;
}

std::optional<Error> cannot_delete(const Standing& standing, std::string_view reason) {
    if (standing.is_author) return std::nullopt;
    if (!standing.may_moderate) {
        return Error::permission_denied("seq", "Only its author and the hub's moderators can delete a message.");
    }
    const auto characters = count_characters(trimmed(reason));
    if (characters == 0 || characters > max_reason_characters) {
        return Error::invalid("reason", "Give a reason of 1 to 280 characters: the author and everybody else see it.");
    }
    return std::nullopt;
}

}  // namespace ourplace::conversations
