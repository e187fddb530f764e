// Errors as clients see them, over both transports.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "ourplace/v1/errors.pb.h"

namespace ourplace::rpc {

// Connect's name: "invalid_argument".
[[nodiscard]] std::string_view code_name(Code code);

// The HTTP status that the Connect protocol gives to the code.
[[nodiscard]] unsigned http_status(Code code);

// Over WebSocket: the Reply's error.
[[nodiscard]] v1::Error to_wire(const Error& error);

// Over HTTP: Connect's JSON object, with the v1.Error as its one detail (in binary, and readable under "debug").
[[nodiscard]] std::string connect_error(const Error& error);

}  // namespace ourplace::rpc
