// EventService: calendars to subscribe to, to keep as a file, and to take over.
#include <algorithm>
#include <map>
#include <utility>

#include "accounts/accounts_tables.hpp"
#include "base/id.hpp"
#include "events/calendar_rules.hpp"
#include "events/event_access.hpp"
#include "events/event_service.hpp"
#include "events/feed_tables.hpp"
#include "hubs/hub_tables.hpp"

namespace ourplace::events {
namespace {

using rpc::Context;
using store::Transaction;

CalendarLanguage language_of(Transaction& tx, std::string_view member_id) {
    const auto member = accounts::find_member(tx, member_id);
    return member && member->language == v1::LANGUAGE_CY ? CalendarLanguage::cy : CalendarLanguage::en;
}

constexpr std::string_view file_ending = ".ics";

// A strong validator of what a feed says.
std::string etag_of(std::string_view calendar) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string etag = "\"";
    for (const auto byte : hash_secret(calendar).substr(0, 16)) {
        etag += digits[static_cast<unsigned char>(byte) >> 4U];
        etag += digits[static_cast<unsigned char>(byte) & 15U];
    }
    return etag + '"';
}

Error no_such_feed() { return Error::not_found("feed_id", "You have no such calendar address."); }

// Where the request's own fields are called otherwise: "details.title" is SUMMARY.
std::string property_of(const std::string& field) {
    static const std::map<std::string, std::string, std::less<>> names{
        {"details.start", "DTSTART"},        {"details.end", "DTEND"},
        {"details.zone", "DTSTART"},         {"details.recurrence", "RRULE"},
        {"details.excluded_days", "EXDATE"}, {"details.place", "LOCATION"},
        {"details.online_link", "URL"},      {"uid", "UID"}};
    if (const auto found = names.find(field); found != names.end()) return found->second;
    if (field.starts_with("details.title")) return "SUMMARY";
    return field.starts_with("details.description") ? "DESCRIPTION" : std::string();
}

// Makes the events of a text in a hub, each by itself.
class Importer {
  public:
    Importer(Transaction& tx, std::string hub_id, std::string member_id, Timestamp now)
        : tx_(tx), hub_id_(std::move(hub_id)), member_id_(std::move(member_id)), now_(now) {}

    void add(const ImportedEvent& imported) {
        auto valid = details(imported.given, now_);
        if (!valid) return leave_out(imported, valid.error());
        auto event = create_event(
            tx_, {.hub_id = hub_id_, .uid = imported.uid, .details = std::move(*valid), .created_by = member_id_},
            now_);
        if (!event) return leave_out(imported, event.error());
        for (const auto& exception : imported.exceptions) change(imported, *event, exception);
        if (imported.cancelled) *event = cancel_event(tx_, std::move(*event), {}, now_);
        *response_.add_events() = to_wire(*find_event(tx_, event->event_id));
    }
    void remark(const Remark& made) {
        auto& wire = *response_.add_remarks();
        wire.set_event(made.event);
        wire.set_property(made.property);
        wire.set_message(made.message);
        wire.set_left_out(made.left_out);
    }
    v1::ImportCalendarResponse take() { return std::move(response_); }

  private:
    void leave_out(const ImportedEvent& imported, const Error& error) {
        remark(
            {.event = imported.name, .property = property_of(error.field), .message = error.message, .left_out = true});
    }
    void change(const ImportedEvent& imported, const Event& event, const ImportedException& exception) {
        const auto& zone = event.details.schedule.zone;
        const auto valid = times("start", to_text(exception.times.start), "end", to_text(exception.times.end), zone);
        const auto occurrence_id = valid ? find_planned(tx_, event.event_id, exception.planned) : std::nullopt;
        if (!occurrence_id) {
            return remark({.event = imported.name,
                           .property = "RECURRENCE-ID",
                           .message = "An occurrence that is another is not among those of the last 31 and the next "
                                      "400 days, and is not taken over.",
                           .left_out = true});
        }
        const auto what = exception.cancelled ? OccurrenceChange::What::cancel : OccurrenceChange::What::move;
        change_occurrence(tx_, *find_event(tx_, event.event_id), *occurrence_id,
                          {.what = what, .times = *valid, .reason = {}}, now_);
    }

    Transaction& tx_;
    std::string hub_id_;
    std::string member_id_;
    Timestamp now_;
    v1::ImportCalendarResponse response_;
};

}  // namespace

Task<v1::CreateCalendarFeedResponse> EventService::create_calendar_feed(Context& context,
                                                                        const v1::CreateCalendarFeedRequest& request) {
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::CreateCalendarFeedResponse> {
        if (!request.hub_id().empty()) {
            if (auto right = check_right(tx, context.caller, request.hub_id(), Right::see); !right)
                return std::unexpected(right.error());
        }
        auto created = create_feed(tx, context.caller.member_id, request.hub_id(), clock_.now());
        v1::CreateCalendarFeedResponse response;
        *response.mutable_feed() = std::move(created.feed);
        response.set_url(options_.public_url + "/calendar/" + created.secret + ".ics");
        return response;
    });
}

Task<v1::ListCalendarFeedsResponse> EventService::list_calendar_feeds(Context& context,
                                                                      const v1::ListCalendarFeedsRequest&) {
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::ListCalendarFeedsResponse> {
        v1::ListCalendarFeedsResponse response;
        for (auto& feed : list_feeds(tx, context.caller.member_id)) *response.add_feeds() = std::move(feed);
        return response;
    });
}

Task<v1::RevokeCalendarFeedResponse> EventService::revoke_calendar_feed(Context& context,
                                                                        const v1::RevokeCalendarFeedRequest& request) {
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::RevokeCalendarFeedResponse> {
        if (!revoke_feed(tx, context.caller.member_id, request.feed_id())) return std::unexpected(no_such_feed());
        return v1::RevokeCalendarFeedResponse();
    });
}

Task<std::string> EventService::feed(std::string secret) {
    co_return co_await database_.read([&](Transaction& tx) -> Result<std::string> {
        const auto feed = find_feed(tx, secret);
        if (!feed) return std::unexpected(no_such_feed());
        const auto now = clock_.now();
        CalendarHead head{.name = accounts::programme_name(tx),
                          .language = language_of(tx, feed->member_id),
                          .public_url = options_.public_url};
        std::vector<CalendarEntry> entries;
        bool belongs = feed->hub_id.empty();
        for (const auto& hub : hubs::hubs_of(tx, feed->member_id)) {
            if (!feed->hub_id.empty() && feed->hub_id != hub.hub_id()) continue;
            belongs = true;
            if (!feed->hub_id.empty()) head.name = hub.name();
            for (auto& event : events_of_hub(tx, hub.hub_id(), now - kept_behind_us)) {
                auto exceptions = exceptions_of(tx, event.event_id);
                entries.push_back(
                    {.event = std::move(event), .exceptions = std::move(exceptions), .organised_by = hub.name()});
            }
        }
        // Whoever left the hub does not see its calendar any more.
        if (!belongs) return std::unexpected(no_such_feed());
        return write_calendar(head, entries);
    });
}

boost::asio::awaitable<rpc::PlainReply> EventService::answer_feed(const rpc::PlainRequest& request) {
    if (request.verb != "GET" && request.verb != "HEAD") {
        auto refused = rpc::plain_error(
            {.code = Code::unimplemented, .message = "Calendars are only read, with GET.", .field = {}});
        refused.status = 405;
        refused.headers.emplace_back("Allow", "GET, HEAD");
        co_return refused;
    }
    if (!request.path.ends_with(file_ending)) co_return rpc::plain_error(no_such_feed());
    auto calendar = co_await feed(std::string(request.path.substr(0, request.path.size() - file_ending.size())));
    if (!calendar) co_return rpc::plain_error(calendar.error());
    const auto etag = etag_of(*calendar);
    rpc::PlainReply reply;
    reply.headers = {{"ETag", etag}, {"Cache-Control", "private, no-cache"}};
    const auto known = request.header("If-None-Match");
    if (known == "*" || known.find(etag) != std::string_view::npos) {
        reply.status = 304;
        co_return reply;
    }
    reply.headers.emplace_back("Content-Type", "text/calendar; charset=utf-8");
    reply.body = std::move(*calendar);
    co_return reply;
}

Task<v1::GetEventCalendarResponse> EventService::get_event_calendar(Context& context,
                                                                    const v1::GetEventCalendarRequest& request) {
    co_return co_await database_.read([&](Transaction& tx) -> Result<v1::GetEventCalendarResponse> {
        auto event = with_right(tx, context.caller, request.event_id(), Right::see);
        if (!event) return std::unexpected(event.error());
        v1::GetEventCalendarResponse response;
        response.set_file_name(calendar_file_name(event->details.title));
        const auto hub_name = hubs::find_hub(tx, event->hub_id, {})->name();
        auto exceptions = exceptions_of(tx, event->event_id);
        const CalendarEntry entry{
            .event = std::move(*event), .exceptions = std::move(exceptions), .organised_by = hub_name};
        response.set_calendar(write_calendar({.name = hub_name,
                                              .language = language_of(tx, context.caller.member_id),
                                              .public_url = options_.public_url},
                                             {&entry, 1}));
        return response;
    });
}

Task<v1::ImportCalendarResponse> EventService::import_calendar(Context& context,
                                                               const v1::ImportCalendarRequest& request) {
    const auto import = read_calendar(request.calendar());
    if (!import) co_return std::unexpected(import.error());
    co_return co_await database_.write([&](Transaction& tx) -> Result<v1::ImportCalendarResponse> {
        if (auto right = check_right(tx, context.caller, request.hub_id(), Right::organise); !right)
            return std::unexpected(right.error());
        Importer importer(tx, request.hub_id(), context.caller.member_id, clock_.now());
        for (const auto& remark : import->remarks) importer.remark(remark);
        for (const auto& event : import->events) importer.add(event);
        return importer.take();
    });
}

}  // namespace ourplace::events
