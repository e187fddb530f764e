#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <gtest/gtest.h>
#include <set>
#include <thread>

#include "unit/accounts/account_programme.hpp"

namespace ourplace::accounts {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
constexpr auto passphrase = "three wet herons";

TEST(SignIn, LetsTheRightPersonInHoweverTheyTypeTheirName) {
    AccountProgramme programme;
    const auto id = programme.member_with("Siân Rees", passphrase);
    const auto attempt = programme.sign_in("  sia\u0302n REES", passphrase);
    ASSERT_TRUE(attempt.response) << attempt.response.error().message;
    EXPECT_EQ(attempt.response->me().member().member_id(), id);
    EXPECT_EQ(attempt.response->me().programme_name(), "Our Place");
    EXPECT_TRUE(attempt.response->me().has_passphrase());

    const auto caller = programme.authenticate(attempt.secret);
    ASSERT_TRUE(caller);
    EXPECT_EQ(caller->kind, Caller::Kind::session);
    EXPECT_EQ(caller->member_id, id);
    EXPECT_EQ(caller->name, "Siân Rees");
    EXPECT_EQ(caller->session_id, attempt.response->me().session_id());
    EXPECT_NE(caller->session_id, attempt.secret) << "the id is shown in lists; the secret never is";
}

TEST(SignIn, AWrongPassphraseAndAnUnknownNameGetTheSameAnswerAfterTheSameWork) {
    AccountProgramme programme;
    programme.member_with("Ana", passphrase);
    programme.member("Only Links");
    const auto start = programme.hasher.runs();

    const auto wrong = programme.sign_in("Ana", "three wet heron");
    const auto after_wrong = programme.hasher.runs();
    const auto unknown = programme.sign_in("Nobody", "three wet heron");
    const auto after_unknown = programme.hasher.runs();
    const auto without = programme.sign_in("Only Links", "three wet heron");
    const auto after_without = programme.hasher.runs();

    for (const auto* attempt : {&wrong, &unknown, &without}) {
        ASSERT_FALSE(attempt->response);
        EXPECT_EQ(attempt->response.error().code, Code::unauthenticated);
        EXPECT_EQ(attempt->response.error().message, wrong.response.error().message);
        EXPECT_EQ(attempt->response.error().field, "");
        EXPECT_EQ(attempt->secret, "");
    }
    EXPECT_EQ(after_wrong - start, 1u);
    EXPECT_EQ(after_unknown - after_wrong, 1u);
    EXPECT_EQ(after_without - after_unknown, 1u);
}

TEST(SignIn, AnEmptyPassphraseDoesNotOpenAnAccountThatHasNone) {
    AccountProgramme programme;
    programme.member("Only Links");
    EXPECT_EQ(programme.sign_in("Only Links", "").response.error().field, "passphrase");
    // Far too long counts as empty inside; it must not match either.
    EXPECT_FALSE(programme.sign_in("Only Links", std::string(60'000, 'x')).response);
}

TEST(SignIn, ASessionThatTheBrowserBroughtAlongEndsAndIsNotUsed) {
    AccountProgramme programme;
    programme.member_with("Ana", passphrase);
    const auto planted = programme.on_device(programme.member("Mallory"));
    const auto attempt = programme.sign_in("Ana", passphrase, "192.0.2.1", planted);
    ASSERT_TRUE(attempt.response);
    EXPECT_NE(attempt.response->me().session_id(), planted.session_id);
    EXPECT_EQ(programme.noticed(store::Notice::Kind::session_ended), std::vector{planted.session_id});
}

TEST(SignIn, OverWebSocketIsRefusedBeforeAnythingIsChecked) {
    AccountProgramme programme;
    const auto runs = programme.hasher.runs();
    auto context = TestProgramme::context();
    context.can_set_cookie = false;
    const auto response = programme.run(programme.service.sign_in(context, {}));
    ASSERT_FALSE(response);
    EXPECT_EQ(response.error().code, Code::failed_precondition);
    EXPECT_EQ(programme.hasher.runs(), runs);
}

TEST(SignIn, TenWrongAttemptsAtANameFromOneAddressAreEnoughUntilTimePasses) {
    AccountProgramme programme;
    programme.member_with("Ana", passphrase);
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(programme.sign_in("Ana", "a wrong guess").response.error().code, Code::unauthenticated) << i;
    const auto runs = programme.hasher.runs();
    const auto refused = programme.sign_in("ANA", passphrase);
    ASSERT_FALSE(refused.response) << "even the right one, or guessing could go on";
    EXPECT_EQ(refused.response.error().code, Code::resource_exhausted);
    EXPECT_EQ(refused.response.error().retry_after, seconds(90));
    EXPECT_EQ(programme.hasher.runs(), runs) << "and it costs the server nothing";

    EXPECT_TRUE(programme.sign_in("Ana", passphrase, "192.0.2.77").response) << "Ana elsewhere is not locked out";
    programme.clock.advance(seconds(90));
    EXPECT_TRUE(programme.sign_in("Ana", passphrase).response);
    EXPECT_EQ(programme.sign_in("Ana", "a wrong guess").response.error().code, Code::unauthenticated);
}

TEST(SignIn, ANameThatDoesNotExistIsLimitedLikeOneThatDoes) {
    AccountProgramme programme;
    for (int i = 0; i < 10; ++i) programme.sign_in("Nobody", "a wrong guess");
    EXPECT_EQ(programme.sign_in("nobody", "a wrong guess").response.error().code, Code::resource_exhausted);
}

TEST(SignIn, PeopleWhoShareAnAddressAndSignInRightlyAreNeverLimited) {
    AccountProgramme programme;
    programme.member_with("Ana", passphrase);
    for (int i = 0; i < 100; ++i) ASSERT_TRUE(programme.sign_in("Ana", passphrase).response) << i;
}

TEST(SessionSecret, IsUnknownForeignOrMangledToNobodysAvail) {
    AccountProgramme programme;
    programme.member_with("Ana", passphrase);
    const auto secret = programme.sign_in("Ana", passphrase).secret;
    EXPECT_EQ(secret.size(), 43u);
    for (const auto& other : {std::string(), std::string("op_"), secret.substr(1), secret + "A", "op_" + secret,
                              std::string(100'000, 'x'), std::string(43, '\0')}) {
        const auto caller = programme.authenticate(other);
        ASSERT_FALSE(caller);
        EXPECT_EQ(caller.error().code, Code::unauthenticated);
    }
}

TEST(SessionSecret, ExpiresAfterNinetyDaysWithoutUseAndNotBefore) {
    AccountProgramme programme;
    programme.member_with("Ana", passphrase);
    const auto used = programme.sign_in("Ana", passphrase).secret;
    const auto unused = programme.sign_in("Ana", passphrase).secret;
    programme.clock.advance(hours(24) * 60);
    EXPECT_TRUE(programme.lets_in(used));
    programme.clock.advance(hours(24) * 30);
    EXPECT_FALSE(programme.lets_in(unused));
    EXPECT_TRUE(programme.lets_in(used));
}

TEST(SessionSecret, WhatHasExpiredIsForgottenAndTheRestStays) {
    AccountProgramme programme;
    // Whoever does something new makes room of their own; the rest is for those who never come back.
    const auto ana = programme.member("Ana");
    const auto ben = programme.member("Ben");
    const auto furnish = [&](const std::string& member, unsigned token_days) {
        const auto device = programme.on_device(member);
        EXPECT_TRUE(programme.create_token(device, v1::SCOPE_READ, token_days));
        programme.write(
            [&](store::Transaction& tx) { static_cast<void>(create_sign_in_link(tx, ana, programme.clock.now())); });
    };
    const auto kept = [&] {
        return programme.write([&](store::Transaction& tx) {
            forget_expired(tx, programme.clock.now());
            std::vector<std::int64_t> counts;
            for (const auto* sql :
                 {"SELECT count(*) FROM session", "SELECT count(*) FROM token", "SELECT count(*) FROM sign_in_link"})
                counts.push_back(tx.query_one(sql)->integer(0));
            return counts;
        });
    };
    furnish(ana, 1);
    furnish(ana, 0);
    EXPECT_EQ(kept(), (std::vector<std::int64_t>{2, 2, 2}));
    programme.clock.advance(hours(24) * 90);
    furnish(ben, 0);
    EXPECT_EQ(kept(), (std::vector<std::int64_t>{1, 2, 1}));
}

TEST(SessionSecret, LastUseIsNotedOnceAnHourNotWithEveryCall) {
    AccountProgramme programme;
    const auto ana = programme.member_with("Ana", passphrase);
    const auto secret = programme.sign_in("Ana", passphrase).secret;
    const auto signed_in_at = programme.clock.now();
    const auto last_seen = [&] {
        return programme.write([&](store::Transaction& tx) {
            return list_sessions(tx, ana, programme.clock.now()).at(0).last_seen_at_us();
        });
    };
    programme.clock.advance(std::chrono::minutes(59));
    EXPECT_TRUE(programme.lets_in(secret));
    EXPECT_EQ(last_seen(), signed_in_at);
    programme.clock.advance(std::chrono::minutes(1));
    EXPECT_TRUE(programme.lets_in(secret));
    EXPECT_EQ(last_seen(), programme.clock.now());
}

TEST(SignOut, EndsThisSessionAtOnceAndNoOther) {
    AccountProgramme programme;
    programme.member_with("Ana", passphrase);
    const auto phone = programme.sign_in("Ana", passphrase).secret;
    const auto tablet = programme.sign_in("Ana", passphrase).secret;
    const auto caller = *programme.authenticate(phone);
    auto context = TestProgramme::context(caller);
    ASSERT_TRUE(programme.run(programme.service.sign_out(context, {})));
    EXPECT_TRUE(context.forget_session);
    EXPECT_FALSE(programme.lets_in(phone));
    EXPECT_TRUE(programme.lets_in(tablet));
    EXPECT_EQ(programme.noticed(store::Notice::Kind::session_ended), std::vector{caller.session_id});
}

TEST(SignOut, EverywhereEndsEverySessionAndLinkButNoToken) {
    AccountProgramme programme;
    const auto ana = programme.member_with("Ana", passphrase);
    programme.member_with("Ben", passphrase);
    const auto phone = programme.sign_in("Ana", passphrase).secret;
    const auto tablet = programme.sign_in("Ana", passphrase).secret;
    const auto bens = programme.sign_in("Ben", passphrase).secret;
    const auto caller = *programme.authenticate(phone);
    const auto token = programme.create_token(caller, v1::SCOPE_READ)->secret();
    const auto link = programme.write(
        [&](store::Transaction& tx) { return create_sign_in_link(tx, ana, programme.clock.now()).secret; });

    const auto response = programme.call(caller, &AccountService::sign_out_everywhere, v1::SignOutEverywhereRequest());
    ASSERT_TRUE(response);
    EXPECT_EQ(response->sessions_ended(), 2u);
    EXPECT_FALSE(programme.lets_in(phone));
    EXPECT_FALSE(programme.lets_in(tablet));
    EXPECT_FALSE(programme.follow_link("#" + link).response);
    EXPECT_TRUE(programme.lets_in(token));
    EXPECT_TRUE(programme.lets_in(bens));
    EXPECT_EQ(programme.noticed(store::Notice::Kind::session_ended).size(), 2u);
}

TEST(ChangePassphrase, PutsEverybodyElseOut) {
    AccountProgramme programme;
    programme.member_with("Ana", passphrase);
    const auto mine = programme.sign_in("Ana", passphrase).secret;
    const auto thiefs = programme.sign_in("Ana", passphrase).secret;
    ASSERT_TRUE(programme.change_passphrase(*programme.authenticate(mine), passphrase, "kettle on the landing"));
    EXPECT_TRUE(programme.lets_in(mine));
    EXPECT_FALSE(programme.lets_in(thiefs));
    EXPECT_FALSE(programme.sign_in("Ana", passphrase).response);
    EXPECT_TRUE(programme.sign_in("Ana", "kettle on the landing").response);
}

TEST(ChangePassphrase, NeedsThePresentOneAndCannotBeGuessed) {
    AccountProgramme programme;
    const auto caller = programme.on_device(programme.member_with("Ana", passphrase));
    for (int i = 0; i < 10; ++i) {
        const auto wrong = programme.change_passphrase(caller, i == 0 ? "" : "a wrong guess", "kettle on the landing");
        ASSERT_FALSE(wrong);
        EXPECT_EQ(wrong.error().code, Code::permission_denied);
        EXPECT_EQ(wrong.error().field, "current_passphrase");
    }
    EXPECT_EQ(programme.change_passphrase(caller, passphrase, "kettle on the landing").error().code,
              Code::resource_exhausted);
    EXPECT_TRUE(programme.sign_in("Ana", passphrase).response);
}

TEST(ChangePassphrase, RefusesACommonOneByField) {
    AccountProgramme programme;
    const auto caller = programme.on_device(programme.member_with("Ana", passphrase));
    EXPECT_EQ(programme.change_passphrase(caller, passphrase, "Password2024").error().field, "new_passphrase");
    EXPECT_EQ(programme.change_passphrase(caller, passphrase, "short").error().field, "new_passphrase");
}

TEST(ChangePassphrase, GivesAnAccountItsFirstOne) {
    AccountProgramme programme;
    const auto id = programme.member("Ana");
    const auto caller = programme.on_device(id);
    EXPECT_EQ(programme.change_passphrase(caller, "a guess", passphrase).error().field, "current_passphrase");
    ASSERT_TRUE(programme.change_passphrase(caller, "", passphrase));
    EXPECT_TRUE(programme.sign_in("Ana", passphrase).response);
    const auto updates = programme.updates("m." + id);
    EXPECT_TRUE(std::ranges::any_of(updates, [](const v1::Update& update) {
        return update.has_profile_changed() && update.profile_changed().me().has_passphrase();
    }));
}

TEST(SignInLink, WorksOnceWithinADayAndOnlyAdministratorsMakeThem) {
    AccountProgramme programme;
    const auto ana = programme.member("Ana");
    const auto boss = programme.on_device(programme.administrator("Boss"));
    v1::CreateSignInLinkRequest request;
    request.set_member_id(ana);

    const auto refused = programme.call(programme.on_device(ana), &AccountService::create_sign_in_link, request);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Code::permission_denied);

    const auto link = programme.call(boss, &AccountService::create_sign_in_link, request);
    ASSERT_TRUE(link);
    EXPECT_TRUE(link->url().starts_with("https://talk.example/sign-in-link#"));
    EXPECT_EQ(link->expires_at_us(), programme.clock.now() + microseconds_per_day);

    const auto first = programme.follow_link(link->url());
    ASSERT_TRUE(first.response);
    EXPECT_EQ(first.response->me().member().member_id(), ana);
    EXPECT_TRUE(programme.lets_in(first.secret));
    const auto second = programme.follow_link(link->url());
    ASSERT_FALSE(second.response);
    EXPECT_EQ(second.response.error().field, "link_token");
    EXPECT_EQ(second.secret, "");

    const auto late = programme.call(boss, &AccountService::create_sign_in_link, request);
    programme.clock.advance(hours(24));
    EXPECT_FALSE(programme.follow_link(late->url()).response);
}

TEST(SignInLink, OfTwoWhoFollowItAtOnceExactlyOneComesIn) {
    AccountProgramme programme;
    const auto ana = programme.member("Ana");
    for (int round = 0; round < 20; ++round) {
        const auto secret = programme.write(
            [&](store::Transaction& tx) { return create_sign_in_link(tx, ana, programme.clock.now()).secret; });
        std::atomic<int> came_in = 0;
        const auto follow = [&] { came_in += programme.follow_link("#" + secret).response ? 1 : 0; };
        std::thread one(follow);
        std::thread other(follow);
        one.join();
        other.join();
        EXPECT_EQ(came_in, 1);
    }
}

TEST(PassphraseHasher, IsArgon2idWithItsCostInTheHash) {
    PassphraseHasher hasher;
    const auto hash = hasher.hash_now(passphrase);
    ASSERT_TRUE(hash);
    EXPECT_TRUE(hash->starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << *hash;
}

TEST(PassphraseHasher, RefusesWhatItCannotBearInsteadOfQueueingForEver) {
    // First, so that it goes last: the hasher's thread may still be posting to it.
    boost::asio::io_context context;
    PassphraseHasher hasher({.threads = 1, .max_waiting = 3, .memory_bytes = 8192, .passes = 1});
    int hashed = 0;
    int refused = 0;
    for (int i = 0; i < 10; ++i) {
        boost::asio::co_spawn(context, hasher.hash("three wet herons"),
                              [&](const std::exception_ptr&, const Result<std::string>& hash) {
                                  if (hash) {
                                      ++hashed;
                                  } else {
                                      ++refused;
                                      EXPECT_EQ(hash.error().code, Code::unavailable);
                                      EXPECT_TRUE(hash.error().retry_can_help);
                                      EXPECT_GT(hash.error().retry_after.count(), 0);
                                  }
                              });
    }
    // All ten have asked before any can return to this thread.
    context.run();
    EXPECT_EQ(hashed, 3);
    EXPECT_EQ(refused, 7);

    int again = 0;
    boost::asio::co_spawn(context, hasher.hash("three wet herons"),
                          [&](const std::exception_ptr&, const Result<std::string>& hash) { again += hash ? 1 : 0; });
    context.restart();
    context.run();
    EXPECT_EQ(again, 1) << "places are given back";
}

}  // namespace
}  // namespace ourplace::accounts
