// How many connections there are, in all and per address (of IPv6: per network of 64 bits). Any thread.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "gateway/options.hpp"

namespace ourplace::gateway {

class AddressLimits {
  public:
    // One connection's place; given back when it goes.
    class Place {
      public:
        Place(AddressLimits& limits, std::string counted) : limits_(&limits), counted_(std::move(counted)) {}
        Place(Place&& other) noexcept
            : limits_(std::exchange(other.limits_, nullptr)), counted_(std::move(other.counted_)) {}
        Place& operator=(Place&&) = delete;
        ~Place() {
            if (limits_ != nullptr) limits_->leave(counted_);
        }

      private:
        AddressLimits* limits_;
        std::string counted_;
    };

    explicit AddressLimits(const Options& options) : options_(options) {}

    // Nullopt when the server or the address has no place left.
    [[nodiscard]] std::optional<Place> enter(const std::string& address);
    [[nodiscard]] bool is_trusted_proxy(const std::string& address) const;

  private:
    void leave(const std::string& counted);

    const Options& options_;
    std::mutex mutex_;
    std::size_t total_ = 0;
    std::map<std::string, std::size_t> by_address_;
};

}  // namespace ourplace::gateway
