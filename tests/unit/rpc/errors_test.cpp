#include "rpc/errors.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace ourplace::rpc {
namespace {

TEST(Errors, HaveTheNamesNumbersAndStatusesOfConnect) {
    EXPECT_EQ(code_name(Code::invalid_argument), "invalid_argument");
    EXPECT_EQ(http_status(Code::invalid_argument), 400u);
    EXPECT_EQ(http_status(Code::unauthenticated), 401u);
    EXPECT_EQ(http_status(Code::resource_exhausted), 429u);
    EXPECT_EQ(http_status(Code::unavailable), 503u);
    for (int number = v1::CODE_CANCELED; number <= v1::CODE_UNAUTHENTICATED; ++number) {
        std::string name = v1::Code_Name(number).substr(5);
        for (char& c : name) c = static_cast<char>(std::tolower(c));
        EXPECT_EQ(code_name(static_cast<Code>(number)), name);
        EXPECT_GE(http_status(static_cast<Code>(number)), 400u);
    }
}

TEST(Errors, OverHttpCarryTheFieldAndWhenToRetry) {
    auto error = Error::too_often("Too many attempts.", std::chrono::milliseconds(1500));
    error.field = "passphrase";
    const auto json = boost::json::parse(connect_error(error));
    EXPECT_EQ(json.at("code"), "resource_exhausted");
    EXPECT_EQ(json.at("message"), "Too many attempts.");
    const auto& detail = json.at("details").at(0);
    EXPECT_EQ(detail.at("type"), "ourplace.v1.Error");
    EXPECT_EQ(detail.at("debug").at("field"), "passphrase");
    EXPECT_EQ(detail.at("debug").at("retryAfterMs"), 1500);
    EXPECT_EQ(std::string_view(detail.at("value").as_string()).find('='), std::string_view::npos);
}

TEST(Errors, OverWebSocketAreTheMessageOfTheSchema) {
    const auto wire = to_wire(Error::too_often("Too many attempts.", std::chrono::milliseconds(1500)));
    EXPECT_EQ(wire.code(), v1::CODE_RESOURCE_EXHAUSTED);
    EXPECT_TRUE(wire.retry_can_help());
    EXPECT_EQ(wire.retry_after_ms(), 1500u);
}

}  // namespace
}  // namespace ourplace::rpc
