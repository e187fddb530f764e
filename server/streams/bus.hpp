// Carries Notices to every shard. Lossy by contract: subscribers cure any loss from the log.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "store/notice.hpp"

namespace ourplace::streams {

class Bus {
  public:
    // Called on the listener's own executor, in the order of publishing per publisher.
    using Listener = std::function<void(std::span<const store::Notice>)>;

    virtual ~Bus() = default;
    // Any thread; does not block.
    virtual void publish(std::span<const store::Notice> notices) = 0;
};

}  // namespace ourplace::streams
