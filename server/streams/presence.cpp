#include "streams/presence.hpp"

#include <chrono>
#include <vector>

#include "ourplace/v1/wire.pb.h"

namespace ourplace::streams {
namespace {

// When everybody comes back at once, each hub learns of them bit by bit.
constexpr std::size_t max_told_per_tick = 100;

// Takes up to the limit out of `untold`.
store::Notice notice_for(const std::string& hub_stream, std::map<std::string, bool>& untold) {
    v1::ServerFrame frame;
    for (std::size_t told = 0; told < max_told_per_tick && !untold.empty(); ++told) {
        const auto next = untold.begin();
        auto& changed = *frame.add_items()->mutable_presence_changed();
        changed.set_member_id(next->first);
        changed.set_present(next->second);
        untold.erase(next);
    }
    return {.kind = store::Notice::Kind::ephemeral,
            .key = hub_stream,
            .number = 0,
            .bytes = std::make_shared<const std::string>(frame.SerializeAsString())};
}

}  // namespace

Presence::Presence(const Clock& clock, Bus& bus) : clock_(clock), bus_(bus) {}

void Presence::start(const boost::asio::any_io_executor& executor) {
    timer_ = std::make_shared<boost::asio::steady_timer>(executor);
    wait(timer_);
}

void Presence::stop() {
    if (timer_) timer_->cancel();
    timer_.reset();
}

void Presence::wait(const std::shared_ptr<boost::asio::steady_timer>& timer) {
    timer->expires_after(std::chrono::seconds(1));
    timer->async_wait([this, timer](const boost::system::error_code& cancelled) {
        if (cancelled || timer != timer_) return;
        tick();
        wait(timer);
    });
}

void Presence::arrived(const std::string& member_id) {
    const std::lock_guard lock(mutex_);
    ++members_[member_id].connections;
}

void Presence::left(const std::string& member_id) {
    const std::lock_guard lock(mutex_);
    auto& member = members_[member_id];
    if (--member.connections > 0) return;
    member.left_at = clock_.now();
    leaving_.emplace_back(member.left_at, member_id);
}

void Presence::follows(const std::string& member_id, const std::string& hub_stream) {
    const std::lock_guard lock(mutex_);
    if (members_[member_id].hubs.insert(hub_stream).second) announce(hub_stream, member_id, true);
}

void Presence::lost(const std::string& member_id, const std::string& hub_stream) {
    const std::lock_guard lock(mutex_);
    if (members_[member_id].hubs.erase(hub_stream) > 0) announce(hub_stream, member_id, false);
}

bool Presence::is_present(std::string_view member_id) const {
    const std::lock_guard lock(mutex_);
    return members_.contains(member_id);
}

void Presence::tick() {
    std::vector<store::Notice> notices;
    {
        const std::lock_guard lock(mutex_);
        forget_those_who_left();
        for (auto next = untold_.begin(); next != untold_.end();) {
            notices.push_back(notice_for(next->first, next->second));
            next = next->second.empty() ? untold_.erase(next) : std::next(next);
        }
    }
    if (!notices.empty()) bus_.publish(notices);
}

void Presence::announce(const std::string& hub_stream, const std::string& member_id, bool present) {
    untold_[hub_stream][member_id] = present;
}

void Presence::forget_those_who_left() {
    const auto before = clock_.now() - std::chrono::microseconds(leaving_takes).count();
    for (; !leaving_.empty() && leaving_.front().first <= before; leaving_.pop_front()) {
        const auto known = members_.find(leaving_.front().second);
        if (known == members_.end() || known->second.connections > 0) continue;
        if (known->second.left_at != leaving_.front().first) continue;
        for (const auto& hub_stream : known->second.hubs) announce(hub_stream, known->first, false);
        members_.erase(known);
    }
}

}  // namespace ourplace::streams
