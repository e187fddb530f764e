// A programme with Champions, through ChampionService as a client would use it.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "asks/ask_tables.hpp"
#include "asks/candidate_tables.hpp"
#include "asks/champion_service.hpp"
#include "asks/champion_tables.hpp"
#include "stories/stories_tables.hpp"
#include "unit/hubs/hub_programme.hpp"

namespace ourplace::asks {

using accounts::Caller;
using hubs::code_of;
using hubs::field_of;

class ChampionProgramme : public hubs::HubProgramme {
  public:
    ChampionProgramme() : HubProgramme(tables()), champions(*database, clock) {}

    using HubProgramme::call;
    template <class Response, class Request>
    Result<Response> call(const Caller& caller,
                          Task<Response> (ChampionService::*method)(rpc::Context&, const Request&),
                          const Request& request) {
        auto fresh = context(caller);
        return run((champions.*method)(fresh, request));
    }

    // Whom the programme has made a Champion of these Themes.
    Caller champion(std::string_view name, std::vector<std::string> themes = {"housing"}, std::string_view about = {}) {
        auto caller = person(name);
        write([&](store::Transaction& tx) {
            accounts::set_champion(tx, caller.member_id,
                                   accounts::Champion{.themes = std::move(themes), .about = std::string(about)});
        });
        return caller;
    }

    static v1::SetAvailabilityRequest office_hours() {
        v1::SetAvailabilityRequest request;
        auto& availability = *request.mutable_availability();
        availability.set_zone("Europe/London");
        for (unsigned weekday = 1; weekday <= 5; ++weekday) {
            auto& hours = *availability.add_hours();
            hours.set_weekday(weekday);
            hours.set_from("09:00");
            hours.set_to("17:00");
        }
        availability.set_quiet_from("21:00");
        availability.set_quiet_to("08:00");
        availability.set_cap(2);
        request.mutable_profile()->add_languages("cy");
        request.mutable_profile()->add_languages("en");
        request.mutable_profile()->set_can_help_with("Leases of allotments");
        return request;
    }
    Result<v1::SetAvailabilityResponse> set(const Caller& caller, const v1::SetAvailabilityRequest& request) {
        return call(caller, &ChampionService::set_availability, request);
    }
    Result<v1::GetAvailabilityResponse> get(const Caller& caller) {
        return call(caller, &ChampionService::get_availability, v1::GetAvailabilityRequest());
    }
    Result<v1::BlockMemberResponse> block(const Caller& caller, const std::string& member_id) {
        v1::BlockMemberRequest request;
        request.set_member_id(member_id);
        return call(caller, &ChampionService::block_member, request);
    }
    Result<v1::DeclareConflictResponse> declare_conflict(const Caller& caller, const std::string& member_id) {
        v1::DeclareConflictRequest request;
        request.set_member_id(member_id);
        return call(caller, &ChampionService::declare_conflict, request);
    }
    NeverOffered never_offered(const Caller& asker) {
        return write([&](store::Transaction& tx) { return asks::never_offered(tx, asker.member_id); });
    }

    ChampionService champions;

  private:
    // Candidates come with their Stories and Asks.
    static std::vector<store::Migration> tables() {
        std::vector<store::Migration> found;
        for (const auto part : {champion_migrations(), asks::migrations(), stories::migrations()})
            found.insert(found.end(), part.begin(), part.end());
        return found;
    }
};

}  // namespace ourplace::asks
