// What may be said, and who may change it. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace ourplace::conversations {

inline constexpr std::size_t max_body_characters = 8000;
inline constexpr std::size_t max_reason_characters = 280;
inline constexpr std::size_t max_mentions = 50;
inline constexpr std::size_t max_buttons = 5;
inline constexpr std::size_t max_button_id_characters = 80;
inline constexpr std::size_t max_label_characters = 40;
inline constexpr std::size_t client_message_id_bytes = 16;
// Counts of unread messages stop here; people see "99+".
inline constexpr std::size_t max_unread_count = 100;

// Trimmed, line ends made one kind ("\n"), otherwise byte for byte as written: 1 to 8,000 characters, no control
// characters. Accents keep the form in which they were typed.
[[nodiscard]] Result<std::string> body(std::string_view field, std::string_view text);

// A choice that a bot offers below its message.
struct Button {
    std::string button_id;
    std::string label;
};
// At most 5, each with an id of its own of 1 to 80 characters and a label of 1 to 40 characters on one line.
[[nodiscard]] Result<void> check_buttons(const std::vector<Button>& buttons);

struct Draft {
    std::string channel_id;
    std::string client_message_id;
    std::string body;
    std::uint64_t quoted_seq = 0;
    std::vector<std::string> mentioned_member_ids;
    bool mentions_channel = false;
    std::vector<Button> buttons;

    // Equal for drafts that say the same: a retry is told from another message under an id that was used before.
    [[nodiscard]] std::string fingerprint() const;
};

// The parts of a draft that can be judged without the store.
[[nodiscard]] Result<void> check(const Draft& draft);
// The body must name everybody it is said to mention: "@" and the name.
[[nodiscard]] bool names(std::string_view body, std::string_view name);

// Where somebody stands towards a message.
struct Standing {
    bool is_author = false;
    bool may_post = false;
    bool may_moderate = false;
};
// Why a message cannot be edited, or nullopt.
[[nodiscard]] std::optional<Error> cannot_edit(const Standing& standing, bool is_deleted);
// The reason that stands on the tombstone: none for authors, who owe nobody one; 1 to 280 characters for moderators. An
// error for everybody else. Deleting twice is none.
[[nodiscard]] Result<std::string> deletion_reason(const Standing& standing, std::string_view reason);

}  // namespace ourplace::conversations
