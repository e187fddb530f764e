// Where Updates may be delivered to, and when they are tried again. Pure functions.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace ourplace::bots {

inline constexpr std::size_t max_url_bytes = 2000;
// After so many attempts in a row that failed, what was tried becomes a dead letter.
inline constexpr unsigned max_attempts = 8;
inline constexpr std::size_t max_dead_letters = 1000;

// http or https, with a host, without name and password or a fragment.
[[nodiscard]] Result<std::string> outgoing_url(std::string_view field, std::string_view text);

// Whether an address belongs to the public Internet: not private, loopback, link-local, shared, reserved, multicast, nor one
// that carries such an address within (IANA's special-purpose registries). Bytes in network order.
[[nodiscard]] bool is_public_v4(const std::array<std::uint8_t, 4>& address);
[[nodiscard]] bool is_public_v6(const std::array<std::uint8_t, 16>& address);

// How long to wait after so many failures in a row (at least 1): from a second to an hour.
[[nodiscard]] Timestamp pause_after(unsigned failures);

}  // namespace ourplace::bots
