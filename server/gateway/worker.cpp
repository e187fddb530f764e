#include "gateway/worker.hpp"

#include <utility>
#include <vector>

namespace ourplace::gateway {

Worker::Worker(boost::asio::any_io_executor on, streams::Shard& its_shard, ShardMetrics& its_metrics, Common& all)
    : executor(std::move(on)),
      shard(its_shard),
      metrics(its_metrics),
      common(all),
      flusher(executor, metrics),
      second_(executor) {}

void Worker::for_each(const std::function<void(Connection&)>& visit) {
    const std::vector<Connection*> now(connections_.begin(), connections_.end());
    for (auto* connection : now) {
        if (connections_.contains(connection)) visit(*connection);
    }
}

const std::shared_ptr<const std::string>& Worker::frame(const std::shared_ptr<const std::string>& payload) {
    if (last_payload_ != payload) {
        last_frame_ = std::make_shared<const std::string>(websocket_frame(*payload));
        last_payload_ = payload;
    }
    return last_frame_;
}

void Worker::start() { each_second(); }

void Worker::stop() { second_.cancel(); }

void Worker::each_second() {
    second_.expires_after(std::chrono::seconds(1));
    second_.async_wait([this](boost::system::error_code failure) {
        if (failure) return;
        // What nobody sends any more need not be kept.
        last_payload_.reset();
        last_frame_.reset();
        for_each([now = std::chrono::steady_clock::now()](Connection& connection) { connection.each_second(now); });
        each_second();
    });
}

}  // namespace ourplace::gateway
