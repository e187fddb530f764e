#include "conversations/post_limits.hpp"

#include <gtest/gtest.h>

namespace ourplace::conversations {
namespace {

constexpr Timestamp start = 1'000 * microseconds_per_second;

TEST(PostLimits, AllowABurstAndThenSoManyASecond) {
    PostLimits limits({.burst = 3, .per_second = 2});
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(limits.take("ana", start));
    EXPECT_FALSE(limits.take("ana", start));
    EXPECT_FALSE(limits.take("ana", start + 499'000));
    EXPECT_TRUE(limits.take("ana", start + 500'000));
    EXPECT_FALSE(limits.take("ana", start + 500'000));
}

TEST(PostLimits, SayWhenTheNextIsPossible) {
    PostLimits limits({.burst = 1, .per_second = 2});
    ASSERT_TRUE(limits.take("ana", start));
    const auto refused = limits.take("ana", start + 100'000);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::resource_exhausted);
    EXPECT_TRUE(refused.error().retry_can_help);
    EXPECT_EQ(refused.error().retry_after, std::chrono::milliseconds(400));
    EXPECT_TRUE(limits.take("ana", start + 500'000));
}

TEST(PostLimits, AreEachMembersOwn) {
    PostLimits limits({.burst = 1, .per_second = 1});
    ASSERT_TRUE(limits.take("ana", start));
    EXPECT_FALSE(limits.take("ana", start));
    EXPECT_TRUE(limits.take("ben", start));
}

TEST(PostLimits, NeverSaveUpMoreThanABurst) {
    PostLimits limits({.burst = 2, .per_second = 1});
    ASSERT_TRUE(limits.take("ana", start));
    const auto much_later = start + microseconds_per_day;
    EXPECT_TRUE(limits.take("ana", much_later));
    EXPECT_TRUE(limits.take("ana", much_later));
    EXPECT_FALSE(limits.take("ana", much_later));
}

TEST(PostLimits, AClockThatIsSetBackGivesAndTakesNothing) {
    PostLimits limits({.burst = 2, .per_second = 1});
    ASSERT_TRUE(limits.take("ana", start));
    EXPECT_TRUE(limits.take("ana", start - microseconds_per_day));
    EXPECT_FALSE(limits.take("ana", start - microseconds_per_day));
    EXPECT_TRUE(limits.take("ana", start - microseconds_per_day + microseconds_per_second));
}

TEST(PostLimits, ForgetOnlyThoseWhoHaveTheirWholeBurstAgain) {
    PostLimits limits({.burst = 1, .per_second = 1});
    ASSERT_TRUE(limits.take("ana", start));
    for (int i = 0; i < 5000; ++i) ASSERT_TRUE(limits.take("member " + std::to_string(i), start));
    EXPECT_FALSE(limits.take("ana", start + 500'000)) << "a crowd does not wash her away";
}

TEST(PostLimits, CanBeTurnedOff) {
    PostLimits limits({.burst = 0, .per_second = 0});
    for (int i = 0; i < 100; ++i) EXPECT_TRUE(limits.take("ana", start));
}

}  // namespace
}  // namespace ourplace::conversations
