#include "base/io_threads.hpp"

#include <atomic>
#include <boost/asio/post.hpp>
#include <functional>
#include <gtest/gtest.h>
#include <latch>
#include <set>
#include <stdexcept>
#include <thread>

namespace ourplace {
namespace {

using boost::asio::post;

TEST(IoThreads, AreOneThreadForEachContext) {
    IoThreads threads(3);
    EXPECT_EQ(threads.size(), 3u);
    threads.start();
    std::set<std::thread::id> ids;
    for (std::size_t i = 0; i < 3; ++i) {
        std::latch twice(2);
        std::thread::id first;
        std::thread::id second;
        post(threads.context(i), [&] {
            first = std::this_thread::get_id();
            twice.count_down();
        });
        post(threads.context(i), [&] {
            second = std::this_thread::get_id();
            twice.count_down();
        });
        twice.wait();
        EXPECT_EQ(first, second);
        ids.insert(first);
    }
    EXPECT_EQ(ids.size(), 3u);
    EXPECT_FALSE(ids.contains(std::this_thread::get_id()));
}

TEST(IoThreads, FinishWhatWasGivenToThem) {
    IoThreads threads(2);
    std::atomic<int> done = 0;
    for (std::size_t i = 0; i < 2; ++i) {
        for (int n = 0; n < 100; ++n) post(threads.context(i), [&] { ++done; });
    }
    threads.start();
    threads.finish();
    EXPECT_EQ(done, 200);
}

TEST(IoThreads, StopWithoutWaitingForWorkThatNeverEnds) {
    IoThreads threads(1);
    std::function<void()> again = [&] { post(threads.context(0), again); };
    again();
    threads.start();
    threads.stop();
}

TEST(IoThreadsDeathTest, EndTheProcessWhenABugThrows) {
    testing::GTEST_FLAG(death_test_style) = "threadsafe";
    EXPECT_DEATH(
        {
            IoThreads threads(1);
            post(threads.context(0), [] { throw std::runtime_error("on purpose"); });
            threads.start();
            threads.finish();
        },
        "the server stops.*on purpose");
}

}  // namespace
}  // namespace ourplace
