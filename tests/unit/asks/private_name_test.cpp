// A private name, from asking to closing: every frame, page, list and answer that any peer can get holds neither the name
// nor the id of who asked.
#include "streams/catch_up.hpp"
#include "unit/asks/ask_programme.hpp"

namespace ourplace::asks {
namespace {

class PrivateName : public AnAsk {
  protected:
    PrivateName() {
        asked = programme.ask(asker, hub, "I cannot pay the rent.", AskProgramme::Name::kept_private);
        pseudonym = asked.asker().name();
        programme.run_jobs();
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
                    if (!answer.pages) continue;
                    for (const auto& page : *answer.pages) bytes += *page.bytes;
                }
            }
            return bytes;
        });
    }

    template <class Response>
    static std::string bytes_of(const Result<Response>& result) {
        return result ? result->SerializeAsString() : result.error().message + result.error().field;
    }

    // All that somebody can ask for about the Ask and its Thread.
    std::string collected(const Caller& caller) {
        const auto& ask_id = asked.ask_id();
        const auto& thread = asked.channel_id();
        std::string bytes = received(caller, "c." + thread) + received(caller, "m." + caller.member_id);
        bytes += received(caller, "m." + asker.member_id) + received(caller, "m." + asked.asker().member_id());
        bytes += bytes_of(programme.get(caller, ask_id));
        for (const auto view : {v1::ListAsksRequest::VIEW_MINE, v1::ListAsksRequest::VIEW_OFFERED,
                                v1::ListAsksRequest::VIEW_MATCHED, v1::ListAsksRequest::VIEW_ORGANISING}) {
            v1::ListAsksRequest request;
            request.set_view(view);
            bytes += bytes_of(programme.call(caller, &AskService::list_asks, request));
        }
        bytes += bytes_of(programme.history(caller, thread));
        bytes += bytes_of(programme.open(caller, thread));
        bytes += bytes_of(programme.channel_members(caller, thread));
        // Of the overview what it says about people it may: the caller themselves.
        for (const auto& state : programme.overview(caller).channels()) {
            if (state.channel().channel_id() == thread) bytes += state.SerializeAsString();
        }
        return bytes;
    }

    void expect_nothing_of_the_asker() {
        for (const auto& peer : {olwen, denise, gwyn, kofi, maureen, stranger, programme.admin}) {
            const auto bytes = collected(peer);
            EXPECT_EQ(bytes.find("Rhiannon"), std::string::npos) << peer.name;
            EXPECT_EQ(bytes.find(asker.member_id), std::string::npos) << peer.name;
        }
    }

    Caller asker = [this] {
        auto caller = programme.person("Rhiannon Pugh");
        programme.write([&](store::Transaction& tx) {
            hubs::join_hub(tx, hub, caller.member_id, hubs::Role::member, programme.clock.now());
        });
        return caller;
    }();
    v1::Ask asked;
    std::string pseudonym;
};

TEST_F(PrivateName, IsInNothingThatAPeerGetsThroughAWholeAsk) {
    EXPECT_NE(pseudonym, "Rhiannon Pugh");
    EXPECT_TRUE(asked.asker().is_pseudonym());
    expect_nothing_of_the_asker();
    ASSERT_TRUE(programme.accept(denise, asked.ask_id()));
    const auto& thread = asked.channel_id();
    const auto said = programme.say(asker, thread, "I am behind by two months.");
    EXPECT_EQ(said.author().name(), pseudonym);
    const auto answer = programme.say(denise, thread, "@" + pseudonym + " that happened to me.");
    EXPECT_TRUE(programme.react(asker, answer));
    EXPECT_TRUE(programme.reply(asker, answer, "Thank you").seq() > 0);
    EXPECT_TRUE(programme.edit(asker, said, "I am behind by three months."));
    EXPECT_TRUE(programme.erase(asker, said));
    EXPECT_TRUE(programme.mark_read(asker, thread, answer.seq()));
    EXPECT_TRUE(programme.join_channel(asker, thread)) << "they are in it already";
    EXPECT_EQ(code_of(programme.leave_channel(asker, thread)), Code::failed_precondition);
    expect_nothing_of_the_asker();
    ASSERT_TRUE(programme.propose(denise, asked.ask_id(), gwyn.member_id));
    ASSERT_TRUE(programme.answer_handover(asker, asked.ask_id(), true));
    expect_nothing_of_the_asker();
    ASSERT_TRUE(programme.accept(gwyn, asked.ask_id()));
    ASSERT_TRUE(programme.check(gwyn, asked.ask_id()));
    for (int days = 0; days < 12; ++days) programme.pass(microseconds_per_day);
    expect_nothing_of_the_asker();
    ASSERT_TRUE(programme.close(asker, asked.ask_id()));
    expect_nothing_of_the_asker();
}

TEST_F(PrivateName, TheAskerReadsAndWritesAsAnybodyElse) {
    const auto& thread = asked.channel_id();
    ASSERT_TRUE(programme.accept(denise, asked.ask_id()));
    const auto first = programme.say(denise, thread, "Hello");
    const auto state = programme.state_of(asker, thread);
    ASSERT_TRUE(state);
    EXPECT_EQ(state->unread(), 1U);
    EXPECT_EQ(state->channel().my_member_id(), asked.my_member_id());
    EXPECT_TRUE(state->channel().joined());
    EXPECT_TRUE(programme.may_follow(asker, "c." + thread));
    ASSERT_TRUE(programme.mark_read(asker, thread, first.seq()));
    EXPECT_EQ(programme.state_of(asker, thread)->unread(), 0U);
    EXPECT_EQ(programme.told(asker, v1::Update::kReadMarkerMoved), 1U);
    auto request = programme.draft(thread, "once");
    const auto sent = programme.must(programme.post(asker, request)).message();
    EXPECT_EQ(programme.must(programme.post(asker, request)).message().seq(), sent.seq()) << "a retry is one message";
    EXPECT_EQ(programme.list(asker, v1::ListAsksRequest::VIEW_MINE), std::vector{asked.ask_id()});
}

TEST_F(PrivateName, IsNotGuessedByMentioning) {
    ASSERT_TRUE(programme.accept(denise, asked.ask_id()));
    const auto& thread = asked.channel_id();
    const auto guess = [&](const Caller& suspect, const std::string& name) {
        auto request = programme.draft(thread, "@" + name + " is it you?");
        request.add_mentioned_member_ids(suspect.member_id);
        return error_of(programme.post(denise, request));
    };
    EXPECT_EQ(guess(asker, "Rhiannon Pugh").code, Code::invalid_argument);
    EXPECT_EQ(guess(asker, "Rhiannon Pugh").message, guess(maureen, "Maureen").message);
    auto by_pseudonym = programme.draft(thread, "@" + pseudonym + " hello");
    by_pseudonym.add_mentioned_member_ids(asked.asker().member_id());
    EXPECT_TRUE(programme.post(denise, by_pseudonym));
    EXPECT_EQ(programme.state_of(asker, thread)->unread_mentions(), 1U);
}

TEST_F(PrivateName, IsNotGuessedByHandingOverToThem) {
    ASSERT_TRUE(programme.accept(denise, asked.ask_id()));
    programme.write([&](store::Transaction& tx) {
        accounts::set_champion(tx, asker.member_id, accounts::Champion{.themes = {"assets"}, .about = {}});
    });
    const auto other = programme.champion("Megan", hub);
    EXPECT_TRUE(programme.propose(denise, asked.ask_id(), asker.member_id));
    EXPECT_TRUE(programme.propose(denise, asked.ask_id(), other.member_id));
    ASSERT_TRUE(programme.propose(denise, asked.ask_id(), asker.member_id));
    ASSERT_TRUE(programme.answer_handover(asker, asked.ask_id(), true));
    programme.run_jobs();
    EXPECT_EQ(programme.look(asker, asked.ask_id()).my_part(), v1::ASK_PART_ASKER);
    expect_nothing_of_the_asker();
}

TEST_F(PrivateName, TwoAsksOfOnePersonHaveNothingInCommon) {
    const auto again = programme.ask(asker, hub, "Another thing.", AskProgramme::Name::kept_private);
    EXPECT_NE(again.asker().member_id(), asked.asker().member_id());
    EXPECT_NE(again.asker().name(), pseudonym);
}

TEST_F(PrivateName, APersonaIsNobodyElsewhere) {
    const auto persona = asked.asker().member_id();
    const auto open_channel = programme.channel(olwen, hub, v1::CHANNEL_VISIBILITY_OPEN, "Open");
    auto mention = programme.draft(open_channel, "@" + pseudonym);
    mention.add_mentioned_member_ids(persona);
    EXPECT_EQ(field_of(programme.post(olwen, mention)), "mentioned_member_ids");
    v1::OpenDirectRequest direct;
    direct.set_member_id(persona);
    EXPECT_EQ(code_of(programme.call(denise, &conversations::ConversationService::open_direct, direct)),
              Code::not_found);
    v1::SetChampionRequest champion;
    champion.set_member_id(persona);
    EXPECT_EQ(code_of(programme.call(programme.admin, &hubs::HubService::set_champion, champion)), Code::not_found);
    const auto people = programme.must(programme.members_of(denise, hub));
    for (const auto& member : people.members()) EXPECT_NE(member.member().member_id(), persona);
    EXPECT_EQ(people.members_size(), 6);
    programme.write([&](store::Transaction& tx) {
        for (const auto& member : accounts::all_members(tx)) EXPECT_NE(member.member_id, persona);
        EXPECT_FALSE(accounts::find_member_by_name(tx, pseudonym));
    });
}

TEST_F(PrivateName, AnOrganiserWhoAsksIsNotTheirOwnOrganiser) {
    const auto mine = programme.ask(olwen, hub, "I run this and need help.", AskProgramme::Name::kept_private);
    EXPECT_EQ(programme.look(olwen, mine.ask_id()).my_part(), v1::ASK_PART_ASKER);
    EXPECT_FALSE(programme.look(olwen, mine.ask_id()).has_offers());
    const auto board = programme.list(olwen, v1::ListAsksRequest::VIEW_ORGANISING);
    EXPECT_EQ(board, std::vector{asked.ask_id()});
    EXPECT_EQ(programme.look(programme.admin, mine.ask_id()).my_part(), v1::ASK_PART_ORGANISER)
        << "where the hub has nobody else";
}

}  // namespace
}  // namespace ourplace::asks
