#include "jobs/job_runner.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>
#include <stdexcept>

#include "unit/store/test_store.hpp"

namespace ourplace::jobs {
namespace {

class Jobs : public testing::Test {
  protected:
    // A node's round: how many jobs it did.
    std::size_t round(JobRunner& runner) {
        std::optional<Result<std::size_t>> done;
        boost::asio::co_spawn(context, runner.run_due(), [&](const std::exception_ptr& failure, auto result) {
            EXPECT_FALSE(failure);
            done = std::move(result);
        });
        run();
        EXPECT_TRUE(*done);
        return done->value_or(0);
    }
    void run() {
        context.run();
        context.restart();
    }
    void plan(const std::string& key, Timestamp due) {
        EXPECT_TRUE(database->write_now([&](store::Transaction& tx) -> Result<int> {
            schedule(tx, {.kind = "water", .key = key, .due_at_us = due});
            return 0;
        }));
    }
    std::vector<Job> planned() {
        return *database->read_now([&](store::Transaction& tx) -> Result<std::vector<Job>> {
            return due(tx, clock.now() + 1'000'000'000'000, 100);
        });
    }
    // Notes in the same transaction what was done.
    JobRunner::Work water(std::optional<Timestamp> again = std::nullopt) {
        return [this, again](store::Transaction& tx, const Job& job) {
            tx.execute("INSERT INTO watered (plant) VALUES ($1)", job.key);
            if (broken) throw std::runtime_error("the can is empty");
            return again;
        };
    }
    std::int64_t watered() {
        return *database->read_now([](store::Transaction& tx) -> Result<std::int64_t> {
            return tx.query_one("SELECT count(*) FROM watered")->integer(0);
        });
    }
    std::unique_ptr<store::Database> open() {
        std::vector<store::Migration> all(migrations().begin(), migrations().end());
        all.push_back({.name = "test: plants", .sqlite = "CREATE TABLE watered (plant TEXT NOT NULL)"});
        return test_store.open(all);
    }

    // Outlives the database, whose thread may still be leaving post() when what it woke has ended.
    boost::asio::io_context context;
    store::TestStore test_store;
    ManualClock clock;
    std::unique_ptr<store::Database> database = open();
    bool broken = false;
    JobRunner one{*database, clock};
    JobRunner other{*database, clock};
};

TEST_F(Jobs, WhatIsDueIsDoneOnceByWhicheverNodeComesFirst) {
    one.add("water", water());
    other.add("water", water());
    plan("fern", clock.now() + 1'000'000);
    EXPECT_EQ(round(one), 0u);
    clock.advance(std::chrono::seconds(1));
    EXPECT_EQ(round(one), 1u);
    EXPECT_EQ(round(other), 0u);
    EXPECT_EQ(watered(), 1);
    EXPECT_TRUE(planned().empty());
}

TEST_F(Jobs, TwoNodesAtOnceDoItOnce) {
    one.add("water", water());
    other.add("water", water());
    for (int plant = 0; plant < 50; ++plant) plan(std::to_string(plant), clock.now());
    std::size_t done = 0;
    for (auto* runner : {&one, &other}) {
        boost::asio::co_spawn(context, runner->run_due(), [&](const std::exception_ptr& failure, auto result) {
            EXPECT_FALSE(failure);
            done += result.value_or(0);
        });
    }
    run();
    EXPECT_EQ(done, 50u);
    EXPECT_EQ(watered(), 50);
}

TEST_F(Jobs, WhatIsPlannedAlreadyStaysAsItIs) {
    plan("fern", 1);
    plan("fern", 2);
    ASSERT_EQ(planned().size(), 1u);
    EXPECT_EQ(planned()[0].due_at_us, 1);
}

TEST_F(Jobs, WhatFailsIsTakenBackAndTriedAgainEverMoreSlowly) {
    one.add("water", water());
    plan("fern", clock.now());
    broken = true;
    EXPECT_EQ(round(one), 0u);
    EXPECT_EQ(watered(), 0);
    ASSERT_EQ(planned().size(), 1u);
    EXPECT_EQ(planned()[0].due_at_us, clock.now() + JobRunner::first_pause_us);
    clock.advance(std::chrono::minutes(1));
    EXPECT_EQ(round(one), 0u);
    EXPECT_EQ(planned()[0].due_at_us, clock.now() + 2 * JobRunner::first_pause_us);
    EXPECT_EQ(planned()[0].failures, 2u);
    broken = false;
    clock.advance(std::chrono::minutes(2));
    EXPECT_EQ(round(one), 1u);
    EXPECT_EQ(watered(), 1);
}

TEST_F(Jobs, OneThatFailsHoldsUpNoOther) {
    one.add("water", [](store::Transaction&, const Job& job) -> std::optional<Timestamp> {
        if (job.key == "fern") throw std::runtime_error("no fern");
        return std::nullopt;
    });
    plan("fern", clock.now());
    plan("ivy", clock.now());
    EXPECT_EQ(round(one), 1u);
    ASSERT_EQ(planned().size(), 1u);
    EXPECT_EQ(planned()[0].key, "fern");
}

TEST_F(Jobs, WhatFallsDueAgainIsDoneAgain) {
    one.add("water", [this](store::Transaction&, const Job&) -> std::optional<Timestamp> {
        return clock.now() + microseconds_per_day;
    });
    plan("fern", clock.now());
    EXPECT_EQ(round(one), 1u);
    EXPECT_EQ(round(one), 0u);
    clock.advance(std::chrono::hours(24));
    EXPECT_EQ(round(one), 1u);
}

TEST_F(Jobs, LongWorkGoesOnAtOncePieceByPiece) {
    constexpr std::int64_t pieces = 50;
    one.add("water", [&](store::Transaction& tx, const Job& job) -> std::optional<Timestamp> {
        tx.execute("INSERT INTO watered (plant) VALUES ($1)", job.key);
        if (tx.query_one("SELECT count(*) FROM watered")->integer(0) < pieces) return clock.now();
        boost::asio::post(context, [&] { one.stop(); });
        return std::nullopt;
    });
    plan("meadow", clock.now());
    one.start(context.get_executor());
    context.run_for(std::chrono::seconds(pieces / 2));
    context.restart();
    EXPECT_EQ(watered(), pieces) << "one piece a second is not at once";
}

TEST_F(Jobs, WhatFallsDueWithinASecondDoesNotWaitForIt) {
    const SystemClock real;
    JobRunner runner(*database, real);
    constexpr int times = 30;
    int done = 0;
    runner.add("water", [&](store::Transaction&, const Job&) -> std::optional<Timestamp> {
        boost::asio::post(context, [&] {
            if (++done == times) runner.stop();
        });
        return real.now() + 5'000;
    });
    plan("fern", real.now());
    runner.start(context.get_executor());
    context.run_for(std::chrono::seconds(times / 2));
    context.restart();
    EXPECT_GE(done, times);
}

TEST_F(Jobs, WhoIsWokenDoesNotWaitForTheNextSecond) {
    constexpr int times = 30;
    int done = 0;
    one.add("water", [&](store::Transaction&, const Job&) -> std::optional<Timestamp> {
        boost::asio::post(context, [&] {
            if (++done == times) return one.stop();
            plan("fern", clock.now());
            one.wake();
        });
        return std::nullopt;
    });
    plan("fern", clock.now());
    one.start(context.get_executor());
    one.wake();
    context.run_for(std::chrono::seconds(times / 2));
    context.restart();
    EXPECT_EQ(done, times);
}

TEST_F(Jobs, WhatOnlyANewerNodeKnowsIsLeftToIt) {
    plan("fern", clock.now());
    EXPECT_EQ(round(one), 0u);
    EXPECT_EQ(planned().size(), 1u);
}

}  // namespace
}  // namespace ourplace::jobs
