// Asking, the Thread, and who sees an Ask.
#include "unit/asks/ask_programme.hpp"

namespace ourplace::asks {
namespace {

using Name = AskProgramme::Name;

TEST_F(AnAsk, OpensAThreadAtOnceWithTheWordsAsItsFirstMessage) {
    const auto ask = programme.ask(maureen, hub, "Our boiler has failed.\nThe insurer says no.");
    EXPECT_EQ(ask.state(), v1::ASK_STATE_OPEN);
    EXPECT_EQ(ask.my_part(), v1::ASK_PART_ASKER);
    EXPECT_EQ(ask.title(), "Our boiler has failed. The insurer says no.");
    EXPECT_EQ(ask.hub().name(), "Village Halls Circle");
    EXPECT_EQ(ask.how_soon(), v1::HOW_SOON_THIS_WEEK);
    EXPECT_GT(ask.next_step_at_us(), 0);
    const auto state = programme.state_of(maureen, ask.channel_id());
    ASSERT_TRUE(state);
    EXPECT_EQ(state->channel().visibility(), v1::CHANNEL_VISIBILITY_ASK);
    EXPECT_EQ(state->channel().hub_id(), "");
    EXPECT_EQ(state->channel().name(), ask.title());
    const auto history = programme.must(programme.history(maureen, ask.channel_id()));
    ASSERT_EQ(history.messages_size(), 1);
    EXPECT_EQ(history.messages(0).seq(), 1U);
    EXPECT_EQ(history.messages(0).body(), "Our boiler has failed.\nThe insurer says no.");
    EXPECT_EQ(programme.told(maureen, v1::Update::kMyChannelJoined), 1U);
}

TEST_F(AnAsk, IsOpenedOnceHoweverOftenItIsSent) {
    const auto request = programme.request(hub, "Who audits a very small charity?", Name::kept_private);
    const auto first = programme.must(programme.call(maureen, &AskService::open_ask, request)).ask();
    const auto again = programme.must(programme.call(maureen, &AskService::open_ask, request)).ask();
    EXPECT_EQ(again.ask_id(), first.ask_id());
    EXPECT_EQ(programme.list(maureen, v1::ListAsksRequest::VIEW_MINE).size(), 1U);
    auto other = request;
    other.set_text("Something else");
    EXPECT_EQ(code_of(programme.call(maureen, &AskService::open_ask, other)), Code::already_exists);
    EXPECT_TRUE(programme.call(olwen, &AskService::open_ask, other)) << "ids are each sender's own";
}

TEST_F(AnAsk, IsRefusedWithTheFieldAtFault) {
    const auto field = [&](auto change) {
        auto request = programme.request(hub, "Help");
        change(request);
        return field_of(programme.call(maureen, &AskService::open_ask, request));
    };
    EXPECT_EQ(field([](auto& request) { request.set_text("  "); }), "text");
    EXPECT_EQ(field([](auto& request) { request.set_text(std::string(8001, 'x')); }), "text");
    EXPECT_EQ(field([](auto& request) { request.set_client_ask_id("short"); }), "client_ask_id");
    EXPECT_EQ(field([](auto& request) { request.set_theme("gardening"); }), "theme");
    EXPECT_EQ(field([](auto& request) { request.set_place_id("nowhere"); }), "place_id");
    EXPECT_EQ(field([](auto& request) { request.set_how_soon(static_cast<v1::HowSoon>(9)); }), "how_soon");
    EXPECT_EQ(field([](auto& request) { request.set_hub_id("none"); }), "hub_id");
    EXPECT_EQ(field([&](auto& request) { request.set_preferred_member_id(olwen.member_id); }), "preferred_member_id");
    EXPECT_EQ(code_of(programme.call(stranger, &AskService::open_ask, programme.request(hub, "Help"))),
              Code::permission_denied);
}

TEST_F(AnAsk, IsSeenByNobodyWhomItDoesNotConcern) {
    const auto ask_id = programme.ask(maureen, hub, "Help with a form").ask_id();
    const auto nowhere = error_of(programme.get(stranger, "nothing"));
    // Before it was offered, Champions are nobody as well.
    for (const auto& caller : {stranger, denise, programme.admin}) {
        EXPECT_EQ(error_of(programme.get(caller, ask_id)).message, nowhere.message);
        EXPECT_EQ(code_of(programme.withdraw(caller, ask_id)), Code::not_found);
        EXPECT_EQ(code_of(programme.accept(caller, ask_id)), Code::not_found);
        EXPECT_EQ(code_of(programme.close(caller, ask_id)), Code::not_found);
    }
    const auto board = programme.look(olwen, ask_id);
    EXPECT_EQ(board.my_part(), v1::ASK_PART_ORGANISER);
    EXPECT_EQ(board.channel_id(), "") << "who runs the hub reads the Ask, not its Thread";
    EXPECT_EQ(board.text(), "Help with a form");
    const auto thread = programme.look(maureen, ask_id).channel_id();
    EXPECT_EQ(code_of(programme.history(olwen, thread)), Code::not_found);
    EXPECT_EQ(programme.list(olwen, v1::ListAsksRequest::VIEW_ORGANISING), std::vector{ask_id});
    EXPECT_TRUE(programme.list(programme.admin, v1::ListAsksRequest::VIEW_ORGANISING).empty());
}

TEST_F(AnAsk, NobodyIsAddedToItsThreadAndNobodyLeavesIt) {
    const auto thread = thread_of(open());
    EXPECT_EQ(code_of(programme.add(olwen, thread, stranger)), Code::not_found);
    EXPECT_EQ(code_of(programme.add(maureen, thread, stranger)), Code::permission_denied);
    EXPECT_EQ(code_of(programme.leave_channel(maureen, thread)), Code::failed_precondition);
    EXPECT_EQ(code_of(programme.join_channel(denise, thread)), Code::not_found);
    EXPECT_EQ(programme.sees(maureen, hub), std::vector<std::string>()) << "it is not one of the hub's channels";
    v1::CreateChannelRequest request;
    request.set_hub_id(hub);
    request.set_name("Secret");
    request.set_visibility(v1::CHANNEL_VISIBILITY_ASK);
    EXPECT_EQ(field_of(programme.call(olwen, &hubs::HubService::create_channel, request)), "visibility");
}

TEST_F(AnAsk, SaysWhatItsWordsSayNow) {
    const auto ask_id = open();
    const auto thread = thread_of(ask_id);
    const auto first = programme.must(programme.history(maureen, thread)).messages(0);
    ASSERT_TRUE(programme.edit(maureen, first, "It is about the boiler."));
    EXPECT_EQ(programme.look(denise, ask_id).text(), "It is about the boiler.");
    EXPECT_EQ(programme.look(denise, ask_id).title(), "It is about the boiler.");
    ASSERT_TRUE(programme.erase(maureen, first));
    EXPECT_EQ(programme.look(denise, ask_id).text(), "");
}

TEST_F(AnAsk, NobodyHasMoreThanTwentyThatHaveNotEnded) {
    for (int count = 0; count < 20; ++count)
        programme.ask(maureen, hub, "Help", count % 2 == 0 ? Name::shown : Name::kept_private);
    const auto one_more = programme.call(maureen, &AskService::open_ask, programme.request(hub, "Help"));
    EXPECT_EQ(code_of(one_more), Code::failed_precondition);
    const auto all = programme.list(maureen, v1::ListAsksRequest::VIEW_MINE);
    EXPECT_EQ(all.size(), 20U);
    ASSERT_TRUE(programme.withdraw(maureen, all.front()));
    EXPECT_TRUE(programme.call(maureen, &AskService::open_ask, programme.request(hub, "Help")));
}

TEST_F(AnAsk, IsListedInPagesNewestFirst) {
    std::vector<std::string> opened;
    for (int count = 0; count < 5; ++count) {
        programme.clock.advance(std::chrono::seconds(count % 2));
        opened.insert(opened.begin(), programme.ask(maureen, hub, "Help").ask_id());
    }
    v1::ListAsksRequest request;
    request.set_view(v1::ListAsksRequest::VIEW_MINE);
    request.set_page_size(2);
    std::vector<std::string> seen;
    for (int page = 0; page < 3; ++page) {
        const auto response = programme.must(programme.call(maureen, &AskService::list_asks, request));
        for (const auto& ask : response.asks()) seen.push_back(ask.ask_id());
        request.set_page_token(response.next_page_token());
    }
    EXPECT_EQ(request.page_token(), "");
    std::ranges::sort(seen);
    std::ranges::sort(opened);
    EXPECT_EQ(seen, opened);
    EXPECT_EQ(field_of(programme.call(maureen, &AskService::list_asks, v1::ListAsksRequest())), "view");
}

TEST_F(AnAsk, WithdrawnItsChampionNoLongerReadsAndTheAskerStillDoes) {
    const auto ask_id = matched();
    const auto thread = thread_of(ask_id);
    ASSERT_TRUE(programme.withdraw(maureen, ask_id));
    EXPECT_EQ(programme.look(maureen, ask_id).state(), v1::ASK_STATE_WITHDRAWN);
    EXPECT_TRUE(programme.history(maureen, thread));
    EXPECT_EQ(code_of(programme.history(denise, thread)), Code::not_found);
    EXPECT_EQ(code_of(programme.get(denise, ask_id)), Code::not_found);
    EXPECT_EQ(code_of(programme.post(maureen, programme.draft(thread, "Hello?"))), Code::permission_denied);
    EXPECT_TRUE(programme.withdraw(maureen, ask_id)) << "twice is once";
    EXPECT_EQ(code_of(programme.close(maureen, ask_id)), Code::failed_precondition);
}

}  // namespace
}  // namespace ourplace::asks
