#include "streams/redis_channels.hpp"

#include <algorithm>
#include <boost/asio/ssl/context.hpp>
#include <utility>

#include "streams/redis_cluster.hpp"
#include "streams/redis_servers.hpp"
#include "streams/redis_url.hpp"

namespace ourplace::streams {
namespace {

namespace ssl = boost::asio::ssl;

Result<std::shared_ptr<ssl::context>> load_authorities(const RedisOptions& options) {
    auto context = std::make_shared<ssl::context>(ssl::context::tls_client);
    context->set_options(ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1);
    context->set_verify_mode(ssl::verify_peer);
    boost::system::error_code failed;
    if (options.ca_file.empty())
        context->set_default_verify_paths(failed);
    else
        context->load_verify_file(options.ca_file, failed);
    if (failed) {
        return std::unexpected(Error::invalid(
            "redis_ca_file",
            "redis_ca_file: " + options.ca_file + " must be a readable PEM file of certificates: " + failed.message()));
    }
    return context;
}

}  // namespace

Result<std::unique_ptr<RedisChannels>> RedisChannels::open(const boost::asio::any_io_executor& executor,
                                                           RedisOptions options, RedisEvents events, Metrics& metrics) {
    const auto url = parse_redis_url(options.url);
    if (!url) return std::unexpected(url.error());
    std::shared_ptr<ssl::context> tls;
    if (std::ranges::any_of(url->servers, &RedisUrl::Server::tls)) {
        auto loaded = load_authorities(options);
        if (!loaded) return std::unexpected(std::move(loaded.error()));
        tls = *std::move(loaded);
    }
    const auto shared = std::make_shared<const RedisOptions>(std::move(options));
    if (url->kind == RedisUrl::Kind::cluster)
        return std::make_unique<RedisCluster>(executor, shared, *url, tls, std::move(events), metrics);
    return std::make_unique<RedisServers>(executor, shared, *url, tls, events, metrics);
}

}  // namespace ourplace::streams
