// Delivers Updates to the hooks of bots, in order for each stream, on a thread of its own: others' slow servers hold nobody
// up here. Each hook is one node's at a time. What was delivered is written down afterwards, so after a crash the last may
// come again, with the same webhook-id.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "base/metrics.hpp"
#include "bots/http_sender.hpp"
#include "bots/outgoing_tables.hpp"
#include "store/database.hpp"

namespace ourplace::bots {

class OutgoingHooks {
  public:
    // What is given by reference outlives it. The store must be open until it has stopped.
    OutgoingHooks(store::Database& database, const Clock& clock, Metrics& metrics, SenderOptions options);
    OutgoingHooks(const OutgoingHooks&) = delete;
    OutgoingHooks& operator=(const OutgoingHooks&) = delete;
    ~OutgoingHooks();

    // Looks for what there is to deliver, again and again, until stop(), which gives up what is under way.
    void start();
    void stop();
    // Any thread: something was written, so it looks at once.
    void wake();

    // Delivers what is due now and waits until nothing is under way; how many were taken. Not while it is started.
    std::size_t deliver_due();

  private:
    // Starts what is due and not under way, or what comes next where something was just taken; whether there was anything.
    bool begin_due();
    bool begin_next();
    void begin(const std::string& bot_id);
    void end(const Delivery& delivery, const std::string& failure, std::chrono::steady_clock::time_point begun);
    void run();

    store::Database& database_;
    const Clock& clock_;
    Metrics& metrics_;
    HttpSender sender_;
    // Names this process among the nodes.
    const std::string node_;
    std::set<std::string> under_way_;
    // Bots whose hooks have just taken something.
    std::vector<std::string> next_;
    std::size_t taken_ = 0;
    // Nobody is woken for posts while no bot has a hook.
    std::atomic<bool> has_hooks_ = true;
    std::atomic<bool> woken_ = false;
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

}  // namespace ourplace::bots
