// How long one decision takes among many Champions: who is offered an Ask. Prints one JSON object: milliseconds of this
// thread's time for each decision.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

#include "asks/simulated_people.hpp"
#include "asks/widening_rules.hpp"
#include "base/wall_time.hpp"
#include "events/zone_rules.hpp"

namespace ourplace::bench {
namespace {

double cpu_ms() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

int run(unsigned champions, unsigned decisions) {
    asks::SimulationOptions options;
    options.champions = champions;
    options.asks = decisions;
    // A Wednesday in the evening: many can be asked.
    options.begins_at = events::to_utc(*wall_time("2026-11-25T18:30"), "Europe/London");
    std::vector<asks::Candidate> candidates;
    for (auto& champion : asks::simulated_champions(options)) candidates.push_back(std::move(champion.candidate));
    std::vector<double> times;
    std::size_t offers = 0;
    for (const auto& one : asks::simulated_asks(options)) {
        const auto before = cpu_ms();
        const auto step = asks::rank(one.ask, candidates, asks::MatchingSettings{}, options.begins_at, 3);
        times.push_back(cpu_ms() - before);
        offers += step.size();
    }
    if (offers != std::size_t{3} * decisions) return std::fprintf(stderr, "bench_match: too few were found\n"), 1;
    std::ranges::sort(times);
    std::printf("{\"decision_p50_ms\": %.3f, \"decision_p99_ms\": %.3f}\n", times[times.size() / 2],
                times[times.size() * 99 / 100]);
    return 0;
}

}  // namespace
}  // namespace ourplace::bench

int main(int count, char** arguments) {
    unsigned champions = 10'000;
    unsigned decisions = 500;
    CLI::App app("One decision among many Champions", "bench_match");
    app.add_option("--champions", champions)->check(CLI::Range(100, 1'000'000));
    app.add_option("--decisions", decisions)->check(CLI::Range(1, 100'000));
    CLI11_PARSE(app, count, arguments);
    return ourplace::bench::run(champions, decisions);
}
