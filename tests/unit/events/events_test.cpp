#include <gtest/gtest.h>

#include "unit/events/event_programme.hpp"

namespace ourplace::events {
namespace {

class Events : public testing::Test {
  protected:
    void TearDown() override { EXPECT_EQ(programme.faults(), std::vector<std::string>()); }

    // A walk on Thursday, 29 October, the first of three.
    v1::Event walk(std::string_view recurrence = "FREQ=WEEKLY;COUNT=3") {
        return programme
            .must(programme.create(ana, hub_id,
                                   EventProgramme::details("Walk", "2026-10-29T19:00", "2026-10-29T21:00", recurrence)))
            .event();
    }
    std::vector<std::string> starts(const std::string& event_id) {
        std::vector<std::string> found;
        for (const auto& one : programme.coming(ana, event_id)) found.push_back(one.start());
        return found;
    }
    std::vector<v1::Update::ChangeCase> told(const std::string& stream) {
        std::vector<v1::Update::ChangeCase> found;
        for (const auto& update : programme.updates(stream)) {
            if (update.change_case() >= v1::Update::kEventChanged) found.push_back(update.change_case());
        }
        return found;
    }

    EventProgramme programme;
    Caller ana = programme.person("Ana");
    Caller ben = programme.person("Ben");
    Caller eve = programme.person("Eve");
    std::string hub_id = programme.hub("Allotments", {ana, ben});
    std::string hub_stream = streams::hub_stream(hub_id);
};

TEST_F(Events, AnOrganiserMakesOneAndTheHubHearsOfIt) {
    const auto event = walk();
    EXPECT_EQ(event.details().zone(), "Europe/London");
    EXPECT_EQ(starts(event.event_id()),
              (std::vector<std::string>{"2026-10-29T19:00", "2026-11-05T19:00", "2026-11-12T19:00"}));
    const auto updates = programme.updates(hub_stream);
    ASSERT_TRUE(updates.back().has_event_changed());
    EXPECT_EQ(updates.back().event_changed().event().SerializeAsString(), event.SerializeAsString());
}

TEST_F(Events, OnlyMembersSeeItAndOnlyOrganisersMakeAndChangeIt) {
    const auto event = walk();
    EXPECT_TRUE(programme.get(ben, event.event_id()));
    EXPECT_FALSE(programme.must(programme.get(ben, event.event_id())).may_organise());
    EXPECT_EQ(code_of(programme.get(eve, event.event_id())), Code::not_found);
    EXPECT_EQ(error_of(programme.get(eve, event.event_id())).message, error_of(programme.get(ben, "nothing")).message);
    const auto details = EventProgramme::details("Walk", "2026-10-29T19:00", "2026-10-29T21:00");
    EXPECT_EQ(code_of(programme.create(ben, hub_id, details)), Code::permission_denied);
    EXPECT_EQ(code_of(programme.create(eve, hub_id, details)), Code::permission_denied);
    EXPECT_EQ(code_of(programme.change(ben, event.event_id(), details)), Code::permission_denied);
    EXPECT_EQ(code_of(programme.change(eve, event.event_id(), details)), Code::not_found);
    EXPECT_EQ(code_of(programme.cancel(ben, event.event_id())), Code::permission_denied);
    const auto occurrence_id = programme.coming(ana, event.event_id())[0].occurrence_id();
    EXPECT_EQ(code_of(programme.cancel_occurrence(ben, occurrence_id)), Code::permission_denied);
    EXPECT_EQ(code_of(programme.answer(eve, occurrence_id, v1::ANSWER_GOING)), Code::not_found);
    EXPECT_EQ(code_of(programme.answers(eve, occurrence_id)), Code::not_found);
}

TEST_F(Events, WhatIsWrongIsNamed) {
    const auto field = [&](auto change) {
        auto details = EventProgramme::details("Walk", "2026-10-29T19:00", "2026-10-29T21:00");
        change(details);
        return field_of(programme.create(ana, hub_id, details));
    };
    using D = v1::EventDetails;
    EXPECT_EQ(field([](D& d) { d.clear_title(); }), "details.title");
    EXPECT_EQ(field([](D& d) { d.mutable_title()->set_cy(std::string(121, 'a')); }), "details.title.cy");
    EXPECT_EQ(field([](D& d) { d.set_start("tomorrow"); }), "details.start");
    EXPECT_EQ(field([](D& d) { d.set_start("2046-10-29T19:00"), d.set_end("2046-10-29T20:00"); }), "details.start");
    EXPECT_EQ(field([](D& d) { d.set_end("2026-10-29T19:00"); }), "details.end");
    EXPECT_EQ(field([](D& d) { d.set_end("2026-11-29T19:00"); }), "details.end");
    EXPECT_EQ(field([](D& d) { d.set_zone("Europe/Camelot"); }), "details.zone");
    EXPECT_EQ(field([](D& d) { d.set_recurrence("FREQ=HOURLY"); }), "details.recurrence");
    EXPECT_EQ(field([](D& d) { d.set_online_link("javascript:alert(1)"); }), "details.online_link");
    EXPECT_EQ(field([](D& d) { d.set_most_guests(21); }), "details.most_guests");
    EXPECT_EQ(field([](D& d) { d.add_excluded_days("2026-10-29"); }), "details.excluded_days");
    EXPECT_EQ(field([](D& d) { d.set_reminder_channel_id("elsewhere"); }), "details.reminder_channel_id");
    EXPECT_EQ(field([](D& d) { d.mutable_title()->set_cy("Cerdded"); }), "accepted");
}

TEST_F(Events, ANewTimeKeepsTheAnswersOfTheSameDays) {
    const auto event = walk();
    const auto before = programme.coming(ben, event.event_id());
    programme.must(programme.answer(ben, before[1].occurrence_id(), v1::ANSWER_GOING));
    auto details = event.details();
    details.set_start("2026-10-29T18:30");
    details.set_end("2026-10-29T20:00");
    details.set_recurrence("FREQ=WEEKLY;COUNT=2");
    EXPECT_EQ(programme.must(programme.change(ana, event.event_id(), details)).event().revision(), 1u);
    EXPECT_EQ(starts(event.event_id()), (std::vector<std::string>{"2026-10-29T18:30", "2026-11-05T18:30"}));
    const auto after = programme.look(ben, before[1].occurrence_id());
    EXPECT_EQ(after.mine().answer(), v1::ANSWER_GOING);
    EXPECT_EQ(after.going_count(), 1u);
}

TEST_F(Events, OneThatDoesNotRecurKeepsItsAnswersOnAnotherDay) {
    const auto event = walk("");
    const auto occurrence_id = programme.coming(ben, event.event_id())[0].occurrence_id();
    programme.must(programme.answer(ben, occurrence_id, v1::ANSWER_MAYBE));
    programme.must(programme.move(ana, occurrence_id, "2026-11-03T10:00", "2026-11-03T11:00"));
    const auto after = programme.look(ben, occurrence_id);
    EXPECT_EQ(after.start(), "2026-11-03T10:00");
    EXPECT_FALSE(after.moved());
    EXPECT_EQ(after.mine().answer(), v1::ANSWER_MAYBE);
    EXPECT_EQ(programme.must(programme.get(ben, event.event_id())).event().details().start(), "2026-11-03T10:00");
}

TEST_F(Events, SayingTheSameAgainIsNoNews) {
    const auto event = walk();
    const auto before = programme.updates(hub_stream).size();
    EXPECT_EQ(programme.must(programme.change(ana, event.event_id(), event.details())).event().revision(), 0u);
    EXPECT_EQ(programme.updates(hub_stream).size(), before);
}

TEST_F(Events, OneOccurrenceIsMovedCancelledAndPutBack) {
    const auto event = walk();
    const auto id = programme.coming(ana, event.event_id())[1].occurrence_id();
    programme.must(programme.move(ana, id, "2026-11-06T18:00", "2026-11-06T20:00"));
    EXPECT_EQ(starts(event.event_id()),
              (std::vector<std::string>{"2026-10-29T19:00", "2026-11-06T18:00", "2026-11-12T19:00"}));
    auto occurrence = programme.updates(hub_stream).back().occurrence_changed().occurrence();
    EXPECT_TRUE(occurrence.moved());
    EXPECT_EQ(occurrence.planned_start(), "2026-11-05T19:00");
    programme.must(programme.cancel_occurrence(ana, id));
    EXPECT_TRUE(programme.look(ben, id).cancelled());
    EXPECT_EQ(code_of(programme.answer(ben, id, v1::ANSWER_GOING)), Code::failed_precondition);
    v1::ChangeOccurrenceRequest restore;
    restore.set_occurrence_id(id);
    restore.mutable_restore();
    occurrence = programme.must(programme.call(ana, &EventService::change_occurrence, restore)).occurrence();
    EXPECT_EQ(occurrence.start(), "2026-11-05T19:00");
    EXPECT_FALSE(occurrence.cancelled());
}

TEST_F(Events, AMovedOccurrenceStaysWhereItIsWhenTheSeriesChanges) {
    const auto event = walk();
    const auto id = programme.coming(ana, event.event_id())[1].occurrence_id();
    programme.must(programme.move(ana, id, "2026-11-06T18:00", "2026-11-06T20:00"));
    auto details = event.details();
    details.set_start("2026-10-29T18:30");
    programme.must(programme.change(ana, event.event_id(), details));
    EXPECT_EQ(starts(event.event_id()),
              (std::vector<std::string>{"2026-10-29T18:30", "2026-11-06T18:00", "2026-11-12T18:30"}));
}

TEST_F(Events, ACancelledOneStaysToBeSeen) {
    const auto event = walk();
    programme.must(programme.cancel(ana, event.event_id()));
    const auto seen = programme.must(programme.get(ben, event.event_id()));
    EXPECT_TRUE(seen.event().cancelled());
    EXPECT_TRUE(seen.occurrence().cancelled());
    EXPECT_EQ(seen.occurrence().cancel_reason(), "The hall is flooded.");
    EXPECT_EQ(code_of(programme.answer(ben, seen.occurrence().occurrence_id(), v1::ANSWER_GOING)),
              Code::failed_precondition);
    EXPECT_EQ(code_of(programme.change(ana, event.event_id(), event.details())), Code::failed_precondition);
}

TEST_F(Events, AreListedByStartPageByPage) {
    const auto other_hub = programme.hub("Library", {ben});
    walk();
    programme.must(
        programme.create(ben, other_hub, EventProgramme::details("Reading", "2026-10-30T10:00", "2026-10-30T11:00")));
    v1::ListOccurrencesRequest request;
    request.set_from_us(programme.clock.now());
    request.set_page_size(2);
    std::vector<std::string> found;
    do {
        const auto page = programme.must(programme.call(ben, &EventService::list_occurrences, request));
        EXPECT_LE(page.events_size(), 2);
        for (const auto& one : page.occurrences()) found.push_back(one.start());
        request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    EXPECT_EQ(found, (std::vector<std::string>{"2026-10-29T19:00", "2026-10-30T10:00", "2026-11-05T19:00",
                                               "2026-11-12T19:00"}));
    request.set_hub_id(other_hub);
    EXPECT_EQ(programme.must(programme.call(ben, &EventService::list_occurrences, request)).occurrences_size(), 1);
    EXPECT_EQ(code_of(programme.call(ana, &EventService::list_occurrences, request)), Code::permission_denied);
    request.set_page_token("nonsense");
    EXPECT_EQ(field_of(programme.call(ben, &EventService::list_occurrences, request)), "page_token");
}

TEST_F(Events, ASeriesWithoutEndIsPlannedAheadDayByDay) {
    const auto event = walk("FREQ=WEEKLY");
    const auto count = [&] {
        return programme.write([&](store::Transaction& tx) {
            return tx.query_one("SELECT count(*) FROM event_occurrence WHERE event_id = $1", event.event_id())
                ->integer(0);
        });
    };
    EXPECT_EQ(count(), 54);
    programme.clock.advance(std::chrono::days(70));
    programme.run_jobs();
    EXPECT_EQ(count(), 64);
    programme.run_jobs();
    EXPECT_EQ(count(), 64);
}

TEST_F(Events, FirstComeFirstServedAndWhoWaitedLongestGetsThePlaceThatIsFree) {
    auto details = EventProgramme::details("Tasting", "2026-10-29T19:00", "2026-10-29T21:00");
    details.set_capacity(3);
    details.set_most_guests(2);
    const auto cai = programme.person("Cai");
    const auto dilys = programme.person("Dilys");
    programme.write([&](store::Transaction& tx) {
        for (const auto& one : {cai, dilys})
            hubs::join_hub(tx, hub_id, one.member_id, hubs::Role::member, programme.clock.now());
    });
    const auto id = programme.must(programme.create(ana, hub_id, details)).next().occurrence_id();
    programme.must(programme.answer(ana, id, v1::ANSWER_GOING, 1));
    EXPECT_FALSE(programme.must(programme.answer(ben, id, v1::ANSWER_GOING)).occurrence().mine().waiting());
    // Full: Cai waits for two places, and Dilys for one behind him.
    auto waiting = programme.must(programme.answer(cai, id, v1::ANSWER_GOING, 1)).occurrence();
    EXPECT_TRUE(waiting.mine().waiting());
    EXPECT_EQ(waiting.mine().waiting_place(), 1u);
    waiting = programme.must(programme.answer(dilys, id, v1::ANSWER_GOING)).occurrence();
    EXPECT_EQ(waiting.mine().waiting_place(), 2u);
    EXPECT_EQ(waiting.going_count(), 3u);
    EXPECT_EQ(waiting.waiting_count(), 3u);
    // One place is not enough for Cai, and nobody overtakes him.
    programme.must(programme.answer(ben, id, v1::ANSWER_NO));
    EXPECT_TRUE(programme.look(dilys, id).mine().waiting());
    EXPECT_TRUE(programme.look(cai, id).mine().waiting());
    // Who has places gets no more of them while others wait.
    EXPECT_EQ(field_of(programme.answer(ana, id, v1::ANSWER_GOING, 2)), "guests");
    programme.must(programme.answer(ana, id, v1::ANSWER_GOING, 0));
    EXPECT_FALSE(programme.look(cai, id).mine().waiting());
    EXPECT_TRUE(programme.look(dilys, id).mine().waiting());
    const auto news = programme.updates(streams::member_stream(cai.member_id)).back().my_rsvp_changed();
    EXPECT_TRUE(news.got_place());
    EXPECT_FALSE(news.rsvp().waiting());
    // Room for one more.
    details.set_capacity(4);
    programme.must(programme.change(ana, programme.look(ana, id).event_id(), details));
    EXPECT_FALSE(programme.look(dilys, id).mine().waiting());
    EXPECT_EQ(programme.look(dilys, id).going_count(), 4u);
}

TEST_F(Events, WhoeverLeavesTheHubGivesTheirPlaceToWhoWaits) {
    auto details = EventProgramme::details("Tasting", "2026-10-29T19:00", "2026-10-29T21:00");
    details.set_capacity(1);
    const auto id = programme.must(programme.create(ana, hub_id, details)).next().occurrence_id();
    programme.must(programme.answer(ben, id, v1::ANSWER_GOING));
    EXPECT_TRUE(programme.must(programme.answer(ana, id, v1::ANSWER_GOING)).occurrence().mine().waiting());
    programme.must(programme.remove(ana, hub_id, ben));
    EXPECT_FALSE(programme.look(ana, id).mine().waiting());
    EXPECT_EQ(programme.look(ana, id).going_count(), 1u);
}

TEST_F(Events, AnswersAreToldToTheHubAndToOnesOwnDevices) {
    const auto event = walk();
    const auto id = programme.coming(ana, event.event_id())[0].occurrence_id();
    programme.must(programme.answer(ben, id, v1::ANSWER_GOING));
    EXPECT_EQ(told(hub_stream), (std::vector{v1::Update::kEventChanged, v1::Update::kOccurrenceChanged}));
    EXPECT_EQ(told(streams::member_stream(ben.member_id)), std::vector{v1::Update::kMyRsvpChanged});
    const auto to_hub = programme.updates(hub_stream).back().occurrence_changed().occurrence();
    EXPECT_EQ(to_hub.going_count(), 1u);
    EXPECT_FALSE(to_hub.has_mine());
    programme.must(programme.answer(ben, id, v1::ANSWER_GOING));
    EXPECT_EQ(told(hub_stream).size(), 2u);
    EXPECT_EQ(field_of(programme.answer(ben, id, v1::ANSWER_GOING, 1)), "guests");
    EXPECT_EQ(field_of(programme.answer(ben, id, v1::ANSWER_UNSPECIFIED)), "answer");
}

TEST_F(Events, NobodyAnswersToWhatHasBegun) {
    const auto event = walk();
    const auto id = programme.coming(ana, event.event_id())[0].occurrence_id();
    programme.at(programme.look(ana, id).starts_at_us());
    EXPECT_EQ(code_of(programme.answer(ben, id, v1::ANSWER_GOING)), Code::failed_precondition);
}

TEST_F(Events, AGuestWithoutAccountAnswersByLink) {
    auto details = EventProgramme::details("Tasting", "2026-10-29T19:00", "2026-10-29T21:00");
    details.set_capacity(1);
    const auto id = programme.must(programme.create(ana, hub_id, details)).next().occurrence_id();
    v1::CreateGuestLinkRequest make;
    make.set_occurrence_id(id);
    make.set_name("Gwen from the bakery");
    EXPECT_EQ(code_of(programme.call(ben, &EventService::create_guest_link, make)), Code::permission_denied);
    const auto link = programme.must(programme.call(ana, &EventService::create_guest_link, make));
    const std::string prefix = "https://talk.example/invited#";
    ASSERT_TRUE(link.url().starts_with(prefix));
    v1::AnswerAsGuestRequest answer;
    answer.set_guest_token(link.url().substr(prefix.size()));
    answer.set_answer(v1::ANSWER_GOING);
    EXPECT_EQ(programme.must(programme.call({}, &EventService::answer_as_guest, answer)).occurrence().going_count(),
              1u);
    // She has the place: Ben waits, until she is taken off.
    EXPECT_TRUE(programme.must(programme.answer(ben, id, v1::ANSWER_GOING)).occurrence().mine().waiting());
    EXPECT_EQ(programme.must(programme.answers(ana, id)).attendees_size(), 2);
    const auto to_members = programme.must(programme.answers(ben, id));
    ASSERT_EQ(to_members.attendees_size(), 1);
    EXPECT_EQ(to_members.attendees(0).name(), "Ben");
    v1::RemoveGuestRequest remove;
    remove.set_guest_id(link.guest_id());
    EXPECT_EQ(code_of(programme.call(ben, &EventService::remove_guest, remove)), Code::not_found);
    programme.must(programme.call(ana, &EventService::remove_guest, remove));
    EXPECT_FALSE(programme.look(ben, id).mine().waiting());
    EXPECT_EQ(field_of(programme.call({}, &EventService::answer_as_guest, answer)), "guest_token");
}

}  // namespace
}  // namespace ourplace::events
