// Who sees what of a programme's Asks, counted as people ask, answer and close them.
#include "insights/insights_service.hpp"

#include <gtest/gtest.h>

#include "stories/stories_tables.hpp"
#include "unit/asks/ask_programme.hpp"

namespace ourplace::insights {
namespace {

using accounts::Caller;
using hubs::code_of;
using hubs::error_of;
using hubs::field_of;
using Kind = v1::InsightsFigure;
using Table = v1::ExportInsightsRequest;

constexpr Timestamp minute = 60 * microseconds_per_second;
constexpr Timestamp day = microseconds_per_day;

// It is noon of 1 October 2026. Olwen runs one of two hubs of a village, Huw one of a town; the village is in a county.
class InsightsOf : public ::testing::Test {
  protected:
    template <class Response, class Request>
    Result<Response> call(const Caller& caller,
                          Task<Response> (InsightsService::*method)(rpc::Context&, const Request&),
                          const Request& request) {
        auto fresh = programme.context(caller);
        return programme.run((service.*method)(fresh, request));
    }
    Result<v1::GetInsightsResponse> get(const Caller& caller, const v1::GetInsightsRequest& request) {
        return call(caller, &InsightsService::get_insights, request);
    }
    static v1::GetInsightsRequest of_hub(const std::string& hub_id, v1::InsightsBy by = v1::INSIGHTS_BY_QUARTER) {
        v1::GetInsightsRequest request;
        request.set_hub_id(hub_id);
        request.set_by(by);
        return request;
    }
    static v1::GetInsightsRequest all(v1::InsightsBy by) { return of_hub({}, by); }

    // Somebody new asks; returns who.
    Caller ask(const std::string& hub_id, std::string_view theme = {},
               asks::AskProgramme::Name name = asks::AskProgramme::Name::shown) {
        const auto asker = programme.person("Asker " + std::to_string(++askers_));
        programme.write([&](store::Transaction& tx) {
            hubs::join_hub(tx, hub_id, asker.member_id, hubs::Role::member, programme.clock.now());
        });
        auto request = programme.request(hub_id, "Our boiler has failed.", name);
        request.set_theme(std::string(theme));
        last_ask_ = programme.must(programme.call(asker, &asks::AskService::open_ask, request)).ask().ask_id();
        return asker;
    }
    // The same, answered by a Champion after so long and then closed.
    void answered(const std::string& hub_id, const Caller& champion, Timestamp after, std::string_view theme = {},
                  asks::AskProgramme::Name name = asks::AskProgramme::Name::shown) {
        const auto asker = ask(hub_id, theme, name);
        const auto asked_at = programme.clock.now();
        programme.run_jobs();
        programme.must(programme.accept(champion, last_ask_));
        programme.clock.advance(std::chrono::microseconds(after));
        programme.say(champion, programme.look(champion, last_ask_).channel_id(), "I have been there.");
        programme.must(programme.close(asker, last_ask_));
        programme.clock.advance(std::chrono::microseconds(asked_at + 30 * minute - programme.clock.now()));
    }
    void settle() {
        // 15 January 2027.
        programme.clock.advance(
            std::chrono::microseconds(1'799'971'200 * microseconds_per_second - programme.clock.now()));
    }
    static std::uint32_t shown(const v1::InsightsFigure& figure) {
        EXPECT_EQ(figure.kind(), Kind::KIND_SHOWN) << figure.ShortDebugString();
        return figure.count();
    }

    asks::AskProgramme programme;
    InsightsService service{*programme.database, programme.clock};
    Caller olwen = programme.person("Olwen");
    Caller huw = programme.person("Huw");
    std::string village = programme.hub("Village Halls Circle", {olwen});
    std::string town = programme.hub("Town Circle", {huw});
    Caller denise = programme.champion("=Denise", village);
    std::string last_ask_;

  private:
    int askers_ = 0;
};

TEST_F(InsightsOf, AHubAreForItsOrganisersAndAdministrators) {
    const auto moderator = programme.person("Moderator");
    programme.write([&](store::Transaction& tx) {
        hubs::join_hub(tx, village, moderator.member_id, hubs::Role::moderator, programme.clock.now());
    });
    EXPECT_TRUE(get(olwen, of_hub(village)));
    EXPECT_TRUE(get(programme.admin, of_hub(village)));
    for (const auto& nobody : {huw, denise, moderator, programme.person("Stranger")}) {
        EXPECT_EQ(code_of(get(nobody, of_hub(village))), Code::permission_denied);
        EXPECT_EQ(field_of(get(nobody, of_hub(village))), "hub_id");
        EXPECT_EQ(code_of(get(nobody, all(v1::INSIGHTS_BY_HUB))), Code::permission_denied);
        v1::ExportInsightsRequest csv;
        *csv.mutable_insights() = of_hub(village);
        csv.set_table(Table::TABLE_ROWS);
        EXPECT_EQ(code_of(call(nobody, &InsightsService::export_insights, csv)), Code::permission_denied);
    }
    EXPECT_EQ(code_of(get(olwen, all(v1::INSIGHTS_BY_HUB))), Code::permission_denied);
    EXPECT_TRUE(get(programme.admin, all(v1::INSIGHTS_BY_HUB)));
    EXPECT_EQ(field_of(get(programme.admin, of_hub("nowhere"))), "hub_id");
}

TEST_F(InsightsOf, WhereToLookIsSaid) {
    const auto scopes = [&](const Caller& caller) {
        return call(caller, &InsightsService::list_insights_scopes, v1::ListInsightsScopesRequest());
    };
    EXPECT_EQ(code_of(scopes(denise)), Code::permission_denied);
    const auto of_olwen = programme.must(scopes(olwen));
    EXPECT_FALSE(of_olwen.whole_programme());
    ASSERT_EQ(of_olwen.hubs_size(), 1);
    EXPECT_EQ(of_olwen.hubs(0).hub_id(), village);
    EXPECT_EQ(of_olwen.places_size(), 0);
    EXPECT_EQ(of_olwen.quarters_size(), 0);
    const auto of_admin = programme.must(scopes(programme.admin));
    EXPECT_TRUE(of_admin.whole_programme());
    EXPECT_EQ(of_admin.hubs_size(), 2);
    EXPECT_GT(of_admin.places_size(), 0);
    ask(village);
    settle();
    const auto later = programme.must(scopes(olwen));
    ASSERT_EQ(later.quarters_size(), 1);
    EXPECT_EQ(later.quarters(0).from_month(), "2026-10");
    EXPECT_EQ(later.quarters(0).to_month(), "2026-12");
}

TEST_F(InsightsOf, AProgrammeWithoutAsksAreEmpty) {
    settle();
    const auto seen = programme.must(get(programme.admin, all(v1::INSIGHTS_BY_THEME)));
    EXPECT_EQ(seen.from_month(), "");
    EXPECT_EQ(seen.rows_size(), 0);
    EXPECT_EQ(seen.waiting().asks().most(), 4U);
    EXPECT_GT(seen.next_at_us(), programme.clock.now());
}

TEST_F(InsightsOf, AQuarterSayWhatBecameOfItsAsks) {
    for (int count = 0; count < 6; ++count) answered(village, denise, (count + 1) * 4 * minute, "housing");
    EXPECT_EQ(programme.must(get(olwen, of_hub(village))).rows_size(), 0) << "the quarter is not over";
    settle();
    const auto seen = programme.must(get(olwen, of_hub(village)));
    EXPECT_EQ(seen.from_month(), "2026-10");
    ASSERT_EQ(seen.rows_size(), 1);
    EXPECT_EQ(seen.rows(0).key(), "2026-10");
    EXPECT_EQ(shown(seen.rows(0).asked()), 6U);
    EXPECT_EQ(shown(seen.total().answered()), 6U);
    EXPECT_EQ(shown(seen.total().unanswered()), 0U);
    EXPECT_EQ(seen.total().half_within_minutes(), 15U);
    EXPECT_EQ(seen.total().nine_of_ten_within_minutes(), 30U);
    EXPECT_EQ(shown(seen.endings().helped()), 6U);
    EXPECT_EQ(shown(seen.endings().handed_over()), 0U);
    EXPECT_EQ(shown(seen.endings().still_open()), 0U);
    ASSERT_EQ(seen.load().named_size(), 1);
    EXPECT_EQ(seen.load().named(0).name(), "=Denise");
    EXPECT_EQ(seen.load().named(0).took_up().least(), 5U);
    EXPECT_FALSE(seen.load().has_gini_percent()) << "of one Champion there is nothing to compare";
    const auto by_admin = programme.must(get(programme.admin, of_hub(village)));
    EXPECT_EQ(by_admin.load().named_size(), 0) << "whose Champions they do not know";
    EXPECT_EQ(by_admin.load().champions(), 1U);
    const auto by_theme = programme.must(get(olwen, of_hub(village, v1::INSIGHTS_BY_THEME)));
    ASSERT_EQ(by_theme.rows_size(), 11);
    EXPECT_EQ(by_theme.rows(2).key(), "housing");
    EXPECT_EQ(shown(by_theme.rows(2).asked()), 6U);
    EXPECT_EQ(by_theme.rows(2).half_within_minutes(), 0U) << "of so few that would say how many were answered";
    EXPECT_EQ(by_theme.rows(2).answered().kind(), Kind::KIND_UNSPECIFIED);
    EXPECT_EQ(shown(by_theme.rows(0).asked()), 0U);
    auto housing = all(v1::INSIGHTS_BY_HUB);
    housing.set_theme("housing");
    const auto of_housing = programme.must(get(programme.admin, housing));
    ASSERT_EQ(of_housing.rows_size(), 2);
    EXPECT_EQ(of_housing.rows(1).name(), "Village Halls Circle");
    EXPECT_EQ(shown(of_housing.rows(1).asked()), 6U);
    EXPECT_EQ(shown(of_housing.rows(0).asked()), 0U);
    EXPECT_FALSE(of_housing.has_endings());
}

TEST_F(InsightsOf, AMonthEndWithItInLondon) {
    // From noon of 1 October to half past eleven at night on the 31st, when it is winter again, and half an hour later.
    programme.clock.advance(std::chrono::microseconds(30 * day + 12 * 60 * minute + 30 * minute));
    for (int count = 0; count < 5; ++count) ask(village);
    programme.clock.advance(std::chrono::microseconds(30 * minute));
    for (int count = 0; count < 7; ++count) ask(village);
    settle();
    const auto seen = programme.must(get(olwen, of_hub(village, v1::INSIGHTS_BY_MONTH)));
    ASSERT_EQ(seen.rows_size(), 3);
    EXPECT_EQ(seen.rows(1).key(), "2026-11");
    EXPECT_EQ(shown(seen.rows(0).asked()), 5U);
    EXPECT_EQ(shown(seen.rows(1).asked()), 7U);
    EXPECT_EQ(shown(seen.rows(2).asked()), 0U);
    EXPECT_EQ(shown(seen.total().unanswered()), 12U);
    EXPECT_TRUE(seen.total().goes_unmet());
}

TEST_F(InsightsOf, FewerThanFiveAreNotToldNorSubtracted) {
    for (int count = 0; count < 3; ++count) ask(village);
    for (int count = 0; count < 9; ++count) ask(town);
    settle();
    const auto seen = programme.must(get(programme.admin, all(v1::INSIGHTS_BY_HUB)));
    EXPECT_EQ(shown(seen.total().asked()), 12U);
    for (const auto& row : seen.rows()) EXPECT_EQ(row.asked().kind(), Kind::KIND_NOT_SHOWN);
    EXPECT_EQ(programme.must(get(huw, of_hub(town))).total().asked().kind(), Kind::KIND_NOT_SHOWN);
}

TEST_F(InsightsOf, APlaceHoldThePlacesInsideIt) {
    const auto county = programme.place("County");
    const auto inner = programme.place("Parish", county.place_id());
    std::string hub;
    programme.write([&](store::Transaction& tx) {
        hub = *hubs::create_hub(tx,
                                {.name = "Parish Circle",
                                 .purpose = {},
                                 .place_id = inner.place_id(),
                                 .paint = 1,
                                 .join_policy = hubs::JoinPolicy::open},
                                programme.clock.now());
    });
    for (int count = 0; count < 8; ++count) ask(hub);
    settle();
    v1::GetInsightsRequest request;
    request.set_place_id(county.place_id());
    request.set_by(v1::INSIGHTS_BY_PLACE);
    const auto seen = programme.must(get(programme.admin, request));
    EXPECT_EQ(shown(seen.total().asked()), 8U);
    ASSERT_EQ(seen.rows_size(), 2);
    EXPECT_EQ(seen.rows(0).name(), "County");
    EXPECT_EQ(shown(seen.rows(0).asked()), 8U);
    EXPECT_EQ(shown(seen.rows(1).asked()), 8U);
    request.set_hub_id(hub);
    EXPECT_EQ(field_of(get(programme.admin, request)), "place_id");
    request.clear_hub_id();
    request.set_place_id("nowhere");
    EXPECT_EQ(field_of(get(programme.admin, request)), "place_id");
}

TEST_F(InsightsOf, WhatCameLaterChangesNothing) {
    for (int count = 0; count < 6; ++count) answered(village, denise, 4 * minute);
    const auto late = ask(village);
    settle();
    const auto before = programme.must(get(olwen, of_hub(village)));
    EXPECT_EQ(before.total().unanswered().kind(), Kind::KIND_FEWER_THAN_FIVE);
    EXPECT_EQ(before.total().answered().kind(), Kind::KIND_AT_LEAST);
    EXPECT_EQ(before.total().answered().count(), 3U);
    programme.must(programme.withdraw(late, last_ask_));
    for (int count = 0; count < 5; ++count) ask(village);
    auto after = programme.must(get(olwen, of_hub(village)));
    after.mutable_waiting()->Clear();
    auto same = before;
    same.mutable_waiting()->Clear();
    EXPECT_EQ(after.SerializeAsString(), same.SerializeAsString());
}

TEST_F(InsightsOf, WaitingAreAsTheyWereThisMorningAndInBands) {
    for (int count = 0; count < 6; ++count) ask(village);
    EXPECT_EQ(programme.must(get(olwen, of_hub(village))).waiting().asks().most(), 4U);
    programme.clock.advance(std::chrono::microseconds(day));
    const auto seen = programme.must(get(olwen, of_hub(village))).waiting();
    EXPECT_EQ(seen.asks().least(), 5U);
    EXPECT_EQ(seen.asks().most(), 9U);
    EXPECT_EQ(seen.longest_minutes(), 12U * 60);
}

TEST_F(InsightsOf, PrivateNamesSayNothingOfWhoAsked) {
    std::vector<std::string> secrets;
    for (int count = 0; count < 6; ++count) {
        const auto asker = ask(village, "health", asks::AskProgramme::Name::kept_private);
        secrets.push_back(asker.member_id);
        secrets.push_back(programme.look(asker, last_ask_).asker().member_id());
        secrets.push_back(programme.look(asker, last_ask_).asker().name());
        secrets.push_back(last_ask_);
    }
    settle();
    const auto by_theme = programme.must(get(olwen, of_hub(village, v1::INSIGHTS_BY_THEME)));
    EXPECT_EQ(shown(by_theme.rows(4).asked()), 6U);
    EXPECT_EQ(by_theme.rows(4).key(), "health");
    for (const auto& secret : secrets) EXPECT_FALSE(by_theme.SerializeAsString().contains(secret));
}

TEST_F(InsightsOf, ATableCanBeTakenAlong) {
    for (int count = 0; count < 6; ++count) answered(village, denise, 4 * minute);
    settle();
    v1::ExportInsightsRequest request;
    *request.mutable_insights() = of_hub(village);
    EXPECT_EQ(field_of(call(olwen, &InsightsService::export_insights, request)), "table");
    const auto csv = [&](Table::Table table) {
        request.set_table(table);
        return programme.must(call(olwen, &InsightsService::export_insights, request)).csv();
    };
    EXPECT_EQ(csv(Table::TABLE_ROWS),
              "\"Quarter from\",Asked,Answered,Unanswered,\"Half answered within\",\"Nine of ten answered within\","
              "\"Five or more unanswered\",Stories\r\n"
              "2026-10,6,6,0,\"15 minutes\",\"15 minutes\",,0\r\n"
              "All,6,6,0,\"15 minutes\",\"15 minutes\",,0\r\n");
    EXPECT_EQ(csv(Table::TABLE_LOAD), "Champion,\"Asks taken up\"\r\n'=Denise,\"5 to 9\"\r\n");
    EXPECT_TRUE(csv(Table::TABLE_ENDINGS).contains("\r\nHelped,6\r\n"));
    EXPECT_EQ(csv(Table::TABLE_OUTCOMES), "Story,\"What changed\"\r\n");
}

}  // namespace
}  // namespace ourplace::insights
