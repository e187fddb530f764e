#include "streams/redis_codec.hpp"

#include <algorithm>
#include <array>
#include <new>
#include <stdexcept>
#include <utility>

namespace ourplace::streams {
namespace {

// CLUSTER SLOTS of a cluster in pieces has one for each of 16,384 slots.
constexpr int max_elements = 20'000;

// hiredis allocates what an array announces before any of it is there, so that a few bytes could cost gigabytes.
redisReplyObjectFunctions& limited_functions() {
    static const auto original = [] {
        const std::unique_ptr<redisReader, decltype(&redisReaderFree)> reader(redisReaderCreate(), &redisReaderFree);
        if (!reader) throw std::bad_alloc();
        return *reader->fn;
    }();
    static auto limited = [] {
        auto made = original;
        made.createArray = [](const redisReadTask* task, int elements) -> void* {
            return elements > max_elements ? nullptr : original.createArray(task, elements);
        };
        return made;
    }();
    return limited;
}

}  // namespace

RedisReader::RedisReader(std::size_t max_reply_bytes)
    : max_reply_bytes_(max_reply_bytes), reader_(redisReaderCreateWithFunctions(&limited_functions())) {
    if (!reader_) throw std::bad_alloc();
}

void RedisReader::feed(std::string_view bytes) {
    fed_since_reply_ += bytes.size();
    redisReaderFeed(reader_.get(), bytes.data(), bytes.size());
}

Result<RedisReply> RedisReader::next() {
    void* reply = nullptr;
    if (redisReaderGetReply(reader_.get(), &reply) != REDIS_OK) {
        return std::unexpected(Error::unavailable("it does not speak Redis' protocol"));
    }
    if (reply != nullptr) {
        fed_since_reply_ = 0;
    } else if (fed_since_reply_ > max_reply_bytes_) {
        return std::unexpected(
            Error::unavailable("it sent more than " + std::to_string(max_reply_bytes_) + " bytes in one reply"));
    }
    return RedisReply(static_cast<redisReply*>(reply));
}

void append_redis_command(std::string& out, std::span<const std::string_view> words) {
    constexpr std::size_t most = 8;
    std::array<const char*, most> begins{};
    std::array<std::size_t, most> sizes{};
    if (words.size() > most) throw std::invalid_argument("a command of too many words");
    for (std::size_t index = 0; index < words.size(); ++index) {
        begins.at(index) = words[index].data();
        sizes.at(index) = words[index].size();
    }
    char* formatted = nullptr;
    const auto size = redisFormatCommandArgv(&formatted, static_cast<int>(words.size()), begins.data(), sizes.data());
    if (size < 0) throw std::bad_alloc();
    const std::unique_ptr<char, decltype(&redisFreeCommand)> owned(formatted, &redisFreeCommand);
    out.append(formatted, static_cast<std::size_t>(size));
}

std::string_view text_of(const redisReply& reply) {
    switch (reply.type) {
        case REDIS_REPLY_STRING:
        case REDIS_REPLY_STATUS:
        case REDIS_REPLY_ERROR: return {reply.str, static_cast<std::size_t>(reply.len)};
        default: return {};
    }
}

std::span<redisReply* const> elements_of(const redisReply& reply) {
    if (reply.type != REDIS_REPLY_ARRAY) return {};
    return {reply.element, reply.elements};
}

std::string_view kind_of_error(const redisReply& reply) {
    constexpr std::size_t longest = 24;
    const auto text = text_of(reply);
    const auto kind = text.substr(0, text.find(' '));
    const auto is_capital = [](char each) { return each >= 'A' && each <= 'Z'; };
    return kind.size() <= longest && std::ranges::all_of(kind, is_capital) ? kind : std::string_view("an error");
}

}  // namespace ourplace::streams
