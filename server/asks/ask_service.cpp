#include "asks/ask_service.hpp"

#include <charconv>
#include <utility>

#include "asks/ask_access.hpp"
#include "asks/ask_changes.hpp"
#include "asks/ask_tables.hpp"
#include "asks/settings_tables.hpp"
#include "conversations/message_rules.hpp"
#include "hubs/hub_rules.hpp"

namespace ourplace::asks {
namespace {

using rpc::Context;
using store::Transaction;

Result<std::optional<v1::Language>> language(v1::Language given) {
    if (given == v1::LANGUAGE_UNSPECIFIED) return std::nullopt;
    if (v1::Language_IsValid(given)) return given;
    return std::unexpected(Error::invalid("language", "Choose one of: LANGUAGE_EN, LANGUAGE_CY."));
}

Result<NewAsk> new_ask(const v1::OpenAskRequest& request) {
    auto id = client_id("client_ask_id", request.client_ask_id());
    if (!id) return std::unexpected(id.error());
    auto text = conversations::body("text", request.text());
    if (!text) return std::unexpected(text.error());
    auto about = theme(request.theme());
    if (!about) return std::unexpected(about.error());
    const auto soon = urgency(request.how_soon());
    if (!soon) return std::unexpected(soon.error());
    const auto spoken = language(request.language());
    if (!spoken) return std::unexpected(spoken.error());
    return NewAsk{.hub_id = request.hub_id(),
                  .client_ask_id = std::move(*id),
                  .text = std::move(*text),
                  .theme = std::move(*about),
                  .place_id = request.place_id(),
                  .language = *spoken,
                  .urgency = *soon,
                  .keeps_name_private = request.keep_name_private(),
                  .preferred_id = request.preferred_member_id()};
}

// Behind the last one of a page: when it was opened and its id. As text of 20 digits it sorts as it should.
Result<AskSearch> search_of(const v1::ListAsksRequest& request, const std::string& member_id) {
    if (request.view() == v1::ListAsksRequest::VIEW_UNSPECIFIED || !v1::ListAsksRequest::View_IsValid(request.view())) {
        return std::unexpected(
            Error::invalid("view", "Choose one of: VIEW_MINE, VIEW_OFFERED, VIEW_MATCHED, VIEW_ORGANISING."));
    }
    const auto size = hubs::page_size(request.page_size(), 50, 100);
    if (!size) return std::unexpected(size.error());
    const auto after = hubs::page_position(request.page_token());
    if (!after) return std::unexpected(after.error());
    AskSearch search{.view = static_cast<View>(request.view()),
                     .member_id = member_id,
                     .hub_id = request.hub_id(),
                     .states = {},
                     .before_id = after->id,
                     .at_most = *size + 1};
    const auto* const end = after->name_key.data() + after->name_key.size();
    if (!after->name_key.empty() && std::from_chars(after->name_key.data(), end, search.opened_before).ptr != end)
        return std::unexpected(Error::invalid("page_token", "This is not a token of a page of Asks."));
    for (const auto state : request.states()) {
        if (state == v1::ASK_STATE_UNSPECIFIED || !v1::AskState_IsValid(state)) {
            return std::unexpected(
                Error::invalid("states",
                               "Choose among: ASK_STATE_OPEN, OFFERED, MATCHED, WAITING_FOR_ASKER, ESCALATED, CLOSED, "
                               "WITHDRAWN."));
        }
        search.states.push_back(static_cast<State>(state));
    }
    return search;
}

template <class Response>
Result<Response> with_ask(Transaction& tx, const accounts::Caller& caller, std::string_view ask_id) {
    const auto stands = standing(tx, caller, ask_id);
    if (!stands) return std::unexpected(stands.error());
    Response response;
    *response.mutable_ask() = to_wire(tx, *stands);
    return response;
}

template <class Response>
Task<Response> refused(Error error) {
    co_return std::unexpected(std::move(error));
}

}  // namespace

AskService::AskService(store::Database& database, const Clock& clock, AskOptions options)
    : database_(database), clock_(clock), options_(std::move(options)) {}

void AskService::add_methods(rpc::Router& router) {
    using rpc::Access;
    const auto add = [&](std::string_view method, Access access, auto handler) {
        router.add("ourplace.v1.AskService/" + std::string(method), access, *this, handler);
    };
    add("OpenAsk", Access::write, &AskService::open_ask);
    add("GetAsk", Access::read, &AskService::get_ask);
    add("ListAsks", Access::read, &AskService::list_asks);
    add("WithdrawAsk", Access::write, &AskService::withdraw_ask);
    add("AcceptOffer", Access::write, &AskService::accept_offer);
    add("DeclineOffer", Access::write, &AskService::decline_offer);
    add("OfferAsk", Access::write, &AskService::offer_ask);
    add("CheckWithAsker", Access::write, &AskService::check_with_asker);
    add("ContinueAsk", Access::write, &AskService::continue_ask);
    add("ProposeHandover", Access::write, &AskService::propose_handover);
    add("AnswerHandover", Access::write, &AskService::answer_handover);
    add("CloseAsk", Access::write, &AskService::close_ask);
    add("TellAsStory", Access::write, &AskService::tell_as_story);
}

void AskService::add_jobs(jobs::JobRunner& runner) const {
    runner.add(std::string(ask_job), [this](Transaction& tx, const jobs::Job& job) {
        return go_on_by_itself(tx, job.key, matching_settings(tx), clock_.now());
    });
}

template <class Response, class Work>
Task<Response> AskService::change(Context& context, std::string_view ask_id, Work work) {
    auto done = co_await database_.write([&](Transaction& tx) -> Result<Response> {
        const auto stands = standing(tx, context.caller, ask_id);
        if (!stands) return std::unexpected(stands.error());
        if (auto changed = work(tx, *stands); !changed) return std::unexpected(changed.error());
        return with_ask<Response>(tx, context.caller, ask_id);
    });
    if (done) options_.wake_jobs();
    co_return done;
}

Task<v1::OpenAskResponse> AskService::open_ask(Context& context, const v1::OpenAskRequest& request) {
    const auto wanted = new_ask(request);
    if (!wanted) co_return std::unexpected(wanted.error());
    auto done = co_await database_.write([&](Transaction& tx) -> Result<v1::OpenAskResponse> {
        const auto ask_id = asks::open_ask(tx, context.caller, *wanted, clock_.now());
        if (!ask_id) return std::unexpected(ask_id.error());
        return with_ask<v1::OpenAskResponse>(tx, context.caller, *ask_id);
    });
    if (done) options_.wake_jobs();
    co_return done;
}

Task<v1::GetAskResponse> AskService::get_ask(Context& context, const v1::GetAskRequest& request) {
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::GetAskResponse> {
        return with_ask<v1::GetAskResponse>(tx, context.caller, request.ask_id());
    });
}

Task<v1::ListAsksResponse> AskService::list_asks(Context& context, const v1::ListAsksRequest& request) {
    const auto wanted = search_of(request, context.caller.member_id);
    if (!wanted) co_return std::unexpected(wanted.error());
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::ListAsksResponse> {
        v1::ListAsksResponse response;
        auto found = search(tx, *wanted);
        if (found.size() == wanted->at_most) {
            found.pop_back();
            const auto& last = found.back();
            response.set_next_page_token(
                hubs::page_token({.name_key = std::to_string(last.opened_at), .id = last.ask_id}));
        }
        for (const auto& ask : found) {
            const auto stands = standing(tx, context.caller, ask.ask_id);
            if (stands) *response.add_asks() = to_wire(tx, *stands);
        }
        return response;
    });
}

Task<v1::WithdrawAskResponse> AskService::withdraw_ask(Context& context, const v1::WithdrawAskRequest& request) {
    return change<v1::WithdrawAskResponse>(context, request.ask_id(), [this](Transaction& tx, const Standing& by) {
        return withdraw(tx, by, clock_.now());
    });
}

Task<v1::AcceptOfferResponse> AskService::accept_offer(Context& context, const v1::AcceptOfferRequest& request) {
    return change<v1::AcceptOfferResponse>(context, request.ask_id(), [this](Transaction& tx, const Standing& by) {
        return accept(tx, by, clock_.now());
    });
}

Task<v1::DeclineOfferResponse> AskService::decline_offer(Context& context, const v1::DeclineOfferRequest& request) {
    auto done = co_await database_.write([&](Transaction& tx) -> Result<v1::DeclineOfferResponse> {
        const auto stands = standing(tx, context.caller, request.ask_id());
        if (!stands) return std::unexpected(stands.error());
        if (auto declined = decline(tx, *stands, clock_.now()); !declined) return std::unexpected(declined.error());
        return v1::DeclineOfferResponse();
    });
    if (done) options_.wake_jobs();
    co_return done;
}

Task<v1::OfferAskResponse> AskService::offer_ask(Context& context, const v1::OfferAskRequest& request) {
    auto valid = note(request.note(), Note::optional);
    if (!valid) return refused<v1::OfferAskResponse>(std::move(valid.error()));
    return change<v1::OfferAskResponse>(
        context, request.ask_id(),
        [this, to = request.member_id(), words = std::move(*valid)](Transaction& tx, const Standing& by) {
            return offer_to(tx, by, to, words, matching_settings(tx), clock_.now());
        });
}

Task<v1::CheckWithAskerResponse> AskService::check_with_asker(Context& context,
                                                              const v1::CheckWithAskerRequest& request) {
    return change<v1::CheckWithAskerResponse>(context, request.ask_id(), [this](Transaction& tx, const Standing& by) {
        return asks::check_with_asker(tx, by, clock_.now());
    });
}

Task<v1::ContinueAskResponse> AskService::continue_ask(Context& context, const v1::ContinueAskRequest& request) {
    return change<v1::ContinueAskResponse>(context, request.ask_id(), [this](Transaction& tx, const Standing& by) {
        return let_go_on(tx, by, clock_.now());
    });
}

Task<v1::ProposeHandoverResponse> AskService::propose_handover(Context& context,
                                                               const v1::ProposeHandoverRequest& request) {
    auto valid = note(request.note(), Note::required);
    if (!valid) return refused<v1::ProposeHandoverResponse>(std::move(valid.error()));
    return change<v1::ProposeHandoverResponse>(
        context, request.ask_id(),
        [this, to = request.to_member_id(), words = std::move(*valid)](Transaction& tx, const Standing& by) {
            return asks::propose_handover(tx, by, to, words, clock_.now());
        });
}

Task<v1::AnswerHandoverResponse> AskService::answer_handover(Context& context,
                                                             const v1::AnswerHandoverRequest& request) {
    const auto consent = request.agree() ? Consent::given : Consent::refused;
    return change<v1::AnswerHandoverResponse>(
        context, request.ask_id(), [this, consent](Transaction& tx, const Standing& by) {
            return asks::answer_handover(tx, by, consent, matching_settings(tx), clock_.now());
        });
}

Task<v1::CloseAskResponse> AskService::close_ask(Context& context, const v1::CloseAskRequest& request) {
    return change<v1::CloseAskResponse>(
        context, request.ask_id(), [this, said = request](Transaction& tx, const Standing& by) -> Result<void> {
            const auto who = by.who() == Actor::asker ? Actor::asker : Actor::organiser;
            const auto valid = outcome(who, said.helped(), said.what_changed(), said.thanks());
            if (!valid) return std::unexpected(valid.error());
            return close(tx, by, *valid, clock_.now());
        });
}

Task<v1::TellAsStoryResponse> AskService::tell_as_story(Context& context, const v1::TellAsStoryRequest& request) {
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::TellAsStoryResponse> {
        const auto stands = standing(tx, context.caller, request.ask_id());
        if (!stands) return std::unexpected(stands.error());
        auto story_id = asks::tell_as_story(tx, *stands, clock_.now());
        if (!story_id) return std::unexpected(story_id.error());
        v1::TellAsStoryResponse response;
        response.set_story_id(std::move(*story_id));
        return response;
    });
}

}  // namespace ourplace::asks
