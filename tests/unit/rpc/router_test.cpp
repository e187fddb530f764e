#include "rpc/router.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <optional>
#include <stdexcept>

#include "base/log.hpp"
#include "ourplace/v1/accounts.pb.h"
#include "ourplace/v1/conversations.pb.h"

namespace ourplace::rpc {
namespace {

using Kind = accounts::Caller::Kind;

// Answers with what it was given.
class EchoService {
  public:
    Task<v1::PostMessageResponse> post(Context& context, const v1::PostMessageRequest& request) {
        ++runs;
        if (request.body() == "throw") throw std::runtime_error("a secret of the database");
        if (request.body() == "refuse") co_return std::unexpected(Error::invalid("body", "Say something kinder."));
        v1::PostMessageResponse response;
        response.mutable_message()->set_body(request.body() + " by " + context.caller.member_id);
        co_return response;
    }
    int runs = 0;
};

class Routing : public testing::Test {
  protected:
    Routing() {
        log::configure(log::Level::error, log::Format::text);
        router.add("ourplace.v1.Echo/Open", Access::everybody, echo, &EchoService::post);
        router.add("ourplace.v1.Echo/Read", Access::read, echo, &EchoService::post);
        router.add("ourplace.v1.Echo/Write", Access::write, echo, &EchoService::post);
        router.add("ourplace.v1.Echo/Person", Access::person, echo, &EchoService::post);
    }

    Result<std::string> call(std::string_view method, Codec codec, std::string_view request,
                             Kind kind = Kind::session) {
        context.caller.kind = kind;
        context.caller.member_id = "m1";
        boost::asio::io_context io;
        std::optional<Result<std::string>> reply;
        boost::asio::co_spawn(io, router.call(context, method, codec, request),
                              [&](const std::exception_ptr& failure, Result<std::string> result) {
                                  if (failure) std::rethrow_exception(failure);
                                  reply.emplace(std::move(result));
                              });
        io.run();
        return std::move(*reply);
    }
    Code code(std::string_view method, Kind kind) {
        const auto reply = call(method, Codec::json, "{}", kind);
        return reply ? Code{} : reply.error().code;
    }

    Metrics metrics;
    EchoService echo;
    Router router{metrics};
    Context context;
};

TEST_F(Routing, OneMethodAnswersInTheCodecItWasAskedIn) {
    const auto json = call("ourplace.v1.Echo/Open", Codec::json, R"({"body": "hello"})");
    ASSERT_TRUE(json);
    EXPECT_NE(json->find(R"("body":"hello by m1")"), std::string::npos);

    v1::PostMessageRequest request;
    request.set_body("hello");
    const auto binary = call("ourplace.v1.Echo/Open", Codec::proto, request.SerializeAsString());
    v1::PostMessageResponse response;
    ASSERT_TRUE(binary && response.ParseFromString(*binary));
    EXPECT_EQ(response.message().body(), "hello by m1");
}

TEST_F(Routing, BotsReachOnlyWhatSaysSo) {
    router.add("ourplace.v1.Echo/Bots", Access::write, echo, &EchoService::post, Bots::allowed);
    router.add("ourplace.v1.Echo/OnlyBots", Access::bot, echo, &EchoService::post);
    for (const std::string method : {"Open", "Bots", "OnlyBots"})
        EXPECT_EQ(code("ourplace.v1.Echo/" + method, Kind::bot), Code{}) << method;
    for (const std::string method : {"Read", "Write", "Person"})
        EXPECT_EQ(code("ourplace.v1.Echo/" + method, Kind::bot), Code::permission_denied) << method;
    for (const auto kind : {Kind::session, Kind::token_write, Kind::token_read})
        EXPECT_EQ(code("ourplace.v1.Echo/OnlyBots", kind), Code::permission_denied);
    EXPECT_EQ(code("ourplace.v1.Echo/OnlyBots", Kind::nobody), Code::unauthenticated);
}

TEST_F(Routing, EachCallerReachesWhatIsOpenToThemAndNothingElse) {
    struct {
        Kind kind;
        Code open, read, write, person;
    } const table[] = {
        {Kind::nobody, Code{}, Code::unauthenticated, Code::unauthenticated, Code::unauthenticated},
        {Kind::token_read, Code{}, Code{}, Code::permission_denied, Code::permission_denied},
        {Kind::token_write, Code{}, Code{}, Code{}, Code::permission_denied},
        {Kind::session, Code{}, Code{}, Code{}, Code{}},
    };
    for (const auto& row : table) {
        EXPECT_EQ(code("ourplace.v1.Echo/Open", row.kind), row.open);
        EXPECT_EQ(code("ourplace.v1.Echo/Read", row.kind), row.read);
        EXPECT_EQ(code("ourplace.v1.Echo/Write", row.kind), row.write);
        EXPECT_EQ(code("ourplace.v1.Echo/Person", row.kind), row.person);
    }
    EXPECT_EQ(echo.runs, 10);
}

TEST_F(Routing, WhoIsRefusedLearnsNothingOfTheirRequestsFaults) {
    const auto reply = call("ourplace.v1.Echo/Read", Codec::json, "no json", Kind::nobody);
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, Code::unauthenticated);
}

TEST_F(Routing, AnUnknownMethodIsNamedWithTheOneThatWasMeant) {
    const auto reply = call("ourplace.v1.Echo/Wirte", Codec::json, "{}");
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, Code::unimplemented);
    EXPECT_EQ(reply.error().message, "There is no method ourplace.v1.Echo/Wirte. Did you mean ourplace.v1.Echo/Write?");
    EXPECT_EQ(call("", Codec::json, "{}").error().code, Code::unimplemented);
    EXPECT_EQ(call(std::string(50'000, 'x'), Codec::json, "{}").error().code, Code::unimplemented);
}

TEST_F(Routing, AnExceptionBecomesInternalWithTheRequestIdAndNothingElse) {
    context.request_id = "r-42";
    const auto reply = call("ourplace.v1.Echo/Open", Codec::json, R"({"body": "throw"})");
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, Code::internal);
    EXPECT_NE(reply.error().message.find("r-42"), std::string::npos);
    EXPECT_EQ(reply.error().message.find("secret"), std::string::npos);
}

TEST_F(Routing, ACallWithoutARequestIdIsGivenOne) {
    static_cast<void>(call("ourplace.v1.Echo/Open", Codec::json, "{}"));
    EXPECT_FALSE(context.request_id.empty());
}

TEST_F(Routing, AServicesRefusalComesThroughUnchanged) {
    const auto reply = call("ourplace.v1.Echo/Open", Codec::json, R"({"body": "refuse"})");
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().field, "body");
    EXPECT_EQ(reply.error().message, "Say something kinder.");
}

TEST_F(Routing, ARequestThatIsTooLargeIsNotEvenRead) {
    const auto reply = call("ourplace.v1.Echo/Open", Codec::json, std::string(max_request_bytes + 1, ' '));
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, Code::resource_exhausted);
    EXPECT_EQ(echo.runs, 0);
}

TEST_F(Routing, CallsAreCountedByMethodAndCodeAndInventedNamesAreNot) {
    static_cast<void>(call("ourplace.v1.Echo/Open", Codec::json, "{}"));
    static_cast<void>(call("ourplace.v1.Echo/Open", Codec::json, "oops"));
    static_cast<void>(call("ourplace.v1.Invented/ByAClient", Codec::json, "{}"));
    const auto text = metrics.render();
    EXPECT_NE(text.find("ourplace.v1.Echo/Open"), std::string::npos);
    EXPECT_NE(text.find("invalid_argument"), std::string::npos);
    EXPECT_NE(text.find("unimplemented"), std::string::npos);
    EXPECT_EQ(text.find("Invented"), std::string::npos);
}

TEST_F(Routing, TwoMethodsOfOneNameAreABug) {
    EXPECT_THROW(router.add("ourplace.v1.Echo/Open", Access::everybody, echo, &EchoService::post), std::logic_error);
}

}  // namespace
}  // namespace ourplace::rpc
