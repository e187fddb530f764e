// Events, answers, reminders and calendars. The contract of each method is in proto/ourplace/v1/events.proto.
#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/task.hpp"
#include "events/event_tables.hpp"
#include "events/reminder_tables.hpp"
#include "jobs/job_runner.hpp"
#include "ourplace/v1/events.pb.h"
#include "rpc/context.hpp"
#include "rpc/plain_http.hpp"
#include "rpc/router.hpp"
#include "store/database.hpp"

namespace ourplace::events {

class EventService {
  public:
    // What is given by reference outlives the service.
    EventService(store::Database& database, const Clock& clock, ReminderOptions options);

    void add_methods(rpc::Router& router);
    // What falls due: reminders, and each event's days ahead.
    void add_jobs(jobs::JobRunner& runner);

    Task<v1::CreateEventResponse> create_event(rpc::Context& context, const v1::CreateEventRequest& request);
    Task<v1::UpdateEventResponse> update_event(rpc::Context& context, const v1::UpdateEventRequest& request);
    Task<v1::CancelEventResponse> cancel_event(rpc::Context& context, const v1::CancelEventRequest& request);
    Task<v1::ChangeOccurrenceResponse> change_occurrence(rpc::Context& context,
                                                         const v1::ChangeOccurrenceRequest& request);
    Task<v1::GetEventResponse> get_event(rpc::Context& context, const v1::GetEventRequest& request);
    Task<v1::ListOccurrencesResponse> list_occurrences(rpc::Context& context,
                                                       const v1::ListOccurrencesRequest& request);

    Task<v1::OpenEventThreadResponse> open_event_thread(rpc::Context& context,
                                                        const v1::OpenEventThreadRequest& request);

    Task<v1::AnswerEventResponse> answer_event(rpc::Context& context, const v1::AnswerEventRequest& request);
    Task<v1::ListAnswersResponse> list_answers(rpc::Context& context, const v1::ListAnswersRequest& request);
    Task<v1::CreateGuestLinkResponse> create_guest_link(rpc::Context& context,
                                                        const v1::CreateGuestLinkRequest& request);
    Task<v1::RemoveGuestResponse> remove_guest(rpc::Context& context, const v1::RemoveGuestRequest& request);
    Task<v1::GetGuestInvitationResponse> get_guest_invitation(rpc::Context& context,
                                                              const v1::GetGuestInvitationRequest& request);
    Task<v1::AnswerAsGuestResponse> answer_as_guest(rpc::Context& context, const v1::AnswerAsGuestRequest& request);
    Task<v1::GetReminderChoiceResponse> get_reminder_choice(rpc::Context& context,
                                                            const v1::GetReminderChoiceRequest& request);
    Task<v1::SetReminderChoiceResponse> set_reminder_choice(rpc::Context& context,
                                                            const v1::SetReminderChoiceRequest& request);

    Task<v1::CreateCalendarFeedResponse> create_calendar_feed(rpc::Context& context,
                                                              const v1::CreateCalendarFeedRequest& request);
    Task<v1::ListCalendarFeedsResponse> list_calendar_feeds(rpc::Context& context,
                                                            const v1::ListCalendarFeedsRequest& request);
    Task<v1::RevokeCalendarFeedResponse> revoke_calendar_feed(rpc::Context& context,
                                                              const v1::RevokeCalendarFeedRequest& request);
    Task<v1::GetEventCalendarResponse> get_event_calendar(rpc::Context& context,
                                                          const v1::GetEventCalendarRequest& request);
    Task<v1::ImportCalendarResponse> import_calendar(rpc::Context& context, const v1::ImportCalendarRequest& request);

    // The calendar behind the secret of a feed's address; `not_found` if there is none (any more).
    [[nodiscard]] Task<std::string> feed(std::string secret);
    // GET /calendar/SECRET.ics, as calendar programs ask for it again and again: 304 while nothing has changed.
    [[nodiscard]] boost::asio::awaitable<rpc::PlainReply> answer_feed(const rpc::PlainRequest& request);

  private:
    store::Database& database_;
    const Clock& clock_;
    ReminderOptions options_;
};

// The domain's form of what comes from outside, unjudged.
[[nodiscard]] GivenDetails given_details(const v1::EventDetails& details);

}  // namespace ourplace::events
