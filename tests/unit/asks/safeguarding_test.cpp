// Concerns, who reads them, and learning whose a Pseudonym is.
#include "asks/safeguarding_service.hpp"
#include "asks/safeguarding_tables.hpp"
#include "asks/unsealing_tables.hpp"
#include "unit/asks/ask_programme.hpp"

namespace ourplace::asks {
namespace {

class Safeguarding : public AnAsk {
  protected:
    template <class Response, class Request>
    Result<Response> call(const Caller& caller,
                          Task<Response> (SafeguardingService::*method)(rpc::Context&, const Request&),
                          const Request& request) {
        auto fresh = AskProgramme::context(caller);
        return programme.run((service.*method)(fresh, request));
    }
    Result<v1::SetSafeguardingLeadResponse> name_lead(const Caller& by, const Caller& whom, bool is_lead = true) {
        v1::SetSafeguardingLeadRequest request;
        request.set_member_id(whom.member_id);
        request.set_is_lead(is_lead);
        return call(by, &SafeguardingService::set_safeguarding_lead, request);
    }
    v1::RaiseConcernRequest concern(const std::string& ask_id,
                                    std::string_view words = "She may not be safe at home.") {
        v1::RaiseConcernRequest request;
        request.set_ask_id(ask_id);
        request.set_client_concern_id(programme.fresh_id());
        request.set_words(std::string(words));
        return request;
    }
    Result<v1::RaiseConcernResponse> raise(const Caller& by, const v1::RaiseConcernRequest& request) {
        return call(by, &SafeguardingService::raise_concern, request);
    }
    Result<v1::ListConcernsResponse> list(const Caller& by) {
        return call(by, &SafeguardingService::list_concerns, v1::ListConcernsRequest());
    }
    Result<v1::AcknowledgeConcernResponse> acknowledge(const Caller& by, const std::string& concern_id) {
        v1::AcknowledgeConcernRequest request;
        request.set_concern_id(concern_id);
        return call(by, &SafeguardingService::acknowledge_concern, request);
    }
    Result<v1::CloseConcernResponse> close(const Caller& by, const std::string& concern_id, std::string_view done) {
        v1::CloseConcernRequest request;
        request.set_concern_id(concern_id);
        request.set_resolution(std::string(done));
        return call(by, &SafeguardingService::close_concern, request);
    }
    Result<v1::RequestUnsealingResponse> ask_whose(const Caller& by, const std::string& ask_id, unsigned days = 0) {
        v1::RequestUnsealingRequest request;
        request.set_ask_id(ask_id);
        request.set_reason("The police must be able to reach this person.");
        request.set_defer_telling_days(days);
        return call(by, &SafeguardingService::request_unsealing, request);
    }
    Result<v1::ConfirmUnsealingResponse> confirm(const Caller& by, const std::string& unsealing_id, unsigned days = 0) {
        v1::ConfirmUnsealingRequest request;
        request.set_unsealing_id(unsealing_id);
        request.set_defer_telling_days(days);
        return call(by, &SafeguardingService::confirm_unsealing, request);
    }
    bool follows_concerns(const Caller& caller) {
        return programme.write(
            [&](store::Transaction& tx) { return may_read_concerns(tx, caller.member_id, concerns_stream); });
    }
    std::size_t told_of_concerns() { return programme.updates(std::string(concerns_stream)).size(); }
    std::vector<std::string> safeguarding_faults() {
        return programme.write([](store::Transaction& tx) { return check_safeguarding(tx); });
    }
    void run_jobs() {
        jobs::JobRunner runner(*programme.database, programme.clock);
        service.add_jobs(runner);
        while (programme.must(programme.run(runner.run_due())) > 0) {
        }
    }

    SafeguardingService service{*programme.database, programme.clock};
    Caller ruth = programme.person("Ruth");
};

TEST_F(Safeguarding, AConcernOfEitherSideIsReadByLeadsAndNobodyElse) {
    ASSERT_TRUE(name_lead(programme.admin, ruth));
    const auto ask_id = matched();
    const auto told_before = programme.updates("m." + maureen.member_id).size();
    const auto raised = programme.must(raise(denise, concern(ask_id)));
    // The one that was raised first is due first.
    programme.clock.advance(std::chrono::seconds(1));
    EXPECT_TRUE(raise(maureen, concern(ask_id, "He asks too much of me.")));
    EXPECT_EQ(programme.updates("m." + maureen.member_id).size(), told_before) << "whom it is about is not told";
    EXPECT_EQ(told_of_concerns(), 2U);
    EXPECT_TRUE(follows_concerns(ruth));
    for (const auto& other : {maureen, denise, olwen, stranger, programme.admin}) {
        EXPECT_EQ(code_of(list(other)), Code::permission_denied);
        EXPECT_FALSE(follows_concerns(other));
        EXPECT_EQ(code_of(acknowledge(other, raised.concern_id())), Code::permission_denied);
    }
    const auto seen = programme.must(list(ruth));
    ASSERT_EQ(seen.concerns_size(), 2);
    EXPECT_EQ(seen.concerns(0).words(), "She may not be safe at home.");
    EXPECT_EQ(seen.concerns(0).raised_by().name(), "Denise");
    EXPECT_EQ(seen.stream_id(), "s.concerns");
    EXPECT_EQ(seen.as_of_seq(), 2U);
    EXPECT_EQ(code_of(raise(stranger, concern(ask_id))), Code::not_found);
    EXPECT_EQ(field_of(raise(denise, concern(ask_id, " "))), "words");
}

TEST_F(Safeguarding, IsRaisedOnceHoweverOftenItIsSent) {
    const auto request = concern(matched());
    const auto first = programme.must(raise(denise, request));
    EXPECT_EQ(programme.must(raise(denise, request)).concern_id(), first.concern_id());
    auto other = request;
    other.set_words("Another worry.");
    EXPECT_EQ(code_of(raise(denise, other)), Code::already_exists);
    EXPECT_EQ(told_of_concerns(), 1U);
}

TEST_F(Safeguarding, ComesToAdministratorsWhileNobodyIsNamed) {
    EXPECT_TRUE(raise(denise, concern(matched())));
    EXPECT_EQ(programme.must(list(programme.admin)).concerns_size(), 1);
    ASSERT_TRUE(name_lead(programme.admin, ruth));
    EXPECT_EQ(code_of(list(programme.admin)), Code::permission_denied);
    EXPECT_EQ(code_of(name_lead(ruth, maureen)), Code::permission_denied);
    const auto known = programme.must(
        call(maureen, &SafeguardingService::list_safeguarding_leads, v1::ListSafeguardingLeadsRequest()));
    ASSERT_EQ(known.leads_size(), 1);
    EXPECT_EQ(known.leads(0).member().name(), "Ruth");
    ASSERT_TRUE(name_lead(programme.admin, ruth, false));
    EXPECT_FALSE(follows_concerns(ruth));
}

TEST_F(Safeguarding, LeadsAreAskedAgainUntilOneAcknowledgesAndThenSayWhatWasDone) {
    ASSERT_TRUE(name_lead(programme.admin, ruth));
    const auto raised = programme.must(raise(denise, concern(matched())));
    EXPECT_GT(raised.acknowledge_by_us(), programme.clock.now());
    EXPECT_EQ(code_of(close(ruth, raised.concern_id(), "Rang her.")), Code::failed_precondition);
    programme.clock.advance(std::chrono::hours(4));
    run_jobs();
    EXPECT_EQ(told_of_concerns(), 2U);
    EXPECT_TRUE(safeguarding_faults().empty());
    EXPECT_EQ(programme.must(acknowledge(ruth, raised.concern_id())).concern().acknowledged_by().name(), "Ruth");
    EXPECT_TRUE(acknowledge(ruth, raised.concern_id())) << "twice is once";
    programme.clock.advance(std::chrono::hours(4));
    run_jobs();
    EXPECT_EQ(told_of_concerns(), 3U);
    EXPECT_EQ(field_of(close(ruth, raised.concern_id(), "")), "resolution");
    EXPECT_EQ(programme.must(close(ruth, raised.concern_id(), "Rang her.")).concern().state(),
              v1::CONCERN_STATE_CLOSED);
    EXPECT_EQ(code_of(close(ruth, raised.concern_id(), "Again.")), Code::failed_precondition);
}

TEST_F(Safeguarding, APseudonymIsUnsealedByTwoRolesAndThePersonIsTold) {
    ASSERT_TRUE(name_lead(programme.admin, ruth));
    const auto ask_id = matched(AskProgramme::Name::kept_private);
    for (const auto& other : {denise, olwen, maureen})
        EXPECT_EQ(code_of(ask_whose(other, ask_id)), Code::permission_denied);
    const auto wanted = programme.must(ask_whose(ruth, ask_id)).unsealing();
    const auto may_confirm = [&](const Caller& who) {
        return programme.must(call(who, &SafeguardingService::list_unsealings, v1::ListUnsealingsRequest()))
            .unsealings(0)
            .may_confirm();
    };
    EXPECT_FALSE(may_confirm(ruth));
    EXPECT_TRUE(may_confirm(programme.admin));
    EXPECT_FALSE(wanted.has_asker());
    EXPECT_EQ(code_of(confirm(ruth, wanted.unsealing_id())), Code::permission_denied) << "nobody confirms their own";
    EXPECT_EQ(code_of(confirm(denise, wanted.unsealing_id())), Code::permission_denied);
    const auto other_lead = programme.person("Second lead");
    ASSERT_TRUE(name_lead(programme.admin, other_lead));
    EXPECT_EQ(code_of(confirm(other_lead, wanted.unsealing_id())), Code::permission_denied) << "of the same role";
    EXPECT_FALSE(may_confirm(other_lead));
    const auto known = programme.must(confirm(programme.admin, wanted.unsealing_id())).unsealing();
    EXPECT_EQ(known.asker().name(), "Maureen");
    EXPECT_EQ(known.asker().member_id(), maureen.member_id);
    run_jobs();
    EXPECT_EQ(programme.told(maureen, v1::Update::kNameUnsealed), 1U);
    const auto listed = programme.must(call(ruth, &SafeguardingService::list_unsealings, v1::ListUnsealingsRequest()));
    EXPECT_EQ(listed.unsealings(0).asker().name(), "Maureen") << "for whoever asked";
    const auto to_another =
        programme.must(call(other_lead, &SafeguardingService::list_unsealings, v1::ListUnsealingsRequest()));
    EXPECT_FALSE(to_another.unsealings(0).has_asker()) << "and for the two alone";
    const auto to_asker =
        programme.must(call(maureen, &SafeguardingService::list_unsealings, v1::ListUnsealingsRequest()));
    ASSERT_EQ(to_asker.unsealings_size(), 1);
    EXPECT_EQ(to_asker.unsealings(0).reason(), wanted.reason());
    EXPECT_TRUE(to_asker.unsealings(0).requested_by_name().empty() &&
                to_asker.unsealings(0).confirmed_by_name().empty());
    const auto to_peer =
        programme.must(call(denise, &SafeguardingService::list_unsealings, v1::ListUnsealingsRequest()));
    EXPECT_EQ(to_peer.unsealings_size(), 0);
    EXPECT_EQ(programme.look(denise, ask_id).asker().name(), programme.look(maureen, ask_id).asker().name());
    EXPECT_TRUE(safeguarding_faults().empty());
}

TEST_F(Safeguarding, ThoseWhoMayConfirmAreToldThatAnUnsealingWaitsAndNothingOfTheAsk) {
    ASSERT_TRUE(name_lead(programme.admin, ruth));
    const auto other_lead = programme.person("Second lead");
    ASSERT_TRUE(name_lead(programme.admin, other_lead));
    const auto told = [&](const Caller& whom) { return programme.told(whom, v1::Update::kUnsealingWanted); };
    const auto ask_id = matched(AskProgramme::Name::kept_private);

    const auto by_lead = programme.must(ask_whose(ruth, ask_id)).unsealing();
    EXPECT_EQ(told(programme.admin), 1U);
    for (const auto& other : {ruth, other_lead, maureen, denise, olwen}) EXPECT_EQ(told(other), 0U);
    auto update = programme.updates("m." + programme.admin.member_id).back();
    EXPECT_EQ(update.unsealing_wanted().unsealing_id(), by_lead.unsealing_id());
    update.mutable_unsealing_wanted()->clear_unsealing_id();
    EXPECT_EQ(update.unsealing_wanted().ByteSizeLong(), 0U) << "that it waits, and no more";

    programme.must(ask_whose(programme.admin, ask_id));
    EXPECT_EQ(told(programme.admin), 1U) << "whoever asks knows";
    EXPECT_EQ(told(ruth), 1U);
    EXPECT_EQ(told(other_lead), 1U);
    for (const auto& other : {maureen, denise, olwen}) EXPECT_EQ(told(other), 0U);
}

TEST_F(Safeguarding, WhoeverAskedIsNotToldThatTheirOwnNameIsToBeOpened) {
    ASSERT_TRUE(name_lead(programme.admin, ruth));
    ASSERT_TRUE(name_lead(programme.admin, maureen));
    const auto ask_id = matched(AskProgramme::Name::kept_private);
    programme.must(ask_whose(programme.admin, ask_id));
    EXPECT_EQ(programme.told(ruth, v1::Update::kUnsealingWanted), 1U);
    EXPECT_EQ(programme.told(maureen, v1::Update::kUnsealingWanted), 0U);
}

TEST_F(Safeguarding, TellingIsDeferredByALeadAlone) {
    ASSERT_TRUE(name_lead(programme.admin, ruth));
    const auto ask_id = matched(AskProgramme::Name::kept_private);
    EXPECT_EQ(field_of(ask_whose(programme.admin, ask_id, 7)), "defer_telling_days");
    EXPECT_EQ(field_of(ask_whose(ruth, ask_id, 91)), "defer_telling_days");
    const auto wanted = programme.must(ask_whose(programme.admin, ask_id)).unsealing();
    ASSERT_TRUE(confirm(ruth, wanted.unsealing_id(), 7));
    // Also by whoever may look at the requests for other names.
    ASSERT_TRUE(name_lead(programme.admin, maureen));
    programme.clock.advance(std::chrono::hours(24 * 6));
    run_jobs();
    EXPECT_EQ(programme.told(maureen, v1::Update::kNameUnsealed), 0U);
    EXPECT_EQ(programme.must(call(maureen, &SafeguardingService::list_unsealings, v1::ListUnsealingsRequest()))
                  .unsealings_size(),
              0);
    programme.clock.advance(std::chrono::hours(24));
    run_jobs();
    EXPECT_EQ(programme.told(maureen, v1::Update::kNameUnsealed), 1U);
    EXPECT_EQ(programme.must(call(maureen, &SafeguardingService::list_unsealings, v1::ListUnsealingsRequest()))
                  .unsealings_size(),
              1);
    EXPECT_EQ(code_of(ask_whose(ruth, open())), Code::failed_precondition) << "whoever gave their name";
}

}  // namespace
}  // namespace ourplace::asks
