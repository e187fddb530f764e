// Protobuf's binary form. Unknown fields are skipped, so that newer clients can talk to an older server.
#pragma once

#include <google/protobuf/message.h>
#include <string_view>

#include "base/result.hpp"

namespace ourplace::rpc {

// `invalid_argument`, with the path of the field, for bytes that are no such message, text that is not UTF-8, and
// nesting deeper than 16.
[[nodiscard]] Result<void> read_binary(std::string_view bytes, google::protobuf::Message& message);

}  // namespace ourplace::rpc
