#include "bots/webhook_signature.hpp"

#include <array>
#include <charconv>
#include <cstdlib>
#include <sodium.h>
#include <vector>

namespace ourplace::bots {
namespace {

constexpr std::size_t key_bytes = 32;
constexpr Timestamp tolerance_us = 300 * microseconds_per_second;
constexpr std::int64_t most_seconds = 1'000'000'000'000;  // as microseconds it still fits

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());  // NOLINT: bytes are bytes
}

std::string base64(const unsigned char* bytes, std::size_t count) {
    std::vector<char> text(sodium_base64_encoded_len(count, sodium_base64_VARIANT_ORIGINAL));
    sodium_bin2base64(text.data(), text.size(), bytes, count, sodium_base64_VARIANT_ORIGINAL);
    return {text.data()};
}

bool same(std::string_view one, std::string_view other) {
    return one.size() == other.size() && sodium_memcmp(one.data(), other.data(), one.size()) == 0;
}

bool is_recent(std::string_view timestamp, Timestamp now) {
    std::int64_t seconds = 0;
    const auto* const end = timestamp.data() + timestamp.size();
    const auto [rest, failed] = std::from_chars(timestamp.data(), end, seconds);
    if (failed != std::errc() || rest != end || seconds < 0 || seconds > most_seconds) return false;
    return std::abs(now - seconds * microseconds_per_second) <= tolerance_us;
}

}  // namespace

std::string new_signing_key() {
    std::string key(key_bytes, '\0');
    randombytes_buf(key.data(), key.size());
    return key;
}

std::string signing_secret(std::string_view key) { return "whsec_" + base64(bytes_of(key), key.size()); }

std::string webhook_signature(std::string_view key, std::string_view id, std::string_view timestamp,
                              std::string_view body) {
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, bytes_of(key), key.size());
    for (const auto part : {id, std::string_view("."), timestamp, std::string_view("."), body})
        crypto_auth_hmacsha256_update(&state, bytes_of(part), part.size());
    std::array<unsigned char, crypto_auth_hmacsha256_BYTES> code{};
    crypto_auth_hmacsha256_final(&state, code.data());
    return "v1," + base64(code.data(), code.size());
}

Result<void> verify_webhook(std::string_view key, const SignedHeaders& headers, std::string_view body, Timestamp now) {
    const auto refuse = [](const char* why) { return std::unexpected(Error::unauthenticated(why)); };
    if (headers.id.empty() || headers.timestamp.empty() || headers.signature.empty())
        return refuse("This hook takes signed requests only: webhook-id, webhook-timestamp and webhook-signature.");
    if (!is_recent(headers.timestamp, now))
        return refuse("webhook-timestamp must be within 5 minutes of now, in seconds since 1970.");
    const auto right = webhook_signature(key, headers.id, headers.timestamp, body);
    auto given = headers.signature;
    while (!given.empty()) {
        const auto end = std::min(given.find(' '), given.size());
        if (same(given.substr(0, end), right)) return {};
        given.remove_prefix(std::min(end + 1, given.size()));
    }
    return refuse("webhook-signature is not that of this hook's secret.");
}

}  // namespace ourplace::bots
