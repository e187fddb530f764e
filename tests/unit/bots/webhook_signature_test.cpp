#include "bots/webhook_signature.hpp"

#include <gtest/gtest.h>
#include <string>

namespace ourplace::bots {
namespace {

// The example of the Standard Webhooks reference: the key is "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" decoded.
const std::string key =
    "\x31\xf2\x90\xf6\xbf\x06\x29\x8a\xab\x4f\x08\xd4\x3c\x3f\x08\x2c\xf6\x48\xa3\x62\xda\x2d\xa4\xb0";
constexpr std::string_view id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
constexpr std::string_view timestamp = "1614265330";
constexpr std::string_view body = R"({"test": 2432232314})";
constexpr std::string_view signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
constexpr Timestamp then = 1'614'265'330 * microseconds_per_second;

TEST(AWebhooksSignature, IsThatOfTheStandardsExample) {
    EXPECT_EQ(signing_secret(key), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    EXPECT_EQ(webhook_signature(key, id, timestamp, body), signature);
}

TEST(AWebhooksSignature, IsBelievedOnlyIfItIsRightAndRecent) {
    const auto believed = [](std::string_view given, std::string_view at, std::string_view text, Timestamp now) {
        return verify_webhook(key, {.id = id, .timestamp = at, .signature = given}, text, now).has_value();
    };
    EXPECT_TRUE(believed(signature, timestamp, body, then));
    EXPECT_TRUE(believed("v1,AAAA v1a,BBBB " + std::string(signature), timestamp, body, then));
    EXPECT_TRUE(believed(signature, timestamp, body, then + 299 * microseconds_per_second));
    EXPECT_FALSE(believed(signature, timestamp, body, then + 301 * microseconds_per_second));
    EXPECT_FALSE(believed(signature, timestamp, body, then - 301 * microseconds_per_second));
    EXPECT_FALSE(believed(signature, "1614265331", body, then));
    EXPECT_FALSE(believed(signature, timestamp, "{}", then));
    EXPECT_FALSE(believed("v1,", timestamp, body, then));
    EXPECT_FALSE(believed("", timestamp, body, then));
    for (const std::string_view at : {"", "now", "-1614265330", "99999999999999999999", "1614265330s"})
        EXPECT_FALSE(believed(webhook_signature(key, id, at, body), at, body, then)) << at;
}

}  // namespace
}  // namespace ourplace::bots
