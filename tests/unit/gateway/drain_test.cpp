// How a server goes: no newcomers, goodbye to everybody, and away within the time that it has.
#include <deque>
#include <future>

#include "unit/gateway/talker.hpp"

namespace ourplace::gateway {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

class Draining : public testing::Test {
  protected:
    [[nodiscard]] std::future<steady_clock::duration> drain(milliseconds spread, milliseconds at_most) {
        return std::async(std::launch::async, [this, spread, at_most] {
            const auto begun = steady_clock::now();
            programme.gateway().drain({.spread = spread, .reconnect_within = spread, .at_most = at_most});
            return steady_clock::now() - begun;
        });
    }
    ServedProgramme programme;
    Person cai = programme.person("Cai");
};

TEST_F(Draining, SaysGoodbyeAndWhenToComeBack) {
    std::deque<Talker> talkers;
    for (int each = 0; each < 5; ++each) talkers.emplace_back(programme, cai.token);
    auto drained = drain(milliseconds(200), seconds(10));
    for (auto& talker : talkers) {
        const auto item = talker.next();
        ASSERT_TRUE(item.has_go_away()) << item.DebugString();
        EXPECT_LE(item.go_away().reconnect_in_ms(), 200u);
        EXPECT_EQ(talker.close_code(), 4001u);
    }
    EXPECT_LT(drained.get(), seconds(5));
    EXPECT_EQ(programme.connections_now(), 0u);
}

TEST_F(Draining, IsNotReadyAnyMore) {
    std::deque<Line> lines;
    for (int each = 0; each < 60; ++each) {
        auto& line = lines.emplace_back(programme.port());
        EXPECT_EQ(ask(line, {.target = "/readyz"}).status, 200);
    }
    Talker witness(programme, cai.token);
    auto drained = drain(seconds(4), seconds(10));
    // Idle ones are closed in batches, so that the last have time to ask once more, also on a busy machine.
    bool was_told = false;
    while (!was_told && !lines.empty()) {
        if (lines.back().send(Sent{.target = "/readyz"}.text())) {
            const auto reply = read_reply(lines.back());
            was_told = reply.status == 503;
            if (was_told) {
                EXPECT_EQ(reply.body, "stopping\n");
                EXPECT_EQ(reply.header("connection"), "close");
            }
        }
        lines.pop_back();
    }
    EXPECT_TRUE(was_told);
    lines.clear();
    EXPECT_EQ(witness.close_code(), 4001u);
    drained.get();
}

TEST_F(Draining, AnEventStreamIsToldWhenToComeBack) {
    Line line(programme.port());
    ask(line, {.target = "/updates?stream=c.none", .headers = {{"Authorization", "Bearer " + cai.token}}});
    line.read_until("event: subscribed");
    auto drained = drain(milliseconds(100), seconds(10));
    const auto rest = line.read_all();
    EXPECT_TRUE(rest.contains("\nretry: ")) << rest;
    EXPECT_FALSE(rest.contains("event: end")) << rest;
    EXPECT_TRUE(rest.ends_with("0\r\n\r\n")) << rest;
    EXPECT_LT(drained.get(), seconds(5));
}

TEST_F(Draining, WhoDoesNotGoIsLeftBehindWhenTheTimeIsUp) {
    // Neither answers the goodbye.
    Talker deaf(programme, cai.token);
    Line half_a_request(programme.port());
    half_a_request.send("GET /healthz HTTP/1.1\r\nHost: ");
    const auto took = drain(milliseconds(0), milliseconds(500)).get();
    EXPECT_GE(took, milliseconds(500));
    EXPECT_LT(took, seconds(2));
    EXPECT_TRUE(half_a_request.has_ended());
}

}  // namespace
}  // namespace ourplace::gateway
