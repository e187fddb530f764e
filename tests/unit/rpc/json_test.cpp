#include "rpc/json.hpp"

#include <gtest/gtest.h>

#include "ourplace/v1/conversations.pb.h"
#include "ourplace/v1/hubs.pb.h"
#include "ourplace/v1/wire.pb.h"

namespace ourplace::rpc {
namespace {

template <class Message>
Message parsed(std::string_view json) {
    Message message;
    const auto read = read_json(json, message);
    EXPECT_TRUE(read) << read.error().field << ": " << read.error().message;
    return message;
}

template <class Message>
Error refused(std::string_view json) {
    Message message;
    const auto read = read_json(json, message);
    EXPECT_FALSE(read) << message.ShortDebugString();
    if (read) return {};
    EXPECT_EQ(read.error().code, Code::invalid_argument);
    return read.error();
}

TEST(Json, FieldsAreNamedAsInTheSchemaOrAsProtobufWritesThem) {
    const auto schema =
        parsed<v1::PostMessageRequest>(R"({"channel_id": "c1", "quoted_seq": "7", "mentions_channel": true})");
    EXPECT_EQ(schema.channel_id(), "c1");
    EXPECT_EQ(schema.quoted_seq(), 7u);
    EXPECT_TRUE(schema.mentions_channel());
    EXPECT_EQ(parsed<v1::PostMessageRequest>(R"({"channelId": "c1", "quotedSeq": 7})").quoted_seq(), 7u);
}

TEST(Json, EveryKindOfFieldIsRead) {
    const auto invite =
        parsed<v1::CreateInviteRequest>(R"({"hub_id": "h1", "role": "HUB_ROLE_MODERATOR", "uses": 1e2})");
    EXPECT_EQ(invite.role(), v1::HUB_ROLE_MODERATOR);
    EXPECT_EQ(invite.uses(), 100u);
    EXPECT_EQ(parsed<v1::CreateInviteRequest>(R"({"role": 3})").role(), v1::HUB_ROLE_ORGANISER);

    const auto champion =
        parsed<v1::SetChampionRequest>(R"({"champion": {"themes": ["youth", "arts"], "about": "Ŵ 🌻"}})");
    ASSERT_EQ(champion.champion().themes_size(), 2);
    EXPECT_EQ(champion.champion().about(), "Ŵ 🌻");

    const auto frame =
        parsed<v1::Subscribe>(R"({"cursors": [{"stream_id": "c.1", "seq": "18446744073709551615"}, {}]})");
    EXPECT_EQ(frame.cursors(0).seq(), 18446744073709551615u);
    EXPECT_EQ(frame.cursors_size(), 2);
    EXPECT_EQ(parsed<v1::Device>(R"({"last_seen_at_us": "-9223372036854775808"})").last_seen_at_us(), INT64_MIN);
}

TEST(Json, BytesAreBaseSixtyFourOfEitherAlphabetWithOrWithoutPadding) {
    for (const auto* text : {"++//AA==", "--__AA", "++//AA", "--__AA=="}) {
        const auto request = parsed<v1::PostMessageRequest>(R"({"client_message_id": ")" + std::string(text) + "\"}");
        EXPECT_EQ(request.client_message_id(), std::string("\xFB\xEF\xFF\0", 4)) << text;
    }
    EXPECT_EQ(refused<v1::PostMessageRequest>(R"({"client_message_id": "not base 64!"})").field, "client_message_id");
    EXPECT_EQ(refused<v1::PostMessageRequest>(R"({"client_message_id": 16})").field, "client_message_id");
}

TEST(Json, NothingAndNullMeanNotSet) {
    EXPECT_EQ(parsed<v1::GetMeRequest>("").ByteSizeLong(), 0u);
    EXPECT_EQ(parsed<v1::GetMeRequest>("{}").ByteSizeLong(), 0u);
    const auto request = parsed<v1::UpdateProfileRequest>(R"({"name": null, "about": ""})");
    EXPECT_FALSE(request.has_name());
    EXPECT_TRUE(request.has_about());
}

TEST(Json, AnUnknownFieldIsNamedWithTheOneThatWasMeant) {
    const auto error = refused<v1::PostMessageRequest>(R"({"chanel_id": "c1"})");
    EXPECT_EQ(error.field, "chanel_id");
    EXPECT_EQ(error.message, "PostMessageRequest has no such field. Did you mean channel_id?");
    const auto inner = refused<v1::SetChampionRequest>(R"({"champion": {"theme": []}})");
    EXPECT_EQ(inner.field, "champion.theme");
    EXPECT_EQ(inner.message, "Champion has no such field. Did you mean themes?");
    EXPECT_EQ(refused<v1::GetMeRequest>(R"({"x": 1})").message, "GetMeRequest has no such field.");
}

TEST(Json, AnUnknownEnumValueIsAnsweredWithWhatIsAllowed) {
    const auto error = refused<v1::SetHubRoleRequest>(R"({"role": "HUB_ROLE_ORGANIZER"})");
    EXPECT_EQ(error.field, "role");
    EXPECT_EQ(
        error.message,
        "This must be one of HUB_ROLE_UNSPECIFIED, HUB_ROLE_MEMBER, HUB_ROLE_MODERATOR, HUB_ROLE_ORGANISER. Did you "
        "mean HUB_ROLE_ORGANISER?");
    EXPECT_EQ(refused<v1::SetHubRoleRequest>(R"({"role": 99})").field, "role");
    EXPECT_EQ(refused<v1::SetHubRoleRequest>(R"({"role": -1})").field, "role");
}

TEST(Json, ValuesOfTheWrongKindOrOutOfRangeNameTheirField) {
    EXPECT_EQ(refused<v1::PostMessageRequest>(R"({"body": 5})").field, "body");
    EXPECT_EQ(refused<v1::PostMessageRequest>(R"({"mentions_channel": "yes"})").field, "mentions_channel");
    EXPECT_EQ(refused<v1::PostMessageRequest>(R"({"mentioned_member_ids": "m1"})").field, "mentioned_member_ids");
    EXPECT_EQ(refused<v1::PostMessageRequest>(R"({"mentioned_member_ids": ["m1", null]})").field,
              "mentioned_member_ids[1]");
    EXPECT_EQ(refused<v1::CreateInviteRequest>(R"({"uses": 4294967296})").field, "uses");
    EXPECT_EQ(refused<v1::CreateInviteRequest>(R"({"uses": -1})").field, "uses");
    EXPECT_EQ(refused<v1::CreateInviteRequest>(R"({"uses": 1.5})").field, "uses");
    EXPECT_EQ(refused<v1::CreateInviteRequest>(R"({"uses": "7 "})").field, "uses");
    EXPECT_EQ(refused<v1::CreateInviteRequest>(R"({"uses": 1e999})").code, Code::invalid_argument);
    EXPECT_EQ(refused<v1::SetChampionRequest>(R"({"champion": []})").field, "champion");
    EXPECT_EQ(refused<v1::PostMessageRequest>("[]").message, "This must be an object.");
}

TEST(Json, OneOfTwoAlternativesIsGivenNotBoth) {
    const auto error = refused<v1::ListMessagesRequest>(R"({"before_seq": 1, "after_seq": 2})");
    EXPECT_EQ(error.field, "after_seq");
    EXPECT_EQ(error.message, "Give either this or before_seq.");
    EXPECT_EQ(refused<v1::PostMessageRequest>(R"({"body": "a", "channel_id": "1", "channelId": "2"})").field,
              "channel_id");
}

TEST(Json, WhatIsNoJsonOrNoUtf8IsRefused) {
    refused<v1::PostMessageRequest>("{\"body\": \"a");
    refused<v1::PostMessageRequest>("body=a");
    refused<v1::PostMessageRequest>(R"({"body": "a"} {})");
    refused<v1::PostMessageRequest>("{\"body\": \"\xFF\"}");
    refused<v1::PostMessageRequest>("{\"body\": \"\xED\xA0\x80\"}");
    refused<v1::PostMessageRequest>(R"({"body": "\ud800"})");
    EXPECT_EQ(refused<v1::PostMessageRequest>(R"({"body": "a\u0000b"})").field, "body");
}

TEST(Json, DeepNestingIsRefusedWithoutEatingTheStack) {
    refused<v1::PostMessageRequest>(std::string(60'000, '['));
    std::string objects;
    for (int i = 0; i < 10'000; ++i) objects += R"({"a":)";
    refused<v1::PostMessageRequest>(objects);
}

TEST(Json, RepliesHaveTheSameShapeWhateverIsInThem) {
    v1::ListDevicesResponse empty;
    EXPECT_EQ(write_json(empty), R"({"devices":[]})");
    v1::MarkReadResponse read;
    read.set_read_seq(7);
    EXPECT_EQ(write_json(read), R"({"readSeq":"7","unread":0,"unreadMentions":0})");
}

TEST(Json, WhatIsWrittenIsReadAgain) {
    v1::PostMessageRequest request;
    request.set_channel_id("c1");
    request.set_client_message_id(std::string("\x00\xFF\x10", 3));
    request.set_body("«Siân» 👩🏽‍🌾 שלום \"\n\\");
    request.add_mentioned_member_ids("m1");
    request.set_quoted_seq(UINT64_MAX);
    EXPECT_EQ(parsed<v1::PostMessageRequest>(write_json(request)).SerializeAsString(), request.SerializeAsString());
}

}  // namespace
}  // namespace ourplace::rpc
