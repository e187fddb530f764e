// What hubs tell their people. The contract of each method is in proto/ourplace/v1/announcements.proto.
#pragma once

#include <functional>
#include <utility>

#include "base/clock.hpp"
#include "base/task.hpp"
#include "jobs/job_runner.hpp"
#include "ourplace/v1/announcements.pb.h"
#include "rpc/context.hpp"
#include "rpc/router.hpp"
#include "store/database.hpp"

namespace ourplace::announcements {

class AnnouncementService {
  public:
    // What is given by reference outlives the service. `wake_jobs`: called, on any thread, when there is something to
    // deliver now.
    AnnouncementService(store::Database& database, const Clock& clock, std::function<void()> wake_jobs)
        : database_(database), clock_(clock), wake_jobs_(std::move(wake_jobs)) {}

    void add_methods(rpc::Router& router);
    // The work that brings announcements to their people.
    void add_jobs(jobs::JobRunner& runner) const;

    Task<v1::CountAudienceResponse> count_audience(rpc::Context& context, const v1::CountAudienceRequest& request);
    Task<v1::SendAnnouncementResponse> send_announcement(rpc::Context& context,
                                                         const v1::SendAnnouncementRequest& request);
    Task<v1::CancelAnnouncementResponse> cancel_announcement(rpc::Context& context,
                                                             const v1::CancelAnnouncementRequest& request);
    Task<v1::CorrectAnnouncementResponse> correct_announcement(rpc::Context& context,
                                                               const v1::CorrectAnnouncementRequest& request);
    Task<v1::NudgeAudienceResponse> nudge_audience(rpc::Context& context, const v1::NudgeAudienceRequest& request);

    Task<v1::ListAnnouncementsResponse> list_announcements(rpc::Context& context,
                                                           const v1::ListAnnouncementsRequest& request);
    Task<v1::ListPinnedResponse> list_pinned(rpc::Context& context, const v1::ListPinnedRequest& request);
    Task<v1::GetAnnouncementResponse> get_announcement(rpc::Context& context,
                                                       const v1::GetAnnouncementRequest& request);
    Task<v1::ListAnnouncementVersionsResponse> list_announcement_versions(
        rpc::Context& context, const v1::ListAnnouncementVersionsRequest& request);

    Task<v1::ReportReachedResponse> report_reached(rpc::Context& context, const v1::ReportReachedRequest& request);
    Task<v1::AcknowledgeResponse> acknowledge(rpc::Context& context, const v1::AcknowledgeRequest& request);

    Task<v1::OpenAnnouncementThreadResponse> open_announcement_thread(rpc::Context& context,
                                                                      const v1::OpenAnnouncementThreadRequest& request);

    Task<v1::ListRecipientsResponse> list_recipients(rpc::Context& context, const v1::ListRecipientsRequest& request);
    Task<v1::ExportRecipientsResponse> export_recipients(rpc::Context& context,
                                                         const v1::ExportRecipientsRequest& request);

  private:
    store::Database& database_;
    const Clock& clock_;
    std::function<void()> wake_jobs_;
};

}  // namespace ourplace::announcements
