#include "unit/streams/redis_processes.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <fcntl.h>
#include <fstream>
#include <memory>
#include <netinet/in.h>
#include <poll.h>
#include <random>
#include <spawn.h>
#include <stdexcept>
#include <string_view>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace ourplace::streams {
namespace {

constexpr std::chrono::seconds longest_start{20};

// Whether a line that says so comes out of the pipe before it ends.
bool wait_for_ready(int pipe) {
    const auto until = std::chrono::steady_clock::now() + longest_start;
    std::string said;
    std::array<char, 4096> piece{};
    while (std::chrono::steady_clock::now() < until) {
        pollfd waiting{.fd = pipe, .events = POLLIN, .revents = 0};
        if (::poll(&waiting, 1, 1000) <= 0) continue;
        const auto size = ::read(pipe, piece.data(), piece.size());
        if (size <= 0) return false;
        said.append(piece.data(), static_cast<std::size_t>(size));
        if (said.contains("Ready to accept connections") || said.contains("Sentinel ID is")) return true;
    }
    return false;
}

}  // namespace

std::uint16_t free_port() {
    static std::mt19937 random(std::random_device{}());
    std::uniform_int_distribution<std::uint16_t> between(10'000, 32'000);
    for (int attempt = 0; attempt < 1000; ++attempt) {
        const auto port = between(random);
        const int listening = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_ANY);
        const bool free = ::bind(listening, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
        ::close(listening);
        if (free) return port;
    }
    throw std::runtime_error("no free port");
}

std::string run_command(const std::string& command) {
    std::string output;
    auto* const running = ::popen((command + " 2>&1").c_str(), "re");
    if (running == nullptr) throw std::runtime_error("cannot run: " + command);
    std::array<char, 4096> piece{};
    while (const auto size = std::fread(piece.data(), 1, piece.size(), running)) output.append(piece.data(), size);
    if (::pclose(running) != 0) throw std::runtime_error(command + ": " + output);
    return output;
}

RedisProcess::RedisProcess(std::vector<std::string> arguments, std::string settings)
    : arguments_(std::move(arguments)) {
    std::ofstream(folder_ / "redis.conf") << settings;
    for (int attempt = 0; attempt < 10; ++attempt) {
        port_ = free_port();
        if (try_to_start()) return;
    }
    throw std::runtime_error("redis-server does not start");
}

RedisProcess::~RedisProcess() { kill(); }

void RedisProcess::kill() {
    if (pid_ == 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    pid_ = 0;
}

void RedisProcess::pause() { ::kill(pid_, SIGSTOP); }

void RedisProcess::resume() { ::kill(pid_, SIGCONT); }

void RedisProcess::start() {
    if (!try_to_start()) throw std::runtime_error("redis-server does not start again");
}

bool RedisProcess::try_to_start() {
    std::vector<std::string> words{"redis-server", folder_ / "redis.conf"};
    const bool has_tls = std::ranges::find(arguments_, "--tls-port") != arguments_.end();
    if (!has_tls) words.insert(words.end(), {"--port", std::to_string(port_)});
    words.insert(words.end(), {"--dir", folder_.path(), "--save", "", "--bind", "127.0.0.1"});
    words.insert(words.end(), arguments_.begin(), arguments_.end());
    std::vector<char*> raw;
    for (auto& word : words) {
        if (word == "PORT") word = std::to_string(port_);
        raw.push_back(word.data());
    }
    raw.push_back(nullptr);

    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0) return false;
    posix_spawn_file_actions_t actions{};
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipe[1], STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, pipe[1], STDERR_FILENO);
    const bool spawned = ::posix_spawnp(&pid_, raw[0], &actions, nullptr, raw.data(), environ) == 0;
    posix_spawn_file_actions_destroy(&actions);
    ::close(pipe[1]);
    if (!spawned) pid_ = 0;
    const bool ready = spawned && wait_for_ready(pipe[0]);
    // From here on its log goes nowhere; Redis does not mind.
    ::close(pipe[0]);
    if (!ready) kill();
    return ready;
}

std::string RedisProcess::ask(const std::string& words) const {
    return run_command("redis-cli -p " + std::to_string(port_) + " " + words);
}

}  // namespace ourplace::streams
