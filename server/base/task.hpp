// A coroutine that ends with a Result. Bodies stay thin: every local lives in the frame for as long as the coroutine.
#pragma once

#include <boost/asio/awaitable.hpp>

#include "base/result.hpp"

namespace ourplace {

template <class T>
using Task = boost::asio::awaitable<Result<T>>;

}  // namespace ourplace
