// Bytes on a connection to a whole server: HTTP, and behind an upgrade the frames of a WebSocket. An input is sent in
// pieces, parted by "|||"; TOKEN stands for a bearer token and CHANNEL for the id of a channel.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <gtest/gtest.h>
#include <string>
#include <string_view>

#include "unit/gateway/line.hpp"
#include "unit/gateway/served_programme.hpp"

namespace ourplace::gateway {
namespace {

constexpr std::string_view pause_mark = "|||";
constexpr int inputs_between_checks = 32;

void replace(std::string& text, std::string_view mark, std::string_view with) {
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + with.size()))
        text.replace(at, mark.size(), with);
}

Options options() {
    Options made;
    made.limits.header_time = std::chrono::seconds(3);
    made.limits.request_time = std::chrono::seconds(3);
    return made;
}

struct Served {
    ServedProgramme programme{options()};
    Person person = programme.person("Cai");
    int inputs = 0;
};

void send_in_pieces(Line& line, std::string_view text) {
    for (;;) {
        const auto end = text.find(pause_mark);
        line.send(text.substr(0, end));
        if (end == std::string_view::npos) return;
        // What is sent before a reply to the upgrade would be refused.
        static_cast<void>(line.has_something(std::chrono::milliseconds(50)));
        text.remove_prefix(end + pause_mark.size());
    }
}

void run(Served& served, std::string text) {
    replace(text, "TOKEN", served.person.token);
    replace(text, "CHANNEL", served.programme.channel_id());
    {
        Line line(served.programme.port());
        send_in_pieces(line, text);
        line.stop_sending();
        const auto came = line.read_all();
        if (!came.empty() && !came.starts_with("HTTP/1.1 ")) std::abort();
    }
    // Whatever came in, others are served.
    if (++served.inputs % inputs_between_checks != 0) return;
    if (ask(served.programme.port(), {.target = "/healthz"}).status != 200) std::abort();
}

}  // namespace
}  // namespace ourplace::gateway

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    // A connection that does not end is a failed expectation of the Line, and must end this process.
    static auto& served = [] -> ourplace::gateway::Served& {
        testing::GTEST_FLAG(throw_on_failure) = true;
        return *new ourplace::gateway::Served;
    }();
    ourplace::gateway::run(served, std::string(reinterpret_cast<const char*>(data), size));
    return 0;
}
