// What one node tells the others, as bytes. Each message is signed with a key that only this programme's store holds, so
// that whoever else publishes on our Redis cannot put words into anybody's mouth or close anybody's connection.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "ourplace/v1/nodes.pb.h"
#include "store/notice.hpp"
#include "store/transaction.hpp"

namespace ourplace::streams {

[[nodiscard]] v1::NodeNotice to_node_notice(const store::Notice& notice);
// Empty for a kind that this version does not know, which a newer node may send.
[[nodiscard]] std::optional<store::Notice> from_node_notice(const v1::NodeNotice& notice);

class Signer {
  public:
    explicit Signer(std::string secret) : secret_(std::move(secret)) {}

    // For one channel only: a message that is played on another is none. Any thread.
    [[nodiscard]] std::string sign(std::string_view channel, const v1::NodeMessage& message) const;
    // Empty for what this programme did not send.
    [[nodiscard]] std::optional<v1::NodeMessage> verify(std::string_view channel, std::string_view payload) const;

  private:
    std::string secret_;
};

// The key that every node of this programme finds in the store.
[[nodiscard]] Signer signer(store::Transaction& tx);

}  // namespace ourplace::streams
