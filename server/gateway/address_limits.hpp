// How many connections there are, in all and per address. Any thread.
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
        Place(AddressLimits& limits, std::string address) : limits_(&limits), address_(std::move(address)) {}
        Place(Place&& other) noexcept
            : limits_(std::exchange(other.limits_, nullptr)), address_(std::move(other.address_)) {}
        Place& operator=(Place&&) = delete;
        ~Place() {
            if (limits_ != nullptr) limits_->leave(address_);
        }

      private:
        AddressLimits* limits_;
        std::string address_;
    };

    explicit AddressLimits(const Options& options) : options_(options) {}

    // Nullopt when the server or the address has no place left.
    [[nodiscard]] std::optional<Place> enter(const std::string& address);
    [[nodiscard]] bool is_trusted_proxy(const std::string& address) const;

  private:
    void leave(const std::string& address);

    const Options& options_;
    std::mutex mutex_;
    std::size_t total_ = 0;
    std::map<std::string, std::size_t> by_address_;
};

}  // namespace ourplace::gateway
