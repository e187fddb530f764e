#include "streams/local_bus.hpp"

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <thread>
#include <vector>

namespace ourplace::streams {
namespace {

store::Notice notice(std::uint64_t number) {
    return {.kind = store::Notice::Kind::update, .key = "c.1", .number = number, .bytes = nullptr};
}

TEST(LocalBus, EveryListenerGetsEverythingInOrderOnItsOwnExecutor) {
    LocalBus bus;
    boost::asio::io_context first;
    boost::asio::io_context second;
    std::vector<std::uint64_t> heard_first;
    std::vector<std::uint64_t> heard_second;
    const auto one = bus.listen(first.get_executor(), [&](std::span<const store::Notice> notices) {
        for (const auto& each : notices) heard_first.push_back(each.number);
    });
    const auto two = bus.listen(second.get_executor(), [&](std::span<const store::Notice> notices) {
        for (const auto& each : notices) heard_second.push_back(each.number);
    });
    for (std::uint64_t number = 1; number <= 3; ++number) bus.publish(std::vector{notice(number)});
    EXPECT_TRUE(heard_first.empty());
    first.run();
    EXPECT_EQ(heard_first, (std::vector<std::uint64_t>{1, 2, 3}));
    EXPECT_TRUE(heard_second.empty());
    second.run();
    EXPECT_EQ(heard_second, heard_first);
}

TEST(LocalBus, ABurstIsHandedOverAtOnce) {
    LocalBus bus;
    boost::asio::io_context context;
    int calls = 0;
    const auto listening = bus.listen(context.get_executor(), [&](std::span<const store::Notice>) { ++calls; });
    for (std::uint64_t number = 1; number <= 100; ++number) bus.publish(std::vector{notice(number)});
    context.run();
    EXPECT_EQ(calls, 1);
    bus.publish(std::vector{notice(101)});
    context.restart();
    context.run();
    EXPECT_EQ(calls, 2);
}

TEST(LocalBus, WhoHasStoppedListeningIsNotCalled) {
    LocalBus bus;
    boost::asio::io_context context;
    auto listening = bus.listen(context.get_executor(), [](std::span<const store::Notice>) { FAIL(); });
    bus.publish(std::vector{notice(1)});
    listening.reset();
    context.run();
    bus.publish(std::vector{notice(2)});
}

TEST(LocalBus, WhoIsFarBehindIsToldOfTheLossOnly) {
    LocalBus bus;
    boost::asio::io_context context;
    std::vector<store::Notice> heard;
    const auto listening = bus.listen(context.get_executor(), [&](std::span<const store::Notice> notices) {
        heard.assign(notices.begin(), notices.end());
    });
    for (std::uint64_t number = 1; number <= 50'001; ++number) bus.publish(std::vector{notice(number)});
    context.run();
    ASSERT_EQ(heard.size(), 1u);
    EXPECT_EQ(heard[0].kind, store::Notice::Kind::lost);
}

TEST(LocalBus, PublishersOnOtherThreadsKeepTheirOrder) {
    LocalBus bus;
    boost::asio::io_context context;
    auto work = boost::asio::make_work_guard(context);
    std::vector<std::vector<std::uint64_t>> heard(3);
    std::size_t count = 0;
    const auto listening = bus.listen(context.get_executor(), [&](std::span<const store::Notice> notices) {
        for (const auto& each : notices) heard[each.number % 3].push_back(each.number);
        count += notices.size();
        if (count == 3000) work.reset();
    });
    std::vector<std::thread> publishers;
    for (std::uint64_t publisher = 0; publisher < 3; ++publisher) {
        publishers.emplace_back([&bus, publisher] {
            for (std::uint64_t number = 0; number < 1000; ++number)
                bus.publish(std::vector{notice(number * 3 + publisher)});
        });
    }
    context.run();
    for (auto& publisher : publishers) publisher.join();
    for (const auto& each : heard) EXPECT_TRUE(std::ranges::is_sorted(each));
}

}  // namespace
}  // namespace ourplace::streams
