#include "bots/hook_rules.hpp"

#include <gtest/gtest.h>
#include <utility>
#include <vector>

namespace ourplace::bots {
namespace {

constexpr std::string_view json = "application/json; charset=utf-8";
constexpr std::string_view form = "application/x-www-form-urlencoded";

std::string text(std::string_view type, std::string_view body) {
    const auto found = hook_text(type, body);
    return found ? *found : "refused: " + found.error().message;
}
bool is_refused(std::string_view type, std::string_view body) { return !hook_text(type, body).has_value(); }

TEST(TheTextOfAHook, IsFoundInEachFormatThatToolsSend) {
    EXPECT_EQ(text(json, R"({"text": "Build 7 is done", "username": "ci", "icon_emoji": ":tada:"})"),
              "Build 7 is done");
    EXPECT_EQ(text("Application/JSON", R"({"text":"Llŷn \u2014 ok"})"), "Llŷn — ok");
    EXPECT_EQ(text(form, "payload=%7B%22text%22%3A%22Build+7+is+done%22%7D"), "Build 7 is done");
    EXPECT_EQ(text(form, "a=b&payload={%22text%22:%22a%26amp;b%22}"), "a&b");
    // What `curl -d` sends when nobody gave it a header.
    EXPECT_EQ(text(form, R"({"text": "hello"})"), "hello");
    EXPECT_EQ(text("text/plain", "one & <two> &amp;\nthree"), "one & <two> &amp;\nthree");
    EXPECT_EQ(text("", "plain"), "plain");
}

TEST(TheTextOfAHook, IsMissedWithAnErrorThatSaysWhatToSend) {
    EXPECT_NE(text(json, "{\"text\": 7}").find(R"({"text": "Hello"})"), std::string::npos);
    EXPECT_TRUE(is_refused(json, "[]"));
    EXPECT_TRUE(is_refused(json, "{\"text\": \"a"));
    EXPECT_TRUE(is_refused(json, std::string(10'000, '[')));
    EXPECT_NE(text(form, "text=hello").find("payload="), std::string::npos);
    EXPECT_NE(text("image/png", "x").find("application/json"), std::string::npos);
    EXPECT_TRUE(is_refused("text/plain", "\xff\xfe"));
    EXPECT_TRUE(is_refused(form, "payload={\"text\":\"%ff\"}"));
}

TEST(SlacksEscapes, BecomeWhatPeopleRead) {
    const std::vector<std::pair<std::string_view, std::string_view>> table{
        {"a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"},
        {"see <https://ourplace.example/a?b=1&amp;c=2>", "see https://ourplace.example/a?b=1&c=2"},
        {"<https://ci.example/7|Build #7> failed", "Build #7 (https://ci.example/7) failed"},
        {"<https://ci.example|https://ci.example>", "https://ci.example"},
        {"<mailto:ana@ourplace.example|ana@ourplace.example>", "ana@ourplace.example"},
        {"<@U024BE7LH|ana>, <#C024BE7LR|general>, <!here>", "@ana, #general, @here"},
        {"<!date^1392734382^Posted|Posted in 2014>", "Posted in 2014"},
        {"1 < 2 > 0", "1 < 2 > 0"},
        {"<", "<"},
        {"<>", "<>"},
        {"<https://unfinished", "<https://unfinished"},
        {"&unknown; &amp", "&unknown; &amp"},
    };
    for (const auto& [written, read] : table) EXPECT_EQ(without_slack_escapes(written), read) << written;
}

TEST(TheIdOfAHooksMessage, IsTheSameForTheSameKeyOfOneHook) {
    EXPECT_EQ(message_id_for("hook1", "key").size(), 16U);
    EXPECT_EQ(message_id_for("hook1", "key"), message_id_for("hook1", "key"));
    EXPECT_NE(message_id_for("hook1", "key"), message_id_for("hook2", "key"));
    EXPECT_NE(message_id_for("hook1", "key"), message_id_for("hook1", "key2"));
}

}  // namespace
}  // namespace ourplace::bots
