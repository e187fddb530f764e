#include "streams/redis_url.hpp"

#include <algorithm>
#include <array>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <optional>
#include <utility>

namespace ourplace::streams {
namespace {

constexpr std::uint16_t redis_port = 6379;
constexpr std::uint16_t sentinel_port = 26379;

struct Scheme {
    std::string_view name;
    RedisUrl::Kind kind;
    bool tls;
};
constexpr std::array schemes{
    Scheme{"redis", RedisUrl::Kind::servers, false},
    Scheme{"rediss", RedisUrl::Kind::servers, true},
    Scheme{"redis-cluster", RedisUrl::Kind::cluster, false},
    Scheme{"rediss-cluster", RedisUrl::Kind::cluster, true},
    Scheme{"redis-sentinel", RedisUrl::Kind::sentinel, false},
    Scheme{"rediss-sentinel", RedisUrl::Kind::sentinel, true},
};

std::unexpected<Error> wrong(std::string what) {
    return std::unexpected(Error::invalid("redis_url", "redis_url: " + std::move(what)));
}

const Scheme* find_scheme(std::string_view name) {
    const auto* const found = std::ranges::find(schemes, name, &Scheme::name);
    return found == schemes.end() ? nullptr : found;
}

std::vector<std::string_view> split_at_commas(std::string_view text) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto comma = text.find(',');
        parts.push_back(text.substr(0, comma));
        if (comma == std::string_view::npos) return parts;
        text.remove_prefix(comma + 1);
    }
}

// `text` is one URL with one host. Boost.URL knows what is percent-encoded and what an address is.
Result<RedisUrl::Server> parse_server(const Scheme& scheme, const std::string& text) {
    // Boost.URL lets a second @ pass.
    const auto parsed = boost::urls::parse_uri(text);
    if (!parsed || std::ranges::count(text, '@') > 1) {
        return wrong(
            "cannot be read. In the user and the password everything but letters, digits and -._~ must be "
            "percent-encoded (@ is %40), and a port is a number.");
    }
    const auto& url = *parsed;
    RedisUrl::Server server;
    server.tls = scheme.tls;
    server.address.host = url.host_address();
    if (server.address.host.empty()) return wrong("a host is missing.");
    if (url.has_query() || url.has_fragment()) return wrong("nothing may follow after a ? or a #.");
    server.address.port = scheme.kind == RedisUrl::Kind::sentinel ? sentinel_port : redis_port;
    if (url.has_port()) {
        server.address.port = url.port_number();  // 0 also for what is no port
        if (server.address.port == 0) return wrong("the port must be a number from 1 to 65535.");
    }
    if (url.has_userinfo()) {
        server.login = {.user = url.user(), .password = url.password()};
        if (server.login.password.empty()) {
            return wrong("a password is missing: user:password@host, or :password@host for the default user.");
        }
    }
    return server;
}

Result<RedisUrl> parse_servers(std::string_view text) {
    RedisUrl made;
    for (const auto part : split_at_commas(text)) {
        const auto* const scheme = find_scheme(part.substr(0, part.find("://")));
        if (scheme == nullptr || scheme->kind != RedisUrl::Kind::servers) {
            return wrong("each of several independent servers is written redis://host:port or rediss://host:port.");
        }
        auto server = parse_server(*scheme, std::string(part));
        if (!server) return std::unexpected(std::move(server.error()));
        const auto path = part.find('/', part.find("://") + 3);
        if (path != std::string_view::npos && path + 1 != part.size()) {
            return wrong("nothing may follow the port; channels know no database numbers.");
        }
        if (std::ranges::find(made.servers, server->address, &RedisUrl::Server::address) != made.servers.end()) {
            return wrong("the server " + server->address.text() + " is named twice.");
        }
        made.servers.push_back(*std::move(server));
    }
    return made;
}

// A cluster's nodes or sentinels: one scheme, one login, several hosts, and a name for sentinels.
Result<RedisUrl> parse_nodes(const Scheme& scheme, std::string_view rest) {
    RedisUrl made;
    made.kind = scheme.kind;
    const auto slash = rest.find('/');
    if (slash != std::string_view::npos) {
        made.primary = rest.substr(slash + 1);
        rest = rest.substr(0, slash);
    }
    const auto is_name = [](char each) {
        return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') || (each >= '0' && each <= '9') ||
               each == '-' || each == '_' || each == '.';
    };
    if (scheme.kind == RedisUrl::Kind::cluster && !made.primary.empty()) return wrong("nothing may follow the nodes.");
    if (scheme.kind == RedisUrl::Kind::sentinel &&
        (made.primary.empty() || !std::ranges::all_of(made.primary, is_name))) {
        return wrong(
            "the primary's name is missing after the sentinels: redis-sentinel://host:port,host:port/name, of letters, "
            "digits and -._");
    }
    std::optional<RedisLogin> login;
    for (const auto part : split_at_commas(rest)) {
        auto server = parse_server(scheme, std::string(scheme.name) + "://" + std::string(part));
        if (!server) return std::unexpected(std::move(server.error()));
        if (!login)
            login = server->login;
        else if (!server->login.password.empty())
            return wrong("the user and the password stand before the first host only.");
        server->login = *login;
        made.servers.push_back(*std::move(server));
    }
    return made;
}

}  // namespace

std::string RedisAddress::text() const {
    const bool is_ipv6 = host.contains(':');
    return (is_ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Result<RedisUrl> parse_redis_url(std::string_view text) {
    const auto after_scheme = text.find("://");
    const auto* const scheme =
        after_scheme == std::string_view::npos ? nullptr : find_scheme(text.substr(0, after_scheme));
    if (scheme == nullptr) {
        return wrong(
            "must begin with redis:// or rediss:// (TLS), redis-cluster:// or rediss-cluster://, redis-sentinel:// or "
            "rediss-sentinel://.");
    }
    if (scheme->kind == RedisUrl::Kind::servers) return parse_servers(text);
    return parse_nodes(*scheme, text.substr(after_scheme + 3));
}

}  // namespace ourplace::streams
