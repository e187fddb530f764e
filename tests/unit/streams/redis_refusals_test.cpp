// Servers that will not have us, or that we must not use. Each is said in the log, once, and tried again.
#include <cstddef>

#include "unit/streams/redis_listener.hpp"

namespace ourplace::streams {
namespace {

class RedisRefusals : public RedisTest {
  protected:
    // What the log says of a server that is tried three times.
    std::string log_of_attempts(const std::string& from, const RedisProcess& redis) {
        return log_of_attempts(quick_options(from), redis.address());
    }
    std::string log_of_attempts(const RedisOptions& options, const std::string& server) {
        testing::internal::CaptureStderr();
        auto& listener = listen(options);
        listener.channels->subscribe("c.1");
        EXPECT_TRUE(run_until([&] { return listener.count(server, &RedisMetrics::failures) == 3; }));
        EXPECT_FALSE(listener.channels->is_up("c.1"));
        EXPECT_TRUE(listener.subscribed.empty());
        listener.channels->stop();
        return testing::internal::GetCapturedStderr();
    }
    static std::string url(const std::string& login, const RedisProcess& redis) {
        return "redis://" + login + "@" + redis.address();
    }
    static std::ptrdiff_t lines(const std::string& log) { return std::ranges::count(log, '\n'); }
};

TEST_F(RedisRefusals, TheRightPasswordOpens) {
    RedisProcess redis({"--requirepass", "hunter2"});
    auto& listener = listen(url(":hunter2", redis));
    EXPECT_TRUE(follow(listener, "c.1"));
}

TEST_F(RedisRefusals, AWrongPasswordIsNamedWithoutIt) {
    RedisProcess redis({"--requirepass", "hunter2"});
    const auto log = log_of_attempts(url(":hunter3", redis), redis);
    EXPECT_TRUE(log.contains("the user name or the password is wrong")) << log;
    EXPECT_FALSE(log.contains("hunter")) << log;
    EXPECT_EQ(lines(log), 1) << log;
}

TEST_F(RedisRefusals, AMissingPasswordIsNamed) {
    RedisProcess redis({"--requirepass", "hunter2"});
    const auto log = log_of_attempts(redis.url(), redis);
    EXPECT_TRUE(log.contains("it wants a password; the URL has none")) << log;
    EXPECT_EQ(lines(log), 1) << log;
}

// What a server repeats of a command that it does not know must not reach the log.
TEST_F(RedisRefusals, AServerWithoutSignInDoesNotBringThePasswordIntoTheLog) {
    RedisProcess redis({"--rename-command", "AUTH", "LETMEIN"});
    EXPECT_TRUE(redis.ask("AUTH hunter2").contains("hunter2"));
    const auto log = log_of_attempts(url("ana:hunter2", redis), redis);
    EXPECT_TRUE(log.contains("it refused AUTH with ERR")) << log;
    EXPECT_FALSE(log.contains("hunter2")) << log;
}

// The least that a user must be allowed, as deploy/README.md may say it.
constexpr auto least_rights =
    "on '>hunter2' resetchannels '&ourplace:*' -@all +auth +info +role +publish +subscribe +unsubscribe";

TEST_F(RedisRefusals, AUserWithTheLeastRightsIsEnough) {
    RedisProcess redis;
    redis.ask(std::string("ACL SETUSER ana ") + least_rights);
    auto& listener = listen(url("ana:hunter2", redis));
    ASSERT_TRUE(follow(listener, "ourplace:c.1"));
    listener.channels->publish("ourplace:c.1", "heard");
    EXPECT_TRUE(run_until([&] { return listener.has_heard("ourplace:c.1", "heard"); }));
}

TEST_F(RedisRefusals, AChannelThatTheUserMayNotUseIsNamedAsSuchAndHarmsNoOther) {
    RedisProcess redis;
    redis.ask(std::string("ACL SETUSER ana ") + least_rights);
    testing::internal::CaptureStderr();
    auto& listener = listen(url("ana:hunter2", redis));
    ASSERT_TRUE(come_up(listener));
    for (const auto* channel : {"foreign.1", "foreign.2"}) {
        listener.channels->subscribe(channel);
        listener.channels->publish(channel, "unheard");
    }
    ASSERT_TRUE(follow(listener, "ourplace:c.1"));
    listener.channels->publish("ourplace:c.1", "heard");
    EXPECT_TRUE(run_until([&] { return listener.has_heard("ourplace:c.1", "heard"); }));
    EXPECT_EQ(listener.count(redis.address(), &RedisMetrics::refused), 2);
    EXPECT_FALSE(listener.subscribed.contains("foreign.1"));
    // Once it is allowed, nothing needs to be started anew.
    redis.ask("ACL SETUSER ana '&foreign.1'");
    EXPECT_TRUE(run_until([&] { return listener.subscribed["foreign.1"] == 1; }));
    EXPECT_EQ(listener.subscribed["ourplace:c.1"], 1);
    const auto log = testing::internal::GetCapturedStderr();
    EXPECT_TRUE(log.contains("it refused a subscription with NOPERM")) << log;
    EXPECT_TRUE(log.contains("it refused a publication with NOPERM")) << log;
    EXPECT_EQ(lines(log), 3) << log;  // with the one that it is up
}

TEST_F(RedisRefusals, AUserWithoutTheRightToOurOwnChannelIsNamed) {
    RedisProcess redis;
    redis.ask("ACL SETUSER ana on '>hunter2' resetchannels '&other:*' +@all");
    const auto log = log_of_attempts(url("ana:hunter2", redis), redis);
    EXPECT_TRUE(log.contains("it refused PUBLISH with NOPERM")) << log;
    EXPECT_EQ(lines(log), 1) << log;
}

TEST_F(RedisRefusals, AReplicaIsNamed) {
    RedisProcess primary;
    RedisProcess replica({"--replicaof", "127.0.0.1 " + std::to_string(primary.port())});
    const auto log = log_of_attempts(replica.url(), replica);
    EXPECT_TRUE(log.contains("it is a replica, where publishing reaches nobody else")) << log;
    // Once it is one no more, it is used.
    auto& listener = listen(replica.url());
    replica.ask("REPLICAOF NO ONE");
    EXPECT_TRUE(follow(listener, "c.1"));
}

TEST_F(RedisRefusals, APrimaryThatBecomesAReplicaIsLeft) {
    RedisProcess primary;
    RedisProcess other;
    auto& listener = listen(primary.url());
    ASSERT_TRUE(follow(listener, "c.1"));
    testing::internal::CaptureStderr();
    primary.ask("REPLICAOF 127.0.0.1 " + std::to_string(other.port()));
    EXPECT_TRUE(run_until([&] { return listener.count(primary.address(), &RedisMetrics::failures) == 3; }));
    EXPECT_FALSE(listener.channels->is_up("c.1"));
    const auto log = testing::internal::GetCapturedStderr();
    EXPECT_TRUE(log.contains("it is a replica")) << log;
    EXPECT_EQ(lines(log), 1) << log;
    primary.ask("REPLICAOF NO ONE");
    EXPECT_TRUE(run_until([&] { return listener.subscribed["c.1"] == 2; }));
}

TEST_F(RedisRefusals, AServerThatIsNotThereIsNamedOnce) {
    const auto server = "127.0.0.1:" + std::to_string(free_port());
    const auto log = log_of_attempts(quick_options("redis://" + server), server);
    EXPECT_TRUE(log.contains("redis is away server=" + server)) << log;
    EXPECT_TRUE(log.contains("Connection refused")) << log;
    EXPECT_EQ(lines(log), 1) << log;
}

TEST_F(RedisRefusals, ABadSettingIsNamedAtOnce) {
    Metrics metrics;
    const auto field_of = [&](RedisOptions options) {
        const auto opened = RedisChannels::open(context.get_executor(), std::move(options), {}, metrics);
        return opened ? "none" : opened.error().field;
    };
    EXPECT_EQ(field_of({.url = "redis//x"}), "redis_url");
    EXPECT_EQ(field_of({.url = "rediss://x", .ca_file = "/no/such/file.pem"}), "redis_ca_file");
}

}  // namespace
}  // namespace ourplace::streams
