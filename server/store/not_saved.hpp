// How a failure of the store is told to the people who wait; the details are for the log.
#pragma once

#include "base/result.hpp"

namespace ourplace::store {

[[nodiscard]] inline Error not_saved() {
    return Error::unavailable("The server cannot reach its store just now, so nothing was saved. Try again shortly.");
}
[[nodiscard]] inline Error not_read() {
    return Error::unavailable("The server cannot reach its store just now. Try again shortly.");
}

}  // namespace ourplace::store
