#include "base/task_group.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <gtest/gtest.h>
#include <stdexcept>

#include "base/log.hpp"

namespace ourplace {
namespace {

namespace asio = boost::asio;

class TaskGroups : public ::testing::Test {
  protected:
    asio::awaitable<void> ends_at_once() {
        ++ended;
        co_return;
    }
    // Waits for what never comes; ends when it is asked to.
    asio::awaitable<void> waits() {
        asio::steady_timer never(context, asio::steady_timer::time_point::max());
        boost::system::error_code why;
        co_await never.async_wait(asio::redirect_error(asio::use_awaitable, why));
        EXPECT_EQ(why, asio::error::operation_aborted);
        ++ended;
    }
    asio::awaitable<void> fails() {
        co_await asio::post(context, asio::use_awaitable);
        throw std::runtime_error("on purpose");
    }
    asio::awaitable<void> drain() {
        co_await group.drain();
        drained = true;
    }

    asio::io_context context{1};
    TaskGroup group{context.get_executor()};
    int ended = 0;
    bool drained = false;
};

TEST_F(TaskGroups, ForgetWhatHasEnded) {
    group.spawn(ends_at_once());
    group.spawn(ends_at_once());
    EXPECT_EQ(group.size(), 2u);
    context.run();
    EXPECT_EQ(ended, 2);
    EXPECT_EQ(group.size(), 0u);
}

TEST_F(TaskGroups, DrainOnceEverybodyHasEnded) {
    group.spawn(waits());
    group.spawn(waits());
    asio::co_spawn(context, drain(), asio::detached);
    context.poll();
    EXPECT_FALSE(drained);
    EXPECT_EQ(group.size(), 2u);
    group.cancel();
    context.poll();
    EXPECT_EQ(ended, 2);
    EXPECT_TRUE(drained);
}

TEST_F(TaskGroups, DrainAtOnceWhenNobodyRuns) {
    asio::co_spawn(context, drain(), asio::detached);
    context.poll();
    EXPECT_TRUE(drained);
}

TEST_F(TaskGroups, SeveralMayWaitForTheSameEnd) {
    group.spawn(waits());
    int waiting = 2;
    for (int i = 0; i < 2; ++i) asio::co_spawn(context, group.drain(), [&](const std::exception_ptr&) { --waiting; });
    context.poll();
    EXPECT_EQ(waiting, 2);
    group.cancel();
    context.poll();
    EXPECT_EQ(waiting, 0);
}

TEST_F(TaskGroups, StopAlsoWhatHasNotBegunYet) {
    group.spawn(waits());
    group.cancel();
    context.run();
    EXPECT_EQ(group.size(), 0u);
}

TEST_F(TaskGroups, AFailureEndsOnlyTheOneThatFailed) {
    log::configure(log::Level::error, log::Format::text);
    testing::internal::CaptureStderr();
    group.spawn(waits());
    group.spawn(fails());
    context.poll();
    EXPECT_EQ(group.size(), 1u);
    EXPECT_NE(testing::internal::GetCapturedStderr().find("on purpose"), std::string::npos);
    group.cancel();
    context.poll();
    EXPECT_EQ(ended, 1);
}

}  // namespace
}  // namespace ourplace
