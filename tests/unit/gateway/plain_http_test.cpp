// What is no method of the schemas: paths that rooms answer, and the headers that tell a bot what it may still post.
#include "unit/gateway/talker.hpp"

namespace ourplace::gateway {
namespace {

using PlainHttp = WhileOthersTalk;

TEST_F(PlainHttp, IsAnsweredByTheRoomThatHasThePath) {
    serve();
    const auto reply = ask(
        port(),
        {.method = "POST", .target = "/echo/some/where?a=1&b=2", .headers = {{"X-Test", "there"}}, .body = "words"});
    EXPECT_EQ(reply.status, 409);
    EXPECT_EQ(reply.body, "POST some/where?a=1&b=2 there words 127.0.0.1");
    EXPECT_EQ(reply.header("x-said"), "hello");
    EXPECT_FALSE(reply.header("x-request-id").empty());
    EXPECT_EQ(ask(port(), {.target = "/echo/"}).body, "GET ?   127.0.0.1");
    EXPECT_EQ(ask(port(), {.target = "/echo"}).status, 404);
    EXPECT_EQ(ask(port(), {.method = "POST", .target = "/echo/", .body = std::string(65'537, 'a')}).status, 413);
}

TEST_F(PlainHttp, TellsABotWhatItMayStillPost) {
    serve();
    const auto post = [&](const Person& who) {
        return ask(port(), {.method = "POST",
                            .target = std::string("/") + ServedProgramme::post_message,
                            .headers = {{"Authorization", "Bearer " + who.token}, {"Content-Type", "application/json"}},
                            .body = programme->post_json("Tick")});
    };
    const auto bot = programme->bot("Clock");
    const auto first = post(bot);
    EXPECT_EQ(first.status, 200);
    EXPECT_EQ(first.header("ratelimit-limit"), "60");
    EXPECT_EQ(first.header("ratelimit-remaining"), "59");
    EXPECT_EQ(first.header("ratelimit-reset"), "1");
    for (int posts = 1; posts < 60; ++posts) EXPECT_EQ(post(bot).status, 200);
    const auto refused = post(bot);
    EXPECT_EQ(refused.status, 429);
    EXPECT_EQ(refused.header("retry-after"), "1");
    EXPECT_EQ(refused.header("ratelimit-remaining"), "0");
    EXPECT_EQ(refused.header("ratelimit-reset"), "30");
    EXPECT_EQ(post(programme->person("Dilys")).header("ratelimit-limit"), "");
}

}  // namespace
}  // namespace ourplace::gateway
