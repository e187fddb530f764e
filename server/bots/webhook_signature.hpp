// Signatures after Standard Webhooks (version 1): HMAC-SHA256 over "id.timestamp.body".
#pragma once

#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace ourplace::bots {

// 32 random bytes.
[[nodiscard]] std::string new_signing_key();
// "whsec_" and base 64, as people copy it.
[[nodiscard]] std::string signing_secret(std::string_view key);

struct SignedHeaders {
    std::string_view id;
    // Seconds since 1970.
    std::string_view timestamp;
    // "v1,BASE64", perhaps several with spaces between.
    std::string_view signature;
};

// "v1,BASE64".
[[nodiscard]] std::string webhook_signature(std::string_view key, std::string_view id, std::string_view timestamp,
                                            std::string_view body);

// `unauthenticated` unless one of the signatures is right and the time within 5 minutes of now.
[[nodiscard]] Result<void> verify_webhook(std::string_view key, const SignedHeaders& headers, std::string_view body,
                                          Timestamp now);

}  // namespace ourplace::bots
