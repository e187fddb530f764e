#include "conversations/message_rules.hpp"

#include <gtest/gtest.h>

namespace ourplace::conversations {
namespace {

std::string repeated(std::string_view text, int times) {
    std::string result;
    for (int i = 0; i < times; ++i) result += text;
    return result;
}

TEST(Bodies, HaveOneToEightThousandCharactersAfterTrimming) {
    EXPECT_EQ(*body("body", " \n made it \u3000"), "made it");
    EXPECT_TRUE(body("body", " " + repeated("🏠", 8000) + " ")) << "characters, not bytes";
    for (const auto& bad : {std::string(), std::string(" \n\t "), repeated("🏠", 8001)}) {
        const auto refused = body("body", bad);
        ASSERT_FALSE(refused);
        EXPECT_EQ(refused.error().code, Code::invalid_argument);
        EXPECT_EQ(refused.error().field, "body");
        EXPECT_NE(refused.error().message.find("8,000"), std::string::npos);
    }
}

TEST(Bodies, AreKeptByteForByteInEveryScript) {
    for (const std::string text :
         {"👩🏽‍🚒 and 🏴󠁧󠁢󠁷󠁬󠁳󠁿", "\u202bשלום\u202c עולם", "e\u0301 is not \u00e9", "नमस्ते",
          "\u200eLTR\u200f", "Z\u0351\u036b\u0343algo", "two\n\nparagraphs\tand a tab", "\ufb01 ﷽", "a\u00a0b"})
        EXPECT_EQ(*body("body", text), text);
}

TEST(Bodies, HaveOneKindOfLineEnd) {
    EXPECT_EQ(*body("body", "one\r\ntwo\rthree\nfour\r\n\r\nfive\r"), "one\ntwo\nthree\nfour\n\nfive");
}

TEST(Bodies, HaveNoControlCharacters) {
    for (const auto& bad : {std::string("a\0b", 3), std::string("a\x1b[31m"), std::string("a\x7f") + "b",
                            std::string("a\u009b31m"), std::string("a\u0080b")}) {
        const auto refused = body("body", bad);
        ASSERT_FALSE(refused);
        EXPECT_NE(refused.error().message.find("control"), std::string::npos);
    }
    EXPECT_TRUE(body("body", "caf\u00e9 \u00a9")) << "what only begins like one is none";
}

Draft a_draft() {
    Draft draft;
    draft.channel_id = "c";
    draft.client_message_id = std::string(16, 'i');
    draft.body = "Hello @channel";
    return draft;
}

TEST(Drafts, SayTheSameWhateverTheOrderOfTheirMentions) {
    auto one = a_draft();
    one.mentioned_member_ids = {"ana", "ben"};
    auto other = one;
    other.mentioned_member_ids = {"ben", "ana"};
    EXPECT_EQ(one.fingerprint(), other.fingerprint());
}

TEST(Drafts, DifferInEverythingThatIsSaid) {
    const auto first = a_draft().fingerprint();
    const auto changed = [&](auto change) {
        auto draft = a_draft();
        change(draft);
        return draft.fingerprint() != first;
    };
    EXPECT_TRUE(changed([](Draft& draft) { draft.body += "."; }));
    EXPECT_TRUE(changed([](Draft& draft) { draft.channel_id = "d"; }));
    EXPECT_TRUE(changed([](Draft& draft) { draft.quoted_seq = 1; }));
    EXPECT_TRUE(changed([](Draft& draft) { draft.mentions_channel = true; }));
    EXPECT_TRUE(changed([](Draft& draft) { draft.mentioned_member_ids = {"ana"}; }));
    EXPECT_FALSE(changed([](Draft& draft) { draft.client_message_id = "another"; }));
}

TEST(Drafts, NameTheFieldAtFault) {
    EXPECT_TRUE(check(a_draft()));
    const auto field_at_fault = [](auto change) {
        auto draft = a_draft();
        change(draft);
        const auto checked = check(draft);
        return checked ? "accepted" : checked.error().field;
    };
    EXPECT_EQ(field_at_fault([](Draft& draft) { draft.client_message_id.pop_back(); }), "client_message_id");
    EXPECT_EQ(field_at_fault([](Draft& draft) { draft.client_message_id += "x"; }), "client_message_id");
    EXPECT_EQ(field_at_fault([](Draft& draft) { draft.mentioned_member_ids.resize(50); }), "accepted");
    EXPECT_EQ(field_at_fault([](Draft& draft) { draft.mentioned_member_ids.resize(51); }), "mentioned_member_ids");
    EXPECT_EQ(field_at_fault([](Draft& draft) { draft.mentions_channel = true; }), "accepted");
    EXPECT_EQ(field_at_fault([](Draft& draft) {
                  draft.mentions_channel = true;
                  draft.body = "Hello channel";
              }),
              "mentions_channel");
}

TEST(Editing, IsForAuthorsWhoMayStillWriteAndForWhatIsNotDeleted) {
    EXPECT_FALSE(cannot_edit({.is_author = true, .may_post = true}, false));
    EXPECT_EQ(cannot_edit({.is_author = false, .may_post = true, .may_moderate = true}, false)->code,
              Code::permission_denied);
    EXPECT_EQ(cannot_edit({.is_author = true, .may_post = true}, true)->code, Code::failed_precondition);
    EXPECT_EQ(cannot_edit({.is_author = true, .may_post = false}, false)->field, "channel_id");
}

TEST(Deleting, NeedsAReasonFromModeratorsAndNoneFromAuthors) {
    const Standing author{.is_author = true};
    const Standing moderator{.may_moderate = true};
    EXPECT_EQ(*deletion_reason(author, "ignored"), "");
    EXPECT_EQ(*deletion_reason(moderator, " Names a child.\nSorry. "), "Names a child.\nSorry.");
    EXPECT_TRUE(deletion_reason(moderator, repeated("ŵ", 280)));
    EXPECT_EQ(deletion_reason({.may_post = true}, "because").error().code, Code::permission_denied);
    for (const auto& bad : {std::string(), std::string(" \n"), repeated("ŵ", 281), std::string("a\x1b[31m"),
                            std::string("\u202egnol"), std::string("\u200b")}) {
        ASSERT_FALSE(deletion_reason(moderator, bad)) << bad;
        EXPECT_EQ(deletion_reason(moderator, bad).error().field, "reason");
    }
}

}  // namespace
}  // namespace ourplace::conversations
