// Connections for the threads that carry jobs out, kept alive. A thread that loses its connection makes another, with a
// growing pause between attempts; while no thread has one, whoever has waited long enough is refused.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "store/postgres_connection.hpp"
#include "store/postgres_meter.hpp"

namespace ourplace::store {

class PostgresPool {
  public:
    // Finishes the jobs that have waited since before that moment.
    using Refuse = std::function<void(std::chrono::steady_clock::time_point)>;

    PostgresPool(std::string url, const PostgresTimes& times, std::chrono::milliseconds patience, PostgresMeter& meter,
                 Refuse refuse_before);
    // Every connection must have been let go of.
    ~PostgresPool();
    PostgresPool(const PostgresPool&) = delete;
    PostgresPool& operator=(const PostgresPool&) = delete;

    // Makes sure that there is a connection that works as far as one can tell without asking the server. False: stopping,
    // and there is none.
    bool keep_connected(std::unique_ptr<PostgresConnection>& connection);
    // From now on nobody waits for the database to come back.
    void stop();

  private:
    void note_lost(const std::string& why);
    void note_connected();
    // False: stopping.
    bool pause(std::chrono::milliseconds time);
    void refuse_while_away();

    const std::string url_;
    const PostgresTimes times_;
    const std::chrono::milliseconds patience_;
    PostgresMeter& meter_;
    const Refuse refuse_before_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::size_t connected_ = 0;
    bool was_connected_ = false;
    bool stopping_ = false;
    std::thread keeper_;
};

}  // namespace ourplace::store
