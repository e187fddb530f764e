// Real Redis servers on free ports, with their data in temporary folders, for as long as the object lives.
#pragma once

#include <cstdint>
#include <string>
#include <sys/types.h>
#include <vector>

#include "unit/store/temporary_folder.hpp"

namespace ourplace::streams {

class RedisProcess {
  public:
    // Returns once it accepts connections. Arguments are those of redis-server after the file of settings, which holds
    // `settings`; a file makes a sentinel or a node of a cluster possible.
    explicit RedisProcess(std::vector<std::string> arguments = {}, std::string settings = {});
    ~RedisProcess();
    RedisProcess(const RedisProcess&) = delete;
    RedisProcess& operator=(const RedisProcess&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
    [[nodiscard]] std::string url() const { return "redis://" + address(); }
    [[nodiscard]] TemporaryFolder& folder() { return folder_; }

    // By SIGKILL.
    void kill();
    void pause();
    void resume();
    // At the same port, after kill().
    void start();

    // What redis-cli prints.
    std::string ask(const std::string& words) const;

  private:
    [[nodiscard]] bool try_to_start();

    std::vector<std::string> arguments_;
    TemporaryFolder folder_;
    std::uint16_t port_ = 0;
    pid_t pid_ = 0;
};

// The output of a command of the shell; throws when it fails.
std::string run_command(const std::string& command);

// A port that nobody listens on, outside the range of which the system gives out ports by itself.
[[nodiscard]] std::uint16_t free_port();

}  // namespace ourplace::streams
