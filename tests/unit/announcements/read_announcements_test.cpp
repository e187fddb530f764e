// What is pinned, listed and exported, and for whom.
#include <algorithm>
#include <set>

#include "unit/announcements/announcement_programme.hpp"

namespace ourplace::announcements {
namespace {

using Pinned = AHub;
using ListAnnouncements = AHub;
using Recipients = AHub;

class GetAnnouncement : public AHub {
  protected:
    Code seen_by(const Caller& caller, const std::string& id) { return code_of(programme.get(caller, id)); }
};

TEST_F(Pinned, UntilConfirmedOrEnded) {
    const auto id = programme.announce(ana, hub).announcement_id();
    EXPECT_EQ(programme.pinned_for(ben), Names{"Pumps"});
    ASSERT_TRUE(programme.confirm(ben, id));
    EXPECT_EQ(programme.pinned_for(ben), Names{});
    EXPECT_EQ(programme.pinned_for(stranger), Names{});
    programme.clock.advance(std::chrono::hours(24 * 30 - 1));
    EXPECT_EQ(programme.pinned_for(cai), Names{"Pumps"});
    programme.clock.advance(std::chrono::hours(1));
    EXPECT_EQ(programme.pinned_for(cai), Names{});
    EXPECT_TRUE(programme.confirm(cai, id)) << "a press that was made offline is not refused";
}

TEST_F(Pinned, UrgentOnesFirstThenNewestFirst) {
    for (const auto* const title : {"First", "Urgent", "Last"}) {
        auto request = programme.draft(hub, title);
        if (std::string_view(title) == "Urgent") request.set_importance(v1::IMPORTANCE_URGENT);
        programme.announce(ana, request);
        programme.clock.advance(std::chrono::seconds(1));
    }
    EXPECT_EQ(programme.pinned_for(ben), (Names{"Urgent", "Last", "First"}));
}

TEST_F(Pinned, NotToThoseWhoseRoleWasNotChosen) {
    auto request = programme.draft(hub);
    request.mutable_audience()->add_roles(v1::HUB_ROLE_ORGANISER);
    const auto id = programme.announce(ana, request).announcement_id();
    programme.deliver_all();
    EXPECT_EQ(programme.pinned_for(ben), Names{});
    EXPECT_EQ(programme.told(ben.member_id), Names{});
    EXPECT_EQ(code_of(programme.get(ben, id)), Code::not_found);
    EXPECT_EQ(programme.list(ben, hub)->announcements_size(), 0);
    EXPECT_EQ(programme.updates("h." + hub).back().has_announcement_arrived(), false);
    EXPECT_EQ(figures(id), "1 + 0 + 0 of 1");
}

TEST_F(GetAnnouncement, IsForItsRecipientsAndTheOrganisersOfItsHubs) {
    const auto other = programme.hub("Village halls", {stranger});
    auto request = programme.draft(hub);
    request.mutable_audience()->add_hub_ids(other);
    const auto id = programme.announce(programme.admin, request).announcement_id();
    const auto outsider = programme.person("Outsider");
    EXPECT_EQ(seen_by(outsider, id), Code::not_found);
    EXPECT_EQ(seen_by(ben, id), Code{});
    EXPECT_FALSE(programme.get(ben, id)->announcement().has_tracking());
    const auto as_organiser_of_one = programme.get(ana, id)->announcement();
    EXPECT_FALSE(as_organiser_of_one.may_manage());
    EXPECT_FALSE(as_organiser_of_one.has_tracking()) << "people of a hub that is not hers are in it";
    EXPECT_EQ(code_of(programme.recipients(ana, id)), Code::permission_denied);
    EXPECT_TRUE(programme.get(programme.admin, id)->announcement().may_manage());
    EXPECT_FALSE(programme.get(programme.admin, id)->announcement().for_me());
    EXPECT_EQ(programme.tracking(programme.admin, id).audience(), 4u);
}

TEST_F(ListAnnouncements, NewestFirstInPages) {
    for (int i = 1; i <= 5; ++i) {
        programme.announce(ana, programme.draft(hub, std::to_string(i)));
        if (i != 3) programme.clock.advance(std::chrono::seconds(1));
    }
    Names all;
    std::string token;
    do {
        const auto page = programme.list(ben, hub, 2, token);
        for (const auto& announcement : page->announcements()) all.push_back(announcement.english().title());
        token = page->next_page_token();
    } while (!token.empty());
    ASSERT_EQ(all.size(), 5u) << "two of the same moment are no reason to lose one";
    EXPECT_EQ(all.front(), "5");
    EXPECT_EQ(all.back(), "1");
    EXPECT_EQ(field_of(programme.list(ben, hub, 51)), "page_size");
    EXPECT_EQ(field_of(programme.list(ben, hub, 2, "zz")), "page_token");
    EXPECT_EQ(field_of(programme.list(ben, hub, 2, hubs::page_token({.name_key = "soon", .id = "x"}))), "page_token");
    EXPECT_EQ(field_of(programme.list(ben, "nowhere")), "hub_id");
}

TEST_F(ListAnnouncements, OfAHubHoldsOnlyWhatWentThere) {
    const auto other = programme.hub("Village halls", {ana, ben});
    programme.announce(ana, programme.draft(other, "Halls"));
    auto both = programme.draft(hub, "Both");
    both.mutable_audience()->add_hub_ids(other);
    programme.announce(ana, both);
    EXPECT_EQ(programme.list(ben, hub)->announcements_size(), 1);
    EXPECT_EQ(programme.list(ben, other)->announcements_size(), 2);
    EXPECT_EQ(programme.list(cai, other)->announcements_size(), 1) << "what went to her, through another hub";
    EXPECT_EQ(programme.list(stranger, other)->announcements_size(), 0);
}

TEST_F(Recipients, AreListedByNameAndState) {
    const auto id = programme.announce(ana, hub).announcement_id();
    ASSERT_TRUE(programme.reach(ben, id));
    ASSERT_TRUE(programme.confirm(cai, id));
    EXPECT_EQ(programme.names(programme.recipients(ana, id)), (Names{"Ana", "Ben", "Cai"}));
    EXPECT_EQ(programme.names(programme.recipients(ana, id, {v1::RECIPIENT_STATE_NOT_REACHED})), Names{"Ana"});
    EXPECT_EQ(programme.names(programme.recipients(ana, id, {v1::RECIPIENT_STATE_REACHED})), Names{"Ben"});
    EXPECT_EQ(
        programme.names(programme.recipients(ana, id, {v1::RECIPIENT_STATE_NOT_REACHED, v1::RECIPIENT_STATE_REACHED})),
        (Names{"Ana", "Ben"}))
        << "who has not confirmed";
    const auto confirmed = programme.recipients(ana, id, {v1::RECIPIENT_STATE_ACKNOWLEDGED})->recipients(0);
    EXPECT_EQ(confirmed.name(), "Cai");
    EXPECT_EQ(confirmed.acknowledged_at_us(), programme.clock.now());
    EXPECT_EQ(confirmed.hub_name(), "Flood friends");
    EXPECT_GT(confirmed.last_seen_at_us(), 0);
}

TEST_F(Recipients, ComeInPages) {
    programme.crowd(hub, 30);
    const auto id = programme.announce(ana, hub).announcement_id();
    Names all;
    std::string token;
    do {
        const auto page = programme.recipients(ana, id, {}, 7, token);
        for (const auto& name : programme.names(page)) all.push_back(name);
        token = page->next_page_token();
    } while (!token.empty());
    EXPECT_EQ(all.size(), 33u);
    EXPECT_EQ(std::set<std::string>(all.begin(), all.end()).size(), 33u);
    EXPECT_EQ(field_of(programme.recipients(ana, id, {}, 201)), "page_size");
    EXPECT_EQ(field_of(programme.recipients(ana, id, {v1::RECIPIENT_STATE_UNSPECIFIED})), "states");
}

TEST_F(Recipients, AreForThoseWhoMayTrackItOnly) {
    const auto id = programme.announce(ana, hub).announcement_id();
    EXPECT_EQ(code_of(programme.recipients(ben, id)), Code::permission_denied);
    EXPECT_EQ(code_of(programme.recipients(stranger, id)), Code::not_found);
    v1::ExportRecipientsRequest request;
    request.set_announcement_id(id);
    EXPECT_EQ(code_of(programme.call(ben, &AnnouncementService::export_recipients, request)), Code::permission_denied);
    EXPECT_TRUE(programme.recipients(programme.admin, id));
}

TEST_F(Recipients, AreExportedWithoutFormulas) {
    const auto villain = programme.person("=HYPERLINK(\"http://x\")");
    programme.write([&](store::Transaction& tx) {
        hubs::join_hub(tx, hub, villain.member_id, hubs::Role::member, programme.clock.now());
    });
    const auto id = programme.announce(ana, hub).announcement_id();
    ASSERT_TRUE(programme.confirm(ben, id));
    v1::ExportRecipientsRequest request;
    request.set_announcement_id(id);
    const auto all = programme.call(ana, &AnnouncementService::export_recipients, request);
    EXPECT_EQ(all->csv(),
              "Name,Hub,State,Confirmed at (UTC)\r\n"
              "\"'=HYPERLINK(\"\"http://x\"\")\",\"Flood friends\",\"not reached\",\r\n"
              "Ana,\"Flood friends\",\"not reached\",\r\n"
              "Ben,\"Flood friends\",confirmed,\"2023-11-14 22:13:20\"\r\n"
              "Cai,\"Flood friends\",\"not reached\",\r\n");
    EXPECT_EQ(all->next_page_token(), "");
    request.add_states(v1::RECIPIENT_STATE_ACKNOWLEDGED);
    EXPECT_EQ(programme.call(ana, &AnnouncementService::export_recipients, request)->csv(),
              "Name,Hub,State,Confirmed at (UTC)\r\nBen,\"Flood friends\",confirmed,\"2023-11-14 22:13:20\"\r\n");
}

TEST_F(Recipients, OfAnAuditedStoreAgreeWithWhatWasFrozen) {
    const auto id = programme.announce(ana, hub).announcement_id();
    programme.deliver_all();
    EXPECT_EQ(programme.faults(), Names{});
    programme.write([&](store::Transaction& tx) {
        tx.execute("DELETE FROM announcement_recipient WHERE member_id = $1", ben.member_id);
        tx.execute("UPDATE announcement_recipient SET reached_version = 2 WHERE member_id = $1", cai.member_id);
    });
    EXPECT_EQ(programme.faults(),
              (Names{"announcement " + id + " was frozen with an audience of 3, but has 2 recipients",
                     "announcement " + id + " says that it was sent to 3 people, but was to 2",
                     "announcement " + id + " has 1 recipients with a version that they cannot have"}));
}

}  // namespace
}  // namespace ourplace::announcements
