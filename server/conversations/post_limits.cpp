#include "conversations/post_limits.hpp"

#include <algorithm>
#include <chrono>

namespace ourplace::conversations {

Result<void> PostLimits::take(const std::string& member_id, Timestamp now) {
    if (options_.per_second <= 0) return {};
    const std::lock_guard lock(mutex_);
    auto& allowance = allowance_of(member_id, now);
    if (allowance.posts < 1) {
        const std::chrono::duration<double> wait((1 - allowance.posts) / options_.per_second);
        return std::unexpected(Error::too_often("You are writing very fast. This can go in a moment.",
                                                std::chrono::ceil<std::chrono::milliseconds>(wait)));
    }
    allowance.posts -= 1;
    return {};
}

std::optional<rpc::Budget> PostLimits::budget(const std::string& member_id, Timestamp now) {
    if (options_.per_second <= 0) return std::nullopt;
    const std::lock_guard lock(mutex_);
    const auto posts = allowance_of(member_id, now).posts;
    const std::chrono::duration<double> until_whole((options_.burst - posts) / options_.per_second);
    return rpc::Budget{.limit = static_cast<unsigned>(options_.burst),
                       .remaining = static_cast<unsigned>(posts),
                       .reset = std::chrono::ceil<std::chrono::seconds>(until_whole)};
}

PostLimits::Allowance& PostLimits::allowance_of(const std::string& member_id, Timestamp now) {
    if (by_member_.size() >= forget_at_) forget_the_rested(now);
    auto& allowance = by_member_.try_emplace(member_id, Allowance{.posts = options_.burst, .at = now}).first->second;
    const auto seconds = static_cast<double>(std::max<Timestamp>(0, now - allowance.at)) / microseconds_per_second;
    allowance.posts = std::min(options_.burst, allowance.posts + seconds * options_.per_second);
    allowance.at = now;
    return allowance;
}

void PostLimits::forget_the_rested(Timestamp now) {
    const auto rest_us = static_cast<Timestamp>(options_.burst / options_.per_second * microseconds_per_second);
    std::erase_if(by_member_, [&](const auto& entry) { return now - entry.second.at > rest_us; });
    forget_at_ = std::max<std::size_t>(1024, by_member_.size() * 2);
}

}  // namespace ourplace::conversations
