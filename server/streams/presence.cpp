#include "streams/presence.hpp"

#include <algorithm>
#include <chrono>
#include <ranges>

#include "ourplace/v1/wire.pb.h"

namespace ourplace::streams {
namespace {

// When everybody comes back at once, each hub learns of them bit by bit.
constexpr std::size_t max_told_per_tick = 100;
// Somebody with a few hubs takes about 100 bytes.
constexpr std::size_t max_said_together = 500;

constexpr Timestamp us(std::chrono::seconds time) { return std::chrono::microseconds(time).count(); }

}  // namespace

// Takes up to the limit out of `untold`.
store::Notice Presence::notice_for(const std::string& hub_stream, std::map<std::string, State>& untold) {
    v1::ServerFrame frame;
    for (std::size_t told = 0; told < max_told_per_tick && !untold.empty(); ++told) {
        const auto next = untold.begin();
        auto& changed = *frame.add_items()->mutable_presence_changed();
        changed.set_member_id(next->first);
        changed.set_present(next->second == State::present);
        changed.set_unknown(next->second == State::unknown);
        untold.erase(next);
    }
    return {.kind = store::Notice::Kind::ephemeral,
            .key = hub_stream,
            .number = 0,
            .bytes = std::make_shared<const std::string>(frame.SerializeAsString())};
}

Presence::Presence(const Clock& clock, Bus& here, Tell tell) : clock_(clock), here_(here), tell_(std::move(tell)) {}

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
    if (++members_[member_id].connections == 1) changed_here(member_id);
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
    if (!members_[member_id].hubs.insert(hub_stream).second) return;
    changed_here(member_id);
    if (!is_elsewhere(hub_stream, member_id)) announce(hub_stream, member_id, State::present);
}

void Presence::lost(const std::string& member_id, const std::string& hub_stream) {
    const std::lock_guard lock(mutex_);
    if (members_[member_id].hubs.erase(hub_stream) == 0) return;
    changed_here(member_id);
    announce_if_gone(hub_stream, member_id, State::away);
}

void Presence::heard(const std::string& node_id, const v1::NodePresence& said) {
    const std::lock_guard lock(mutex_);
    if (!hears_others_) return;
    auto& node = nodes_[node_id];
    node.heard_at = clock_.now();
    says_all_ = says_all_ || said.asks();
    if (said.parts() == 0) {
        for (const auto& member : said.members())
            set_elsewhere(node, member.member_id(), {member.hub_streams().begin(), member.hub_streams().end()});
        return;
    }
    if (said.part() == 1) {
        node.next.clear();
        node.parts_heard = 0;
    }
    // With a part missing the next saying counts.
    if (said.part() != node.parts_heard + 1) return;
    node.parts_heard = said.part();
    for (const auto& member : said.members())
        node.next[member.member_id()] = {member.hub_streams().begin(), member.hub_streams().end()};
    if (said.part() == said.parts()) replace(node, std::exchange(node.next, {}));
}

void Presence::hears_others(bool hears) {
    const std::lock_guard lock(mutex_);
    if (std::exchange(hears_others_, hears) == hears) return;
    asks_ = says_all_ = hears;
    if (hears) return;
    while (!nodes_.empty()) forget(nodes_.begin(), State::unknown);
}

bool Presence::is_present(std::string_view member_id) const {
    const std::lock_guard lock(mutex_);
    // Who is told to nobody is not told to whoever asks.
    const auto here = members_.find(member_id);
    return (here != members_.end() && !here->second.hubs.empty()) ||
           std::ranges::any_of(nodes_, [&](const auto& node) { return node.second.members.contains(member_id); });
}

bool Presence::knows_everybody() const {
    const std::lock_guard lock(mutex_);
    return !tell_ || hears_others_;
}

void Presence::tick() {
    std::vector<store::Notice> notices;
    std::vector<v1::NodePresence> said;
    {
        const std::lock_guard lock(mutex_);
        forget_those_who_left();
        forget_silent_nodes();
        for (auto next = untold_.begin(); next != untold_.end();) {
            notices.push_back(notice_for(next->first, next->second));
            next = next->second.empty() ? untold_.erase(next) : std::next(next);
        }
        if (tell_ && hears_others_) said = sayings();
    }
    if (!notices.empty()) here_.publish(notices);
    for (const auto& saying : said) tell_(saying);
}

bool Presence::is_here(const std::string& hub_stream, std::string_view member_id) const {
    const auto known = members_.find(member_id);
    return known != members_.end() && known->second.hubs.contains(hub_stream);
}

bool Presence::is_elsewhere(const std::string& hub_stream, std::string_view member_id) const {
    return std::ranges::any_of(nodes_, [&](const auto& node) {
        const auto known = node.second.members.find(member_id);
        return known != node.second.members.end() && known->second.contains(hub_stream);
    });
}

void Presence::announce(const std::string& hub_stream, const std::string& member_id, State state) {
    untold_[hub_stream][member_id] = state;
}

void Presence::announce_if_gone(const std::string& hub_stream, const std::string& member_id, State state) {
    if (!is_here(hub_stream, member_id) && !is_elsewhere(hub_stream, member_id)) announce(hub_stream, member_id, state);
}

void Presence::changed_here(const std::string& member_id) {
    if (tell_) unsaid_.insert(member_id);
}

void Presence::set_elsewhere(Node& node, const std::string& member_id, Hubs hubs) {
    auto& known = node.members[member_id];
    for (const auto& hub_stream : hubs) {
        if (!is_here(hub_stream, member_id) && !is_elsewhere(hub_stream, member_id))
            announce(hub_stream, member_id, State::present);
    }
    const auto before = std::exchange(known, std::move(hubs));
    for (const auto& hub_stream : before) {
        if (!known.contains(hub_stream)) announce_if_gone(hub_stream, member_id, State::away);
    }
    if (known.empty()) node.members.erase(member_id);
}

void Presence::replace(Node& node, Members members) {
    std::vector<std::string> gone;
    for (const auto& member_id : node.members | std::views::keys) {
        if (!members.contains(member_id)) gone.push_back(member_id);
    }
    for (const auto& member_id : gone) set_elsewhere(node, member_id, {});
    for (auto& [member_id, hubs] : members) set_elsewhere(node, member_id, std::move(hubs));
}

void Presence::forget(std::map<std::string, Node>::iterator node, State state) {
    const auto members = std::move(node->second.members);
    nodes_.erase(node);
    for (const auto& [member_id, hubs] : members) {
        for (const auto& hub_stream : hubs) announce_if_gone(hub_stream, member_id, state);
    }
}

void Presence::forget_those_who_left() {
    const auto before = clock_.now() - us(leaving_takes);
    for (; !leaving_.empty() && leaving_.front().first <= before; leaving_.pop_front()) {
        const auto known = members_.find(leaving_.front().second);
        if (known == members_.end() || known->second.connections > 0) continue;
        if (known->second.left_at != leaving_.front().first) continue;
        const auto [member_id, member] = std::move(*known);
        members_.erase(known);
        changed_here(member_id);
        for (const auto& hub_stream : member.hubs) announce_if_gone(hub_stream, member_id, State::away);
    }
}

void Presence::forget_silent_nodes() {
    const auto before = clock_.now() - us(heard_within);
    for (auto next = nodes_.begin(); next != nodes_.end();) {
        const auto node = next++;
        if (node->second.heard_at <= before) forget(node, State::away);
    }
}

std::vector<v1::NodePresence> Presence::sayings() {
    std::vector<v1::NodePresence> said;
    const bool says_all = std::exchange(says_all_, false) || said_all_at_ + us(said_every) <= clock_.now();
    if (says_all) {
        said_all_at_ = clock_.now();
        unsaid_.clear();
        for (const auto& member_id : members_ | std::views::keys) unsaid_.insert(member_id);
    }
    while (!unsaid_.empty() || (says_all && said.empty())) {
        auto& saying = said.emplace_back();
        for (std::size_t count = 0; count < max_said_together && !unsaid_.empty(); ++count) {
            const auto member_id = unsaid_.extract(unsaid_.begin()).value();
            auto& member = *saying.add_members();
            member.set_member_id(member_id);
            const auto known = members_.find(member_id);
            if (known == members_.end()) continue;
            for (const auto& hub_stream : known->second.hubs) member.add_hub_streams(hub_stream);
        }
        if (says_all) saying.set_part(static_cast<std::uint32_t>(said.size()));
    }
    if (says_all) {
        for (auto& saying : said) saying.set_parts(static_cast<std::uint32_t>(said.size()));
    }
    if (!said.empty()) said.front().set_asks(std::exchange(asks_, false));
    return said;
}

}  // namespace ourplace::streams
