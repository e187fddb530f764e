// What the transactions of both drivers are beside their SQL: notices that wait for the commit and go with a rolled-back
// savepoint; and how a read that failed is told.
#pragma once

#include <chrono>
#include <cstddef>
#include <exception>
#include <optional>
#include <span>

#include "base/log.hpp"
#include "store/not_saved.hpp"
#include "store/transaction.hpp"

namespace ourplace::store {

class DriverTransaction : public Transaction {
  public:
    [[nodiscard]] std::size_t notice_count() const { return notices_.size(); }
    [[nodiscard]] std::span<const Notice> notices() const { return notices_; }
    void stamp_notices(std::chrono::steady_clock::time_point committed_at) {
        for (auto& notice : notices_) notice.committed_at = committed_at;
    }
    void forget_notices_after(std::size_t count) { notices_.resize(count); }
};

// Carries a read out. What whoever waits is told if that could not be done.
template <class Read>
std::optional<Error> failure_of_read(Read read) {
    try {
        read();
        return std::nullopt;
    } catch (const StoreFailure& caught) {
        log::error("the store failed a read", {{"reason", caught.what()}});
        return not_read();
    } catch (const std::exception& caught) {
        log::error("a read failed", {{"reason", caught.what()}});
        return Error::internal("Something went wrong in the server.");
    }
}

}  // namespace ourplace::store
