#include "streams/redis_servers.hpp"

#include <algorithm>
#include <utility>

#include "streams/redis_sentinels.hpp"

namespace ourplace::streams {
namespace {

Task<RedisAddress> known(RedisAddress address) { co_return address; }

RedisServer::Events events_of_server(const RedisEvents& events) {
    return {.message = events.message, .subscribed = events.subscribed, .changed = events.changed, .doubted = [] {}};
}

}  // namespace

std::uint64_t rendezvous_weight(std::string_view server, std::string_view channel) {
    // FNV-1a over both with a zero byte between them, and the finish of SplitMix64, which spreads the last bytes.
    std::uint64_t hash = 0xcbf29ce484222325U;
    const auto take = [&hash](char byte) {
        hash ^= static_cast<unsigned char>(byte);
        hash *= 0x100000001b3U;
    };
    std::ranges::for_each(server, take);
    take('\0');
    std::ranges::for_each(channel, take);
    hash = (hash ^ (hash >> 30U)) * 0xbf58476d1ce4e5b9U;
    hash = (hash ^ (hash >> 27U)) * 0x94d049bb133111ebU;
    return hash ^ (hash >> 31U);
}

RedisServers::RedisServers(const boost::asio::any_io_executor& executor,
                           const std::shared_ptr<const RedisOptions>& options, const RedisUrl& url,
                           const std::shared_ptr<boost::asio::ssl::context>& tls, const RedisEvents& events,
                           Metrics& metrics) {
    const auto add = [&](RedisServer::Setup setup) {
        auto& counted = metrics.add_redis(setup.name);
        servers_.push_back(
            std::make_shared<RedisServer>(executor, options, std::move(setup), events_of_server(events), counted));
    };
    if (url.kind == RedisUrl::Kind::sentinel) {
        const auto sentinels = std::make_shared<RedisSentinels>(executor, options, url, tls);
        add({.name = url.primary, .login = url.servers.front().login, .tls = tls, .find = [sentinels] {
                 return sentinels->find_primary();
             }});
    } else {
        for (const auto& server : url.servers) {
            add({.name = server.address.text(),
                 .login = server.login,
                 .tls = server.tls ? tls : nullptr,
                 .find = [address = server.address] { return known(address); }});
        }
    }
    for (const auto& server : servers_) server->start();
}

RedisServers::~RedisServers() { stop(); }

void RedisServers::subscribe(const std::string& channel) { in_charge_of(channel).subscriptions().subscribe(channel); }

void RedisServers::unsubscribe(const std::string& channel) {
    in_charge_of(channel).subscriptions().unsubscribe(channel);
}

void RedisServers::publish(std::string_view channel, std::string_view payload) {
    in_charge_of(channel).publish(channel, payload);
}

bool RedisServers::is_up(std::string_view channel) const { return in_charge_of(channel).is_up(); }

void RedisServers::stop() {
    for (const auto& server : servers_) server->stop();
}

RedisServer& RedisServers::in_charge_of(std::string_view channel) const {
    if (servers_.size() == 1) return *servers_.front();
    return **std::ranges::max_element(servers_, {}, [channel](const std::shared_ptr<RedisServer>& server) {
        return rendezvous_weight(server->name(), channel);
    });
}

}  // namespace ourplace::streams
