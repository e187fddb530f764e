// How fast one member may post, edit and react, so that nobody floods a channel. Any thread.
#pragma once

#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "rpc/context.hpp"

namespace ourplace::conversations {

struct PostLimitOptions {
    // A burst, then so many a second. 0 a second: no limit.
    double burst = 20;
    double per_second = 2;
};

class PostLimits {
  public:
    explicit PostLimits(PostLimitOptions options) : options_(options) {}

    // Takes one from what the member has; otherwise says when the next is possible.
    [[nodiscard]] Result<void> take(const std::string& member_id, Timestamp now);
    // What is left of it; none if there is no limit.
    [[nodiscard]] std::optional<rpc::Budget> budget(const std::string& member_id, Timestamp now);

  private:
    struct Allowance {
        double posts = 0;
        Timestamp at = 0;
    };
    [[nodiscard]] Allowance& allowance_of(const std::string& member_id, Timestamp now);
    // Whoever has their whole burst again need not be remembered.
    void forget_the_rested(Timestamp now);

    PostLimitOptions options_;
    std::mutex mutex_;
    std::unordered_map<std::string, Allowance> by_member_;
    std::size_t forget_at_ = 1024;
};

}  // namespace ourplace::conversations
