// AnnouncementService: lists, of announcements and of the people they went to.
#include <utility>

#include "announcements/announcement_rules.hpp"
#include "announcements/announcement_service.hpp"
#include "announcements/announcement_tables.hpp"
#include "announcements/recipient_tables.hpp"
#include "hubs/hub_rules.hpp"

namespace ourplace::announcements {
namespace {

using rpc::Context;
using store::Transaction;

constexpr std::size_t exported_at_once = 2000;

Result<RecipientSearch> search_for(const google::protobuf::RepeatedField<int>& states, std::string_view page_token,
                                   std::size_t page_size) {
    auto wanted = recipient_states({states.begin(), states.end()});
    if (!wanted) return std::unexpected(wanted.error());
    auto after = hubs::page_position(page_token);
    if (!after) return std::unexpected(after.error());
    return RecipientSearch{.states = std::move(*wanted), .page_size = page_size, .after = std::move(*after)};
}

std::string_view in_words(v1::RecipientState state) {
    if (state == v1::RECIPIENT_STATE_ACKNOWLEDGED) return "confirmed";
    return state == v1::RECIPIENT_STATE_REACHED ? "reached" : "not reached";
}

std::string csv_row(const v1::Recipient& recipient) {
    std::string row = csv_field(recipient.name()) + ',' + csv_field(recipient.hub_name()) + ',';
    return row + csv_field(in_words(recipient.state())) + ',' + csv_field(csv_time(recipient.acknowledged_at_us())) +
           "\r\n";
}

}  // namespace

Task<v1::ListAnnouncementsResponse> AnnouncementService::list_announcements(
    Context& context, const v1::ListAnnouncementsRequest& request) {
    const auto size = hubs::page_size(request.page_size(), 20, 50);
    if (!size) co_return std::unexpected(size.error());
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::ListAnnouncementsResponse> {
        auto page =
            announcements::list_announcements(tx, context.caller, request.hub_id(), *size, request.page_token());
        if (!page) return std::unexpected(page.error());
        v1::ListAnnouncementsResponse response;
        for (auto& announcement : page->announcements) *response.add_announcements() = std::move(announcement);
        response.set_next_page_token(std::move(page->next_page_token));
        return response;
    });
}

Task<v1::ListPinnedResponse> AnnouncementService::list_pinned(Context& context, const v1::ListPinnedRequest&) {
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::ListPinnedResponse> {
        v1::ListPinnedResponse response;
        for (auto& announcement : announcements::list_pinned(tx, context.caller, clock_.now()))
            *response.add_announcements() = std::move(announcement);
        return response;
    });
}

Task<v1::ListAnnouncementVersionsResponse> AnnouncementService::list_announcement_versions(
    Context& context, const v1::ListAnnouncementVersionsRequest& request) {
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::ListAnnouncementVersionsResponse> {
        if (!find_announcement(tx, context.caller, request.announcement_id())) {
            return std::unexpected(
                Error::not_found("announcement_id", "There is no such announcement, or not for you."));
        }
        v1::ListAnnouncementVersionsResponse response;
        for (auto& version : versions(tx, request.announcement_id())) *response.add_versions() = std::move(version);
        return response;
    });
}

Task<v1::ListRecipientsResponse> AnnouncementService::list_recipients(Context& context,
                                                                      const v1::ListRecipientsRequest& request) {
    const auto size = hubs::page_size(request.page_size(), 50, 200);
    if (!size) co_return std::unexpected(size.error());
    const auto search = search_for(request.states(), request.page_token(), *size);
    if (!search) co_return std::unexpected(search.error());
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::ListRecipientsResponse> {
        const auto managed = managing(tx, context.caller, request.announcement_id());
        if (!managed) return std::unexpected(managed.error());
        auto page = announcements::list_recipients(tx, *managed, *search);
        v1::ListRecipientsResponse response;
        for (auto& recipient : page.recipients) *response.add_recipients() = std::move(recipient);
        response.set_next_page_token(std::move(page.next_page_token));
        return response;
    });
}

Task<v1::ExportRecipientsResponse> AnnouncementService::export_recipients(Context& context,
                                                                          const v1::ExportRecipientsRequest& request) {
    const auto search = search_for(request.states(), request.page_token(), exported_at_once);
    if (!search) co_return std::unexpected(search.error());
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::ExportRecipientsResponse> {
        const auto managed = managing(tx, context.caller, request.announcement_id());
        if (!managed) return std::unexpected(managed.error());
        auto page = announcements::list_recipients(tx, *managed, *search);
        v1::ExportRecipientsResponse response;
        if (request.page_token().empty()) response.set_csv("Name,Hub,State,Confirmed at (UTC)\r\n");
        for (const auto& recipient : page.recipients) response.mutable_csv()->append(csv_row(recipient));
        response.set_next_page_token(std::move(page.next_page_token));
        return response;
    });
}

}  // namespace ourplace::announcements
