#include "streams/redis_subscriptions.hpp"

#include <array>
#include <utility>

namespace ourplace::streams {
namespace {

struct Words {
    std::string_view subscribe;
    std::string_view unsubscribe;
    std::string_view message;
};
constexpr Words plain{"SUBSCRIBE", "UNSUBSCRIBE", "message"};
constexpr Words sharded{"SSUBSCRIBE", "SUNSUBSCRIBE", "smessage"};

constexpr const Words& words_of(RedisChannelKind kind) { return kind == RedisChannelKind::plain ? plain : sharded; }

}  // namespace

void RedisSubscriptions::subscribe(const std::string& channel) {
    auto& entry = *channels_.try_emplace(channel).first;
    if (std::exchange(entry.second.wanted, true)) return;
    ask(words_of(kind_).subscribe, entry);
}

void RedisSubscriptions::unsubscribe(const std::string& channel) {
    const auto found = channels_.find(channel);
    if (found == channels_.end() || !std::exchange(found->second.wanted, false)) return;
    // What was refused or taken away is not there to be given up.
    if (std::exchange(found->second.confirmed, false) || found->second.unanswered > 0)
        ask(words_of(kind_).unsubscribe, *found);
    settle(found);
}

void RedisSubscriptions::retry() {
    for (auto& entry : channels_) {
        if (entry.second.wanted && !entry.second.confirmed && entry.second.unanswered == 0)
            ask(words_of(kind_).subscribe, entry);
    }
}

bool RedisSubscriptions::follows(std::string_view channel) const {
    const auto found = channels_.find(channel);
    return found != channels_.end() && found->second.wanted;
}

void RedisSubscriptions::use(std::shared_ptr<RedisConnection> connection) {
    connection_ = std::move(connection);
    asked_.clear();
    for (auto next = channels_.begin(); next != channels_.end();) {
        next->second.confirmed = false;
        next->second.unanswered = 0;
        settle(next++);
    }
    retry();
}

void RedisSubscriptions::take(const redisReply& reply) {
    if (reply.type == REDIS_REPLY_ERROR) {
        if (asked_.empty()) return;
        const auto channel = channels_.find(std::exchange(asked_.front(), {}));
        asked_.pop_front();
        if (channel != channels_.end()) {
            --channel->second.unanswered;
            settle(channel);
        }
        events_.refused(kind_of_error(reply));
        return;
    }
    const auto parts = elements_of(reply);
    if (parts.size() != 3) return;
    const auto what = text_of(*parts[0]);
    const auto channel = text_of(*parts[1]);
    if (what == words_of(kind_).message) {
        if (follows(channel)) events_.message(channel, text_of(*parts[2]));
    } else if (what == "subscribe" || what == "ssubscribe") {
        take_answer(channel, true);
    } else if (what == "unsubscribe" || what == "sunsubscribe") {
        take_answer(channel, false);
    }
}

void RedisSubscriptions::ask(std::string_view command, Channels::value_type& channel) {
    if (!connection_) return;
    // A closed connection refuses; everything is asked again through the next one.
    if (!connection_->send(std::array{command, std::string_view(channel.first)})) return;
    asked_.push_back(channel.first);
    ++channel.second.unanswered;
}

void RedisSubscriptions::take_answer(std::string_view channel, bool subscribed) {
    const auto found = channels_.find(channel);
    if (!asked_.empty() && asked_.front() == channel) {
        asked_.pop_front();
        if (found != channels_.end()) --found->second.unanswered;
    } else if (!subscribed && found != channels_.end() && found->second.wanted) {
        // Nobody asked: the channel's slot has moved to another node.
        found->second.confirmed = false;
        events_.taken_away();
        return;
    }
    if (found == channels_.end()) return;
    if (subscribed && found->second.wanted && found->second.unanswered == 0) {
        found->second.confirmed = true;
        events_.confirmed(std::string(channel));
        return;
    }
    settle(found);
}

void RedisSubscriptions::settle(Channels::iterator channel) {
    if (!channel->second.wanted && channel->second.unanswered == 0) channels_.erase(channel);
}

}  // namespace ourplace::streams
