// Makes a programme for the bench: hubs, channels in the first of them, and as many members as are asked for, each with a
// token and in one hub, and writes what the load generator must know: epoch, hubs, channels, cursors, the members, and a
// session of the first, who organises all hubs. The last of the members may be Champions, who are free at any hour.
#include <CLI/CLI.hpp>
#include <array>
#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "accounts/accounts_tables.hpp"
#include "accounts/devices_tables.hpp"
#include "asks/champion_tables.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "cli/composition.hpp"
#include "hubs/channel_tables.hpp"
#include "hubs/hub_tables.hpp"
#include "streams/stream_log.hpp"

namespace ourplace::bench {
namespace {

struct Person {
    std::string member_id;
    std::string token;
};
struct Seeded {
    std::string epoch;
    std::vector<std::string> hub_ids;
    std::vector<std::string> channel_ids;
    std::vector<std::string> streams;
    std::vector<std::uint64_t> heads;
    std::vector<Person> people;
    std::string session;
};

template <class T>
T value_of(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().message);
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

Person add_person(store::Transaction& tx, std::size_t number, const std::vector<std::string>& hub_ids, Timestamp now) {
    const auto name = value_of(accounts::member_name("name", "Member " + std::to_string(number)));
    const auto member = value_of(accounts::create_member(
        tx, {.name = name, .language = v1::LANGUAGE_EN, .is_administrator = false, .passphrase_hash = {}}, now));
    if (number == 1) {
        for (const auto& hub_id : hub_ids) hubs::join_hub(tx, hub_id, member.member_id, hubs::Role::organiser, now);
    } else {
        hubs::join_hub(tx, hub_ids[number % hub_ids.size()], member.member_id, hubs::Role::member, now);
    }
    auto token = value_of(accounts::create_token(
        tx, member.member_id, {.label = "bench", .scope = v1::SCOPE_WRITE, .expires_at_us = 0}, now));
    return {.member_id = member.member_id, .token = std::move(token.secret)};
}

void make_champion(store::Transaction& tx, const std::string& member_id, std::size_t number, Timestamp now) {
    constexpr std::array themes{"planning", "assets", "housing", "youth", "health"};
    accounts::set_champion(tx, member_id,
                           accounts::Champion{.themes = {themes[number % themes.size()]}, .about = "Been there."});
    asks::Champion champion;
    champion.availability.quiet.reset();
    champion.availability.cap = asks::max_cap;
    champion.profile.languages = {"en"};
    value_of(asks::set_champion(tx, member_id, champion, now));
}

struct Sizes {
    std::size_t people = 1;
    std::size_t champions = 0;
    std::size_t hubs = 1;
    std::size_t channels = 1;
};

Seeded seed(store::Transaction& tx, const Sizes& sizes, Timestamp now) {
    Seeded seeded;
    accounts::name_programme(tx, "Bench", now);
    const auto place = value_of(hubs::create_place(tx, "Bench", {}));
    for (std::size_t number = 1; number <= sizes.hubs; ++number) {
        seeded.hub_ids.push_back(value_of(hubs::create_hub(tx,
                                                           {.name = "Bench " + std::to_string(number),
                                                            .purpose = {},
                                                            .place_id = place.place_id(),
                                                            .paint = v1::PAINT_SLATE,
                                                            .join_policy = hubs::JoinPolicy::open},
                                                           now)));
    }
    const auto& hub_id = seeded.hub_ids.front();
    for (std::size_t number = 1; number <= sizes.channels; ++number) {
        const auto name = "Bench " + std::to_string(number);
        seeded.channel_ids.push_back(hubs::create_channel(
            tx, {.hub_id = hub_id, .name = name, .purpose = {}, .visibility = hubs::Visibility::hub}, {}, now));
    }
    for (std::size_t number = 1; number <= sizes.people; ++number)
        seeded.people.push_back(add_person(tx, number, seeded.hub_ids, now));
    for (std::size_t number = 0; number < sizes.champions; ++number)
        make_champion(tx, seeded.people[seeded.people.size() - 1 - number].member_id, number, now);
    seeded.session = accounts::create_session(tx, seeded.people.front().member_id, "bench", now).secret;
    seeded.epoch = streams::epoch(tx);
    seeded.streams = {streams::channel_stream(seeded.channel_ids.front()), streams::hub_stream(hub_id)};
    for (const auto& stream : seeded.streams) seeded.heads.push_back(streams::head(tx, stream));
    return seeded;
}

void write(const Seeded& seeded, const std::string& file) {
    std::ofstream out(file);
    out << "epoch " << seeded.epoch << "\n";
    for (const auto& hub_id : seeded.hub_ids) out << "hub " << hub_id << "\n";
    for (const auto& channel_id : seeded.channel_ids) out << "channel " << channel_id << "\n";
    for (std::size_t index = 0; index < seeded.streams.size(); ++index)
        out << "stream " << seeded.streams[index] << " " << seeded.heads[index] << "\n";
    out << "session " << seeded.session << "\n";
    for (const auto& person : seeded.people) out << "person " << person.member_id << " " << person.token << "\n";
    if (!out.flush()) throw std::runtime_error("cannot write " + file);
}

}  // namespace
}  // namespace ourplace::bench

int main(int argc, char** argv) {
    using namespace ourplace;
    CLI::App app{"Makes a programme for the bench", "bench_seed"};
    cli::Settings settings;
    std::string output;
    bench::Sizes sizes;
    app.add_option("--data", settings.data);
    app.add_option("--database", settings.database);
    app.add_option("--people", sizes.people)->required();
    app.add_option("--champions", sizes.champions, "fewer than the people");
    app.add_option("--hubs", sizes.hubs)->check(CLI::PositiveNumber);
    app.add_option("--channels", sizes.channels);
    app.add_option("--output", output)->required();
    CLI11_PARSE(app, argc, argv);
    if (sizes.champions >= sizes.people) return app.exit(CLI::ValidationError("--champions", "fewer than the people"));
    log::configure(log::Level::warning, log::Format::text);
    try {
        const auto database = bench::value_of(cli::open_store(settings));
        const auto seeded = bench::value_of(database->write_now([&](store::Transaction& tx) -> Result<bench::Seeded> {
            return bench::seed(tx, sizes, SystemClock().now());
        }));
        bench::write(seeded, output);
        return 0;
    } catch (const std::exception& caught) {
        std::fprintf(stderr, "bench_seed: %s\n", caught.what());
        return 1;
    }
}
