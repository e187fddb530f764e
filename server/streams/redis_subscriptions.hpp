// The channels that are followed through one Redis server, kept while connections to it come and go. Executor only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "streams/redis_codec.hpp"
#include "streams/redis_connection.hpp"

namespace ourplace::streams {

// Sharded: a channel lives on the node of a cluster that holds its slot.
enum class RedisChannelKind : std::uint8_t { plain, sharded };

class RedisSubscriptions {
  public:
    struct Events {
        std::function<void(std::string_view channel, std::string_view payload)> message;
        // Confirmed by the server, and nothing later was asked about this channel.
        std::function<void(const std::string& channel)> confirmed;
        // Refused, with the kind of the error reply, or taken away by the server.
        std::function<void(std::string_view kind)> refused;
        std::function<void()> taken_away;
    };
    RedisSubscriptions(RedisChannelKind kind, Events events) : kind_(kind), events_(std::move(events)) {}

    void subscribe(const std::string& channel);
    void unsubscribe(const std::string& channel);
    // Asks again for what the server refused or took away.
    void retry();
    [[nodiscard]] bool follows(std::string_view channel) const;

    // Asks for everything through a new connection; nullptr when it is lost.
    void use(std::shared_ptr<RedisConnection> connection);
    // What the connection received.
    void take(const redisReply& reply);

  private:
    struct Followed {
        bool wanted = false;
        bool confirmed = false;
        int unanswered = 0;
    };
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
    };
    using Channels = std::unordered_map<std::string, Followed, Hash, std::equal_to<>>;

    void ask(std::string_view command, Channels::value_type& channel);
    void take_answer(std::string_view channel, bool subscribed);
    void settle(Channels::iterator channel);

    RedisChannelKind kind_;
    Events events_;
    std::shared_ptr<RedisConnection> connection_;
    Channels channels_;
    // What was asked about, in order: an error reply does not say which channel it refuses.
    std::deque<std::string> asked_;
};

}  // namespace ourplace::streams
