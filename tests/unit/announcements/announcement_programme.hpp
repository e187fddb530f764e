// A programme whose hubs announce, and whose people talk about it: through AnnouncementService as a client would, with the
// jobs that a server runs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "announcements/announcement_check.hpp"
#include "announcements/announcement_service.hpp"
#include "announcements/announcement_tables.hpp"
#include "announcements/delivery_tables.hpp"
#include "jobs/job_runner.hpp"
#include "jobs/job_tables.hpp"
#include "unit/conversations/conversation_programme.hpp"

namespace ourplace::announcements {

using accounts::Caller;
using hubs::code_of;
using hubs::error_of;
using hubs::field_of;

class AnnouncementProgramme : public conversations::ConversationProgramme {
  public:
    AnnouncementProgramme() : ConversationProgramme({.burst = 0, .per_second = 0}, tables()) {
        service.add_jobs(runner);
    }

    using ConversationProgramme::call;
    template <class Response, class Request>
    Result<Response> call(const Caller& caller,
                          Task<Response> (AnnouncementService::*method)(rpc::Context&, const Request&),
                          const Request& request) {
        auto fresh = context(caller);
        return run((service.*method)(fresh, request));
    }

    // What a request to send says unless a test changes it: one hub, in English, now, to be confirmed.
    v1::SendAnnouncementRequest draft(const std::string& hub_id, std::string_view title = "Pumps") {
        v1::SendAnnouncementRequest request;
        auto id = std::to_string(++ids_);
        id.resize(client_announcement_id_bytes, '.');
        request.set_client_announcement_id(id);
        request.mutable_audience()->add_hub_ids(hub_id);
        request.set_importance(v1::IMPORTANCE_ORDINARY);
        request.mutable_english()->set_title(std::string(title));
        request.mutable_english()->set_body("The number changes at 18:00 tonight.");
        request.set_asks_acknowledgement(true);
        return request;
    }
    Result<v1::SendAnnouncementResponse> send(const Caller& caller, const v1::SendAnnouncementRequest& request) {
        return call(caller, &AnnouncementService::send_announcement, request);
    }
    // What was sent; throws if it was not.
    v1::Announcement announce(const Caller& caller, const v1::SendAnnouncementRequest& request) {
        return must(send(caller, request)).announcement();
    }
    v1::Announcement announce(const Caller& caller, const std::string& hub_id) {
        return announce(caller, draft(hub_id));
    }
    Result<v1::CorrectAnnouncementResponse> correct(const Caller& caller, const v1::Announcement& announcement,
                                                    std::string_view title) {
        v1::CorrectAnnouncementRequest request;
        request.set_announcement_id(announcement.announcement_id());
        request.set_version(announcement.version());
        *request.mutable_english() = announcement.english();
        request.mutable_english()->set_title(std::string(title));
        return call(caller, &AnnouncementService::correct_announcement, request);
    }
    Result<v1::NudgeAudienceResponse> nudge(const Caller& caller, const v1::Announcement& announcement) {
        v1::NudgeAudienceRequest request;
        request.set_announcement_id(announcement.announcement_id());
        request.set_version(announcement.version());
        return call(caller, &AnnouncementService::nudge_audience, request);
    }
    Result<v1::CancelAnnouncementResponse> cancel(const Caller& caller, const v1::Announcement& announcement) {
        v1::CancelAnnouncementRequest request;
        request.set_announcement_id(announcement.announcement_id());
        return call(caller, &AnnouncementService::cancel_announcement, request);
    }
    Result<v1::ReportReachedResponse> reach(const Caller& caller, const std::string& announcement_id,
                                            std::uint32_t version = 1) {
        v1::ReportReachedRequest request;
        auto& reached = *request.add_reached();
        reached.set_announcement_id(announcement_id);
        reached.set_version(version);
        return call(caller, &AnnouncementService::report_reached, request);
    }
    Result<v1::AcknowledgeResponse> confirm(const Caller& caller, const std::string& announcement_id,
                                            std::uint32_t version = 1) {
        v1::AcknowledgeRequest request;
        request.set_announcement_id(announcement_id);
        request.set_version(version);
        return call(caller, &AnnouncementService::acknowledge, request);
    }
    Result<v1::GetAnnouncementResponse> get(const Caller& caller, const std::string& announcement_id) {
        v1::GetAnnouncementRequest request;
        request.set_announcement_id(announcement_id);
        return call(caller, &AnnouncementService::get_announcement, request);
    }
    Result<v1::OpenAnnouncementThreadResponse> open_thread(const Caller& caller, const std::string& announcement_id) {
        v1::OpenAnnouncementThreadRequest request;
        request.set_announcement_id(announcement_id);
        return call(caller, &AnnouncementService::open_announcement_thread, request);
    }
    v1::Tracking tracking(const Caller& caller, const std::string& announcement_id) {
        return must(get(caller, announcement_id)).announcement().tracking();
    }
    std::vector<std::string> pinned_for(const Caller& caller) {
        std::vector<std::string> titles;
        const auto response = must(call(caller, &AnnouncementService::list_pinned, v1::ListPinnedRequest()));
        for (const auto& announcement : response.announcements()) titles.push_back(announcement.english().title());
        return titles;
    }
    Result<v1::ListAnnouncementsResponse> list(const Caller& caller, const std::string& hub_id,
                                               std::uint32_t page_size = 0, const std::string& page_token = {}) {
        v1::ListAnnouncementsRequest request;
        request.set_hub_id(hub_id);
        request.set_page_size(page_size);
        request.set_page_token(page_token);
        return call(caller, &AnnouncementService::list_announcements, request);
    }
    Result<v1::ListRecipientsResponse> recipients(const Caller& caller, const std::string& announcement_id,
                                                  std::initializer_list<v1::RecipientState> states = {},
                                                  std::uint32_t page_size = 0, const std::string& page_token = {}) {
        v1::ListRecipientsRequest request;
        request.set_announcement_id(announcement_id);
        for (const auto state : states) request.add_states(state);
        request.set_page_size(page_size);
        request.set_page_token(page_token);
        return call(caller, &AnnouncementService::list_recipients, request);
    }
    std::vector<std::string> names(const Result<v1::ListRecipientsResponse>& response) {
        std::vector<std::string> names;
        for (const auto& recipient : must(response).recipients()) names.push_back(recipient.name());
        return names;
    }

    // One round of a server's jobs: at most one piece of each announcement, after the pause if there has to be one. How
    // many jobs were done.
    std::size_t round() { return round(runner); }
    std::size_t round(jobs::JobRunner& some_runner) {
        const auto done = must(run(some_runner.run_due()));
        const auto next = write([&](store::Transaction& tx) { return jobs::next_due(tx, clock.now()); });
        if (done > 0 || !next || *next > clock.now() + pause_between_pieces_us) return done;
        clock.advance(std::chrono::microseconds(*next - clock.now()));
        return must(run(some_runner.run_due()));
    }
    void deliver_all() {
        while (round() > 0) {
        }
    }
    // So many people who belong to the hub, without a connection of their own.
    std::vector<std::string> crowd(const std::string& hub_id, int size) {
        std::vector<std::string> member_ids;
        for (int person = 0; person < size; ++person) member_ids.push_back(member("Person " + std::to_string(person)));
        write([&](store::Transaction& tx) {
            for (const auto& member_id : member_ids)
                hubs::join_hub(tx, hub_id, member_id, hubs::Role::member, clock.now());
        });
        return member_ids;
    }
    // From now on a Champion of these Themes; of none, a Champion no longer.
    void champion(const Caller& person, std::vector<std::string> themes) {
        write([&](store::Transaction& tx) {
            accounts::set_champion(
                tx, person.member_id,
                themes.empty() ? std::nullopt : std::optional(accounts::Champion{.themes = themes, .about = {}}));
        });
    }
    static Caller as(const std::string& member_id) {
        Caller caller;
        caller.kind = Caller::Kind::session;
        caller.member_id = member_id;
        return caller;
    }

    // What the member's devices were told of announcements, in order: "arrived 1", "nudged 1", "acknowledged 1".
    std::vector<std::string> told(const std::string& member_id) {
        std::vector<std::string> all;
        for (const auto& update : updates("m." + member_id)) {
            if (update.has_announcement_arrived())
                all.push_back("arrived " + std::to_string(update.announcement_arrived().announcement().version()));
            if (update.has_announcement_nudged())
                all.push_back("nudged " + std::to_string(update.announcement_nudged().version()));
            if (update.has_announcement_acknowledged())
                all.push_back("acknowledged " + std::to_string(update.announcement_acknowledged().version()));
        }
        return all;
    }
    std::vector<std::string> faults() {
        return write([](store::Transaction& tx) { return check_announcements(tx); });
    }

    // How often the jobs were woken.
    int woken = 0;
    AnnouncementService service{*database, clock, [this] { ++woken; }};
    jobs::JobRunner runner{*database, clock};

  private:
    static std::span<const store::Migration> tables() {
        static const auto all = [] {
            std::vector<store::Migration> both(jobs::migrations().begin(), jobs::migrations().end());
            both.insert(both.end(), migrations().begin(), migrations().end());
            return both;
        }();
        return all;
    }
    int ids_ = 0;
};

// A hub of three: Ana organises, Ben and Cai are members; Stranger is none.
class AHub : public ::testing::Test {
  protected:
    using Names = std::vector<std::string>;

    // The three figures, which must add up: "2 + 1 + 0 of 3" is not reached, reached, confirmed.
    std::string figures(const std::string& announcement_id) {
        const auto now = programme.tracking(ana, announcement_id);
        EXPECT_EQ(now.not_reached() + now.reached() + now.acknowledged(), now.audience());
        return std::to_string(now.not_reached()) + " + " + std::to_string(now.reached()) + " + " +
               std::to_string(now.acknowledged()) + " of " + std::to_string(now.audience());
    }

    AnnouncementProgramme programme;
    Caller ana = programme.person("Ana");
    Caller ben = programme.person("Ben");
    Caller cai = programme.person("Cai");
    Caller stranger = programme.person("Stranger");
    std::string hub = programme.hub("Flood friends", {ana, ben, cai});
};

}  // namespace ourplace::announcements
