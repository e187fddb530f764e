#include "asks/champion_service.hpp"

#include <string>
#include <utility>

#include "asks/care_tables.hpp"
#include "asks/champion_tables.hpp"

namespace ourplace::asks {
namespace {

using rpc::Context;
using store::Transaction;

constexpr Timestamp looked_ahead_us = 35 * microseconds_per_day;

void to_wire(const ChampionProfile& profile, v1::ChampionProfile& wire) {
    for (const auto& language : profile.languages) wire.add_languages(language);
    for (const auto& place_id : profile.place_ids) wire.add_place_ids(place_id);
    wire.set_can_help_with(profile.can_help_with);
    wire.set_cannot_help_with(profile.cannot_help_with);
}

void to_wire(const Availability& availability, v1::Availability& wire) {
    wire.set_zone(availability.zone);
    for (const auto& part : by_day(availability.hours)) {
        auto& hours = *wire.add_hours();
        hours.set_weekday(part.weekday);
        hours.set_from(part.from);
        hours.set_to(part.to);
    }
    if (availability.quiet) {
        wire.set_quiet_from(clock_to_text(availability.quiet->from));
        wire.set_quiet_to(clock_to_text(availability.quiet->to));
    }
    wire.set_paused_until_us(availability.paused_until);
    wire.set_cap(availability.cap);
}

Result<Champion> champion(const v1::SetAvailabilityRequest& request, Timestamp now) {
    const auto& said = request.availability();
    GivenAvailability given{.zone = said.zone(),
                            .hours = {},
                            .quiet_from = said.quiet_from(),
                            .quiet_to = said.quiet_to(),
                            .paused_until = said.paused_until_us(),
                            .cap = said.cap()};
    for (const auto& part : said.hours())
        given.hours.push_back({.weekday = part.weekday(), .from = part.from(), .to = part.to()});
    auto valid = availability(given, now);
    if (!valid) return std::unexpected(valid.error());
    const auto& profile = request.profile();
    auto known = champion_profile({.languages = {profile.languages().begin(), profile.languages().end()},
                                   .place_ids = {profile.place_ids().begin(), profile.place_ids().end()},
                                   .can_help_with = profile.can_help_with(),
                                   .cannot_help_with = profile.cannot_help_with()});
    if (!known) return std::unexpected(known.error());
    return Champion{.availability = std::move(*valid), .profile = std::move(*known)};
}

// As the Champion themselves see it.
template <class Response>
Response whole(const Champion& champion, Timestamp now) {
    Response response;
    to_wire(champion.availability, *response.mutable_availability());
    to_wire(champion.profile, *response.mutable_profile());
    const auto opens = next_opening(champion.availability, now, now + looked_ahead_us);
    response.set_open_now(opens == now);
    if (opens && *opens != now) response.set_opens_at_us(*opens);
    return response;
}

std::unexpected<Error> no_champion() {
    return std::unexpected(Error::failed_precondition(
        "", "This is for Champions. An organiser of a hub that you belong to can make you one."));
}

template <class Response>
Task<Response> keep_apart_as(store::Database& database, const Clock& clock, const Context& context,
                             const std::string& other_id, Apart why) {
    co_return co_await database.write([&](Transaction& tx) -> Result<Response> {
        if (auto kept = keep_apart(tx, context.caller.member_id, other_id, why, clock.now()); !kept)
            return std::unexpected(kept.error());
        return Response();
    });
}

template <class Response>
Task<Response> bring_together_as(store::Database& database, const Clock& clock, const Context& context,
                                 const std::string& other_id, Apart why) {
    co_return co_await database.write([&](Transaction& tx) -> Result<Response> {
        bring_together(tx, context.caller.member_id, other_id, why, clock.now());
        return Response();
    });
}

}  // namespace

void ChampionService::add_methods(rpc::Router& router) {
    using rpc::Access;
    const auto add = [&](std::string_view method, Access access, auto handler) {
        router.add("ourplace.v1.ChampionService/" + std::string(method), access, *this, handler);
    };
    add("GetAvailability", Access::person, &ChampionService::get_availability);
    add("SetAvailability", Access::person, &ChampionService::set_availability);
    add("GetChampion", Access::read, &ChampionService::get_champion);
    add("BlockMember", Access::person, &ChampionService::block_member);
    add("UnblockMember", Access::person, &ChampionService::unblock_member);
    add("DeclareConflict", Access::person, &ChampionService::declare_conflict);
    add("WithdrawConflict", Access::person, &ChampionService::withdraw_conflict);
    add("ListKeptApart", Access::person, &ChampionService::list_kept_apart);
    add("ListCarePrompts", Access::person, &ChampionService::list_care_prompts);
    add("AnswerCarePrompt", Access::person, &ChampionService::answer_care_prompt);
}

Task<v1::GetAvailabilityResponse> ChampionService::get_availability(Context& context,
                                                                    const v1::GetAvailabilityRequest&) {
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::GetAvailabilityResponse> {
        const auto found = find_champion(tx, context.caller.member_id);
        if (!found) return no_champion();
        return whole<v1::GetAvailabilityResponse>(*found, clock_.now());
    });
}

Task<v1::SetAvailabilityResponse> ChampionService::set_availability(Context& context,
                                                                    const v1::SetAvailabilityRequest& request) {
    const auto valid = champion(request, clock_.now());
    if (!valid) co_return std::unexpected(valid.error());
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::SetAvailabilityResponse> {
        if (!find_champion(tx, context.caller.member_id)) return no_champion();
        if (auto set = set_champion(tx, context.caller.member_id, *valid, clock_.now()); !set)
            return std::unexpected(set.error());
        return whole<v1::SetAvailabilityResponse>(*valid, clock_.now());
    });
}

Task<v1::GetChampionResponse> ChampionService::get_champion(Context&, const v1::GetChampionRequest& request) {
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::GetChampionResponse> {
        const auto found = find_champion(tx, request.member_id());
        if (!found) return std::unexpected(Error::not_found("member_id", "There is no such Champion."));
        v1::GetChampionResponse response;
        to_wire(found->profile, *response.mutable_profile());
        return response;
    });
}

Task<v1::BlockMemberResponse> ChampionService::block_member(Context& context, const v1::BlockMemberRequest& request) {
    return keep_apart_as<v1::BlockMemberResponse>(database_, clock_, context, request.member_id(), Apart::blocked);
}

Task<v1::UnblockMemberResponse> ChampionService::unblock_member(Context& context,
                                                                const v1::UnblockMemberRequest& request) {
    return bring_together_as<v1::UnblockMemberResponse>(database_, clock_, context, request.member_id(),
                                                        Apart::blocked);
}

Task<v1::DeclareConflictResponse> ChampionService::declare_conflict(Context& context,
                                                                    const v1::DeclareConflictRequest& request) {
    return keep_apart_as<v1::DeclareConflictResponse>(database_, clock_, context, request.member_id(), Apart::conflict);
}

Task<v1::WithdrawConflictResponse> ChampionService::withdraw_conflict(Context& context,
                                                                      const v1::WithdrawConflictRequest& request) {
    return bring_together_as<v1::WithdrawConflictResponse>(database_, clock_, context, request.member_id(),
                                                           Apart::conflict);
}

Task<v1::ListKeptApartResponse> ChampionService::list_kept_apart(Context& context, const v1::ListKeptApartRequest&) {
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::ListKeptApartResponse> {
        v1::ListKeptApartResponse response;
        for (auto& kept : asks::list_kept_apart(tx, context.caller.member_id)) {
            auto& wire = *response.add_kept_apart();
            wire.set_member_id(std::move(kept.member_id));
            wire.set_name(std::move(kept.name));
            wire.set_blocked(kept.blocked);
            wire.set_conflict(kept.conflict);
        }
        return response;
    });
}

Task<v1::ListCarePromptsResponse> ChampionService::list_care_prompts(Context& context,
                                                                     const v1::ListCarePromptsRequest&) {
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::ListCarePromptsResponse> {
        v1::ListCarePromptsResponse response;
        for (auto& prompt : care_prompts(tx, context.caller.member_id, clock_.now()))
            *response.add_prompts() = std::move(prompt);
        return response;
    });
}

Task<v1::AnswerCarePromptResponse> ChampionService::answer_care_prompt(Context& context,
                                                                       const v1::AnswerCarePromptRequest& request) {
    const auto answer = request.answer();
    if (answer == v1::AnswerCarePromptRequest::ANSWER_UNSPECIFIED ||
        !v1::AnswerCarePromptRequest::Answer_IsValid(answer)) {
        co_return std::unexpected(Error::invalid("answer", "Choose one of: ANSWER_NOT_NOW, ANSWER_PAUSE_A_WEEK."));
    }
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::AnswerCarePromptResponse> {
        const auto paused_until =
            asks::answer_care_prompt(tx, context.caller.member_id, request.prompt_id(), answer, clock_.now());
        if (!paused_until) return std::unexpected(paused_until.error());
        v1::AnswerCarePromptResponse response;
        response.set_paused_until_us(*paused_until);
        return response;
    });
}

}  // namespace ourplace::asks
