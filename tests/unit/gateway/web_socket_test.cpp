// A WebSocket: how one begins, what it carries, and what becomes of somebody who speaks it wrongly.
#include "unit/gateway/talker.hpp"

namespace ourplace::gateway {
namespace {

class WebSockets : public WhileOthersTalk {
  protected:
    // The status of the attempt, with one header of the upgrade replaced; an empty value leaves it out.
    [[nodiscard]] int status_with(const std::string& header, const std::string& value) {
        auto request = upgrade(cai.token);
        std::erase_if(request.headers, [&](const auto& known) { return known.first == header; });
        if (!value.empty()) request.headers.emplace_back(header, value);
        return ask(port(), request).status;
    }
    [[nodiscard]] Talker& talker() {
        if (!talker_) talker_ = std::make_unique<Talker>(*programme, cai.token);
        return *talker_;
    }
    void TearDown() override {
        talker_.reset();
        WhileOthersTalk::TearDown();
    }
    Options options;
    std::unique_ptr<Talker> talker_;
};

v1::ClientFrame call_frame(std::uint32_t id, const std::string& method) {
    v1::ClientFrame frame;
    frame.set_id(id);
    frame.mutable_call()->set_method(method);
    return frame;
}

TEST_F(WebSockets, BeginWithAHello) {
    serve();
    const auto& hello = talker().hello();
    EXPECT_EQ(hello.member_id(), cai.member_id);
    EXPECT_EQ(hello.session_id(), cai.token_id);
    EXPECT_EQ(hello.epoch(), programme->epoch());
    EXPECT_EQ(hello.server_time_us(), programme->clock.now());
    EXPECT_EQ(hello.server_version(), ServedProgramme::version);
}

TEST_F(WebSockets, AreForThoseWhoAreSignedInAndSpeakOurProtocol) {
    serve();
    EXPECT_EQ(status_with("Authorization", ""), 401);
    EXPECT_EQ(status_with("Authorization", "Bearer op_wrong"), 401);
    EXPECT_EQ(status_with("Sec-WebSocket-Protocol", ""), 400);
    EXPECT_EQ(status_with("Sec-WebSocket-Protocol", "chat, ourplace.v2"), 400);
    EXPECT_EQ(status_with("Sec-WebSocket-Protocol", "chat, ourplace.v1"), 101);
    EXPECT_EQ(status_with("Upgrade", ""), 426);
    EXPECT_EQ(status_with("Connection", ""), 426);
    EXPECT_EQ(status_with("Sec-WebSocket-Version", "8"), 426);
    EXPECT_EQ(status_with("Sec-WebSocket-Key", ""), 400);
}

TEST_F(WebSockets, AForeignPageGetsNone) {
    serve();
    EXPECT_EQ(status_with("Origin", "https://evil.example"), 403);
    EXPECT_EQ(status_with("Origin", "null"), 403);
    EXPECT_EQ(status_with("Origin", "http://talk.example"), 101);
    auto by_cookie = upgrade("");
    by_cookie.headers.back() = {"Cookie", "ourplace=" + cai.session_secret};
    EXPECT_EQ(ask(port(), by_cookie).status, 101);
    by_cookie.headers.emplace_back("Origin", "https://evil.example");
    EXPECT_EQ(ask(port(), by_cookie).status, 403);
}

TEST_F(WebSockets, WhoeverDoesNotWaitForTheAnswerIsTold) {
    serve();
    const auto came =
        say(upgrade(cai.token).text() + frame_bytes(Opcode::binary, call_frame(1, "x").SerializeAsString()));
    EXPECT_TRUE(came.starts_with("HTTP/1.1 400 ")) << came;
}

TEST_F(WebSockets, CarryTheSameMethodsAsHttp) {
    serve();
    const auto id = talker().call("ourplace.v1.AccountService/GetMe", v1::GetMeRequest());
    const auto reply = talker().next_reply();
    EXPECT_EQ(reply.id(), id);
    v1::GetMeResponse me;
    ASSERT_TRUE(me.ParseFromString(reply.response()));
    EXPECT_EQ(me.me().member().member_id(), cai.member_id);
}

TEST_F(WebSockets, AMistakeInACallIsAnsweredAndTheConnectionLives) {
    serve();
    talker().send(call_frame(7, "ourplace.v1.AccountService/GetMeh"));
    auto reply = talker().next_reply();
    EXPECT_EQ(reply.id(), 7u);
    EXPECT_EQ(reply.error().code(), v1::CODE_UNIMPLEMENTED);
    EXPECT_TRUE(reply.error().message().contains("Did you mean")) << reply.error().message();

    talker().call(ServedProgramme::post_message, v1::PostMessageRequest());
    reply = talker().next_reply();
    EXPECT_EQ(reply.error().code(), v1::CODE_INVALID_ARGUMENT);

    auto damaged = call_frame(8, ServedProgramme::post_message);
    damaged.mutable_call()->set_request("\x1a\x01\xff");
    talker().send(damaged);
    reply = talker().next_reply();
    EXPECT_EQ(reply.error().field(), "body");

    talker().send(v1::ClientFrame());
    reply = talker().next_reply();
    EXPECT_EQ(reply.error().code(), v1::CODE_UNIMPLEMENTED);
    EXPECT_EQ(reply.error().field(), "kind");
}

TEST_F(WebSockets, AFieldThatIsNotKnownYetIsPassedOver) {
    serve();
    // Field 1000, a text; and a kind of frame that does not exist yet, with an id.
    const std::string unknown = "\xc2\x3e\x03new";
    talker().send(Opcode::binary, call_frame(3, "ourplace.v1.AccountService/GetMe").SerializeAsString() + unknown);
    EXPECT_FALSE(talker().next_reply().has_error());
    v1::ClientFrame with_id;
    with_id.set_id(4);
    talker().send(Opcode::binary, with_id.SerializeAsString() + unknown);
    EXPECT_EQ(talker().next_reply().id(), 4u);
}

TEST_F(WebSockets, AMessageMayComeInPieces) {
    serve();
    const auto message = call_frame(5, "ourplace.v1.AccountService/GetMe").SerializeAsString();
    talker().send(Opcode::binary, message.substr(0, 3), {.final = false});
    talker().send(Opcode::ping, "between");
    talker().send(Opcode::more, "", {.final = false});
    talker().send(Opcode::more, message.substr(3));
    EXPECT_EQ(talker().next_reply().id(), 5u);
    EXPECT_EQ(talker().last_pong(), "between");
    // Longer than the server reads at once.
    talker().call(ServedProgramme::post_message, programme->post_request(std::string(7'000, 'x')));
    EXPECT_FALSE(talker().next_reply().has_error());
}

TEST_F(WebSockets, ClosingIsAnswered) {
    serve();
    talker().send(Opcode::close, "\x03\xe8");
    EXPECT_EQ(talker().close_code(), 1000u);
}

struct WrongFrame {
    std::string name;
    std::string bytes;
    unsigned close_code;

    friend std::ostream& operator<<(std::ostream& out, const WrongFrame& frame) { return out << frame.name; }
};

std::string binary(std::string_view payload) { return frame_bytes(Opcode::binary, payload); }
constexpr unsigned protocol_error = 4501;

const std::vector<WrongFrame> wrong_frames{
    {"Text", frame_bytes(Opcode::text, "{}"), protocol_error},
    {"TextThatIsNotUtf8", frame_bytes(Opcode::text, "\xff\xfe"), 1007},
    {"Unmasked", frame_bytes(Opcode::binary, "", {.masked = false}), 1002},
    {"ReservedBits", frame_bytes(Opcode::binary, "", {.reserved_bits = 4}), 1002},
    {"ReservedOpcode", frame_bytes(static_cast<Opcode>(3), ""), 1002},
    {"ReservedControlOpcode", frame_bytes(static_cast<Opcode>(11), ""), 1002},
    {"ContinuationOfNothing", frame_bytes(Opcode::more, "x"), 1002},
    {"MessageInAMessage", frame_bytes(Opcode::binary, "x", {.final = false}) + binary("x"), 1002},
    {"PingInPieces", frame_bytes(Opcode::ping, "", {.final = false}), 1002},
    {"PingThatIsTooLong", frame_bytes(Opcode::ping, std::string(126, 'x')), 1002},
    {"CloseWithHalfACode", frame_bytes(Opcode::close, "\x03"), 1002},
    {"CloseWithAForbiddenCode", frame_bytes(Opcode::close, "\x03\xed"), 1002},
    {"Oversized", binary(std::string(65 * 1024, 'x')), 1009},
    {"OversizedByItsHeaderAlone", frame_bytes(Opcode::binary, "", {.claimed_size = 1ULL << 40U}), 1009},
    {"OversizedWithTheHighestBit", frame_bytes(Opcode::binary, "", {.claimed_size = 1ULL << 63U}), 1009},
    {"OversizedInPieces",
     frame_bytes(Opcode::binary, std::string(40 * 1024, 'x'), {.final = false}) +
         frame_bytes(Opcode::more, std::string(40 * 1024, 'x')),
     1009},
    {"NoMessage", binary("nonsense"), protocol_error},
    {"TruncatedMessage", binary("\x12\x20short"), protocol_error},
    {"TruncatedVarint", binary("\x08\xff\xff"), protocol_error},
    {"VarintThatIsTooLong", binary("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), protocol_error},
    {"GroupThatNeverEnds", binary(std::string(5'000, '\x3b')), protocol_error},
    {"FieldNumberZero", binary(std::string("\x02\x00", 2)), protocol_error},
    {"MethodThatIsNotUtf8", binary("\x12\x03\x0a\x01\xff"), protocol_error},
    {"StreamThatIsNotUtf8", binary("\x1a\x06\x12\x04\x0a\x02\xc3\x28"), protocol_error},
    {"ZeroCharacterInText", binary(std::string("\x12\x03\x0a\x01\x00", 5)), protocol_error},
};

class WrongFrames : public WhileOthersTalk, public testing::WithParamInterface<WrongFrame> {};

TEST_P(WrongFrames, CloseTheirConnectionWithACode) {
    serve();
    Talker talker(*programme, cai.token, {.from = "127.0.0.2"});
    talker.line().send(GetParam().bytes);
    EXPECT_EQ(talker.close_code(), GetParam().close_code) << talker.close_reason();
}

INSTANTIATE_TEST_SUITE_P(, WrongFrames, testing::ValuesIn(wrong_frames),
                         [](const auto& info) { return info.param.name; });

TEST_F(WebSockets, WhatIsWrongWithAFrameIsNamed) {
    serve();
    talker().send(Opcode::binary, "\x12\x03\x0a\x01\xff");
    EXPECT_EQ(talker().close_code(), protocol_error);
    EXPECT_TRUE(talker().close_reason().contains("call.method")) << talker().close_reason();
}

TEST_F(WebSockets, WhoHangsUpInTheMiddleOfAFrameIsForgotten) {
    serve();
    {
        Talker leaver(*programme, cai.token);
        EXPECT_EQ(programme->connections_now(), 3u);
        leaver.line().send(binary("a frame that does not end").substr(0, 9));
    }
    for (int attempt = 0; attempt < 1000 && programme->connections_now() > 2; ++attempt) others->expect_to_go_on();
    EXPECT_EQ(programme->connections_now(), 2u);
}

TEST_F(WebSockets, TooManyFramesAreRefusedAndAFloodIsClosed) {
    options.limits.frame_burst = 10;
    options.limits.frames_per_second = 5;
    serve(options);
    for (std::uint32_t id = 1; id <= 12; ++id) talker().send(call_frame(id, "ourplace.v1.AccountService/GetMe"));
    unsigned refused = 0;
    for (int each = 0; each < 12; ++each) {
        const auto reply = talker().next_reply();
        if (!reply.has_error()) continue;
        ++refused;
        EXPECT_EQ(reply.error().code(), v1::CODE_RESOURCE_EXHAUSTED);
        EXPECT_EQ(reply.error().retry_after_ms(), 1000u);
    }
    EXPECT_GE(refused, 1u);
    EXPECT_LE(refused, 2u);
    for (std::uint32_t id = 0; id < 1100; ++id) talker().send(Opcode::binary, "\x08\x01");
    EXPECT_EQ(talker().close_code(), protocol_error);
}

// Two calls for each, of as many as an event has people.
TEST_F(WebSockets, ABotThatRemindsMayCallForEverybody) {
    options.limits.frame_burst = 10;
    options.limits.frames_per_second = 5;
    options.limits.reminding_frames_per_second = 1e9;
    serve(options);
    const auto bot = programme->bot("Reminder", {accounts::BotScope::post, accounts::BotScope::remind});
    Talker reminding(*programme, bot.token);
    for (std::uint32_t id = 1; id <= 40; ++id) reminding.send(call_frame(id, "ourplace.v1.AccountService/GetMe"));
    for (int each = 0; each < 40; ++each) EXPECT_FALSE(reminding.next_reply().has_error());
}

TEST_F(WebSockets, AFloodOfPingsIsClosedAsWell) {
    options.limits.frame_burst = 10;
    options.limits.frames_per_second = 5;
    serve(options);
    for (int each = 0; each < 1200; ++each) talker().send(Opcode::ping, std::string(125, 'p'));
    EXPECT_EQ(talker().close_code(), protocol_error);
}

TEST_F(WebSockets, ManyCallsAtOnceAreAllAnswered) {
    options.limits.max_calls_at_once = 2;
    serve(options);
    for (std::uint32_t id = 1; id <= 40; ++id) talker().send(call_frame(id, "ourplace.v1.AccountService/GetMe"));
    std::uint64_t sum = 0;
    for (int each = 0; each < 40; ++each) sum += talker().next_reply().id();
    EXPECT_EQ(sum, 40u * 41 / 2);
}

TEST_F(WebSockets, ASubscribeThatNamesTooManyStreamsIsRefused) {
    serve();
    v1::ClientFrame frame;
    frame.set_id(9);
    for (int each = 0; each < 501; ++each) frame.mutable_subscribe()->add_cursors();
    talker().send(frame);
    const auto reply = talker().next_reply();
    EXPECT_EQ(reply.id(), 9u);
    EXPECT_EQ(reply.error().field(), "subscribe.cursors");
}

TEST_F(WebSockets, ASilentClientIsAskedAndThenClosed) {
    options.limits.ping_interval = std::chrono::seconds(1);
    options.limits.silence_time = std::chrono::seconds(2);
    serve(options);
    EXPECT_TRUE(talker().next().has_ping());
    EXPECT_EQ(talker().close_code(), 4003u);
    others.reset();  // They say nothing either, and are to be closed.
}

TEST_F(WebSockets, WhoAnswersStays) {
    options.limits.ping_interval = std::chrono::seconds(1);
    options.limits.silence_time = std::chrono::seconds(2);
    serve(options);
    v1::ClientFrame pong;
    pong.mutable_pong();
    for (int each = 0; each < 3; ++each) {
        EXPECT_TRUE(talker().next().has_ping());
        talker().send(pong);
    }
    others.reset();
}

TEST_F(WebSockets, AnEndedSessionIsClosedAtOnce) {
    serve();
    auto request = upgrade("");
    request.headers.back() = {"Cookie", "ourplace=" + cai.session_secret};
    Line by_cookie(port());
    ASSERT_EQ(ask(by_cookie, request).status, 101);
    auto& other = talker();
    programme->end_session(cai);
    // The Hello, then closing with 4500.
    const auto came = by_cookie.read_until("signed out");
    ASSERT_TRUE(came.ends_with("\x11\x94signed out")) << came;
    other.call("ourplace.v1.AccountService/GetMe", v1::GetMeRequest());
    EXPECT_FALSE(other.next_reply().has_error()) << "the token is another sign-in";
}

TEST_F(WebSockets, AnExpiredTokenIsClosed) {
    serve();
    const auto token = programme->write([&](store::Transaction& tx) {
        const auto expires = programme->clock.now() + microseconds_per_hour;
        return accounts::create_token(tx, cai.member_id,
                                      {.label = "Short", .scope = v1::SCOPE_READ, .expires_at_us = expires},
                                      programme->clock.now())
            ->secret;
    });
    Talker reader(*programme, token);
    reader.call(ServedProgramme::post_message, programme->post_request("x"));
    EXPECT_EQ(reader.next_reply().error().code(), v1::CODE_PERMISSION_DENIED);
    programme->clock.advance(std::chrono::hours(2));
    EXPECT_EQ(reader.close_code(), 4500u);
}

}  // namespace
}  // namespace ourplace::gateway
