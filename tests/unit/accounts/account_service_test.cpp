#include "accounts/account_service.hpp"

#include <gtest/gtest.h>

#include "unit/accounts/account_programme.hpp"

namespace ourplace::accounts {
namespace {

using std::chrono::hours;

TEST(Profile, ChangesOnlyWhatIsSetAndTellsTheMembersOwnDevices) {
    AccountProgramme programme;
    const auto ana = programme.member("Ana");
    const auto caller = programme.on_device(ana);
    v1::UpdateProfileRequest request;
    request.set_about(" Here since 1987. ");
    const auto response = programme.call(caller, &AccountService::update_profile, request);
    ASSERT_TRUE(response);
    EXPECT_EQ(response->me().member().name(), "Ana");
    EXPECT_EQ(response->me().member().about(), "Here since 1987.");
    EXPECT_EQ(response->me().language(), v1::LANGUAGE_EN);
    EXPECT_EQ(response->me().session_id(), caller.session_id);

    const auto last = programme.updates("m." + ana).back();
    EXPECT_EQ(last.profile_changed().me().member().about(), "Here since 1987.");
    // Saying the same again is no news.
    ASSERT_TRUE(programme.call(caller, &AccountService::update_profile, request));
    EXPECT_EQ(programme.updates("m." + ana).back().seq(), last.seq());
}

TEST(Profile, ANewNameIsToldToHubsInTheSameTransactionAndTheOldOneIsFreeAgain) {
    std::vector<std::string> renamed;
    AccountProgramme programme(
        {.public_url = "https://talk.example", .member_renamed = [&](store::Transaction& tx, const std::string& id) {
             renamed.push_back(find_member(tx, id)->name);
         }});
    const auto caller = programme.on_device(programme.member("Ana"));
    v1::UpdateProfileRequest request;
    request.set_name("Ana Maria");
    ASSERT_TRUE(programme.call(caller, &AccountService::update_profile, request));
    EXPECT_EQ(renamed, std::vector<std::string>{"Ana Maria"});
    programme.member("Ana");
}

TEST(Profile, IsRefusedByFieldAndThenNothingChanges) {
    AccountProgramme programme;
    programme.member("Ben");
    const auto ana = programme.member("Ana");
    const auto caller = programme.on_device(ana);
    const auto field_at_fault = [&](auto change) {
        v1::UpdateProfileRequest request;
        request.set_about("changed");
        change(request);
        const auto response = programme.call(caller, &AccountService::update_profile, request);
        return response ? "accepted" : response.error().field;
    };
    EXPECT_EQ(field_at_fault([](auto& request) { request.set_name("ben"); }), "name");
    EXPECT_EQ(field_at_fault([](auto& request) { request.set_name(" "); }), "name");
    EXPECT_EQ(field_at_fault([](auto& request) { request.set_about(std::string(281, 'x')); }), "about");
    EXPECT_EQ(field_at_fault([](auto& request) { request.set_language(v1::LANGUAGE_UNSPECIFIED); }), "language");
    EXPECT_EQ(field_at_fault([](auto& request) { request.set_language(static_cast<v1::Language>(9)); }), "language");
    programme.write([&](store::Transaction& tx) { EXPECT_EQ(find_member(tx, ana)->about, ""); });
}

TEST(Profile, OfAnotherMemberShowsWhatPeersMaySee) {
    AccountProgramme programme;
    const auto ana = programme.member("Ana");
    const auto ben = programme.on_device(programme.member("Ben"));
    v1::GetMemberRequest request;
    request.set_member_id(ana);
    EXPECT_EQ(programme.call(ben, &AccountService::get_member, request)->member().name(), "Ana");
    request.set_member_id("nobody");
    EXPECT_EQ(programme.call(ben, &AccountService::get_member, request).error().field, "member_id");
}

TEST(DeviceList, AreListedNewestFirstAndThisOneIsMarked) {
    AccountProgramme programme;
    const auto ana = programme.member("Ana");
    const auto phone = programme.on_device(ana, "Phone");
    programme.clock.advance(hours(1));
    const auto tablet = programme.on_device(ana, "Tablet");
    programme.on_device(programme.member("Ben"), "Ben's");

    const auto response = programme.call(phone, &AccountService::list_devices, v1::ListDevicesRequest());
    ASSERT_EQ(response->devices_size(), 2);
    EXPECT_EQ(response->devices(0).label(), "Tablet");
    EXPECT_FALSE(response->devices(0).is_this_device());
    EXPECT_EQ(response->devices(1).session_id(), phone.session_id);
    EXPECT_TRUE(response->devices(1).is_this_device());
}

TEST(DeviceList, OnesOwnAreRemovedAndAnothersAreNotEvenThere) {
    AccountProgramme programme;
    const auto ana = programme.member("Ana");
    const auto phone = programme.on_device(ana);
    const auto lost = programme.on_device(ana);
    const auto bens = programme.on_device(programme.member("Ben"));
    v1::RemoveDeviceRequest request;

    request.set_session_id(bens.session_id);
    const auto refused = programme.call(phone, &AccountService::remove_device, request);
    EXPECT_EQ(refused.error().code, Code::not_found);
    EXPECT_EQ(refused.error().field, "session_id");
    EXPECT_TRUE(programme.noticed(store::Notice::Kind::session_ended).empty());

    request.set_session_id(lost.session_id);
    EXPECT_TRUE(programme.call(phone, &AccountService::remove_device, request));
    EXPECT_EQ(programme.noticed(store::Notice::Kind::session_ended), std::vector{lost.session_id});
    EXPECT_TRUE(programme.updates("m." + ana).back().has_devices_changed());
    EXPECT_EQ(programme.call(phone, &AccountService::remove_device, request).error().code, Code::not_found);

    request.set_session_id(phone.session_id);
    auto context = TestProgramme::context(phone);
    EXPECT_TRUE(programme.run(programme.service.remove_device(context, request)));
    EXPECT_TRUE(context.forget_session);
}

TEST(DeviceList, AboveFiftyTheOneUnseenForLongestIsSignedOut) {
    AccountProgramme programme;
    const auto ana = programme.member("Ana");
    const auto oldest = programme.on_device(ana);
    for (int i = 0; i < 49; ++i) {
        programme.clock.advance(std::chrono::minutes(1));
        programme.on_device(ana);
    }
    EXPECT_TRUE(programme.noticed(store::Notice::Kind::session_ended).empty());
    programme.clock.advance(std::chrono::minutes(1));
    programme.on_device(ana);
    EXPECT_EQ(programme.noticed(store::Notice::Kind::session_ended), std::vector{oldest.session_id});
}

TEST(Tokens, AreShownOnceScopedAndRevocable) {
    AccountProgramme programme;
    const auto ana = programme.member("Ana");
    const auto caller = programme.on_device(ana);
    const auto reader = programme.create_token(caller, v1::SCOPE_READ);
    const auto writer = programme.create_token(caller, v1::SCOPE_WRITE);
    ASSERT_TRUE(reader && writer);
    EXPECT_TRUE(reader->secret().starts_with("op_"));
    EXPECT_EQ(reader->secret().size(), 46u);
    EXPECT_EQ(programme.authenticate(reader->secret())->kind, Caller::Kind::token_read);
    EXPECT_EQ(programme.authenticate(writer->secret())->kind, Caller::Kind::token_write);
    EXPECT_EQ(programme.authenticate(writer->secret())->session_id, writer->token().token_id());

    const auto listed = programme.call(caller, &AccountService::list_tokens, v1::ListTokensRequest());
    ASSERT_EQ(listed->tokens_size(), 2);
    EXPECT_EQ(listed->DebugString().find(reader->secret()), std::string::npos);

    v1::RevokeTokenRequest revoke;
    revoke.set_token_id(writer->token().token_id());
    const auto bens = programme.on_device(programme.member("Ben"));
    EXPECT_EQ(programme.call(bens, &AccountService::revoke_token, revoke).error().code, Code::not_found);
    EXPECT_TRUE(programme.lets_in(writer->secret()));
    EXPECT_TRUE(programme.call(caller, &AccountService::revoke_token, revoke));
    EXPECT_FALSE(programme.lets_in(writer->secret()));
    EXPECT_TRUE(programme.lets_in(reader->secret()));
    EXPECT_EQ(programme.noticed(store::Notice::Kind::session_ended), std::vector{writer->token().token_id()});
}

TEST(Tokens, ExpireWhenTheySay) {
    AccountProgramme programme;
    const auto caller = programme.on_device(programme.member("Ana"));
    const auto week = programme.create_token(caller, v1::SCOPE_READ, 7)->secret();
    const auto lasting = programme.create_token(caller, v1::SCOPE_READ)->secret();
    programme.clock.advance(hours(24) * 7 - std::chrono::seconds(1));
    EXPECT_TRUE(programme.lets_in(week));
    EXPECT_EQ(programme.authenticate(week)->expires_at_us, programme.clock.now() + microseconds_per_second);
    programme.clock.advance(std::chrono::seconds(1));
    EXPECT_FALSE(programme.lets_in(week));
    programme.clock.advance(hours(24) * 1000);
    EXPECT_TRUE(programme.lets_in(lasting));
}

TEST(Tokens, AreRefusedByFieldAndAboveFifty) {
    AccountProgramme programme;
    const auto caller = programme.on_device(programme.member("Ana"));
    EXPECT_EQ(programme.create_token(caller, v1::SCOPE_UNSPECIFIED).error().field, "scope");
    EXPECT_EQ(programme.create_token(caller, static_cast<v1::Scope>(7)).error().field, "scope");
    EXPECT_EQ(programme.create_token(caller, v1::SCOPE_READ, 367).error().field, "days_valid");
    EXPECT_EQ(programme.create_token(caller, v1::SCOPE_READ, 0, "").error().field, "label");
    for (int i = 0; i < 50; ++i) ASSERT_TRUE(programme.create_token(caller, v1::SCOPE_READ));
    EXPECT_EQ(programme.create_token(caller, v1::SCOPE_READ).error().code, Code::failed_precondition);
}

TEST(Methods, OfAccountsAreOpenToProgramsOnlyForReadingWhoTheyAre) {
    AccountProgramme programme;
    rpc::Router router(programme.metrics);
    programme.service.add_methods(router);
    const auto owner = programme.on_device(programme.member("Ana"));
    const auto token = *programme.authenticate(programme.create_token(owner, v1::SCOPE_WRITE)->secret());
    const auto code = [&](const char* method, const Caller& caller) {
        auto context = TestProgramme::context(caller);
        const auto reply = programme.run(
            router.call(context, std::string("ourplace.v1.AccountService/") + method, rpc::Codec::json, "{}"));
        return reply ? Code{} : reply.error().code;
    };
    EXPECT_EQ(code("GetMe", token), Code{});
    EXPECT_EQ(code("GetMe", {}), Code::unauthenticated);
    for (const auto* method :
         {"UpdateProfile", "GetMember", "SignOut", "SignOutEverywhere", "ChangePassphrase", "ListDevices",
          "RemoveDevice", "CreateToken", "ListTokens", "RevokeToken", "CreateSignInLink"}) {
        EXPECT_EQ(code(method, token), Code::permission_denied) << method;
        EXPECT_EQ(code(method, {}), Code::unauthenticated) << method;
    }
}

}  // namespace
}  // namespace ourplace::accounts
