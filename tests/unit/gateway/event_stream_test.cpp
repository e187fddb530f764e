// Updates as server-sent events, for programs and for networks that block WebSocket.
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <optional>

#include "unit/gateway/talker.hpp"

namespace ourplace::gateway {
namespace {

struct Event {
    std::string kind;
    std::string id;
    boost::json::value data;
};

// A reader of the stream, chunk by chunk as the server sends them.
class Events {
  public:
    Events(std::uint16_t port, const Sent& request) : line_(port), head_(ask(line_, request)) {}

    [[nodiscard]] const Received& head() const { return head_; }
    // The next event; none once the stream has ended.
    std::optional<Event> next() {
        Event event;
        for (;;) {
            const auto chunk = next_chunk();
            if (chunk.empty()) return std::nullopt;
            for (std::size_t at = 0; at < chunk.size();) {
                const auto end = chunk.find('\n', at);
                const auto text = chunk.substr(at, end - at);
                if (text.starts_with("event: ")) event.kind = text.substr(7);
                if (text.starts_with("id: ")) event.id = text.substr(4);
                if (text.starts_with("data: ")) event.data = boost::json::parse(text.substr(6));
                if (text.starts_with(":")) event.kind = "beat";
                if (text.starts_with("retry: ")) event.kind = "retry";
                at = end + 1;
            }
            if (!event.kind.empty()) return event;
        }
    }
    std::string next_body() {
        return std::string(next()->data.at("messagePosted").at("message").at("body").as_string());
    }
    Line& line() { return line_; }

  private:
    std::string next_chunk() {
        const auto size = line_.read_until("\r\n");
        if (size.empty()) return {};
        auto chunk = line_.read(std::stoul(size, nullptr, 16));
        EXPECT_EQ(line_.read(2), "\r\n");
        return chunk;
    }
    Line line_;
    Received head_;
};

class EventStreams : public WhileOthersTalk {
  protected:
    [[nodiscard]] Sent request(const std::string& query, const std::string& last_event_id = "") const {
        Sent sent{.target = "/updates?" + query, .headers = {{"Authorization", "Bearer " + cai.token}}};
        if (!last_event_id.empty()) sent.headers.emplace_back("Last-Event-ID", last_event_id);
        return sent;
    }
    [[nodiscard]] std::string the_channel() const { return "stream=" + programme->channel(); }
    Options options;
};

TEST_F(EventStreams, TellWhatIsThereAndWhatComes) {
    serve();
    programme->post("Ælfred & \"tea\"\n☕");
    Events events(port(), request(the_channel()));
    EXPECT_EQ(events.head().status, 200);
    EXPECT_EQ(events.head().header("content-type"), "text/event-stream");
    EXPECT_EQ(events.head().header("cache-control"), "no-store");
    const auto first = events.next();
    EXPECT_EQ(first->kind, "update");
    EXPECT_EQ(first->data.at("seq").as_string(), "1");
    EXPECT_EQ(first->data.at("streamId").as_string(), programme->channel());
    EXPECT_EQ(events.next_body(), "Ælfred & \"tea\"\n☕");
    const auto subscribed = events.next();
    EXPECT_EQ(subscribed->kind, "subscribed");
    EXPECT_EQ(subscribed->id, programme->epoch() + ";" + programme->channel() + "=2");
    programme->post("live");
    EXPECT_EQ(events.next_body(), "live");
}

TEST_F(EventStreams, GoOnAfterTheLastEventThatCame) {
    serve();
    for (int each = 0; each < 3; ++each) programme->post("message " + std::to_string(each));
    Events before(port(), request(the_channel()));
    static_cast<void>(before.next());
    const auto last = before.next();
    EXPECT_EQ(last->data.at("seq").as_string(), "2");
    Events after(port(), request(the_channel(), last->id));
    EXPECT_EQ(after.next_body(), "message 1");
    EXPECT_EQ(after.next_body(), "message 2");
    EXPECT_EQ(after.next()->kind, "subscribed");
}

TEST_F(EventStreams, AGapAResetAndARefusalAreStates) {
    serve();
    for (int each = 0; each < 600; ++each) programme->post("missed");
    Events gap(port(), request(the_channel()));
    const auto state = gap.next();
    EXPECT_EQ(state->kind, "state");
    EXPECT_EQ(state->data.at("kind").as_string(), "KIND_GAP");
    EXPECT_EQ(gap.next()->data.at("seq"), state->data.at("nextSeq"));
    Events reset(port(), request(the_channel(), "another;" + programme->channel() + "=1"));
    EXPECT_EQ(reset.next()->data.at("kind").as_string(), "KIND_RESET");
    Events refused(port(), request("stream=c.secret"));
    EXPECT_EQ(refused.next()->data.at("kind").as_string(), "KIND_REFUSED");
    EXPECT_EQ(refused.next()->kind, "subscribed");
}

TEST_F(EventStreams, WhoWantsAllOfItGetsAllHoweverMuchIsMissing) {
    serve();
    for (int each = 0; each < 1100; ++each) programme->post("missed");
    Events events(port(), request(the_channel() + "&whole=true"));
    std::uint64_t last = 0;
    for (auto event = events.next(); event->kind != "subscribed"; event = events.next()) {
        ASSERT_EQ(event->kind, "update");
        ASSERT_EQ(event->data.at("seq").as_string(), std::to_string(++last));
    }
    EXPECT_GE(last, 1100u);
}

TEST_F(EventStreams, WhoIsRemovedIsTold) {
    serve();
    Events events(port(), request(the_channel()));
    while (events.next()->kind != "subscribed") continue;
    programme->leave_hub(cai);
    programme->post("after");
    auto event = events.next();
    while (event && event->kind == "update") {
        EXPECT_FALSE(boost::json::serialize(event->data).contains("after"));
        event = events.next();
    }
    EXPECT_EQ(event->data.at("kind").as_string(), "KIND_REFUSED");
}

TEST_F(EventStreams, AWrongRequestIsToldWhatIsAllowed) {
    serve();
    std::string many = "stream=c.0";
    for (int each = 1; each < 40; ++each) many += "&stream=c." + std::to_string(each);
    for (const auto& query : {std::string(), std::string("streams=c.a"), many, std::string("stream=c.a&whole=yes"),
                              std::string("stream=%zz"), std::string("stream=c.%00"), std::string("stream=c.%ff")}) {
        const auto reply = ask(port(), request(query));
        EXPECT_EQ(reply.status, 400) << query;
        EXPECT_EQ(reply.header("connection"), "close");
    }
    for (const auto* id : {"epoch;c.a", "epoch;c.a=x", "epoch;c.a=-1", "epoch;c.a=99999999999999999999", ";;;"}) {
        const auto reply = ask(port(), request("stream=c.a", id));
        EXPECT_EQ(reply.status, 400) << id;
        EXPECT_TRUE(reply.body.contains("Last-Event-ID")) << reply.body;
    }
    auto nobody = request(the_channel());
    nobody.headers.clear();
    EXPECT_EQ(ask(port(), nobody).status, 401);
    EXPECT_TRUE(say("GET /updates?stream=c.a HTTP/1.0\r\nAuthorization: Bearer " + cai.token + "\r\n\r\n")
                    .starts_with("HTTP/1.1 400 "));
}

TEST_F(EventStreams, APageOfOursMayReadThemWithItsCookieAndNoOther) {
    serve();
    auto by_cookie = request(the_channel());
    by_cookie.headers = {{"Cookie", "ourplace=" + cai.session_secret}, {"Sec-Fetch-Site", "same-origin"}};
    EXPECT_EQ(Events(port(), by_cookie).head().status, 200);
    by_cookie.headers.back() = {"Sec-Fetch-Site", "cross-site"};
    EXPECT_EQ(ask(port(), by_cookie).status, 403);
    by_cookie.headers.back() = {"Origin", "https://evil.example"};
    EXPECT_EQ(ask(port(), by_cookie).status, 403);
}

TEST_F(EventStreams, BeatSoThatAQuietOneIsNotTakenForDead) {
    options.limits.ping_interval = std::chrono::seconds(1);
    serve(options);
    Events events(port(), request("stream=c.secret"));
    static_cast<void>(events.next());
    static_cast<void>(events.next());
    EXPECT_EQ(events.next()->kind, "beat");
    others.reset();  // Theirs are pings.
}

TEST_F(EventStreams, AnEndedSessionIsToldThatThereIsNothingMoreToComeFor) {
    serve();
    auto by_cookie = request(the_channel());
    by_cookie.headers = {{"Cookie", "ourplace=" + cai.session_secret}};
    Events events(port(), by_cookie);
    while (events.next()->kind != "subscribed") continue;
    programme->end_session(cai);
    EXPECT_EQ(events.next()->kind, "end");
    EXPECT_FALSE(events.next());
    EXPECT_TRUE(events.line().has_ended());
}

}  // namespace
}  // namespace ourplace::gateway
