// The conversation below an event.
#include "events/event_check.hpp"
#include "hubs/thread_tables.hpp"
#include "unit/events/event_programme.hpp"

namespace ourplace::events {
namespace {

class EventThread : public testing::Test {
  protected:
    std::string walk(std::string_view title = "Walk") {
        return programme
            .must(programme.create(
                ana, hub_id,
                EventProgramme::details(title, "2026-10-29T19:00", "2026-10-29T21:00", "FREQ=WEEKLY;COUNT=3")))
            .event()
            .event_id();
    }
    std::string opened(const Caller& caller, const std::string& event_id) {
        return programme.must(programme.open_thread(caller, event_id)).channel().channel_id();
    }
    v1::Thread seen_by(const Caller& caller, const std::string& event_id) {
        return programme.must(programme.get(caller, event_id)).thread();
    }
    std::vector<std::string> faults() {
        return programme.write([](store::Transaction& tx) {
            auto found = hubs::check_threads(tx);
            for (auto& fault : check_events(tx)) found.push_back(std::move(fault));
            return found;
        });
    }

    EventProgramme programme;
    Caller ana = programme.person("Ana");
    Caller ben = programme.person("Ben");
    Caller cai = programme.person("Cai");
    Caller eve = programme.person("Eve");
    std::string hub_id = programme.hub("Allotments", {ana, ben, cai});
};

TEST_F(EventThread, IsOneForAllItsDatesAndForWhoeverOpensIt) {
    const auto event_id = walk();
    EXPECT_TRUE(seen_by(ben, event_id).may_open());
    const auto channel = programme.must(programme.open_thread(ben, event_id)).channel();
    const auto& thread = channel.channel_id();
    EXPECT_EQ(channel.visibility(), v1::CHANNEL_VISIBILITY_THREAD);
    EXPECT_EQ(channel.name(), "Walk");
    EXPECT_EQ(channel.event_id(), event_id);
    programme.say(ben, thread, "Who brings a torch?");
    EXPECT_EQ(programme.state_of(ana, thread)->unread(), 1u) << "whoever made it hears of it";
    EXPECT_FALSE(programme.state_of(cai, thread));
    EXPECT_EQ(seen_by(cai, event_id).message_count(), 1u);
    EXPECT_EQ(seen_by(cai, event_id).channel_id(), "");
    EXPECT_EQ(opened(cai, event_id), thread);
    EXPECT_EQ(seen_by(cai, event_id).channel_id(), thread);
    EXPECT_EQ(programme.sees(ben, hub_id), std::vector<std::string>{});
    EXPECT_EQ(faults(), std::vector<std::string>{});
}

TEST_F(EventThread, IsForTheHubAlone) {
    const auto event_id = walk();
    const auto thread = opened(ben, event_id);
    EXPECT_EQ(code_of(programme.open_thread(eve, event_id)), Code::not_found);
    EXPECT_EQ(code_of(programme.open_thread(ben, "nothing")), Code::not_found);
    EXPECT_EQ(error_of(programme.open_thread(eve, event_id)).message,
              error_of(programme.open_thread(ben, "nothing")).message);
    EXPECT_FALSE(programme.may_follow(eve, "c." + thread));
    EXPECT_EQ(opened(programme.admin, event_id), thread) << "administrators look after every hub";
    EXPECT_EQ(faults(), std::vector<std::string>{});
}

TEST_F(EventThread, ClosesForWhoIsRemoved) {
    const auto event_id = walk();
    const auto thread = opened(ben, event_id);
    ASSERT_EQ(opened(cai, event_id), thread);
    ASSERT_TRUE(programme.remove(ana, hub_id, ben));
    EXPECT_FALSE(programme.may_follow(ben, "c." + thread));
    EXPECT_EQ(code_of(programme.history(ben, thread)), Code::not_found);
    EXPECT_EQ(code_of(programme.open_thread(ben, event_id)), Code::not_found);
    EXPECT_TRUE(programme.may_follow(cai, "c." + thread));
    EXPECT_EQ(faults(), std::vector<std::string>{});
}

TEST_F(EventThread, StaysWhenTheEventIsCancelledAndHasItsTitle) {
    const auto event_id = walk("Walk");
    const auto thread = opened(ben, event_id);
    auto details = EventProgramme::details("", "2026-10-29T19:00", "2026-10-29T21:00");
    details.mutable_title()->set_cy("Tro gyda’r nos");
    ASSERT_TRUE(programme.change(ana, event_id, details));
    EXPECT_EQ(programme.open(ben, thread)->channel().name(), "Tro gyda’r nos");
    ASSERT_TRUE(programme.cancel(ana, event_id));
    programme.say(ben, thread, "What a pity.");
    EXPECT_EQ(opened(cai, event_id), thread);
    EXPECT_EQ(seen_by(cai, event_id).message_count(), 1u);
}

TEST_F(EventThread, ModeratorsDeleteWithAReason) {
    const auto event_id = walk();
    const auto thread = opened(ben, event_id);
    const auto rude = programme.say(ben, thread, "Nobody asked you.");
    ASSERT_EQ(opened(cai, event_id), thread);
    EXPECT_EQ(code_of(programme.erase(cai, rude, "Be kind.")), Code::permission_denied);
    ASSERT_TRUE(programme.set_role(ana, hub_id, cai, v1::HUB_ROLE_MODERATOR));
    EXPECT_TRUE(programme.erase(cai, rude, "Be kind."));
    EXPECT_EQ(seen_by(cai, event_id).message_count(), 0u);
}

TEST_F(EventThread, ACheckFindsOneThatIsAnotherHubs) {
    const auto event_id = walk();
    const auto thread = opened(ben, event_id);
    const auto other = programme.hub("Sheds", {ana});
    programme.write([&](store::Transaction& tx) {
        tx.execute("INSERT INTO thread_hub (channel_id, hub_id) VALUES ($1, $2)", thread, other);
    });
    EXPECT_EQ(faults(), std::vector<std::string>{"event " + event_id + " has a Thread that is not its own: " + thread});
}

}  // namespace
}  // namespace ourplace::events
