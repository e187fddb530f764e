// One JSON value as one protobuf field's value.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <google/protobuf/descriptor.h>
#include <string>

#include "base/result.hpp"

namespace ourplace::rpc {

// Each fails with `invalid_argument` on the path, saying what is expected.
[[nodiscard]] Result<std::string> text_value(const boost::json::value& value, const std::string& path);
// Base 64, standard or URL-safe, with or without padding.
[[nodiscard]] Result<std::string> bytes_value(const boost::json::value& value, const std::string& path);
[[nodiscard]] Result<bool> boolean_value(const boost::json::value& value, const std::string& path);
// Numbers may be written as text, as 64 bits must be.
[[nodiscard]] Result<std::int64_t> signed_value(const boost::json::value& value, const std::string& path,
                                                std::int64_t least, std::int64_t most);
[[nodiscard]] Result<std::uint64_t> unsigned_value(const boost::json::value& value, const std::string& path,
                                                   std::uint64_t most);
// By name. Numbers too, but only known ones.
[[nodiscard]] Result<int> enum_value(const boost::json::value& value, const std::string& path,
                                     const google::protobuf::EnumDescriptor& kind);

}  // namespace ourplace::rpc
