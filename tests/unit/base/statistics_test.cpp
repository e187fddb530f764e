#include "base/statistics.hpp"

#include <gtest/gtest.h>

namespace ourplace {
namespace {

TEST(Percentiles, AreOfTheNearestRank) {
    EXPECT_EQ(percentile({7}, 90), 7);
    EXPECT_EQ(percentile({5, 1, 4, 2, 3}, 50), 3);
    EXPECT_EQ(percentile({4, 1, 3, 2}, 50), 2);
    EXPECT_EQ(percentile({10, 9, 8, 7, 6, 5, 4, 3, 2, 1}, 90), 9);
    EXPECT_EQ(percentile({10, 9, 8, 7, 6, 5, 4, 3, 2, 1}, 50), 5);
}

TEST(Gini, SaysHowUnevenlyAllIsSharedOut) {
    EXPECT_DOUBLE_EQ(gini({}), 0);
    EXPECT_DOUBLE_EQ(gini({0, 0}), 0);
    EXPECT_DOUBLE_EQ(gini({4, 4, 4}), 0);
    EXPECT_DOUBLE_EQ(gini({0, 0, 0, 8}), 0.75);
    EXPECT_DOUBLE_EQ(gini({3, 1}), 0.25);
}

}  // namespace
}  // namespace ourplace
