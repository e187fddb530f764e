#include "streams/node_message.hpp"

#include <array>
#include <memory>
#include <sodium.h>
#include <utility>

namespace ourplace::streams {
namespace {

using Kind = store::Notice::Kind;

constexpr std::size_t tag_bytes = 16;
using Tag = std::array<unsigned char, tag_bytes>;

constexpr std::array kinds{
    std::pair{Kind::update, v1::NodeNotice::KIND_UPDATE},
    std::pair{Kind::ephemeral, v1::NodeNotice::KIND_EPHEMERAL},
    std::pair{Kind::access_changed, v1::NodeNotice::KIND_ACCESS_CHANGED},
    std::pair{Kind::session_ended, v1::NodeNotice::KIND_SESSION_ENDED},
};

const unsigned char* bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

Tag tag_of(std::string_view secret, std::string_view channel, std::string_view content) {
    Tag tag{};
    crypto_generichash_state state;
    crypto_generichash_init(&state, bytes(secret), secret.size(), tag.size());
    crypto_generichash_update(&state, bytes(channel), channel.size());
    // Between the two, so that neither can pass for a part of the other.
    constexpr unsigned char end_of_channel = 0;
    crypto_generichash_update(&state, &end_of_channel, 1);
    crypto_generichash_update(&state, bytes(content), content.size());
    crypto_generichash_final(&state, tag.data(), tag.size());
    return tag;
}

}  // namespace

v1::NodeNotice to_node_notice(const store::Notice& notice) {
    v1::NodeNotice made;
    for (const auto& [kind, sent] : kinds) {
        if (kind == notice.kind) made.set_kind(sent);
    }
    made.set_key(notice.key);
    made.set_number(notice.number);
    if (notice.bytes) made.set_frame(*notice.bytes);
    made.set_after_access(notice.after_access);
    return made;
}

std::optional<store::Notice> from_node_notice(const v1::NodeNotice& notice) {
    for (const auto& [kind, sent] : kinds) {
        if (sent != notice.kind()) continue;
        return store::Notice{.kind = kind,
                             .key = notice.key(),
                             .number = notice.number(),
                             .bytes = std::make_shared<const std::string>(notice.frame()),
                             .after_access = notice.after_access()};
    }
    return std::nullopt;
}

std::string Signer::sign(std::string_view channel, const v1::NodeMessage& message) const {
    std::string payload(tag_bytes, '\0');
    message.AppendToString(&payload);
    const auto tag = tag_of(secret_, channel, std::string_view(payload).substr(tag_bytes));
    std::ranges::copy(tag, payload.begin());
    return payload;
}

std::optional<v1::NodeMessage> Signer::verify(std::string_view channel, std::string_view payload) const {
    if (payload.size() < tag_bytes) return std::nullopt;
    const auto content = payload.substr(tag_bytes);
    const auto tag = tag_of(secret_, channel, content);
    if (sodium_memcmp(tag.data(), payload.data(), tag.size()) != 0) return std::nullopt;
    v1::NodeMessage message;
    if (!message.ParseFromArray(content.data(), static_cast<int>(content.size()))) return std::nullopt;
    return message;
}

Signer signer(store::Transaction& tx) {
    return Signer(tx.query_one("SELECT secret FROM node_key WHERE id = 1")->text(0));
}

}  // namespace ourplace::streams
