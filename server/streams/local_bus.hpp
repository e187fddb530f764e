// The bus within one process: hands notices to the executor of each listener. A burst costs one post per listener.
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "streams/bus.hpp"

namespace ourplace::streams {

class LocalBus final : public Bus {
  public:
    [[nodiscard]] std::shared_ptr<void> listen(boost::asio::any_io_executor executor, Listener listener) override;
    void publish(std::span<const store::Notice> notices) override;

  private:
    class Inbox;

    std::mutex mutex_;
    std::vector<std::weak_ptr<Inbox>> inboxes_;
};

}  // namespace ourplace::streams
