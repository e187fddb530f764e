#include "streams/redis_sentinels.hpp"

#include <charconv>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "streams/redis_greeting.hpp"

namespace ourplace::streams {

RedisSentinels::RedisSentinels(boost::asio::any_io_executor executor, std::shared_ptr<const RedisOptions> options,
                               RedisUrl url, std::shared_ptr<boost::asio::ssl::context> tls)
    : executor_(std::move(executor)), options_(std::move(options)), url_(std::move(url)), tls_(std::move(tls)) {}

Task<RedisAddress> RedisSentinels::find_primary() {
    const auto self = shared_from_this();
    Error failed;
    for (std::size_t tried = 0; tried < url_.servers.size(); ++tried) {
        const auto index = (first_ + tried) % url_.servers.size();
        auto primary = co_await ask(url_.servers[index]);
        if (primary) {
            first_ = index;
            co_return primary;
        }
        failed = std::move(primary.error());
        failed.message = "the sentinel " + url_.servers[index].address.text() + ": " + failed.message;
    }
    co_return std::unexpected(std::move(failed));
}

Task<RedisAddress> RedisSentinels::ask(RedisUrl::Server sentinel) {
    const auto connection = std::make_shared<RedisConnection>(executor_, options_, sentinel.tls ? tls_ : nullptr,
                                                              std::numeric_limits<std::size_t>::max());
    // Many sentinels want no password though their primary does, so they get it only when they ask for it.
    auto entered = co_await enter_redis(*connection, sentinel.address, {});
    if (!entered) co_return std::unexpected(std::move(entered.error()));
    const std::vector<std::string> question{"SENTINEL", "get-master-addr-by-name", url_.primary};
    auto reply = co_await connection->call(question);
    if (reply && (*reply)->type == REDIS_REPLY_ERROR && kind_of_error(**reply) == "NOAUTH" &&
        !sentinel.login.password.empty()) {
        auto signed_in = co_await sign_in_to_redis(*connection, sentinel.login);
        if (!signed_in) co_return std::unexpected(std::move(signed_in.error()));
        reply = co_await connection->call(question);
    }
    connection->close();
    if (!reply) co_return std::unexpected(std::move(reply.error()));
    if ((*reply)->type == REDIS_REPLY_ERROR)
        co_return std::unexpected(redis_refusal("SENTINEL", kind_of_error(**reply)));
    const auto parts = elements_of(**reply);
    if (parts.size() != 2) {
        co_return std::unexpected(Error::failed_precondition({}, "it knows no primary by the name of " + url_.primary));
    }
    RedisAddress primary{.host = std::string(text_of(*parts[0])), .port = 0};
    const auto port = text_of(*parts[1]);
    std::from_chars(port.data(), port.data() + port.size(), primary.port);
    co_return primary;
}

}  // namespace ourplace::streams
