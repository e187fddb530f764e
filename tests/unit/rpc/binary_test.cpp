#include "rpc/binary.hpp"

#include <gtest/gtest.h>

#include "ourplace/v1/conversations.pb.h"
#include "ourplace/v1/hubs.pb.h"
#include "ourplace/v1/wire.pb.h"

namespace ourplace::rpc {
namespace {

TEST(Binary, UnknownFieldsAreSkipped) {
    v1::Message richer;
    richer.set_channel_id("c1");
    richer.set_sent_at_us(5);
    richer.mutable_author()->set_name("Ana");
    v1::GetChannelRequest request;
    ASSERT_TRUE(read_binary(richer.SerializeAsString(), request));
    EXPECT_EQ(request.channel_id(), "c1");
}

TEST(Binary, TextThatIsNotUtf8IsRefusedWithThePathOfItsField) {
    v1::PostMessageRequest post;
    // Tag 3, two bytes that are no text.
    const auto top = read_binary("\x1A\x02\xC3\x28", post);
    ASSERT_FALSE(top);
    EXPECT_EQ(top.error().field, "body");
    EXPECT_EQ(top.error().code, Code::invalid_argument);

    v1::SetChampionRequest champion;
    const auto inner = read_binary(std::string("\x12\x03\x12\x01\xFF", 5), champion);
    ASSERT_FALSE(inner);
    EXPECT_EQ(inner.error().field, "champion.about");

    const auto zero = read_binary(std::string_view("\x1A\x03"
                                                   "a\0b",
                                                   5),
                                  post);
    ASSERT_FALSE(zero);
    EXPECT_EQ(zero.error().field, "body");
}

TEST(Binary, BytesNeedNotBeText) {
    v1::PostMessageRequest request;
    EXPECT_TRUE(read_binary("\x12\x02\xC3\x28", request));
}

TEST(Binary, EveryTruncationAndEverySingleByteIsAnsweredNotCrashedOn) {
    v1::SetChampionRequest request;
    request.set_member_id("m1");
    request.mutable_champion()->add_themes("youth");
    request.mutable_champion()->set_about("Ran a youth club for eleven years.");
    const auto whole = request.SerializeAsString();
    int refused = 0;
    for (std::size_t length = 0; length < whole.size(); ++length) {
        v1::SetChampionRequest cut;
        const auto read = read_binary(std::string_view(whole).substr(0, length), cut);
        refused += read ? 0 : 1;
        if (!read) EXPECT_EQ(read.error().code, Code::invalid_argument);
    }
    EXPECT_GT(refused, 30);
    // A single byte announces something that does not follow.
    for (int byte = 0; byte < 256; ++byte) {
        v1::SetChampionRequest one;
        EXPECT_FALSE(read_binary(std::string(1, static_cast<char>(byte)), one)) << byte;
    }
}

TEST(Binary, DeepNestingIsRefused) {
    // A message that contains itself would be needed; groups of unknown fields can nest as deeply as one likes.
    v1::PostMessageRequest request;
    EXPECT_FALSE(read_binary(std::string(60'000, '\x7B'), request));
}

}  // namespace
}  // namespace ourplace::rpc
