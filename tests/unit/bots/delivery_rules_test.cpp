#include "bots/delivery_rules.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <string>

namespace ourplace::bots {
namespace {

bool v4(const char* text) {
    std::array<std::uint8_t, 4> bytes{};
    EXPECT_EQ(inet_pton(AF_INET, text, bytes.data()), 1) << text;
    return is_public_v4(bytes);
}
bool v6(const char* text) {
    std::array<std::uint8_t, 16> bytes{};
    EXPECT_EQ(inet_pton(AF_INET6, text, bytes.data()), 1) << text;
    return is_public_v6(bytes);
}

TEST(AnAddress, IsPublicOnlyIfNoMachineOfOursCanHaveIt) {
    for (const auto* const text :
         {"0.0.0.0", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.0.1",
          "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.168.1.1", "198.18.0.1", "198.19.255.255",
          "224.0.0.1", "240.0.0.1", "255.255.255.255"})
        EXPECT_FALSE(v4(text)) << text;
    for (const auto* const text : {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
                                   "172.15.255.255", "172.32.0.0", "192.167.255.255", "193.0.0.1", "223.255.255.255"})
        EXPECT_TRUE(v4(text)) << text;
    for (const auto* const text :
         {"::", "::1", "::ffff:127.0.0.1", "::ffff:1.1.1.1", "::127.0.0.1", "64:ff9b::7f00:1", "fc00::1", "fd12::1",
          "fe80::1", "fec0::1", "ff02::1", "2001::1", "2001:db8::1", "2002:7f00:1::1", "100::1", "4000::1"})
        EXPECT_FALSE(v6(text)) << text;
    for (const auto* const text : {"2606:4700::1111", "2a00:1450:4009::200e", "2001:4860:4860::8888"})
        EXPECT_TRUE(v6(text)) << text;
}

TEST(AnOutgoingUrl, IsHttpWithAHostAndNoSecrets) {
    for (const std::string text :
         {"https://bots.example/in?key=1", "http://bots.example:8080", "https://[2606:4700::1]/a"})
        EXPECT_EQ(outgoing_url("url", text).value_or("refused"), text);
    for (const std::string text :
         {"", "bots.example", "ftp://bots.example", "https://", "https:///path", "https://:80/",
          "https://ana:secret@bots.example/", "https://bots.example/#here", "https://a b/",
          "https://bots.example\\@evil.example/", "file:///etc/passwd", "https://\xc3\xa9.example/"}) {
        const auto refused = outgoing_url("url", text);
        ASSERT_FALSE(refused) << text;
        EXPECT_EQ(refused.error().field, "url");
    }
    EXPECT_FALSE(outgoing_url("url", "https://bots.example/" + std::string(2000, 'a')));
}

TEST(WhatFailed, IsTriedAgainEverMoreSlowly) {
    EXPECT_EQ(pause_after(1), microseconds_per_second);
    Timestamp before = 0;
    for (unsigned failures = 1; failures <= 7; ++failures) {
        EXPECT_GT(pause_after(failures), before);
        before = pause_after(failures);
    }
    EXPECT_EQ(pause_after(1000), microseconds_per_hour);
}

}  // namespace
}  // namespace ourplace::bots
