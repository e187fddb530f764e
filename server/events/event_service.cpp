// EventService: events and occurrences.
#include "events/event_service.hpp"

#include <charconv>
#include <set>
#include <utility>

#include "events/event_access.hpp"
#include "events/thread_tables.hpp"
#include "hubs/channel_tables.hpp"
#include "hubs/hub_rules.hpp"
#include "hubs/hub_tables.hpp"

namespace ourplace::events {
namespace {

using rpc::Context;
using store::Transaction;

constexpr std::size_t most_coming = 50;

Words words_of(const v1::EventText& text) { return {.en = text.en(), .cy = text.cy()}; }

// Reminders go to a channel of the same hub that all its members may read.
Result<void> check_channel(Transaction& tx, const std::string& hub_id, const std::string& channel_id) {
    if (channel_id.empty()) return {};
    const auto channel = hubs::find_channel(tx, channel_id, {});
    const bool is_open = channel && (channel->visibility() == v1::CHANNEL_VISIBILITY_OPEN ||
                                     channel->visibility() == v1::CHANNEL_VISIBILITY_HUB);
    if (is_open && channel->hub_id() == hub_id) return {};
    return std::unexpected(Error::not_found("details.reminder_channel_id",
                                            "The hub has no such channel that is open to all its members."));
}

Result<OccurrenceChange> occurrence_change(const v1::ChangeOccurrenceRequest& request, const std::string& zone) {
    OccurrenceChange change;
    switch (request.change_case()) {
        case v1::ChangeOccurrenceRequest::kMove: {
            const auto to = times("move.start", request.move().start(), "move.end", request.move().end(), zone);
            if (!to) return std::unexpected(to.error());
            change.what = OccurrenceChange::What::move;
            change.times = *to;
            return change;
        }
        case v1::ChangeOccurrenceRequest::kCancel: {
            auto why = reason("cancel.reason", request.cancel().reason());
            if (!why) return std::unexpected(why.error());
            change.what = OccurrenceChange::What::cancel;
            change.reason = std::move(*why);
            return change;
        }
        case v1::ChangeOccurrenceRequest::kRestore: return change;
        case v1::ChangeOccurrenceRequest::CHANGE_NOT_SET: break;
    }
    return std::unexpected(Error::invalid("change", "Say what is to be done: move, cancel or restore."));
}

Result<Timestamp> start_of_token(const std::string& key) {
    Timestamp start = 0;
    const auto [end, failure] = std::from_chars(key.data(), key.data() + key.size(), start);
    if (failure != std::errc() || end != key.data() + key.size())
        return std::unexpected(
            Error::invalid("page_token", "Send the next_page_token of the page before, or nothing."));
    return start;
}

Result<OccurrenceSearch> occurrence_search(const v1::ListOccurrencesRequest& request) {
    OccurrenceSearch search;
    const auto size = hubs::page_size(request.page_size(), 50, 200);
    if (!size) return std::unexpected(size.error());
    search.at_most = *size + 1;
    search.ends_after = request.from_us();
    search.starts_before = request.until_us();
    if (request.page_token().empty()) return search;
    auto position = hubs::page_position(request.page_token());
    if (!position) return std::unexpected(position.error());
    const auto start = start_of_token(position->name_key);
    if (!start) return std::unexpected(start.error());
    search.after_start = *start;
    search.after_id = std::move(position->id);
    return search;
}

}  // namespace

GivenDetails given_details(const v1::EventDetails& details) {
    GivenDetails given;
    given.title = words_of(details.title());
    given.description = words_of(details.description());
    given.place = details.place();
    given.online_link = details.online_link();
    given.access_needs = words_of(details.access_needs());
    given.start = details.start();
    given.end = details.end();
    given.zone = details.zone();
    given.recurrence = details.recurrence();
    given.excluded_days.assign(details.excluded_days().begin(), details.excluded_days().end());
    given.capacity = details.capacity();
    given.most_guests = details.most_guests();
    given.reminder_channel_id = details.reminder_channel_id();
    given.asks_for_answers = details.asks_for_answers();
    return given;
}

EventService::EventService(store::Database& database, const Clock& clock, ReminderOptions options)
    : database_(database), clock_(clock), options_(std::move(options)) {}

void EventService::add_methods(rpc::Router& router) {
    using rpc::Access;
    const auto add = [&](std::string_view method, Access access, auto handler) {
        router.add("ourplace.v1.EventService/" + std::string(method), access, *this, handler);
    };
    add("CreateEvent", Access::write, &EventService::create_event);
    add("UpdateEvent", Access::write, &EventService::update_event);
    add("CancelEvent", Access::write, &EventService::cancel_event);
    add("ChangeOccurrence", Access::write, &EventService::change_occurrence);
    add("GetEvent", Access::read, &EventService::get_event);
    add("ListOccurrences", Access::read, &EventService::list_occurrences);
    add("OpenEventThread", Access::write, &EventService::open_event_thread);
    add("AnswerEvent", Access::write, &EventService::answer_event);
    add("ListAnswers", Access::read, &EventService::list_answers);
    add("CreateGuestLink", Access::person, &EventService::create_guest_link);
    add("RemoveGuest", Access::write, &EventService::remove_guest);
    add("GetGuestInvitation", Access::everybody, &EventService::get_guest_invitation);
    add("AnswerAsGuest", Access::everybody, &EventService::answer_as_guest);
    add("GetReminderChoice", Access::read, &EventService::get_reminder_choice);
    add("SetReminderChoice", Access::write, &EventService::set_reminder_choice);
    add("CreateCalendarFeed", Access::person, &EventService::create_calendar_feed);
    add("ListCalendarFeeds", Access::person, &EventService::list_calendar_feeds);
    add("RevokeCalendarFeed", Access::person, &EventService::revoke_calendar_feed);
    add("GetEventCalendar", Access::read, &EventService::get_event_calendar);
    add("ImportCalendar", Access::write, &EventService::import_calendar);
    router.add_plain("/calendar/", [this](const rpc::PlainRequest& request) { return answer_feed(request); });
}

void EventService::add_jobs(jobs::JobRunner& runner) {
    runner.add(std::string(reminders_job),
               [this](Transaction& tx, const jobs::Job&) { return send_due_reminders(tx, options_, clock_.now()); });
    runner.add(std::string(horizon_job),
               [this](Transaction& tx, const jobs::Job& job) { return run_horizon(tx, job.key, clock_.now()); });
}

Task<v1::CreateEventResponse> EventService::create_event(Context& context, const v1::CreateEventRequest& request) {
    const auto valid = details(given_details(request.details()), clock_.now());
    if (!valid) co_return std::unexpected(valid.error());
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::CreateEventResponse> {
        const auto& caller = context.caller;
        if (auto right = check_right(tx, caller, request.hub_id(), Right::organise); !right)
            return std::unexpected(right.error());
        if (auto channel = check_channel(tx, request.hub_id(), valid->reminder_channel_id); !channel)
            return std::unexpected(channel.error());
        const auto event = events::create_event(
            tx, {.hub_id = request.hub_id(), .uid = {}, .details = *valid, .created_by = caller.member_id},
            clock_.now());
        if (!event) return std::unexpected(event.error());
        v1::CreateEventResponse response;
        *response.mutable_event() = to_wire(*event);
        if (auto next = current_occurrence(tx, event->event_id, caller.member_id, clock_.now()))
            *response.mutable_next() = std::move(*next);
        return response;
    });
}

Task<v1::UpdateEventResponse> EventService::update_event(Context& context, const v1::UpdateEventRequest& request) {
    const auto valid = details(given_details(request.details()), clock_.now());
    if (!valid) co_return std::unexpected(valid.error());
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::UpdateEventResponse> {
        auto event = with_right(tx, context.caller, request.event_id(), Right::organise);
        if (!event) return std::unexpected(event.error());
        if (event->cancelled)
            return std::unexpected(Error::failed_precondition("event_id", "This event was cancelled."));
        if (auto channel = check_channel(tx, event->hub_id, valid->reminder_channel_id); !channel)
            return std::unexpected(channel.error());
        v1::UpdateEventResponse response;
        *response.mutable_event() = to_wire(change_event(tx, std::move(*event), *valid, clock_.now()));
        return response;
    });
}

Task<v1::CancelEventResponse> EventService::cancel_event(Context& context, const v1::CancelEventRequest& request) {
    const auto why = reason("reason", request.reason());
    if (!why) co_return std::unexpected(why.error());
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::CancelEventResponse> {
        auto event = with_right(tx, context.caller, request.event_id(), Right::organise);
        if (!event) return std::unexpected(event.error());
        v1::CancelEventResponse response;
        *response.mutable_event() = to_wire(events::cancel_event(tx, std::move(*event), *why, clock_.now()));
        return response;
    });
}

Task<v1::ChangeOccurrenceResponse> EventService::change_occurrence(Context& context,
                                                                   const v1::ChangeOccurrenceRequest& request) {
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::ChangeOccurrenceResponse> {
        const auto& caller = context.caller;
        auto event = with_right_by_occurrence(tx, caller, request.occurrence_id(), Right::organise);
        if (!event) return std::unexpected(event.error());
        if (event->cancelled)
            return std::unexpected(Error::failed_precondition("occurrence_id", "The whole event was cancelled."));
        const auto change = occurrence_change(request, event->details.schedule.zone);
        if (!change) return std::unexpected(change.error());
        if (change->what == OccurrenceChange::What::move && event->details.schedule.recurrence.empty()) {
            // It has no other occurrences: the event itself is at another time.
            auto moved = event->details;
            moved.schedule.start = change->times.start;
            moved.schedule.end = change->times.end;
            static_cast<void>(change_event(tx, std::move(*event), std::move(moved), clock_.now()));
        } else {
            events::change_occurrence(tx, *event, request.occurrence_id(), *change, clock_.now());
        }
        v1::ChangeOccurrenceResponse response;
        if (auto occurrence = find_occurrence(tx, request.occurrence_id(), caller.member_id))
            *response.mutable_occurrence() = std::move(*occurrence);
        return response;
    });
}

Task<v1::GetEventResponse> EventService::get_event(Context& context, const v1::GetEventRequest& request) {
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::GetEventResponse> {
        const auto& caller = context.caller;
        const auto event = request.occurrence_id().empty()
                               ? with_right(tx, caller, request.event_id(), Right::see)
                               : with_right_by_occurrence(tx, caller, request.occurrence_id(), Right::see);
        if (!event) return std::unexpected(event.error());
        v1::GetEventResponse response;
        *response.mutable_event() = to_wire(*event);
        auto occurrence = request.occurrence_id().empty()
                              ? current_occurrence(tx, event->event_id, caller.member_id, clock_.now())
                              : find_occurrence(tx, request.occurrence_id(), caller.member_id);
        if (occurrence) *response.mutable_occurrence() = std::move(*occurrence);
        OccurrenceSearch coming;
        coming.event_id = event->event_id;
        coming.ends_after = clock_.now();
        coming.at_most = most_coming;
        for (auto& one : events::list_occurrences(tx, coming, caller.member_id))
            *response.add_coming() = std::move(one);
        response.set_may_organise(may(tx, caller, event->hub_id, Right::organise));
        *response.mutable_thread() = thread_of(tx, caller, *event);
        return response;
    });
}

Task<v1::OpenEventThreadResponse> EventService::open_event_thread(Context& context,
                                                                  const v1::OpenEventThreadRequest& request) {
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::OpenEventThreadResponse> {
        const auto event = with_right(tx, context.caller, request.event_id(), Right::see);
        if (!event) return std::unexpected(event.error());
        auto channel = open_thread(tx, context.caller, *event, clock_.now());
        if (!channel) return std::unexpected(channel.error());
        v1::OpenEventThreadResponse response;
        *response.mutable_channel() = std::move(*channel);
        return response;
    });
}

Task<v1::ListOccurrencesResponse> EventService::list_occurrences(Context& context,
                                                                 const v1::ListOccurrencesRequest& request) {
    auto search = occurrence_search(request);
    if (!search) co_return std::unexpected(search.error());
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::ListOccurrencesResponse> {
        const auto& caller = context.caller;
        if (request.hub_id().empty()) {
            for (const auto& hub : hubs::hubs_of(tx, caller.member_id)) search->hub_ids.push_back(hub.hub_id());
        } else {
            if (auto right = check_right(tx, caller, request.hub_id(), Right::see); !right)
                return std::unexpected(right.error());
            search->hub_ids.push_back(request.hub_id());
        }
        auto found = events::list_occurrences(tx, *search, caller.member_id);
        v1::ListOccurrencesResponse response;
        if (found.size() == search->at_most) {
            found.pop_back();
            const auto& last = found.back();
            response.set_next_page_token(
                hubs::page_token({.name_key = std::to_string(last.starts_at_us()), .id = last.occurrence_id()}));
        }
        std::set<std::string> event_ids;
        for (auto& occurrence : found) {
            if (event_ids.insert(occurrence.event_id()).second)
                *response.add_events() = to_wire(*find_event(tx, occurrence.event_id()));
            *response.add_occurrences() = std::move(occurrence);
        }
        return response;
    });
}

}  // namespace ourplace::events
