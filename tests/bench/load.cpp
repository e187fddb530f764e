// The load generator: one process, one thread, one scenario. Prints one line of JSON.
#include <CLI/CLI.hpp>
#include <functional>
#include <iostream>

#include "scenarios.hpp"

int main(int argc, char** argv) {
    using namespace ourplace::bench;
    CLI::App app("Puts load on a server of ourplace on this machine and counts every delivery");
    Options options;
    std::string programme_file;
    std::string scenario;
    app.add_option("scenario", scenario)
        ->required()
        ->check(CLI::IsMember({"fan_out", "baseline", "latency", "post", "idle", "resume", "announce"}));
    app.add_option("--port", options.ports, "Of the nodes, with commas between")->required()->delimiter(',');
    app.add_option("--sender-port", options.sender_port);
    app.add_option("--server-pid", options.server_pids, "Whose processor time counts")->required()->delimiter(',');
    app.add_option("--channels", options.channels);
    app.add_option("--programme", programme_file, "What bench_seed wrote");
    app.add_option("--connections", options.connections);
    app.add_option("--messages", options.messages);
    app.add_option("--window", options.window);
    app.add_option("--body-bytes", options.body_bytes);
    app.add_option("--seconds", options.seconds);
    app.add_option("--posts-per-second", options.posts_per_second);
    app.add_option("--frame-bytes", options.frame_bytes);
    CLI11_PARSE(app, argc, argv);

    Figures figures;
    if (scenario == "baseline") {
        figures = baseline(options);
    } else {
        const auto programme = read_programme(programme_file);
        if (scenario == "fan_out") figures = fan_out(programme, options);
        if (scenario == "latency") figures = latency(programme, options);
        if (scenario == "post") figures = post(programme, options);
        if (scenario == "idle") figures = idle(programme, options);
        if (scenario == "announce") figures = announce(programme, options);
        if (scenario == "resume") figures = resume(programme, options);
    }
    std::cout.precision(17);
    std::cout << '{';
    const char* separator = "";
    for (const auto& [name, value] : figures) {
        std::cout << separator << '"' << name << "\": " << value;
        separator = ", ";
    }
    std::cout << '}' << std::endl;
    return 0;
}
