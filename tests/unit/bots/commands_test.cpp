// Commands and buttons: asked in a channel, answered by a bot in time, or never silently not.
#include <algorithm>
#include <gtest/gtest.h>

#include "bots/command_tables.hpp"
#include "jobs/job_runner.hpp"
#include "unit/bots/bot_programme.hpp"

namespace ourplace::bots {
namespace {

class ACommand : public ABot {
  protected:
    ACommand() {
        jobs.add(std::string(unanswered_job),
                 [this](store::Transaction& tx, const jobs::Job& job) -> std::optional<Timestamp> {
                     give_up(tx, job.key, programme.clock.now());
                     return std::nullopt;
                 });
        programme.must(set(kettle, {"tea", "coffee"}));
    }

    Result<v1::SetCommandsResponse> set(const Caller& bot, const std::vector<std::string>& names) {
        v1::SetCommandsRequest request;
        for (const auto& name : names) {
            auto& command = *request.add_commands();
            command.set_name(name);
            command.set_description_en("Makes " + name);
            command.set_description_cy("Gwneud " + name);
        }
        return programme.call(bot, &BotService::set_commands, request);
    }
    Result<v1::ListCommandsResponse> commands(const Caller& caller, const std::string& channel_id) {
        v1::ListCommandsRequest request;
        request.set_channel_id(channel_id);
        return programme.call(caller, &BotService::list_commands, request);
    }
    v1::InvokeCommandRequest asking(std::string_view command, std::string_view text = "") {
        v1::InvokeCommandRequest request;
        request.set_channel_id(talk);
        request.set_command(std::string(command));
        request.set_text(std::string(text));
        request.set_client_invocation_id(programme.fresh_id());
        return request;
    }
    Result<v1::InvokeCommandResponse> invoke(const Caller& caller, const v1::InvokeCommandRequest& request) {
        return programme.call(caller, &BotService::invoke_command, request);
    }
    v1::AnswerInvocationRequest answer(const std::string& invocation_id, v1::AnswerTo to,
                                       std::string_view body = "Tea!") {
        v1::AnswerInvocationRequest request;
        request.set_invocation_id(invocation_id);
        request.set_to(to);
        request.set_body(std::string(body));
        return request;
    }
    Result<v1::AnswerInvocationResponse> send(const Caller& bot, const v1::AnswerInvocationRequest& request) {
        return programme.call(bot, &BotService::answer_invocation, request);
    }
    v1::Update newest(const Caller& caller) { return programme.updates("m." + caller.member_id).back(); }
    std::size_t run_jobs() { return programme.must(programme.run(jobs.run_due())); }

    jobs::JobRunner jobs{*programme.database, programme.clock};
    Caller kettle = programme.bot(ana, hub, {v1::BOT_SCOPE_POST}, {talk});
};

TEST_F(ACommand, IsListedWhereItsBotIs) {
    const auto here = programme.must(commands(ben, talk));
    ASSERT_EQ(here.commands_size(), 2);
    EXPECT_EQ(here.commands(0).name(), "coffee");
    EXPECT_EQ(here.commands(1).description_cy(), "Gwneud tea");
    EXPECT_EQ(here.commands(1).bot_name(), "Kettle");
    EXPECT_EQ(programme.must(commands(ben, open)).commands_size(), 0);
    EXPECT_EQ(code_of(commands(stranger, talk)), Code::permission_denied);
    programme.must(programme.pause(ana, kettle));
    EXPECT_EQ(programme.must(commands(ben, talk)).commands_size(), 0);
}

TEST_F(ACommand, HasANameOfItsOwnInTheHub) {
    const auto mug = programme.bot(ana, hub, {}, {talk}, "Mug");
    EXPECT_EQ(code_of(set(mug, {"tea"})), Code::already_exists);
    EXPECT_EQ(field_of(set(mug, {"Tea"})), "commands[0].name");
    EXPECT_EQ(field_of(set(mug, {"milk", "/x"})), "commands[1].name");
    EXPECT_EQ(field_of(set(mug, {"milk", "milk"})), "commands");
    EXPECT_EQ(field_of(set(mug, std::vector<std::string>(21, "milk"))), "commands");
    programme.must(set(kettle, {"coffee"}));
    EXPECT_TRUE(set(mug, {"tea"}));
    EXPECT_TRUE(programme.updates("h." + hub).back().has_hub_bots_changed());
}

TEST_F(ACommand, ReachesTheBotWithWhoAsks) {
    const auto asked = programme.must(invoke(ben, asking("tea", "two sugars")));
    const auto told = newest(kettle);
    ASSERT_TRUE(told.has_command_invoked());
    EXPECT_EQ(told.command_invoked().invocation_id(), asked.invocation_id());
    EXPECT_EQ(told.command_invoked().command(), "tea");
    EXPECT_EQ(told.command_invoked().text(), "two sugars");
    EXPECT_EQ(told.command_invoked().channel_id(), talk);
    EXPECT_EQ(told.command_invoked().invoker().name(), "Ben");
    EXPECT_EQ(told.command_invoked().language(), v1::LANGUAGE_EN);
    EXPECT_EQ(told.command_invoked().answer_by_us(), programme.clock.now() + 3 * microseconds_per_second);
}

TEST_F(ACommand, IsRefusedWhereItCannotBeAnswered) {
    EXPECT_EQ(field_of(invoke(ben, asking("gin"))), "command");
    auto elsewhere = asking("tea");
    elsewhere.set_channel_id(open);
    EXPECT_EQ(field_of(invoke(ben, elsewhere)), "command");
    EXPECT_EQ(code_of(invoke(stranger, asking("tea"))), Code::permission_denied);
    auto without_id = asking("tea");
    without_id.clear_client_invocation_id();
    EXPECT_EQ(field_of(invoke(ben, without_id)), "client_invocation_id");
    EXPECT_EQ(field_of(invoke(ben, asking("tea", std::string(2001, 'a')))), "text");
}

TEST_F(ACommand, IsAskedOnceHoweverOftenItIsSent) {
    const auto request = asking("tea");
    const auto first = programme.must(invoke(ben, request));
    EXPECT_EQ(programme.must(invoke(ben, request)).invocation_id(), first.invocation_id());
    const auto told = programme.updates("m." + kettle.member_id);
    EXPECT_EQ(std::ranges::count_if(told, [](const v1::Update& update) { return update.has_command_invoked(); }), 1);
}

TEST_F(ACommand, IsAnsweredInTheChannelOnce) {
    const auto id = programme.must(invoke(ben, asking("tea"))).invocation_id();
    const auto answered = programme.must(send(kettle, answer(id, v1::ANSWER_TO_CHANNEL)));
    EXPECT_EQ(answered.message().body(), "Tea!");
    EXPECT_EQ(programme.read(ben, answered.message()).author().name(), "Kettle");
    const auto told = newest(ben);
    ASSERT_TRUE(told.has_invocation_answered());
    EXPECT_EQ(told.invocation_answered().message_seq(), answered.message().seq());
    EXPECT_EQ(told.invocation_answered().bot_name(), "Kettle");
    EXPECT_EQ(programme.must(send(kettle, answer(id, v1::ANSWER_TO_CHANNEL, "Again"))).message().seq(),
              answered.message().seq());
    programme.clock.advance(std::chrono::seconds(4));
    EXPECT_EQ(run_jobs(), 0U);
    EXPECT_EQ(programme.must(programme.history(ben, talk)).messages_size(), 1);
}

TEST_F(ACommand, IsAnsweredToTheInvokerAlone) {
    const auto id = programme.must(invoke(ben, asking("tea"))).invocation_id();
    const auto before = programme.updates("m." + ana.member_id).size();
    const auto answered = programme.must(send(kettle, answer(id, v1::ANSWER_TO_INVOKER, "No milk left.")));
    EXPECT_FALSE(answered.has_message());
    EXPECT_EQ(newest(ben).invocation_answered().notice(), "No milk left.");
    EXPECT_EQ(newest(ben).invocation_answered().message_seq(), 0U);
    EXPECT_EQ(programme.must(programme.history(ben, talk)).messages_size(), 0);
    EXPECT_EQ(programme.updates("m." + ana.member_id).size(), before);
}

TEST_F(ACommand, ThatNobodyAnswersIsNotSilent) {
    const auto request = asking("tea");
    const auto id = programme.must(invoke(ben, request)).invocation_id();
    programme.clock.advance(std::chrono::milliseconds(2999));
    EXPECT_EQ(run_jobs(), 0U);
    programme.clock.advance(std::chrono::milliseconds(1));
    EXPECT_EQ(run_jobs(), 1U);
    const auto told = newest(ben);
    ASSERT_TRUE(told.has_invocation_unanswered());
    EXPECT_EQ(told.invocation_unanswered().invocation_id(), id);
    EXPECT_EQ(told.invocation_unanswered().bot_name(), "Kettle");
    EXPECT_EQ(told.invocation_unanswered().client_invocation_id(), request.client_invocation_id());
    EXPECT_EQ(code_of(send(kettle, answer(id, v1::ANSWER_TO_CHANNEL))), Code::failed_precondition);
    EXPECT_EQ(programme.must(programme.history(ben, talk)).messages_size(), 0);
}

TEST_F(ACommand, IsAnsweredByItsBotAlone) {
    const auto mug = programme.bot(ana, hub, {v1::BOT_SCOPE_POST}, {talk}, "Mug");
    const auto id = programme.must(invoke(ben, asking("tea"))).invocation_id();
    EXPECT_EQ(code_of(send(mug, answer(id, v1::ANSWER_TO_CHANNEL))), Code::not_found);
    EXPECT_EQ(field_of(send(kettle, answer(id, v1::ANSWER_TO_UNSPECIFIED))), "to");
    EXPECT_EQ(field_of(send(kettle, answer(id, v1::ANSWER_TO_INVOKER, " "))), "body");
    programme.must(programme.grant(ana, kettle, {v1::BOT_SCOPE_READ}));
    EXPECT_EQ(code_of(send(kettle, answer(id, v1::ANSWER_TO_CHANNEL))), Code::permission_denied);
    EXPECT_TRUE(send(kettle, answer(id, v1::ANSWER_TO_INVOKER)));
}

TEST_F(ACommand, OfABotThatIsRemovedIsGivenUpAtOnce) {
    static_cast<void>(programme.must(invoke(ben, asking("tea"))));
    programme.must(programme.remove_bot(ana, kettle));
    EXPECT_TRUE(newest(ben).has_invocation_unanswered());
    EXPECT_EQ(programme.must(commands(ben, talk)).commands_size(), 0);
}

TEST_F(ACommand, CannotBeUsedToKeepABotBusy) {
    for (int times = 0; times < 5; ++times) EXPECT_TRUE(invoke(ben, asking("tea")));
    EXPECT_EQ(code_of(invoke(ben, asking("tea"))), Code::resource_exhausted);
    EXPECT_TRUE(invoke(ana, asking("tea")));
    programme.clock.advance(std::chrono::seconds(3));
    static_cast<void>(run_jobs());
    EXPECT_TRUE(invoke(ben, asking("tea")));
    programme.clock.advance(std::chrono::hours(25));
    static_cast<void>(run_jobs());
    programme.write([&](store::Transaction& tx) { forget_invocations(tx, programme.clock.now()); });
    EXPECT_EQ(programme.write(
                  [](store::Transaction& tx) { return tx.query_one("SELECT COUNT(*) FROM invocation")->integer(0); }),
              0);
}

using AButton = ACommand;

TEST_F(AButton, ReachesTheBotThatOffersIt) {
    auto draft = programme.draft(talk, "Tea?");
    auto& button = *draft.add_buttons();
    button.set_button_id("yes");
    button.set_label("Yes, please");
    const auto offered = programme.must(programme.post(kettle, draft)).message();
    v1::PressButtonRequest press;
    press.set_channel_id(talk);
    press.set_message_seq(offered.seq());
    press.set_button_id("yes");
    press.set_client_invocation_id(programme.fresh_id());
    const auto pressed = programme.must(programme.call(ben, &BotService::press_button, press));
    const auto told = newest(kettle);
    ASSERT_TRUE(told.has_button_pressed());
    EXPECT_EQ(told.button_pressed().button_id(), "yes");
    EXPECT_EQ(told.button_pressed().message_seq(), offered.seq());
    EXPECT_EQ(told.button_pressed().invoker().name(), "Ben");
    programme.must(send(kettle, answer(pressed.invocation_id(), v1::ANSWER_TO_INVOKER, "Coming.")));
    EXPECT_EQ(newest(ben).invocation_answered().notice(), "Coming.");

    press.set_client_invocation_id(programme.fresh_id());
    press.set_button_id("no");
    EXPECT_EQ(field_of(programme.call(ben, &BotService::press_button, press)), "button_id");
    press.set_button_id("yes");
    EXPECT_EQ(code_of(programme.call(stranger, &BotService::press_button, press)), Code::permission_denied);
    programme.must(programme.pause(ana, kettle));
    EXPECT_EQ(code_of(programme.call(ben, &BotService::press_button, press)), Code::failed_precondition);
    programme.must(programme.pause(ana, kettle, false));
    programme.must(programme.erase(kettle, offered));
    EXPECT_EQ(code_of(programme.call(ben, &BotService::press_button, press)), Code::not_found);
}

}  // namespace
}  // namespace ourplace::bots
