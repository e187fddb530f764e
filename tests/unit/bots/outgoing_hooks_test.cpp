#include "bots/outgoing_hooks.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "bots/delivery_rules.hpp"
#include "bots/webhook_signature.hpp"
#include "unit/bots/bot_programme.hpp"
#include "unit/bots/receiver.hpp"

namespace ourplace::bots {
namespace {

constexpr SenderOptions anywhere{.reach = SenderOptions::Reach::everywhere, .at_most = std::chrono::seconds(10)};

// A bot that reads Talk, and a server of its author's that takes what happens there.
class AnOutgoingHook : public ABot {
  protected:
    AnOutgoingHook() { created = programme.must(set(receiver.url())); }

    Result<v1::SetOutgoingHookResponse> set(const std::string& url) {
        v1::SetOutgoingHookRequest request;
        request.set_bot_id(kettle.member_id);
        request.set_url(url);
        return programme.call(ana, &BotService::set_outgoing_hook, request);
    }
    v1::OutgoingHook state() { return programme.must(programme.list(ana, hub)).bots(0).outgoing_hook(); }
    Result<v1::ListDeadLettersResponse> dead(std::uint32_t page_size = 0, const std::string& page_token = {}) {
        v1::ListDeadLettersRequest request;
        request.set_bot_id(kettle.member_id);
        request.set_page_size(page_size);
        request.set_page_token(page_token);
        return programme.call(ana, &BotService::list_dead_letters, request);
    }
    Result<v1::ReplayDeadLetterResponse> replay(const std::string& webhook_id) {
        v1::ReplayDeadLetterRequest request;
        request.set_bot_id(kettle.member_id);
        request.set_webhook_id(webhook_id);
        return programme.call(ana, &BotService::replay_dead_letter, request);
    }
    // The bodies of the messages that were received, in their order.
    std::vector<std::string> heard() {
        std::vector<std::string> bodies;
        for (const auto& request : receiver.received()) {
            const auto json = boost::json::parse(request.body);
            const auto* const posted = json.as_object().if_contains("messagePosted");
            if (posted != nullptr) bodies.emplace_back(posted->at("message").at("body").as_string());
        }
        return bodies;
    }
    void fail_until_dead() {
        receiver.answer_with(std::deque<unsigned>(max_attempts, 503));
        for (unsigned times = 0; times < max_attempts; ++times) {
            EXPECT_EQ(deliverer.deliver_due(), 0U);
            programme.clock.advance(std::chrono::hours(1));
        }
    }

    Receiver receiver;
    Caller kettle = programme.bot(ana, hub, {v1::BOT_SCOPE_READ}, {talk});
    v1::SetOutgoingHookResponse created;
    OutgoingHooks deliverer{*programme.database, programme.clock, programme.metrics, anywhere};
};

TEST_F(AnOutgoingHook, BringsWhatTheBotMayReadInOrderAndSigned) {
    static_cast<void>(programme.say(ana, talk, "one"));
    static_cast<void>(programme.say(ana, open, "not for bots"));
    static_cast<void>(programme.say(ben, talk, "two"));
    EXPECT_EQ(deliverer.deliver_due(), 2U);
    EXPECT_EQ(heard(), (std::vector<std::string>{"one", "two"}));
    const auto key = programme.write(
        [&](store::Transaction& tx) { return tx.query_one("SELECT signing_key FROM outgoing_hook")->blob(0); });
    EXPECT_EQ(created.signing_secret(), signing_secret(key));
    for (const auto& request : receiver.received()) {
        const SignedHeaders headers{.id = request.headers.at("webhook-id"),
                                    .timestamp = request.headers.at("webhook-timestamp"),
                                    .signature = request.headers.at("webhook-signature")};
        EXPECT_TRUE(verify_webhook(key, headers, request.body, programme.clock.now()));
        EXPECT_EQ(request.headers.at("content-type"), "application/json");
    }
    EXPECT_EQ(deliverer.deliver_due(), 0U);
    EXPECT_EQ(state().last_delivered_at_us(), programme.clock.now());
}

TEST_F(AnOutgoingHook, BringsWhatTheBotsOwnStreamSays) {
    programme.must(programme.invite(ana, kettle, {talk, open}));
    EXPECT_GE(deliverer.deliver_due(), 1U);
    const auto last = boost::json::parse(receiver.received().back().body);
    EXPECT_EQ(last.at("botChanged").at("bot").at("name").as_string(), "Kettle");
}

TEST_F(AnOutgoingHook, BringsNothingFromBeforeNorOfWhatWasTakenAway) {
    programme.must(programme.invite(ana, kettle, {}));
    static_cast<void>(programme.say(ana, talk, "while it was out"));
    static_cast<void>(programme.say(ana, open, "before it came"));
    programme.must(programme.invite(ana, kettle, {talk, open}));
    static_cast<void>(programme.say(ana, open, "now"));
    static_cast<void>(deliverer.deliver_due());
    EXPECT_EQ(heard(), std::vector<std::string>{"now"});
    programme.must(programme.pause(ana, kettle));
    static_cast<void>(programme.say(ana, talk, "while it was paused"));
    static_cast<void>(deliverer.deliver_due());
    EXPECT_EQ(heard().size(), 1U);
    programme.must(programme.pause(ana, kettle, false));
    static_cast<void>(deliverer.deliver_due());
    EXPECT_EQ(heard().size(), 2U);
}

TEST_F(AnOutgoingHook, IsTriedAgainUnderTheSameIdAndLosesNothing) {
    receiver.answer_with({500, 302});
    static_cast<void>(programme.say(ana, talk, "one"));
    static_cast<void>(programme.say(ana, talk, "two"));
    EXPECT_EQ(deliverer.deliver_due(), 0U);
    EXPECT_EQ(state().failures(), 1U);
    EXPECT_EQ(state().last_failure(), "It answered 500.");
    EXPECT_EQ(deliverer.deliver_due(), 0U);
    EXPECT_EQ(receiver.received().size(), 1U);
    programme.clock.advance(std::chrono::seconds(1));
    EXPECT_EQ(deliverer.deliver_due(), 0U);
    EXPECT_EQ(state().last_failure(), "It answered 302; redirects are not followed.");
    programme.clock.advance(std::chrono::seconds(5));
    // By another node: what the first one has taken it gives up after a while.
    OutgoingHooks other(*programme.database, programme.clock, programme.metrics, anywhere);
    EXPECT_EQ(other.deliver_due(), 0U);
    programme.clock.advance(std::chrono::seconds(30));
    EXPECT_EQ(other.deliver_due(), 2U);
    EXPECT_EQ(heard(), (std::vector<std::string>{"one", "one", "one", "two"}));
    const auto all = receiver.received();
    EXPECT_EQ(all[0].headers.at("webhook-id"), all[2].headers.at("webhook-id"));
    EXPECT_NE(all[2].headers.at("webhook-id"), all[3].headers.at("webhook-id"));
    EXPECT_EQ(state().failures(), 0U);
}

TEST_F(AnOutgoingHook, KeepsWhatCannotBeDeliveredToBeSentAgain) {
    static_cast<void>(programme.say(ana, talk, "one"));
    fail_until_dead();
    ASSERT_EQ(programme.must(dead()).dead_letters_size(), 1);
    const auto letter = programme.must(dead()).dead_letters(0);
    EXPECT_EQ(letter.stream_id(), "c." + talk);
    EXPECT_EQ(letter.reason(), "It answered 503.");
    EXPECT_EQ(state().dead_letters(), 1U);
    static_cast<void>(programme.say(ana, talk, "two"));
    EXPECT_EQ(deliverer.deliver_due(), 1U);
    EXPECT_EQ(heard().back(), "two");

    programme.must(replay(letter.webhook_id()));
    EXPECT_EQ(deliverer.deliver_due(), 1U);
    EXPECT_EQ(heard().back(), "one");
    EXPECT_EQ(receiver.received().back().headers.at("webhook-id"), letter.webhook_id());
    EXPECT_EQ(programme.must(dead()).dead_letters_size(), 0);
    EXPECT_EQ(field_of(replay(letter.webhook_id())), "webhook_id");
    EXPECT_NE(programme.metrics.render().find(R"(ourplace_calls_total{method="hooks/out",code="dead"} 1)"),
              std::string::npos);
}

TEST_F(AnOutgoingHook, NeverSendsAgainWhatWasDeletedMeanwhile) {
    const auto said = programme.say(ana, talk, "a secret");
    fail_until_dead();
    const auto letter = programme.must(dead()).dead_letters(0);
    programme.must(programme.erase(ana, said));
    programme.must(replay(letter.webhook_id()));
    static_cast<void>(deliverer.deliver_due());
    EXPECT_EQ(receiver.received().back().body.find("a secret"), std::string::npos);
    // And nothing at all of a channel that the bot may no longer read.
    static_cast<void>(programme.say(ana, talk, "another"));
    fail_until_dead();
    const auto before = heard().size();
    programme.must(replay(programme.must(dead()).dead_letters(0).webhook_id()));
    programme.must(programme.invite(ana, kettle, {}));
    static_cast<void>(deliverer.deliver_due());
    EXPECT_EQ(heard().size(), before);
    EXPECT_EQ(programme.must(dead()).dead_letters_size(), 0);
}

TEST_F(AnOutgoingHook, ListsDeadLettersPageByPage) {
    static_cast<void>(programme.say(ana, talk, "one"));
    fail_until_dead();
    static_cast<void>(programme.say(ana, talk, "two"));
    receiver.answer_with({503});
    static_cast<void>(deliverer.deliver_due());
    const auto first = programme.must(dead(1));
    ASSERT_EQ(first.dead_letters_size(), 1);
    ASSERT_FALSE(first.next_page_token().empty());
    const auto second = programme.must(dead(1, first.next_page_token()));
    ASSERT_EQ(second.dead_letters_size(), 1);
    EXPECT_LT(second.dead_letters(0).seq(), first.dead_letters(0).seq());
    EXPECT_TRUE(second.next_page_token().empty());
}

TEST_F(AnOutgoingHook, NeverReachesPrivateAddressesUnlessTheOperatorAllows) {
    OutgoingHooks careful(*programme.database, programme.clock, programme.metrics, {});
    static_cast<void>(programme.say(ana, talk, "one"));
    EXPECT_EQ(careful.deliver_due(), 0U);
    EXPECT_EQ(state().last_failure(), "The host has a private address, which is not allowed here.");
    // A name that leads there does not either.
    auto by_name = receiver.url();
    by_name.replace(by_name.find("127.0.0.1"), 9, "localhost");
    programme.must(set(by_name));
    EXPECT_EQ(careful.deliver_due(), 0U);
    EXPECT_EQ(state().last_failure(), "The host has a private address, which is not allowed here.");
    EXPECT_TRUE(receiver.received().empty());
}

TEST_F(AnOutgoingHook, DoesNotWaitForEverForAnAnswer) {
    OutgoingHooks impatient(*programme.database, programme.clock, programme.metrics,
                            {.reach = SenderOptions::Reach::everywhere, .at_most = std::chrono::milliseconds(50)});
    receiver.answer_with({0});
    static_cast<void>(programme.say(ana, talk, "one"));
    EXPECT_EQ(impatient.deliver_due(), 0U);
    EXPECT_EQ(state().last_failure(), "It did not answer in time.");
}

TEST_F(AnOutgoingHook, IsSetAndRemovedByOrganisers) {
    v1::SetOutgoingHookRequest request;
    request.set_bot_id(kettle.member_id);
    request.set_url("https://ana:secret@bots.example/");
    EXPECT_EQ(field_of(programme.call(ana, &BotService::set_outgoing_hook, request)), "url");
    request.set_url("https://bots.example/");
    EXPECT_EQ(code_of(programme.call(ben, &BotService::set_outgoing_hook, request)), Code::permission_denied);
    EXPECT_EQ(programme.must(programme.list(ben, hub)).bots(0).has_outgoing_hook(), false);

    v1::RemoveOutgoingHookRequest remove;
    remove.set_bot_id(kettle.member_id);
    programme.must(programme.call(ana, &BotService::remove_outgoing_hook, remove));
    static_cast<void>(programme.say(ana, talk, "one"));
    EXPECT_EQ(deliverer.deliver_due(), 0U);
    EXPECT_TRUE(receiver.received().empty());
}

TEST_F(AnOutgoingHook, DeliversByItselfOnceStarted) {
    deliverer.start();
    static_cast<void>(programme.say(ana, talk, "one"));
    deliverer.wake();
    EXPECT_TRUE(receiver.receives(1));
    deliverer.stop();
    EXPECT_EQ(heard(), std::vector<std::string>{"one"});
}

}  // namespace
}  // namespace ourplace::bots
