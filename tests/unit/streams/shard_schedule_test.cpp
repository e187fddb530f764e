// Random schedules: whatever the bus does and whoever comes, goes, lags or is removed, everybody ends with every Update
// they may have, exactly once and in order, and with nothing else. A failing seed is in the test's name.
#include <algorithm>
#include <random>

#include "unit/streams/shard_fixture.hpp"

namespace ourplace::streams {
namespace {

class Schedule : public ShardTest, public testing::WithParamInterface<unsigned> {
  protected:
    static constexpr std::size_t members = 6;
    static constexpr std::size_t steps = 400;
    const std::vector<std::string> streams{"c.1", "c.2", "c.3"};

    struct Person {
        std::string name;
        Connection connection;
        bool lags = false;
        // By stream: from the removal on nothing newer may arrive.
        std::map<std::string, std::uint64_t> removed_at;
    };

    Schedule() {
        make_shard();
        for (std::size_t each = 0; each < members; ++each) {
            people.push_back({.name = "m" + std::to_string(each), .connection = {}, .lags = false, .removed_at = {}});
            for (const auto& stream : streams) grant(people.back().name, stream);
        }
        for (auto& person : people) come(person);
    }
    ~Schedule() override {
        for (auto& person : people) person.connection.subscriber.reset();
    }

    std::size_t below(std::size_t bound) { return random() % bound; }
    Person& somebody() { return people[below(people.size())]; }
    const std::string& some_stream() { return streams[below(streams.size())]; }

    // A new connection that goes on from what the person has.
    void come(Person& person) {
        const auto cursors = person.connection.peer->cursors;
        person.connection.subscriber.reset();
        person.connection = connect(person.name);
        person.lags = false;
        std::vector<std::pair<std::string, std::uint64_t>> asked;
        for (const auto& stream : streams) {
            const auto known = cursors.find(stream);
            asked.emplace_back(stream, known == cursors.end() ? 0 : known->second);
        }
        ask(person.connection, 1, asked);
    }
    void lag_or_drain(Person& person) {
        person.lags = !person.lags;
        person.connection.peer->pressure_now = person.lags ? Pressure::lagging : Pressure::free;
        if (!person.lags) person.connection.subscriber->drained();
    }
    void remove_or_let_in(Person& person, const std::string& stream) {
        if (person.removed_at.erase(stream) > 0) {
            grant(person.name, stream);
            return;
        }
        revoke(person.name, stream);
        person.removed_at[stream] = head_of(stream);
    }
    std::uint64_t head_of(const std::string& stream) {
        return *database->read_now([&](store::Transaction& tx) -> Result<std::uint64_t> { return head(tx, stream); });
    }

    // Some of what waits, some of it lost, doubled or out of order; never what ends access, which the safety net of a
    // minute is for.
    void hand_on_badly() {
        std::vector<store::Notice> handed;
        for (auto& notice : bus.take()) {
            const bool is_update = notice.kind == store::Notice::Kind::update;
            if (is_update && below(10) == 0) continue;
            handed.push_back(notice);
            if (is_update && below(10) == 0) handed.push_back(notice);
        }
        for (std::size_t index = 1; index < handed.size(); ++index) {
            const bool both_updates = handed[index].kind == store::Notice::Kind::update &&
                                      handed[index - 1].kind == store::Notice::Kind::update;
            if (both_updates && below(8) == 0) std::swap(handed[index], handed[index - 1]);
        }
        shard->receive(handed);
    }
    void step() {
        switch (below(12)) {
            case 0: come(somebody()); break;
            case 1: lag_or_drain(somebody()); break;
            case 2: remove_or_let_in(somebody(), some_stream()); break;
            case 3: ask(somebody().connection, 2, {}); break;
            case 4:
            case 5:
                context.restart();
                context.poll();
                break;
            case 6:
            case 7: hand_on_badly(); break;
            default: post(some_stream());
        }
    }
    void calm_down() {
        for (auto& person : people) {
            if (person.lags) lag_or_drain(person);
        }
        hand_on();
        for (auto& person : people) {
            for (const auto& stream : streams) {
                if (person.removed_at.erase(stream) > 0) grant(person.name, stream);
            }
        }
        hand_on();
        settle();
        // Whoever was refused asks again, as a client does that is let in again.
        for (auto& person : people) come(person);
        settle();
    }

    std::mt19937 random{GetParam()};
    std::vector<Person> people;
};

TEST_P(Schedule, EverybodyEndsWithEverythingOnceInOrder) {
    // RecordingPeer fails the test on every gap, double or disorder along the way.
    for (std::size_t each = 0; each < steps; ++each) {
        step();
        for (const auto& person : people) {
            for (const auto& [stream, newest] : person.removed_at) {
                ASSERT_LE(person.connection.peer->last(stream), newest) << person.name << " " << stream;
            }
        }
    }
    calm_down();
    for (const auto& person : people) {
        for (const auto& stream : streams)
            EXPECT_EQ(person.connection.peer->last(stream), head_of(stream)) << person.name;
    }
}

TEST_P(Schedule, WhoStaysConnectedNeedsNoNewConnection) {
    for (std::size_t each = 0; each < steps; ++each) {
        switch (below(8)) {
            case 0: lag_or_drain(somebody()); break;
            case 1: grant(somebody().name, some_stream()); break;
            case 2:
                context.restart();
                context.poll();
                break;
            case 3: hand_on_badly(); break;
            default: post(some_stream());
        }
    }
    for (auto& person : people) {
        if (person.lags) lag_or_drain(person);
    }
    hand_on();
    shard->look_again();
    settle();
    for (const auto& person : people) {
        for (const auto& stream : streams)
            EXPECT_EQ(person.connection.peer->last(stream), head_of(stream)) << person.name;
    }
}

INSTANTIATE_TEST_SUITE_P(, Schedule, testing::Range(1U, 13U),
                         [](const auto& info) { return "Seed" + std::to_string(info.param); });

}  // namespace
}  // namespace ourplace::streams
