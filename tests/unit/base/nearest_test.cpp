#include "base/nearest.hpp"

#include <array>
#include <gtest/gtest.h>

namespace ourplace {
namespace {

const std::array<std::string, 3> fields{"channel_id", "client_message_id", "body"};

TEST(Nearest, FindsWhatWasMeant) {
    EXPECT_EQ(nearest("chanel_id", fields), "channel_id");
    EXPECT_EQ(nearest("channelID", fields), "channel_id");
    EXPECT_EQ(nearest("bdoy", fields), "body");
    EXPECT_EQ(nearest("clientMessage", fields), "client_message_id");
}

TEST(Nearest, SaysNothingWhenNothingIsNear) {
    EXPECT_EQ(nearest("passphrase", fields), "");
    EXPECT_EQ(nearest("", fields), "");
    EXPECT_EQ(nearest(std::string(100'000, 'x'), fields), "");
}

}  // namespace
}  // namespace ourplace
