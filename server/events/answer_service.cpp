// EventService: who comes, invited guests, and when people are reminded.
#include <utility>

#include "accounts/accounts_tables.hpp"
#include "events/event_access.hpp"
#include "events/event_service.hpp"
#include "events/reminder_tables.hpp"
#include "events/rsvp_tables.hpp"
#include "hubs/hub_tables.hpp"

namespace ourplace::events {
namespace {

using rpc::Context;
using store::Transaction;

struct Wish {
    Reply reply = Reply::none;
    unsigned guests = 0;
};
Result<Wish> wish(v1::Answer answer, std::uint32_t guests) {
    const auto reply = static_cast<int>(answer);
    if (reply < 1 || reply > 3)
        return std::unexpected(Error::invalid("answer", "Choose one of: ANSWER_GOING, ANSWER_MAYBE, ANSWER_NO."));
    if (guests > 0 && answer != v1::ANSWER_GOING)
        return std::unexpected(Error::invalid("guests", "Only who is going brings somebody along."));
    return Wish{.reply = static_cast<Reply>(reply), .guests = guests};
}

Result<void> check_guests(const Event& event, const Wish& wish) {
    if (wish.guests <= event.details.most_guests) return {};
    return std::unexpected(Error::invalid(
        "guests", "For this event somebody may bring at most " + std::to_string(event.details.most_guests) + "."));
}

}  // namespace

Task<v1::AnswerEventResponse> EventService::answer_event(Context& context, const v1::AnswerEventRequest& request) {
    const auto wanted = wish(request.answer(), request.guests());
    if (!wanted) co_return std::unexpected(wanted.error());
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::AnswerEventResponse> {
        const auto& member_id = context.caller.member_id;
        const auto event = with_right_by_occurrence(tx, context.caller, request.occurrence_id(), Right::see);
        if (!event) return std::unexpected(event.error());
        if (auto right = check_guests(*event, *wanted); !right) return std::unexpected(right.error());
        if (!hubs::find_hub_member(tx, event->hub_id, member_id))
            return std::unexpected(Error::failed_precondition("occurrence_id", "Join the hub before you answer."));
        if (auto answered = answer(tx, *event, request.occurrence_id(), {.id = member_id}, wanted->reply,
                                   wanted->guests, clock_.now());
            !answered)
            return std::unexpected(answered.error());
        v1::AnswerEventResponse response;
        *response.mutable_occurrence() = *find_occurrence(tx, request.occurrence_id(), member_id);
        return response;
    });
}

Task<v1::ListAnswersResponse> EventService::list_answers(Context& context, const v1::ListAnswersRequest& request) {
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::ListAnswersResponse> {
        const auto event = with_right_by_occurrence(tx, context.caller, request.occurrence_id(), Right::see);
        if (!event) return std::unexpected(event.error());
        const auto shown =
            may(tx, context.caller, event->hub_id, Right::organise) ? Shown::to_organisers : Shown::to_members;
        v1::ListAnswersResponse response;
        for (auto& attendee : list_attendees(tx, request.occurrence_id(), shown))
            *response.add_attendees() = std::move(attendee);
        return response;
    });
}

Task<v1::CreateGuestLinkResponse> EventService::create_guest_link(Context& context,
                                                                  const v1::CreateGuestLinkRequest& request) {
    const auto name = guest_name("name", request.name());
    if (!name) co_return std::unexpected(name.error());
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::CreateGuestLinkResponse> {
        const auto event = with_right_by_occurrence(tx, context.caller, request.occurrence_id(), Right::organise);
        if (!event) return std::unexpected(event.error());
        auto guest = create_guest(tx, request.occurrence_id(), *name, context.caller.member_id, clock_.now());
        if (!guest) return std::unexpected(guest.error());
        v1::CreateGuestLinkResponse response;
        response.set_guest_id(std::move(guest->guest_id));
        response.set_url(options_.public_url + "/invited#" + guest->secret);
        return response;
    });
}

Task<v1::RemoveGuestResponse> EventService::remove_guest(Context& context, const v1::RemoveGuestRequest& request) {
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::RemoveGuestResponse> {
        const auto guest = find_guest(tx, request.guest_id());
        const auto event = guest ? with_right_by_occurrence(tx, context.caller, guest->occurrence_id, Right::organise)
                                 : std::unexpected(Error::not_found("guest_id", "There is no such guest."));
        // Whom somebody invited is the organisers' business alone.
        if (!event) return std::unexpected(Error::not_found("guest_id", "There is no such guest."));
        events::remove_guest(tx, *event, *guest, clock_.now());
        return v1::RemoveGuestResponse();
    });
}

Task<v1::GetGuestInvitationResponse> EventService::get_guest_invitation(Context&,
                                                                        const v1::GetGuestInvitationRequest& request) {
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::GetGuestInvitationResponse> {
        const auto guest = find_guest_by_secret(tx, request.guest_token());
        if (!guest) return std::unexpected(guest.error());
        const auto event = find_event_of(tx, guest->occurrence_id);
        v1::GetGuestInvitationResponse response;
        response.set_guest_name(guest->name);
        response.set_hub_name(hubs::find_hub(tx, event->hub_id, {})->name());
        response.set_programme_name(accounts::programme_name(tx));
        *response.mutable_event() = to_wire(*event);
        *response.mutable_occurrence() = *find_occurrence(tx, guest->occurrence_id, guest->guest_id);
        return response;
    });
}

Task<v1::AnswerAsGuestResponse> EventService::answer_as_guest(Context&, const v1::AnswerAsGuestRequest& request) {
    const auto wanted = wish(request.answer(), request.guests());
    if (!wanted) co_return std::unexpected(wanted.error());
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::AnswerAsGuestResponse> {
        const auto guest = find_guest_by_secret(tx, request.guest_token());
        if (!guest) return std::unexpected(guest.error());
        const auto event = find_event_of(tx, guest->occurrence_id);
        if (auto right = check_guests(*event, *wanted); !right) return std::unexpected(right.error());
        if (auto answered =
                answer(tx, *event, guest->occurrence_id, {.id = guest->guest_id, .kind = Attendee::Kind::guest},
                       wanted->reply, wanted->guests, clock_.now());
            !answered)
            return std::unexpected(answered.error());
        v1::AnswerAsGuestResponse response;
        *response.mutable_occurrence() = *find_occurrence(tx, guest->occurrence_id, guest->guest_id);
        return response;
    });
}

Task<v1::GetReminderChoiceResponse> EventService::get_reminder_choice(Context& context,
                                                                      const v1::GetReminderChoiceRequest&) {
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::GetReminderChoiceResponse> {
        v1::GetReminderChoiceResponse response;
        *response.mutable_choice() = to_wire(find_choice(tx, context.caller.member_id));
        return response;
    });
}

Task<v1::SetReminderChoiceResponse> EventService::set_reminder_choice(Context& context,
                                                                      const v1::SetReminderChoiceRequest& request) {
    const auto& given = request.choice();
    const auto choice =
        reminder_choice({.minutes_before = {given.minutes_before().begin(), given.minutes_before().end()},
                         .quiet_from = given.quiet_from(),
                         .quiet_to = given.quiet_to(),
                         .zone = given.zone(),
                         .asks_for_answers = given.asks_for_answers()});
    if (!choice) {
        auto error = choice.error();
        error.field = "choice." + error.field;
        co_return std::unexpected(std::move(error));
    }
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::SetReminderChoiceResponse> {
        save_choice(tx, context.caller.member_id, *choice, clock_.now());
        v1::SetReminderChoiceResponse response;
        *response.mutable_choice() = to_wire(*choice);
        return response;
    });
}

}  // namespace ourplace::events
