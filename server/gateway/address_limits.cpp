#include "gateway/address_limits.hpp"

#include <algorithm>
#include <boost/asio/ip/address_v6.hpp>
#include <cstdint>

namespace ourplace::gateway {
namespace {

// Whoever has one IPv6 address has the 2^64 of its network.
std::string counted_as(const std::string& address) {
    boost::system::error_code not_v6;
    auto bytes = boost::asio::ip::make_address_v6(address, not_v6).to_bytes();
    if (not_v6) return address;
    std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
    return boost::asio::ip::make_address_v6(bytes).to_string();
}

}  // namespace

bool AddressLimits::is_trusted_proxy(const std::string& address) const {
    return std::ranges::find(options_.trusted_proxies, address) != options_.trusted_proxies.end();
}

std::optional<AddressLimits::Place> AddressLimits::enter(const std::string& address) {
    const auto& limits = options_.limits;
    const std::lock_guard lock(mutex_);
    if (limits.max_connections > 0 && total_ >= limits.max_connections) return std::nullopt;
    auto counted = counted_as(address);
    const auto here = by_address_.find(counted);
    const auto per_address = limits.max_connections_per_address;
    if (per_address > 0 && here != by_address_.end() && here->second >= per_address && !is_trusted_proxy(address))
        return std::nullopt;
    ++total_;
    ++by_address_[counted];
    return Place(*this, std::move(counted));
}

void AddressLimits::leave(const std::string& counted) {
    const std::lock_guard lock(mutex_);
    --total_;
    const auto here = by_address_.find(counted);
    if (--here->second == 0) by_address_.erase(here);
}

}  // namespace ourplace::gateway
