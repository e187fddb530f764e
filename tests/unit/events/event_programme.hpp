// A programme whose hubs have events, and whose people talk about them: through EventService as a client would make them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/event_check.hpp"
#include "events/event_service.hpp"
#include "events/rsvp_tables.hpp"
#include "jobs/job_runner.hpp"
#include "jobs/job_tables.hpp"
#include "unit/conversations/conversation_programme.hpp"

namespace ourplace::events {

using accounts::Caller;
using hubs::code_of;
using hubs::error_of;
using hubs::field_of;

// Thursday, 1 October 2026, 12:00 in London.
inline constexpr Timestamp first_of_october = 1'790'852'400 * microseconds_per_second;

class EventProgramme : public conversations::ConversationProgramme {
  public:
    EventProgramme()
        : ConversationProgramme({.burst = 0, .per_second = 0}, tables()),
          calendar(*database, clock,
                   {.public_url = "https://talk.example",
                    .reminding_bot = [this](store::Transaction&, const std::string&) { return bot; }}) {
        at(first_of_october);
        member_left = [this](store::Transaction& tx, const std::string& hub_id, const std::string& member_id) {
            forget_answers(tx, hub_id, member_id, clock.now());
        };
    }

    using ConversationProgramme::call;
    template <class Response, class Request>
    Result<Response> call(const Caller& caller, Task<Response> (EventService::*method)(rpc::Context&, const Request&),
                          const Request& request) {
        auto fresh = context(caller);
        return run((calendar.*method)(fresh, request));
    }

    // One line for each thing that does not hold together.
    std::vector<std::string> faults() {
        return write([&](store::Transaction& tx) { return check_events(tx); });
    }

    void at(Timestamp when) { clock.advance(std::chrono::microseconds(when - clock.now())); }

    static v1::EventDetails details(std::string_view title, std::string_view start, std::string_view end,
                                    std::string_view recurrence = {}) {
        v1::EventDetails details;
        details.mutable_title()->set_en(std::string(title));
        details.set_start(std::string(start));
        details.set_end(std::string(end));
        details.set_recurrence(std::string(recurrence));
        return details;
    }
    Result<v1::CreateEventResponse> create(const Caller& caller, const std::string& hub_id,
                                           const v1::EventDetails& details) {
        v1::CreateEventRequest request;
        request.set_hub_id(hub_id);
        *request.mutable_details() = details;
        return call(caller, &EventService::create_event, request);
    }
    Result<v1::UpdateEventResponse> change(const Caller& caller, const std::string& event_id,
                                           const v1::EventDetails& details) {
        v1::UpdateEventRequest request;
        request.set_event_id(event_id);
        *request.mutable_details() = details;
        return call(caller, &EventService::update_event, request);
    }
    Result<v1::CancelEventResponse> cancel(const Caller& caller, const std::string& event_id) {
        v1::CancelEventRequest request;
        request.set_event_id(event_id);
        request.set_reason("The hall is flooded.");
        return call(caller, &EventService::cancel_event, request);
    }
    Result<v1::GetEventResponse> get(const Caller& caller, const std::string& event_id) {
        v1::GetEventRequest request;
        request.set_event_id(event_id);
        return call(caller, &EventService::get_event, request);
    }
    Result<v1::OpenEventThreadResponse> open_thread(const Caller& caller, const std::string& event_id) {
        v1::OpenEventThreadRequest request;
        request.set_event_id(event_id);
        return call(caller, &EventService::open_event_thread, request);
    }
    // An occurrence as somebody sees it.
    v1::Occurrence look(const Caller& caller, const std::string& occurrence_id) {
        v1::GetEventRequest request;
        request.set_occurrence_id(occurrence_id);
        return must(call(caller, &EventService::get_event, request)).occurrence();
    }
    std::vector<v1::Occurrence> coming(const Caller& caller, const std::string& event_id) {
        const auto response = must(get(caller, event_id));
        return {response.coming().begin(), response.coming().end()};
    }
    Result<v1::AnswerEventResponse> answer(const Caller& caller, const std::string& occurrence_id, v1::Answer answer,
                                           unsigned guests = 0) {
        v1::AnswerEventRequest request;
        request.set_occurrence_id(occurrence_id);
        request.set_answer(answer);
        request.set_guests(guests);
        return call(caller, &EventService::answer_event, request);
    }
    Result<v1::ChangeOccurrenceResponse> move(const Caller& caller, const std::string& occurrence_id,
                                              std::string_view start, std::string_view end) {
        v1::ChangeOccurrenceRequest request;
        request.set_occurrence_id(occurrence_id);
        request.mutable_move()->set_start(std::string(start));
        request.mutable_move()->set_end(std::string(end));
        return call(caller, &EventService::change_occurrence, request);
    }
    Result<v1::ChangeOccurrenceResponse> cancel_occurrence(const Caller& caller, const std::string& occurrence_id) {
        v1::ChangeOccurrenceRequest request;
        request.set_occurrence_id(occurrence_id);
        request.mutable_cancel()->set_reason("Rain.");
        return call(caller, &EventService::change_occurrence, request);
    }
    Result<v1::ListAnswersResponse> answers(const Caller& caller, const std::string& occurrence_id) {
        v1::ListAnswersRequest request;
        request.set_occurrence_id(occurrence_id);
        return call(caller, &EventService::list_answers, request);
    }
    Result<v1::SetReminderChoiceResponse> choose(const Caller& caller, const v1::ReminderChoice& choice) {
        v1::SetReminderChoiceRequest request;
        *request.mutable_choice() = choice;
        return call(caller, &EventService::set_reminder_choice, request);
    }

    // What the bot was told, oldest first.
    std::vector<v1::ReminderDue> reminders() {
        std::vector<v1::ReminderDue> found;
        for (const auto& update : updates(streams::member_stream(*bot))) {
            if (update.has_reminder_due()) found.push_back(update.reminder_due());
        }
        return found;
    }
    // A node's rounds until nothing is due.
    void run_jobs() {
        jobs::JobRunner runner(*database, clock);
        calendar.add_jobs(runner);
        while (must(run(runner.run_due())) > 0) {
        }
    }

    // The member to whom what falls due is told.
    std::optional<std::string> bot;
    EventService calendar;

  private:
    static std::span<const store::Migration> tables() {
        static const auto both = [] {
            std::vector<store::Migration> all(jobs::migrations().begin(), jobs::migrations().end());
            all.insert(all.end(), events::migrations().begin(), events::migrations().end());
            return all;
        }();
        return both;
    }
};

}  // namespace ourplace::events
