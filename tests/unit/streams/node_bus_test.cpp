// Nodes of one programme: each is a bus over the same store, and what they hear of each other.
#include "streams/node_bus.hpp"

#include <algorithm>

#include "store/sqlite.hpp"
#include "streams/presence.hpp"
#include "streams/stream_log.hpp"
#include "unit/streams/redis_listener.hpp"

namespace ourplace::streams {
namespace {

using Kind = store::Notice::Kind;
using std::chrono::milliseconds;

// Comparing with the log is slow here, so that what comes quickly has come through Redis.
NodeBusOptions through(const RedisProcess& redis) {
    return {.compare_every = milliseconds(60'000),
            .compare_deaf_every = milliseconds(100),
            .redis = quick_options(redis.url())};
}

// One process of the programme.
struct Node {
    Node(boost::asio::io_context& context, const std::filesystem::path& file, NodeBusOptions options)
        : database(*store::open_sqlite({.file = file, .use = store::SqliteOptions::Use::tool}, migrations())) {
        bus = *NodeBus::open(context.get_executor(), *database, metrics, std::move(options));
        database->on_commit([this](std::span<const store::Notice> notices) {
            if (!forgets_to_publish) bus->publish(notices);
        });
        listening = bus->listen(context.get_executor(), [this](std::span<const store::Notice> notices) {
            heard.insert(heard.end(), notices.begin(), notices.end());
        });
        bus->start({.hears_others = [this](bool hears) { hears_others = hears; }});
    }
    std::uint64_t post(const std::string& stream) {
        return *database->write_now([&](store::Transaction& tx) -> Result<std::uint64_t> {
            v1::Update update;
            update.mutable_message_posted()->mutable_message()->set_body("words");
            return append(tx, stream, 1, std::move(update));
        });
    }
    void change_access(const std::string& member) {
        EXPECT_TRUE(database->write_now([&](store::Transaction& tx) -> Result<int> {
            announce_access_changed(tx, member);
            return 0;
        }));
    }
    // Numbers of the stream's Updates, in the order of hearing.
    [[nodiscard]] std::vector<std::uint64_t> numbers(const std::string& stream) const {
        std::vector<std::uint64_t> numbers;
        for (const auto& notice : heard) {
            if (notice.kind == Kind::update && notice.key == stream) numbers.push_back(notice.number);
        }
        return numbers;
    }
    [[nodiscard]] std::uint64_t newest(const std::string& stream) const {
        const auto all = numbers(stream);
        return all.empty() ? 0 : all.back();
    }
    [[nodiscard]] std::ptrdiff_t count(Kind kind) const {
        return std::ranges::count(heard, kind, &store::Notice::kind);
    }

    Metrics metrics;
    std::unique_ptr<NodeBus> bus;
    std::unique_ptr<store::Database> database;
    std::shared_ptr<void> listening;
    std::vector<store::Notice> heard;
    bool hears_others = false;
    // As a process that dies between the commit and telling the others.
    bool forgets_to_publish = false;
};

class Nodes : public RedisTest {
  protected:
    Nodes() {
        // Makes the tables.
        EXPECT_TRUE(store::open_sqlite({.file = folder / "store.db"}, migrations()));
    }
    ~Nodes() override {
        // A bus that still looks into the store needs it until it has stopped.
        for (const auto& node : nodes) node->bus->stop();
        context.run_for(milliseconds(50));
        for (const auto& node : nodes) node->database.reset();
        context.run_for(milliseconds(10));
    }
    Node& node(NodeBusOptions options) {
        return *nodes.emplace_back(std::make_unique<Node>(context, folder / "store.db", std::move(options)));
    }
    // Two that hear each other, and of which both follow the stream.
    std::pair<Node&, Node&> pair(const RedisProcess& redis, const std::string& stream = "c.1") {
        auto& one = node(through(redis));
        auto& other = node(through(redis));
        follow(one, stream);
        follow(other, stream);
        EXPECT_TRUE(run_until([&] { return one.hears_others && other.hears_others; }));
        return {one, other};
    }
    // Until Redis has confirmed it, or the log was read: known by the stream's head.
    void follow(Node& node, const std::string& stream) {
        const auto before = node.count(Kind::head);
        node.post(stream);
        node.bus->follow(stream);
        EXPECT_TRUE(run_until([&] { return node.count(Kind::head) > before; }));
    }

    TemporaryFolder folder;
    std::vector<std::unique_ptr<Node>> nodes;
};

TEST_F(Nodes, AloneANodeFindsWhatAnotherProcessCommittedByComparing) {
    auto& node = this->node({.compare_every = milliseconds(100), .compare_deaf_every = milliseconds(50)});
    auto& tool = this->node({});
    follow(node, "c.1");
    const auto number = tool.post("c.1");
    EXPECT_TRUE(run_until([&] { return node.numbers("c.1") == std::vector{number}; }));
    EXPECT_EQ(node.metrics.bus.silent_losses.value(), 1);
    EXPECT_EQ(node.metrics.bus.updates_repaired.value(), 1);
}

TEST_F(Nodes, AloneANodeFindsChangesOfAccessOfAnotherProcess) {
    auto& node = this->node({.compare_access_every = milliseconds(100)});
    auto& tool = this->node({});
    tool.change_access("ana");
    EXPECT_TRUE(run_until([&] { return node.count(Kind::access_changed) == 1; }));
    EXPECT_EQ(node.heard.back().key, "ana");
}

TEST_F(Nodes, WhatOneCommitsTheOtherHearsInOrderAndOnce) {
    RedisProcess redis;
    auto [one, other] = pair(redis);
    std::vector<std::uint64_t> expected;
    for (int round = 0; round < 100; ++round) {
        expected.push_back(one.post("c.1"));
        expected.push_back(other.post("c.1"));
    }
    const auto all_heard = [&](Node& node) { return node.newest("c.1") == expected.back(); };
    ASSERT_TRUE(run_until([&] { return all_heard(one) && all_heard(other); }));
    for (auto* each : {&one, &other}) {
        auto numbers = each->numbers("c.1");
        numbers.erase(numbers.begin(), std::ranges::find(numbers, expected.front()));
        EXPECT_EQ(numbers, expected);
        EXPECT_EQ(each->metrics.bus.silent_losses.value(), 0);
    }
    // The log may have been quicker than Redis on a busy machine: what comes late is heard and dropped.
    const auto& heard = one.metrics.bus.heard;
    EXPECT_TRUE(run_until([&] { return heard.value() >= 100; }));
    EXPECT_LE(heard.value(), 101) << "what it says itself does not count";
}

TEST_F(Nodes, TypingIsHeardByTheOther) {
    RedisProcess redis;
    auto [one, other] = pair(redis);
    const store::Notice typing{
        .kind = Kind::ephemeral, .key = "c.1", .bytes = std::make_shared<const std::string>("typing")};
    one.bus->publish({&typing, 1});
    ASSERT_TRUE(run_until([&] { return other.count(Kind::ephemeral) == 1; }));
    EXPECT_EQ(*other.heard.back().bytes, "typing");
    EXPECT_TRUE(run_until([&] { return one.count(Kind::ephemeral) == 1; }));
}

TEST_F(Nodes, NothingIsHeardBeforeTheChangeOfAccessThatCameBeforeItThoughItWasLost) {
    RedisProcess redis;
    auto [one, other] = pair(redis);
    one.forgets_to_publish = true;
    one.change_access("ana");
    one.forgets_to_publish = false;
    const auto number = one.post("c.1");
    ASSERT_TRUE(run_until([&] { return other.newest("c.1") == number; }));
    const auto access = std::ranges::find(other.heard, Kind::access_changed, &store::Notice::kind);
    const auto update = std::ranges::find(other.heard, number, &store::Notice::number);
    ASSERT_NE(access, other.heard.end());
    EXPECT_LT(access - other.heard.begin(), update - other.heard.begin());
}

TEST_F(Nodes, ALostTailIsFoundByComparing) {
    RedisProcess redis;
    auto options = through(redis);
    options.compare_every = milliseconds(200);
    auto& one = node(options);
    auto& other = node(options);
    follow(other, "c.1");
    one.forgets_to_publish = true;
    const auto number = one.post("c.1");
    EXPECT_TRUE(run_until([&] { return other.newest("c.1") == number; }));
    EXPECT_EQ(other.metrics.bus.silent_losses.value(), 1);
}

TEST_F(Nodes, AGapIsReadFromTheLog) {
    RedisProcess redis;
    auto [one, other] = pair(redis);
    one.forgets_to_publish = true;
    const auto lost = one.post("c.1");
    one.forgets_to_publish = false;
    one.post("c.1");
    ASSERT_TRUE(run_until([&] { return other.newest("c.1") == lost + 1; }));
    EXPECT_EQ(other.numbers("c.1"), (std::vector{lost, lost + 1}));
    EXPECT_EQ(other.metrics.bus.gaps.value(), 1);
}

TEST_F(Nodes, WithoutRedisTheLogIsLookedAtAndAfterwardsAllIsAsBefore) {
    RedisProcess redis;
    auto [one, other] = pair(redis);
    redis.kill();
    ASSERT_TRUE(run_until([&] { return !one.hears_others && !other.hears_others; }));
    const auto during = one.post("c.1");
    ASSERT_TRUE(run_until([&] { return other.newest("c.1") == during; }));
    redis.start();
    ASSERT_TRUE(run_until([&] { return one.hears_others && other.hears_others; }));
    const auto repaired = other.metrics.bus.updates_repaired.value();
    const auto heard = other.metrics.bus.heard.value();
    ASSERT_TRUE(run_until([&] { return redis.ask("PUBSUB CHANNELS *c.1").find("c.1") != std::string::npos; }));
    const auto after = one.post("c.1");
    ASSERT_TRUE(run_until([&] { return other.newest("c.1") == after; }));
    EXPECT_EQ(other.metrics.bus.updates_repaired.value(), repaired);
    EXPECT_EQ(other.metrics.bus.heard.value(), heard + 1);
}

TEST_F(Nodes, WhatSomebodyElsePublishesIsIgnoredAndCounted) {
    RedisProcess redis;
    auto [one, other] = pair(redis);
    const auto epoch_now =
        *one.database->read_now([](store::Transaction& tx) -> Result<std::string> { return epoch(tx); });
    const auto before = other.heard.size();
    redis.ask("PUBLISH ourplace:" + epoch_now + ":c.1 forged");
    // The right words with another key.
    v1::NodeMessage message;
    message.set_node("evil");
    *message.add_notices() = to_node_notice({.kind = Kind::session_ended, .key = "s", .number = 1, .bytes = nullptr});
    auto& stranger = listen(redis.url());
    ASSERT_TRUE(come_up(stranger));
    const auto channel = "ourplace:" + epoch_now + ":nodes";
    stranger.channels->publish(channel, Signer("another secret").sign(channel, message));
    ASSERT_TRUE(run_until([&] { return other.metrics.bus.foreign.value() == 2; }));
    EXPECT_EQ(other.heard.size(), before);
}

TEST_F(Nodes, AMessageThatIsPlayedOnAnotherChannelIsForeign) {
    const Signer signer("secret");
    v1::NodeMessage message;
    message.set_node("one");
    const auto payload = signer.sign("c.1", message);
    EXPECT_TRUE(signer.verify("c.1", payload));
    EXPECT_FALSE(signer.verify("c.2", payload));
    EXPECT_FALSE(signer.verify("c.1", payload + " "));
    EXPECT_FALSE(signer.verify("c.1", payload.substr(1)));
    EXPECT_FALSE(signer.verify("c.1", ""));
}

TEST_F(Nodes, ABrokenUrlIsRefusedByName) {
    auto& one = node({});
    Metrics metrics;
    const auto opened =
        NodeBus::open(context.get_executor(), *one.database, metrics, {.redis = {.url = "http://redis"}});
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().field, "redis_url");
}

}  // namespace
}  // namespace ourplace::streams
