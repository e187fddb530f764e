// Counts for all threads of a pool: the tallies themselves are made for one writing thread.
#pragma once

#include <mutex>

#include "base/metrics.hpp"

namespace ourplace::store {

// Any thread.
class PostgresMeter {
  public:
    // Null: nobody counts.
    explicit PostgresMeter(StoreMetrics* metrics) : metrics_(metrics) {}

    // `count` gets the StoreMetrics.
    template <class Count>
    void count(Count count) {
        if (metrics_ == nullptr) return;
        const std::lock_guard lock(mutex_);
        count(*metrics_);
    }

  private:
    std::mutex mutex_;
    StoreMetrics* metrics_;
};

}  // namespace ourplace::store
