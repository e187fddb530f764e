// Time, so that tests can hold it still.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

namespace ourplace {

// Microseconds since 1970-01-01 00:00 UTC.
using Timestamp = std::int64_t;

inline constexpr Timestamp microseconds_per_second = 1'000'000;
inline constexpr Timestamp microseconds_per_hour = 3600 * microseconds_per_second;
inline constexpr Timestamp microseconds_per_day = 24 * microseconds_per_hour;

// Any thread.
class Clock {
  public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Timestamp now() const = 0;
};

class SystemClock final : public Clock {
  public:
    [[nodiscard]] Timestamp now() const override {
        return std::chrono::duration_cast<std::chrono::microseconds>(
                   std::chrono::system_clock::now().time_since_epoch())
            .count();
    }
};

// Stands still until it is moved.
class ManualClock final : public Clock {
  public:
    explicit ManualClock(Timestamp start = 1'700'000'000 * microseconds_per_second) : now_(start) {}
    [[nodiscard]] Timestamp now() const override { return now_.load(); }
    void advance(std::chrono::microseconds by) { now_ += by.count(); }

  private:
    std::atomic<Timestamp> now_;
};

}  // namespace ourplace
