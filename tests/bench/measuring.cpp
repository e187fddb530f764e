#include "measuring.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace ourplace::bench {

void fail(const std::string& why) {
    std::fprintf(stderr, "bench_load: %s\n", why.c_str());
    std::exit(3);
}

double cpu_seconds(const std::vector<int>& pids) {
    double total = 0;
    std::error_code ignored;
    for (const int pid : pids) {
        const auto tasks = "/proc/" + std::to_string(pid) + "/task";
        for (const auto& task : std::filesystem::directory_iterator(tasks, ignored)) {
            std::ifstream file(task.path() / "schedstat");
            double on_cpu_ns = 0;
            file >> on_cpu_ns;
            total += on_cpu_ns / 1e9;
        }
    }
    return total;
}

v1::PostMessageRequest message(const Programme& programme, const Options& options) {
    static std::uint64_t posted = 0;
    static const std::uint64_t run = now_ns();
    ++posted;
    v1::PostMessageRequest request;
    request.set_channel_id(programme.channel_ids.at(posted % std::min(options.channels, programme.channel_ids.size())));
    std::string id(16, '\0');
    std::copy_n(reinterpret_cast<const char*>(&run), 8, id.begin());
    std::copy_n(reinterpret_cast<const char*>(&posted), 8, id.begin() + 8);
    request.set_client_message_id(id);
    request.set_body(std::string(options.body_bytes, 'm'));
    return request;
}

int sender_port(const Options& options) {
    return options.sender_port == 0 ? options.ports.front() : options.sender_port;
}

std::size_t connect_member(Fleet& fleet, int port, const Programme& programme, std::size_t person, bool follow) {
    const auto& member = programme.people.at(person % programme.people.size());
    auto cursors = follow ? programme.cursors : decltype(programme.cursors){};
    if (follow) cursors["m." + member.member_id] = 0;
    const auto index = fleet.add(port, member.token, std::move(cursors));
    fleet[index].epoch = programme.epoch;
    return index;
}

void connect_all(Fleet& fleet) {
    if (!fleet.run_until([&] { return fleet.subscribed() == fleet.size(); }, patience_s)) {
        fail(std::to_string(fleet.subscribed()) + " of " + std::to_string(fleet.size()) +
             " connections were subscribed in time");
    }
}

const v1::Reply& expect_success(const v1::Reply& reply) {
    if (reply.has_error()) fail("post refused: " + reply.error().message());
    return reply;
}

double quantile(std::vector<double>& sorted, double q) {
    if (sorted.empty()) return 0;
    return sorted[std::min(sorted.size() - 1, static_cast<std::size_t>(q * static_cast<double>(sorted.size())))];
}

}  // namespace ourplace::bench
