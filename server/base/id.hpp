// Identifiers and secrets, from the operating system's randomness.
#pragma once

#include <string>
#include <string_view>

namespace ourplace {

// 13 characters of lower-case base 32 (a-z, 2-7): 65 bits, no order that tells when or after whom it was made.
[[nodiscard]] std::string new_id();

// 256 bits as 43 characters of unpadded URL-safe base 64. Given out once; the store keeps hash_secret() of it.
[[nodiscard]] std::string new_secret();

// 32 bytes of BLAKE2b. Secrets are random, so no salt or slow hash is needed.
[[nodiscard]] std::string hash_secret(std::string_view secret);

}  // namespace ourplace
