// What Redis speaks (RESP2), by hiredis: only its parser and its formatter, over bytes that we carry ourselves.
#pragma once

#include <cstddef>
#include <hiredis/hiredis.h>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace ourplace::streams {

struct FreeRedisReply {
    void operator()(redisReply* reply) const { freeReplyObject(reply); }
};
using RedisReply = std::unique_ptr<redisReply, FreeRedisReply>;

// Replies from the bytes of one connection.
class RedisReader {
  public:
    // A reply that needs more bytes than this, give or take what is fed at once, is refused.
    explicit RedisReader(std::size_t max_reply_bytes);

    void feed(std::string_view bytes);
    // The next reply, or none before more bytes are fed. After an error the connection is of no use any more.
    [[nodiscard]] Result<RedisReply> next();

  private:
    struct Free {
        void operator()(redisReader* reader) const { redisReaderFree(reader); }
    };
    std::size_t max_reply_bytes_;
    std::size_t fed_since_reply_ = 0;
    std::unique_ptr<redisReader, Free> reader_;
};

void append_redis_command(std::string& out, std::span<const std::string_view> words);

// Of a string, status or error; empty for anything else.
[[nodiscard]] std::string_view text_of(const redisReply& reply);
[[nodiscard]] std::span<redisReply* const> elements_of(const redisReply& reply);

// The kind of an error reply, its first word: "NOPERM", "MOVED". The rest may repeat what we sent, which no log may hold.
[[nodiscard]] std::string_view kind_of_error(const redisReply& reply);

}  // namespace ourplace::streams
