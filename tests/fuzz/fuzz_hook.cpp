// What other tools post to a hook: JSON, forms and plain text with Slack's escapes, and headers that say who signed it. The
// first byte chooses what the body is said to be.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.hpp"
#include "bots/delivery_rules.hpp"
#include "bots/hook_rules.hpp"
#include "bots/webhook_signature.hpp"

namespace ourplace::bots {
namespace {

// What must hold, whatever comes in.
void expect(bool holds) {
    if (!holds) std::abort();
}

void read_body(std::string_view type, std::string_view body) {
    const auto text = hook_text(type, body);
    if (!text) {
        expect(!text.error().message.empty());
        expect(is_valid_utf8(text.error().message));
        return;
    }
    expect(is_valid_utf8(*text));
    // Undoing escapes adds a blank and two brackets to a label at most, where a bar and two angle brackets were.
    expect(text->size() <= body.size());
}

void check_signature(std::string_view bytes) {
    constexpr std::string_view key = "0123456789abcdef0123456789abcdef";
    constexpr Timestamp now = 1'700'000'000 * microseconds_per_second;
    const auto first = bytes.substr(0, bytes.find('\n'));
    const auto rest = bytes.substr(std::min(first.size() + 1, bytes.size()));
    const auto second = rest.substr(0, rest.find('\n'));
    const SignedHeaders forged{.id = "msg_1", .timestamp = first, .signature = second};
    expect(!verify_webhook(key, forged, rest, now));
    const auto genuine = webhook_signature(key, "msg_1", "1700000000", bytes);
    expect(
        verify_webhook(key, {.id = "msg_1", .timestamp = "1700000000", .signature = genuine}, bytes, now).has_value());
}

void run(std::string_view bytes) {
    static constexpr std::array<std::string_view, 4> types{"application/json", "application/x-www-form-urlencoded",
                                                           "text/plain", ""};
    if (bytes.empty()) return;
    const auto chosen = static_cast<std::size_t>(static_cast<unsigned char>(bytes.front()));
    const auto body = bytes.substr(1);
    read_body(types.at(chosen % types.size()), body);
    read_body(body.substr(0, 40), body);
    if (is_valid_utf8(body)) expect(is_valid_utf8(without_slack_escapes(body)));
    if (const auto url = outgoing_url("url", body)) expect(*url == body);
    check_signature(body);
}

}  // namespace
}  // namespace ourplace::bots

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    ourplace::bots::run({reinterpret_cast<const char*>(data), size});  // NOLINT: bytes are bytes
    return 0;
}
