// Places, the directory, hubs and joining them.
#include "hubs/hub_service.hpp"

#include "unit/hubs/hub_programme.hpp"

namespace ourplace::hubs {
namespace {

using Names = std::vector<std::string>;

Names found(HubProgramme& programme, const Caller& caller, std::string_view query, const std::string& place_id = {}) {
    v1::ListHubsRequest request;
    request.set_query(std::string(query));
    request.set_place_id(place_id);
    Names names;
    const auto response = programme.call(caller, &HubService::list_hubs, request);
    for (const auto& hub : HubProgramme::must(response).hubs()) names.push_back(hub.name());
    return names;
}

TEST(Places, AreListedParentsBeforeChildren) {
    HubProgramme programme;
    const auto wales = programme.place("Wales");
    const auto anglesey = programme.place("Anglesey", wales.place_id());
    programme.place("Camden");
    programme.place("Llangefni", anglesey.place_id());
    const auto response = programme.call(programme.person("Ana"), &HubService::list_places, v1::ListPlacesRequest());
    Names names;
    for (const auto& place : response->places()) names.push_back(place.name());
    EXPECT_EQ(names, (Names{"Camden", "Wales", "Anglesey", "Llangefni"}));
    EXPECT_EQ(response->places(2).parent_place_id(), wales.place_id());
}

TEST(Places, AreMadeByAdministratorsWithinPlacesThatExist) {
    HubProgramme programme;
    v1::CreatePlaceRequest request;
    request.set_name("Camden");
    EXPECT_EQ(code_of(programme.call(programme.person("Ana"), &HubService::create_place, request)),
              Code::permission_denied);
    request.set_parent_place_id("nowhere");
    EXPECT_EQ(field_of(programme.call(programme.admin, &HubService::create_place, request)), "parent_place_id");
    request.set_name(" ");
    EXPECT_EQ(field_of(programme.call(programme.admin, &HubService::create_place, request)), "name");
}

TEST(Directory, IsSearchedByNamePurposeAndPlaceHoweverTheyAreTyped) {
    HubProgramme programme;
    const auto ana = programme.person("Ana");
    const auto llyn = programme.place("Pen Llŷn").place_id();
    programme.hub("Cyngor Ieuenctid", {ana}, v1::JOIN_POLICY_OPEN, llyn, "Pobl ifanc");
    programme.hub("Skills matching", {ana}, v1::JOIN_POLICY_OPEN, {}, "Work with local business");
    EXPECT_EQ(found(programme, ana, "SKILLS"), Names{"Skills matching"});
    EXPECT_EQ(found(programme, ana, "business work"), Names{"Skills matching"});
    EXPECT_EQ(found(programme, ana, "llyn"), Names{"Cyngor Ieuenctid"});
    EXPECT_EQ(found(programme, ana, "LLY\u0302N cyngor"), Names{"Cyngor Ieuenctid"});
    EXPECT_EQ(found(programme, ana, "llyn skills"), Names{});
    EXPECT_EQ(found(programme, ana, ""), (Names{"Cyngor Ieuenctid", "Skills matching"}));
}

TEST(Directory, TakesSignsOfTheSearchLiterally) {
    HubProgramme programme;
    const auto ana = programme.person("Ana");
    programme.hub("100% Youth", {ana});
    programme.hub("1000 Youths", {ana});
    EXPECT_EQ(found(programme, ana, "100%"), Names{"100% Youth"});
    EXPECT_EQ(found(programme, ana, "_"), Names{});
    EXPECT_EQ(found(programme, ana, "\\"), Names{});
    EXPECT_EQ(found(programme, ana, "' OR 1=1 --"), Names{});
}

TEST(Directory, RefusesASearchThatIsTooLong) {
    HubProgramme programme;
    v1::ListHubsRequest request;
    request.set_query(std::string(60'000, 'x'));
    const auto response = programme.call(programme.admin, &HubService::list_hubs, request);
    EXPECT_EQ(code_of(response), Code::invalid_argument);
    EXPECT_EQ(field_of(response), "query");
}

TEST(Directory, OfAPlaceHasThePlacesInsideIt) {
    HubProgramme programme;
    const auto ana = programme.person("Ana");
    const auto camden = programme.place("Camden").place_id();
    const auto ward = programme.place("Cantelowes", camden).place_id();
    programme.hub("Dudley", {ana});
    programme.hub("Estate", {ana}, v1::JOIN_POLICY_OPEN, programme.place("Maiden Lane", ward).place_id());
    programme.hub("Camden hub", {ana}, v1::JOIN_POLICY_OPEN, camden);
    EXPECT_EQ(found(programme, ana, "", camden), (Names{"Camden hub", "Estate"}));
    EXPECT_EQ(found(programme, ana, "", ward), Names{"Estate"});
    EXPECT_EQ(found(programme, ana, "", "nowhere"), Names{});
}

TEST(Directory, PagesAreCompleteAndHaveNothingTwice) {
    HubProgramme programme;
    const auto ana = programme.person("Ana");
    const auto place = programme.place("Camden").place_id();
    for (int i = 0; i < 7; ++i) programme.hub(i < 4 ? "Same name" : "Hub " + std::to_string(i), {ana}, {}, place);
    std::vector<std::string> ids;
    v1::ListHubsRequest request;
    request.set_page_size(3);
    do {
        const auto page = programme.call(ana, &HubService::list_hubs, request);
        ASSERT_TRUE(page);
        EXPECT_LE(page->hubs_size(), 3);
        for (const auto& hub : page->hubs()) ids.push_back(hub.hub_id());
        request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    EXPECT_EQ(ids.size(), 7u);
    std::ranges::sort(ids);
    EXPECT_TRUE(std::ranges::unique(ids).empty());
}

TEST(Directory, ListsHubsByInvitationButNotWhoAndWhatIsInThem) {
    HubProgramme programme;
    const auto ana = programme.person("Ana");
    const auto stranger = programme.person("Stranger");
    const auto hub = programme.hub("Parent mentors", {ana});
    programme.channel(ana, hub, v1::CHANNEL_VISIBILITY_HUB, "Talk");
    programme.channel(ana, hub, v1::CHANNEL_VISIBILITY_OPEN, "Ask us");
    EXPECT_EQ(found(programme, stranger, ""), Names{"Parent mentors"});
    const auto seen = programme.look_at(stranger, hub);
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->hub().member_count(), 1u);
    EXPECT_EQ(seen->hub().my_role(), v1::HUB_ROLE_UNSPECIFIED);
    EXPECT_EQ(programme.sees(stranger, hub), Names{"Ask us"});
    EXPECT_EQ(code_of(programme.members_of(stranger, hub)), Code::permission_denied);
    EXPECT_FALSE(programme.may_follow(stranger, "h." + hub));
    EXPECT_EQ(code_of(programme.look_at(stranger, "nowhere")), Code::not_found);
}

TEST(CreateHub, IsForAdministratorsWhoBecomeItsFirstOrganiser) {
    HubProgramme programme;
    v1::CreateHubRequest request;
    request.set_name("Youth council");
    request.set_purpose("By young people.");
    request.set_place_id(programme.place("Ellistown").place_id());
    request.set_paint(v1::PAINT_OCHRE);
    request.set_join_policy(v1::JOIN_POLICY_OPEN);
    EXPECT_EQ(code_of(programme.call(programme.person("Ana"), &HubService::create_hub, request)),
              Code::permission_denied);
    const auto created = programme.call(programme.admin, &HubService::create_hub, request);
    ASSERT_TRUE(created);
    EXPECT_EQ(created->hub().name(), "Youth council");
    EXPECT_EQ(created->hub().purpose(), "By young people.");
    EXPECT_EQ(created->hub().place().name(), "Ellistown");
    EXPECT_EQ(created->hub().paint(), v1::PAINT_OCHRE);
    EXPECT_EQ(created->hub().member_count(), 1u);
    EXPECT_EQ(created->hub().my_role(), v1::HUB_ROLE_ORGANISER);
}

TEST(CreateHub, NamesTheFieldAtFault) {
    HubProgramme programme;
    const auto place_id = programme.place("Ellistown").place_id();
    const auto field_at_fault = [&](auto change) {
        v1::CreateHubRequest request;
        request.set_name("Youth council");
        request.set_place_id(place_id);
        request.set_paint(v1::PAINT_OCHRE);
        request.set_join_policy(v1::JOIN_POLICY_OPEN);
        change(request);
        return field_of(programme.call(programme.admin, &HubService::create_hub, request));
    };
    EXPECT_EQ(field_at_fault([](auto&) {}), "accepted");
    EXPECT_EQ(field_at_fault([](auto& request) { request.clear_name(); }), "name");
    EXPECT_EQ(field_at_fault([](auto& request) { request.set_purpose(std::string(281, 'a')); }), "purpose");
    EXPECT_EQ(field_at_fault([](auto& request) { request.set_place_id("nowhere"); }), "place_id");
    EXPECT_EQ(field_at_fault([](auto& request) { request.clear_paint(); }), "paint");
    EXPECT_EQ(field_at_fault([](auto& request) { request.clear_join_policy(); }), "join_policy");
}

TEST(UpdateHub, ChangesOnlyWhatIsSetAndTellsTheHub) {
    HubProgramme programme;
    const auto ana = programme.person("Ana");
    const auto hub = programme.hub("Youth council", {ana}, v1::JOIN_POLICY_INVITATION, {}, "Purpose");
    v1::UpdateHubRequest request;
    request.set_hub_id(hub);
    request.set_name("Cyngor Ieuenctid");
    const auto changed = programme.call(ana, &HubService::update_hub, request);
    ASSERT_TRUE(changed);
    EXPECT_EQ(changed->hub().name(), "Cyngor Ieuenctid");
    EXPECT_EQ(changed->hub().purpose(), "Purpose");
    EXPECT_EQ(changed->hub().join_policy(), v1::JOIN_POLICY_INVITATION);
    EXPECT_EQ(found(programme, ana, "ieuenctid"), Names{"Cyngor Ieuenctid"}) << "it is found by its new name";
    const auto told = programme.updates("h." + hub).back();
    EXPECT_EQ(told.hub_changed().hub().name(), "Cyngor Ieuenctid");
    EXPECT_EQ(told.hub_changed().hub().my_role(), v1::HUB_ROLE_UNSPECIFIED) << "everybody gets the same bytes";
    ASSERT_TRUE(programme.call(ana, &HubService::update_hub, request));
    EXPECT_EQ(programme.updates("h." + hub).back().seq(), told.seq()) << "saying the same again is no news";
}

TEST(UpdateHub, SaysWhetherAnnouncementsMustBeInBothLanguages) {
    HubProgramme programme;
    const auto ana = programme.person("Ana");
    const auto hub = programme.hub("Youth council", {ana});
    EXPECT_FALSE(programme.look_at(ana, hub)->hub().requires_both_languages());
    v1::UpdateHubRequest request;
    request.set_hub_id(hub);
    request.set_requires_both_languages(true);
    EXPECT_TRUE(programme.call(ana, &HubService::update_hub, request)->hub().requires_both_languages());
    EXPECT_TRUE(programme.updates("h." + hub).back().hub_changed().hub().requires_both_languages());
    request.clear_requires_both_languages();
    request.set_name("Cyngor Ieuenctid");
    EXPECT_TRUE(programme.call(ana, &HubService::update_hub, request)->hub().requires_both_languages());
}

TEST(UpdateHub, IsForItsOrganisersAndAdministrators) {
    HubProgramme programme;
    const auto ana = programme.person("Ana");
    const auto ben = programme.person("Ben");
    const auto mod = programme.person("Mod");
    const auto hub = programme.hub("Youth council", {ana, ben, mod});
    ASSERT_TRUE(programme.set_role(ana, hub, mod, v1::HUB_ROLE_MODERATOR));
    v1::UpdateHubRequest request;
    request.set_hub_id(hub);
    request.set_purpose("Mine");
    for (const auto& refused : {ben, mod, programme.person("Stranger")})
        EXPECT_EQ(code_of(programme.call(refused, &HubService::update_hub, request)), Code::permission_denied);
    EXPECT_TRUE(programme.call(programme.admin, &HubService::update_hub, request));
    request.set_hub_id("nowhere");
    EXPECT_EQ(field_of(programme.call(ana, &HubService::update_hub, request)), "hub_id");
    request.set_name("");
    EXPECT_EQ(field_of(programme.call(ana, &HubService::update_hub, request)), "name");
}

TEST(JoinHub, AnybodyJoinsAnOpenHubWithAllItsChannelsThatAreNotPrivate) {
    HubProgramme programme;
    const auto ana = programme.person("Ana");
    const auto ben = programme.person("Ben");
    const auto hub = programme.hub("Youth council", {ana}, v1::JOIN_POLICY_OPEN);
    programme.channel(ana, hub, v1::CHANNEL_VISIBILITY_OPEN, "Open");
    programme.channel(ana, hub, v1::CHANNEL_VISIBILITY_HUB, "Talk");
    programme.channel(ana, hub, v1::CHANNEL_VISIBILITY_PRIVATE, "Organisers");
    const auto old = programme.channel(ana, hub, v1::CHANNEL_VISIBILITY_HUB, "Zzz");
    ASSERT_TRUE(programme.archive(ana, old));
    const auto joined = programme.join(ben, hub);
    ASSERT_TRUE(joined);
    EXPECT_EQ(joined->hub().my_role(), v1::HUB_ROLE_MEMBER);
    EXPECT_EQ(joined->hub().member_count(), 2u);
    const auto seen = programme.look_at(ben, hub);
    EXPECT_EQ(programme.sees(ben, hub), (Names{"Open", "Talk", "Zzz"}));
    EXPECT_TRUE(seen->channels(0).joined());
    EXPECT_TRUE(seen->channels(1).joined());
    EXPECT_FALSE(seen->channels(2).joined()) << "nobody is put into a channel that is archived";
}

TEST(JoinHub, TellsTheHubAndTheMembersOwnDevices) {
    HubProgramme programme;
    const auto ana = programme.person("Ana");
    const auto ben = programme.person("Ben");
    const auto hub = programme.hub("Youth council", {ana}, v1::JOIN_POLICY_OPEN);
    ASSERT_TRUE(programme.join(ben, hub));
    EXPECT_EQ(programme.updates("h." + hub).back().hub_member_joined().member().member().name(), "Ben");
    EXPECT_EQ(programme.updates("m." + ben.member_id).back().my_hub_changed().hub().my_role(), v1::HUB_ROLE_MEMBER);
    const auto before = programme.updates("h." + hub).size();
    ASSERT_TRUE(programme.join(ben, hub));
    EXPECT_EQ(programme.updates("h." + hub).size(), before) << "joining twice is joining once";
}

TEST(JoinHub, AHubByInvitationIsNotJoinedWithoutOne) {
    HubProgramme programme;
    const auto ana = programme.person("Ana");
    const auto ben = programme.person("Ben");
    const auto hub = programme.hub("Parent mentors", {ana, ben});
    const auto stranger = programme.person("Stranger");
    const auto refused = programme.join(stranger, hub);
    EXPECT_EQ(code_of(refused), Code::permission_denied);
    EXPECT_EQ(field_of(refused), "hub_id");
    EXPECT_FALSE(programme.may_follow(stranger, "h." + hub));
    EXPECT_TRUE(programme.join(ben, hub)) << "who belongs to it already is not turned away";
    EXPECT_TRUE(programme.join(programme.admin, hub));
    EXPECT_EQ(code_of(programme.join(stranger, "nowhere")), Code::not_found);
}

TEST(Methods, OfHubsAreOpenToPeopleAndProgramsAsTheyNeedThem) {
    HubProgramme programme;
    rpc::Router router(programme.metrics);
    programme.service.add_methods(router);
    Caller program;
    program.kind = Caller::Kind::token_read;
    program.member_id = programme.member("Ana");
    const auto code = [&](const char* method, const Caller& caller) {
        auto context = TestProgramme::context(caller);
        return code_of(programme.run(
            router.call(context, std::string("ourplace.v1.HubService/") + method, rpc::Codec::json, "{}")));
    };
    EXPECT_EQ(code("ListPlaces", program), Code{});
    EXPECT_EQ(code("ListHubs", program), Code{});
    for (const auto* method : {"CreateHub", "JoinHub", "LeaveChannel", "CreateInvite", "JoinWithInvite"}) {
        EXPECT_EQ(code(method, program), Code::permission_denied) << method;
        EXPECT_EQ(code(method, {}), Code::unauthenticated) << method;
    }
    EXPECT_EQ(code("ListHubs", {}), Code::unauthenticated);
    EXPECT_EQ(code("GetInvite", {}), Code::not_found) << "open to everybody who has the token";
    program.kind = Caller::Kind::token_write;
    EXPECT_EQ(code("CreateInvite", program), Code::permission_denied) << "people only";
    EXPECT_EQ(code("JoinHub", program), Code::not_found);
}

}  // namespace
}  // namespace ourplace::hubs
