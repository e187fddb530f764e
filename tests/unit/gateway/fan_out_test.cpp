// What goes from one person to many: the same bytes for everybody, nothing lost for whoever is slow, and resuming.
#include <set>

#include "unit/gateway/talker.hpp"

namespace ourplace::gateway {
namespace {

class FanOut : public WhileOthersTalk {
  protected:
    // Through the API, so that each is a message; returns its number.
    std::uint64_t say_it(Talker& talker, std::string_view body) {
        talker.call(ServedProgramme::post_message, programme->post_request(body));
        v1::PostMessageResponse posted;
        posted.ParseFromString(talker.next_reply().response());
        return posted.message().seq();
    }
    // Far more than the sockets' buffers and the half MiB at which a connection lags. The others read all of it.
    void post_more_than_fits() {
        for (int some = 0; some < 48; ++some) {
            for (int each = 0; each < 10; ++each) programme->post(std::string(20'000, 'x'));
            others->expect_to_go_on();
        }
    }
    Options options;
};

TEST_F(FanOut, EverybodyGetsTheSameBytes) {
    serve();
    // Ten on two shards.
    std::deque<Talker> listeners;
    for (int each = 0; each < 10; ++each) {
        auto& listener = listeners.emplace_back(*programme, cai.token);
        listener.subscribe(programme->channel());
        listener.until_subscribed();
    }
    Talker speaker(*programme, cai.token);
    const auto seq = say_it(speaker, "Tea at four? ☕");
    std::set<std::string> different;
    for (auto& listener : listeners) different.insert(listener.next_payload());
    ASSERT_EQ(different.size(), 1u);
    v1::ServerFrame frame;
    ASSERT_TRUE(frame.ParseFromString(*different.begin()));
    EXPECT_EQ(frame.items(0).update().seq(), seq);
    EXPECT_EQ(frame.items(0).update().message_posted().message().body(), "Tea at four? ☕");
}

TEST_F(FanOut, WhoComesBackGetsOnlyWhatWasMissed) {
    serve();
    for (int each = 0; each < 5; ++each) programme->post("missed");
    Talker returning(*programme, cai.token);
    returning.subscribe(programme->channel(), 3, programme->epoch());
    for (std::uint64_t seq = 4; seq <= 6; ++seq) EXPECT_EQ(returning.next_update().seq(), seq);
    EXPECT_TRUE(returning.next().has_subscribed());
    programme->post("live");
    EXPECT_EQ(returning.next_update().seq(), 7u);
}

TEST_F(FanOut, WhoMissedTooMuchIsToldOfTheGap) {
    serve();
    for (int each = 0; each < 600; ++each) programme->post("missed");
    Talker returning(*programme, cai.token);
    returning.subscribe(programme->channel(), 1, programme->epoch());
    const auto state = returning.next_state();
    EXPECT_EQ(state.kind(), v1::StreamState::KIND_GAP);
    EXPECT_EQ(returning.next_update().seq(), state.next_seq());
    returning.until_subscribed();
}

TEST_F(FanOut, ACursorOfAnotherLifeIsReset) {
    serve();
    Talker returning(*programme, cai.token);
    returning.subscribe(programme->channel(), 1, "another");
    EXPECT_EQ(returning.next_state().kind(), v1::StreamState::KIND_RESET);
    returning.until_subscribed();
    returning.subscribe(programme->channel(), 99, programme->epoch());
    EXPECT_EQ(returning.next_state().kind(), v1::StreamState::KIND_RESET);
}

TEST_F(FanOut, WhoIsRemovedHearsNothingMore) {
    serve();
    Talker removed(*programme, cai.token);
    removed.subscribe(programme->channel());
    removed.until_subscribed();
    programme->post("before");
    EXPECT_EQ(removed.next_update().message_posted().message().body(), "before");
    programme->leave_hub(cai);
    programme->post("after");
    // Its own leaving may be in the stream; then the refusal, and not what came after.
    auto item = removed.next();
    while (item.has_update()) {
        EXPECT_NE(item.update().message_posted().message().body(), "after");
        item = removed.next();
    }
    EXPECT_EQ(item.stream_state().kind(), v1::StreamState::KIND_REFUSED);
    removed.call("ourplace.v1.AccountService/GetMe", v1::GetMeRequest());
    EXPECT_FALSE(removed.next_reply().has_error());
}

TEST_F(FanOut, TypingIsSeenByThoseWhoFollowAndNotByStrangers) {
    serve();
    const auto dai = programme->person("Dai");
    Talker listener(*programme, dai.token);
    listener.subscribe(programme->channel());
    listener.until_subscribed();
    Talker typist(*programme, cai.token);
    v1::ClientFrame typing;
    typing.mutable_typing()->set_channel_id(programme->channel_id());
    // Not following yet: it is not told.
    typist.send(typing);
    typist.subscribe(programme->channel());
    typist.until_subscribed();
    typist.send(typing);
    typist.send(typing);  // Too soon to be told again.
    const auto seen = listener.next();
    programme->post("typed");
    ASSERT_TRUE(seen.has_member_typing());
    EXPECT_EQ(seen.member_typing().member_id(), cai.member_id);
    EXPECT_EQ(seen.member_typing().name(), "Cai");
    EXPECT_EQ(listener.next_update().message_posted().message().body(), "typed");
}

TEST_F(FanOut, WhoKeepsTheirNamePrivateTypesUnderTheirPseudonym) {
    serve();
    const auto dai = programme->person("Dai");
    const auto [thread, persona] = programme->private_thread(cai, dai, "Blue Heron");
    Talker listener(*programme, dai.token);
    listener.subscribe("c." + thread);
    listener.until_subscribed();
    Talker typist(*programme, cai.token);
    typist.subscribe("c." + thread);
    typist.until_subscribed();
    v1::ClientFrame typing;
    typing.mutable_typing()->set_channel_id(thread);
    typist.send(typing);
    const auto seen = listener.next();
    ASSERT_TRUE(seen.has_member_typing());
    EXPECT_EQ(seen.member_typing().member_id(), persona);
    EXPECT_EQ(seen.member_typing().name(), "Blue Heron");
}

TEST_F(FanOut, ALaggingConnectionIsReplayedWithoutLossOnceItReads) {
    serve();
    Talker slow(*programme, cai.token, {.receive_buffer_bytes = 4096});
    slow.subscribe(programme->channel());
    slow.until_subscribed();
    post_more_than_fits();
    const auto& shown = ask(port(), {.target = "/metrics"}).body;
    EXPECT_TRUE(shown.contains("ourplace_connections_lagging_total 1\n")) << shown.substr(0, 4000);
    programme->post("the last one");
    // Either everything, or a gap that is marked: the numbers tell.
    std::uint64_t last = 0;
    for (;;) {
        const auto item = slow.next();
        if (item.has_stream_state()) {
            EXPECT_EQ(item.stream_state().kind(), v1::StreamState::KIND_GAP);
            EXPECT_GT(item.stream_state().next_seq(), last + 1);
            last = item.stream_state().next_seq() - 1;
            continue;
        }
        ASSERT_TRUE(item.has_update()) << item.DebugString();
        if (last != 0) ASSERT_EQ(item.update().seq(), last + 1);
        last = item.update().seq();
        if (item.update().message_posted().message().body() == "the last one") break;
    }
    programme->post("live again");
    EXPECT_EQ(slow.next_update().seq(), last + 1);
}

TEST_F(FanOut, WhoTakesNothingIsClosedAndMayComeBack) {
    options.limits.stall_time = std::chrono::seconds(1);
    serve(options);
    Talker stalled(*programme, cai.token, {.receive_buffer_bytes = 4096});
    stalled.subscribe(programme->channel());
    stalled.until_subscribed();
    post_more_than_fits();
    // Until the server has given it up; asked fifty times a second.
    const Line silent(port());
    std::string shown;
    for (int look = 0; look < 500 && !shown.contains("ourplace_connections_too_slow_total 1\n"); ++look) {
        shown = ask(port(), {.target = "/metrics"}).body;
        static_cast<void>(silent.has_something(std::chrono::milliseconds(20)));
    }
    EXPECT_EQ(stalled.close_code(), 4002u);
}

TEST_F(FanOut, RepliesThatNobodyTakesAreBoundedToo) {
    serve();
    Talker stalled(*programme, cai.token, {.receive_buffer_bytes = 4096});
    v1::ClientFrame frame;
    // Five hundred names that no stream has: each is refused, and none of the refusals is read.
    for (int each = 0; each < 500; ++each)
        frame.mutable_subscribe()->add_cursors()->set_stream_id(std::string(100, 'x'));
    const auto bytes = frame_bytes(Opcode::binary, frame.SerializeAsString());
    for (int each = 0; each < 190; ++each) stalled.line().send(bytes);
    EXPECT_EQ(stalled.close_code(), 4002u);
}

}  // namespace
}  // namespace ourplace::gateway
