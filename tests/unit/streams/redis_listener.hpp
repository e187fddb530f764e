// RedisChannels that remember what they heard, and an executor that runs until something has come true.
#pragma once

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "streams/redis_channels.hpp"
#include "unit/streams/redis_processes.hpp"

namespace ourplace::streams {

// Times that make a test quick, and are long for a machine that is busy with others.
inline RedisOptions quick_options(std::string url) {
    using std::chrono::milliseconds;
    return {.url = std::move(url),
            .connect_within = milliseconds(1'000),
            .greet_within = milliseconds(1'000),
            .write_within = milliseconds(1'000),
            .pulse_every = milliseconds(100),
            .deaf_after = milliseconds(1'000),
            .retry_least = milliseconds(10),
            .retry_most = milliseconds(200),
            .topology_every = std::chrono::minutes(10)};
}

class RedisListener {
  public:
    RedisListener(boost::asio::io_context& context, RedisOptions options) {
        auto opened = RedisChannels::open(
            context.get_executor(), std::move(options),
            {.message = [this](std::string_view channel,
                               std::string_view payload) { messages.emplace_back(channel, payload); },
             .subscribed = [this](const std::string& channel) { ++subscribed[channel]; },
             .changed = [this] { ++changes; }},
            metrics);
        if (!opened) throw std::runtime_error(opened.error().message);
        channels = *std::move(opened);
    }

    [[nodiscard]] bool has_heard(const std::string& channel, const std::string& payload) const {
        return std::ranges::find(messages, std::pair(channel, payload)) != messages.end();
    }
    [[nodiscard]] std::int64_t count(const std::string& server, Tally RedisMetrics::* tally) {
        return (metrics.add_redis(server).*tally).value();
    }

    Metrics metrics;
    std::vector<std::pair<std::string, std::string>> messages;
    std::map<std::string, int> subscribed;
    int changes = 0;
    std::unique_ptr<RedisChannels> channels;
};

class RedisTest : public testing::Test {
  protected:
    ~RedisTest() override {
        // What the channels still have under way ends before they do.
        for (const auto& listener : listeners_) listener->channels->stop();
        work_.reset();
        context.run_for(std::chrono::seconds(10));
    }

    RedisListener& listen(RedisOptions options) {
        return *listeners_.emplace_back(std::make_unique<RedisListener>(context, std::move(options)));
    }
    RedisListener& listen(const std::string& url) { return listen(quick_options(url)); }

    // False when that takes longer than any machine needs.
    template <class Condition>
    [[nodiscard]] bool run_until(Condition condition) {
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (!condition()) {
            if (std::chrono::steady_clock::now() > until) return false;
            context.run_one_for(std::chrono::milliseconds(100));
        }
        return true;
    }
    // Subscribes, and waits until the server has confirmed it.
    [[nodiscard]] bool follow(RedisListener& listener, const std::string& channel) {
        const auto before = listener.subscribed[channel];
        listener.channels->subscribe(channel);
        return run_until([&] { return listener.subscribed[channel] > before; });
    }
    [[nodiscard]] bool come_up(RedisListener& listener, std::string_view channel = "c.1") {
        return run_until([&] { return listener.channels->is_up(channel); });
    }

    boost::asio::io_context context;

  private:
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_ =
        boost::asio::make_work_guard(context);
    std::vector<std::unique_ptr<RedisListener>> listeners_;
};

}  // namespace ourplace::streams
