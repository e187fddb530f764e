#include "accounts/sign_in_limits.hpp"

#include <gtest/gtest.h>

namespace ourplace::accounts {
namespace {

constexpr Timestamp second = microseconds_per_second;
const SignInLimitOptions small{.per_name_and_address = {.failures = 2, .interval_us = 60 * second},
                               .per_address = {.failures = 5, .interval_us = 10 * second},
                               .max_remembered = 20};

TEST(SignInLimits, OneMoreAttemptComesBackWithEachInterval) {
    SignInLimits limits(small);
    EXPECT_TRUE(limits.begin("ana", "192.0.2.1", 0));
    EXPECT_TRUE(limits.begin("ana", "192.0.2.1", 0));
    const auto refused = limits.begin("ana", "192.0.2.1", 10 * second);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().retry_after, std::chrono::seconds(50));
    EXPECT_TRUE(limits.begin("ana", "192.0.2.1", 60 * second));
    EXPECT_FALSE(limits.begin("ana", "192.0.2.1", 60 * second));
}

TEST(SignInLimits, OneAddressCannotTryManyNames) {
    SignInLimits limits(small);
    for (const auto* name : {"a", "b", "c", "d", "e"}) EXPECT_TRUE(limits.begin(name, "192.0.2.1", 0));
    EXPECT_FALSE(limits.begin("f", "192.0.2.1", 0));
    EXPECT_TRUE(limits.begin("f", "192.0.2.2", 0));
}

TEST(SignInLimits, ANetworkOfIpv6CountsAsOneAddress) {
    SignInLimits limits(small);
    EXPECT_TRUE(limits.begin("ana", "2001:db8:0:1::1", 0));
    EXPECT_TRUE(limits.begin("ana", "2001:db8:0:1:ffff::2", 0));
    EXPECT_FALSE(limits.begin("ana", "2001:db8:0:1::3", 0));
    EXPECT_TRUE(limits.begin("ana", "2001:db8:0:2::3", 0));
    EXPECT_TRUE(limits.begin("ben", "::ffff:192.0.2.1", 0));
    EXPECT_TRUE(limits.begin("ben", "192.0.2.1", 0));
    EXPECT_FALSE(limits.begin("ben", "192.0.2.1", 0));
}

TEST(SignInLimits, SuccessForgivesAndBeingTooBusyDoesNotCount) {
    SignInLimits limits(small);
    for (int i = 0; i < 20; ++i) {
        EXPECT_TRUE(limits.begin("ana", "192.0.2.1", 0));
        limits.not_judged("ana", "192.0.2.1", 0);
    }
    EXPECT_TRUE(limits.begin("ana", "192.0.2.1", 0));
    EXPECT_TRUE(limits.begin("ana", "192.0.2.1", 0));
    limits.succeeded("ana", "192.0.2.1", 0);
    EXPECT_TRUE(limits.begin("ana", "192.0.2.1", 0));
}

TEST(SignInLimits, RememberABoundedNumber) {
    SignInLimits limits(small);
    EXPECT_TRUE(limits.begin("ana", "192.0.2.1", 0));
    EXPECT_TRUE(limits.begin("ana", "192.0.2.1", 0));
    for (int i = 0; i < 5'000; ++i) static_cast<void>(limits.begin("ben", "10.0." + std::to_string(i), 0));
    EXPECT_EQ(limits.remembered(), 20u);
}

}  // namespace
}  // namespace ourplace::accounts
