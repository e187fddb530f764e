// A programme whose people ask for help: through AskService as a client would make them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "asks/ask_changes.hpp"
#include "asks/ask_check.hpp"
#include "asks/ask_service.hpp"
#include "asks/care_tables.hpp"
#include "asks/champion_tables.hpp"
#include "asks/safeguarding_tables.hpp"
#include "jobs/job_runner.hpp"
#include "jobs/job_tables.hpp"
#include "stories/stories_tables.hpp"
#include "unit/conversations/conversation_programme.hpp"

namespace ourplace::asks {

using accounts::Caller;
using hubs::code_of;
using hubs::error_of;
using hubs::field_of;

// Thursday, 1 October 2026, 12:00 in London: nobody has quiet hours.
inline constexpr Timestamp thursday_noon = 1'790'852'400 * microseconds_per_second;

class AskProgramme : public conversations::ConversationProgramme {
  public:
    // With the tables of a room above, if any.
    explicit AskProgramme(std::span<const store::Migration> above = {})
        : ConversationProgramme({.burst = 0, .per_second = 0}, tables(above)), asking(*database, clock, AskOptions{}) {
        clock.advance(std::chrono::microseconds(thursday_noon - clock.now()));
        member_left = [this](store::Transaction& tx, const std::string& hub_id, const std::string& member_id) {
            release_all(tx, member_id, hub_id, clock.now());
        };
        no_longer_champion = [this](store::Transaction& tx, const std::string& member_id) {
            release_all(tx, member_id, {}, clock.now());
        };
    }

    using ConversationProgramme::call;
    template <class Response, class Request>
    Result<Response> call(const Caller& caller, Task<Response> (AskService::*method)(rpc::Context&, const Request&),
                          const Request& request) {
        auto fresh = context(caller);
        return run((asking.*method)(fresh, request));
    }

    // Somebody who belongs to the hub as its Champion.
    Caller champion(std::string_view name, const std::string& hub_id, std::vector<std::string> themes = {"assets"}) {
        const auto caller = person(name);
        write([&](store::Transaction& tx) {
            hubs::join_hub(tx, hub_id, caller.member_id, hubs::Role::member, clock.now());
            accounts::set_champion(tx, caller.member_id,
                                   accounts::Champion{.themes = themes, .about = "I have been through this."});
        });
        return caller;
    }

    enum class Name { shown, kept_private };
    v1::OpenAskRequest request(const std::string& hub_id, std::string_view text, Name name = Name::shown) {
        v1::OpenAskRequest request;
        request.set_hub_id(hub_id);
        request.set_client_ask_id(fresh_id());
        request.set_text(std::string(text));
        request.set_keep_name_private(name == Name::kept_private);
        return request;
    }
    v1::Ask ask(const Caller& caller, const std::string& hub_id, std::string_view text, Name name = Name::shown) {
        return must(call(caller, &AskService::open_ask, request(hub_id, text, name))).ask();
    }

    Result<v1::GetAskResponse> get(const Caller& caller, const std::string& ask_id) {
        return call(caller, &AskService::get_ask, of<v1::GetAskRequest>(ask_id));
    }
    v1::Ask look(const Caller& caller, const std::string& ask_id) { return must(get(caller, ask_id)).ask(); }
    v1::AskState state_of_ask(const std::string& ask_id) {
        return write([&](store::Transaction& tx) { return static_cast<v1::AskState>(find(tx, ask_id)->state); });
    }
    std::vector<std::string> list(const Caller& caller, v1::ListAsksRequest::View view,
                                  const std::string& hub_id = {}) {
        v1::ListAsksRequest request;
        request.set_view(view);
        request.set_hub_id(hub_id);
        std::vector<std::string> ids;
        const auto response = must(call(caller, &AskService::list_asks, request));
        for (const auto& one : response.asks()) ids.push_back(one.ask_id());
        return ids;
    }
    Result<v1::AcceptOfferResponse> accept(const Caller& caller, const std::string& ask_id) {
        return call(caller, &AskService::accept_offer, of<v1::AcceptOfferRequest>(ask_id));
    }
    Result<v1::DeclineOfferResponse> decline(const Caller& caller, const std::string& ask_id) {
        return call(caller, &AskService::decline_offer, of<v1::DeclineOfferRequest>(ask_id));
    }
    Result<v1::WithdrawAskResponse> withdraw(const Caller& caller, const std::string& ask_id) {
        return call(caller, &AskService::withdraw_ask, of<v1::WithdrawAskRequest>(ask_id));
    }
    Result<v1::CheckWithAskerResponse> check(const Caller& caller, const std::string& ask_id) {
        return call(caller, &AskService::check_with_asker, of<v1::CheckWithAskerRequest>(ask_id));
    }
    Result<v1::ContinueAskResponse> go_on(const Caller& caller, const std::string& ask_id) {
        return call(caller, &AskService::continue_ask, of<v1::ContinueAskRequest>(ask_id));
    }
    Result<v1::OfferAskResponse> offer(const Caller& by, const std::string& ask_id, const Caller& to) {
        auto request = of<v1::OfferAskRequest>(ask_id);
        request.set_member_id(to.member_id);
        return call(by, &AskService::offer_ask, request);
    }
    Result<v1::ProposeHandoverResponse> propose(const Caller& by, const std::string& ask_id, const std::string& to = {},
                                                std::string_view note = "They know the form by heart.") {
        auto request = of<v1::ProposeHandoverRequest>(ask_id);
        request.set_to_member_id(to);
        request.set_note(std::string(note));
        return call(by, &AskService::propose_handover, request);
    }
    Result<v1::AnswerHandoverResponse> answer_handover(const Caller& by, const std::string& ask_id, bool agree) {
        auto request = of<v1::AnswerHandoverRequest>(ask_id);
        request.set_agree(agree);
        return call(by, &AskService::answer_handover, request);
    }
    Result<v1::CloseAskResponse> close(const Caller& by, const std::string& ask_id, v1::Helped helped = v1::HELPED_YES,
                                       std::string_view what_changed = "The insurer paid.",
                                       std::string_view thanks = "Thank you, Denise.") {
        auto request = of<v1::CloseAskRequest>(ask_id);
        request.set_helped(helped);
        request.set_what_changed(std::string(what_changed));
        request.set_thanks(std::string(thanks));
        return call(by, &AskService::close_ask, request);
    }

    // Whoever of these is offered it now.
    std::vector<Caller> offered(const std::vector<Caller>& people, const std::string& ask_id) {
        std::vector<Caller> found;
        for (const auto& person : people) {
            const auto seen = get(person, ask_id);
            if (seen && seen->ask().my_part() == v1::ASK_PART_OFFERED) found.push_back(person);
        }
        return found;
    }

    // What is due, as a node does it, until nothing is.
    void run_jobs() {
        jobs::JobRunner runner(*database, clock);
        asking.add_jobs(runner);
        while (must(run(runner.run_due())) > 0) {
        }
    }
    void pass(Timestamp time) {
        clock.advance(std::chrono::microseconds(time));
        run_jobs();
    }
    std::vector<std::string> faults() {
        return write([](store::Transaction& tx) { return check_asks(tx); });
    }
    // How many Updates of a kind the member was told.
    std::size_t told(const Caller& caller, v1::Update::ChangeCase kind) {
        std::size_t count = 0;
        for (const auto& update : updates("m." + caller.member_id)) count += update.change_case() == kind ? 1 : 0;
        return count;
    }

    // What another node has: the same tables over PostgreSQL, where there is one.
    std::unique_ptr<store::Database> another_store() {
        if (test_store.url().empty()) return nullptr;
        const auto own = tables({});
        std::vector<store::Migration> all;
        for (const auto part : {streams::migrations(), accounts::migrations(), hubs::migrations(),
                                conversations::migrations(), std::span(own)})
            all.insert(all.end(), part.begin(), part.end());
        return test_store.open(all);
    }

    AskService asking;

  private:
    template <class Request>
    static Request of(const std::string& ask_id) {
        Request request;
        request.set_ask_id(ask_id);
        return request;
    }
    static std::vector<store::Migration> tables(std::span<const store::Migration> above) {
        std::vector<store::Migration> found;
        for (const auto part : {jobs::migrations(), asks::migrations(), champion_migrations(),
                                safeguarding_migrations(), care_migrations(), stories::migrations(), above})
            found.insert(found.end(), part.begin(), part.end());
        return found;
    }
};

// A hub that Olwen runs, with Maureen, who asks, and Denise, Gwyn and Kofi, its Champions; Nobody belongs to it not.
class AnAsk : public ::testing::Test {
  protected:
    void TearDown() override { EXPECT_EQ(programme.faults(), std::vector<std::string>()); }

    std::string open(AskProgramme::Name name = AskProgramme::Name::shown) {
        auto opened = programme.ask(maureen, hub, "Our boiler has failed and the insurer says no.", name);
        programme.run_jobs();
        return opened.ask_id();
    }
    // One that Denise has.
    std::string matched(AskProgramme::Name name = AskProgramme::Name::shown) {
        auto ask_id = open(name);
        EXPECT_TRUE(programme.accept(denise, ask_id));
        return ask_id;
    }
    std::string thread_of(const std::string& ask_id) { return programme.look(maureen, ask_id).channel_id(); }

    AskProgramme programme;
    Caller olwen = programme.person("Olwen");
    Caller maureen = programme.person("Maureen");
    Caller stranger = programme.person("Nobody");
    std::string hub = programme.hub("Village Halls Circle", {olwen, maureen});
    Caller denise = programme.champion("Denise", hub);
    Caller gwyn = programme.champion("Gwyn", hub);
    Caller kofi = programme.champion("Kofi", hub);
};

}  // namespace ourplace::asks
