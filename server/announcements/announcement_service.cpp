// AnnouncementService: sending, correcting, nudging.
#include "announcements/announcement_service.hpp"

#include <string>
#include <string_view>
#include <utility>

#include "announcements/announcement_rules.hpp"
#include "announcements/announcement_tables.hpp"
#include "announcements/audience_tables.hpp"
#include "announcements/delivery_tables.hpp"
#include "announcements/recipient_tables.hpp"
#include "announcements/thread_tables.hpp"
#include "base/id.hpp"
#include "streams/stream_log.hpp"

namespace ourplace::announcements {
namespace {

using rpc::Context;
using store::Transaction;

AudienceChoice choice_of(const v1::Audience& wanted) {
    return {.hub_ids = {wanted.hub_ids().begin(), wanted.hub_ids().end()},
            .place_ids = {wanted.place_ids().begin(), wanted.place_ids().end()},
            .roles = {wanted.roles().begin(), wanted.roles().end()},
            .themes = {wanted.themes().begin(), wanted.themes().end()}};
}

Wording wording_of(const v1::Wording& wording) { return {.title = wording.title(), .body = wording.body()}; }

Result<Identity> identity_of(const v1::SendAnnouncementRequest& request) {
    if (request.client_announcement_id().size() != client_announcement_id_bytes) {
        return std::unexpected(
            Error::invalid("client_announcement_id", "Choose 16 bytes, new ones for each announcement."));
    }
    return Identity{.client_announcement_id = request.client_announcement_id(),
                    .fingerprint = hash_secret(request.SerializeAsString())};
}

Result<Draft> draft_of(const v1::SendAnnouncementRequest& request, Identity identity, Timestamp now) {
    const auto valid_importance = importance(request.importance());
    if (!valid_importance) return std::unexpected(valid_importance.error());
    auto valid_text = text(wording_of(request.english()), wording_of(request.welsh()));
    if (!valid_text) return std::unexpected(valid_text.error());
    const auto valid_schedule = schedule({.send_at_us = request.send_at_us(),
                                          .asks_acknowledgement = request.asks_acknowledgement(),
                                          .acknowledge_by_us = request.acknowledge_by_us(),
                                          .expires_at_us = request.expires_at_us()},
                                         now);
    if (!valid_schedule) return std::unexpected(valid_schedule.error());
    return Draft{.identity = std::move(identity),
                 .importance = *valid_importance,
                 .text = std::move(*valid_text),
                 .asks_acknowledgement = request.asks_acknowledgement(),
                 .schedule = *valid_schedule,
                 .reply_channel_id = request.reply_channel_id(),
                 .replies_in_thread = request.replies_in_thread()};
}

// As the caller sees it, with how far it has come for whoever may know.
template <class Response>
Result<Response> with_announcement(Transaction& tx, const accounts::Caller& caller, std::string_view announcement_id) {
    auto announcement = find_announcement(tx, caller, announcement_id);
    if (!announcement)
        return std::unexpected(Error::not_found("announcement_id", "There is no such announcement, or not for you."));
    if (announcement->may_manage() && announcement->state() == v1::ANNOUNCEMENT_STATE_SENT) {
        const auto managed = managing(tx, caller, announcement_id);
        if (!managed) return std::unexpected(managed.error());
        *announcement->mutable_tracking() = tracking(tx, *managed);
    }
    describe_thread(tx, caller, *announcement);
    Response response;
    *response.mutable_announcement() = std::move(*announcement);
    return response;
}

}  // namespace

void AnnouncementService::add_methods(rpc::Router& router) {
    using rpc::Access;
    using rpc::Bots;
    const auto add = [&](std::string_view method, Access access, auto handler, Bots bots = Bots::refused) {
        router.add("ourplace.v1.AnnouncementService/" + std::string(method), access, *this, handler, bots);
    };
    add("CountAudience", Access::read, &AnnouncementService::count_audience, Bots::allowed);
    add("SendAnnouncement", Access::write, &AnnouncementService::send_announcement, Bots::allowed);
    add("CancelAnnouncement", Access::write, &AnnouncementService::cancel_announcement);
    add("CorrectAnnouncement", Access::write, &AnnouncementService::correct_announcement);
    add("NudgeAudience", Access::write, &AnnouncementService::nudge_audience);
    add("ListAnnouncements", Access::read, &AnnouncementService::list_announcements);
    add("ListPinned", Access::read, &AnnouncementService::list_pinned);
    add("GetAnnouncement", Access::read, &AnnouncementService::get_announcement);
    add("ListAnnouncementVersions", Access::read, &AnnouncementService::list_announcement_versions);
    add("ReportReached", Access::write, &AnnouncementService::report_reached);
    add("Acknowledge", Access::write, &AnnouncementService::acknowledge);
    add("OpenAnnouncementThread", Access::write, &AnnouncementService::open_announcement_thread);
    add("ListRecipients", Access::read, &AnnouncementService::list_recipients);
    add("ExportRecipients", Access::read, &AnnouncementService::export_recipients);
}

void AnnouncementService::add_jobs(jobs::JobRunner& runner) const {
    const auto add = [&](const char* kind, auto* work) {
        runner.add(kind, [this, work](Transaction& tx, const jobs::Job& job) { return work(tx, job, clock_.now()); });
    };
    add(send_job, &send_scheduled);
    add(deliver_job, &deliver_piece);
    add(nudge_job, &nudge_piece);
}

Task<v1::CountAudienceResponse> AnnouncementService::count_audience(Context& context,
                                                                    const v1::CountAudienceRequest& request) {
    const auto choice = choice_of(request.audience());
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::CountAudienceResponse> {
        const auto chosen = audience(tx, context.caller, choice);
        if (!chosen) return std::unexpected(chosen.error());
        v1::CountAudienceResponse response;
        response.set_people(static_cast<std::uint32_t>(count_people(tx, *chosen)));
        response.set_hubs(static_cast<std::uint32_t>(chosen->hub_ids().size()));
        response.set_requires_both_languages(chosen->requires_both_languages());
        return response;
    });
}

Task<v1::SendAnnouncementResponse> AnnouncementService::send_announcement(Context& context,
                                                                          const v1::SendAnnouncementRequest& request) {
    const auto identity = identity_of(request);
    if (!identity) co_return std::unexpected(identity.error());
    const auto choice = choice_of(request.audience());
    auto done = co_await database_.write([&](Transaction& tx) -> Result<v1::SendAnnouncementResponse> {
        // First, as a retry may come when its times are no longer ahead.
        const auto earlier = find_earlier(tx, context.caller.member_id, *identity);
        if (!earlier) return std::unexpected(earlier.error());
        if (*earlier) return with_announcement<v1::SendAnnouncementResponse>(tx, context.caller, **earlier);
        const auto draft = draft_of(request, *identity, clock_.now());
        if (!draft) return std::unexpected(draft.error());
        const auto chosen = audience(tx, context.caller, choice);
        if (!chosen) return std::unexpected(chosen.error());
        const auto announcement_id = create(tx, *chosen, context.caller, *draft, clock_.now());
        if (!announcement_id) return std::unexpected(announcement_id.error());
        return with_announcement<v1::SendAnnouncementResponse>(tx, context.caller, *announcement_id);
    });
    if (done) wake_jobs_();
    co_return done;
}

Task<v1::CancelAnnouncementResponse> AnnouncementService::cancel_announcement(
    Context& context, const v1::CancelAnnouncementRequest& request) {
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::CancelAnnouncementResponse> {
        const auto managed = managing(tx, context.caller, request.announcement_id());
        if (!managed) return std::unexpected(managed.error());
        if (auto cancelled = cancel(tx, *managed); !cancelled) return std::unexpected(cancelled.error());
        return with_announcement<v1::CancelAnnouncementResponse>(tx, context.caller, request.announcement_id());
    });
}

Task<v1::CorrectAnnouncementResponse> AnnouncementService::correct_announcement(
    Context& context, const v1::CorrectAnnouncementRequest& request) {
    const auto valid_text = text(wording_of(request.english()), wording_of(request.welsh()));
    if (!valid_text) co_return std::unexpected(valid_text.error());
    auto done = co_await database_.write([&](Transaction& tx) -> Result<v1::CorrectAnnouncementResponse> {
        const auto managed = managing(tx, context.caller, request.announcement_id());
        if (!managed) return std::unexpected(managed.error());
        if (auto corrected = correct(tx, *managed, request.version(), *valid_text, clock_.now()); !corrected)
            return std::unexpected(corrected.error());
        return with_announcement<v1::CorrectAnnouncementResponse>(tx, context.caller, request.announcement_id());
    });
    if (done) wake_jobs_();
    co_return done;
}

Task<v1::NudgeAudienceResponse> AnnouncementService::nudge_audience(Context& context,
                                                                    const v1::NudgeAudienceRequest& request) {
    auto done = co_await database_.write([&](Transaction& tx) -> Result<v1::NudgeAudienceResponse> {
        const auto managed = managing(tx, context.caller, request.announcement_id());
        if (!managed) return std::unexpected(managed.error());
        if (auto nudged = nudge(tx, *managed, request.version(), clock_.now()); !nudged)
            return std::unexpected(nudged.error());
        return with_announcement<v1::NudgeAudienceResponse>(tx, context.caller, request.announcement_id());
    });
    if (done) wake_jobs_();
    co_return done;
}

Task<v1::GetAnnouncementResponse> AnnouncementService::get_announcement(Context& context,
                                                                        const v1::GetAnnouncementRequest& request) {
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::GetAnnouncementResponse> {
        return with_announcement<v1::GetAnnouncementResponse>(tx, context.caller, request.announcement_id());
    });
}

// In the member's stream: it writes to their own row and perhaps there; what a version is changes in exclusive writes only.
Task<v1::ReportReachedResponse> AnnouncementService::report_reached(Context& context,
                                                                    const v1::ReportReachedRequest& request) {
    if (request.reached().empty() || static_cast<std::size_t>(request.reached_size()) > max_reports)
        co_return std::unexpected(Error::invalid("reached", "Report 1 to 100 announcements at once."));
    const auto stream_id = streams::member_stream(context.caller.member_id);
    co_return co_await database_.write_in(stream_id, [&](Transaction& tx) -> Result<v1::ReportReachedResponse> {
        for (const auto& reached : request.reached())
            note_reached(tx, context.caller.member_id, reached.announcement_id(), reached.version());
        return v1::ReportReachedResponse();
    });
}

Task<v1::AcknowledgeResponse> AnnouncementService::acknowledge(Context& context,
                                                               const v1::AcknowledgeRequest& request) {
    const auto stream_id = streams::member_stream(context.caller.member_id);
    co_return co_await database_.write_in(stream_id, [&](Transaction& tx) -> Result<v1::AcknowledgeResponse> {
        auto acknowledged = announcements::acknowledge(tx, context.caller.member_id, request.announcement_id(),
                                                       request.version(), clock_.now());
        if (!acknowledged) return std::unexpected(acknowledged.error());
        return with_announcement<v1::AcknowledgeResponse>(tx, context.caller, request.announcement_id());
    });
}

Task<v1::OpenAnnouncementThreadResponse> AnnouncementService::open_announcement_thread(
    Context& context, const v1::OpenAnnouncementThreadRequest& request) {
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::OpenAnnouncementThreadResponse> {
        auto channel = open_thread(tx, context.caller, request.announcement_id(), clock_.now());
        if (!channel) return std::unexpected(channel.error());
        v1::OpenAnnouncementThreadResponse response;
        *response.mutable_channel() = std::move(*channel);
        return response;
    });
}

}  // namespace ourplace::announcements
