#include "streams/redis_cluster.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace ourplace::streams {
namespace {

Task<RedisAddress> known(RedisAddress address) { co_return address; }

}  // namespace

RedisCluster::RedisCluster(const boost::asio::any_io_executor& executor,
                           const std::shared_ptr<const RedisOptions>& options, const RedisUrl& url,
                           const std::shared_ptr<boost::asio::ssl::context>& tls, RedisEvents events, Metrics& metrics)
    : executor_(executor),
      options_(options),
      login_(url.servers.front().login),
      tls_(tls),
      events_(std::move(events)),
      metrics_(metrics),
      whole_(metrics.add_redis("cluster")),
      topology_(std::make_shared<RedisTopology>(executor, options, url, tls)),
      slots_(std::make_shared<const Slots>(redis_slots)) {
    topology_->start([this](const std::vector<RedisSlotRange>& ranges) { apply(ranges); });
}

RedisCluster::~RedisCluster() { stop(); }

void RedisCluster::subscribe(const std::string& channel) {
    const auto [entry, is_new] = channels_.try_emplace(channel);
    if (is_new) move(entry->first, entry->second);
}

void RedisCluster::unsubscribe(const std::string& channel) {
    const auto entry = channels_.find(channel);
    if (entry == channels_.end()) return;
    if (entry->second) entry->second->subscriptions().unsubscribe(channel);
    channels_.erase(entry);
}

void RedisCluster::publish(std::string_view channel, std::string_view payload) {
    if (const auto node = in_charge_of(channel)) return node->publish(channel, payload);
    const std::lock_guard lock(mutex_);
    whole_.dropped.add(1);
}

bool RedisCluster::is_up(std::string_view channel) const {
    const auto node = in_charge_of(channel);
    return node && node->is_up();
}

void RedisCluster::stop() {
    topology_->stop();
    for (const auto& [address, node] : nodes_) node->stop();
}

void RedisCluster::apply(const std::vector<RedisSlotRange>& ranges) {
    auto slots = std::make_shared<Slots>(redis_slots);
    std::set<std::string> in_charge;
    for (const auto& range : ranges) {
        const auto name = range.primary.text();
        in_charge.insert(name);
        auto& node = nodes_[name];
        if (!node) node = start_node(range.primary);
        for (auto slot = range.first; slot <= range.last; ++slot) slots->at(slot) = node;
    }
    const bool changed = *slots != *slots_;
    whole_.up.add((std::ranges::find(*slots, nullptr) == slots->end() ? 1 : 0) - whole_.up.value());
    {
        const std::lock_guard lock(mutex_);
        slots_ = std::move(slots);
    }
    for (auto& [channel, followed_at] : channels_) move(channel, followed_at);
    for (auto next = nodes_.begin(); next != nodes_.end();) {
        next->second->subscriptions().retry();
        if (in_charge.contains(next->first)) {
            ++next;
            continue;
        }
        next->second->stop();
        next = nodes_.erase(next);
    }
    if (changed) events_.changed();
}

RedisCluster::Node RedisCluster::start_node(const RedisAddress& address) {
    auto node =
        std::make_shared<RedisServer>(executor_, options_,
                                      RedisServer::Setup{.name = address.text(),
                                                         .kind = RedisChannelKind::sharded,
                                                         .login = login_,
                                                         .tls = tls_,
                                                         .find = [address] { return known(address); }},
                                      RedisServer::Events{.message = events_.message,
                                                          .subscribed = events_.subscribed,
                                                          .changed = events_.changed,
                                                          .doubted = [topology = topology_] { topology->doubt(); }},
                                      metrics_.add_redis(address.text()));
    node->start();
    return node;
}

void RedisCluster::move(const std::string& channel, Node& followed_at) {
    auto node = in_charge_of(channel);
    if (node == followed_at) return;
    if (node) node->subscriptions().subscribe(channel);
    if (followed_at) followed_at->subscriptions().unsubscribe(channel);
    followed_at = std::move(node);
}

RedisCluster::Node RedisCluster::in_charge_of(std::string_view channel) const {
    const auto slot = redis_slot(channel);
    const std::lock_guard lock(mutex_);
    return (*slots_)[slot];
}

}  // namespace ourplace::streams
