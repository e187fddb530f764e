#include "accounts/sign_in_limits.hpp"

#include <algorithm>
#include <boost/asio/ip/address.hpp>

#include "base/id.hpp"

namespace ourplace::accounts {
namespace {

// Whoever has an IPv6 address has at least 2^64 of them, so they count as one.
std::string network_of(std::string_view address) {
    boost::system::error_code failure;
    const auto parsed = boost::asio::ip::make_address(address, failure);
    if (failure || !parsed.is_v6()) return std::string(address);
    if (parsed.to_v6().is_v4_mapped())
        return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, parsed.to_v6()).to_string();
    auto bytes = parsed.to_v6().to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
    return boost::asio::ip::address_v6(bytes).to_string();
}

// Of one length whatever was typed, and without anybody's name in memory.
std::string key_of(std::string_view name_key, std::string_view network) {
    return hash_secret(std::string(network) + '\n' + std::string(name_key));
}

}  // namespace

Result<void> SignInLimits::begin(std::string_view name_key, std::string_view address, Timestamp now) {
    const auto network = network_of(address);
    const std::scoped_lock lock(mutex_);
    auto& of_address = forgiven_at(key_of("", network), now);
    auto& of_name = forgiven_at(key_of("name " + std::string(name_key), network), now);
    const auto wait = std::max(wait_for(of_address, options_.per_address, now),
                               wait_for(of_name, options_.per_name_and_address, now));
    if (wait > 0) {
        const auto seconds = std::chrono::ceil<std::chrono::seconds>(std::chrono::microseconds(wait));
        return std::unexpected(Error::too_often("There were too many attempts to sign in. Please wait " +
                                                    std::to_string(seconds.count()) + " seconds and try again.",
                                                seconds));
    }
    of_address += options_.per_address.interval_us;
    of_name += options_.per_name_and_address.interval_us;
    return {};
}

void SignInLimits::succeeded(std::string_view name_key, std::string_view address, Timestamp now) {
    const auto network = network_of(address);
    const std::scoped_lock lock(mutex_);
    forgiven_at(key_of("", network), now) -= options_.per_address.interval_us;
    forgiven_at(key_of("name " + std::string(name_key), network), now) = now;
}

void SignInLimits::not_judged(std::string_view name_key, std::string_view address, Timestamp now) {
    const auto network = network_of(address);
    const std::scoped_lock lock(mutex_);
    forgiven_at(key_of("", network), now) -= options_.per_address.interval_us;
    forgiven_at(key_of("name " + std::string(name_key), network), now) -= options_.per_name_and_address.interval_us;
}

std::size_t SignInLimits::remembered() const {
    const std::scoped_lock lock(mutex_);
    return order_.size();
}

Timestamp& SignInLimits::forgiven_at(const std::string& key, Timestamp now) {
    const auto known = by_key_.find(key);
    if (known != by_key_.end()) {
        order_.splice(order_.begin(), order_, known->second);
        order_.front().second = std::max(order_.front().second, now);
        return order_.front().second;
    }
    if (order_.size() >= options_.max_remembered) {
        by_key_.erase(order_.back().first);
        order_.pop_back();
    }
    order_.emplace_front(key, now);
    by_key_.emplace(order_.front().first, order_.begin());
    return order_.front().second;
}

Timestamp SignInLimits::wait_for(Timestamp forgiven_at, FailureLimit limit, Timestamp now) {
    return forgiven_at - (limit.failures - 1) * limit.interval_us - now;
}

}  // namespace ourplace::accounts
