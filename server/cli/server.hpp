// The server, put together from its rooms: the one place that names concrete drivers. Opened, run until it is asked to
// stop, and drained.
#pragma once

#include <memory>
#include <string>

#include "base/result.hpp"
#include "cli/settings.hpp"

namespace ourplace::cli {

class Server {
  public:
    // Opens the store and binds the port, so that whatever is wrong with them is said before anybody connects. Errors
    // are for the operator.
    [[nodiscard]] static Result<std::unique_ptr<Server>> open(const Settings& settings);
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    ~Server();

    // Where people open it.
    [[nodiscard]] const std::string& url() const;

    // Serves until SIGTERM or SIGINT, then drains; SIGHUP reads the certificate again. A second signal, or too long a
    // drain, ends the process at once: what was acknowledged is on the disk. Call block_signals() before open().
    void run();

    // For the calling thread and those it starts: signals wait for run().
    static void block_signals();

  private:
    struct Parts;
    explicit Server(std::unique_ptr<Parts> parts);
    void stop();

    std::unique_ptr<Parts> parts_;
};

}  // namespace ourplace::cli
