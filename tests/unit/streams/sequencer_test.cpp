#include "streams/sequencer.hpp"

#include <gtest/gtest.h>
#include <utility>

namespace ourplace::streams {
namespace {

using Kind = store::Notice::Kind;
using Told = std::vector<std::pair<std::string, std::uint64_t>>;

class SequencerTest : public testing::Test {
  protected:
    SequencerTest() {
        sequencer.follow("c.1");
        read(3);
    }
    static store::Notice update(std::uint64_t number, std::uint64_t after_access = 0,
                                const std::string& stream = "c.1") {
        return {.kind = Kind::update, .key = stream, .number = number, .bytes = nullptr, .after_access = after_access};
    }
    static store::Notice access(std::uint64_t number) {
        return {.kind = Kind::access_changed, .key = "ana", .number = number, .bytes = nullptr};
    }
    void take(store::Notice notice) { sequencer.take(std::move(notice), now, ready); }
    // The log was read up to `head`, and these Updates with it.
    void read(std::uint64_t head, const std::vector<std::uint64_t>& numbers = {}, const std::string& stream = "c.1") {
        std::vector<store::Notice> updates;
        for (const auto number : numbers) updates.push_back(update(number, 0, stream));
        sequencer.read(stream, std::move(updates), head, ready);
    }
    // What was handed on since the last time: "1" is an Update of c.1.
    Told told() {
        Told told;
        for (const auto& notice : ready) {
            const auto* what = notice.kind == Kind::update           ? ""
                               : notice.kind == Kind::head           ? "head "
                               : notice.kind == Kind::access_changed ? "access "
                                                                     : "lost ";
            told.emplace_back(what + notice.key, notice.number);
        }
        ready.clear();
        return told;
    }
    std::vector<std::string> waiting(std::chrono::milliseconds since = {}) {
        std::vector<std::string> streams;
        for (const auto& each : sequencer.waiting_since(now - since)) streams.push_back(each.stream_id);
        return streams;
    }

    // The first read of the log: everybody below it catches up.
    Sequencer sequencer{7};
    Sequencer::Notices ready;
    Sequencer::Time now{std::chrono::hours(1)};
};

TEST_F(SequencerTest, WhatComesInOrderIsHandedOnAtOnce) {
    EXPECT_EQ(told(), (Told{{"head c.1", 3}}));
    take(update(4));
    take(update(5));
    EXPECT_EQ(told(), (Told{{"c.1", 4}, {"c.1", 5}}));
    EXPECT_FALSE(sequencer.is_waiting());
}

TEST_F(SequencerTest, WhatRunsAheadWaitsForWhatIsMissing) {
    told();
    take(update(6));
    take(update(5));
    EXPECT_EQ(told(), Told{});
    EXPECT_TRUE(sequencer.is_waiting());
    take(update(4));
    EXPECT_EQ(told(), (Told{{"c.1", 4}, {"c.1", 5}, {"c.1", 6}}));
    EXPECT_FALSE(sequencer.is_waiting());
}

TEST_F(SequencerTest, WhatComesAgainIsDropped) {
    told();
    take(update(4));
    take(update(4));
    take(update(2));
    EXPECT_EQ(told(), (Told{{"c.1", 4}}));
}

TEST_F(SequencerTest, WhatStaysMissingIsNamedOnceThePatienceIsOver) {
    take(update(5));
    EXPECT_EQ(waiting(std::chrono::milliseconds(20)), std::vector<std::string>{});
    now += std::chrono::milliseconds(20);
    EXPECT_EQ(waiting(std::chrono::milliseconds(20)), std::vector<std::string>{"c.1"});
    EXPECT_EQ(sequencer.last("c.1"), 3u);
    told();
    read(5, {4, 5});
    EXPECT_EQ(told(), (Told{{"c.1", 4}, {"c.1", 5}}));
    EXPECT_EQ(waiting(), std::vector<std::string>{});
}

TEST_F(SequencerTest, ALostTailIsFoundByComparing) {
    told();
    sequencer.expect("c.1", 4, now);
    EXPECT_EQ(told(), Told{}) << "it may be on its way";
    EXPECT_EQ(waiting(), std::vector<std::string>{"c.1"});
    read(4, {4});
    EXPECT_EQ(told(), (Told{{"c.1", 4}}));
    EXPECT_FALSE(sequencer.is_waiting());
}

TEST_F(SequencerTest, WhatWasOnItsWayEndsTheWaiting) {
    sequencer.expect("c.1", 4, now);
    take(update(4));
    EXPECT_FALSE(sequencer.is_waiting());
}

TEST_F(SequencerTest, WithTooMuchMissingTheShardsLookForThemselves) {
    told();
    take(update(2000));
    take(update(2001));
    read(2000);
    EXPECT_EQ(told(), (Told{{"head c.1", 2000}, {"c.1", 2001}}));
    EXPECT_FALSE(sequencer.is_waiting());
}

TEST_F(SequencerTest, OwnCommitsThatOvertookTheReadAreNotTakenBack) {
    told();
    take(update(4));
    take(update(5));
    read(4, {4});
    EXPECT_EQ(told(), (Told{{"c.1", 4}, {"c.1", 5}}));
    EXPECT_EQ(sequencer.last("c.1"), 5u);
}

TEST_F(SequencerTest, NothingIsHandedOnBeforeTheChangeOfAccessThatCameBeforeIt) {
    told();
    take(update(4, 8));
    take(update(5, 8));
    EXPECT_EQ(told(), Told{});
    EXPECT_EQ(waiting(), std::vector<std::string>{"c.1"});
    take(access(8));
    EXPECT_EQ(told(), (Told{{"access ana", 8}, {"c.1", 4}, {"c.1", 5}}));
    EXPECT_FALSE(sequencer.is_waiting());
}

TEST_F(SequencerTest, ChangesOfAccessComeInOrderAndOnce) {
    told();
    take(access(9));
    take(access(7));
    EXPECT_EQ(told(), Told{});
    EXPECT_TRUE(sequencer.access_waits_since(now));
    sequencer.read("nodes", {access(8)}, 9, ready);
    EXPECT_EQ(told(), (Told{{"access ana", 8}, {"access ana", 9}}));
    EXPECT_FALSE(sequencer.is_waiting());
}

TEST_F(SequencerTest, ChangesOfAccessThatAreGoneFromTheLogMakeEverybodyLookAgain) {
    told();
    take(update(4, 500));
    sequencer.read("nodes", {}, 500, ready);
    EXPECT_EQ(told(), (Told{{"lost ", 0}, {"c.1", 4}}));
}

TEST_F(SequencerTest, BeforeTheLogWasReadWhateverComesIsHandedOn) {
    told();
    sequencer.follow("c.2");
    EXPECT_EQ(sequencer.last("c.2"), std::nullopt);
    take(update(40, 0, "c.2"));
    take(update(42, 0, "c.2"));
    EXPECT_EQ(told(), (Told{{"c.2", 40}, {"c.2", 42}})) << "each connection sees for itself that one is missing";
    read(43, {}, "c.2");
    EXPECT_EQ(told(), (Told{{"head c.2", 43}}));
    take(update(44, 0, "c.2"));
    EXPECT_EQ(told(), (Told{{"c.2", 44}}));
}

TEST_F(SequencerTest, StreamsThatNobodyFollowsAreForgottenAfterAWhile) {
    told();
    sequencer.follow("c.1");
    sequencer.unfollow("c.1");
    EXPECT_EQ(sequencer.forget_idle(), std::vector<std::string>{});
    take(update(5));
    sequencer.unfollow("c.1");
    EXPECT_EQ(sequencer.forget_idle(), std::vector<std::string>{}) << "somebody may come back at once";
    EXPECT_EQ(sequencer.forget_idle(), std::vector<std::string>{"c.1"});
    EXPECT_FALSE(sequencer.is_waiting());
    take(update(4));
    EXPECT_EQ(told(), Told{});
}

TEST_F(SequencerTest, WhatWaitsIsBounded) {
    told();
    for (std::uint64_t number = 5; number < 5 + 2 * Sequencer::max_ahead; ++number) take(update(number));
    take(update(4));
    EXPECT_EQ(told().size(), Sequencer::max_ahead + 1);
}

}  // namespace
}  // namespace ourplace::streams
