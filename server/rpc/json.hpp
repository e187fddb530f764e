// Protobuf's JSON form, read strictly: whoever writes a program against the API learns of a mistake at once, with the
// path of the field, instead of having it ignored. (protobuf's own reader names neither the path nor what is allowed.)
#pragma once

#include <google/protobuf/message.h>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace ourplace::rpc {

// `invalid_argument` with the field's path ("champion.themes[2]") for: no JSON, no valid UTF-8, unknown fields (naming
// the nearest known one), values of the wrong kind or out of range, nesting deeper than 16. Fields may be written as in
// the schema (channel_id) or as protobuf writes them (channelId); null means "not set".
[[nodiscard]] Result<void> read_json(std::string_view json, google::protobuf::Message& message);

// With fields that are not set, so that every reply of a method has the same shape.
[[nodiscard]] std::string write_json(const google::protobuf::Message& message);

}  // namespace ourplace::rpc
