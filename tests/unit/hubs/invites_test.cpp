#include <thread>

#include "accounts/devices_tables.hpp"
#include "unit/hubs/hub_programme.hpp"

namespace ourplace::hubs {
namespace {

using std::chrono::hours;

Task<std::string> some_hash() { co_return "hash"; }

class Invites : public ::testing::Test {
  protected:
    Result<v1::CreateInviteResponse> invite(const Caller& by, v1::HubRole role = v1::HUB_ROLE_MEMBER, unsigned uses = 0,
                                            unsigned days = 0) {
        v1::CreateInviteRequest request;
        request.set_hub_id(hub);
        request.set_role(role);
        request.set_uses(uses);
        request.set_days_valid(days);
        return programme.call(by, &HubService::create_invite, request);
    }
    static std::string token_in(const Result<v1::CreateInviteResponse>& created) {
        return created->url().substr(created->url().find('#') + 1);
    }
    Result<v1::GetInviteResponse> look_at(const std::string& token) {
        v1::GetInviteRequest request;
        request.set_invite_token(token);
        return programme.call({}, &HubService::get_invite, request);
    }
    Result<v1::JoinWithInviteResponse> join(const Caller& caller, const std::string& token) {
        v1::JoinWithInviteRequest request;
        request.set_invite_token(token);
        return programme.call(caller, &HubService::join_with_invite, request);
    }
    struct Accepted {
        Result<v1::AcceptInviteResponse> response;
        std::string secret;
    };
    Accepted accept(const std::string& token, std::string_view name,
                    std::string_view passphrase = "tall ships sail at dawn") {
        auto call = TestProgramme::context();
        v1::AcceptInviteRequest request;
        request.set_invite_token(token);
        request.set_name(std::string(name));
        request.set_passphrase(std::string(passphrase));
        request.set_language(v1::LANGUAGE_CY);
        auto response = programme.run(programme.service.accept_invite(call, request));
        return {.response = std::move(response), .secret = call.new_session_secret.value_or("")};
    }
    Result<v1::ListInvitesResponse> list(const Caller& caller) {
        v1::ListInvitesRequest request;
        request.set_hub_id(hub);
        return programme.call(caller, &HubService::list_invites, request);
    }
    Result<v1::RevokeInviteResponse> revoke(const Caller& caller, const std::string& invite_id) {
        v1::RevokeInviteRequest request;
        request.set_invite_id(invite_id);
        return programme.call(caller, &HubService::revoke_invite, request);
    }

    HubProgramme programme;
    Caller ana = programme.person("Ana");
    Caller ben = programme.person("Ben");
    Caller cai = programme.person("Cai");
    std::string hub = programme.hub("Youth council", {ana, ben});
};

TEST_F(Invites, AreMadeByOrganisersAndShownOnce) {
    EXPECT_EQ(code_of(invite(ben)), Code::permission_denied);
    EXPECT_EQ(code_of(invite(cai)), Code::permission_denied);
    EXPECT_EQ(field_of(invite(ana, v1::HUB_ROLE_UNSPECIFIED)), "role");
    const auto created = invite(ana, v1::HUB_ROLE_MODERATOR, 5, 7);
    ASSERT_TRUE(created);
    EXPECT_TRUE(created->url().starts_with("https://talk.example/join#")) << "the secret reaches no server's log";
    EXPECT_EQ(token_in(created).size(), 43u);
    EXPECT_EQ(created->invite().uses_left(), 5u);
    EXPECT_EQ(created->invite().expires_at_us(), programme.clock.now() + 7 * microseconds_per_day);
    EXPECT_EQ(created->invite().created_by_name(), "Ana");
    EXPECT_TRUE(invite(programme.admin));
}

TEST_F(Invites, TellWhatOneIsInvitedToWithoutBeingUsedUp) {
    const auto token = token_in(invite(ana, v1::HUB_ROLE_MODERATOR));
    for (int i = 0; i < 3; ++i) {
        const auto seen = look_at(token);
        ASSERT_TRUE(seen);
        EXPECT_EQ(seen->hub().name(), "Youth council");
        EXPECT_EQ(seen->role(), v1::HUB_ROLE_MODERATOR);
        EXPECT_EQ(seen->invited_by_name(), "Ana");
        EXPECT_EQ(seen->programme_name(), "Our Place");
    }
    EXPECT_TRUE(join(cai, token));
}

TEST_F(Invites, MakeAnAccountThatBelongsToTheHubAndIsSignedIn) {
    const auto accepted = accept(token_in(invite(ana, v1::HUB_ROLE_MODERATOR)), " Dai ");
    ASSERT_TRUE(accepted.response) << accepted.response.error().message;
    EXPECT_EQ(accepted.response->hub_id(), hub);
    EXPECT_EQ(accepted.response->me().member().name(), "Dai");
    EXPECT_EQ(accepted.response->me().language(), v1::LANGUAGE_CY);
    EXPECT_TRUE(accepted.response->me().has_passphrase());
    const auto caller = programme.write(
        [&](auto& tx) { return accounts::find_access(tx, accepted.secret, programme.clock.now())->caller; });
    EXPECT_EQ(caller.member_id, accepted.response->me().member().member_id());
    EXPECT_EQ(programme.role_in(hub, caller), v1::HUB_ROLE_MODERATOR);
    EXPECT_EQ(programme.write([&](auto& tx) { return accounts::passphrase_hash(tx, caller.member_id); }),
              "hash of tall ships sail at dawn");
}

TEST_F(Invites, AreNotUsedUpByAnAccountThatCouldNotBeMade) {
    const auto token = token_in(invite(ana));
    EXPECT_EQ(field_of(accept(token, "Ana").response), "name");
    EXPECT_EQ(field_of(accept(token, " ").response), "name");
    EXPECT_EQ(field_of(accept(token, "Dai", "short").response), "passphrase");
    EXPECT_EQ(accept(token, "Ana").secret, "");
    EXPECT_TRUE(accept(token, "Dai").response);
    EXPECT_EQ(field_of(accept(token, "Eve").response), "invite_token");
}

TEST_F(Invites, AreAcceptedOnlyWhereACookieCanBeSet) {
    auto over_web_socket = TestProgramme::context();
    over_web_socket.can_set_cookie = false;
    v1::AcceptInviteRequest request;
    request.set_invite_token(token_in(invite(ana)));
    request.set_name("Dai");
    request.set_passphrase("tall ships sail at dawn");
    EXPECT_EQ(code_of(programme.run(programme.service.accept_invite(over_web_socket, request))),
              Code::failed_precondition);
    EXPECT_TRUE(accept(request.invite_token(), "Dai").response);
}

TEST_F(Invites, LetSomebodyWhoIsSignedInJoinWithTheRole) {
    EXPECT_EQ(join(cai, token_in(invite(ana, v1::HUB_ROLE_MODERATOR)))->hub_id(), hub);
    EXPECT_EQ(programme.role_in(hub, cai), v1::HUB_ROLE_MODERATOR);
    EXPECT_TRUE(join(cai, token_in(invite(ana, v1::HUB_ROLE_ORGANISER))));
    EXPECT_EQ(programme.role_in(hub, cai), v1::HUB_ROLE_ORGANISER) << "a greater role is taken";
}

TEST_F(Invites, AreNotUsedUpByWhoeverHasTheRoleAlready) {
    const auto token = token_in(invite(ana));
    EXPECT_TRUE(join(ana, token));
    EXPECT_TRUE(join(ben, token));
    EXPECT_EQ(programme.role_in(hub, ana), v1::HUB_ROLE_ORGANISER);
    EXPECT_TRUE(join(cai, token));
}

TEST_F(Invites, UnknownExpiredUsedAndRevokedOnesAreRefusedInTheSameWords) {
    const auto used = token_in(invite(ana));
    ASSERT_TRUE(join(cai, used));
    const auto revoked = invite(ana);
    ASSERT_TRUE(revoke(ana, revoked->invite().invite_id()));
    const auto expired = token_in(invite(ana, v1::HUB_ROLE_MEMBER, 1, 1));
    const auto dai = programme.person("Dai");
    programme.clock.advance(hours(24));
    const auto unknown = look_at("no such token");
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, Code::not_found);
    EXPECT_EQ(unknown.error().field, "invite_token");
    for (const auto& token : {used, token_in(revoked), expired}) {
        const auto why = unknown.error().message;
        EXPECT_EQ(error_of(look_at(token)).message, why);
        EXPECT_EQ(error_of(join(dai, token)).message, why);
        EXPECT_EQ(error_of(accept(token, "Eve").response).message, why);
    }
}

TEST_F(Invites, AreGoodUntilTheMomentTheyExpire) {
    const auto token = token_in(invite(ana, v1::HUB_ROLE_MEMBER, 2, 1));
    programme.clock.advance(hours(24) - std::chrono::microseconds(1));
    EXPECT_TRUE(join(cai, token));
    programme.clock.advance(std::chrono::microseconds(1));
    EXPECT_FALSE(look_at(token));
}

TEST_F(Invites, HaveAsManyUsesAsTheyWereGiven) {
    const auto token = token_in(invite(ana, v1::HUB_ROLE_MEMBER, 2));
    EXPECT_TRUE(accept(token, "Dai").response);
    EXPECT_EQ(list(ana)->invites(0).uses_left(), 1u);
    EXPECT_TRUE(accept(token, "Eve").response);
    EXPECT_EQ(field_of(accept(token, "Fay").response), "invite_token");
}

TEST_F(Invites, TheLastUseIsTakenOnceHoweverManyTryAtOnce) {
    const auto token = token_in(invite(ana, v1::HUB_ROLE_MEMBER, 1));
    std::vector<Caller> people;
    for (int i = 0; i < 8; ++i) people.push_back(programme.person("Person " + std::to_string(i)));
    std::atomic<int> joined = 0;
    {
        std::vector<std::jthread> threads;
        for (const auto& person : people) {
            threads.emplace_back([&] { joined += join(person, token) ? 1 : 0; });
        }
    }
    EXPECT_EQ(joined, 1);
    EXPECT_EQ(programme.members_of(ana, hub)->members_size(), 3);
}

TEST_F(Invites, TheLastUseMayBeTakenWhileAPassphraseIsHashed) {
    const auto token = token_in(invite(ana));
    const auto hash = [&](std::string) {
        EXPECT_TRUE(join(cai, token));
        return some_hash();
    };
    HubService service(*programme.database, programme.clock,
                       {.public_url = "https://talk.example", .hash_passphrase = hash});
    v1::AcceptInviteRequest request;
    request.set_invite_token(token);
    request.set_name("Dai");
    request.set_passphrase("tall ships sail at dawn");
    auto call = TestProgramme::context();
    EXPECT_EQ(field_of(programme.run(service.accept_invite(call, request))), "invite_token");
    EXPECT_FALSE(call.new_session_secret);
    EXPECT_EQ(programme.members_of(ana, hub)->members_size(), 3);
}

TEST_F(Invites, AreListedToOrganisersNewestFirstWhileTheyCanBeUsed) {
    const auto first = invite(ana, v1::HUB_ROLE_MEMBER, 1, 1)->invite().invite_id();
    programme.clock.advance(hours(1));
    const auto second = invite(programme.admin, v1::HUB_ROLE_MEMBER, 3);
    const auto listed = list(ana);
    ASSERT_EQ(listed->invites_size(), 2);
    EXPECT_EQ(listed->invites(0).invite_id(), second->invite().invite_id());
    EXPECT_EQ(listed->invites(0).created_by_name(), "Admin");
    EXPECT_EQ(listed->invites(1).invite_id(), first);
    EXPECT_EQ(code_of(list(ben)), Code::permission_denied);
    programme.clock.advance(hours(23));
    EXPECT_EQ(list(ana)->invites_size(), 1);
}

TEST_F(Invites, AreTakenBackByOrganisersOfTheirHubOnly) {
    const auto created = invite(ana);
    const auto id = created->invite().invite_id();
    programme.hub("Elsewhere", {cai});
    for (const auto& refused : {ben, cai}) {
        EXPECT_EQ(code_of(revoke(refused, id)), Code::not_found) << "as if there were none";
        EXPECT_EQ(error_of(revoke(refused, id)).message, error_of(revoke(ana, "nothing")).message);
    }
    EXPECT_TRUE(look_at(token_in(created)));
    EXPECT_TRUE(revoke(ana, id));
    EXPECT_FALSE(look_at(token_in(created)));
}

TEST_F(Invites, EndWithTheRightToInviteSoThatNobodyLetsThemselvesInAgain) {
    ASSERT_TRUE(programme.set_role(ana, hub, ben, v1::HUB_ROLE_ORGANISER));
    const auto bens = token_in(invite(ben, v1::HUB_ROLE_ORGANISER));
    const auto anas = token_in(invite(ana));
    ASSERT_TRUE(programme.set_role(ana, hub, ben, v1::HUB_ROLE_MEMBER));
    EXPECT_EQ(field_of(join(ben, bens)), "invite_token");
    EXPECT_EQ(programme.role_in(hub, ben), v1::HUB_ROLE_MEMBER);

    ASSERT_TRUE(programme.set_role(ana, hub, ben, v1::HUB_ROLE_ORGANISER));
    const auto others = token_in(invite(ben, v1::HUB_ROLE_ORGANISER));
    ASSERT_TRUE(programme.remove(ana, hub, ben));
    EXPECT_EQ(field_of(join(ben, others)), "invite_token");
    EXPECT_TRUE(look_at(anas)) << "those of others go on";
}

TEST_F(Invites, GoOnWhenTheirMakerLeavesOfTheirOwnWill) {
    ASSERT_TRUE(programme.set_role(ana, hub, ben, v1::HUB_ROLE_ORGANISER));
    const auto on_the_poster = token_in(invite(ana, v1::HUB_ROLE_MEMBER, 100));
    ASSERT_TRUE(programme.leave(ana, hub));
    EXPECT_TRUE(join(cai, on_the_poster));
}

}  // namespace
}  // namespace ourplace::hubs
