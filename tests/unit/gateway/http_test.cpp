// The API over HTTP: what it answers, whom it takes somebody for, and what it says to a mistake.
#include <boost/json/parse.hpp>

#include "unit/gateway/talker.hpp"

namespace ourplace::gateway {
namespace {

constexpr auto get_me = "/ourplace.v1.AccountService/GetMe";
constexpr auto json = "application/json";

class Http : public WhileOthersTalk {
  protected:
    [[nodiscard]] Received get(const std::string& target) const { return ask(port(), {.target = target}); }
    [[nodiscard]] Received post(const std::string& target, const std::string& body,
                                std::vector<std::pair<std::string, std::string>> headers,
                                const std::string& type = json) const {
        headers.emplace_back("Content-Type", type);
        return ask(port(), {.method = "POST", .target = target, .headers = std::move(headers), .body = body});
    }
    static std::pair<std::string, std::string> bearer(const Person& person) {
        return {"Authorization", "Bearer " + person.token};
    }
    static std::pair<std::string, std::string> cookie(const Person& person) {
        return {"Cookie", "theme=dark; ourplace=" + person.session_secret};
    }
};

std::string code_of(const Received& reply) {
    EXPECT_EQ(reply.header("content-type"), json);
    EXPECT_EQ(reply.header("cache-control"), "no-store");
    return std::string(boost::json::parse(reply.body).at("code").as_string());
}
std::string field_of(const Received& reply) {
    return std::string(boost::json::parse(reply.body).at("details").at(0).at("debug").at("field").as_string());
}

TEST_F(Http, OneConnectionTakesManyRequests) {
    serve();
    Line line(port());
    for (int each = 0; each < 3; ++each) {
        const auto reply = ask(line, {.target = "/healthz"});
        EXPECT_EQ(reply.status, 200);
        EXPECT_EQ(reply.body, "alive\n");
        EXPECT_EQ(reply.header("connection"), "");
    }
    const auto last = ask(line, {.target = "/readyz", .headers = {{"Connection", "close"}}});
    EXPECT_EQ(last.body, "ready\n");
    EXPECT_EQ(last.header("connection"), "close");
    EXPECT_TRUE(line.has_ended());
}

TEST_F(Http, RequestsSentTogetherAreAnsweredInOrder) {
    serve();
    Line line(port());
    line.send(Sent{.target = "/healthz"}.text() + Sent{.target = "/nothing.here"}.text() +
              Sent{.target = "/readyz"}.text());
    EXPECT_EQ(read_reply(line).status, 200);
    EXPECT_EQ(read_reply(line).status, 404);
    EXPECT_EQ(read_reply(line).body, "ready\n");
}

TEST_F(Http, AnOldClientIsAnsweredAndClosed) {
    serve();
    EXPECT_TRUE(say("GET /healthz HTTP/1.0\r\n\r\n").starts_with("HTTP/1.1 200 OK\r\n"));
}

TEST_F(Http, HeadBringsTheHeadersOfGetAndNoBody) {
    serve();
    Line line(port());
    const auto reply = ask(line, {.method = "HEAD", .target = "/healthz"});
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.header("content-length"), "6");
    // Nothing of a body stands in the way of the next reply.
    EXPECT_EQ(ask(line, {.target = "/healthz"}).body, "alive\n");
}

TEST_F(Http, EveryReplyForbidsGuessingItsType) {
    serve();
    for (const auto* target : {"/healthz", "/nowhere.txt", get_me}) {
        const auto reply = get(target);
        EXPECT_EQ(reply.header("x-content-type-options"), "nosniff") << target;
        EXPECT_EQ(reply.header("referrer-policy"), "no-referrer") << target;
    }
}

TEST_F(Http, MethodsAreCalledWithPostAndPagesAreFetched) {
    serve();
    const auto called = get(get_me);
    EXPECT_EQ(called.status, 405);
    EXPECT_EQ(called.header("allow"), "POST");
    EXPECT_EQ(code_of(called), "unimplemented");
    const auto posted = post("/healthz", "{}", {});
    EXPECT_EQ(posted.status, 405);
    EXPECT_EQ(posted.header("allow"), "GET, HEAD");
    const auto streamed = post("/updates?stream=c.tea", "{}", {bearer(cai)});
    EXPECT_EQ(streamed.status, 405);
    EXPECT_EQ(streamed.header("allow"), "GET");
}

TEST_F(Http, AMethodThatDoesNotExistIsNotFoundAndTheNearestIsNamed) {
    serve();
    const auto reply = post("/ourplace.v1.AccountService/GetMee", "{}", {bearer(cai)});
    EXPECT_EQ(reply.status, 404);
    EXPECT_EQ(code_of(reply), "unimplemented");
    EXPECT_TRUE(reply.body.contains("Did you mean ourplace.v1.AccountService/GetMe?")) << reply.body;
}

TEST_F(Http, AnotherContentTypeIsRefusedWithWhatIsAllowed) {
    serve();
    for (const auto* type : {"text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""}) {
        const auto reply = post(get_me, "{}", {bearer(cai)}, type);
        EXPECT_EQ(reply.status, 415) << type;
        EXPECT_EQ(reply.header("accept-post"), "application/json, application/proto");
        EXPECT_EQ(field_of(reply), "Content-Type");
    }
    EXPECT_EQ(post(get_me, "{}", {bearer(cai)}, "Application/JSON; charset=utf-8").status, 200);
}

TEST_F(Http, SpeaksJsonAndBinary) {
    serve();
    const auto readable = post(get_me, "{}", {bearer(cai)});
    EXPECT_EQ(readable.status, 200);
    EXPECT_EQ(readable.header("content-type"), json);
    EXPECT_EQ(boost::json::parse(readable.body).at("me").at("member").at("memberId").as_string(), cai.member_id);
    const auto binary = post(get_me, "", {bearer(cai), {"Content-Length", "0"}}, "application/proto");
    EXPECT_EQ(binary.header("content-type"), "application/proto");
    v1::GetMeResponse response;
    ASSERT_TRUE(response.ParseFromString(binary.body));
    EXPECT_EQ(response.me().member().member_id(), cai.member_id);
}

TEST_F(Http, EveryCallHasANumberOfItsOwn) {
    serve();
    const auto first = post(get_me, "{}", {bearer(cai)}).header("x-request-id");
    const auto refused = post(get_me, "{}", {}).header("x-request-id");
    EXPECT_EQ(first.size(), 13u);
    EXPECT_EQ(refused.size(), 13u);
    EXPECT_NE(first, refused);
}

TEST_F(Http, ErrorsHaveTheirStatusTheirCodeAndTheirField) {
    serve();
    const auto nobody = post(get_me, "{}", {});
    EXPECT_EQ(nobody.status, 401);
    EXPECT_EQ(code_of(nobody), "unauthenticated");
    const std::string posting = std::string("/") + ServedProgramme::post_message;
    const auto unknown_field = post(posting, R"({"chanel_id": "x"})", {bearer(cai)});
    EXPECT_EQ(unknown_field.status, 400);
    EXPECT_EQ(code_of(unknown_field), "invalid_argument");
    EXPECT_EQ(field_of(unknown_field), "chanel_id");
    const auto no_json = post(posting, "{", {bearer(cai)});
    EXPECT_EQ(no_json.status, 400);
    const auto no_message = post(posting, "\x0a\xff", {bearer(cai)}, "application/proto");
    EXPECT_EQ(no_message.status, 400);
    const auto no_text = post(posting, "\x1a\x01\xff", {bearer(cai)}, "application/proto");
    EXPECT_EQ(field_of(no_text), "body");
}

TEST_F(Http, AWrongOrExpiredTokenIsRefusedAndNamedAsSuch) {
    serve();
    for (const auto& token : std::vector<std::string>{"op_wrong", "", "x y", std::string(5000, 'a')}) {
        const auto reply = post(get_me, "{}", {{"Authorization", "Bearer " + token}});
        EXPECT_EQ(reply.status, 401);
        EXPECT_EQ(code_of(reply), "unauthenticated");
    }
    const auto wrong = post(get_me, "{}", {{"Authorization", "Bearer op_wrong"}});
    EXPECT_TRUE(wrong.body.contains("has expired")) << wrong.body;
    EXPECT_EQ(post(get_me, "{}", {{"Authorization", "bEARER  " + cai.token}}).status, 200);
    EXPECT_EQ(post(get_me, "{}", {{"Authorization", "Basic " + cai.token}}).status, 401);
}

TEST_F(Http, SigningInSetsACookieAndSigningOutTakesItAway) {
    serve();
    const auto signed_out = post("/ourplace.v1.AccountService/SignOut", "{}", {cookie(cai)});
    EXPECT_EQ(signed_out.status, 200);
    EXPECT_EQ(signed_out.header("set-cookie"), "ourplace=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    const auto link = programme->write([&](store::Transaction& tx) {
        return accounts::create_sign_in_link(tx, cai.member_id, programme->clock.now());
    });
    const auto body = R"({"link_token": ")" + link.secret + "\"}";
    // The old cookie does not stand in the way.
    const auto signed_in = post("/ourplace.v1.AccountService/SignInWithLink", body, {cookie(cai)});
    EXPECT_EQ(signed_in.status, 200) << signed_in.body;
    const auto set = signed_in.header("set-cookie");
    ASSERT_TRUE(set.starts_with("ourplace=")) << set;
    EXPECT_TRUE(set.ends_with("; Path=/; HttpOnly; SameSite=Lax; Max-Age=31536000")) << set;
    EXPECT_EQ(post(get_me, "{}", {{"Cookie", set.substr(0, set.find(';'))}}).status, 200);
    EXPECT_FALSE(signed_in.body.contains(set.substr(9, set.find(';') - 9))) << "the secret is in the body";
}

TEST_F(Http, BehindHttpsTheCookieIsForThisHostAlone) {
    Options options;
    options.public_url = "https://talk.example";
    serve(options);
    const auto secure = "__Host-ourplace=" + cai.session_secret;
    EXPECT_EQ(post(get_me, "{}", {{"Cookie", secure}}).status, 200);
    EXPECT_EQ(post(get_me, "{}", {cookie(cai)}).status, 401);
    EXPECT_EQ(post("/ourplace.v1.AccountService/SignOut", "{}", {{"Cookie", secure}}).header("set-cookie"),
              "__Host-ourplace=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0; Secure");
}

TEST_F(Http, AForeignPageMayNotActForSomebodyWhoIsSignedIn) {
    Options options;
    options.public_url = "http://talk.example:8080";
    options.allowed_origins = {"https://partner.example"};
    serve(options);
    const auto from = [&](const std::string& origin) {
        return post(get_me, "{}", {cookie(cai), {"Origin", origin}}).status;
    };
    EXPECT_EQ(from("http://talk.example:8080"), 200);
    EXPECT_EQ(from("https://partner.example"), 200);
    EXPECT_EQ(from("http://talk.example"), 200) << "the host that it talks to";
    for (const auto* origin : {"https://evil.example", "null", "https://talk.example.evil.example", "",
                               "http://talk.example:9", "https://partner.example.evil"}) {
        EXPECT_EQ(from(origin), 403) << origin;
    }
    EXPECT_EQ(field_of(post(get_me, "{}", {cookie(cai), {"Origin", "https://evil.example"}})), "Origin");
    // A program's token is not sent by a page without its knowing.
    EXPECT_EQ(post(get_me, "{}", {bearer(cai), {"Origin", "https://evil.example"}}).status, 200);
    // A browser that hides the origin still says where the page is from.
    EXPECT_EQ(post(get_me, "{}", {cookie(cai), {"Sec-Fetch-Site", "cross-site"}}).status, 403);
    EXPECT_EQ(post(get_me, "{}", {cookie(cai), {"Sec-Fetch-Site", "same-origin"}}).status, 200);
}

TEST_F(Http, WhatASessionMayDoEndsWithIt) {
    serve();
    EXPECT_EQ(post(get_me, "{}", {cookie(cai)}).status, 200);
    programme->end_session(cai);
    EXPECT_EQ(post(get_me, "{}", {cookie(cai)}).status, 401);
}

TEST_F(Http, MetricsAreForThisMachineAlone) {
    Options options;
    options.address = "0.0.0.0";
    serve(options);
    const auto here = get("/metrics");
    EXPECT_EQ(here.status, 200);
    EXPECT_TRUE(here.body.contains("# TYPE")) << here.body.substr(0, 200);
    // Ana's and Bea's, each once.
    EXPECT_EQ(programme->connections_now(), 2u);
    for (const auto* header : {"X-Forwarded-For", "Forwarded", "Via"}) {
        EXPECT_EQ(ask(port(), {.target = "/metrics", .headers = {{header, "for=192.0.2.7"}}}).status, 403) << header;
    }
}

TEST_F(Http, ATargetThatIsNoPathIsRefused) {
    serve();
    for (const auto* target : {"*", "http://other.example/healthz", "healthz"}) {
        const auto reply = get(target);
        EXPECT_EQ(reply.status, 400) << target;
        EXPECT_EQ(field_of(reply), "target") << target;
    }
}

}  // namespace
}  // namespace ourplace::gateway
