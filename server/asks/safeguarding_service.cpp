#include "asks/safeguarding_service.hpp"

#include <utility>

#include "asks/ask_access.hpp"
#include "asks/safeguarding_tables.hpp"
#include "asks/unsealing_tables.hpp"
#include "base/text.hpp"
#include "streams/stream_log.hpp"

namespace ourplace::asks {
namespace {

using rpc::Context;
using store::Transaction;

constexpr std::size_t max_words_characters = 2000;

Result<std::string> words(std::string_view field, std::string_view text) {
    return validated_text(field, text, {.least = 1, .most = max_words_characters, .lines = Lines::many});
}

Result<void> must_read_concerns(Transaction& tx, const accounts::Caller& caller) {
    if (reads_concerns(tx, caller.member_id)) return {};
    return std::unexpected(Error::permission_denied("", "Only Safeguarding Leads may do this."));
}

}  // namespace

void SafeguardingService::add_methods(rpc::Router& router) {
    using rpc::Access;
    const auto add = [&](std::string_view method, Access access, auto handler) {
        router.add("ourplace.v1.SafeguardingService/" + std::string(method), access, *this, handler);
    };
    add("ListSafeguardingLeads", Access::read, &SafeguardingService::list_safeguarding_leads);
    add("SetSafeguardingLead", Access::person, &SafeguardingService::set_safeguarding_lead);
    add("RaiseConcern", Access::write, &SafeguardingService::raise_concern);
    // What stands here is not for programs.
    add("ListConcerns", Access::person, &SafeguardingService::list_concerns);
    add("AcknowledgeConcern", Access::person, &SafeguardingService::acknowledge_concern);
    add("CloseConcern", Access::person, &SafeguardingService::close_concern);
    add("RequestUnsealing", Access::person, &SafeguardingService::request_unsealing);
    add("ConfirmUnsealing", Access::person, &SafeguardingService::confirm_unsealing);
    add("ListUnsealings", Access::person, &SafeguardingService::list_unsealings);
}

void SafeguardingService::add_jobs(jobs::JobRunner& runner) const {
    runner.add(std::string(concern_job),
               [this](Transaction& tx, const jobs::Job& job) { return remind_of_concern(tx, job.key, clock_.now()); });
    runner.add(std::string(unsealing_job), [this](Transaction& tx, const jobs::Job& job) -> std::optional<Timestamp> {
        tell_unsealed(tx, job.key, clock_.now());
        return std::nullopt;
    });
}

Task<v1::ListSafeguardingLeadsResponse> SafeguardingService::list_safeguarding_leads(
    Context&, const v1::ListSafeguardingLeadsRequest&) {
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::ListSafeguardingLeadsResponse> {
        v1::ListSafeguardingLeadsResponse response;
        for (auto& lead : leads(tx)) *response.add_leads() = std::move(lead);
        return response;
    });
}

Task<v1::SetSafeguardingLeadResponse> SafeguardingService::set_safeguarding_lead(
    Context& context, const v1::SetSafeguardingLeadRequest& request) {
    if (!context.caller.is_administrator)
        co_return std::unexpected(Error::permission_denied("", "Only administrators may do this."));
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::SetSafeguardingLeadResponse> {
        const auto set = set_lead(tx, context.caller.member_id, request.member_id(),
                                  request.is_lead() ? Lead::from_now_on : Lead::no_longer, clock_.now());
        if (!set) return std::unexpected(set.error());
        return v1::SetSafeguardingLeadResponse();
    });
}

Task<v1::RaiseConcernResponse> SafeguardingService::raise_concern(Context& context,
                                                                  const v1::RaiseConcernRequest& request) {
    const auto id = client_id("client_concern_id", request.client_concern_id());
    if (!id) co_return std::unexpected(id.error());
    const auto said = words("words", request.words());
    if (!said) co_return std::unexpected(said.error());
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::RaiseConcernResponse> {
        const auto stands = standing(tx, context.caller, request.ask_id());
        if (!stands) return std::unexpected(stands.error());
        return asks::raise_concern(tx, context.caller, *stands, {.client_concern_id = *id, .words = *said},
                                   clock_.now());
    });
}

Task<v1::ListConcernsResponse> SafeguardingService::list_concerns(Context& context,
                                                                  const v1::ListConcernsRequest& request) {
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::ListConcernsResponse> {
        if (auto allowed = must_read_concerns(tx, context.caller); !allowed) return std::unexpected(allowed.error());
        v1::ListConcernsResponse response;
        const auto which = request.open_only() ? Which::not_closed : Which::all;
        for (auto& concern : concerns(tx, which)) *response.add_concerns() = std::move(concern);
        response.set_stream_id(std::string(concerns_stream));
        response.set_as_of_seq(streams::head(tx, std::string(concerns_stream)));
        return response;
    });
}

Task<v1::AcknowledgeConcernResponse> SafeguardingService::acknowledge_concern(
    Context& context, const v1::AcknowledgeConcernRequest& request) {
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::AcknowledgeConcernResponse> {
        if (auto allowed = must_read_concerns(tx, context.caller); !allowed) return std::unexpected(allowed.error());
        auto concern = acknowledge(tx, request.concern_id(), context.caller.member_id, clock_.now());
        if (!concern) return std::unexpected(concern.error());
        v1::AcknowledgeConcernResponse response;
        *response.mutable_concern() = std::move(*concern);
        return response;
    });
}

Task<v1::CloseConcernResponse> SafeguardingService::close_concern(Context& context,
                                                                  const v1::CloseConcernRequest& request) {
    const auto done = words("resolution", request.resolution());
    if (!done) co_return std::unexpected(done.error());
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::CloseConcernResponse> {
        if (auto allowed = must_read_concerns(tx, context.caller); !allowed) return std::unexpected(allowed.error());
        auto concern = asks::close_concern(tx, request.concern_id(), *done, clock_.now());
        if (!concern) return std::unexpected(concern.error());
        v1::CloseConcernResponse response;
        *response.mutable_concern() = std::move(*concern);
        return response;
    });
}

Task<v1::RequestUnsealingResponse> SafeguardingService::request_unsealing(Context& context,
                                                                          const v1::RequestUnsealingRequest& request) {
    const auto reason = words("reason", request.reason());
    if (!reason) co_return std::unexpected(reason.error());
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::RequestUnsealingResponse> {
        auto unsealing = asks::request_unsealing(tx, context.caller, request.ask_id(), *reason,
                                                 request.defer_telling_days(), clock_.now());
        if (!unsealing) return std::unexpected(unsealing.error());
        v1::RequestUnsealingResponse response;
        *response.mutable_unsealing() = std::move(*unsealing);
        return response;
    });
}

Task<v1::ConfirmUnsealingResponse> SafeguardingService::confirm_unsealing(Context& context,
                                                                          const v1::ConfirmUnsealingRequest& request) {
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::ConfirmUnsealingResponse> {
        auto unsealing = asks::confirm_unsealing(tx, context.caller, request.unsealing_id(),
                                                 request.defer_telling_days(), clock_.now());
        if (!unsealing) return std::unexpected(unsealing.error());
        v1::ConfirmUnsealingResponse response;
        *response.mutable_unsealing() = std::move(*unsealing);
        return response;
    });
}

Task<v1::ListUnsealingsResponse> SafeguardingService::list_unsealings(Context& context,
                                                                      const v1::ListUnsealingsRequest&) {
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::ListUnsealingsResponse> {
        auto found = asks::list_unsealings(tx, context.caller);
        if (!found) return std::unexpected(found.error());
        v1::ListUnsealingsResponse response;
        for (auto& one : *found) *response.add_unsealings() = std::move(one);
        return response;
    });
}

}  // namespace ourplace::asks
