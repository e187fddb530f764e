#include "scenarios.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sstream>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fleet.hpp"
#include "measuring.hpp"
#include "ourplace/v1/conversations.pb.h"

namespace ourplace::bench {
namespace {

// Bytes of memory that belong to the process alone.
double private_bytes(int pid) {
    std::ifstream file("/proc/" + std::to_string(pid) + "/smaps_rollup");
    std::string word;
    double kib = 0;
    while (file >> word) {
        if (word == "Private_Dirty:" || word == "Private_Clean:") {
            double value = 0;
            file >> value;
            kib += value;
        }
    }
    return kib * 1024;
}

}  // namespace

Programme read_programme(const std::string& file) {
    std::ifstream in(file);
    if (!in) fail("cannot read " + file);
    Programme programme;
    std::string line;
    while (std::getline(in, line)) {
        std::istringstream words(line);
        std::string kind;
        words >> kind;
        if (kind == "epoch") {
            words >> programme.epoch;
        } else if (kind == "hub") {
            words >> programme.hub_ids.emplace_back();
        } else if (kind == "channel") {
            words >> programme.channel_ids.emplace_back();
        } else if (kind == "stream") {
            std::string id;
            std::uint64_t head = 0;
            words >> id >> head;
            programme.cursors[id] = head;
        } else if (kind == "person") {
            auto& person = programme.people.emplace_back();
            words >> person.member_id >> person.token;
        }
    }
    return programme;
}

Figures fan_out(const Programme& programme, const Options& options) {
    Fleet fleet;
    for (std::size_t i = 0; i < options.connections; ++i)
        connect_member(fleet, options.ports[i % options.ports.size()], programme, i, true);
    const auto sender = connect_member(fleet, sender_port(options), programme, 0, false);
    connect_all(fleet);

    const auto stream = "c." + programme.channel_ids.front();
    std::uint64_t delivered = 0;
    std::size_t posted = 0;
    std::size_t acknowledged = 0;
    fleet.events.update = [&](std::size_t, std::string_view stream_id, std::uint64_t) {
        delivered += stream_id == stream ? 1 : 0;
    };
    fleet.events.reply = [&](std::size_t, const v1::Reply& reply) {
        expect_success(reply);
        ++acknowledged;
    };
    const auto all_have = [&](std::size_t messages) { return delivered >= messages * options.connections; };

    const auto run = [&](std::size_t messages) {
        delivered = 0;
        posted = 0;
        acknowledged = 0;
        return fleet.run_until(
            [&] {
                // A post counts as under way until its slowest subscriber has it.
                while (posted < messages && (posted < options.window || all_have(posted - options.window + 1))) {
                    fleet.call(sender, static_cast<std::uint32_t>(posted + 10), post_method,
                               message(programme, options));
                    ++posted;
                }
                return acknowledged == messages && all_have(messages);
            },
            patience_s);
    };
    if (!run(std::max<std::size_t>(options.window, 20))) fail("warm-up did not finish");
    const auto cpu = cpu_seconds(options.server_pids);
    const auto began = now_ns();
    if (!run(options.messages)) fail("only " + std::to_string(delivered) + " deliveries in time");
    const auto seconds = static_cast<double>(now_ns() - began) / 1e9;
    const auto cpu_used = cpu_seconds(options.server_pids) - cpu;
    if (delivered != options.messages * options.connections) fail("deliveries were doubled");
    if (fleet.disconnects() != 0) fail("connections were lost");
    const auto deliveries = static_cast<double>(delivered);
    return {{"deliveries", deliveries},
            {"deliveries_per_cpu_second", deliveries / cpu_used},
            {"deliveries_per_second", deliveries / seconds},
            {"cpu_us_per_delivery", cpu_used * 1e6 / deliveries}};
}

Figures baseline(const Options& options) {
    const auto open = [&] {
        const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(options.ports.front()));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
            fail("cannot connect to the baseline");
        const int on = 1;
        setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        return socket;
    };
    const int sender = open();
    usleep(100'000);  // The first connection is the sender; it must be accepted first.
    const int poller = epoll_create1(0);
    std::vector<int> subscribers;
    for (std::size_t i = 0; i < options.connections; ++i) {
        subscribers.push_back(open());
        epoll_event event{.events = EPOLLIN, .data = {.fd = subscribers.back()}};
        epoll_ctl(poller, EPOLL_CTL_ADD, subscribers.back(), &event);
    }
    usleep(300'000);

    std::uint64_t bytes = 0;
    std::vector<char> chunk(256 * 1024);
    std::array<epoll_event, 1024> ready{};
    const auto run = [&](std::size_t messages) {
        bytes = 0;
        std::size_t posted = 0;
        const auto all_have = [&](std::size_t count) {
            return bytes >= count * options.connections * options.frame_bytes;
        };
        while (!all_have(messages)) {
            while (posted < messages && (posted < options.window || all_have(posted - options.window + 1))) {
                if (send(sender, "m", 1, MSG_NOSIGNAL) != 1) fail("the baseline is gone");
                ++posted;
            }
            const int count = epoll_wait(poller, ready.data(), static_cast<int>(ready.size()), 5000);
            if (count == 0) fail("the baseline stalled");
            for (int i = 0; i < count; ++i) {
                const auto n =
                    recv(ready[static_cast<std::size_t>(i)].data.fd, chunk.data(), chunk.size(), MSG_DONTWAIT);
                if (n > 0) bytes += static_cast<std::uint64_t>(n);
            }
        }
    };
    run(20);
    const auto cpu = cpu_seconds(options.server_pids);
    const auto began = now_ns();
    run(options.messages);
    const auto seconds = static_cast<double>(now_ns() - began) / 1e9;
    const auto cpu_used = cpu_seconds(options.server_pids) - cpu;
    for (const int socket : subscribers) close(socket);
    close(sender);
    const auto deliveries = static_cast<double>(options.messages * options.connections);
    return {{"deliveries", deliveries},
            {"deliveries_per_cpu_second", deliveries / cpu_used},
            {"deliveries_per_second", deliveries / seconds},
            {"cpu_us_per_delivery", cpu_used * 1e6 / deliveries}};
}

Figures latency(const Programme& programme, const Options& options) {
    Fleet fleet;
    for (std::size_t i = 0; i < options.connections; ++i)
        connect_member(fleet, options.ports[i % options.ports.size()], programme, i, true);
    const auto sender = connect_member(fleet, sender_port(options), programme, 0, false);
    connect_all(fleet);

    const auto stream = "c." + programme.channel_ids.front();
    struct Delivery {
        std::uint64_t seq;
        std::uint64_t at_ns;
    };
    std::vector<Delivery> deliveries;
    std::vector<std::uint64_t> sent_at;                 // by order of posting
    std::map<std::uint64_t, std::size_t> order_of_seq;  // from the replies
    fleet.events.update = [&](std::size_t, std::string_view stream_id, std::uint64_t seq) {
        if (stream_id == stream) deliveries.push_back({seq, now_ns()});
    };
    fleet.events.reply = [&](std::size_t, const v1::Reply& reply) {
        v1::PostMessageResponse response;
        if (!response.ParseFromString(expect_success(reply).response())) fail("a reply that does not parse");
        order_of_seq[response.message().seq()] = reply.id() - 10;
    };
    const auto messages = static_cast<std::size_t>(options.seconds * options.posts_per_second);
    deliveries.reserve(messages * options.connections);
    const auto cpu = cpu_seconds(options.server_pids);
    const auto began = now_ns();
    const auto interval_ns = static_cast<std::uint64_t>(1e9 / options.posts_per_second);
    const bool finished = fleet.run_until(
        [&] {
            while (sent_at.size() < messages && now_ns() >= began + sent_at.size() * interval_ns) {
                sent_at.push_back(now_ns());
                fleet.call(sender, static_cast<std::uint32_t>(sent_at.size() - 1 + 10), post_method,
                           message(programme, options));
            }
            return deliveries.size() == messages * options.connections && order_of_seq.size() == messages;
        },
        options.seconds + patience_s);
    if (!finished) fail("only " + std::to_string(deliveries.size()) + " deliveries in time");
    const auto cpu_used = cpu_seconds(options.server_pids) - cpu;
    std::vector<double> ms;
    ms.reserve(deliveries.size());
    for (const auto& delivery : deliveries)
        ms.push_back(static_cast<double>(delivery.at_ns - sent_at[order_of_seq.at(delivery.seq)]) / 1e6);
    std::sort(ms.begin(), ms.end());
    return {{"p50_ms", quantile(ms, 0.5)},
            {"p99_ms", quantile(ms, 0.99)},
            {"p999_ms", quantile(ms, 0.999)},
            {"cpu_us_per_delivery", cpu_used * 1e6 / static_cast<double>(deliveries.size())}};
}

Figures post(const Programme& programme, const Options& options) {
    Fleet fleet;
    for (std::size_t i = 0; i < options.connections; ++i)
        connect_member(fleet, sender_port(options), programme, i, false);
    connect_all(fleet);
    std::uint64_t acknowledged = 0;
    bool stop = false;
    std::size_t under_way = 0;
    fleet.events.reply = [&](std::size_t connection, const v1::Reply& reply) {
        expect_success(reply);
        ++acknowledged;
        --under_way;
        if (stop) return;
        fleet.call(connection, 10, post_method, message(programme, options));
        ++under_way;
    };
    for (std::size_t i = 0; i < fleet.size(); ++i) {
        fleet.call(i, 10, post_method, message(programme, options));
        ++under_way;
    }
    fleet.run_until([] { return false; }, 1);  // Warm up.
    acknowledged = 0;
    const auto cpu = cpu_seconds(options.server_pids);
    const auto began = now_ns();
    // Longer than asked for where not even one was acknowledged: no rate comes of that.
    const auto enough_ns = began + static_cast<std::uint64_t>(options.seconds * 1e9);
    fleet.run_until([&] { return acknowledged > 0 && now_ns() >= enough_ns; }, options.seconds + patience_s);
    if (acknowledged == 0) fail("no post was acknowledged");
    const auto seconds = static_cast<double>(now_ns() - began) / 1e9;
    const auto counted = static_cast<double>(acknowledged);
    const auto cpu_used = cpu_seconds(options.server_pids) - cpu;
    stop = true;
    if (!fleet.run_until([&] { return under_way == 0; }, patience_s)) fail("posts were never answered");
    return {{"posts_per_second", counted / seconds}, {"cpu_us_per_post", cpu_used * 1e6 / counted}};
}

Figures idle(const Programme& programme, const Options& options) {
    const auto memory_before = private_bytes(options.server_pids.front());
    Fleet fleet;
    for (std::size_t i = 0; i < options.connections; ++i)
        connect_member(fleet, options.ports[i % options.ports.size()], programme, i, true);
    const auto began = now_ns();
    connect_all(fleet);
    const auto seconds = static_cast<double>(now_ns() - began) / 1e9;
    fleet.run_until([] { return false; }, 15);  // Let presence and buffers settle.
    const auto memory = private_bytes(options.server_pids.front()) - memory_before;

    // The runner restarts the server now and says when it listens again.
    std::cout << "restart" << std::endl;
    if (!fleet.run_until([&] { return fleet.subscribed() == 0; }, patience_s)) fail("the server was not restarted");
    if (!fleet.run_until([&] { return fleet.subscribed() == fleet.size(); }, patience_s)) {
        fail("only " + std::to_string(fleet.subscribed()) + " came back");
    }
    return {{"bytes_per_connection", memory / static_cast<double>(options.connections)},
            {"connections_per_second", static_cast<double>(options.connections) / seconds},
            // On the monotonic clock, which the runner reads too.
            {"all_back_at_ns", static_cast<double>(now_ns())}};
}

Figures resume(const Programme& programme, const Options& options) {
    Fleet fleet;
    const auto reader = connect_member(fleet, options.ports.front(), programme, 0, true);
    const auto sender = connect_member(fleet, sender_port(options), programme, 1, false);
    connect_all(fleet);
    const auto reconnect = [&] {
        fleet.drop(reader);
        fleet[reader].bytes_in = 0;
        fleet[reader].bytes_out = 0;
        connect_all(fleet);
        return std::pair(static_cast<double>(fleet[reader].bytes_in), static_cast<double>(fleet[reader].bytes_out));
    };
    const auto [nothing_in, nothing_out] = reconnect();

    const auto stream = "c." + programme.channel_ids.front();
    const auto seen = fleet[reader].cursors[stream];
    std::size_t acknowledged = 0;
    fleet.events.reply = [&](std::size_t, const v1::Reply& reply) {
        expect_success(reply);
        ++acknowledged;
    };
    for (std::size_t i = 0; i < options.messages; ++i) {
        fleet.call(sender, static_cast<std::uint32_t>(i + 10), post_method, message(programme, options));
        if (!fleet.run_until([&] { return acknowledged > i && fleet[reader].cursors[stream] == seen + acknowledged; },
                             patience_s)) {
            fail("a post was not delivered");
        }
    }
    fleet[reader].cursors[stream] = seen;
    const auto [missed_in, missed_out] = reconnect();
    if (fleet[reader].cursors[stream] != seen + options.messages) fail("resume did not bring everything");
    return {{"bytes_in_nothing_new", nothing_in},
            {"bytes_out_nothing_new", nothing_out},
            {"bytes_in_missed", missed_in},
            {"bytes_per_missed_message", (missed_in - nothing_in) / static_cast<double>(options.messages)}};
}

}  // namespace ourplace::bench
