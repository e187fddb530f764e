// How often somebody may try to sign in. Counted per name and address, and per address alone, whether or not the name
// exists; successes do not count, so that a library or a hub with one address for everybody is not locked out.
// Any thread. Memory is bounded: what has not failed for the longest time is forgotten first.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace ourplace::accounts {

// So many failures at once; afterwards one more each time an interval has passed.
struct FailureLimit {
    std::int64_t failures = 0;
    Timestamp interval_us = 0;
};

struct SignInLimitOptions {
    FailureLimit per_name_and_address{.failures = 10, .interval_us = 90 * microseconds_per_second};
    FailureLimit per_address{.failures = 60, .interval_us = 15 * microseconds_per_second};
    std::size_t max_remembered = 20'000;
};

class SignInLimits {
  public:
    explicit SignInLimits(SignInLimitOptions options = {}) : options_(options) {}

    // Before an attempt, which counts as failed until it succeeds: attempts at the same time cannot slip through.
    // `resource_exhausted` with the time to wait.
    [[nodiscard]] Result<void> begin(std::string_view name_key, std::string_view address, Timestamp now);
    void succeeded(std::string_view name_key, std::string_view address, Timestamp now);
    // The server was too busy to look at the attempt.
    void not_judged(std::string_view name_key, std::string_view address, Timestamp now);

    [[nodiscard]] std::size_t remembered() const;

  private:
    // The moment at which all failures so far are forgiven.
    using Forgiven = std::pair<std::string, Timestamp>;

    Timestamp& forgiven_at(const std::string& key, Timestamp now);
    [[nodiscard]] static Timestamp wait_for(Timestamp forgiven_at, FailureLimit limit, Timestamp now);

    SignInLimitOptions options_;
    mutable std::mutex mutex_;
    // The latest first.
    std::list<Forgiven> order_;
    std::unordered_map<std::string_view, std::list<Forgiven>::iterator> by_key_;
};

}  // namespace ourplace::accounts
