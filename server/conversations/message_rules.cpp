#include "conversations/message_rules.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "base/id.hpp"
#include "base/text.hpp"

namespace ourplace::conversations {
namespace {

// "\r\n" as Windows writes it and "\r" as old programs do are one line end each.
std::string with_one_kind_of_line_end(std::string_view text) {
    std::string result;
    result.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\r' && at + 1 < text.size() && text[at + 1] == '\n') continue;
        result += text[at] == '\r' ? '\n' : text[at];
    }
    return result;
}

// Those of ASCII, and U+0080 to U+009F, which UTF-8 writes as C2 and the same byte.
bool has_control_character(std::string_view text) {
    unsigned char before = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7f) return true;
        if (before == 0xc2 && byte < 0xa0) return true;
        before = byte;
    }
    return false;
}

}  // namespace

Result<std::string> body(std::string_view field, std::string_view text) {
    const auto refuse = [&](const char* why) { return std::unexpected(Error::invalid(std::string(field), why)); };
    auto kept = with_one_kind_of_line_end(trimmed(text));
    if (kept.empty()) return refuse("Write something: a message has 1 to 8,000 characters.");
    if (count_characters(kept) > max_body_characters) return refuse("A message has at most 8,000 characters.");
    if (has_control_character(kept)) return refuse("A message has no control characters but line ends and tabs.");
    return kept;
}

std::string Draft::fingerprint() const {
    std::string all = channel_id + '\0' + std::to_string(quoted_seq) + '\0' + (mentions_channel ? '1' : '0');
    auto mentioned = mentioned_member_ids;
    std::ranges::sort(mentioned);
    for (const auto& member_id : mentioned) all += '\0' + member_id;
    for (const auto& button : buttons) all += '\0' + button.button_id + '\0' + button.label;
    return hash_secret(all + '\0' + body);
}

Result<void> check_buttons(const std::vector<Button>& buttons) {
    const auto refuse = [](std::string why) { return std::unexpected(Error::invalid("buttons", std::move(why))); };
    if (buttons.size() > max_buttons) return refuse("A message has at most 5 buttons.");
    std::set<std::string_view> ids;
    for (const auto& button : buttons) {
        const auto id = validated_text("buttons", button.button_id, {.least = 1, .most = max_button_id_characters});
        if (!id || *id != button.button_id) return refuse("A button_id has 1 to 80 characters on one line.");
        if (!ids.insert(button.button_id).second) return refuse("Each button_id of a message is another one.");
        const auto label = validated_text("buttons", button.label, {.least = 1, .most = max_label_characters});
        if (!label || *label != button.label)
            return refuse("A label has 1 to 40 characters on one line, without spaces around it.");
    }
    return {};
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
    return check_buttons(draft.buttons);
}

bool names(std::string_view body, std::string_view name) { return body.contains('@' + std::string(name)); }

std::optional<Error> cannot_edit(const Standing& standing, bool is_deleted) {
    if (!standing.is_author) return Error::permission_denied("seq", "Only its author can edit a message.");
    if (is_deleted) return Error::failed_precondition("seq", "A deleted message cannot be edited.");
    if (!standing.may_post) return Error::permission_denied("channel_id", "You cannot write in this channel any more.");
    return std::nullopt;
}

Result<std::string> deletion_reason(const Standing& standing, std::string_view reason) {
    if (standing.is_author) return std::string();
    if (!standing.may_moderate) {
        return std::unexpected(
            Error::permission_denied("seq", "Only its author and the hub's moderators can delete a message."));
    }
    if (trimmed(reason).empty()) {
        return std::unexpected(
            Error::invalid("reason", "Give a reason of 1 to 280 characters: the author and everybody else see it."));
    }
    return validated_text("reason", reason, {.least = 1, .most = max_reason_characters, .lines = Lines::many});
}

}  // namespace ourplace::conversations
