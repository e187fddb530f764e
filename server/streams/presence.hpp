// Who has a connection. Presence has no number and may be lost; it is told to those who follow a hub that the member
// follows as well. Leaving counts only after a while, so that a phone on a bad line does not flicker. Any thread.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.hpp"
#include "streams/bus.hpp"

namespace ourplace::streams {

class Presence {
  public:
    static constexpr std::chrono::seconds leaving_takes{10};

    Presence(const Clock& clock, Bus& bus);
    Presence(const Presence&) = delete;
    Presence& operator=(const Presence&) = delete;
    ~Presence() = default;

    // Calls tick() on the executor every second, until stop() there.
    void start(const boost::asio::any_io_executor& executor);
    void stop();

    // Counted: a member may have several connections.
    void arrived(const std::string& member_id);
    void left(const std::string& member_id);
    // One of the connections follows the hub, again and again perhaps.
    void follows(const std::string& member_id, const std::string& hub_stream);
    // The member may no longer follow the hub: its people no longer learn about them.
    void lost(const std::string& member_id, const std::string& hub_stream);

    [[nodiscard]] bool is_present(std::string_view member_id) const;

    // Publishes what has changed, a bounded number for each hub.
    void tick();

  private:
    struct Member {
        std::size_t connections = 0;
        // When the last connection went; meaningless while there is one.
        Timestamp left_at = 0;
        // Whose people were told that the member is present.
        std::set<std::string> hubs;
    };
    void announce(const std::string& hub_stream, const std::string& member_id, bool present);
    void forget_those_who_left();
    void wait(const std::shared_ptr<boost::asio::steady_timer>& timer);

    const Clock& clock_;
    Bus& bus_;
    mutable std::mutex mutex_;
    std::map<std::string, Member, std::less<>> members_;
    // In the order of leaving; who has come back since is skipped.
    std::deque<std::pair<Timestamp, std::string>> leaving_;
    // By hub stream, whose presence is yet to be told. The newest word about somebody replaces an older one.
    std::map<std::string, std::map<std::string, bool>> untold_;
    std::shared_ptr<boost::asio::steady_timer> timer_;
};

}  // namespace ourplace::streams
