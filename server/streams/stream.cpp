#include <algorithm>
#include <utility>

#include "streams/shard_state.hpp"

namespace ourplace::streams {
namespace {

// Longer than a read takes on a busy stream.
constexpr std::size_t max_recent = 256;

}  // namespace

std::size_t Stream::add(Subscription subscription) {
    subscriptions_.push_back(subscription);
    return subscriptions_.size() - 1;
}

void Stream::remove(std::size_t index) {
    if (!delivering_) {
        take_out(index);
        return;
    }
    subscriptions_.at(index) = {};
    has_removed_ = true;
}

void Stream::take_out(std::size_t index) {
    const auto last = subscriptions_.size() - 1;
    if (index != last) {
        subscriptions_[index] = subscriptions_[last];
        if (subscriptions_[index].subscriber != nullptr) subscriptions_[index].subscriber->moved(*this, index);
    }
    subscriptions_.pop_back();
}

std::size_t Stream::deliver(const Run& run) {
    const auto first = run.updates.front().number;
    const auto last = run.updates.back().number;
    std::size_t delivered = 0;
    bool all_live = true;
    delivering_ = true;
    // By index: the vector may grow meanwhile.
    for (std::size_t index = 0; index < subscriptions_.size(); ++index) {
        auto& subscription = subscriptions_[index];
        if (subscription.phase == Phase::live) {
            if (last <= subscription.last) continue;
            const bool is_next = first <= subscription.last + 1;
            if (is_next && subscription.peer->pressure() != Pressure::lagging) {
                delivered += deliver_to(subscription, run);
                continue;
            }
            subscription.phase = is_next ? Phase::held : Phase::catching_up;
            if (!is_next) subscription.subscriber->catch_up();
        }
        subscription.seen = std::max(subscription.seen, last);
        all_live = false;
    }
    delivering_ = false;
    if (all_live) {
        recent_.clear();
    } else {
        for (const auto& update : run.updates) keep(update);
    }
    if (!std::exchange(has_removed_, false)) return delivered;
    for (std::size_t index = subscriptions_.size(); index-- > 0;) {
        if (subscriptions_[index].subscriber == nullptr) take_out(index);
    }
    return delivered;
}

std::size_t Stream::deliver_to(Subscription& subscription, const Run& run) {
    const auto before = std::exchange(subscription.last, run.updates.back().number);
    if (before + 1 == run.updates.front().number) {
        subscription.peer->deliver(run.bytes);
        return run.updates.size();
    }
    // Who has read a part of them from the log gets the rest one by one.
    std::size_t delivered = 0;
    for (const auto& update : run.updates) {
        if (update.number <= before) continue;
        subscription.peer->deliver(update.bytes);
        ++delivered;
    }
    return delivered;
}

void Stream::keep(const store::Notice& update) {
    if (!recent_.empty() && update.number <= recent_.back().number) return;
    const bool is_next = recent_.empty() || update.number == recent_.back().number + 1;
    if (!is_next || recent_.size() >= max_recent) recent_.clear();
    recent_.push_back({.number = update.number, .bytes = update.bytes});
}

std::span<const Recent> Stream::recent_after(std::uint64_t last) const {
    if (recent_.empty() || recent_.front().number > last + 1 || recent_.back().number <= last) return {};
    return std::span(recent_).subspan(static_cast<std::size_t>(last + 1 - recent_.front().number));
}

void Stream::head_is(std::uint64_t number) {
    for (std::size_t index = 0; index < subscriptions_.size(); ++index) {
        auto& subscription = subscriptions_[index];
        if (subscription.last >= number) continue;
        subscription.seen = std::max(subscription.seen, number);
        if (subscription.phase != Phase::live) continue;
        subscription.phase = Phase::catching_up;
        subscription.subscriber->catch_up();
    }
}

void Stream::deliver_ephemeral(const store::Notice& notice) {
    for (std::size_t index = 0; index < subscriptions_.size(); ++index) {
        const auto& subscription = subscriptions_[index];
        if (subscription.phase != Phase::live || subscription.peer->pressure() != Pressure::free) continue;
        subscription.peer->deliver(notice.bytes);
    }
}

}  // namespace ourplace::streams
