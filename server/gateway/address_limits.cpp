#include "gateway/address_limits.hpp"

#include <algorithm>

namespace ourplace::gateway {

bool AddressLimits::is_trusted_proxy(const std::string& address) const {
    return std::ranges::find(options_.trusted_proxies, address) != options_.trusted_proxies.end();
}

std::optional<AddressLimits::Place> AddressLimits::enter(const std::string& address) {
    const auto& limits = options_.limits;
    const std::lock_guard lock(mutex_);
    if (limits.max_connections > 0 && total_ >= limits.max_connections) return std::nullopt;
    const auto here = by_address_.find(address);
    const auto per_address = limits.max_connections_per_address;
    if (per_address > 0 && here != by_address_.end() && here->second >= per_address && !is_trusted_proxy(address))
        return std::nullopt;
    ++total_;
    ++by_address_[address];
    return Place(*this, address);
}

void AddressLimits::leave(const std::string& address) {
    const std::lock_guard lock(mutex_);
    --total_;
    const auto here = by_address_.find(address);
    if (--here->second == 0) by_address_.erase(here);
}

}  // namespace ourplace::gateway
