#include "streams/local_bus.hpp"

#include <boost/asio/post.hpp>
#include <cstddef>
#include <utility>

namespace ourplace::streams {
namespace {

// A listener that is this far behind is told only that it lost some, so that memory stays bounded.
constexpr std::size_t max_waiting = 50'000;

}  // namespace

class LocalBus::Inbox : public std::enable_shared_from_this<Inbox> {
  public:
    Inbox(boost::asio::any_io_executor executor, Listener listener)
        : executor_(std::move(executor)), listener_(std::move(listener)) {}

    void put(std::span<const store::Notice> notices) {
        const std::lock_guard lock(mutex_);
        if (waiting_.size() + notices.size() > max_waiting) {
            waiting_.clear();
            waiting_.push_back({.kind = store::Notice::Kind::lost, .key = {}, .number = 0, .bytes = nullptr});
        } else {
            waiting_.insert(waiting_.end(), notices.begin(), notices.end());
        }
        if (std::exchange(posted_, true)) return;
        boost::asio::post(executor_, [weak = weak_from_this()] {
            if (const auto inbox = weak.lock()) inbox->hand_over();
        });
    }

  private:
    void hand_over() {
        {
            const std::lock_guard lock(mutex_);
            posted_ = false;
            handing_over_.swap(waiting_);
        }
        listener_(handing_over_);
        handing_over_.clear();
    }

    boost::asio::any_io_executor executor_;
    Listener listener_;
    std::mutex mutex_;
    std::vector<store::Notice> waiting_;
    bool posted_ = false;
    // Executor only; kept so that its memory is used again.
    std::vector<store::Notice> handing_over_;
};

std::shared_ptr<void> LocalBus::listen(boost::asio::any_io_executor executor, Listener listener) {
    auto inbox = std::make_shared<Inbox>(std::move(executor), std::move(listener));
    const std::lock_guard lock(mutex_);
    std::erase_if(inboxes_, [](const auto& known) { return known.expired(); });
    inboxes_.push_back(inbox);
    return inbox;
}

void LocalBus::publish(std::span<const store::Notice> notices) {
    const std::lock_guard lock(mutex_);
    for (const auto& known : inboxes_) {
        if (const auto inbox = known.lock()) inbox->put(notices);
    }
}

}  // namespace ourplace::streams
