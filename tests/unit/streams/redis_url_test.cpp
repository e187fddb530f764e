#include "streams/redis_url.hpp"

#include <gtest/gtest.h>

namespace ourplace::streams {
namespace {

TEST(RedisUrl, OneServer) {
    const auto url = parse_redis_url("redis://redis.example");
    ASSERT_TRUE(url) << url.error().message;
    EXPECT_EQ(url->kind, RedisUrl::Kind::servers);
    ASSERT_EQ(url->servers.size(), 1u);
    EXPECT_EQ(url->servers[0].address.text(), "redis.example:6379");
    EXPECT_FALSE(url->servers[0].tls);
    EXPECT_EQ(url->servers[0].login.password, "");
}

TEST(RedisUrl, UserAndPasswordArePercentEncoded) {
    const auto url = parse_redis_url("rediss://our%40place:p%2Cw%3A%2F%25@[::1]:7000/");
    ASSERT_TRUE(url) << url.error().message;
    const auto& server = url->servers.at(0);
    EXPECT_EQ(server.login.user, "our@place");
    EXPECT_EQ(server.login.password, "p,w:/%");
    EXPECT_EQ(server.address.host, "::1");
    EXPECT_EQ(server.address.text(), "[::1]:7000");
    EXPECT_TRUE(server.tls);
    EXPECT_EQ(parse_redis_url("redis://:secret@h")->servers.at(0).login.user, "");
}

TEST(RedisUrl, SeveralServersEachWithItsOwnLogin) {
    const auto url = parse_redis_url("redis://a:1,rediss://:secret@b:2");
    ASSERT_TRUE(url) << url.error().message;
    ASSERT_EQ(url->servers.size(), 2u);
    EXPECT_EQ(url->servers[1].address.text(), "b:2");
    EXPECT_EQ(url->servers[1].login.password, "secret");
    EXPECT_EQ(url->servers[0].login.password, "");
    EXPECT_TRUE(url->servers[1].tls);
}

TEST(RedisUrl, AClusterByAnyOfItsNodes) {
    const auto url = parse_redis_url("rediss-cluster://ana:secret@a:7000,b:7001,c");
    ASSERT_TRUE(url) << url.error().message;
    EXPECT_EQ(url->kind, RedisUrl::Kind::cluster);
    ASSERT_EQ(url->servers.size(), 3u);
    EXPECT_EQ(url->servers[2].address.text(), "c:6379");
    EXPECT_EQ(url->servers[2].login.user, "ana");
    EXPECT_TRUE(url->servers[2].tls);
}

TEST(RedisUrl, SentinelsAndTheNameOfTheirPrimary) {
    const auto url = parse_redis_url("redis-sentinel://a,b:7001/my-primary");
    ASSERT_TRUE(url) << url.error().message;
    EXPECT_EQ(url->kind, RedisUrl::Kind::sentinel);
    EXPECT_EQ(url->primary, "my-primary");
    ASSERT_EQ(url->servers.size(), 2u);
    EXPECT_EQ(url->servers[0].address.text(), "a:26379");
    EXPECT_EQ(url->servers[1].address.text(), "b:7001");
}

TEST(RedisUrl, WhatIsWrongIsSaidWithoutThePassword) {
    struct Case {
        std::string_view url;
        std::string_view says;
    };
    for (const auto& [url, says] : {
             Case{"", "must begin with redis://"},
             Case{"hunter2", "must begin with redis://"},
             Case{"http://:hunter2@h", "must begin with redis://"},
             Case{"redis://", "a host is missing"},
             Case{"redis://:hunter2@", "a host is missing"},
             Case{"redis://:hunter2@h:0", "the port must be a number from 1 to 65535"},
             Case{"redis://:hunter2@h:65536", "the port must be a number from 1 to 65535"},
             Case{"redis://:hunter2@h:port", "the port must be a number from 1 to 65535"},
             Case{"redis://:hunter2@2@h", "must be percent-encoded"},
             Case{"redis://:hunter2%zz@h", "must be percent-encoded"},
             Case{"redis://hunter2@h", "a password is missing"},
             Case{"redis://:hunter2@h/1", "no database numbers"},
             Case{"redis://:hunter2@h?x=1", "nothing may follow after a ?"},
             Case{"redis://a:1,redis://:hunter2@a:1", "a:1 is named twice"},
             Case{"redis://a:1,:hunter2@b:1", "each of several independent servers"},
             Case{"redis://a:1,redis-cluster://:hunter2@b:1", "each of several independent servers"},
             Case{"redis-cluster://:hunter2@a,", "a host is missing"},
             Case{"redis-cluster://:hunter2@a/name", "nothing may follow the nodes"},
             Case{"redis-cluster://a,:hunter2@b", "before the first host only"},
             Case{"redis-sentinel://:hunter2@a", "the primary's name is missing"},
             Case{"redis-sentinel://:hunter2@a/", "the primary's name is missing"},
             Case{"redis-sentinel://:hunter2@a/one/two", "the primary's name is missing"},
         }) {
        const auto parsed = parse_redis_url(url);
        ASSERT_FALSE(parsed) << url;
        EXPECT_EQ(parsed.error().field, "redis_url");
        EXPECT_EQ(parsed.error().code, Code::invalid_argument);
        EXPECT_TRUE(parsed.error().message.contains(says)) << url << ": " << parsed.error().message;
        EXPECT_FALSE(parsed.error().message.contains("hunter2")) << parsed.error().message;
    }
}

}  // namespace
}  // namespace ourplace::streams
