#include "gateway/gateway.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <future>
#include <random>
#include <thread>
#include <utility>
#include <vector>

#include "base/log.hpp"
#include "gateway/listener.hpp"
#include "gateway/tls.hpp"

namespace ourplace::gateway {
namespace {

constexpr int goodbye_batches = 20;

// Says goodbye to one shard's connections, a batch at a time.
class Goodbye : public std::enable_shared_from_this<Goodbye> {
  public:
    Goodbye(boost::asio::io_context& context, Worker& worker, const Gateway::Drain& drain)
        : timer_(context), worker_(worker), drain_(drain), random_(std::random_device{}()) {}

    void next_batch(int batches_left) {
        auto in_batch = worker_.connections() / static_cast<std::size_t>(batches_left) + 1;
        worker_.for_each([&](Connection& connection) {
            if (in_batch == 0) return;
            --in_batch;
            std::uniform_int_distribution<long> delay(0, drain_.reconnect_within.count());
            connection.go_away(std::chrono::milliseconds(delay(random_)));
        });
        if (batches_left == 1 || worker_.connections() == 0) return;
        timer_.expires_after(drain_.spread / goodbye_batches);
        timer_.async_wait([self = shared_from_this(), batches_left](boost::system::error_code failure) {
            if (!failure) self->next_batch(batches_left - 1);
        });
    }

  private:
    boost::asio::steady_timer timer_;
    Worker& worker_;
    Gateway::Drain drain_;
    std::mt19937_64 random_;
};

}  // namespace

struct Gateway::Parts {
    Parts(Options options, Services services, StaticFiles files)
        : common{.options = std::move(options),
                 .services = std::move(services),
                 .files = std::move(files),
                 .addresses = AddressLimits(common.options),
                 .tls = {}} {}

    struct PerShard {
        PerShard(const ShardPart& part, Common& common)
            : context(part.context),
              worker(part.context.get_executor(), part.shard, part.metrics, common),
              listener(context, worker) {}
        boost::asio::io_context& context;
        Worker worker;
        Listener listener;
    };

    Common common;
    std::deque<PerShard> shards;
};

Gateway::Gateway(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Gateway::~Gateway() = default;

Result<std::unique_ptr<Gateway>> Gateway::open(Options options, Services services, std::span<const ShardPart> shards) {
    auto files = StaticFiles::load(options.static_folder);
    if (!files) return std::unexpected(std::move(files.error()));
    auto parts = std::make_unique<Parts>(std::move(options), std::move(services), std::move(*files));
    auto& common = parts->common;
    if (common.options.uses_tls()) {
        auto tls = load_tls(common.options);
        if (!tls) return std::unexpected(std::move(tls.error()));
        common.tls = std::move(*tls);
    }
    auto port = common.options.port;
    if (auto is_free = Listener::check_free(common.options.address, port); !is_free)
        return std::unexpected(std::move(is_free.error()));
    for (const auto& part : shards) {
        auto& shard = parts->shards.emplace_back(part, common);
        if (auto bound = shard.listener.bind(common.options.address, port); !bound)
            return std::unexpected(std::move(bound.error()));
        port = shard.listener.port();
    }
    for (auto& shard : parts->shards) {
        boost::asio::post(shard.context, [&shard] {
            shard.worker.start();
            shard.listener.start();
        });
    }
    return std::unique_ptr<Gateway>(new Gateway(std::move(parts)));
}

std::uint16_t Gateway::port() const { return parts_->shards.front().listener.port(); }

Result<void> Gateway::reload_tls() {
    auto tls = load_tls(parts_->common.options);
    if (!tls) return std::unexpected(std::move(tls.error()));
    parts_->common.tls = std::move(*tls);
    return {};
}

void Gateway::drain(const Drain& drain) {
    const auto deadline = std::chrono::steady_clock::now() + drain.at_most;
    parts_->common.draining = true;
    for (auto& shard : parts_->shards) {
        boost::asio::post(shard.context, [&shard, drain] {
            shard.listener.stop();
            std::make_shared<Goodbye>(shard.context, shard.worker, drain)->next_batch(goodbye_batches);
        });
    }
    const auto open_connections = [&] {
        std::size_t open = 0;
        for (auto& shard : parts_->shards) {
            std::promise<std::size_t> counted;
            boost::asio::post(shard.context, [&] { counted.set_value(shard.worker.connections()); });
            open += counted.get_future().get();
        }
        return open;
    };
    while (open_connections() > 0 && std::chrono::steady_clock::now() < deadline) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    for (auto& shard : parts_->shards) {
        std::promise<void> closed;
        boost::asio::post(shard.context, [&] {
            shard.worker.stop();
            shard.worker.for_each([](Connection& connection) { connection.close_now(); });
            closed.set_value();
        });
        closed.get_future().get();
    }
}

}  // namespace ourplace::gateway
