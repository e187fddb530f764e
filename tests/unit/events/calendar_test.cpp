// Feeds, files and imports: what we write, read by other people's code, and what others write, read by us.
#include <gtest/gtest.h>

#include "events/calendar_library.hpp"
#include "events/calendar_rules.hpp"
#include "unit/events/event_programme.hpp"
#include "unit/events/independent.hpp"

namespace ourplace::events {
namespace {

class Calendars : public testing::Test {
  protected:
    std::string feed_url(const Caller& caller, const std::string& of_hub = {}) {
        v1::CreateCalendarFeedRequest request;
        request.set_hub_id(of_hub);
        return programme.must(programme.call(caller, &EventService::create_calendar_feed, request)).url();
    }
    // What an address gives, as the gateway asks for it.
    rpc::PlainReply get(const std::string& url, std::string_view if_none_match = {}, std::string_view verb = "GET") {
        const std::string_view prefix = "https://talk.example/calendar/";
        EXPECT_TRUE(url.starts_with(prefix)) << url;
        const rpc::PlainRequest request{
            .verb = verb,
            .path = std::string_view(url).substr(prefix.size()),
            .query = {},
            .body = {},
            .header =
                [&](std::string_view name) { return name == "If-None-Match" ? if_none_match : std::string_view(); },
            .request_id = "test",
            .address = "192.0.2.1"};
        return programme.run(programme.calendar.answer_feed(request));
    }
    Result<std::string> fetch(const std::string& url) {
        auto reply = get(url);
        if (reply.status == 200) return std::move(reply.body);
        EXPECT_EQ(reply.status, 404u);
        return std::unexpected(Error::not_found({}, reply.body));
    }
    static std::string header(const rpc::PlainReply& reply, std::string_view name) {
        for (const auto& [key, value] : reply.headers) {
            if (key == name) return value;
        }
        return {};
    }
    v1::ImportCalendarResponse import(const std::string& text) {
        v1::ImportCalendarRequest request;
        request.set_hub_id(hub_id);
        request.set_calendar("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + text + "END:VCALENDAR\r\n");
        return programme.must(programme.call(ana, &EventService::import_calendar, request));
    }
    static std::string event(const std::string& lines) { return "BEGIN:VEVENT\r\n" + lines + "END:VEVENT\r\n"; }
    static std::vector<std::string> remarks(const v1::ImportCalendarResponse& response) {
        std::vector<std::string> found;
        for (const auto& one : response.remarks())
            found.push_back(one.event() + ": " + one.property() + (one.left_out() ? " left out" : ""));
        return found;
    }
    using Found = std::vector<std::string>;

    EventProgramme programme;
    Caller ana = programme.person("Ana");
    Caller ben = programme.person("Ben");
    std::string hub_id = programme.hub("Allotments, and more", {ana, ben});
};

// Events in three zones, with dates that are moved, cancelled and left out: python3-icalendar, with rules of
// python3-dateutil and zones of Python, finds the same occurrences at the same moments.
TEST_F(Calendars, AnIndependentParserAgreesWithEveryOccurrence) {
    const auto make = [&](const std::string& zone, std::string_view start, std::string_view end,
                          std::string_view rule) {
        auto details = EventProgramme::details("Walk; talk, \"soup\"\\ in " + zone, start, end, rule);
        details.set_zone(zone);
        details.set_place("The ford,\nMill Lane");
        details.mutable_description()->set_en(std::string(300, 'a') +
                                              " Ŵyl ŵyl ŵyl ŵyl ŵyl ŵyl ŵyl ŵyl ŵyl ŵyl ŵyl ŵyl ŵyl");
        details.set_online_link("https://example.org/?a=1;b=2,3");
        if (!rule.empty()) details.add_excluded_days("2026-12-24");
        return programme.must(programme.create(ana, hub_id, details)).event().event_id();
    };
    const std::vector<std::string> ids{
        make("Europe/London", "2026-10-08T19:00", "2026-10-08T21:00", "FREQ=WEEKLY;UNTIL=20270610"),
        make("Europe/London", "2026-10-04T01:30", "2026-10-04T02:30", "FREQ=WEEKLY"),
        make("America/New_York", "2026-10-09T08:00", "2026-10-09T09:00", "FREQ=MONTHLY;BYDAY=2FR"),
        make("Australia/Lord_Howe", "2026-10-31T22:00", "2026-11-01T03:00", "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=9"),
        make("Asia/Kathmandu", "2026-11-12T10:00", "2026-11-14T16:00", ""),
        make("UTC", "2026-11-12T10:00", "2026-11-12T11:00", "FREQ=DAILY;COUNT=5"),
    };
    for (const auto& id : ids) {
        const auto coming = programme.coming(ana, id);
        if (coming.size() < 4) continue;
        programme.must(programme.cancel_occurrence(ana, coming[1].occurrence_id()));
        const WallTime later{wall_time(coming[3].start())->minutes + 26 * 60};
        programme.must(programme.move(ana, coming[3].occurrence_id(), to_text(later), to_text({later.minutes + 45})));
    }
    programme.must(programme.cancel(ana, ids[5]));
    const auto text = programme.must(fetch(feed_url(ben)));
    for (std::size_t at = 0; at < text.size(); at = text.find("\r\n", at) + 2)
        EXPECT_LE(text.find("\r\n", at) - at, 75u);

    const auto until = programme.clock.now() + 380 * microseconds_per_day;
    const auto theirs =
        ask_independent(boost::json::object{{"calendar", text}, {"until", until / microseconds_per_second}}).as_array();
    v1::ListOccurrencesRequest request;
    request.set_from_us(programme.clock.now());
    request.set_until_us(until);
    request.set_page_size(200);
    const auto ours = programme.must(programme.call(ben, &EventService::list_occurrences, request));
    ASSERT_EQ(static_cast<int>(theirs.size()), ours.occurrences_size());
    ASSERT_GT(ours.occurrences_size(), 110);
    std::multiset<std::string> expected;
    std::multiset<std::string> found;
    for (const auto& one : ours.occurrences()) {
        expected.insert(one.event_id() + "@ourplace " + std::to_string(one.starts_at_us() / microseconds_per_second) +
                        ' ' + std::to_string(one.ends_at_us() / microseconds_per_second) +
                        (one.cancelled() ? " CANCELLED" : " CONFIRMED"));
    }
    for (const auto& one : theirs) {
        found.insert(std::string(one.at("uid").as_string()) + ' ' +
                     std::to_string(one.at("start").to_number<Timestamp>()) + ' ' +
                     std::to_string(one.at("end").to_number<Timestamp>()) + ' ' +
                     std::string(one.at("status").as_string()));
    }
    EXPECT_EQ(found, expected);
    EXPECT_EQ(theirs[0].at("summary").as_string(), "Walk; talk, \"soup\"\\ in Europe/London");
}

TEST_F(Calendars, TheSameEventsAreTheSameBytesAndAChangeIsAGreaterSequence) {
    const auto created = programme.must(programme.create(
        ana, hub_id, EventProgramme::details("Walk", "2026-10-08T19:00", "2026-10-08T21:00", "FREQ=WEEKLY")));
    const auto url = feed_url(ben);
    const auto before = programme.must(fetch(url));
    programme.clock.advance(std::chrono::hours(1));
    EXPECT_EQ(programme.must(fetch(url)), before);
    EXPECT_TRUE(before.contains("\r\nSEQUENCE:0\r\n"));
    programme.must(programme.cancel_occurrence(ana, created.next().occurrence_id()));
    const auto after = programme.must(fetch(url));
    EXPECT_TRUE(after.contains("\r\nSEQUENCE:1\r\n"));
    EXPECT_TRUE(after.contains("\r\nRECURRENCE-ID;TZID=Europe/London:20261008T190000\r\n"));
    EXPECT_TRUE(after.contains("\r\nSTATUS:CANCELLED\r\n"));
    EXPECT_TRUE(after.contains("\r\nUID:" + created.event().event_id() + "@ourplace\r\n"));
}

TEST_F(Calendars, AnAddressIsOfOneHubOrAllAndEndsWhenItIsReplacedRevokedOrTheHubIsLeft) {
    const auto other = programme.hub("Library", {ben});
    for (const auto& [caller, hub, title] : {std::tuple{ana, hub_id, "Walk"}, std::tuple{ben, other, "Reading"}})
        programme.must(
            programme.create(caller, hub, EventProgramme::details(title, "2026-10-08T19:00", "2026-10-08T21:00")));
    const auto all = feed_url(ben);
    const auto one = feed_url(ben, hub_id);
    EXPECT_TRUE(programme.must(fetch(all)).contains("SUMMARY:Reading"));
    EXPECT_TRUE(programme.must(fetch(one)).contains("SUMMARY:Walk"));
    EXPECT_TRUE(programme.must(fetch(one)).contains("X-WR-CALNAME:Allotments\\, and more"));
    EXPECT_FALSE(programme.must(fetch(one)).contains("SUMMARY:Reading"));
    v1::CreateCalendarFeedRequest foreign;
    foreign.set_hub_id(other);
    EXPECT_EQ(code_of(programme.call(ana, &EventService::create_calendar_feed, foreign)), Code::permission_denied);
    const auto replaced = feed_url(ben, hub_id);
    EXPECT_EQ(code_of(fetch(one)), Code::not_found);
    programme.must(programme.leave(ben, hub_id));
    EXPECT_EQ(code_of(fetch(replaced)), Code::not_found);
    EXPECT_FALSE(programme.must(fetch(all)).contains("SUMMARY:Walk"));
    const auto feeds =
        programme.must(programme.call(ben, &EventService::list_calendar_feeds, v1::ListCalendarFeedsRequest()));
    v1::RevokeCalendarFeedRequest revoke;
    revoke.set_feed_id(feeds.feeds(0).feed_id());
    EXPECT_EQ(code_of(programme.call(ana, &EventService::revoke_calendar_feed, revoke)), Code::not_found);
    programme.must(programme.call(ben, &EventService::revoke_calendar_feed, revoke));
    EXPECT_EQ(code_of(fetch(all)), Code::not_found);
}

TEST_F(Calendars, WhoHasTheNewestIsToldSoWithoutBeingSentItAgain) {
    const auto details = EventProgramme::details("Walk", "2026-10-08T19:00", "2026-10-08T21:00");
    const auto event_id = programme.must(programme.create(ana, hub_id, details)).event().event_id();
    const auto url = feed_url(ben);
    const auto first = get(url);
    EXPECT_EQ(header(first, "Content-Type"), "text/calendar; charset=utf-8");
    const auto etag = header(first, "ETag");
    EXPECT_EQ(etag.size(), 34u);
    for (const auto& known : {etag, "W/" + etag, "\"other\", " + etag, std::string("*")}) {
        const auto again = get(url, known);
        EXPECT_EQ(again.status, 304u);
        EXPECT_EQ(again.body, "");
        EXPECT_EQ(header(again, "ETag"), etag);
    }
    EXPECT_EQ(get(url, "\"other\"").status, 200u);
    programme.must(programme.cancel(ana, event_id));
    EXPECT_EQ(get(url, etag).status, 200u);
    EXPECT_EQ(get(url, {}, "POST").status, 405u);
    EXPECT_EQ(get(url.substr(0, url.size() - 4)).status, 404u);
}

TEST_F(Calendars, TheFileOfOneEventHasAName) {
    const auto created = programme.must(programme.create(
        ana, hub_id, EventProgramme::details("Cyfarfod Siân & soup!", "2026-10-08T19:00", "2026-10-08T21:00")));
    v1::GetEventCalendarRequest request;
    request.set_event_id(created.event().event_id());
    const auto file = programme.must(programme.call(ben, &EventService::get_event_calendar, request));
    EXPECT_EQ(file.file_name(), "cyfarfod-sian-soup.ics");
    EXPECT_TRUE(file.calendar().starts_with("BEGIN:VCALENDAR\r\n"));
    EXPECT_EQ(code_of(programme.call(programme.person("Eve"), &EventService::get_event_calendar, request)),
              Code::not_found);
}

TEST_F(Calendars, WhatWeWriteWeReadAgain) {
    const auto created = programme.must(programme.create(
        ana, hub_id,
        EventProgramme::details("Walk", "2026-10-08T19:00", "2026-10-08T21:00", "FREQ=WEEKLY;UNTIL=20261231")));
    programme.must(programme.cancel_occurrence(ana, created.next().occurrence_id()));
    const auto text = programme.must(fetch(feed_url(ben)));
    const auto elsewhere = programme.hub("Elsewhere", {ana});
    v1::ImportCalendarRequest request;
    request.set_hub_id(elsewhere);
    request.set_calendar(text);
    const auto response = programme.must(programme.call(ana, &EventService::import_calendar, request));
    EXPECT_EQ(remarks(response), Found{});
    ASSERT_EQ(response.events_size(), 1);
    EXPECT_EQ(response.events(0).details().recurrence(), "FREQ=WEEKLY;UNTIL=20261231");
    EXPECT_EQ(response.events(0).details().start(), "2026-10-08T19:00");
    EXPECT_TRUE(programme.coming(ana, response.events(0).event_id())[0].cancelled());
    // And a second time it is there already.
    const auto again = programme.must(programme.call(ana, &EventService::import_calendar, request));
    EXPECT_EQ(again.events_size(), 0);
    EXPECT_EQ(remarks(again), Found{"Walk: UID left out"});
}

TEST_F(Calendars, AnImportSaysWhatItDidNotUnderstand) {
    const auto response = import(
        event(
            "UID:1\r\nSUMMARY:Timer\r\nDTSTART:20261008T180000Z\r\nDURATION:PT90M\r\nATTENDEE:mailto:a@example.org\r\n"
            "BEGIN:VALARM\r\nACTION:DISPLAY\r\nDESCRIPTION:x\r\nTRIGGER:-PT1H\r\nEND:VALARM\r\n") +
        event("UID:2\r\nSUMMARY:Day\r\nDTSTART;VALUE=DATE:20261009\r\n") +
        event("UID:3\r\nSUMMARY:Often\r\nDTSTART:20261010T100000\r\nDTEND:20261010T110000\r\nRRULE:FREQ=HOURLY\r\n") +
        event("UID:4\r\nSUMMARY:Nowhere\r\nDTSTART;TZID=Middle Earth:20261010T100000\r\n") +
        event("UID:5\r\nDTSTART:20261010T100000Z\r\nDTEND:20261010T110000Z\r\n") +
        event("UID:6\r\nSUMMARY;LANGUAGE=cy:Cyfarfod\r\nSUMMARY:Meeting\r\nDTSTART;TZID=GMT Standard "
              "Time:20261010T100000\r\nDTEND;TZID=GMT Standard Time:20261010T110000\r\n") +
        "BEGIN:VTODO\r\nUID:7\r\nSUMMARY:Milk\r\nEND:VTODO\r\n");
    EXPECT_EQ(remarks(response),
              (Found{"Timer: ATTENDEE", "Timer: VALARM", "Day: DTSTART", "Often: DTSTART", "Nowhere: DTSTART left out",
                     ": VTODO left out", "Often: RRULE left out", "5: SUMMARY left out"}));
    ASSERT_EQ(response.events_size(), 3);
    EXPECT_EQ(response.events(0).details().start(), "2026-10-08T19:00");
    EXPECT_EQ(response.events(0).details().end(), "2026-10-08T20:30");
    EXPECT_EQ(response.events(1).details().end(), "2026-10-10T00:00");
    EXPECT_EQ(response.events(2).details().title().cy(), "Cyfarfod");
    EXPECT_EQ(response.events(2).details().zone(), "Europe/London");
}

TEST_F(Calendars, AnImportTakesOverDatesThatAreAnother) {
    const auto response = import(
        event("UID:1\r\nSUMMARY:Choir\r\nDTSTART;TZID=Europe/London:20261008T190000\r\nDTEND;TZID=Europe/"
              "London:20261008T210000\r\nRRULE:FREQ=WEEKLY;COUNT=4\r\nEXDATE;TZID=Europe/London:20261015T190000\r\n") +
        event("UID:1\r\nSUMMARY:Choir\r\nRECURRENCE-ID;TZID=Europe/London:20261022T190000\r\nDTSTART;TZID=Europe/"
              "London:20261023T180000\r\nDTEND;TZID=Europe/London:20261023T200000\r\n") +
        event("UID:1\r\nSUMMARY:Choir\r\nRECURRENCE-ID;TZID=Europe/London:20261029T190000\r\nDTSTART;TZID=Europe/"
              "London:20261029T190000\r\nDTEND;TZID=Europe/London:20261029T200000\r\nSTATUS:CANCELLED\r\n"));
    EXPECT_EQ(remarks(response), Found{});
    ASSERT_EQ(response.events_size(), 1);
    Found found;
    for (const auto& one : programme.coming(ana, response.events(0).event_id()))
        found.push_back(one.start() + (one.cancelled() ? " cancelled" : ""));
    EXPECT_EQ(found, (Found{"2026-10-08T19:00", "2026-10-23T18:00", "2026-10-29T19:00 cancelled"}));
}

TEST_F(Calendars, WhatIsNoCalendarOrTooLargeIsRefused) {
    v1::ImportCalendarRequest request;
    request.set_hub_id(hub_id);
    for (const auto& text :
         {std::string("hello"), std::string(), "BEGIN:VCALENDAR\r\n" + std::string(61 * 1024, 'x')}) {
        request.set_calendar(text);
        EXPECT_EQ(field_of(programme.call(ana, &EventService::import_calendar, request)), "calendar");
    }
    request.set_calendar("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n");
    EXPECT_EQ(code_of(programme.call(ben, &EventService::import_calendar, request)), Code::permission_denied);
}

}  // namespace
}  // namespace ourplace::events
