#include "unit/cli/killed_server.hpp"

#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <chrono>
#include <cmath>
#include <csignal>
#include <spawn.h>
#include <stdexcept>
#include <sys/wait.h>

namespace ourplace::cli {
namespace {

using asks::Draw;

constexpr auto length_of_life = static_cast<Draw>(201);
constexpr auto is_killed_by_time = static_cast<Draw>(202);
constexpr auto time_to_answer = static_cast<Draw>(203);

constexpr std::chrono::seconds longest_answer{60};
constexpr unsigned most_deaths_over_one_request = 100;

}  // namespace

KilledServer::~KilledServer() {
    if (pid_ == 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
}

void KilledServer::stop() {
    if (pid_ == 0) return;
    socket_.reset();
    int ended = 0;
    ::waitpid(std::exchange(pid_, 0), &ended, 0);
    if (ended != 0) throw std::runtime_error("a server ended with " + std::to_string(ended));
}

boost::json::object KilledServer::answer(const boost::json::object& request) {
    const auto line = boost::json::serialize(request);
    for (unsigned deaths = 0; deaths < most_deaths_over_one_request; ++deaths) {
        if (pid_ == 0) start();
        if (const auto answer = try_to_answer(line)) return boost::json::parse(*answer).as_object();
        bury();
        ++retries_;
    }
    throw std::runtime_error("no server lives long enough to answer " + line);
}

void KilledServer::start() {
    ++lives_;
    const auto steps = std::ceil(-steps_per_life_ * std::log(1 - chance_.of(length_of_life, lives_)));
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) throw std::runtime_error("no socket");
    socket_ = std::make_unique<LineSocket>(ends[0]);
    std::string program = MORTAL_SERVER;
    auto data = data_.string();
    auto life = std::to_string(static_cast<long long>(steps));
    std::array<char*, 4> arguments{program.data(), data.data(), life.data(), nullptr};
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, ends[1], STDIN_FILENO);
    const int failure = ::posix_spawn(&pid_, program.c_str(), &actions, nullptr, arguments.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    if (failure != 0) throw std::runtime_error("no process");
}

// One request in forty is killed at a time of its own instead of at a row: then it may be anywhere.
std::optional<std::string> KilledServer::try_to_answer(const std::string& line) {
    ++requests_;
    if (!socket_->write(line)) return std::nullopt;
    if (chance_.of(is_killed_by_time, requests_) < 0.025) {
        const auto time = static_cast<std::int64_t>(5000 * chance_.of(time_to_answer, requests_));
        if (!socket_->ready_within(std::chrono::microseconds(time))) ::kill(pid_, SIGKILL);
    }
    if (!socket_->ready_within(longest_answer)) throw std::runtime_error("no answer to " + line);
    return socket_->read();
}

void KilledServer::bury() {
    socket_.reset();
    int ended = 0;
    if (::waitpid(std::exchange(pid_, 0), &ended, 0) < 0) throw std::runtime_error("no child");
    if (!WIFSIGNALED(ended) || WTERMSIG(ended) != SIGKILL)
        throw std::runtime_error("a server ended by itself: " + std::to_string(ended));
    ++kills_;
}

}  // namespace ourplace::cli
