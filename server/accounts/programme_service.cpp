#include "accounts/programme_service.hpp"

#include "accounts/programme_tables.hpp"

namespace ourplace::accounts {
namespace {

v1::ProgrammeSettings to_wire(const ProgrammeSettings& settings) {
    v1::ProgrammeSettings wire;
    wire.set_emergency_number(settings.emergency_number);
    for (const auto& one : settings.signposts) {
        auto& signpost = *wire.add_signposts();
        signpost.set_label_en(one.label_en);
        signpost.set_label_cy(one.label_cy);
        signpost.set_number(one.number);
    }
    wire.set_exit_page_en(settings.exit_page_en);
    wire.set_exit_page_cy(settings.exit_page_cy);
    wire.set_suggestion_response_days(settings.suggestion_response_days);
    return wire;
}

}  // namespace

void ProgrammeService::add_methods(rpc::Router& router) {
    router.add("ourplace.v1.ProgrammeService/GetProgramme", rpc::Access::read, *this, &ProgrammeService::get_programme);
}

Task<v1::GetProgrammeResponse> ProgrammeService::get_programme(rpc::Context&, const v1::GetProgrammeRequest&) {
    co_return co_await database_.read([](store::Transaction& tx) -> Result<v1::GetProgrammeResponse> {
        v1::GetProgrammeResponse response;
        *response.mutable_settings() = to_wire(programme_settings(tx));
        return response;
    });
}

}  // namespace ourplace::accounts
