// What a webhook says. Pure functions.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace ourplace::bots {

inline constexpr std::size_t max_hooks_per_bot = 20;
inline constexpr std::size_t max_hook_key_bytes = 256;

// The text of a request to a hook: the `text` of a JSON object (whatever else it holds), the same as `payload` of a form, or
// the body as it is for text/plain. Of the first two Slack's escapes are undone.
[[nodiscard]] Result<std::string> hook_text(std::string_view content_type, std::string_view body);

// Slack's mrkdwn for readers: "<https://a.example|here>" is "here (https://a.example)", "&amp;" is "&".
[[nodiscard]] std::string without_slack_escapes(std::string_view text);

// 16 bytes: the same for the same key of a hook, so that what is sent again is posted once.
[[nodiscard]] std::string message_id_for(std::string_view hook_id, std::string_view key);

}  // namespace ourplace::bots
