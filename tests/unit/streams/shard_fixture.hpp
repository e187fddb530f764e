// A shard on the test's own thread, over a real store, with a bus that the test hands on by itself.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <functional>
#include <gtest/gtest.h>
#include <memory>
#include <semaphore>
#include <string>
#include <vector>

#include "streams/shard.hpp"
#include "streams/stream_log.hpp"
#include "unit/store/test_store.hpp"
#include "unit/streams/recording_peer.hpp"

namespace ourplace::streams {

// Keeps what is published until the test takes it.
class HeldBus final : public Bus {
  public:
    [[nodiscard]] std::shared_ptr<void> listen(boost::asio::any_io_executor /*executor*/,
                                               Listener /*listener*/) override {
        return nullptr;
    }
    void publish(std::span<const store::Notice> notices) override {
        held.insert(held.end(), notices.begin(), notices.end());
    }
    std::vector<store::Notice> take() { return std::exchange(held, {}); }

    std::vector<store::Notice> held;
};

class ShardTest : public testing::Test {
  protected:
    struct Connection {
        std::unique_ptr<RecordingPeer> peer = std::make_unique<RecordingPeer>();
        std::unique_ptr<Subscriber> subscriber;
    };

    ShardTest() {
        database->on_commit([this](std::span<const store::Notice> notices) { bus.publish(notices); });
    }
    ~ShardTest() override {
        probe = {};
        shard.reset();
        run_for_a_moment();
    }

    void make_shard(ShardOptions options = {}) {
        probe = {};
        shard = std::make_unique<Shard>(context.get_executor(), *database, bus,
                                        std::bind_front(&ShardTest::may_read, this), options);
        probe = connect("probe");
    }

    Connection connect(const std::string& member, const std::string& session = "s") {
        Connection made;
        made.subscriber = shard->connect(*made.peer, member, session);
        return made;
    }
    static v1::Subscribe request(const std::vector<std::pair<std::string, std::uint64_t>>& cursors,
                                 const std::string& epoch = "") {
        v1::Subscribe made;
        made.set_epoch(epoch);
        for (const auto& [stream, seq] : cursors) {
            auto& cursor = *made.add_cursors();
            cursor.set_stream_id(stream);
            cursor.set_seq(seq);
        }
        return made;
    }
    void ask(Connection& connection, std::uint32_t id,
             const std::vector<std::pair<std::string, std::uint64_t>>& cursors, const std::string& at_epoch = "") {
        for (const auto& [stream, seq] : cursors) connection.peer->cursors[stream] = seq;
        connection.subscriber->subscribe(id, request(cursors, at_epoch));
    }
    void subscribe(Connection& connection, const std::string& stream, std::uint64_t after = 0,
                   const std::string& at_epoch = "") {
        ask(connection, 1, {{stream, after}}, at_epoch);
        settle();
    }

    // In the store; the notices wait in the bus.
    std::uint64_t post(const std::string& stream, std::size_t bytes = 10) {
        auto done = database->write_now([&](store::Transaction& tx) -> Result<std::uint64_t> {
            v1::Update update;
            update.mutable_message_posted()->mutable_message()->set_body(std::string(bytes, 'x'));
            return append(tx, stream, 1, std::move(update));
        });
        return *done;
    }
    void grant(const std::string& member, const std::string& stream) {
        change_access("INSERT INTO test_access (member_id, stream_id) VALUES ($1, $2) ON CONFLICT DO NOTHING", member,
                      stream);
    }
    void revoke(const std::string& member, const std::string& stream) {
        change_access("DELETE FROM test_access WHERE member_id = $1 AND stream_id = $2", member, stream);
    }
    void end_session(const std::string& session) {
        const auto done = database->write_now([&](store::Transaction& tx) -> Result<int> {
            announce_session_ended(tx, session);
            return 0;
        });
        ASSERT_TRUE(done);
    }
    void hand_on() { shard->receive(bus.take()); }
    // The next reading of the log stands still once it has seen who has access, until let_reading_go().
    void hold_next_reading() { holds_reading = true; }
    void wait_until_reading_is_held() { reading_is_held.acquire(); }
    void let_reading_go() { reading_may_go.release(); }
    void post_live(const std::string& stream) {
        post(stream);
        hand_on();
    }

    // Until every read that was asked for, and those that followed from it, have been answered.
    void settle() {
        for (int round = 0; round < 3; ++round) {
            const auto answered = probe.peer->subscribed.size() + 1;
            probe.subscriber->subscribe(1, {});
            while (probe.peer->subscribed.size() < answered) {
                context.restart();
                ASSERT_GT(context.run_one_for(std::chrono::seconds(20)), 0u) << "the shard does not answer";
            }
        }
    }
    std::string epoch_now() {
        return *database->read_now([](store::Transaction& tx) -> Result<std::string> { return epoch(tx); });
    }

    store::TestStore test_store;
    boost::asio::io_context context{1};
    HeldBus bus;
    std::unique_ptr<store::Database> database = open();
    std::unique_ptr<Shard> shard;
    Connection probe;

  private:
    bool may_read(store::Transaction& tx, const std::string& member, const std::string& stream) {
        const bool may =
            !tx.query("SELECT 1 FROM test_access WHERE member_id = $1 AND stream_id = $2", member, stream).empty();
        if (holds_reading.exchange(false)) {
            reading_is_held.release();
            reading_may_go.acquire();
        }
        return may;
    }
    std::unique_ptr<store::Database> open() {
        std::vector<store::Migration> all(migrations().begin(), migrations().end());
        all.push_back({.name = "test: access", .sqlite = R"sql(
            CREATE TABLE test_access (member_id TEXT NOT NULL, stream_id TEXT NOT NULL, PRIMARY KEY (member_id, stream_id)))sql"});
        return test_store.open(all);
    }
    void change_access(std::string_view sql, const std::string& member, const std::string& stream) {
        const auto done = database->write_now([&](store::Transaction& tx) -> Result<int> {
            tx.execute(sql, member, stream);
            announce_access_changed(tx, member);
            return 0;
        });
        ASSERT_TRUE(done);
    }
    void run_for_a_moment() {
        database.reset();
        context.restart();
        context.poll();
    }

    std::atomic<bool> holds_reading = false;
    std::binary_semaphore reading_is_held{0};
    std::binary_semaphore reading_may_go{0};
};

}  // namespace ourplace::streams
