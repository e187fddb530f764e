// A server (mortal_server.cpp) that is killed again and again while it is asked for something, and started again. Who asked
// and heard nothing asks again with the same words, as a device does.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <sys/types.h>

#include "asks/simulated_people.hpp"
#include "unit/cli/line_socket.hpp"

namespace ourplace::cli {

class KilledServer {
  public:
    // How long a life is comes from the seed: so many rows and commits on average.
    KilledServer(std::filesystem::path data, unsigned seed, double steps_per_life)
        : data_(std::move(data)), chance_(seed + 3'000'017), steps_per_life_(steps_per_life) {}
    ~KilledServer();
    KilledServer(const KilledServer&) = delete;
    KilledServer& operator=(const KilledServer&) = delete;

    // Throws if a server ends in another way than by SIGKILL, or if nobody answers.
    boost::json::object answer(const boost::json::object& request);

    // For good, by letting it end.
    void stop();

    [[nodiscard]] unsigned kills() const { return kills_; }
    // Requests that were made more than once.
    [[nodiscard]] unsigned retries() const { return retries_; }

  private:
    void start();
    // None: it died over it.
    std::optional<std::string> try_to_answer(const std::string& line);
    // Waits for its end.
    void bury();

    std::filesystem::path data_;
    asks::Chance chance_;
    double steps_per_life_;
    std::size_t lives_ = 0;
    std::size_t requests_ = 0;
    unsigned kills_ = 0;
    unsigned retries_ = 0;
    pid_t pid_ = 0;
    std::unique_ptr<LineSocket> socket_;
};

}  // namespace ourplace::cli
