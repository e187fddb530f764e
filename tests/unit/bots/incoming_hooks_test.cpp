#include "bots/incoming_hooks.hpp"

#include <gtest/gtest.h>
#include <map>
#include <optional>

#include "bots/webhook_signature.hpp"
#include "unit/bots/bot_programme.hpp"

namespace ourplace::bots {
namespace {

// A bot with a hook into Talk, and what answers at its address.
class AHook : public ABot {
  protected:
    using Headers = std::map<std::string, std::string, std::less<>>;

    Result<v1::CreateIncomingHookResponse> create(const Caller& organiser, const Caller& bot,
                                                  const std::string& channel_id, bool is_signed = false) {
        v1::CreateIncomingHookRequest request;
        request.set_bot_id(bot.member_id);
        request.set_channel_id(channel_id);
        request.set_label("Timer");
        request.set_signed_(is_signed);
        return programme.call(organiser, &BotService::create_incoming_hook, request);
    }
    static std::string secret_of(const v1::CreateIncomingHookResponse& created) {
        return created.url().substr(created.url().rfind('/') + 1);
    }
    rpc::PlainReply send(std::string_view path, const std::string& body, Headers headers = {},
                         std::string_view verb = "POST") {
        headers.try_emplace("Content-Type", "application/json");
        const rpc::PlainRequest request{.verb = verb,
                                        .path = path,
                                        .query = {},
                                        .body = body,
                                        .header = [&](std::string_view name) -> std::string_view {
                                            const auto found = headers.find(name);
                                            return found == headers.end() ? std::string_view() : found->second;
                                        },
                                        .request_id = "test",
                                        .address = "192.0.2.1"};
        return programme.run(incoming.answer(request));
    }
    std::vector<std::string> said() {
        std::vector<std::string> bodies;
        const auto page = programme.must(programme.history(ana, talk));
        for (const auto& message : page.messages()) bodies.push_back(message.body());
        return bodies;
    }
    static std::string header(const rpc::PlainReply& reply, std::string_view name) {
        for (const auto& [key, value] : reply.headers) {
            if (key == name) return value;
        }
        return {};
    }

    IncomingHooks incoming{*programme.database, programme.clock, programme.metrics,
                           [this](rpc::Context& context, const v1::PostMessageRequest& request) {
                               return programme.talk.post_message(context, request);
                           }};
    Caller kettle = programme.bot(ana, hub, {v1::BOT_SCOPE_POST}, {talk});
    v1::CreateIncomingHookResponse hook = programme.must(create(ana, kettle, talk));
    std::string secret = secret_of(hook);
};

TEST_F(AHook, PostsAsItsBotAndAnswersAsToolsExpect) {
    EXPECT_EQ(hook.url().substr(0, 27), "https://talk.example/hooks/");
    const auto reply = send(secret, R"({"text": "The <https://kettle.example|kettle> is on"})");
    EXPECT_EQ(reply.status, 200U);
    EXPECT_EQ(reply.body, "ok");
    EXPECT_EQ(header(reply, "RateLimit-Limit"), "60");
    EXPECT_EQ(header(reply, "RateLimit-Remaining"), "59");
    EXPECT_EQ(header(reply, "RateLimit-Reset"), "1");
    const auto page = programme.must(programme.history(ben, talk));
    ASSERT_EQ(page.messages_size(), 1);
    EXPECT_EQ(page.messages(0).body(), "The kettle (https://kettle.example) is on");
    EXPECT_EQ(page.messages(0).author().name(), "Kettle");
    EXPECT_TRUE(page.messages(0).author().is_bot());
    // Nobody is mentioned by what a tool writes.
    EXPECT_EQ(send(secret, R"({"text": "<!channel> @Ben @channel"})").status, 200U);
    EXPECT_FALSE(programme.must(programme.history(ben, talk)).messages(1).mentions_channel());
    EXPECT_EQ(programme.state_of(ben, talk)->unread_mentions(), 0U);
}

TEST_F(AHook, PostsOnceWhatIsSentAgainUnderTheSameKey) {
    for (const std::string name : {"webhook-id", "Idempotency-Key"}) {
        const std::string text = R"({"text": ")" + name + "\"}";
        for (int times = 0; times < 3; ++times)
            EXPECT_EQ(send(secret, text, {{name, "build of " + name}}).status, 200U);
        EXPECT_EQ(send(secret, R"({"text": "Something else"})", {{name, "build of " + name}}).status, 409U);
        EXPECT_EQ(send(secret, text, {{name, std::string(257, 'k')}}).status, 400U);
    }
    EXPECT_EQ(said(), (std::vector<std::string>{"webhook-id", "Idempotency-Key"}));
    // Another hook's keys are its own; without one each request is another message.
    const auto other = secret_of(programme.must(create(ana, kettle, talk)));
    EXPECT_EQ(send(other, R"({"text": "other"})", {{"webhook-id", "build of webhook-id"}}).status, 200U);
    for (int times = 0; times < 2; ++times) EXPECT_EQ(send(secret, R"({"text": "again"})").status, 200U);
    EXPECT_EQ(said().size(), 5U);
}

TEST_F(AHook, SaysClearlyWhatIsWrong) {
    const auto unknown = send("nonsense", R"({"text": "hello"})");
    EXPECT_EQ(unknown.status, 404U);
    EXPECT_EQ(unknown.body, R"({"code":"not_found","message":"There is no such hook. It may have been removed."})");
    EXPECT_EQ(send(secret, "{}").status, 400U);
    EXPECT_EQ(send(secret, R"({"text": "  "})").status, 400U);
    EXPECT_EQ(send(secret, R"({"text": ")" + std::string(8001, 'a') + "\"}").status, 400U);
    EXPECT_EQ(send(secret, "hello", {{"Content-Type", "text/plain\xd2"}}).status, 400U);
    const auto get = send(secret, "", {}, "GET");
    EXPECT_EQ(get.status, 405U);
    EXPECT_EQ(header(get, "Allow"), "POST");
    EXPECT_TRUE(said().empty());
    EXPECT_NE(programme.metrics.render().find(R"(ourplace_calls_total{method="hooks/in",code="invalid_argument"} 4)"),
              std::string::npos);
}

TEST_F(AHook, StopsWhenItsBotMayNotPost) {
    programme.must(programme.pause(ana, kettle));
    const auto paused = send(secret, R"({"text": "hello"})");
    EXPECT_EQ(paused.status, 400U);
    EXPECT_EQ(header(paused, "Retry-After"), "60");
    programme.must(programme.pause(ana, kettle, false));
    programme.must(programme.grant(ana, kettle, {v1::BOT_SCOPE_READ}));
    EXPECT_EQ(send(secret, R"({"text": "hello"})").status, 403U);
    programme.must(programme.grant(ana, kettle, {v1::BOT_SCOPE_POST}));
    programme.must(programme.invite(ana, kettle, {}));
    EXPECT_EQ(send(secret, R"({"text": "hello"})").status, 404U);
    programme.must(programme.invite(ana, kettle, {talk}));
    EXPECT_EQ(send(secret, R"({"text": "hello"})").status, 200U);
    programme.must(programme.remove_bot(ana, kettle));
    EXPECT_EQ(send(secret, R"({"text": "hello"})").status, 404U);
    EXPECT_EQ(said().size(), 1U);
}

TEST_F(AHook, TellsWhenTheBudgetIsUsedUp) {
    for (int posts = 0; posts < 60; ++posts) EXPECT_EQ(send(secret, R"({"text": "tick"})").status, 200U);
    const auto refused = send(secret, R"({"text": "tick"})");
    EXPECT_EQ(refused.status, 429U);
    EXPECT_EQ(header(refused, "Retry-After"), "1");
    EXPECT_EQ(header(refused, "RateLimit-Remaining"), "0");
    EXPECT_EQ(header(refused, "RateLimit-Reset"), "30");
    // It is the bot's, whichever way it posts.
    EXPECT_EQ(code_of(programme.post(kettle, programme.draft(talk, "tick"))), Code::resource_exhausted);
}

TEST_F(AHook, WithASigningSecretTakesOnlySignedRequests) {
    const auto created = programme.must(create(ana, kettle, talk, true));
    EXPECT_EQ(created.signing_secret().substr(0, 6), "whsec_");
    EXPECT_TRUE(created.hook().signed_());
    const auto key = programme.write([&](store::Transaction& tx) {
        return tx.query_one("SELECT signing_key FROM incoming_hook WHERE hook_id = $1", created.hook().hook_id())
            ->blob(0);
    });
    const std::string text = R"({"text": "genuine"})";
    const auto at = std::to_string(programme.clock.now() / microseconds_per_second);
    const Headers headers{{"webhook-id", "msg_1"},
                          {"webhook-timestamp", at},
                          {"webhook-signature", webhook_signature(key, "msg_1", at, text)}};
    EXPECT_EQ(send(secret_of(created), text).status, 401U);
    EXPECT_EQ(send(secret_of(created), R"({"text": "forged"})", headers).status, 401U);
    EXPECT_EQ(send(secret_of(created), text, headers).status, 200U);
    EXPECT_EQ(send(secret_of(created), text, headers).status, 200U);
    EXPECT_EQ(said(), std::vector<std::string>{"genuine"});
}

TEST_F(AHook, IsMadeAndRemovedByOrganisersWhoSeeWhetherItIsUsed) {
    EXPECT_EQ(code_of(create(ben, kettle, talk)), Code::permission_denied);
    EXPECT_EQ(field_of(create(ana, kettle, open)), "channel_id");
    EXPECT_EQ(field_of(create(ana, programme.bot(ana, hub, {}, {talk}, "Mug"), talk)), "bot_id");
    v1::ListIncomingHooksRequest list;
    list.set_bot_id(kettle.member_id);
    EXPECT_EQ(code_of(programme.call(ben, &BotService::list_incoming_hooks, list)), Code::permission_denied);
    const auto hooks = [&] { return programme.must(programme.call(ana, &BotService::list_incoming_hooks, list)); };
    EXPECT_EQ(hooks().hooks(0).last_used_at_us(), 0);
    EXPECT_EQ(hooks().hooks(0).label(), "Timer");
    EXPECT_EQ(hooks().SerializeAsString().find(secret), std::string::npos);
    EXPECT_EQ(send(secret, R"({"text": "hello"})").status, 200U);
    EXPECT_EQ(hooks().hooks(0).last_used_at_us(), programme.clock.now());
    EXPECT_EQ(programme.must(programme.list(ana, hub)).bots(0).incoming_hooks_size(), 1);
    EXPECT_EQ(programme.must(programme.list(ben, hub)).bots(0).incoming_hooks_size(), 0);

    v1::RemoveIncomingHookRequest remove;
    remove.set_hook_id(hook.hook().hook_id());
    EXPECT_EQ(code_of(programme.call(ben, &BotService::remove_incoming_hook, remove)), Code::not_found);
    programme.must(programme.call(ana, &BotService::remove_incoming_hook, remove));
    EXPECT_EQ(send(secret, R"({"text": "hello"})").status, 404U);
}

}  // namespace
}  // namespace ourplace::bots
