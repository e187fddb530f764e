#include "streams/redis_greeting.hpp"

#include <array>
#include <charconv>
#include <string>
#include <utility>
#include <vector>

namespace ourplace::streams {
namespace {

struct Meaning {
    std::string_view kind;
    std::string_view means;
};
constexpr std::array meanings{
    Meaning{"WRONGPASS", "the user name or the password is wrong"},
    Meaning{"NOAUTH", "it wants a password; the URL has none"},
    Meaning{"NOPERM", "the user may not use this command or this channel; see its ACL"},
    Meaning{"DENIED", "it is in protected mode and wants a password"},
    Meaning{"READONLY", "it is a replica"},
    Meaning{"OOM", "it is out of memory"},
};

// As a number that can be compared: 7.0.15 is 7'000. Nothing when it does not say.
int version_in(std::string_view info) {
    constexpr std::string_view label = "redis_version:";
    const auto begin = info.find(label);
    if (begin == std::string_view::npos) return 0;
    info.remove_prefix(begin + label.size());
    int major = 0;
    int minor = 0;
    const auto [end, failed] = std::from_chars(info.data(), info.data() + info.size(), major);
    if (failed != std::errc() || end == info.data() + info.size() || *end != '.') return 0;
    std::from_chars(end + 1, info.data() + info.size(), minor);
    return major * 1'000 + minor;
}

// The reply to a command, with an error reply as an error.
Task<RedisReply> ask(RedisConnection& connection, std::vector<std::string> words) {
    const auto command = words.front();
    auto reply = co_await connection.call(std::move(words));
    if (reply && (*reply)->type == REDIS_REPLY_ERROR)
        co_return std::unexpected(redis_refusal(command, kind_of_error(**reply)));
    co_return reply;
}

}  // namespace

Error redis_refusal(std::string_view command, std::string_view kind) {
    std::string message = "it refused " + std::string(command) + " with " + std::string(kind);
    // Will be different in a moment, and is nobody's mistake.
    if (kind == "LOADING" || kind == "MASTERDOWN" || kind == "CLUSTERDOWN" || kind == "TRYAGAIN")
        return Error::unavailable(std::move(message));
    for (const auto& meaning : meanings) {
        if (meaning.kind == kind) message += ": " + std::string(meaning.means);
    }
    return Error::failed_precondition({}, std::move(message));
}

Task<void> enter_redis(RedisConnection& connection, RedisAddress address, RedisLogin login) {
    if (auto connected = co_await connection.connect(std::move(address)); !connected) co_return connected;
    if (login.password.empty()) co_return Result<void>();
    co_return co_await sign_in_to_redis(connection, std::move(login));
}

Task<void> sign_in_to_redis(RedisConnection& connection, RedisLogin login) {
    std::vector<std::string> words{"AUTH"};
    if (!login.user.empty()) words.push_back(std::move(login.user));
    words.push_back(std::move(login.password));
    auto reply = co_await ask(connection, std::move(words));
    if (!reply) co_return std::unexpected(std::move(reply.error()));
    co_return Result<void>();
}

Result<void> check_redis_role(const redisReply& role) {
    const auto parts = elements_of(role);
    if (!parts.empty() && text_of(*parts[0]) == "master") return {};
    return std::unexpected(
        Error::failed_precondition({}, "it is a replica, where publishing reaches nobody else; the primary is needed"));
}

Task<void> check_redis_server(RedisConnection& connection, RedisChannelKind kind) {
    const auto info = co_await ask(connection, {"INFO", "server"});
    if (!info) co_return std::unexpected(info.error());
    const bool sharded = kind == RedisChannelKind::sharded;
    if (version_in(text_of(**info)) < (sharded ? 7'000 : 6'002)) {
        co_return std::unexpected(Error::failed_precondition(
            {}, sharded ? "its version is below 7.0, which a cluster needs" : "its version is below 6.2"));
    }
    const auto role = co_await ask(connection, {"ROLE"});
    if (!role) co_return std::unexpected(role.error());
    co_return check_redis_role(**role);
}

}  // namespace ourplace::streams
