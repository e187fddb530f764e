#include "accounts/ended_sessions.hpp"

#include <gtest/gtest.h>

#include "unit/accounts/account_programme.hpp"

namespace ourplace::accounts {
namespace {

class Watching : public testing::Test {
  protected:
    // What one look announces.
    std::set<std::string> look() {
        announced.clear();
        EXPECT_TRUE(programme.run(ended.look()));
        return announced;
    }
    void end(const Caller& caller) {
        programme.write([&](store::Transaction& tx) {
            end_session(tx, caller.member_id, caller.session_id, programme.clock.now());
        });
    }

    AccountProgramme programme;
    std::set<std::string> announced;
    EndedSessions ended{*programme.database, programme.clock, [this](std::span<const store::Notice> notices) {
                            for (const auto& notice : notices) {
                                EXPECT_EQ(notice.kind, store::Notice::Kind::session_ended);
                                announced.insert(notice.key);
                            }
                        }};
};

TEST_F(Watching, FindsSessionsAndTokensThatAnotherProcessEndedOnce) {
    const auto ana = programme.member("Ana");
    const auto phone = programme.on_device(ana);
    const auto tablet = programme.on_device(ana);
    const auto token = programme.create_token(tablet, v1::SCOPE_READ)->token().token_id();
    EXPECT_TRUE(look().empty());
    end(phone);
    EXPECT_EQ(look(), std::set{phone.session_id});
    EXPECT_TRUE(look().empty()) << "announced already";
    programme.write([&](store::Transaction& tx) { revoke_token(tx, ana, token, programme.clock.now()); });
    EXPECT_EQ(look(), std::set{token});
}

TEST_F(Watching, FindsWhatEndedWhileItCouldNotLookForAMinute) {
    const auto phone = programme.on_device(programme.member("Ana"));
    end(phone);
    programme.clock.advance(std::chrono::minutes(1));
    EXPECT_EQ(look(), std::set{phone.session_id});
    programme.clock.advance(std::chrono::minutes(2));
    EXPECT_TRUE(look().empty());
}

TEST_F(Watching, WhatEndedIsForgottenAfterADay) {
    const auto ana = programme.member("Ana");
    const auto first = programme.on_device(ana);
    const auto second = programme.on_device(ana);
    end(first);
    programme.clock.advance(std::chrono::hours(25));
    end(second);
    programme.write([&](store::Transaction& tx) { EXPECT_EQ(ended_since(tx, 0), std::set{second.session_id}); });
}

}  // namespace
}  // namespace ourplace::accounts
