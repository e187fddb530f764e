#include "streams/redis_topology.hpp"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/crc.hpp>
#include <limits>
#include <utility>

#include "base/log.hpp"
#include "streams/redis_greeting.hpp"

namespace ourplace::streams {
namespace asio = boost::asio;

std::size_t redis_slot(std::string_view channel) {
    const auto begin = channel.find('{');
    if (begin != std::string_view::npos) {
        const auto end = channel.find('}', begin + 1);
        if (end != std::string_view::npos && end > begin + 1) channel = channel.substr(begin + 1, end - begin - 1);
    }
    boost::crc_optimal<16, 0x1021, 0, 0, false, false> crc;
    crc.process_bytes(channel.data(), channel.size());
    return crc.checksum() % redis_slots;
}

Result<std::vector<RedisSlotRange>> parse_cluster_slots(const redisReply& reply, const std::string& asked_host) {
    const auto wrong = [] { return std::unexpected(Error::unavailable("its answer to CLUSTER SLOTS cannot be read")); };
    const auto number = [](const redisReply& from, long long most) -> long long {
        return from.type == REDIS_REPLY_INTEGER && from.integer >= 0 && from.integer <= most ? from.integer : -1;
    };
    if (reply.type != REDIS_REPLY_ARRAY) return wrong();
    std::vector<RedisSlotRange> ranges;
    for (const auto* const range : elements_of(reply)) {
        const auto parts = elements_of(*range);
        if (parts.size() < 3) return wrong();
        const auto primary = elements_of(*parts[2]);
        if (primary.size() < 2) return wrong();
        const auto first = number(*parts[0], redis_slots - 1);
        const auto last = number(*parts[1], redis_slots - 1);
        const auto port = number(*primary[1], std::numeric_limits<std::uint16_t>::max());
        if (first < 0 || last < first || port <= 0) return wrong();
        auto host = std::string(text_of(*primary[0]));
        if (host.empty() || host == "?") host = asked_host;
        ranges.push_back({.first = static_cast<std::size_t>(first),
                          .last = static_cast<std::size_t>(last),
                          .primary = {.host = std::move(host), .port = static_cast<std::uint16_t>(port)}});
    }
    return ranges;
}

RedisTopology::RedisTopology(const asio::any_io_executor& executor, std::shared_ptr<const RedisOptions> options,
                             RedisUrl url, std::shared_ptr<asio::ssl::context> tls)
    : executor_(executor),
      options_(std::move(options)),
      url_(std::move(url)),
      tls_(std::move(tls)),
      tasks_(executor),
      timer_(executor) {
    for (const auto& server : url_.servers) nodes_.push_back(server.address);
}

void RedisTopology::start(Tell tell) {
    tell_ = std::move(tell);
    tasks_.spawn(run());
}

void RedisTopology::doubt() {
    if (std::exchange(doubted_, true)) return;
    timer_.cancel();
}

void RedisTopology::stop() {
    stopped_ = true;
    timer_.cancel();
}

asio::awaitable<void> RedisTopology::run() {
    const auto self = shared_from_this();
    while (!stopped_) {
        doubted_ = false;
        const auto ranges = co_await ask_somebody();
        if (stopped_) break;
        if (ranges) {
            reported_.clear();
            tell_(*ranges);
        } else {
            if (std::exchange(reported_, ranges.error().message) != ranges.error().message)
                log::error("the redis cluster cannot be asked", {{"reason", ranges.error().message}});
            doubted_ = true;
        }
        co_await wait_for_doubt();
    }
}

Task<std::vector<RedisSlotRange>> RedisTopology::ask_somebody() {
    Error failed;
    const auto nodes = nodes_;
    for (std::size_t tried = 0; tried < nodes.size() && !stopped_; ++tried) {
        const auto& node = nodes[next_++ % nodes.size()];
        auto ranges = co_await ask(node);
        if (ranges) {
            nodes_.clear();
            for (const auto& server : url_.servers) nodes_.push_back(server.address);
            for (const auto& range : *ranges) {
                if (std::ranges::find(nodes_, range.primary) == nodes_.end()) nodes_.push_back(range.primary);
            }
            co_return ranges;
        }
        failed = std::move(ranges.error());
        failed.message = "the node " + node.text() + ": " + failed.message;
    }
    co_return std::unexpected(std::move(failed));
}

Task<std::vector<RedisSlotRange>> RedisTopology::ask(RedisAddress node) {
    const auto connection =
        std::make_shared<RedisConnection>(executor_, options_, tls_, std::numeric_limits<std::size_t>::max());
    if (auto entered = co_await enter_redis(*connection, node, url_.servers.front().login); !entered)
        co_return std::unexpected(std::move(entered.error()));
    const auto reply = co_await connection->call({"CLUSTER", "SLOTS"});
    connection->close();
    if (!reply) co_return std::unexpected(reply.error());
    if ((*reply)->type == REDIS_REPLY_ERROR) {
        auto refusal = redis_refusal("CLUSTER SLOTS", kind_of_error(**reply));
        if (kind_of_error(**reply) == "ERR") refusal.message += ": is it part of a cluster?";
        co_return std::unexpected(std::move(refusal));
    }
    auto ranges = parse_cluster_slots(**reply, node.host);
    if (ranges && ranges->empty()) co_return std::unexpected(Error::unavailable("it knows of no slots yet"));
    co_return ranges;
}

// Not more often than attempts are made, however much there is to doubt.
asio::awaitable<void> RedisTopology::wait_for_doubt() {
    const auto asked_at = std::chrono::steady_clock::now();
    if (!doubted_) co_await wait(options_->topology_every);
    const auto pause = options_->retry_least;
    const auto passed = std::chrono::steady_clock::now() - asked_at;
    if (!stopped_ && passed < pause) co_await wait(std::chrono::ceil<std::chrono::milliseconds>(pause - passed));
}

asio::awaitable<void> RedisTopology::wait(std::chrono::milliseconds duration) {
    timer_.expires_after(duration);
    boost::system::error_code woken;
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, woken));
}

}  // namespace ourplace::streams
