#include "bots/delivery_rules.hpp"

#include <algorithm>

namespace ourplace::bots {
namespace {

struct RangeV4 {
    std::uint32_t first;
    unsigned bits;
};
constexpr std::array not_public_v4{
    RangeV4{0x00000000, 8},   // this network
    RangeV4{0x0a000000, 8},   // private
    RangeV4{0x64400000, 10},  // shared with a provider
    RangeV4{0x7f000000, 8},   // loopback
    RangeV4{0xa9fe0000, 16},  // link-local, and what clouds tell their machines
    RangeV4{0xac100000, 12},  // private
    RangeV4{0xc0000000, 24},  // protocols
    RangeV4{0xc0000200, 24},  // documentation
    RangeV4{0xc0586300, 24},  // relays to IPv6
    RangeV4{0xc0a80000, 16},  // private
    RangeV4{0xc6120000, 15},  // benchmarks
    RangeV4{0xc6336400, 24},  // documentation
    RangeV4{0xcb007100, 24},  // documentation
    RangeV4{0xe0000000, 4},   // multicast
    RangeV4{0xf0000000, 4},   // reserved, and everybody
};

bool is_plain(char c) { return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7f; }

}  // namespace

Result<std::string> outgoing_url(std::string_view field, std::string_view text) {
    const auto refuse = [&](const char* why) { return std::unexpected(Error::invalid(std::string(field), why)); };
    if (text.size() > max_url_bytes) return refuse("A URL has at most 2,000 characters.");
    const bool known = text.starts_with("https://") || text.starts_with("http://");
    if (!known || !std::ranges::all_of(text, is_plain))
        return refuse("Give a URL that begins with https:// or http://, without spaces.");
    const auto rest = text.substr(text.find("://") + 3);
    const auto authority = rest.substr(0, rest.find_first_of("/?#"));
    if (authority.empty() || authority.front() == ':') return refuse("The URL has no host.");
    if (authority.contains('@')) return refuse("A URL here has no name and password; check the signature instead.");
    if (text.contains('#') || text.contains('\\')) return refuse("A URL here has no fragment and no backslash.");
    return std::string(text);
}

bool is_public_v4(const std::array<std::uint8_t, 4>& address) {
    std::uint32_t number = 0;
    for (const auto byte : address) number = number << 8 | byte;
    return std::ranges::none_of(not_public_v4, [&](const RangeV4& range) {
        return number >> (32 - range.bits) == range.first >> (32 - range.bits);
    });
}

bool is_public_v6(const std::array<std::uint8_t, 16>& address) {
    // Of all that is given out, 2000::/3, without what carries other addresses or is for documents. This leaves out
    // loopback, link-local, unique local, multicast, and IPv4 in its several disguises.
    const auto first = static_cast<unsigned>(address[0] << 8 | address[1]);
    const auto second = static_cast<unsigned>(address[2] << 8 | address[3]);
    if (address[0] >> 5 != 1) return false;
    if (first == 0x2001 && (second < 0x0200 || second == 0x0db8)) return false;
    if (first == 0x2002 || first == 0x3ffe || first == 0x3fff) return false;
    return true;
}

Timestamp pause_after(unsigned failures) {
    static constexpr std::array<Timestamp, 7> seconds{1, 5, 30, 120, 600, 1800, 3600};
    const auto step = std::min<std::size_t>(failures == 0 ? 0 : failures - 1, seconds.size() - 1);
    return seconds.at(step) * microseconds_per_second;
}

}  // namespace ourplace::bots
