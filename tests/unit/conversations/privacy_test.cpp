// Everything that somebody can get who may not: the frames of a subscription from every number on, every page and list,
// and every answer. None of it holds a word of a private channel or of another member's own stream.
#include "streams/catch_up.hpp"
#include "unit/conversations/conversation_programme.hpp"

namespace ourplace::conversations {
namespace {

class Privacy : public AChannel {
  protected:
    Privacy() {
        secret = programme.channel(ana, hub, v1::CHANNEL_VISIBILITY_PRIVATE, "Codename");
        static_cast<void>(programme.add(ana, secret, mod));
        posted = programme.say(mod, secret, "whispered");
        static_cast<void>(programme.reply(ana, posted, "whispered back"));
        static_cast<void>(programme.react(ana, posted));
        static_cast<void>(programme.mark_read(ana, secret, posted.seq()));
    }

    // Every byte that the member's connection is sent when it subscribes to the stream from each number on.
    std::string received(const Caller& caller, const std::string& stream_id) {
        return programme.write([&](store::Transaction& tx) {
            const streams::MayRead may_read = hubs::may_read;
            const streams::ShardOptions options;
            std::string bytes;
            for (std::uint64_t after = 0; after <= streams::head(tx, stream_id) + 1; ++after) {
                streams::CatchUp catch_up(tx, may_read, options);
                streams::Want want;
                want.stream_id = stream_id;
                want.after = after;
                for (const auto& answer : catch_up.read(caller.member_id, {want})) {
                    if (answer.kind != streams::Answer::Kind::refused) bytes += "[" + std::to_string(answer.head) + "]";
                    if (!answer.pages) continue;
                    for (const auto& page : *answer.pages) bytes += *page.bytes;
                }
            }
            return bytes;
        });
    }
    std::string received_of_everything(const Caller& caller) {
        std::string bytes;
        for (const auto& stream : {"h." + hub, "c." + channel, "m." + caller.member_id})
            bytes += received(caller, stream);
        return bytes;
    }
    void expect_nothing_secret(const std::string& bytes) {
        for (const auto& word : {secret, std::string("Codename"), std::string("whispered")})
            EXPECT_EQ(bytes.find(word), std::string::npos) << word;
    }

    std::string secret;
    v1::Message posted;
};

TEST_F(Privacy, WhoIsInAPrivateChannelReceivesAllOfIt) {
    const auto bytes = received(mod, "c." + secret);
    EXPECT_NE(bytes.find("whispered back"), std::string::npos);
}

TEST_F(Privacy, NobodyElseReceivesAByteOfItOrItsNewestNumber) {
    for (const auto& outsider : {ben, stranger, programme.admin}) {
        EXPECT_EQ(received(outsider, "c." + secret), "");
        expect_nothing_secret(received_of_everything(outsider));
    }
}

TEST_F(Privacy, NothingOfAnotherMembersOwnStreamIsReceived) {
    for (const auto& other : {ben, mod, stranger, programme.admin})
        EXPECT_EQ(received(other, "m." + ana.member_id), "");
    EXPECT_NE(received(ana, "m." + ana.member_id).find(secret), std::string::npos);
}

TEST_F(Privacy, NoPageListOrAnswerTellsOfAPrivateChannel) {
    for (const auto& outsider : {ben, stranger, programme.admin}) {
        expect_nothing_secret(programme.overview(outsider).SerializeAsString());
        expect_nothing_secret(programme.look_at(outsider, hub)->SerializeAsString());
        const std::vector<Error> answers{error_of(programme.history(outsider, secret)),
                                         error_of(programme.post(outsider, programme.draft(secret, "Hello?"))),
                                         error_of(programme.edit(outsider, posted, "changed")),
                                         error_of(programme.erase(outsider, posted, "Because")),
                                         error_of(programme.react(outsider, posted)),
                                         error_of(programme.versions(outsider, posted)),
                                         error_of(programme.mark_read(outsider, secret, 1))};
        const auto nowhere = error_of(programme.history(outsider, "nowhere"));
        for (const auto& answer : answers) {
            EXPECT_EQ(answer.code, Code::not_found);
            EXPECT_EQ(answer.message, nowhere.message);
            EXPECT_EQ(answer.field, nowhere.field);
        }
    }
}

TEST_F(Privacy, MentionsDoNotTellWhoIsInAPrivateChannel) {
    auto request = programme.draft(secret, "@Ben and @Stranger");
    request.add_mentioned_member_ids(ben.member_id);
    EXPECT_EQ(field_of(programme.post(ana, request)), "mentioned_member_ids");
}

TEST_F(Privacy, ARemovedMemberGetsNothingThatWasCommittedAfterTheRemovalNorBefore) {
    ASSERT_TRUE(programme.remove(ana, hub, mod));
    programme.say(ana, secret, "whispered later");
    programme.say(ana, channel, "said in the hub later");
    EXPECT_EQ(received(mod, "c." + secret), "");
    EXPECT_EQ(received(mod, "c." + channel), "");
    EXPECT_EQ(received(mod, "h." + hub), "");
    EXPECT_EQ(code_of(programme.history(mod, secret)), Code::not_found);
    EXPECT_EQ(code_of(programme.history(mod, channel)), Code::permission_denied);
    const auto own = received(mod, "m." + mod.member_id) + programme.overview(mod).SerializeAsString();
    EXPECT_EQ(own.find("later"), std::string::npos);
    EXPECT_EQ(programme.overview(mod).channels_size(), 0);
    EXPECT_EQ(programme.overview(mod).cursors_size(), 1);
}

TEST_F(Privacy, WhoOnlyHasTheOpenChannelsOfAHubGetsNothingElseOfIt) {
    const auto open = programme.channel(ana, hub, v1::CHANNEL_VISIBILITY_OPEN, "Ask us");
    ASSERT_TRUE(programme.join_channel(stranger, open));
    EXPECT_NE(programme.say(ana, open, "Welcome").seq(), 0u);
    EXPECT_NE(received(stranger, "c." + open).find("Welcome"), std::string::npos);
    EXPECT_EQ(received(stranger, "h." + hub), "");
    EXPECT_EQ(received(stranger, "c." + channel), "");
}

}  // namespace
}  // namespace ourplace::conversations
