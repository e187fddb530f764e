// What is said first on a new connection: who we are, and whether this server is of use to us.
#pragma once

#include <string_view>

#include "base/task.hpp"
#include "streams/redis_connection.hpp"
#include "streams/redis_subscriptions.hpp"

namespace ourplace::streams {

// Connects and, if the login has a password, signs in.
[[nodiscard]] Task<void> enter_redis(RedisConnection& connection, RedisAddress address, RedisLogin login);
[[nodiscard]] Task<void> sign_in_to_redis(RedisConnection& connection, RedisLogin login);

// An error when its version is too old for what we do, or when it is a replica.
[[nodiscard]] Task<void> check_redis_server(RedisConnection& connection, RedisChannelKind kind);
// The reply to ROLE: an error when it is a replica, since what is published there reaches nobody who is connected
// elsewhere.
[[nodiscard]] Result<void> check_redis_role(const redisReply& role);

// For a command that got an error reply: what that means, in our words. The server's may repeat what it was sent.
[[nodiscard]] Error redis_refusal(std::string_view command, std::string_view kind);

}  // namespace ourplace::streams
